"""Takes out of an SVG what acts or reaches out: scripts, handlers, references to anything outside the file.

A picture that has none of it keeps its bytes, so that cleaning never redraws an author's file.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from deckgen.wording import said

_NAMESPACE = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
# Elements of other namespaces (an editor's metadata) do nothing, whatever they are called: <dc:source> is text.
_ACTING = frozenset({_NAMESPACE, "http://www.w3.org/1999/xhtml", ""})
# The serialiser knows prefixes only by this table of its own; two constants, the same in every process.
ElementTree.register_namespace("", _NAMESPACE)
ElementTree.register_namespace("xlink", _XLINK)

_ACTIVE = frozenset(
    "script iframe frame object embed applet audio video source track link meta base form input button textarea select"
    " handler listener portal".split()
)
_ANIMATION = frozenset({"animate", "set", "animatetransform", "animatemotion"})
_ADDRESSES = frozenset(
    {"href", "src", "srcset", "data", "action", "formaction", "base", "poster", "background", "ping"}
)
_INSIDE = re.compile(
    r"\s*(?:#|$|data:(?:image/(?:png|jpe?g|gif|webp|avif)|font/|application/(?:x-)?font))", re.IGNORECASE
)
# A link that must be followed loads nothing, and in a picture cannot be followed.
_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_URL = re.compile(r"url\(\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\"'()]*+))\s*+\)", re.IGNORECASE)
_WITHIN = re.compile(r"url\(\s*+[\"']?#([^\"'()]++)", re.IGNORECASE)
# What the selector of a rule says of an element itself: its class, its id, or what it is.
_COMMENT = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/)?")
_CONDITION = re.compile(r"\[[^\]]*+\]|::?[\w-]++(?:\([^()]*+\))?")
_STYLED = re.compile(r"[.#][\w-]++|(?<![\w.#-])[\w-]++")
# So many elements a phone draws in a moment or two; a drawing that repeats itself in itself has any number of them.
_ELEMENTS = 1_000_000
_CSS_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?|\\(.)", re.IGNORECASE | re.DOTALL)
_CSS_REACHES = re.compile(r"@import|image-set\s*\(|javascript:|expression\s*\(|-moz-binding|\bsrc\s*\(", re.IGNORECASE)


class NotSvg(Exception):
    """A file cannot be shown as SVG; the message says why, in words that follow the file's name."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The picture, and the names of what was taken out of it, sorted."""

    data: bytes
    removed: tuple[str, ...]


def clean(data: bytes) -> Cleaned:
    """The picture without what acts or reaches out; raises NotSvg if it is no well-formed SVG."""
    builder = _Builder()
    try:
        parser = DefusedXMLParser(target=builder, forbid_dtd=False, forbid_entities=True, forbid_external=False)
        parser.feed(data)
        root = parser.close()
    except DefusedXmlException as error:
        raise NotSvg(said("declares XML entities")) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise NotSvg(said("is not well-formed XML: {why}", why=str(error))) from error
    if root.tag != f"{{{_NAMESPACE}}}svg":
        raise NotSvg(said("lacks {attribute}, without which no browser shows it", attribute=f'xmlns="{_NAMESPACE}"'))
    removed = set(builder.removed)
    try:
        _element(root, removed)
        if _drawn(root) > _ELEMENTS:
            raise NotSvg(said("repeats its parts until it has more than {count} elements", count=_ELEMENTS))
        return Cleaned(ElementTree.tostring(root, "utf-8") if removed else data, tuple(sorted(removed)))
    except RecursionError as error:
        raise NotSvg(said("is nested too deeply")) from error


class _Builder(ElementTree.TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self.removed: set[str] = set()

    def pi(self, target: str, text: str | None = None) -> ElementTree.Element:
        self.removed.add(f"<?{target}?>")
        return super().pi(target, text)


def _element(element: ElementTree.Element, removed: set[str]) -> None:
    for name, value in list(element.attrib.items()):
        _attribute(element, name, value, removed)
    if _local(element.tag) == "style":
        _style(element, removed)
    kept: list[ElementTree.Element] = []
    for child in element:
        tag = _local(child.tag)
        drives = (child.get("attributeName") or "").rpartition(":")[2].lower()
        acts = tag in _ACTIVE and _namespace(child.tag) in _ACTING
        if acts or (tag in _ANIMATION and (drives in _ADDRESSES or drives.startswith("on"))):
            removed.add(f"<{tag}>")
            # The text behind it stays in its place.
            if kept:
                kept[-1].tail = (kept[-1].tail or "") + (child.tail or "")
            else:
                element.text = (element.text or "") + (child.tail or "")
        else:
            _element(child, removed)
            kept.append(child)
    element[:] = kept


def _drawn(root: ElementTree.Element) -> int:
    """How many elements are drawn when each is drawn wherever something shows it.

    What looks like a comment in a style sheet may stand in a string: the reading that draws more counts.
    """
    sheets = [element.text or "" for element in root.iter() if _local(element.tag) == "style"]
    readings = dict.fromkeys((tuple(sheets), tuple(_COMMENT.sub(" ", sheet) for sheet in sheets)))
    return max(_counted(root, _styled(sheets)) for sheets in readings)


def _counted(root: ElementTree.Element, styled: Mapping[str, Sequence[str]]) -> int:
    named = {name: element for element in root.iter() if (name := element.get("id"))}
    counts: dict[ElementTree.Element, int] = {}

    def count(element: ElementTree.Element) -> int:
        if element not in counts:
            # What shows itself within itself is not drawn there.
            counts[element] = 0
            shown = (named[name] for name in _shown(element, styled) if name in named)
            counts[element] = 1 + sum(map(count, element)) + sum(map(count, shown))
        return counts[element]

    return count(root)


def _styled(sheets: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """The names of the elements that style sheets show, by `.class`, `#id`, element, or `*` for all.

    Of a selector the last part alone counts: at worst more is counted than is drawn.
    """
    styled = defaultdict[str, list[str]](list)
    # What a sheet leaves open ends with it.
    for part in (part for sheet in sheets for part in _plain(sheet).split("}")):
        above, brace, body = part.rpartition("{")
        names = _WITHIN.findall(body) if brace else ()
        for selector in above.rpartition("{")[2].split(",") if names else ():
            last = re.split(r"[\s>+~]+", _CONDITION.sub("", selector).strip())[-1]
            styled[max(_STYLED.findall(last), key=lambda part: part[0] in ".#", default="*").lower()] += names
    return styled


def _shown(element: ElementTree.Element, styled: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The names of the elements that an element shows in its place, by its attributes or the style sheets."""
    classes = (f".{one}".lower() for one in element.get("class", "").split())
    for sign in ("*", _local(element.tag), f"#{element.get('id', '')}".lower(), *classes):
        yield from styled.get(sign, ())
    for name, value in element.items():
        if _local(name) == "href" and _local(element.tag) != "a":
            yield value.strip().removeprefix("#")
        yield from _WITHIN.findall(_plain(value))


def _attribute(element: ElementTree.Element, name: str, value: str, removed: set[str]) -> None:
    local = _local(name)
    link = local == "href" and _local(element.tag) == "a" and _LINK.match(value)
    if local.startswith("on") or (local in _ADDRESSES and not link and not _INSIDE.match(value)):
        removed.add(local)
        del element.attrib[name]
    elif (local == "style" or "url(" in value.lower() or "\\" in value) and (css := _css(value)) != value:
        removed.add("url()")
        element.set(name, css)


def _style(element: ElementTree.Element, removed: set[str]) -> None:
    # Browsers read the text around elements inside as one style sheet.
    text = (element.text or "") + "".join(child.tail or "" for child in element)
    css = _css(text)
    if css != text or len(element):
        removed.add("url()" if css != text else f"<{_local(element[0].tag)}>")
        for child in list(element):
            element.remove(child)
        element.text = css


def _css(text: str) -> str:
    """The CSS without references outside the file; empty if it hides one behind an escape."""
    plain = _plain(text)
    hidden = len(_URL.findall(plain)) != len(_URL.findall(text)) or plain.lower().count("url(") != len(
        _URL.findall(plain)
    )
    if _CSS_REACHES.search(plain) or hidden:
        return ""
    return _URL.sub(lambda m: m[0] if _INSIDE.match(m[1] or m[2] or m[3] or "") else "none", text)


def _plain(css: str) -> str:
    """CSS without escapes."""
    return _CSS_ESCAPE.sub(lambda m: _character(m[1]) if m[1] else m[2], css)


def _character(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if number < 0x110000 else ""


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def _namespace(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""
