"""Pictures as other editors write them: a blank in the address, and a size behind it or behind the picture.

`![](my dot.png)` is Typora's, `![](dot.png =40x30)` HackMD's and markdown-it-imsize's, `{width=40}` Pandoc's,
`{: width="40"}` kramdown's, `{:height 30, :width 40}` Logseq's.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline

Rule = Callable[[StateInline, bool], bool]

_PAIRS = {"(": ")", "[": "]"}
# In characters: what stands in the parentheses of a picture is shorter.
_LONGEST = 1_000
MEDIA = re.compile(
    r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp|tiff?|mp3|m4a|wav|ogg|oga|opus|flac|3gp|mp4|webm|ogv|mov|mkv)(?:[?#]\S*)?$",
    re.IGNORECASE,
)
_LENGTH = r"\d{1,5}(?:\.\d{1,3})?(?:px|%)?"
_SIZE = re.compile(rf"(?:^|[ \t])=(?P<width>{_LENGTH})?(?:x(?P<height>{_LENGTH})?)?$")
_TITLE = re.compile(r"""[ \t](?:"([^"]*)"|'([^']*)')$""")
# On the line below the picture only kramdown's, which begin with a colon.
_BRACES = re.compile(r"(?:\n[ \t]*+(?=\{:))?\{(?P<inside>[^{}\n]{1,300}+)\}")
_ATTRIBUTE = re.compile(
    r"""\s*+(?:[#.][\w:.-]++|(?P<name>[\w-]++)=(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s"'=,]++))"""
    r"""|:(?P<key>[\w-]++)\s++(?P<value>[^\s,]++)),?+\s*+"""
)
_IN_PIXELS = re.compile(r"(\d+(?:\.\d+)?)(?:px)?|\d+(?:\.\d+)?%")
_IN_UNITS = re.compile(r"\d+(?:\.\d+)?(?:cm|mm|in|pt|pc|em|rem|ex|ch|vw|vh)")


@dataclass(frozen=True, slots=True)
class _Inside:
    """What stands in the parentheses of a picture."""

    address: str
    title: str
    sizes: dict[str, str] = field(default_factory=dict)


def plugin(parser: MarkdownIt) -> None:
    """Extend the rule for pictures."""
    rule = next(rule.fn for rule in parser.inline.ruler.__rules__ if rule.name == "image")
    parser.inline.ruler.at("image", _extended(rule))


def attributes(text: str) -> dict[str, str] | None:
    """The attributes that braces give, by name; None where other text stands in them."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        one = _ATTRIBUTE.match(text, at)
        if not one:
            return attributes(text[1:]) if at == 0 and text.startswith(":") and text[1:].strip() else None
        if name := one["name"] or one["key"]:
            found[name] = next(filter(None, (one["double"], one["single"], one["bare"], one["value"])), "")
        at = one.end()
    return found


def without_size(text: str) -> tuple[str, dict[str, str]]:
    """An address without the size at its end (`dot.png =40x30`), and that size."""
    size = _SIZE.search(text)
    if not size or not (size["width"] or size["height"]):
        return text, {}
    return text[: size.start()].rstrip(), {name: value for name, value in size.groupdict().items() if value}


def sized_behind(state: StateInline, first: int, silent: bool) -> None:
    """Go past the braces behind the picture that the tokens from `first` on hold, and give it their size."""
    braces = _BRACES.match(state.src, state.pos, state.posMax)
    given = attributes(braces["inside"]) if braces else None
    if braces and given is not None:
        state.pos = braces.end()
        if not silent:
            _sized(state, first, given)


def _extended(rule: Rule) -> Rule:
    def picture(state: StateInline, silent: bool) -> bool:
        count = len(state.tokens)
        if not (rule(state, silent) or _loose(state, silent)):
            return False
        sized_behind(state, count, silent)
        return True

    return picture


def _loose(state: StateInline, silent: bool) -> bool:
    """A picture whose parentheses hold what is no address to CommonMark."""
    if not state.src.startswith("![", state.pos):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1, False)
    opens = end >= 0 and state.src.startswith("(", end + 1)
    stop = closing(state.src, end + 1, min(state.posMax, end + 1 + _LONGEST)) if opens else -1
    inside = _inside(state.src[end + 2 : stop]) if stop >= 0 else None
    if inside is None:
        return False
    if not silent:
        content = state.src[state.pos + 2 : end]
        token = state.push("image", "img", 0)
        token.attrs = {"src": state.md.normalizeLink(inside.address), "alt": ""}
        token.content, token.children = content, []
        state.md.inline.parse(content, state.md, state.env, token.children)
        if inside.title:
            token.attrSet("title", inside.title)
        _sized(state, len(state.tokens) - 1, inside.sizes)
    state.pos = stop + 1
    return True


def closing(text: str, start: int, end: int) -> int:
    """The bracket before `end` that closes the one at `start`, on the same line; -1 where there is none."""
    opening, depth = text[start : start + 1], 0
    pair = _PAIRS.get(opening, "")
    for at in range(start, end) if pair else ():
        depth += (text[at] == opening) - (text[at] == pair)
        if depth == 0 or text[at] == "\n":
            return at if depth == 0 else -1
    return -1


def _inside(text: str) -> _Inside | None:
    """The address, the title and the size, in either order; None where the text is no address of a picture."""
    text, sizes = without_size(text.strip())
    title = _TITLE.search(text)
    if title:
        text = text[: title.start()].rstrip()
        if not sizes:
            text, sizes = without_size(text)
    address = unescapeAll(text[1:-1] if text.startswith("<") and text.endswith(">") else text)
    sized = bool(sizes) and address and not re.search(r"\s", address)
    if not sized and not MEDIA.search(address):
        return None
    return _Inside(address, unescapeAll(title[1] or title[2] or "") if title else "", sizes)


def _sized(state: StateInline, first: int, given: dict[str, str]) -> None:
    """Give the picture, which the tokens from `first` on hold, its width and height."""
    token = next(token for token in state.tokens[first:] if token.type == "image")
    styles = []
    for name in ("width", "height"):
        value = given.get(name, "").strip()
        if pixels := _IN_PIXELS.fullmatch(value):
            token.attrSet(name, pixels[1] or value)
        elif _IN_UNITS.fullmatch(value):
            styles.append(f"{name}:{value}")
    if styles:
        token.attrSet("style", ";".join(styles))
