"""Raw HTML → what a card may hold: an allow-list (nh3), and words for what was taken out.

Names in angle brackets that are no HTML (`List<String>`, `<url>`, a lone `<script>` in a sentence) are text: browsers
and every Markdown engine swallow them. Sizes in a picture's text and media by file name are resolved here, for all
dialects.
"""

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import nh3

from deckgen.render import day_and_night, inks, pictures, room
from deckgen.render.comments import without_comments
from deckgen.render.links import Links
from deckgen.render.places import ATTRIBUTE, MARK, Place, read, unmarked

_INLINE = (
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img input ins kbd mark q rb rp rt ruby s samp"
    " small span strike strong sub sup time tt u var wbr audio video source"
)
_BLOCK = (
    "address article aside blockquote caption center col colgroup dd details div dl dt figcaption figure footer h1 h2"
    " h3 h4 h5 h6 header hgroup hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_TAGS = frozenset(f"{_INLINE} {_BLOCK}".split())
# What HTML has and cards have not. Of a few the content goes too; a lone one of them is somebody writing about it.
_FOREIGN = frozenset(
    "applet area base basefont bgsound body button canvas datalist dialog dir embed fieldset form frame frameset head"
    " html iframe isindex label legend link map marquee math menu menuitem meta meter nobr noembed noframes noscript"
    " object optgroup option output param picture plaintext portal progress script select slot style svg template"
    " textarea title track xmp".split()
)
_PAIRED = frozenset(
    "applet button canvas iframe label map math menu noembed noframes noscript object option plaintext portal script"
    " select slot style svg template textarea title xmp dialog form frameset head html body legend output progress"
    " meter".split()
)
_EMPTIED = {
    "script",
    "style",
    "template",
    "title",
    "textarea",
    "noscript",
    "iframe",
    "object",
    "xmp",
    "select",
    "svg",
    "math",
}
_SCHEMES = {"http", "https", "mailto", "ftp", "tel"}
# A drive letter is no scheme: the address is reported as a picture that is not there.
_LOCAL = {"file", *"abcdefghijklmnopqrstuvwxyz"}
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_PROPERTIES = (
    "background-color color display float font-family font-size font-style font-weight height line-height"
    " list-style-type margin margin-bottom margin-left margin-right margin-top max-height max-width min-width padding"
    " text-align text-decoration text-indent vertical-align white-space width zoom --digits"
)
# A list whose first number has more says so: the number needs room.
_DIGITS = 2
# A colour behind words, as Obsidian's Highlightr and Typora's users write it; what else `background` does may load.
_COLOUR = re.compile(
    r"(?<![\w-])background\s*+:\s*+(?P<colour>#[0-9a-f]{3,8}|[a-z]{3,20}+|(?:rgb|hsl)a?\([\d\s.,%/]{1,40}\))\s*+(?=;|$)",
    re.IGNORECASE,
)
# Properties that cover other things or load them.
_ACTIVE = frozenset(("position", "behavior", "-moz-binding", "background-image", "background", "content"))
# The elements whose files Anki copies (docs/anki.md, Media).
MEDIA = frozenset(("img", "audio", "video", "source"))
# Messages about these say where they were written: media and formulas.
_PLACED = MEDIA | {"span"}
_ATTRIBUTES = {
    "*": {"class", "id", "align", "title", "dir", "lang", "style", "width", "height"},
    "a": {"href", "name"},
    "abbr": {"title"},
    "audio": {ATTRIBUTE, "src", "controls", "loop"},
    "bdo": {"dir"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "details": {"open", "data-callout"},
    "div": {"data-callout"},
    "font": {"color", "size", "face"},
    "hr": {"size"},
    "img": {ATTRIBUTE, "src", "alt"},
    "input": {"type", "checked", "disabled"},
    "li": {"value"},
    "ol": {"start", "type", "reversed"},
    "source": {ATTRIBUTE, "src", "type"},
    "span": {ATTRIBUTE},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan", "valign", "bgcolor"},
    "th": {"colspan", "rowspan", "valign", "bgcolor", "scope"},
    "time": {"datetime"},
    "tr": {"valign", "bgcolor"},
    "ul": {"type"},
    "video": {ATTRIBUTE, "src", "controls", "loop", "muted"},
}
_ANCHOR = re.compile(r"""<[^<>]*?\s(?:id|name)=["']?([^"'\s<>]+)""")
_ACTING = frozenset("srcdoc srcset formaction action background poster".split())
_SIZE = re.compile(r"(.*)\|\s*+(\d++)(?:x(\d++))?", re.DOTALL)
_SOUND = re.compile(r"\.(?:mp3|m4a|wav|ogg|oga|opus|flac|aac|3gp|spx)$", re.IGNORECASE)
_FILM = re.compile(r"\.(?:mp4|webm|ogv|mov|mkv|m4v|avi|mpe?g)$", re.IGNORECASE)
_ALONE = re.compile(
    rf"(<(?:p|li|td|th|div|dd)(?:\s[^<>]*)?>|<br ?/?>)\s*({MARK})?\[sound:([^\[\]<>\n]+)\]\s*"
    r"(?=</(?:p|li|td|th|div|dd)>|<br)"
)
# References to the characters that stand for what is ours (`places.NONCHARACTERS`), U+FDD0 to U+FDEF.
_REFERENCE = re.compile(
    r"&#(?:x0*fd[de][0-9a-f](?![0-9a-f])|0*(?:6497[6-9]|649[89][0-9]|6500[0-7])(?![0-9]));?", re.IGNORECASE
)

Removed = tuple[str, Place | None]


def sanitise(raw: str, links: Links | None = None) -> tuple[str, tuple[Removed, ...]]:
    """Safe HTML, and what was removed as it stands in the source (`<iframe`, `onclick`), with its place.

    `links` says where links to other files lead; without it they stay as they are.
    """
    raw = _ALONE.sub(_player, _REFERENCE.sub("\ufffd", raw))
    walk = _Walk(without_comments(raw), links)
    walk.feed(walk.text)
    walk.close()
    safe = nh3.clean(
        "".join(walk.out),
        tags=set(_TAGS),
        clean_content_tags=_EMPTIED,
        link_rel=None,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES | _LOCAL | {"data"} | ({links.scheme} if links else set()),
        filter_style_properties=set(_PROPERTIES.split()),
    )
    return day_and_night.settled(safe), tuple(dict.fromkeys(walk.removed))


def _player(sound: re.Match[str]) -> str:
    address = sound[3].strip().replace('"', "&quot;")
    return f'{sound[1]}<audio{sound[2] or ""} class="sound" controls src="{address}"></audio>'


class _Walk(HTMLParser):
    """The author's HTML before the sanitiser: what is text becomes text, what will go is noted."""

    def __init__(self, text: str, links: Links | None) -> None:
        super().__init__(convert_charrefs=False)
        self.links = links
        # What links within the field may lead to.
        self.anchors = frozenset(_ANCHOR.findall(text))
        # Whether each link that is open stays one.
        self.open_links: list[bool] = []
        self.text, self.lower = text, text.lower()
        self.starts = [0, *(newline.end() for newline in re.finditer("\n", text))]
        self.out: list[str] = []
        self.removed: list[Removed] = []
        # The `<source>` elements of a `<picture>` that is open.
        self.sources: list[dict[str, str]] | None = None

    def set_cdata_mode(self, *_: object, **__: object) -> None:
        """A lone `<script>` must not swallow what follows: the sanitiser, not this walk, knows element content."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = unmarked(self.get_starttag_text() or "")
        place = next((at for name, value in attrs if name == ATTRIBUTE and (at := read(value))), None)
        values = {name: unmarked(value or "") for name, value in attrs if name != ATTRIBUTE}
        if tag == "picture" and self._closes(tag):
            self.sources = []
        elif tag == "source" and self.sources is not None:
            self.sources.append(values)
        elif tag == "img" and self.sources:
            for one in day_and_night.of_sources(values, self.sources):
                self.out.append(self._kept(tag, one, "", place))
        elif tag == "input" and values.get("type", "").lower() != "checkbox":
            self.removed.append(("<input", place))
        elif tag == "a" and self.links:
            self._link(self.links, values, raw, place)
        elif tag in _TAGS:
            self.out.append(self._kept(tag, values, raw, place))
        elif tag not in _FOREIGN or (tag in _PAIRED and not self._closes(tag)):
            self.out.append(html.escape(raw, quote=False))
        else:
            self.removed.append(("<" + tag, place))
            if tag in _EMPTIED:
                self.out.append(f"<{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "picture":
            self.sources = None
        elif tag == "a" and self.open_links and not self.open_links.pop():
            return
        elif tag in _TAGS or tag in _EMPTIED:
            self.out.append(f"</{tag}>")
        elif tag not in _FOREIGN:
            start = self._at()
            raw = self.text[start : self.text.find(">", start) + 1]
            self.out.append(html.escape(unmarked(raw), quote=False))

    def _link(self, links: Links, values: dict[str, str], raw: str, place: Place | None) -> None:
        written = values.get("href")
        stays = written is None or (written.startswith("#") and written[1:] in self.anchors)
        address = written if stays else links.address(written or "", place)
        # What is removed from it is said where it is kept.
        stays |= "href" in dict(_unsafe("a", values))
        self.open_links.append(stays or bool(address))
        if stays or (address and address == written):
            self.out.append(self._kept("a", values, raw, place))
        elif address:
            others = self._kept("a", {name: value for name, value in values.items() if name != "href"}, "", place)
            self.out.append(f'<a href="{html.escape(address)}"{others[2:]}')

    def _at(self) -> int:
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def _closes(self, tag: str) -> bool:
        start = self._at() + 1
        close, again = self.lower.find(f"</{tag}", start), self.lower.find(f"<{tag}", start)
        return close >= 0 and not 0 <= again < close

    def _kept(self, tag: str, values: dict[str, str], raw: str, place: Place | None) -> str:
        written, values = values, inks.readable(tag, _coloured(values))
        if "style" in values:
            style, covering = room.modest(tag, values["style"])
            values = {**values, "style": style}
            self.removed += [(what, place) for what in covering]
        unsafe = dict(_unsafe(tag, values))
        self.removed += [(what, place) for what in dict.fromkeys(unsafe.values())]
        attributes = {name: value for name, value in values.items() if name not in unsafe or name == "style"}
        end = ""
        if tag == "img":
            size = _SIZE.fullmatch(attributes.get("alt", ""))
            if size:
                attributes |= {"alt": size[1].rstrip(), "width": size[2]} | ({"height": size[3]} if size[3] else {})
            attributes = day_and_night.of_address(attributes)
            address, sizes = pictures.without_size(attributes.get("src", ""))
            attributes |= {"src": address, **sizes} if sizes else {}
            path = attributes.get("src", "").partition("#")[0].partition("?")[0]
            if _SOUND.search(path) or _FILM.search(path):
                tag = "audio" if _SOUND.search(path) else "video"
                attributes, end = {"controls": "", "src": attributes["src"]}, f"</{tag}>"
        elif tag == "ol" and len(start := attributes.get("start", "")) > _DIGITS and start.isdecimal():
            attributes["style"] = f"--digits: {len(start)}; {attributes.get('style', '')}"
        elif tag in ("audio", "video"):
            attributes.setdefault("controls", "")
            end = "" if self._closes(tag) else f"</{tag}>"
        mark = place.mark if place and tag in _PLACED else ""
        if raw and attributes == written and not end:
            return f"<{tag}{mark}{raw[1 + len(tag) :]}" if mark else raw
        return (
            f"<{tag}{mark}"
            + "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
            + ">"
            + end
        )

    def handle_data(self, data: str) -> None:
        self.out.append(unmarked(data).replace("<", "&lt;"))

    def handle_entityref(self, name: str) -> None:
        # The sanitiser knows which names may stand without a semicolon, and that `R&D` is no name.
        end = self._at() + 1 + len(name)
        self.out.append(f"&{name}{';' if self.text.startswith(';', end) else ''}")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")


def _coloured(values: dict[str, str]) -> dict[str, str]:
    style = values.get("style", "")
    return values | {"style": _COLOUR.sub(r"background-color: \g<colour>", style)} if style else values


def _unsafe(tag: str, values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The attributes that act or load, each with what an author would look for in the source."""
    for name, value in values.items():
        # Anki ships what `src` names, cards ask for other addresses; it fixes `_flag` and `_mark` to the window.
        if name.startswith("on") or name in _ACTING or (name == "id" and value.startswith("_")):
            yield name, name
        elif name in ("href", "src", "cite") and (scheme := _scheme(value)):
            if scheme not in _SCHEMES | _LOCAL | ({"data"} if tag in MEDIA else set()):
                yield name, scheme + ":"
        elif name == "style":
            for item in value.split(";"):
                if (key := item.partition(":")[0].strip().lower()) in _ACTIVE:
                    yield name, key


def _scheme(address: str) -> str:
    """What a browser takes for the scheme: it drops blanks and control characters first."""
    scheme = _SCHEME.match(re.sub(r"[\x00-\x20\x7f]", "", address))
    return scheme[1].lower() if scheme else ""
