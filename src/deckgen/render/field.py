"""Sanitised HTML → a field: read once into segments, which later steps look at and replace, and joined once at the end.

Text that Anki would interpret is inert as text (docs/anki.md, Text in fields). What stands in an element of class
`math` is left to MathJax.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from deckgen.data import NIGHT, Fragment, Reference, Span
from deckgen.normal_forms import without_controls
from deckgen.render import places
from deckgen.render.day_and_night import both
from deckgen.render.locator import Locator, spellings
from deckgen.render.sanitise import MEDIA
from deckgen.render.tags import VOID

_BRACKET = re.compile(r"\[(?=/?(?:sound:|latex\]|\$\$?\]|anki:|type:))", re.IGNORECASE)
_DELIMITER = re.compile(r"\\(?=[(\[)\]])")
_FORMULA = re.compile(r"(\\[(\[])(.*?)(\\[)\]])", re.DOTALL)
# Names that Anki leaves as they are (docs/anki.md, Media), if no more than so many bytes long.
_NAME = re.compile(
    r'(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))[^\x00-\x1f\x7f<>:"/|?*^\\\[\]]++(?<![\s.])', re.IGNORECASE
)
_LONGEST = 120

# The names of files in the package, by the path of the note that refers to them and the address as written there.
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Text:
    """Text between tags, escaped as in HTML."""

    html: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, or a piece of HTML that nothing later looks into."""

    html: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and the tags around it; `escaped` is its TeX as it stands in HTML, `source` as it was written."""

    opening: str
    escaped: str
    closing: str
    display: bool
    source: Fragment

    @property
    def span(self) -> Span:
        """Where it was written."""
        return self.source.span()

    @property
    def tex(self) -> str:
        """What MathJax is given."""
        return html.unescape(self.escaped).strip()


@dataclass(frozen=True, slots=True)
class Media:
    """The tag of a picture, a sound or a video."""

    tag: str
    html: str
    attributes: tuple[tuple[str, str], ...]
    span: Span

    @property
    def address(self) -> str:
        """The address as written."""
        return dict(self.attributes)["src"]

    def name(self, names: Names) -> str:
        """The file's name in the package; empty where it has none."""
        return names.get(self.span.path, {}).get(self.address, "")

    def linked(self, names: Names) -> str:
        """The tag with the file's name in the package, where it has one."""
        if name := self.name(names):
            values = dict(self.attributes) | {"src": name}
            night = names[self.span.path].get(self.address + NIGHT, "")
            return "".join(self._tag(one) for one in (both(values, night) if night else (values,)))
        if self.is_sound:
            # `[sound:…]` on a line of its own that names no file was text after all.
            return plain(f"[sound:{html.escape(self.address, quote=False)}]")
        return self.html if self._stays else self._tag({key: v for key, v in self.attributes if key != "src"})

    @property
    def _stays(self) -> bool:
        """Whether Anki leaves an address that leads to no file as it is: it writes others anew, all over the tag."""
        whole = len(self.address.encode()) <= _LONGEST and _NAME.fullmatch(self.address)
        return bool(whole) or "/" in self.address.rstrip("/. ")

    def _tag(self, values: Mapping[str, str]) -> str:
        return "<" + self.tag + "".join(f' {name}="{html.escape(value)}"' for name, value in values.items()) + ">"

    @property
    def is_sound(self) -> bool:
        """Whether it was written as Anki writes sounds, `[sound:…]`."""
        return dict(self.attributes).get("class") == "sound"


@dataclass(frozen=True, slots=True)
class MediaEnd:
    """The closing tag of a sound or video."""

    html: str
    of: Media

    def linked(self, names: Names) -> str:
        """Nothing where the opening tag has become text."""
        return "" if self.of.is_sound and not self.of.name(names) else self.html


Segment = Text | Tag | Formula | Media | MediaEnd
Field = tuple[Segment, ...]


def parse(text: str, locator: Locator) -> Field:
    """The segments of sanitised HTML."""
    walk = _Walk(locator)
    walk.feed(text)
    walk.close()
    return tuple(_with_formulas(walk.segments, locator))


def to_html(field: Iterable[Segment], names: Names | None = None) -> str:
    """The field as Anki stores it; media get the names they have in the package, or keep their addresses."""
    out = []
    for segment in field:
        match segment:
            case Text() | Tag():
                out.append(segment.html)
            case Formula():
                out.append(segment.opening + inert(segment.escaped) + segment.closing)
            case Media() | MediaEnd():
                out.append(segment.html if names is None else inert(segment.linked(names)))
    return "".join(out).strip()


def references(field: Iterable[Segment]) -> Iterator[Reference]:
    """The pictures, sounds and videos, in order."""
    for segment in field:
        if isinstance(segment, Media):
            yield Reference(segment.address, segment.span)


def inert(text: str) -> str:
    """HTML without brackets that Anki would take for a sound, LaTeX, speech or a field to type in, or for a shape."""
    # Anki would make `[la\x7ftex]` whole again.
    return _BRACKET.sub("&#91;", without_controls(text)).replace("image-occlusion:", "image-occlusion&#58;")


def plain(text: str) -> str:
    """Text, escaped as in HTML, in which neither Anki nor MathJax finds anything to do."""
    # MathJax reads across entities; an empty element between is what stops it.
    return _DELIMITER.sub(r"\\<span></span>", inert(text))


@dataclass(frozen=True, slots=True)
class _Math:
    """The opening or closing tag of an element of class `math`; `place` is that of the formula."""

    html: str
    opens: bool
    display: bool = False
    place: places.Place | None = None


class _Walk(HTMLParser):
    """One walk over the HTML."""

    def __init__(self, locator: Locator) -> None:
        super().__init__(convert_charrefs=False)
        self.locator = locator
        self.segments: list[Segment | _Math] = []
        self.open: list[tuple[str, Segment | _Math]] = []
        # How many elements of code, and of formulas, are open.
        self.verbatim_depth = 0

    def set_cdata_mode(self, *_: object, **__: object) -> None:
        """Sanitised HTML has no such elements."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = inert(places.without_attribute(self.get_starttag_text() or ""))
        values = {name: value or "" for name, value in attrs}
        place = places.read(values.pop(places.ATTRIBUTE, None))
        classes = values.get("class", "").split()
        segment: Segment | _Math = Tag(raw)
        if tag in MEDIA and (address := values.get("src")) is not None:
            span = self.locator.span(place, *spellings(address))
            segment = Media(tag, raw, tuple(values.items()), span)
        elif "math" in classes:
            segment = _Math(raw, True, "display" in classes, place)
        self.segments.append(segment)
        if tag not in VOID:
            self.open.append((tag, segment))
            self.verbatim_depth += tag in ("code", "pre") or isinstance(segment, _Math)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Elements that close themselves."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._close()

    def handle_endtag(self, tag: str) -> None:
        opened = self._close()
        end = f"</{tag}>"
        if isinstance(opened, Media):
            self.segments.append(MediaEnd(end, opened))
        else:
            self.segments.append(_Math(end, False) if isinstance(opened, _Math) else Tag(end))

    def _close(self) -> Segment | _Math | None:
        if not self.open:
            return None
        tag, opened = self.open.pop()
        self.verbatim_depth -= tag in ("code", "pre") or isinstance(opened, _Math)
        return opened

    def handle_data(self, data: str) -> None:
        # Sanitising leaves none, and none may ever be seen on a card.
        data = places.unmarked(data)
        self.segments.append(Text(inert(data) if self.verbatim_depth else plain(data)))

    def handle_entityref(self, name: str) -> None:
        self.segments.append(Text(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.segments.append(Text(f"&#{name};"))


def _with_formulas(segments: list[Segment | _Math], locator: Locator) -> Iterator[Segment]:
    """The segments with texts joined, and those in elements of class `math` as formulas."""
    at = 0
    while at < len(segments):
        segment = segments[at]
        at += 1
        if isinstance(segment, Text | _Math):
            texts = [segment.html] if isinstance(segment, Text) else []
            while at < len(segments) and isinstance(following := segments[at], Text):
                texts.append(following.html)
                at += 1
            text = "".join(texts)
            if isinstance(segment, _Math):
                end = segments[at] if at < len(segments) else None
                delimited = _FORMULA.fullmatch(text) if segment.opens else None
                if delimited and isinstance(end, _Math) and not end.opens:
                    lines = [line.strip() for line in html.unescape(delimited[2]).split("\n") if line.strip()]
                    source = locator.excerpt(segment.place, *lines[:1], lines=max(1, len(lines)))
                    yield Formula(
                        segment.html + delimited[1], delimited[2], delimited[3] + end.html, segment.display, source
                    )
                    at += 1
                    continue
                yield Tag(segment.html)
            if text:
                yield Text(text)
        else:
            yield segment
