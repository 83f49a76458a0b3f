"""Reads front matter: the settings at the top of a file, in YAML between `---` or in TOML between `+++`.

Keys that other programs keep there are left alone. Lines count from 0, those of a Setting from 1.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Sequence

from deckgen.data import Setting, Span
from deckgen.diagnostics import FRONT_MATTER, Diagnostic
from deckgen.wording import said

OURS = ("aliases", "breaks", "cloze", "deck", "ignore", "question_level", "shape", "split", "tables", "tags")
# As other programs spell them.
_ALIASES = {"alias": "aliases", "tag": "tags"}
_KEY = re.compile(r"(?![QAC]\s*:)[\"']?([^\W\d][\w-]*)[\"']?\s*[:=](?:\s|$)")
# A key of ours as it is meant: without a blank behind its colon, with another colon, with a blank in it.
_MEANT = re.compile(
    rf"[ \t]*+[\"']?(?P<key>{'|'.join((*OURS, *_ALIASES)).replace('_', '[ _-]')})[\"']?"
    r"\s*+(?P<mark>[:：=])(?P<value>.*)",
    re.IGNORECASE,
)
# difflib's ratio from which a key is taken for a misspelt one of ours.
_NEAR = 0.85
# The line of each key, and its values as written.
Values = dict[str, tuple[int, tuple[str, ...]]]
# YAML in Python takes time that grows with the square of what is open; nobody writes so many lists.
_BRACKETS = 1000
# How YAML knows what is `null` or `~`: no value.
_NULL = "tag:yaml.org,2002:null"
_HALVES = re.compile("[\ud800-\udfff]")


def read(path: str, lines: Sequence[str]) -> tuple[tuple[Setting, ...], int, tuple[Diagnostic, ...]]:
    """The settings, the number of lines that the front matter takes, and what is wrong with it."""
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    mark = lines[start].rstrip()
    if mark not in ("---", "+++"):
        return (), 0, ()
    closing = ("---", "...") if mark == "---" else ("+++",)
    end = next((number for number in range(start + 1, len(lines)) if lines[number].rstrip() in closing), None)
    inside = lines[start + 1 : end] if end is not None else lines[start + 1 : start + 2]
    begins = next((line for line in inside if line.strip() and not line.startswith("#")), None)
    if begins is None and any(line.strip() for line in inside):
        return (), 0, ()  # a rule, then headings
    if (start or not _KEY.match(begins or "a:")) and not (end and _is_meant(inside)):
        return (), 0, ()  # a rule, then text
    if end is None:
        hint = said("end it with {mark} on a line of its own", mark=mark)
        unclosed = Diagnostic(FRONT_MATTER, Span(path, 1), said("this front matter does not end"), hint)
        return (), 0, (unclosed,) if begins else ()
    if start:
        message = said("this is no front matter: it does not begin on the first line of the file")
        hint = said("delete the empty lines above it: until then nothing in it counts")
        return (), end + 1, (Diagnostic(FRONT_MATTER, Span(path, start + 1), message, hint),)
    is_toml = mark == "+++" or not re.search("[:：]", begins or "")
    wrong, by_key = [] if is_toml else list(_spoilt(path, inside)), Values()
    try:
        by_key = _toml(inside) if is_toml else _yaml(_flush(inside))
    # Numbers of thousands of digits and brackets in brackets are TOML, and nobody's settings.
    except (ValueError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        last = end if "end of document" in str(error) else 1
        message = said("this front matter is not TOML: {why}", why=str(error).partition(" (at ")[0])
        hint = said("correct it: until then nothing in it counts")
        wrong.append(Diagnostic(FRONT_MATTER, Span(path, int(at[1]) + 1 if at else last), message, hint))
    settings = []
    for key, (number, values) in by_key.items():
        name = _ALIASES.get(key.lower(), key.lower())
        if name in OURS:
            # `"\ud800"` in YAML is half a character.
            texts = tuple(_HALVES.sub("\ufffd", value) for value in values)
            settings.append(Setting(name, texts, number + 2))
        elif near := _near(name):
            message, hint = said("{key} is not understood", key=key), said("did you mean {meant}?", meant=near)
            wrong.append(Diagnostic(FRONT_MATTER, Span(path, number + 2), message, hint))
    return tuple(settings), end + 1, tuple(wrong)


def _is_meant(lines: Sequence[str]) -> bool:
    """True for lines between marks that are front matter to their author alone: one of our keys, and no empty line."""
    return all(line.strip() for line in lines) and any(map(_MEANT.match, lines[:1]))


def _flush(lines: Sequence[str]) -> Sequence[str]:
    """The lines, all as far to the left as brings the first one to the margin."""
    inwards = next((len(line) - len(line.lstrip()) for line in lines), 0)
    return [line[min(inwards, len(line) - len(line.lstrip())) :] for line in lines]


def _spoilt(path: str, lines: Sequence[str]) -> Iterator[Diagnostic]:
    """What is to be said of keys of ours that YAML takes for text."""
    for n, line in enumerate(lines):
        found = _MEANT.fullmatch(line)
        value = found["value"].strip() if found else ""
        if found and value and not line[0].isspace() and (found["mark"] == "：" or not found["value"][0].isspace()):
            message = said("{text!r} is no setting", text=line.strip())
            hint = said("write {wanted}", wanted=f"{re.sub('[ -]', '_', found['key'])}: {value}")
            yield Diagnostic(FRONT_MATTER, Span(path, n + 2), message, hint)


def _near(name: str) -> str:
    """Our key that a name was meant to be: nearly the same, or with two letters that changed places; else nothing."""
    swapped = {name[:n] + name[n + 1] + name[n] + name[n + 2 :] for n in range(len(name) - 1)}
    found = [key for key in OURS if key in swapped] or difflib.get_close_matches(name, OURS, 1, _NEAR)
    return found[0] if found else ""


def _yaml(lines: Sequence[str]) -> Values:
    """The values as text: `no` and `2024-01-01` stay as written."""
    import yaml  # most files have no front matter

    # A line that YAML rejects, or takes for a comment (`tags: #a #b`), is read as it stands.
    by_key = _plain(lines)
    if sum(line.count("[") + line.count("{") for line in lines) > _BRACKETS:
        return by_key
    try:
        tree = yaml.compose("\n".join(lines), Loader=yaml.SafeLoader)
    # Also for escapes of characters that there are not.
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):
        return by_key
    if not isinstance(tree, yaml.MappingNode):
        return by_key
    for key, value in tree.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        items = value.value if isinstance(value, yaml.SequenceNode) else [value]
        written = [item for item in items if isinstance(item, yaml.ScalarNode) and item.value.strip()]
        if written:
            texts = tuple(item.value.strip() for item in written if item.tag != _NULL)
            by_key[key.value] = (key.start_mark.line, texts)
    return by_key


def _toml(lines: Sequence[str]) -> Values:
    """The values as text; raises ValueError or RecursionError where it is none."""
    values = tomllib.loads("\n".join(lines))
    key_lines = {match[1]: number for number, line in enumerate(lines) if (match := _KEY.match(line))}
    by_key = {}
    for key, value in values.items():
        items = value if isinstance(value, list) else [value]
        by_key[key] = (
            key_lines.get(key, 0),
            tuple(str(item).lower() if item in (True, False) else str(item) for item in items),
        )
    return by_key


def _plain(lines: Sequence[str]) -> Values:
    """The lines that begin with a key, each with what follows as its one value."""
    by_key: Values = {}
    for number, line in enumerate(lines):
        if match := _KEY.match(line):
            value = line[match.end() :].strip().strip("\"'[]")
            by_key[match[1]] = (number, (value,) if value else ())
    return by_key
