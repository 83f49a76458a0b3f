"""deckgen doctor."""

from dataclasses import asdict
from pathlib import Path

import click

from deckgen.cli import findings
from deckgen.cli.options import JSON, KEY, PATH, URL
from deckgen.cli.show import tell, tell_json
from deckgen.wording import said

_STATES = {"ok": said("ok"), "missing": said("missing"), "broken": said("broken")}


@click.command(name="doctor")
@PATH
@URL
@KEY
@JSON
def command(path: Path | None, url: str, key: str | None, as_json: bool) -> int:
    """Say what is there, what is missing, and what to type.

    Looks at this installation, at Anki, and at the project here. Writes nothing, downloads nothing.

    \b
    Examples:
      deckgen doctor
      deckgen doctor notes.md
    """
    found = [*findings.installation(), findings.anki(url, key), *findings.project(path), findings.downloads()]
    if as_json:
        tell_json([asdict(one) for one in found])
    for one in () if as_json else found:
        line = said("{what}: {found}", what=one.what, found=one.found)
        line = said("{line}; {cure}", line=line, cure=one.cure) if one.cure else line
        tell(line, lead=said("{state:8}", state=_STATES[one.state]), part=one.state)
    return int(any(one.state == "broken" for one in found))
