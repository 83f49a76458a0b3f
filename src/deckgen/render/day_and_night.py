"""Pictures that are shown only by day or only by night; style.css hides the others.

GitHub knows them by the end of an address (`#gh-dark-mode-only`), Material for MkDocs too (`#only-dark`), and HTML by
`<picture>` with a `<source>` for `prefers-color-scheme`.
"""

import re
from collections.abc import Mapping, Sequence

DAY, NIGHT = "day-only", "night-only"
_CLASSES = {"light": DAY, "dark": NIGHT}
_END = re.compile(r"#(?:gh-(light|dark)-mode-only|only-(light|dark))$")
_SCHEME = re.compile(r"prefers-color-scheme\s*:\s*(light|dark)", re.IGNORECASE)
_CLASS = re.compile(rf' class="(?:{DAY}|{NIGHT})"|(?<= class=")(?:{DAY}|{NIGHT}) | (?:{DAY}|{NIGHT})(?=")')

Attributes = Mapping[str, str]


def of_address(picture: Attributes) -> dict[str, str]:
    """The attributes of a picture whose address says when it is shown: the class says it instead."""
    end = _END.search(picture.get("src", ""))
    if not end:
        return dict(picture)
    return {**_classed(picture, _CLASSES[end[1] or end[2]]), "src": picture["src"][: end.start()]}


def of_sources(picture: Attributes, sources: Sequence[Attributes]) -> list[dict[str, str]]:
    """The attributes of the pictures that `<picture>` becomes: one by day and one by night, where it has both."""
    files = {"light": picture.get("src", ""), "dark": ""}
    for source in reversed(sources):
        scheme, address = _SCHEME.search(source.get("media", "")), source.get("srcset", "").split()
        if scheme and address:
            files[scheme[1].lower()] = address[0].rstrip(",")
    if not files["dark"]:
        # Only the day is named: the picture itself is for the night.
        by_day = files["light"] != picture.get("src", "")
        files["dark"] = picture.get("src", "") if by_day else ""
    if not files["dark"] or files["dark"] == files["light"]:
        return [dict(picture)]
    return both({**picture, "src": files["light"]}, files["dark"])


def both(picture: Attributes, night: str) -> list[dict[str, str]]:
    """The attributes of a picture that is shown by day, and of the one at the address `night` in its place by night."""
    return [_classed(picture, DAY), {**_classed(picture, NIGHT), "src": night}]


def settled(html: str) -> str:
    """The HTML of a field; where it has pictures for one of the two only, they are shown always."""
    found = {name for name in (DAY, NIGHT) if name in html and re.search(rf'<img [^>]*\bclass="[^"]*\b{name}\b', html)}
    return _CLASS.sub("", html) if len(found) == 1 else html


def _classed(picture: Attributes, name: str) -> dict[str, str]:
    return {**picture, "class": " ".join(filter(None, (picture.get("class", ""), name)))}
