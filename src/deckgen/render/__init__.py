"""Question → fields: Markdown to HTML, math and code, and text that Anki would interpret kept as text."""

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from html.parser import HTMLParser

import nh3

from deckgen.data import Fields, Question
from deckgen.diagnostics import Diagnostic
from deckgen.options import Rendering
from deckgen.render import gfm, macros, python_markdown, typeset

_ANKI = re.compile(r"\[(?=sound:|latex\]|/latex\]|\$|/\$|anki:)", re.IGNORECASE)
_TAGS = nh3.ALLOWED_TAGS | {"font", "details", "summary", "audio", "video", "source", "input", "section", "u"}
_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"class", "id", "align", "title", "dir", "lang"},
    "font": {"color", "size", "face"},
    "input": {"type", "checked", "disabled"},
    "img": {"src", "alt", "width", "height", "title"},
    "audio": {"src", "controls"},
    "video": {"src", "controls", "width", "height"},
    "source": {"src", "type"},
    "details": {"open"},
    "ol": {"start", "type"},
}


def render(question: Question, options: Rendering) -> tuple[Fields, tuple[Diagnostic, ...]]:
    """The note's fields, whose pictures keep the addresses the author wrote, and what the author should know."""
    dialect = options.dialect
    title, _, _ = question.title.partition("\n")
    front = markdown("# " + title, question.definitions, dialect)
    front = re.sub(r"^<h1[^>]*>(.*)</h1>\s*$", r'<div class="question">\1</div>', front, flags=re.DOTALL)
    if any(line.strip() for line in question.prompt.lines):
        front += markdown(question.prompt.text, question.definitions, dialect)
    back = markdown(question.answer.text, question.definitions, dialect) if question.answer else ""
    topic = html.escape(" › ".join(question.topics))
    fields = Fields(front, back, topic, html.escape(question.span.path))
    if own := dict(options.math.macros):
        fields = replace(fields, front=macros.in_field(front, own), back=macros.in_field(back, own))
    return fields, typeset.check(question, fields)


def linked(fields: Fields, names: Mapping[str, str]) -> Fields:
    """The fields with media addresses replaced by the names they have in the package."""
    return replace(fields, front=literal(fields.front, names), back=literal(fields.back, names))


def markdown(text: str, definitions: str = "", dialect: str = "gfm") -> str:
    """Markdown → sanitised HTML that reads the same in Anki as in the editor."""
    source = text + "\n" + definitions + "\n"
    raw = gfm.to_html(source) if dialect == "gfm" else python_markdown.to_html(source)
    return literal(nh3.clean(raw, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto", "data"}))


def plain(text: str) -> str:
    """The words of inline Markdown."""
    return html.unescape(re.sub(r"<[^>]*>", "", gfm.to_html(text))).strip()


@lru_cache(maxsize=4096)
def references(text: str) -> tuple[str, ...]:
    """The addresses of pictures, sound and video in HTML, in order, each once."""
    found = _Pass({})
    found.feed(text)
    return tuple(dict.fromkeys(found.references))


def literal(text: str, names: Mapping[str, str] | None = None) -> str:
    """HTML whose text Anki shows as it is; media addresses found in `names` are replaced."""
    one = _Pass(names or {})
    one.feed(text)
    one.close()
    return "".join(one.out).strip()


class _Pass(HTMLParser):
    """One walk over the HTML. What stands in an element of class `math` is left to MathJax."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=False)
        self.names, self.out, self.references, self.open = names, [], [], []  # type: ignore[var-annotated]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        raw = self.get_starttag_text() or ""
        if tag in ("img", "audio", "video", "source") and (src := values.get("src")):
            self.references.append(src)
            if src in self.names:
                values["src"] = self.names[src]
                raw = "<" + tag + "".join(f' {k}="{html.escape(v or "")}"' for k, v in values.items()) + ">"
        self.out.append(raw)
        if tag not in ("img", "br", "hr", "input", "source", "wbr", "col"):
            self.open.append((tag, "math" in (values.get("class") or "").split()))

    def handle_endtag(self, tag: str) -> None:
        self.out.append(f"</{tag}>")
        if self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(math for _, math in self.open):
            data = _ANKI.sub("&#91;", data)
            if not any(tag in ("code", "pre") for tag, _ in self.open):
                # MathJax reads across entities; an empty element between is what stops it (ANKI.md §5).
                data = re.sub(r"\\(?=[(\[)\]])", r"\\<span></span>", data)
        self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")
