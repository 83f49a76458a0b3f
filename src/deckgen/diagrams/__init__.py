"""Diagrams in text → pictures, by what is at hand: the extra `diagrams`, or Graphviz on the machine. None is needed.

What draws them is native code that reads what strangers wrote: 40 kB keep Graphviz at work for ever, 45 bytes end the
process that it is in. So it is in one of its own.
"""

import os
import re
import shutil
import subprocess
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from deckgen.data import Drawing
from deckgen.diagnostics import DeckgenError
from deckgen.engine import TOO_LONG, Engine, bare, run
from deckgen.patience import Patience, Spent
from deckgen.wording import because, said

# The process stops itself a little earlier; so does one that has lost its build.
_SECONDS = 20.0
# In s, of all diagrams for each character: one of fifty takes merman 5 ms, Graphviz 100.
_EACH = 0.01
# Attributes and elements by which Graphviz opens a file, which may be any on this machine.
_FILES = frozenset({"image", "shapefile", "fontpath", "_background"})
_PICTURE = re.compile(r"<\s*+img\b", re.IGNORECASE)
# The words of its language: a text in quotes, a comment, a name, a sign.
_TOKEN = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*+)"?|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|//[^\n]*+|^#[^\n]*+|(?P<name>[\w.]++)|(?P<sign>\S)',
    re.DOTALL | re.MULTILINE,
)
_TOO_LONG = said("it takes too long or too much memory")
_REASONS = {TOO_LONG: _TOO_LONG}
_WORKER = Path(__file__).with_name("worker.py")


def draw(language: str, text: str) -> Drawing | None:
    """The diagram as SVG, or what is wrong with it; None when nothing here can draw the language."""
    if language != "mermaid" and _opens(text):
        return Drawing(error=said("it names a file, and no diagram may open one"))
    try:
        return _drawn(language, text)
    except Spent:
        return Drawing(error=said("the diagrams before it have taken all the time there is for diagrams"))


def _opens(text: str) -> bool:
    """True if a diagram for Graphviz names a file to open, in whatever pieces the name of the attribute is."""
    name, goes_on = "", False
    for token in _TOKEN.finditer(text):
        word = token["name"] if token["text"] is None else token["text"]
        if word is not None:
            name, goes_on = (name[:40] if goes_on else "") + word.replace("\\\n", "").lower(), False
        elif token["sign"] == "=" and name in _FILES:
            return True
        elif token["sign"] and token["sign"] != ">":
            goes_on = token["sign"] == "+"
            name = name if goes_on else ""
    return bool(_PICTURE.search(text))


@lru_cache(maxsize=1024)
def _drawn(language: str, text: str) -> Drawing | None:
    if find_spec("merman" if language == "mermaid" else "pygraphviz"):
        answer = _engine().answer(language, text)
        if "svg" in answer:
            return Drawing(answer["svg"].encode())
        if failed := answer.get("failed"):
            return Drawing(error=_REASONS.get(failed) or failed or said("Graphviz does not understand it"))
    return _dot(text) if language != "mermaid" else None


def _dot(text: str) -> Drawing | None:
    program = shutil.which("dot")
    # Windows looks where the command is given first, and that may be a stranger's folder.
    if program is None or os.path.realpath(os.path.dirname(program)) == os.path.realpath(os.curdir):
        return None
    command = [program, "-Tsvg"]
    if os.name != "nt":
        # What it may take of memory is limited by the process that becomes it.
        command = [*run(_WORKER), *command]
    try:
        with _engine().patience.spend(len(text)):
            done = subprocess.run(
                command, input=text.encode(), capture_output=True, timeout=_SECONDS, check=False, env=bare()
            )
    except subprocess.TimeoutExpired:
        return Drawing(error=_TOO_LONG)
    except OSError as error:
        return Drawing(error=str(error))
    if done.returncode or b"<svg" not in done.stdout:
        return Drawing(error=" ".join(done.stderr.decode("utf-8", "replace").split())[:200] or _TOO_LONG)
    return Drawing(done.stdout[done.stdout.index(b"<svg") :])


@cache
def _engine() -> Engine:
    return Engine(_WORKER, _SECONDS, Patience(_EACH), _unavailable)


def _unavailable(error: OSError | None) -> DeckgenError:
    return DeckgenError(because(said("diagrams cannot be drawn: Python does not start"), error))
