"""Bare addresses become links: those that say so with a scheme or `www.`; `index.html` and `Domain=x.org` stay text.

GitHub's rule (GFM 0.29, autolinks extension), except that fullwidth punctuation ends an address, and that an address may
follow it directly.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

_ADDRESS = re.compile(r"(?:https?://|ftp://|www\.)[^\s<，。：；！？、（）【】《》〈〉「」『』“”‘’…]+", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://|ftp://)?((?:[\w-]+\.)*[\w-]+)", re.IGNORECASE)
_SCHEME = re.compile(r"(?:^|[^a-zA-Z0-9+.\-_])(https?|ftp)$", re.IGNORECASE)
_ENTITY = re.compile(r"&[a-zA-Z0-9]+;$")


def plugin(parser: MarkdownIt) -> None:
    """Add the rules; e-mail addresses are mdit-py-plugins'."""
    gfm_autolink_plugin(parser)
    parser.inline.ruler.at("gfm_autolink_www", _www)
    parser.inline.ruler.before("gfm_autolink_protocol", "autolink_http", _http)


def _address(text: str) -> str:
    """The address that `text` begins with, or nothing."""
    found = _ADDRESS.match(text)
    host = _HOST.match(text) if found else None
    if not found or not host:
        return ""
    labels = host[1].split(".")
    if any("_" in label for label in labels[-2:]) or (labels[0].lower() == "www" and len(labels) < 2):
        return ""
    address = found[0]
    while address:
        if entity := _ENTITY.search(address):
            address = address[: entity.start()]
        elif address[-1] in "?!.,:*_~'\";[]|" or (address[-1] == ")" and address.count(")") > address.count("(")):
            address = address[:-1]
        else:
            break
    return address


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
    address = _address(state.src[state.pos : state.posMax])
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
    address = _address(state.src[state.pos - length : state.posMax])
    if len(address) <= length + 3:
        return False
    state.pending = state.pending[:-length]
    if not _link(state, address, address):
        state.pending += scheme[1]
        return False
    state.pos += len(address) - length
    return True
