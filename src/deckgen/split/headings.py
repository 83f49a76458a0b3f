"""Questions that are headings: the level that asks, what stands in front of the answer, and the answer."""

import re
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt

from deckgen.data import Document, Fragment, Question, Reading, Span
from deckgen.diagnostics import QUESTION_NONE, QUESTION_UNANSWERED, Diagnostic
from deckgen.options import Splitting

_ASKS = re.compile(
    r"[?？]|什么|如何|为什么|为何|怎么|怎样|哪些|哪个|哪种|哪里|区别|介绍|简述|说说|讲讲|谈谈|解释|是否|吗|能不能|原理"
    r"|\b(what|how|why|when|which|where|who|explain|describe|difference|compare|vs)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:q\s*)?\d+\s*[.、:：)）]|\d+(?:\.\d+)+\s", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"(?:[\d.、\s]*)(?:参考(?:资料|文献|链接)?|目录|贡献|许可证?|table of contents|contents|toc|references?"
    r"|contribut\w*|licen[sc]e|acknowledge?ments?)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"^\s*(?:!\[.*\]\(.*\)|!\[\[.*\]\]|<img\b.*>)\s*$")
_SHOWN = re.compile(
    r"[下上如右左此该]图|图[中示片]|\b(figure|diagram|picture|image) (below|above)|following (figure|diagram)"
)
_OPTION = re.compile(r"\s*(?:[-*+]\s+)?\(?[A-H][.、:：)）]\s*\S")
_DETAILS = re.compile(r"<(/?)details\b", re.IGNORECASE)
_ANCHOR = re.compile(r"^\s*<!--\s*id:\s*([^\s>]+)\s*-->\s*$")
_RULE = re.compile(r"^ {0,3}([-*_])(?:\s*\1){2,}\s*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A top-level heading; `line` is 0-based within the body, `end` the first line below it."""

    level: int
    text: str
    line: int
    end: int


def headings(document: Document) -> tuple[Heading, ...]:
    """The document's own headings: none from code, lists, quotes or inside `<details>`."""
    found: list[Heading] = []
    depth = 0
    tokens = MarkdownIt("commonmark").enable("table").parse(document.body.text)
    for at, token in enumerate(tokens):
        if token.type == "html_block":
            depth += sum(-1 if close else 1 for close in _DETAILS.findall(token.content))
        if token.type == "heading_open" and token.level == 0 and depth <= 0 and token.map:
            text = tokens[at + 1].content.strip()
            if text:
                found.append(Heading(int(token.tag[1]), text, *token.map))
    return tuple(found)


def question_level(found: tuple[Heading, ...], body: tuple[str, ...]) -> int | None:
    """The shallowest level on which headings ask about as often as anywhere; None where there are none."""
    asks = dict.fromkeys(range(1, 7), 0.0)
    for at, heading in enumerate(found):
        below = body[heading.end : found[at + 1].line if at + 1 < len(found) else len(body)]
        if _OUTSIDE.match(heading.text):
            continue
        answered = any(line.strip() for line in below)
        asks[heading.level] += bool(_ASKS.search(heading.text)) + 0.5 * bool(_NUMBERED.match(heading.text) and answered)
        asks[heading.level] += 0.1 * answered
    levels = [heading.level for heading in found]
    if levels.count(levels[0] if levels else 1) == 1 and len(levels) > 1:
        asks[levels[0]] = 0.0  # one heading above all others is the title
    most = max(asks.values())
    return next((level for level in range(1, 7) if asks[level] and asks[level] >= most * 0.6), None)


def split(document: Document, deck: str, options: Splitting) -> tuple[Reading, tuple[Diagnostic, ...]]:
    """The questions in document order, with what the author should know about them."""
    level = options.question_level
    found, body = headings(document), document.body
    chosen = document.setting("question_level")
    level = int(chosen) if chosen and re.fullmatch("[1-6]", chosen) else level or question_level(found, body.lines)
    path: dict[int, str] = {}
    said: list[Diagnostic] = []
    questions: list[Question] = []
    outside = 7
    for at, heading in enumerate(found):
        if level is None or heading.level > level:
            continue
        path = {above: text for above, text in path.items() if above < heading.level}
        if heading.level <= outside:
            outside = heading.level if _OUTSIDE.match(heading.text) else 7
        if outside < 7:
            continue
        if heading.level < level:
            path[heading.level] = heading.text
            continue
        end = next((h.line for h in found[at + 1 :] if h.level <= level), len(body.lines))
        question = _question(document, heading, end, deck, tuple(path[key] for key in sorted(path)))
        questions.append(question)
        if question.answer is None:
            hint = "write the answer below it; the card appears at the next build"
            said.append(Diagnostic(QUESTION_UNANSWERED, question.span, "this question has no answer yet", hint))
    if not questions:
        hint = "give the file headings, or set question_level in its front matter"
        said.append(Diagnostic(QUESTION_NONE, Span(document.path, 1), "no questions found in this file", hint))
    return Reading(_unquoted(tuple(questions))), tuple(said)


def _question(document: Document, heading: Heading, end: int, deck: str, topics: tuple[str, ...]) -> Question:
    body, start, anchor = document.body, heading.end, None
    for number in range(heading.end, end):
        if found := _ANCHOR.match(body.lines[number]):
            anchor = found[1]
        if body.lines[number].strip() and not found:
            start = number if anchor else heading.end
            break
    stop = _trimmed(body.lines, start, end)
    front = _prompt_end(body.lines, start, stop, heading.text)
    answer_start = next((n for n in range(front, stop) if body.lines[n].strip()), stop)
    if _RULE.match(body.lines[answer_start]) if answer_start < stop else False:
        answer_start = next((n for n in range(answer_start + 1, stop) if body.lines[n].strip()), stop)
    answer = _cut(body, answer_start, stop) if answer_start < stop else None
    tags = tuple(t for t in re.split(r"[,，\s]+", (document.setting("tags") or "").strip("[]")) if t)
    prompt_end = _trimmed(body.lines, start, front)
    return Question(
        title=heading.text,
        prompt=_cut(body, start, prompt_end),
        answer=answer,
        span=Span(document.path, body.origins[heading.line]),
        end_line=body.origins[prompt_end - 1] if prompt_end > start else body.origins[heading.end - 1],
        deck=document.setting("deck") or deck,
        topics=topics,
        tags=tags,
        anchor=anchor,
        definitions=document.definitions,
    )


def _trimmed(lines: tuple[str, ...], start: int, end: int) -> int:
    """`end` moved up over blank lines and horizontal rules."""
    while end > start and (not lines[end - 1].strip() or _RULE.match(lines[end - 1])):
        end -= 1
    return end


def _prompt_end(lines: tuple[str, ...], start: int, end: int, title: str) -> int:
    """Where the question ends below its heading: before `<details>` or the options' end, after a shown picture."""
    for number in range(start, end):
        if _DETAILS.match(lines[number].lstrip()):
            return number
    options = [n for n in range(start, end) if _OPTION.match(lines[n])]
    if len(options) > 1:
        return options[-1] + 1
    if _SHOWN.search(title):
        for number in range(start, end):
            if _PICTURE.match(lines[number]):
                rest = any(line.strip() for line in lines[number + 1 : end])
                return number + 1 if rest else start
            if lines[number].strip():
                break
    return start


def _cut(body: Fragment, start: int, end: int) -> Fragment:
    return Fragment(body.path, body.lines[start:end], body.origins[start:end])


def _unquoted(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """Without the `>` that says "answer", where the file's answers are mostly quoted; else as they are."""
    answered = [q.answer for q in questions if q.answer]
    quoted = [a for a in answered if a.lines[0].startswith(">") or a.lines[-1].startswith(">")]
    if not answered or len(quoted) * 2 < len(answered):
        return questions
    return tuple(replace(q, answer=_unquote(q.answer)) if q.answer else q for q in questions)


def _unquote(answer: Fragment) -> Fragment:
    lines: list[str] = []
    origins: list[int] = []
    fenced = before = False
    for line, origin in zip(answer.lines, answer.origins, strict=True):
        quote = not fenced and re.match(r" {0,3}> ?", line)
        if quote and not before and lines and lines[-1].strip():
            lines.append("")
            origins.append(origin)
        text = line[quote.end() :] if quote else line
        if re.match(r" {0,3}(```|~~~)", line):
            fenced = not fenced
        lines.append(text)
        origins.append(origin)
        before = bool(quote)
    return Fragment(answer.path, tuple(lines), tuple(origins))
