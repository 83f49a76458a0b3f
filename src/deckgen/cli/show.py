"""All that is printed, and how it reads: problems, JSON. Colours are made here, and nowhere else.

What is printed came from notes, file names, settings, servers: nothing of it may act on a terminal.
"""

import gettext
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import click

from deckgen.diagnostics import Diagnostic, as_text, folded, printable
from deckgen.wording import said, translated

Part = Literal["place", "caret", "help", "error", "warning", "ok", "missing", "broken"]
_STYLES: Mapping[Part, Mapping[str, Any]] = {
    "place": {"bold": True},
    "caret": {"bold": True},
    "help": {"dim": True},
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "ok": {"fg": "green"},
    "missing": {"fg": "yellow"},
    "broken": {"fg": "red", "bold": True},
}
# `::command::` at the beginning of a line, `##[command]` anywhere.
_COMMAND = re.compile(r"^(?:\x1b\[[\d;]*+m|\s)*+:(?=:)|##\[")
# Of so many messages the command that says more is named.
_EXPLAINED = 3


def translate(template: str) -> str:
    """The template in the language that the environment asks for, where the catalogue has it."""
    return gettext.gettext(template)


def colour() -> bool | None:
    """Whether the environment wants colours (no-color.org, force-color.org); None: where a terminal shows them."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def painted(text: str, part: Part) -> str:
    """The text as its part of a message looks; what is printed loses its colours where none are wanted."""
    return click.style(text, **_STYLES[part])


def tell(*lines: str, lead: str = "", part: Part | None = None, err: bool = False, annotation: bool = False) -> None:
    """Prints lines, in which nothing acts; of a `part` of a message its `lead` has the look, without one all of it.

    An `annotation` is a command to GitHub's runner; no other line may be one.
    """
    for line in lines:
        rest = printable(translated(line, translate))
        rest = rest if annotation else _uncommanding(rest)
        if part:
            rest = f"{painted(translated(lead, translate), part)} {rest}" if lead else painted(rest, part)
        click.echo(rest, err=err, color=colour())


def _uncommanding(text: str) -> str:
    """The text without what GitHub's runner takes for a command (actions/runner, ActionCommand.cs), where it reads."""
    if not os.environ.get("GITHUB_ACTIONS"):
        return text
    return _COMMAND.sub(lambda found: f"{found[0][:-1]}\\u{ord(found[0][-1]):04x}", text)


def tell_json(value: object) -> None:
    """Prints JSON for other tools, in the letters that the output can carry."""
    whole = json.dumps(value, ensure_ascii=(sys.stdout.encoding or "").lower() not in ("utf-8", "utf8"), indent=1)
    # These are the same strings: what JSON itself does not escape it may, and it stands nowhere else.
    click.echo("\n".join(_uncommanding(printable(line)) for line in whole.split("\n")), color=colour())


def confirmed(question: str) -> bool:
    """Whether somebody says yes."""
    return click.confirm(printable(translated(question, translate)))


def asked(what: str, *, hidden: bool = False) -> str:
    """What somebody types in answer."""
    return str(click.prompt(printable(translated(what, translate)), hide_input=hidden))


def problems(
    found: Sequence[Diagnostic], sources: Mapping[str, tuple[str, ...]], *, check: str = "", err: bool = True
) -> None:
    """Prints what is wrong; where a command to `check` shows all of it, only the first messages of each kind."""
    texts = (
        folded(found, sources, check, painted, translate)
        if check
        else (as_text(one, sources, painted, translate) for one in found)
    )
    for text in texts:
        click.echo("\n".join(map(_uncommanding, text.split("\n"))), err=err, color=colour())


def failure(text: str) -> None:
    """Prints why a command fails."""
    tell(text, part="error", err=True)


def warned(text: str) -> None:
    """Prints what somebody should know before it goes on."""
    tell(text, part="warning", err=True)


def explained(found: Iterable[Diagnostic]) -> None:
    """Names the command that says more about what was said, once in a run, where somebody reads it."""
    codes = list(dict.fromkeys(one.rule.code for one in sorted(found, key=lambda one: one.rule.severity)))
    if codes and sys.stderr.isatty():
        tell(said("deckgen explain {codes} says more", codes=" ".join(codes[:_EXPLAINED])), part="help", err=True)
