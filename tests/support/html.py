"""HTML reduced to what a browser makes of it, so that two renderers can be compared."""

import re
from html.parser import HTMLParser

_BLOCK = frozenset(
    "address article aside blockquote body br center dd details div dl dt figure footer form h1 h2 h3 h4 h5 h6 head"
    " header hr html iframe li link main meta nav ol option p pre script section style summary table tbody td"
    " textarea tfoot th thead title tr ul".split()
)
_SAME = {"s": "del", "strike": "del"}


def canonical(text: str) -> str:
    """One line for each element or text.

    Blanks beside blocks, classes, colours in code and the sections of tables are gone.
    """
    walk = _Walk()
    walk.feed(text)
    walk.close()
    walk.flush()
    return "\n".join(walk.lines)


class _Walk(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.text = ""
        self.pre = 0
        self.after_block = True

    def set_cdata_mode(self, *_: object, **__: object) -> None:
        pass

    def flush(self, block: bool = True) -> None:
        text = self.text if self.pre else re.sub(r"[ \t\r\n]+", " ", self.text)
        if not self.pre:
            text = text.lstrip(" ") if self.after_block else text
            text = text.rstrip(" ") if block else text
        elif block:
            text = text.rstrip("\n")
        if text:
            self.lines.append(repr(text))
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = _SAME.get(tag, tag)
        if tag in ("tbody", "thead") or (tag == "span" and self.pre):
            return
        if tag == "code" and self.pre:
            return
        block = tag in _BLOCK
        self.flush(block)
        shown = {key: (value or "") for key, value in attrs if key not in ("class", "rel", "lang")}
        if (style := shown.get("style", "")).startswith("text-align:"):
            del shown["style"]
            shown["align"] = style[11:]
        self.lines.append("<" + tag + "".join(f" {key}={shown[key]!r}" for key in sorted(shown)) + ">")
        self.pre += tag == "pre"
        self.after_block = block

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        tag = _SAME.get(tag, tag)
        if tag in ("tbody", "thead") or (tag in ("span", "code") and self.pre):
            return
        block = tag in _BLOCK
        self.flush(block)
        self.pre -= tag == "pre" and self.pre > 0
        self.lines.append(f"</{tag}>")
        self.after_block = block

    def handle_data(self, data: str) -> None:
        self.text += data
        if data.strip() and not self.pre:
            self.text, self.after_block = self.text, self.after_block

    def handle_comment(self, data: str) -> None:
        self.flush(False)
        self.lines.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.lines.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.lines.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.lines.append(f"<![{data}]>")
