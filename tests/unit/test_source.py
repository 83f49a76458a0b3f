"""Front matter as people write it, YAML or nearly; bytes and merges that are no notes."""

import pytest

from deckgen.data import Span
from deckgen.diagnostics import CONFLICT
from deckgen.read import read

FRONT = {
    "a word": ("deck: A::B", ("deck", "A::B")),
    "a flow list": ("tags: [a, b/c]", ("tags", "a, b/c")),
    "a key in capitals": ("Deck: A", ("deck", "A")),
    "one tag": ("tag: a", ("tags", "a")),
    "a flow list over two lines": ("tags: [a,\n  b]", ("tags", "a, b")),
    "a block list": ("title: x\ntags:\n  - a\n  - b", ("tags", "a, b")),
    "a tag of two words": ("tags:\n- machine learning\n- b", ("tags", "machine learning, b")),
    "quotes and a comment": ("deck: 'A: B' # why", ("deck", "A: B")),
    "a number is as written": ("deck: 010", ("deck", "010")),
    "a comment to YAML, tags to Obsidian": ("tags: #a #b", ("tags", "#a #b")),
    "not YAML at all": ("title: {{x}}: [\ntags: a b", ("tags", "a b")),
    "all of it indented": ("  deck: A\n  tags: [b]", ("deck", "A")),
    "its first line indented": (" deck: A\ntags: b", ("deck", "A")),
    "TOML between the marks of YAML": ('deck="A"', ("deck", "A")),
    "nothing, in words": ("tags: null", ("tags", "")),
    "nothing, as a sign": ("deck: ~", ("deck", "")),
    "nothing in a list": ("tags: [a, null]", ("tags", "a")),
    "a word in quotes": ("tags: 'null'", ("tags", "null")),
    "a key of nobody else's mapping": ("x:\n  y: 1\nquestion_level: 3", ("question_level", "3")),
}


@pytest.mark.parametrize("name", FRONT)
def test_front_matter(name: str) -> None:
    text, (key, value) = FRONT[name]
    document, said = read("a.md", f"---\n{text}\n---\n# T\n".encode())
    assert document
    assert ", ".join(document.setting(key)) == value
    assert not said


# What is wrong on which line, and what helps.
SPOILT = {
    "no blank behind the colon": ("---\ndeck:A\n---\n", 2, "'deck:A' is no setting", "write deck: A"),
    "another colon": ("---\ntags: a\ndeck：A\n---\n", 3, "'deck：A' is no setting", "write deck: A"),
    "a blank in a key": ("---\nquestion level: 2\n---\n", 2, "question level is not", "did you mean question_level?"),
    "both": ("---\nquestion level:2\n---\n", 2, "'question level:2' is no setting", "write question_level: 2"),
    "an empty line above": ("\n---\ndeck: A\n---\n", 2, "does not begin on the first line", "delete the empty lines"),
    "not TOML either": ("+++\ndeck: A\n+++\n", 2, "this front matter is not TOML", "correct it"),
    "no end": ("---\ndeck: A\n", 1, "this front matter does not end", "end it with ---"),
    "letters left out": ("---\nquestion_lvel: 2\n---\n", 2, "question_lvel", "did you mean question_level?"),
    "letters that changed places": ("---\ndekc: A\n---\n", 2, "dekc is not understood", "did you mean deck?"),
}
# Keys of others, and texts between rules.
FOREIGN_KEYS = ("region: EU", "phase: 1", "stable: true", "brakes: x", "share: true")
RULED = (
    "---\nSome words.\n---\n",
    "---\nQ: why\n---\n",
    "---\ndeck:A\n\nSome words.\n---\n",
    "\n---\n\nSome words.\n---\n",
    "\n---\n---\n",
    "---\ndeck:A\n",
)


@pytest.mark.parametrize("name", SPOILT)
def test_front_matter_that_is_spoilt_is_said_and_asks_nothing(name: str) -> None:
    text, line, message, hint = SPOILT[name]
    document, (said,) = read("a.md", f"{text}body\n".encode())
    assert document
    assert (document.body.lines[0] == "body") is (name != "no end")
    assert said.span.line == line
    assert message in said.message
    assert hint in said.hint


@pytest.mark.parametrize("key", FOREIGN_KEYS)
def test_keys_of_others_are_left_alone(key: str) -> None:
    assert read("a.md", f"---\n{key}\n---\nbody\n".encode())[1] == ()


@pytest.mark.parametrize("text", RULED)
def test_texts_between_rules_are_no_front_matter(text: str) -> None:
    document, said = read("a.md", f"{text}body\n".encode())
    assert document
    assert (document.body.text.startswith(text), said) == (True, ())


def test_front_matter_that_is_a_trap() -> None:
    aliases = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]" for n in range(12))
    for text in (aliases, "tags: " + "[" * 5000):
        document, _ = read("a.md", f"---\n{text}\n---\nbody\n".encode())
        assert document
        assert document.body.lines[0] == "body"


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ('tags = ["a"]\nquestion_level =', 3, "Invalid value"),
        ("x = 1" + "0" * 5000, 1, "limit"),
        ("x = " + "[" * 500 + "]" * 500, 1, ""),
    ],
)
def test_front_matter_that_is_no_toml_is_said(text: str, line: int, why: str) -> None:
    document, (said,) = read("a.md", f"+++\n{text}\n+++\nbody\n".encode())
    assert document
    assert (document.body.lines[0], said.span.line, why in said.message) == ("body", line, True)


# Bytes that are no UTF-8, what is said of them, and what of the hint.
FOREIGN = {
    "UTF-16": ("## 什么是锁？".encode("utf-16"), "this file is UTF-16", "iconv -f UTF-16 -t UTF-8"),
    "UTF-16LE": ("## 什么是锁？\n\n一种互斥。\n".encode("utf-16-le"), "this file is UTF-16", "iconv -f UTF-16LE"),
    "UTF-16BE": ("## 什么是锁？\n\n一种互斥。\n".encode("utf-16-be"), "this file is UTF-16", "iconv -f UTF-16BE"),
    "UTF-16, the other way": (b"\xfe\xff" + "## 锁".encode("utf-16-be"), "this file is UTF-16", "iconv -f UTF-16"),
    "GBK": ("## 什么是锁？\n\n互斥。\n".encode("gbk"), "byte 0xca is not UTF-8", "iconv -f GB18030 -t UTF-8"),
    "GB18030": ("## 镕𠀀？\n\n锁。\n".encode("gb18030"), "byte 0xe9 is not UTF-8", "iconv -f GB18030 -t UTF-8"),
    "Latin-1": ("## Café?\n\nA place.\n".encode("latin-1"), "byte 0xe9 is not UTF-8", "save the file as UTF-8"),
    "Latin-1 that GBK could be": ("## L'été?\n".encode("latin-1"), "byte 0xe9 is not UTF-8", "save the file as UTF-8"),
    "two accents that meet": ("## Créée à?\n".encode("latin-1"), "byte 0xe9 is not UTF-8", "save the file as UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "this file is no text", "move it out of the notes"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_not_utf_8_is_said_with_what_it_may_be(name: str) -> None:
    data, message, hint = FOREIGN[name]
    document, (said,) = read("a.md", data)
    assert (document, said.message) == (None, message)
    assert hint in said.hint
    assert ("iconv" in said.hint) is ("iconv" in hint)


MERGED = "<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> work\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"## What is a map?\n\n{MERGED}", 3),
        (f"---\ntags: a\n---\n## What is a map?\n\n{MERGED}", 6),
        ("## What?\n\n<<<<<<< HEAD\n```py\na = 1\n=======\na = 2\n>>>>>>> work\n", 3),
        (f"```\n{MERGED}```\n\n{MERGED}", 9),
    ],
)
def test_a_merge_conflict_is_an_error(text: str, line: int) -> None:
    document, (said,) = read("a.md", text.encode())
    assert document is None
    assert (said.rule, said.span) == (CONFLICT, Span("a.md", line))


@pytest.mark.parametrize(
    "text",
    [
        f"```text\n{MERGED}```\n",
        "    " + MERGED.replace("\n", "\n    "),
        "A heading\n=======\n\n>>>>>>> deeply quoted\n",
        "<<<<<<< HEAD\n\n>>>>>>> work\n",
        f"```\n<<<<<<< HEAD\n```\n\n```\n{MERGED}```\n",
    ],
)
def test_an_example_of_a_conflict_is_text(text: str) -> None:
    document, _ = read("a.md", text.encode())
    assert document is not None
