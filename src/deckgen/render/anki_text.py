"""Sanitised HTML → a field: text that Anki would interpret stays text (ANKI.md, section 5), media get their names."""

import html
import re
from collections.abc import Mapping
from functools import lru_cache
from html.parser import HTMLParser

# Noncharacters stand for a cloze's marks from Markdown to the field; nothing an author writes survives as one.
CLOZE_OPEN, CLOZE_CLOSE, CLOZE_PART = "\ufdd0", "\ufdd1", "\ufdd2"
NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
FORMULA = re.compile(r'<(span|div) class="math[^"]*">.*?</\1>', re.DOTALL)

_BRACKET = re.compile(r"\[(?=/?(?:sound:|latex\]|\$\$?\]|anki:|type:))", re.IGNORECASE)
_DELIMITER = re.compile(r"\\(?=[(\[)\]])")
_MEDIA = frozenset(("img", "audio", "video", "source"))
_VOID = frozenset(("img", "br", "hr", "input", "source", "wbr", "col"))
# In the place of an element's name: it was replaced by text.
_TEXT = ""


@lru_cache(maxsize=4096)
def references(text: str) -> tuple[str, ...]:
    """The addresses of pictures, sound and video in HTML, in order, each once."""
    found = _Walk(None)
    found.feed(text)
    found.close()
    return tuple(dict.fromkeys(found.references))


def literal(text: str, names: Mapping[str, str] | None = None) -> str:
    """HTML whose text Anki shows as it is; media addresses found in `names` are replaced."""
    walk = _Walk(names)
    walk.feed(text)
    walk.close()
    return "".join(walk.out).strip()


def cloze(text: str) -> str:
    """A cloze field: only the marks that were found are marks; other braces and colons are text."""
    # TeX ignores the blank; entities would do as well, but the editor shows formulas as they are stored.
    text = FORMULA.sub(lambda found: re.sub(f"}}(?=[}}{CLOZE_CLOSE}])", "} ", found[0]), text)
    out = text.replace("{{", "&#123;&#123;").replace("}}", "&#125;&#125;").replace("::", "&#58;:")
    return out.replace(CLOZE_OPEN, "{{").replace(CLOZE_CLOSE, "}}").replace(CLOZE_PART, "::")


class _Walk(HTMLParser):
    """One walk over the HTML. What stands in an element of class `math` is left to MathJax."""

    def __init__(self, names: Mapping[str, str] | None) -> None:
        super().__init__(convert_charrefs=False)
        self.names = names
        self.out: list[str] = []
        self.references: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def set_cdata_mode(self, *_: object, **__: object) -> None:
        """Sanitised HTML has no such elements."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = self.get_starttag_text() or ""
        values = dict(attrs)
        if tag in _MEDIA and (source := values.get("src")):
            self.references.append(source)
            if self.names and source in self.names:
                values["src"] = self.names[source]
                raw = "<" + tag + "".join(f' {k}="{html.escape(v or "")}"' for k, v in values.items()) + ">"
            elif self.names is not None and values.get("class") == "sound":
                # `[sound:…]` on a line of its own that names no file was text after all.
                raw, tag = f"&#91;sound:{html.escape(source, quote=False)}]", _TEXT
        self.out.append(_BRACKET.sub("&#91;", raw))
        if tag not in _VOID:
            self.open.append((tag, "math" in (values.get("class") or "").split()))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Elements that close themselves: those of HTML, and the shapes of a drawn formula."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and self.open:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        opened = self.open.pop()[0] if self.open else tag
        if opened != _TEXT:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        data = _BRACKET.sub("&#91;", data)
        if not any(math or tag in ("code", "pre") for tag, math in self.open):
            # MathJax reads across entities; an empty element between is what stops it.
            data = _DELIMITER.sub(r"\\<span></span>", data)
        self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")
