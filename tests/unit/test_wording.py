"""Every message is in the catalogue, with its values; and what somebody reads in Chinese is Chinese."""

import ast
import copy
import gettext
import json
import re
import runpy
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from deckgen.cli import main
from deckgen.cli.why import PARTS
from deckgen.project import starter
from deckgen.split.weights import SERIES
from deckgen.wording import Said, changed, counted, joined, kept, listed, restored, said, translated

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "deckgen"
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "write_catalogue.py"))
CHINESE: Path = SCRIPT["CHINESE"]
# Who is given a text that somebody reads, and the arguments in which; names that such a text is called by.
TOLD = {
    "DeckgenError": (0,), "NoProject": (0,), "Interrupted": (0,), "Refused": (0,), "UsageError": (0,),
    "BadParameter": (0,), "Diagnostic": (2, 3), "Finding": (2, 3), "tell": (0,), "warned": (0,), "failure": (0,),
    "confirmed": (0,), "asked": (0,), "ask": (0,), "Lost": (0, 1),
    "Failure": (0,), "Flaw": (0,), "NotSvg": (0,), "ConnectError": (0,), "ProxyError": (0,), "Got": (1,),
    "NoPackage": (1,), "Damaged": (1,), "Missing": (0, 1), "Fault": (0, 1), "Defect": (1,),
}  # fmt: skip
NAMES = {"message", "hint", "cure", "remedy"}


def fields(template: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def forms(text: object) -> tuple[str, ...]:
    """The forms of a text in a catalogue: several of one that counts."""
    return tuple(text) if isinstance(text, list | tuple) else (str(text),)


def test_the_catalogue_is_of_this_program() -> None:
    with CHINESE.open("rb") as text, CHINESE.with_suffix(".mo").open("rb") as compiled:
        kept, read = read_po(text), read_mo(compiled)
    wanted = {forms(text) for text, _ in SCRIPT["templates"]()}
    due = "python scripts/write_catalogue.py"
    assert {forms(message.id) for message in kept if message.id} == wanted, due
    assert {forms(message.id): forms(message.string) for message in read if message.id} == {
        forms(message.id): forms(message.string) for message in kept if message.id
    }, due


def test_every_message_has_a_translation_with_its_values() -> None:
    with CHINESE.open("rb") as text:
        messages = [message for message in read_po(text) if message.id]
    assert [message.id for message in messages if not all(forms(message.string))] == []
    told = [(forms(message.id), form) for message in messages for form in forms(message.string) if form]
    assert [ids for ids, form in told if fields(form) not in map(fields, ids)] == []


def test_the_tour_of_the_desktop_looks_for_what_is_said() -> None:
    """It is run by hand, and would not be missed; where a profile or a place is said it has values of its own."""
    templates = [re.sub(r"\{[^}]*\}", "", form) for text, _ in SCRIPT["templates"]() for form in forms(text)]
    sought = [
        str(node.left.value)
        for path in sorted((ROOT / "tests" / "desktop").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In) and isinstance(node.left, ast.Constant)
        if isinstance(node.comparators[0], ast.Name) and node.comparators[0].id == "said"
    ]
    assert len(sought) > 20
    assert [text for text in sought if not any(re.sub(r"^\d+ ", "", text) in one for one in templates)] == []


def test_chinese_has_its_own_punctuation() -> None:
    """Full-width, with 「」; after the name of a file stands what stands after every place, which terminals open."""
    with CHINESE.open("rb") as text:
        told = [form for message in read_po(text) if message.id for form in forms(message.string)]
    wrong = re.compile(r"[\u4e00-\u9fff」）][,;:!?]|[“”]|^\{(?:file|folder|name|path|place|shown)\}：|front matter")
    assert [form for form in told if wrong.search(form)] == []


def untold() -> Iterator[str]:
    """The texts that people read and that no catalogue can know: their places in the source."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            texts: list[ast.expr] = []
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                texts = [node.args[at] for at in TOLD.get(name, ()) if at < len(node.args)]
            elif isinstance(node, ast.Assign) and {getattr(target, "id", "") for target in node.targets} & NAMES:
                texts = [node.value]
            for text in texts:
                if any(_has_words(one) for one in _leaves(text)):
                    yield f"{path.relative_to(SOURCE)}:{text.lineno}"


def _leaves(node: ast.expr) -> Iterator[ast.expr]:
    """The texts that an expression can be, without what stands inside calls."""
    if isinstance(node, ast.IfExp):
        yield from (*_leaves(node.body), *_leaves(node.orelse))
    elif isinstance(node, ast.BinOp):
        yield from (*_leaves(node.left), *_leaves(node.right))
    elif isinstance(node, ast.BoolOp):
        yield from (leaf for value in node.values for leaf in _leaves(value))
    elif isinstance(node, ast.Constant | ast.JoinedStr):
        yield node


def _has_words(node: ast.expr) -> bool:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) and SCRIPT["has_words"](part.value)
        for part in parts
    )


def test_every_message_is_made_so_that_it_can_be_translated() -> None:
    assert list(untold()) == []


def test_a_text_knows_what_it_is_made_of() -> None:
    text = said("{many} in {name!r}", many=counted(2, "note"), name="a.md")
    assert text == "2 notes in 'a.md'"
    chinese = {"{many} in {name!r}": "{name!r} 里有{many}", "{number} {words}": "{number} {words}", "note": "条笔记"}
    assert translated(text, lambda template: chinese.get(template, template)) == "'a.md' 里有2 条笔记"
    assert translated(text, lambda template: template) == text, "in English"
    several = joined(", ", [text, "b"])
    assert several == "2 notes in 'a.md', b"
    assert translated(several, lambda template: (chinese | {", ": "、"}).get(template, template)) == (
        "'a.md' 里有2 条笔记、b"
    )
    assert translated(joined(", ", []), lambda _: "what gettext knows of the catalogue") == ""
    names = listed([said("note"), "b", "{c}"])
    assert names == "note, b, {c}"
    parted = chinese | {"{first}, {others}": "{first}、{others}"}
    assert translated(names, lambda template: parted.get(template, template)) == "条笔记、b、{c}"
    assert translated(listed([said("note")]), lambda template: parted[template]) == "条笔记"
    assert listed([]) == ""
    assert translated("a.md", str.upper) == "a.md", "a name is a name in all languages"
    again = copy.deepcopy(text)
    assert (again, again.template, again.values) == (text, text.template, text.values), "as asdict() copies it"
    moved = changed(said("at {place}", place="a.md:1"), "a.md:1", "b/a.md:1")
    assert isinstance(moved, Said)
    assert (moved, translated(moved, lambda _: "在 {place}")) == ("at b/a.md:1", "在 b/a.md:1")


def test_a_text_in_a_file_knows_what_it_is_made_of() -> None:
    text = said("it sent {what}, {count} times", what=said("nothing {sign}", sign="{}"), count=3)
    again = restored(kept(text))
    assert again == text == "it sent nothing {}, 3 times"
    chinese = {"it sent {what}, {count} times": "发来{what} {count} 次", "nothing {sign}": "空的 {sign}"}
    assert translated(again, chinese.__getitem__) == "发来空的 {} 3 次"
    assert restored(kept("a.md")) == "a.md"


def test_what_is_no_such_text_in_a_file_is_what_it_is() -> None:
    for stored in (
        "",
        "a.md",
        "3",
        "null",
        "[1]",
        "{}",
        '{"template": 1}',
        '{"template": "{a}", "values": {}}',
        "[" * 9999,
    ):
        assert restored(stored) == stored


@pytest.fixture
def chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "zh_CN")
    yield
    gettext.bindtextdomain("messages", None)


@pytest.mark.usefixtures("chinese")
def test_who_reads_chinese_is_told_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    Path("notes.md").write_text("## 什么是栈？\n\n后进先出。\n\n## 什么是堆？\n", "utf-8")
    assert main(["build", "notes.md"]) == 0
    out, err = capsys.readouterr()
    assert "2 条笔记" in out or "1 条笔记" in out
    assert "notes.md:5:1: warning[question-unanswered]: 这道题还没有答案" in err
    assert main(["build", "absent.md"]) == 1
    assert "没有这个文件或文件夹" in capsys.readouterr().err
    assert main(["build", "--hepl"]) == 2
    assert "没有" in capsys.readouterr().err
    assert main(["--help"]) == 0
    assert "编译" in capsys.readouterr().out
    assert main(["check", "notes.md", "--json"]) == 0
    assert "this question has no answer yet" in capsys.readouterr().out, "what programs read stays as it is"


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("build --strct", "错误：没有选项 --strct；是不是想写 --strict？\n"),
        ("build --al", "错误：没有选项 --al；是不是想写 --alone？\n"),
        ("adopt", "错误：缺少 EXPORT\n"),
        ("verify", " verify [OPTIONS] FILE...\n"),
        ("verify absent.apkg", "absent.apkg: 没有这个文件或文件夹\n"),
        ("build --help", "\n选项：\n"),
        ("check notes.md", "    提示：应写 1、2、3、4、5 或 6\n"),
        ("check --why notes.md", "    类型 +0.3，提问 +3.0，"),
    ],
)
def test_chinese_reads_as_one_writes_it(words: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("notes.md").write_text("---\nquestion_level: two\n---\n## 什么是栈？\n\n后进先出。\n", "utf-8")
    main(words.split())
    told = "".join(capsys.readouterr())
    assert expected in told
    assert "： " not in told


def test_what_speaks_for_a_way_has_words() -> None:
    told = {
        part
        for path in (SOURCE / "split").glob("*.py")
        for part in re.findall(r'\.told\("(\w+)"', path.read_text("utf-8"))
    }
    assert set(PARTS) == {*SERIES, *told, "kind", "genre", "many"}


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_new_project_builds_without_a_word(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    assert main(["init", "deck"]) == 0
    capsys.readouterr()
    assert main(["build", "--strict", "--quiet", "deck"]) == 0
    assert capsys.readouterr() == ("", "")
    assert main(["list", "--json", "deck"]) == 0
    questions = [question["question"] for question in json.loads(capsys.readouterr().out)]
    assert len(questions) == len(re.findall("^## ", starter.NOTES, re.MULTILINE))
    assert all(question.isascii() == (language == "en") for question in questions)
    settings = Path("deck/deckgen.toml").read_text("utf-8")
    assert settings.isascii() == (language == "en")


@pytest.mark.usefixtures("chinese")
def test_the_settings_of_notes_that_are_there_are_chinese() -> None:
    Path("notes.md").write_text("## 什么是栈？\n\n后进先出。\n", "utf-8")
    assert main(["init"]) == 0
    comments = [line for line in Path("deckgen.toml").read_text("utf-8").splitlines() if line.startswith("# ")]
    assert [line for line in comments if line.isascii()] == ["# [images]"]
    assert main(["build", "--strict"]) == 0
    examples = [setting for line in comments for setting in re.findall(r"^# (\w+ = .+?) {2,}", line)]
    assert [next(iter(tomllib.loads(one))) for one in examples] == [
        "exclude", "question_level", "tables", "cloze", "folders",
    ]  # fmt: skip
