"""Front matter as people write it, YAML or nearly."""

import pytest

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
    "a key of nobody else's mapping": ("x:\n  y: 1\nquestion_level: 3", ("question_level", "3")),
}


@pytest.mark.parametrize("name", FRONT)
def test_front_matter(name: str) -> None:
    text, (key, value) = FRONT[name]
    document, said = read("a.md", f"---\n{text}\n---\n# T\n".encode())
    assert document
    assert ", ".join(document.setting(key)) == value
    assert not said


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
