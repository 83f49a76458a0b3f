"""What kind of text a file is: notes that somebody learns from, or what a project says of itself.

Headings that only name are questions in the one and titles in the other, and nothing in the headings tells which.
"""

import re
from collections.abc import Sequence

from deckgen.split import language
from deckgen.split.head import Head
from deckgen.split.language import SURE, promises, studies
from deckgen.split.noise import is_noise
from deckgen.split.notation import HEADING
from deckgen.split.outline import Outline
from deckgen.split.patterns import patterns
from deckgen.split.vocabulary import scripts
from deckgen.split.weights import GENRE, GENRE_HALF

# An address; of brackets in it, only those that stand by themselves.
_ADDRESS = r"\((?:[^()]|\([^()]*+\))*+\)"
_LINK = re.compile(rf"(?<!!)\[[^\[\]]*+\](?!\(#){_ADDRESS}|https?://")
# Pictures and sounds are no links, wherever they come from.
_MEDIA = re.compile(rf"!\[[^\[\]]*+\]{_ADDRESS}|<(?:img|audio|video|source)\b[^<>]*+>", re.IGNORECASE)
_CODE = re.compile(r"`[^`]+`")
_BOLD = re.compile(r"\*\*|__|<b>|<strong>")
_ITEM = re.compile(r"\s*+(?:[-*+•]|\d+[.)、])\s")
_VERSION = re.compile(r"\bv?\d+\.\d+\.\d+\b|\bv\d+\.\d+\b|\d{4}-\d\d-\d\d|\b(?:19|20)\d\d[01]\d[0-3]\d\b")
# `close([callback])`, `client.connect(options)`: what a program offers to others.
_SIGNATURE = re.compile(r"`[^`(]*+\([^`)]*+\)[^`]*+`|`[\w$]++(?:\.[\w$]++)++`")
# The number of a section: "1.1.2 Processes".
_SECTION = re.compile(r"^\W*+\d++(?:\.\d++)++[.、:：)]?\s++(?=[^\W\d])")
_COMMANDS = re.compile(
    r"\s*+(?:`{3,}|~{3,})\s*(?:bash|sh|shell|console|zsh|powershell|ya?ml|toml|json|diff)\b", re.IGNORECASE
)
_FETCHES = re.compile(
    r"\b(?:npm (?:i|install|run)|yarn add|pnpm (?:add|install)|pip3? install|git clone|docker (?:run|compose)"
    r"|brew install|cargo install|go (?:get|install)|gem install|composer require|apt(?:-get)? install)\b"
)
# Files that every project has, by their names. What may as well be a subject is one in capitals: SECURITY.
_PROJECT = re.compile(
    r"(?:^|[/_. -])(?:(?i:readme|contributing|change(?:log|s)|code_of_conduct|governance|licen[cs]e|copying"
    r"|(?:issue|pull_request)_template)|HISTORY|SECURITY|AUTHORS|RELEASES?|ROADMAP|INSTALL(?:ATION)?|AGENTS"
    r"|MAINTAINERS|UPGRADING|MIGRATION)(?:_\w++)?\b[^/]*$|(?:^|/)(?:\.github|node_modules)/"
)
# The name of a page in a diary: a day, and perhaps which day of the week.
_DAY = re.compile(r"\W*(?:\w+,?\s)?\d{4}(?:([-./_ ]?)\d\d?\1\d\d?|(?:[^\W\d]\d\d?){2}[^\W\d])\W*(?:\w+\W*)?(?:\.md)?$")
# What editors of notes write: callouts, highlights, tags on a line of their own, the names they give pasted pictures.
_EDITED = re.compile(
    r"\s*+>\s*+\[!(?-i:[a-z])|[^=]*+==[^\s=][^=]*+==|\s*+\[toc\]\s*+$|\s*+#[^\W\d][^\s#]*+\s*+$"
    r"|.*?(?:!\[\[|image-20\d{6}|typora-user)",
    re.IGNORECASE,
)
# Of so many times as many lines in boxes as outside, those inside are the text.
_BOXED = 4
_LATIN = frozenset({"latin"})
# What stands between the words of a file's name.
_APART = str.maketrans("-_", "  ")
# So many blocks of commands are as many as any.
_MANY = 5


def notes(outline: Outline, headings: Sequence[Head], title: str, path: str) -> float:
    """The log-odds of a file being notes to learn from, and not a manual, by how it is written and named."""
    text = [
        line
        for n, line in enumerate(outline.lines)
        if n not in outline.opaque and not is_noise(line) and not HEADING.match(line)
    ]
    boxed = [line for n, line in enumerate(outline.lines) if n in outline.opaque]
    if _BOXED * len(text) < len(boxed):
        # Some set all they write in boxes.
        text += boxed
    links = [bool(_LINK.search(_MEDIA.sub("", line))) for line in text]
    items = [bool(_ITEM.match(line)) and not link for line, link in zip(text, links, strict=True)]
    commands = sum(bool(_COMMANDS.match(line)) for line in outline.lines)
    # The file's title may stand below its tags.
    firsts = [head.title for head in [*headings[:1], *(one for one in headings if one.level == 1)][:2]]
    promised = any(map(promises, firsts))
    shares = {
        "any": 1.0,
        "bold": 3 * _share([bool(_BOLD.search(line)) for line in text]),
        "asks": 2 * _share([head.asks >= SURE for head in headings]),
        "items": _share(items),
        "edited": sum(bool(_EDITED.match(line)) for line in text) / 2,
        "numbered": 2 * _share([head.number >= 0 for head in headings]),
        "sections": 3 * _share([language.in_manuals(head.title) for head in headings]),
        "addressed": 4 * _share([language.addresses(line) for line in text]),
        "code words": 2 * _share([bool(_CODE.search(line)) for line in text]),
        "commands": commands / _MANY,
        "fetched": float(any(_FETCHES.search(line) for line in outline.lines)),
        "links": 4 * _share(links),
        "foreign": 2 * _share([bool(scripts(line) - _LATIN) for line in text]),
        "versions": 3 * _share([bool(_VERSION.search(_SECTION.sub("", head.title))) for head in headings]),
        "signatures": 3 * _share([bool(_SIGNATURE.search(head.title)) for head in headings]),
        "studied": float(any(map(studies, (title, path, *firsts)))),
        "dated": float(any(map(_DAY.match, (title, path.rpartition("/")[2], *firsts)))),
        "name": float(not promised and any(map(_PROJECT.search, (title, path)))),
        "paper": float(not promised and any(map(_is_paper, (title, path, *firsts)))),
    }
    value = sum(GENRE[name] * min(1.0, share) for name, share in shares.items())
    return value * len(text) / (len(text) + GENRE_HALF)


def _is_paper(title: str) -> bool:
    """True if a title or the name of a file is that of minutes, a report, a plan, a guide."""
    bare = language.bare(title)
    return any(patterns().papers.search(name) for name in (bare, bare.translate(_APART)))


def _share(has: Sequence[bool]) -> float:
    return sum(has) / max(1, len(has))
