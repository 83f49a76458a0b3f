"""The process that MathJax runs in: a line with a formula in, a line with what came of it out, until there are no more.

Hostile TeX can take V8 beyond what its own limits hold; then this process ends, and the build goes on. It is run by
path, so that it loads nothing of deckgen.
"""

import json
import os
from importlib.resources import files
from pathlib import Path

from py_mini_racer import JSEvalException, JSFunction, JSOOMException, JSTimeoutException, MiniRacer

# A formula of a real note takes some milliseconds, MathJax itself some 60 MB.
SECONDS = 10.0
MEMORY = 512 * 2**20
_TYPESETTER = ("core", "adaptors/liteDOM", "loader", "input/tex-full", "output/chtml", "output/chtml/fonts/tex")
_DRAWING = ("output/svg", "output/svg/fonts/tex")


def serve() -> None:
    """Answer formulas, until one goes beyond the limits or nobody asks any more."""
    engine = MiniRacer()
    engine.set_hard_memory_limit(MEMORY)
    _load(engine, _TYPESETTER)
    engine.eval(Path(__file__).with_name("mathjax.js").read_text("utf-8"))
    functions = {"typeset": _function(engine, "typeset")}
    with open(0, "rb") as questions, open(1, "wb", 0) as answers:
        answers.write(b"ready\n")
        for question in questions:
            name, tex, display = json.loads(question)
            if name not in functions:
                _load(engine, _DRAWING)
                functions[name] = _function(engine, name)
            try:
                answer = str(functions[name](tex, display, timeout_sec=SECONDS))
            except (JSTimeoutException, JSOOMException, JSEvalException):
                # MathJax's own exceptions are answers. What it was doing when it was stopped is half done.
                answer = json.dumps({"failed": "it takes too long or too much memory", "last": True})
            answers.write(answer.encode() + b"\n")


def _function(engine: MiniRacer, name: str) -> JSFunction:
    function = engine.eval(name)
    assert isinstance(function, JSFunction)
    return function


def _load(engine: MiniRacer, names: tuple[str, ...]) -> None:
    scripts = files("mathjax") / "static" / "mathjax" / "es5"
    for name in names:
        engine.eval((scripts / f"{name}.js").read_text("utf-8") + ";0")


if __name__ == "__main__":
    serve()
    # V8's threads would have to be waited for.
    os._exit(0)
