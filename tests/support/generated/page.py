"""Writes a document after a plan, and its key: in which line each question stands, and in which lines its answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.support.generated.plans import FREE, Plan, plan
from tests.support.generated.texts import Pair, Tongue, tongue

_HAN = "一二三四五六七八九十"
_ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII XIV".split()
# How often an answer has more than a sentence, and how often a title asks where not all do.
_RICH, _ASKS = 0.5, 0.4


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question in `line`, and the lines of its answer, from 1; none if it is unanswered.

    `also` is another line in which it may be found, `within` are lines that the answer may repeat besides.
    """

    line: int
    answer: tuple[int, int] | None
    also: int = 0
    within: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Generated:
    """A document and its key."""

    plan: Plan
    text: str
    wanted: tuple[Wanted, ...]


@dataclass(slots=True)
class _Page:
    """A document while it is written."""

    plan: Plan
    rng: Random
    tongue: Tongue
    # Whose titles ask, where only some do.
    asking: tuple[Pair, ...] = ()
    lines: list[str] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)
    # What an answer key at the end has to say: number, letter, and the question.
    owed: list[tuple[int, str, int]] = field(default_factory=list)

    @property
    def last(self) -> int:
        return len(self.lines)

    def add(self, *lines: str) -> None:
        self.lines += [line for text in lines for line in text.split("\n")]

    def blank(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")


def document(seed: int) -> Generated:
    """The document with this seed, always the same."""
    chosen = plan(seed)
    page = _Page(chosen, Random(f"page {seed}"), tongue(chosen.language))
    pairs = page.rng.sample(page.tongue.pairs, page.rng.randint(6, 12))
    words = page.tongue.words
    if chosen.title == "term" or page.rng.random() < 0.8:
        page.add(
            "# " + (words["promise"] if chosen.title == "term" or page.rng.random() < 0.6 else words["subject"]), ""
        )
    if "properties" in chosen.extras:
        page.add("status:: draft", "due:: 2026-11-26", "", "[author:: Anna]", "")
    if "intro" in chosen.extras:
        page.add(words["intro"], "")
    if "contents" in chosen.extras:
        _contents(page, pairs)
    _sections(page, pairs)
    if page.owed:
        page.blank()
        page.add(f"## {words['answer']}", "")
        for number, letter, line in page.owed:
            page.add(f"{number}. {letter}")
            page.wanted.append(Wanted(line, (page.last, page.last)))
    if "references" in chosen.extras:
        page.blank()
        page.add(f"## {words['references']}", "", "- [One](https://example.org/1)", "- [Two](https://example.org/2)")
    return Generated(chosen, "\n".join(page.lines) + "\n", tuple(sorted(page.wanted, key=lambda wanted: wanted.line)))


def _contents(page: _Page, pairs: list[Pair]) -> None:
    """A list of all titles, linked or not."""
    linked = page.rng.random() < 0.5
    page.add(f"## {page.tongue.words['contents']}", "")
    page.add(
        *(
            f"- [{_title(page, pair)}](#{at})" if linked else f"{at}. {_title(page, pair)}"
            for at, pair in enumerate(pairs, 1)
        ),
        "",
    )


def _sections(page: _Page, pairs: list[Pair]) -> None:
    """The questions below their topics."""
    depth = page.plan.topics
    names = list(page.tongue.topics)
    count = page.rng.randint(2, 3) if depth else 1
    starts = [round(at * len(pairs) / count) for at in range(count + 1)]
    anew = page.rng.random() < 0.5 and page.plan.right != "key"
    for section in range(count):
        page.blank()
        uneven = section == 0 and "uneven" in page.plan.extras
        if depth == 2 and not uneven and section % 2 == 0:
            page.add(f"## {_topic(page, names[-1 - section // 2], 1 + section // 2)}", "")
        if depth and not uneven:
            page.add(f"{'#' * (1 + depth)} {_topic(page, names[section], 1 + section)}", "")
        inside = pairs[starts[section] : starts[section + 1]]
        if page.plan.kind == "table":
            _table(page, inside)
        for at, pair in enumerate(inside if page.plan.kind != "table" else (), 1 if anew else 1 + starts[section]):
            slipped = "slipped" in page.plan.extras and pair in inside[1:-1][:1]
            _question(page, pair, at, 2 + slipped + (0 if uneven else depth))
            tight = page.plan.kind in ("bullet", "definition") and page.plan.lead.startswith(("- ", "* ", "+ ", "• "))
            if not tight or page.plan.place == "inside":
                page.blank()


def _topic(page: _Page, name: str, number: int) -> str:
    chapter = f"第{_HAN[number - 1]}章 {name}" if page.tongue.code in ("zh", "ja") else f"Chapter {number}: {name}"
    return {"numbered": f"{number}. {name}", "chapter": chapter}.get(page.plan.topic, name)


def _title(page: _Page, pair: Pair) -> str:
    way = page.plan.title
    if way == "term" or (way == "mixed" and pair not in page.asking):
        return pair.term
    bare = pair.question.rstrip(" ?？؟")
    blank = f"{bare}（  ）" if page.tongue.code in ("zh", "ja") else f"{bare}: ____"
    return {"bare": bare, "blank": blank}.get(way, pair.question)


def _table(page: _Page, pairs: list[Pair]) -> None:
    words = page.tongue.words
    form = page.plan.lead
    header = form.format(q=words["question"], A=words["answer"])
    page.add(header, "|" + " --- |" * (header.count("|") - 1))
    for at, pair in enumerate(pairs, 1):
        page.add(form.replace("#", str(at)).format(q=_title(page, pair), A=pair.answer))
        page.wanted.append(Wanted(page.last, (page.last, page.last)))


def _question(page: _Page, pair: Pair, number: int, level: int) -> None:
    """One question with its answer; `level` is that of its heading, if it has one."""
    words = page.tongue.words
    parts = {
        "h": "#" * level, "level": str(level), "n": str(number),
        "q": words["question"], "t": _title(page, pair), "a": pair.answer,
        "han": _HAN[number - 1] if number <= len(_HAN) else f"十{_HAN[number - 11]}",
        "circled": chr(0x2460 + number - 1),
        "keycap": "".join(f"{digit}\ufe0f\u20e3" for digit in str(number)), "roman": _ROMAN[number - 1],
    }  # fmt: skip
    so = page.rng.random() < 0.5
    parts |= {"A": words["answer"], "s": "T" if so else "F", "√": "√" if so else "×"}
    start = page.last + 1
    page.add(page.plan.lead.format(**parts))
    if page.plan.kind in FREE:
        _answered(page, pair, number, start)
    elif page.plan.kind == "fold":
        page.blank()
        first = page.last + 1
        page.add(*_answer(page, pair))
        page.wanted.append(
            Wanted(start, (first, page.last), also=start + page.plan.lead.index("<summary") // len("<details>\n"))
        )
        page.add("", "</details>")
    elif page.plan.kind == "truth":
        page.wanted.append(Wanted(start, (page.last, page.last)))
    else:
        own = next((at for at in range(start, page.last + 1) if pair.answer in page.lines[at - 1]), start)
        # START or a fence is where the card begins; its title stands one or two lines below.
        below = {"START": 2, "```ad": 1}.get(page.plan.lead[:5], 0)
        page.wanted.append(Wanted(start, (own, own), also=start + below if below else 0))


def _answered(page: _Page, pair: Pair, number: int, line: int) -> None:
    """What follows a title."""
    place = page.plan.place
    indent = "   " if place.startswith("inside") else ""
    if place in ("below", "inside"):
        page.add("")
    if page.plan.option:
        _options(page, pair, number, line, indent)
    elif page.plan.mark == "unanswered" or (page.plan.mark == "half" and number % 2 == 0):
        page.wanted.append(Wanted(line, None))
    else:
        body = _answer(page, pair)
        if place == "nested":
            body = [f"- {part}" for part in body if part]
            indent = "  "
        lines, first, last = MARKED[page.plan.mark](page, body)
        top = page.last + 1
        page.add(*(indent + one if one else "" for one in lines))
        page.wanted.append(Wanted(line, (top + first, top + last - 1), within=(top, page.last)))


def _answer(page: _Page, pair: Pair) -> list[str]:
    """An answer: a sentence, and in some of them what the plan says."""
    more = page.tongue.more[:3]
    inside = page.plan.inside if page.rng.random() < _RICH else "nothing"
    below = {
        "nothing": [],
        "paragraphs": ["", more[0], "", more[1]],
        "list": ["", *(f"- {one}" for one in more)],
        "deep": ["", *(f"{'  ' * at}- {one}" for at, one in enumerate([*more, more[0]]))],
        "steps": ["", *(f"{at}. {one}" for at, one in enumerate(more, 1))],
        "code": ["", "```", "a = 1", "", "print(a)", "```"],
        "bold": ["", f"**{page.tongue.topics[0]}**", "", more[0], "", f"**{page.tongue.topics[1]}**", "", more[1]],
        "heading": ["", f"{'#' * (3 + page.plan.topics)} {page.tongue.topics[0]}", "", more[0]],
    }
    return [pair.answer, *below[inside]]


# What marks an answer: from its lines to the lines as they stand, and which of them are the answer.
Mark = Callable[[_Page, list[str]], tuple[list[str], int, int]]


def _led(lead: Callable[[_Page], str]) -> Mark:
    return lambda page, body: ([lead(page) + body[0], *body[1:]], 0, len(body))


def _after(*before: str) -> Mark:
    def mark(page: _Page, body: list[str]) -> tuple[list[str], int, int]:
        lines = [one.format(a=page.tongue.words["answer"], h="#" * (3 + page.plan.topics)) for one in before]
        return [*lines, *body], len(lines), len(lines) + len(body)

    return mark


def _folded(page: _Page, body: list[str]) -> tuple[list[str], int, int]:
    before = [f"<details><summary>{page.tongue.words['answer']}</summary>", ""]
    return [*before, *body, "", "</details>"], 2, 2 + len(body)


def _quoted(page: _Page, body: list[str]) -> tuple[list[str], int, int]:
    return [f"> {one}".rstrip() for one in body], 0, len(body)


def _ruled(page: _Page, body: list[str]) -> tuple[list[str], int, int]:
    before = [page.rng.choice(page.tongue.more), "", "---", ""]
    return [*before, *body], len(before), len(before) + len(body)


MARKED: dict[str, Mark] = {
    "none": lambda page, body: (body, 0, len(body)),
    "half": lambda page, body: (body, 0, len(body)),
    "A": _led(lambda page: "答：" if page.tongue.code == "zh" else "A: "),
    "label": _led(lambda page: page.tongue.words["answer"] + page.tongue.colon),
    "bold label": _led(lambda page: f"**{page.tongue.words['answer']}{page.tongue.colon.strip()}** "),
    "label alone": _after("**{a}**", ""),
    "label heading": _after("{h} {a}", ""),
    "percent": _after("%", ""),
    "rule": _ruled,
    "fold": _folded,
    "quote": _quoted,
}


def _options(page: _Page, pair: Pair, number: int, line: int, indent: str) -> None:
    """Four options, and which of them is right."""
    others = page.rng.sample([other.term for other in page.tongue.pairs if other != pair], 3)
    choices = [*others[:1], pair.term, *others[1:]] if page.rng.random() < 0.5 else [*others, pair.term]
    at = choices.index(pair.term)
    form, right = page.plan.option, page.plan.right
    letter = ("abcd" if "a)" in form else "ABCD")[at]
    first = page.last + 1
    for number_of, choice in enumerate(choices):
        text = form.replace("A", "ABCD"[number_of]).replace("a)", f"{'abcd'[number_of]})").format(o=choice)
        page.add(indent + (_marked(page, text) if number_of == at else text))
    own, last = first + at, page.last
    if right in ("bold", "tick", "remark", "box"):
        page.wanted.append(Wanted(line, (own, own), within=(first, last)))
    elif right == "key":
        page.owed.append((number, letter, line))
    else:
        page.blank()
        top = page.last + 1
        lines, start, end = MARKED["fold" if right == "fold" else "label"](page, [f"{letter}"])
        page.add(*(indent + one if one else "" for one in lines))
        page.wanted.append(Wanted(line, (top + start, top + end - 1), within=(top, page.last)))


def _marked(page: _Page, text: str) -> str:
    """The right option."""
    right = page.plan.right
    if right == "bold":
        bullet = text[:2] if text[:2] in ("- ", "* ") else ""
        return f"{bullet}**{text[len(bullet) :]}**"
    if right == "remark":
        word = page.tongue.words["right"]
        return f"{text}（{word}）" if page.tongue.code in ("zh", "ja") else f"{text} ({word})"
    return f"{text} ✅" if right == "tick" else text.replace("[ ]", "[x]") if right == "box" else text
