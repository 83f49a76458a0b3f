"""The `python-markdown` dialect, for notes written for MkDocs and the like."""

import html
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import markdown
from markdown.extensions import Extension, codehilite, fenced_code
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString, get_installed_extensions

from deckgen.colours import hilited
from deckgen.render import clozes, code_clozes, html_formulas, math, tags
from deckgen.render.line_trees import LineEnds
from deckgen.render.marks import CLOSE, OPEN, PART
from deckgen.render.references import References
from deckgen.render.wrapping import SHOWN, Breaks
from deckgen.wording import said

# What notes use without naming it; anything else is asked for by name, because it takes text that editors show.
_ALWAYS = ("tables", "fenced_code", "codehilite", "footnotes", "sane_lists", "md_in_html")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]:")
# Admonitions look as callouts do.
_ADMONITION = re.compile(r'<div class="admonition ([\w-]+)[^"<>]*">')
# What Python-Markdown put aside, by its number.
_PUT_ASIDE = re.compile("\x02wzxhzdk:(\\d+)\x03", re.ASCII)
_TAGS = re.compile("<[^<>]*>")
_TITLE = '<p class="admonition-title">'


class _CodeHilite(codehilite.CodeHilite):
    """Code whose colours must not take for ever; without them where they would."""

    def hilite(self, shebang: bool = True) -> str:
        if (coloured := hilited(vars(self), shebang=shebang)) is not None:
            return coloured
        self.use_pygments = False
        return super().hilite(shebang)


# Python-Markdown has no setting for this.
vars(codehilite)["CodeHilite"] = vars(fenced_code)["CodeHilite"] = _CodeHilite


class _Math(InlineProcessor):
    """A formula, kept away from every other pattern."""

    def handleMatch(self, m: re.Match[str], data: str = "") -> Any:
        """The stashed HTML and where the formula stands; the offset None where none begins."""
        formula = math.inline(data, m.start(0))
        if formula is None:
            return None, None, None
        text = math.to_html(formula.tex, display=formula.display)
        return self.md.htmlStash.store(text), m.start(0), formula.end


class _Cloze(InlineProcessor):
    """Anki's cloze marks, outside code and math."""

    depth = 0

    def handleMatch(self, m: re.Match[str], data: str = "") -> Any:
        """The mark's stand-in and where it stands; the offset None outside a cloze."""
        if m[1]:
            self.depth += 1
            return OPEN + m[1] + PART, m.start(0), m.end(0)
        if not self.depth:
            return None, None, None
        if m[0] == "}}":
            self.depth -= 1
        return CLOSE if m[0] == "}}" else PART, m.start(0), m.end(0)


class _ClozesInCode(Treeprocessor):
    """The same in code spans; code blocks are HTML by then."""

    def run(self, root: Any) -> None:
        for element in root.iter("code"):
            if element.text:
                marks = code_clozes.found(element.text)
                element.text = AtomicString(code_clozes.put(code_clozes.without(element.text, marks), marks))


class _Prose(Preprocessor):
    """Lines that begin with a tag and are prose, before they are taken for blocks of HTML."""

    def run(self, lines: list[str]) -> list[str]:
        paired = tags.paired("\n".join(lines))
        at, out = 0, []
        for line in lines:
            is_prose = tags.begins_prose(line) and at not in paired
            out.append("&lt;" + line[1:] if is_prose else line)
            at += len(line) + 1
        return out


class _InHtml(Postprocessor):
    """Formulas and cloze marks in the author's HTML, which no pattern sees."""

    def __init__(self, md: markdown.Markdown, cloze: bool) -> None:
        super().__init__(md)
        self.cloze = cloze

    def run(self, text: str) -> str:
        stash = self.md.htmlStash
        for number in _words(text, stash.rawHtmlBlocks):
            stash.rawHtmlBlocks[number] = html.escape(str(stash.rawHtmlBlocks[number]), quote=False)
        stash.rawHtmlBlocks = [self._written(one) if isinstance(one, str) else one for one in stash.rawHtmlBlocks]
        return text

    def _written(self, raw: str) -> str:
        written = html_formulas.written(raw)
        return clozes.in_html(written) if self.cloze else written


def _words(text: str, put_aside: Sequence[object]) -> list[int]:
    """The numbers of those tags put aside that are words; a block of HTML is put aside whole."""
    found: list[tags.Tag] = []
    numbers: list[int] = []
    filled = end = 0
    places = list(_PUT_ASIDE.finditer(text))
    for place in places:
        before = text[end : place.start()]
        end = place.end()
        behind = text[end : end + 100]
        filled += bool(_TAGS.sub("", before).strip())
        raw = str(put_aside[int(place[1])])
        is_block = before.endswith("<p>") and behind.startswith("</p>")
        tag = tags.TAG.fullmatch(raw) if not is_block else None
        if not tag:
            filled += 1
            continue
        written = tags.Tag(
            tag["name"].lower(), bool(tag["closing"]), tag["attributes"].strip().removesuffix("/"), True, filled
        )
        written.alone = bool(re.search(r"<li>\s*\Z", before)) and behind.lstrip().startswith("</li>")
        written.before, written.behind = before.rpartition(">")[2], behind.partition("<")[0]
        filled += bool(written.attributes or written.name in tags.VOID)
        found.append(written)
        numbers.append(int(place[1]))
    return [numbers[at] for at in tags.words(found)]


def to_html(
    text: str, definitions: str = "", extensions: tuple[str, ...] = (), *, breaks: Breaks = SHOWN, cloze: bool = False
) -> str:
    """HTML, not yet sanitised; extensions that are not installed are left out, see `unknown`."""
    names = tuple(_installed(name) for name in extensions if not unknown(name))
    parser = _parser(names, cloze)
    parser.reset()
    parser.references = References({}, len(text) + len(definitions))
    line_ends = parser.treeprocessors["deckgen-breaks"]
    assert isinstance(line_ends, LineEnds)
    line_ends.breaks = breaks
    for pattern in parser.inlinePatterns:
        if isinstance(pattern, _Cloze):
            pattern.depth = 0
    # Before the text, where an open fence cannot swallow them; a comment ends the last footnote.
    out = parser.convert(_wanted(definitions, text) + text)
    return _ADMONITION.sub(r'<div class="callout callout-\1 \1">', out).replace(_TITLE, '<p class="callout-title">')


def bearable(text: str) -> bool:
    """Whether Python-Markdown, whose time grows with the square of a paragraph, will be done in a second or so."""
    return all(len(block) < 10_000 and block.count("[") < 500 for block in re.split(r"\n[ \t]*\n", text))


@cache
def unknown(name: str) -> str:
    """Why this extension cannot be used; nothing when it can."""
    if not (installed := _installed(name)):
        return said("none of that name is installed")
    try:
        markdown.Markdown(extensions=[installed])
    # Somebody else's code, which may fail in any way.
    except Exception as error:  # noqa: BLE001
        return said("it cannot be used ({error})", error=str(error))
    return ""


@cache
def _installed(name: str) -> str:
    """The extension with this name, or of a module with it, among those that packages here declare; else nothing.

    Python-Markdown takes the name of any module, imports it, and calls what stands behind a colon in it. A name in
    somebody's deckgen.toml must not run what was never meant to be an extension.
    """
    declared = get_installed_extensions()
    return next((one.name for one in declared if name in (one.name, one.module)), "")


def _wanted(definitions: str, text: str) -> str:
    """The definitions without the footnotes that nothing refers to: they would be shown."""
    blocks = re.split(r"^(?=\[)", definitions, flags=re.MULTILINE)
    needed = [block for block in blocks if not (note := _FOOTNOTE.match(block)) or note[0][:-1] in text]
    return "".join(needed) + "\n<!-- -->\n\n" if any(block.strip() for block in needed) else ""


@cache
def _parser(extensions: tuple[str, ...], cloze: bool) -> markdown.Markdown:
    always: list[str | Extension] = list(dict.fromkeys(_ALWAYS + extensions))
    parser = markdown.Markdown(extensions=always)
    parser.ESCAPED_CHARS = [*parser.ESCAPED_CHARS, "$"]
    # Behind all that reads inline Markdown, before what sets blanks between blocks.
    parser.treeprocessors.register(LineEnds(parser), "deckgen-breaks", 15)
    # Before code, of which a formula may hold some, and which it looks for itself.
    parser.inlinePatterns.register(_Math(r"\$\$?|\\[(\[]", parser), "deckgen-math", 195)
    if cloze:
        # Two colons that begin no hint.
        parser.ESCAPED_CHARS.append(":")
        # Behind what a backslash escapes.
        parser.inlinePatterns.register(_Cloze(r"\{\{(c\d{1,9})::|\}\}|::", parser), "deckgen-cloze", 179)
        # Behind the inline patterns.
        parser.treeprocessors.register(_ClozesInCode(parser), "deckgen-cloze", 16)
    # Behind fenced code, before blocks of HTML.
    parser.preprocessors.register(_Prose(parser), "deckgen-prose", 22)
    # Just before what was put aside returns.
    parser.postprocessors.register(_InHtml(parser, cloze), "deckgen-html", 35)
    return parser
