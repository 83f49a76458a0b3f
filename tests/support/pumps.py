"""Texts on which an expression may go back over what it has read, made from the expression itself.

    python -m tests.support.pumps

collects all expressions that deckgen compiles, repeats in each what it lets repeat, ends that so that it cannot match,
and prints those that take longer than `LIMIT` on 1,500 characters. What backtracks with the cube of the length or worse
takes minutes there, what backtracks with its square does not show: for that there is `square`.
"""

import importlib
import pkgutil
import re
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

# In seconds of the processor's time.
LIMIT = 2.0
LENGTH = 1_500
# What reads so long a text to its end from each of its places takes far longer; what does not, a hundredth of that.
LONG = 200_000
_ENDS = ("", "\0", "!\0", "\n\0")
# So many texts stand for what an expression lets repeat.
_EXAMPLES = 4
_REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT)
_CATEGORIES = {
    constants.CATEGORY_DIGIT: "1", constants.CATEGORY_NOT_DIGIT: "a", constants.CATEGORY_SPACE: " ",
    constants.CATEGORY_NOT_SPACE: "a", constants.CATEGORY_WORD: "a", constants.CATEGORY_NOT_WORD: "-",
}  # fmt: skip


# By expression: whether `fullmatch` is called, in each module that has a name for it.
_NAMES: dict[str, list[bool]] = {}


class _Late(BaseException):
    pass


def compiled() -> list[re.Pattern[str]]:
    """All expressions for texts that deckgen compiles when it is imported and builds the cases of the test suite."""
    import deckgen

    found: dict[tuple[str, int], re.Pattern[str]] = {}
    _NAMES.clear()
    compile_ = re._compile  # type: ignore[attr-defined]

    def record(pattern: Any, flags: Any) -> Any:
        made = compile_(pattern, flags)
        if "deckgen" in sys._getframe(2).f_code.co_filename and isinstance(made.pattern, str):
            found[made.pattern, made.flags] = made
        return made

    re._compile = record  # type: ignore[attr-defined]
    try:
        for one in pkgutil.walk_packages(deckgen.__path__, "deckgen."):
            if not one.name.endswith(("__main__", "worker")):
                importlib.import_module(one.name)
        _built()
    finally:
        re._compile = compile_  # type: ignore[attr-defined]
    for name, module in list(sys.modules.items()):
        if name.startswith("deckgen.") and module.__file__:
            text = Path(module.__file__).read_text("utf-8")
            for key, value in vars(module).items():
                if isinstance(value, re.Pattern):
                    _NAMES.setdefault(value.pattern, []).append(f"{key}.fullmatch" in text)
    return list(found.values())


def _built() -> None:
    from deckgen.options import Rendering, Splitting
    from deckgen.render import linked, render
    from deckgen.split import split
    from tests.support.cases import suite
    from tests.support.questions import document

    for case in suite("split"):
        reading, _ = split(document(case.given[0]), "D", Splitting(cloze=True, tables=True))
        for question in reading.questions:
            fields, _ = render(question, Rendering())
            linked(fields, {})


def attacks(pattern: re.Pattern[str]) -> Iterator[str]:
    """Texts with what the expression lets repeat, again and again, and something behind it that does not fit."""
    for before, pump in _pumps(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)):
        for end in _ENDS:
            yield before + pump * (LENGTH // len(pump)) + end


def _pumps(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    for op, value in tree:
        if op in _REPEATS:
            least, most, body = value
            if most > least + 1:
                yield from {(before, pump) for pump in _examples(body) if pump}
            yield from _pumps(body, before)
        for inner in _inside(op, value):
            yield from _pumps(inner, before)
        before += _example(op, value, 0)


def _inside(op: Any, value: Any) -> list[Any]:
    if op is constants.SUBPATTERN:
        return [value[-1]]
    if op is constants.BRANCH:
        return list(value[1])
    if op in (constants.ASSERT, constants.ASSERT_NOT):
        return [value[1]]
    return [value] if op is constants.ATOMIC_GROUP else []


def _examples(tree: Any) -> set[str]:
    return {"".join(_example(op, value, turn) for op, value in tree) for turn in range(_EXAMPLES)}


def _example(op: Any, value: Any, turn: int) -> str:
    """A text that a part matches; another one at another `turn`, where there are several."""
    if op is constants.LITERAL:
        return chr(value)
    if op is constants.NOT_LITERAL:
        return next(c for c in "a b" if ord(c) != value)
    if op is constants.ANY:
        return "a #<"[turn]
    if op is constants.IN:
        return _member(value, turn)
    if op in _REPEATS:
        least, most, body = value
        one = "".join(_example(o, v, turn) for o, v in body)
        return one * max(int(least), min(int(most), turn % 2))
    if op is constants.BRANCH:
        branch = value[1][turn % len(value[1])]
        return "".join(_example(o, v, turn) for o, v in branch)
    if op in (constants.SUBPATTERN, constants.ATOMIC_GROUP):
        return "".join(_example(o, v, turn) for o, v in (value[-1] if op is constants.SUBPATTERN else value))
    return ""


def _member(members: list[tuple[Any, Any]], turn: int) -> str:
    if members[0][0] is constants.NEGATE:
        pattern = re.compile(f"[^{''.join(map(_written, members[1:]))}]")
        fitting = [c for c in "a #<1-*`:|好" if pattern.fullmatch(c)] or ["\u2603"]
        return fitting[turn % len(fitting)]
    op, value = members[turn % len(members)]
    if op is constants.LITERAL:
        return chr(value)
    return chr(value[0]) if op is constants.RANGE else _CATEGORIES.get(value, "a")


def _written(member: tuple[Any, Any]) -> str:
    op, value = member
    if op is constants.LITERAL:
        return re.escape(chr(value))
    if op is constants.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return {" ": r"\s", "1": r"\d", "-": r"\W"}.get(_CATEGORIES.get(value, "a"), r"\w")


def _fits_whole(pattern: re.Pattern[str]) -> bool:
    """Whether texts may have to match the expression as a whole, as far as its name tells."""
    return any(_NAMES.get(pattern.pattern, [True]))


def late(work: Callable[[], object]) -> bool:
    """Whether some work takes longer than LIMIT."""

    def stop(*_: object) -> None:
        raise _Late

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    try:
        work()
    except _Late:
        return True
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return False


def slow(pattern: re.Pattern[str]) -> str:
    """The first of the attacks on which the expression takes too long, empty if there is none."""
    for text in dict.fromkeys(attacks(pattern)):
        for use in (pattern.search, pattern.fullmatch) if _fits_whole(pattern) else (pattern.search,):
            if late(partial(use, text)):
                return text
    return ""


def square(pattern: re.Pattern[str]) -> str:
    """What the expression looks for again and again, each time to the end of the text, empty if there is nothing."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    units = {unit for before, pump in _pumps(tree) for unit in (before, before + pump, pump) if 0 < len(unit) < 100}
    for unit in sorted(units):
        if late(partial(pattern.sub, "", unit * (LONG // len(unit)))):
            return unit
    return ""


def main() -> int:
    patterns = compiled()
    found = 0
    for pattern in patterns:
        if text := slow(pattern):
            found += 1
            print(f"{pattern.pattern[:300]!r}\n    {text[:60]!r} … {text[-20:]!r}", flush=True)
    print(f"{len(patterns)} expressions, {found} of them slow")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
