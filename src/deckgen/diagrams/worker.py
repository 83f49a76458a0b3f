"""The process that diagrams are drawn in: a line with one in, a line with its SVG out, until there are no more.

It is run by path, so that it loads nothing of deckgen. With a command behind it, it becomes that, within its limits.
"""

import faulthandler
import json
import os
import sys
from contextlib import suppress

# In s and in bytes; a diagram of a real note takes a tenth of a second, and 512 MB of addresses are enough for it.
SECONDS = 18.0
MEMORY = 2**30
# Labels as SVG text: HTML in a picture is stripped with everything else that acts.
_LABELS = '%%{init: {"htmlLabels": false, "flowchart": {"htmlLabels": false}}}%%\n'


def serve() -> None:
    """Answer diagrams, until one goes beyond the limits or nobody asks any more."""
    _limit()
    with open(0, "rb") as questions, open(1, "wb", 0) as answers:
        answers.write(b"ready\n")
        for question in questions:
            language, text = json.loads(question)
            # Native code lets no other thread of Python run.
            faulthandler.dump_traceback_later(SECONDS, exit=True)
            try:
                answer = {"svg": mermaid(text) if language == "mermaid" else graphviz(text)}
            except ImportError:
                answer = {}
            # Somebody else's code, which may fail in any way.
            except Exception as error:  # noqa: BLE001
                what = str(getattr(error, "message", "") or error).partition(" code=")[0]
                answer = {"failed": " ".join(what.split())[:200] or type(error).__name__}
            faulthandler.cancel_dump_traceback_later()
            answers.write(json.dumps(answer).encode() + b"\n")


def mermaid(text: str) -> str:
    """SVG; raises merman's error, or ImportError where it is not installed: it is an extra, of 20 MB."""
    import merman

    return str(merman.Merman().render_svg(_LABELS + text, None))


def graphviz(text: str) -> str:
    """SVG; raises what pygraphviz raises, or ImportError where it or Graphviz is not installed."""
    import pygraphviz

    svg: bytes = pygraphviz.AGraph(string=text).draw(format="svg", prog="dot")
    return svg[svg.index(b"<svg") :].decode("utf-8", "replace")


def _limit() -> None:
    """Windows has no such limits."""
    if sys.platform != "win32":
        import resource

        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def become(command: list[str]) -> None:
    """Go on as another program, which may take as much memory as this one."""
    _limit()
    os.execv(command[0], command)


if __name__ == "__main__":
    become(sys.argv[1:]) if sys.argv[1:] else serve()
