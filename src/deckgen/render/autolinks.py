"""Bare addresses become links: with a scheme, with `www.`, or of e-mail; `index.html` and `Domain=x.org` stay text.

GitHub's rule (GFM 0.29, autolinks extension), except that fullwidth punctuation ends an address, as CJK text ends a
host, and that an address may follow it directly.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_ADDRESS = re.compile(r"(?:https?://|ftp://|www\.)[^\s<，。：；！？、（）【】《》〈〉「」『』“”‘’…]+", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://|ftp://)?+((?:[\w-]+\.)*[\w-]+)", re.IGNORECASE)
# CJK text directly behind a host such as `www.a.com`: no domain that ends a host mixes the two.
_BEHIND = re.compile(r"(?<=\.)[a-z]{2,}+(?=[\u2e80-\u9fff\uac00-\ud7af])", re.IGNORECASE)
_SCHEME = re.compile(r"(?:^|[^a-zA-Z0-9+.\-_])(https?|ftp)$", re.IGNORECASE)
_LOCAL = re.compile(r"(?:mailto:|xmpp:)?[a-zA-Z0-9.+\-_]+$")
# RFC 5321 allows 254 characters in an address.
_LONGEST = 254
_DOMAIN = re.compile(r"@[a-zA-Z0-9\-_]+(?:\.[a-zA-Z0-9\-_]+)+")
_ENTITY = re.compile(r"&[a-zA-Z0-9]+;$")


def plugin(parser: MarkdownIt) -> None:
    """Add the rules; the last ones, so that links, code and HTML come first."""
    parser.inline.add_terminator_char("w")
    parser.inline.ruler.push("autolink_www", _www)
    parser.inline.ruler.push("autolink_http", _http)
    parser.inline.ruler.push("autolink_email", _email)


def _address(text: str) -> str:
    """The address that `text` begins with, or nothing."""
    match = _ADDRESS.match(text)
    host = _HOST.match(text) if match else None
    if not match or not host:
        return ""
    labels = host[1].split(".")
    if any("_" in label for label in labels[-2:]) or (labels[0].lower() == "www" and len(labels) < 2):
        return ""
    behind = _BEHIND.search(match[0], 0, host.end())
    address = match[0][: behind.end()] if behind else match[0]
    while address:
        if entity := _ENTITY.search(address):
            address = address[: entity.start()]
        elif address[-1] in "?!.,:*_~'\";[]|" or (address[-1] == ")" and address.count(")") > address.count("(")):
            address = address[:-1]
        else:
            break
    return address


def _text(state: StateInline, start: int) -> str:
    text = state.src[start : state.posMax]
    # What ends a cloze is no part of an address.
    return text.partition("}}")[0] if "cloze" in state.env else text


def _link(state: StateInline, href: str, text: str) -> bool:
    href = state.md.normalizeLink(href)
    if not state.md.validateLink(href):
        return False
    token = state.push("link_open", "a", 1)
    token.attrs, token.markup, token.info = {"href": href}, "autolink", "auto"
    state.push("text", "", 0).content = text
    token = state.push("link_close", "a", -1)
    token.markup, token.info = "autolink", "auto"
    return True


def _www(state: StateInline, silent: bool) -> bool:
    before = state.src[state.pos - 1] if state.pos else " "
    if silent or state.linkLevel or not state.src.startswith("www.", state.pos):
        return False
    if not (before.isspace() or before in "*_~(" or ord(before) > 0x2E7F):
        return False
    address = _address(_text(state, state.pos))
    if not address or not _link(state, "http://" + address, address):
        return False
    state.pos += len(address)
    return True


def _http(state: StateInline, silent: bool) -> bool:
    if silent or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending)
    if not scheme:
        return False
    length = len(scheme[1])
    address = _address(_text(state, state.pos - length))
    if len(address) <= length + 3:
        return False
    state.pending = state.pending[:-length]
    if not _link(state, address, address):
        state.pending += scheme[1]
        return False
    state.pos += len(address) - length
    return True


def _email(state: StateInline, silent: bool) -> bool:
    if silent or state.linkLevel or state.src[state.pos] != "@":
        return False
    local = _LOCAL.search(state.src[max(0, state.pos - _LONGEST) : state.pos])
    domain = _DOMAIN.match(state.src, state.pos, state.posMax)
    if not local or not domain or domain[0][-1] in "-_":
        return False
    address = local[0] + domain[0]
    if not _take_back(state, len(local[0])):
        return False
    if not _link(state, address if ":" in address else "mailto:" + address, address):
        state.pending += local[0]
        return False
    state.pos = domain.end()
    return True


def _take_back(state: StateInline, length: int) -> bool:
    """Remove the last characters from what was read as text, the `_` in them included."""
    texts: list[str] = []
    missing, at = length - len(state.pending), len(state.tokens)
    while missing > 0:
        at -= 1
        if at < 0 or state.tokens[at].type != "text" or not state.tokens[at].content:
            return False
        texts.insert(0, state.tokens[at].content)
        missing -= len(texts[0])
    text = "".join(texts) + state.pending
    del state.tokens[at:], state.tokens_meta[at:]
    state.delimiters[:] = [delimiter for delimiter in state.delimiters if delimiter.token < at]
    state.pending = text[: len(text) - length]
    return True
