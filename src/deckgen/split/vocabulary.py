"""Reads the words of each language from its file in `languages/`, and makes patterns of them.

The values of a file are lists of words, written as one text: a line is divided at its commas, one without commas at
its blanks. In a word, `{n}` stands for a number, `*` for more letters, and ` …` at the end for a few words more. A word
of a script that is written with blanks is matched as a whole. Capitals make no difference.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# The keys of a language's file, by section; each may be missing.
KEYS: Mapping[str, tuple[str, ...]] = {
    "asks": ("surely", "begin", "doubtful", "tasks", "names", "rather", "anywhere", "end", "shared", "points"),
    "labels": (
        "question",
        "exercise",
        "answer",
        "explanation",
        "kinds",
        "own",
        "hint",
        "ordinals",
        "letters",
        "speakers",
    ),
    "sections": (
        "containers",
        "blanks",
        "never",
        "contents",
        "subjects",
        "answers",
        "statements",
        "promises",
        "studies",
        "back",
        "adverts",
    ),
    "folds": ("answers", "hints"),
    "answers": ("placeholders", "yes", "no", "chosen", "verbs", "right", "picture", "code", "code_asked"),
    "tables": ("question", "answer", "compared", "languages"),
    "manuals": ("addressed", "sections", "papers"),
}
# What is in no script of a language with a file, such as Georgian, makes no difference to one that has.
SCRIPTS: Mapping[str, str] = {
    "latin": r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
    "han": r"\u3400-\u4dbf\u4e00-\u9fff",
    "kana": r"\u3041-\u3096\u30a1-\u30fa",
    "hangul": r"\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3",
    "cyrillic": r"\u0400-\u04ff",
    "arabic": r"\u0620-\u064a\u066e-\u06d3",
    "devanagari": r"\u0900-\u097f",
    "greek": r"\u0370-\u03ff\u1f00-\u1fff",
    "hebrew": r"\u05d0-\u05ea",
    "thai": r"\u0e01-\u0e3a\u0e40-\u0e4e",
    "bengali": r"\u0980-\u09ff",
}
# A number as it stands in a label or a name: in digits of any script, in Chinese, or in Roman letters.
CHINESE = "零〇一二三四五六七八九十百两"
NUMBER = rf"(?:\d{{1,4}}|[{CHINESE}]{{1,4}}|[IVXLivxl]{{1,6}}(?![^\W\d_]))"
_LATIN = frozenset({"latin"})
# In characters: what ` …` may stand for.
_MORE = 24
LETTERS = re.compile(r"[^\W\d_]+")
# Scripts that are written without blanks: there a word is found inside others.
WITHOUT_BLANKS = frozenset({"han", "kana", "thai"})
UNSPACED = re.compile(f"[{''.join(SCRIPTS[script] for script in sorted(WITHOUT_BLANKS))}]")


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language, in `lists` by their names: `asks.begin`, `labels.question` and others.

    `common` are small words that nearly every sentence of the language has; `scripts` are what it is written in.
    """

    code: str
    name: str
    scripts: frozenset[str]
    common: frozenset[str]
    lists: Mapping[str, tuple[str, ...]]

    def words(self, key: str) -> tuple[str, ...]:
        """The words of one list."""
        return self.lists[key]


@cache
def languages() -> tuple[Language, ...]:
    """All languages that have a file, by their codes."""
    folder = files("deckgen.split") / "languages"
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return tuple(read(file.name.removesuffix(".toml"), file.read_text("utf-8")) for file in found)


def read(code: str, text: str) -> Language:
    """The language whose file has this text; a ValueError where it has a key that nobody knows."""
    values = tomllib.loads(text)
    lists = {
        f"{section}.{key}": _divided(values.get(section, {}).get(key, ""))
        for section, keys in KEYS.items()
        for key in keys
    }
    known = {"name", "scripts", "common", *KEYS}
    unknown = values.keys() - known | {k for s, keys in KEYS.items() for k in values.get(s, {}).keys() - set(keys)}
    if unknown or not set(values["scripts"]) <= SCRIPTS.keys():
        raise ValueError(f"{code}: {sorted(unknown) or values['scripts']}")
    return Language(
        code, values["name"], frozenset(values["scripts"]), frozenset(_divided(values.get("common", ""))), lists
    )


def _divided(value: str | list[str]) -> tuple[str, ...]:
    """The words of a list."""
    if isinstance(value, list):
        return tuple(value)
    parts = (line.split(",") if "," in line else line.split() for line in value.splitlines())
    return tuple(" ".join(word.split()) for line in parts for word in line if word.strip())


def words(key: str) -> tuple[str, ...]:
    """The words of one list in all languages, each once."""
    return tuple(dict.fromkeys(word for language in languages() for word in language.words(key)))


def either(listed: Iterable[str]) -> str:
    """A pattern for any of these words, the longest that fits; it goes back over nothing."""
    groups: dict[tuple[str, str], list[str]] = {}
    for word in sorted(dict.fromkeys(listed), key=lambda word: (-len(word), word)):
        before, pattern, behind = _pattern(word)
        groups.setdefault((before, behind), []).append(pattern)
    # What is asked of the place of a word is asked once for all that ask it.
    parts = [f"{before}(?:{'|'.join(patterns)}){behind}" for (before, behind), patterns in groups.items()]
    return f"(?:{'|'.join(parts)})" if parts else "(?!)"


def _pattern(word: str) -> tuple[str, str, str]:
    """What must stand before a word, its pattern, and what must stand behind it."""
    core = word.removesuffix(" …")
    bare = core.strip("*")
    before = "" if core.startswith("*") or UNSPACED.match(bare) or not bare[0].isalnum() else r"(?<![^\W_])"
    behind = "" if core.endswith("*") or UNSPACED.match(bare[-1]) or not bare[-1].isalpha() else r"(?![^\W\d_])"
    parts = [NUMBER if part == "{n}" else re.escape(part) for part in re.split(r"(\{n\})", bare) if part]
    text = "".join(parts).replace(r"\ ", r"\s{1,3}").replace("'", "['’]")
    # In a script without blanks, an author may still set some around a number.
    if UNSPACED.search(bare):
        text = text.replace(NUMBER, rf"\s?{NUMBER}\s?")
    tail = r"[^\W_]*+" if core.endswith("*") else ""
    return before, text + tail + (rf".{{0,{_MORE}}}" if core != word else ""), behind


def scripts(text: str) -> frozenset[str]:
    """The scripts that the text is written in."""
    if text.isascii():
        return _LATIN
    return frozenset(name for name, pattern in _scripts() if pattern.search(text))


@cache
def _scripts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(f"[{letters}]")) for name, letters in SCRIPTS.items())
