"""Diagrams in text → pictures, by what is at hand: the extra `diagrams`, or Graphviz on the machine. None is needed."""

import os
import shutil
import subprocess
from functools import lru_cache

from deckgen.data import Drawing
from deckgen.patience import Patience, Spent
from deckgen.wording import said

# Labels as SVG text: HTML in a picture is stripped with everything else that acts.
_LABELS = '%%{init: {"htmlLabels": false, "flowchart": {"htmlLabels": false}}}%%\n'
_SECONDS = 20
# In s, of all diagrams for each character: one of fifty takes merman 5 ms, Graphviz 100.
_PATIENCE = Patience(each=0.01)


def draw(language: str, text: str) -> Drawing | None:
    """The diagram as SVG, or what is wrong with it; None when nothing here can draw the language."""
    try:
        return _drawn(language, text)
    except Spent:
        return Drawing(error=said("the diagrams before it have taken all the time there is for diagrams"))


@lru_cache(maxsize=1024)
def _drawn(language: str, text: str) -> Drawing | None:
    with _PATIENCE.spend(len(text)):
        return _mermaid(text) if language == "mermaid" else _graphviz(text)


def _mermaid(text: str) -> Drawing | None:
    try:
        import merman  # an extra: 20 MB that few notes need
    except ImportError:
        return None
    try:
        return Drawing(merman.Merman().render_svg(_LABELS + text, None).encode())
    except merman.MermanError as error:
        return Drawing(error=str(getattr(error, "message", "") or error).partition(" code=")[0])


def _graphviz(text: str) -> Drawing | None:
    try:
        import pygraphviz
    except ImportError:
        return _dot(text)
    try:
        svg: bytes = pygraphviz.AGraph(string=text).draw(format="svg", prog="dot")
    except (ValueError, OSError, pygraphviz.DotError) as error:
        return Drawing(error=" ".join(str(error).split())[:200] or said("Graphviz does not understand it"))
    return Drawing(svg[svg.index(b"<svg") :])


def _dot(text: str) -> Drawing | None:
    program = shutil.which("dot")
    # Windows looks where the command is given first, and that may be a stranger's folder.
    if program is None or os.path.realpath(os.path.dirname(program)) == os.path.realpath(os.curdir):
        return None
    # It parses what strangers wrote, and needs nobody's passwords.
    known = {name: value for name, value in os.environ.items() if not name.startswith(("DECKGEN_", "ANKI"))}
    try:
        done = subprocess.run(
            [program, "-Tsvg"], input=text.encode(), capture_output=True, timeout=_SECONDS, check=False, env=known
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Drawing(error=str(error))
    if done.returncode or b"<svg" not in done.stdout:
        return Drawing(error=" ".join(done.stderr.decode("utf-8", "replace").split())[:200])
    return Drawing(done.stdout[done.stdout.index(b"<svg") :])
