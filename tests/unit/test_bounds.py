"""A project of somebody else is built, and nothing of one's own that lies outside it is read, packed or written."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from deckgen import bounds
from deckgen.cli import main
from deckgen.options import Rendering, opens
from deckgen.render import python_markdown
from tests.support.pictures import picture

SECRET = "## What is my password?\n\nIt is swordfish.\n"
NOTES = "## What is one?\n\nThe first.\n"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with files of one's own."""
    folder = tmp_path / "mine"
    (folder / "notes").mkdir(parents=True)
    (folder / "private.md").write_text(SECRET)
    (folder / "notes" / "private.md").write_text(SECRET)
    (folder / "key.css").write_text("/* swordfish */")
    (folder / "front.html").write_text("{{Question}} swordfish")
    (folder / "deckgen.toml").write_text('name = "swordfish"\n')
    (folder / "private.png").write_bytes(picture())
    (folder / "album").mkdir()
    (folder / "album" / "private.png").write_bytes(picture())
    (folder / "precious.txt").write_text("swordfish")
    return folder


@pytest.fixture
def theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that came from somebody else, in which a command is given."""
    folder = tmp_path / "theirs"
    (folder / "source").mkdir(parents=True)
    (folder / "deckgen.toml").write_text('name = "theirs"\n')
    (folder / "source" / "a.md").write_text(NOTES)
    monkeypatch.chdir(folder)
    monkeypatch.delenv(bounds.VARIABLE, raising=False)
    return folder


def link(path: Path, target: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        for file in path.iterdir():
            file.unlink()
        path.rmdir()
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def chain(path: Path, target: Path) -> None:
    """A link to a link to a link, of which only the last leads away."""
    link(path.with_name("far"), target)
    link(path.with_name("between"), path.with_name("far"))
    link(path, Path("between"))


def configured(text: str) -> Callable[[Path, Path], object]:
    return lambda theirs, mine: (theirs / "deckgen.toml").write_text(text.format(mine=mine.as_posix()))


# What somebody may have put into a project, by how its message begins.
REFUSED: dict[str, Callable[[Path, Path], object]] = {
    "source/b.md": lambda theirs, mine: link(theirs / "source" / "b.md", mine / "private.md"),
    "source/a.md": lambda theirs, mine: link(theirs / "source" / "a.md", Path("../../mine/private.md")),
    "source/c.md": lambda theirs, mine: chain(theirs / "source" / "c.md", mine / "private.md"),
    "source leads": lambda theirs, mine: link(theirs / "source", mine / "notes"),
    "deckgen.toml: source": configured('source = "{mine}/notes"'),
    "deckgen.toml: source leads": configured('source = "../mine/notes"'),
    "style.css": lambda theirs, mine: link(theirs / "style.css", mine / "key.css"),
    "templates/front.html": lambda theirs, mine: link(theirs / "templates" / "front.html", mine / "front.html"),
    "deckgen.toml": lambda theirs, mine: link(theirs / "deckgen.toml", mine / "deckgen.toml"),
    "deckgen.lock": lambda theirs, mine: link(theirs / "deckgen.lock", mine / "deckgen.lock"),
    "build/theirs.apkg": lambda theirs, mine: link(theirs / "build", mine / "album"),
    "build/theirs.apkg leads": lambda theirs, mine: link(theirs / "build" / "theirs.apkg", mine / "precious.txt"),
    "build/theirs.apkg leads out": lambda theirs, mine: link(theirs / "build" / "theirs.apkg", mine / "new.apkg"),
    "deckgen.toml: folders": configured('[images]\nfolders = ["{mine}/album"]'),
    "deckgen.toml: folders leads": configured('[images]\nfolders = ["../mine/album"]'),
    "deckgen.toml: folders leads out": configured('[images]\nfolders = ["/"]'),
}


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("how", REFUSED)
@pytest.mark.parametrize("command", ["build", "check", "list", "diff"])
def test_what_leads_out_is_refused_by_name(
    command: str, how: str, theirs: Path, mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    REFUSED[how](theirs, mine)
    before = everything(mine)
    assert main([command]) == 1
    said = capsys.readouterr()
    assert said.err.startswith(f"deckgen: {how}")
    assert str(mine) in said.err or 'folders = ["/"]' in (theirs / "deckgen.toml").read_text()
    assert "leads out of the project" in said.err
    assert "swordfish" not in said.out + said.err
    assert everything(mine) == before
    assert not list(theirs.rglob("*.apkg")) or how.startswith("build")


@pytest.mark.parametrize("how", REFUSED)
def test_who_builds_may_allow_it(how: str, theirs: Path, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    REFUSED[how](theirs, mine)
    allowed = "/" if '"/"' in (theirs / "deckgen.toml").read_text() else str(mine)
    monkeypatch.setenv(bounds.VARIABLE, os.pathsep.join(["/nowhere", allowed]))
    assert main(["build", "--offline"]) == 0


def test_links_inside_are_followed(theirs: Path) -> None:
    (theirs / "shared").mkdir()
    (theirs / "shared" / "deckgen.lock").touch()
    (theirs / "shared" / "deckgen.lock").unlink()
    (theirs / "shared" / "b.md").write_text("## What is two?\n\nThe second.\n")
    link(theirs / "source" / "b.md", Path("../shared/b.md"))
    link(theirs / "deckgen.lock", Path("shared/deckgen.lock"))
    assert main(["build", "--offline", "--strict"]) == 0
    assert "What is two?" in (theirs / "shared" / "deckgen.lock").read_text()


def test_what_is_left_out_may_lead_anywhere(theirs: Path, mine: Path) -> None:
    link(theirs / "source" / "b.md", mine / "private.md")
    (theirs / "deckgen.toml").write_text('exclude = ["b.md"]\n')
    assert main(["build", "--offline", "--strict"]) == 0


def test_a_folder_without_any_mark_ends_at_itself(
    tmp_path: Path, mine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "loose").mkdir()
    (tmp_path / "loose" / "a.md").write_text(NOTES)
    (tmp_path / "beside.md").write_text(SECRET)
    link(tmp_path / "loose" / "b.md", Path("../beside.md"))
    monkeypatch.chdir(mine)
    assert main(["build", "../loose"]) == 1
    assert "deckgen: b.md leads out of the project" in capsys.readouterr().err


def test_a_folder_that_a_command_names_may_be_a_link(theirs: Path, mine: Path, tmp_path: Path) -> None:
    link(tmp_path / "vault", mine / "notes")
    assert main(["check", str(tmp_path / "vault")]) == 0


def test_a_file_that_a_command_names_may_not_lead_away(
    theirs: Path, mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link(theirs / "all.md", mine / "private.md")
    assert main(["build", "all.md"]) == 1
    assert f"to {mine / 'private.md'}; name that file itself" in capsys.readouterr().err
    assert main(["check", str(mine / "private.md")]) == 0


def test_the_package_of_a_single_file_stays_here(theirs: Path, mine: Path) -> None:
    (theirs / "all.md").write_text(NOTES)
    link(theirs / "build", mine / "album")
    assert main(["build", "all.md"]) == 1
    (theirs / "build").unlink()
    link(theirs / "build" / "all.apkg", mine / "precious.txt")
    assert main(["build", "all.md"]) == 1
    assert (mine / "precious.txt").read_text() == "swordfish"


def test_another_name_for_the_package_is_no_link_either(theirs: Path, mine: Path, tmp_path: Path) -> None:
    (tmp_path / "first.md").write_text("## What is three?\n\nThe third.\n")
    assert main(["build", str(tmp_path / "first.md"), "--offline"]) == 0
    (theirs / "build" / "first.apkg").rename(theirs / "build" / "theirs.apkg")
    link(theirs / "build" / "source-theirs.apkg", mine / "new.apkg")
    assert main(["build", "--offline"]) == 0
    assert not (mine / "new.apkg").exists()
    assert (theirs / "build" / "source-theirs-2.apkg").exists()


def test_the_locks_of_others_are_not_touched_through_links(theirs: Path, mine: Path) -> None:
    # A lock beside the notes that knows a question which stands here now hands it over: this one must not.
    (mine / "deep").mkdir()
    two = f"{NOTES}\n## What is two?\n\nThe second.\n"
    (theirs / "source" / "a.md").write_text(two)
    (mine / "deep" / "a.md").write_text(f"{two}\n## What is three?\n\nThe third.\n")
    assert main(["build", str(mine / "deep" / "a.md"), "--alone", "--offline"]) == 0
    (mine / "deep" / "a.md").unlink()
    before = everything(mine)
    link(theirs / "source" / "z.deckgen.lock", mine / "deep" / "a.deckgen.lock")
    assert main(["build", "--offline", "--strict"]) == 0
    assert everything(mine) == before


def test_a_project_that_begins_writes_through_no_link(theirs: Path, mine: Path) -> None:
    (theirs / "deckgen.toml").unlink()
    for name in (".gitignore", ".gitattributes", "deckgen.toml"):
        link(theirs / name, mine / ("new.toml" if name == "deckgen.toml" else "precious.txt"))
        assert main(["init"]) == 1
        (theirs / name).unlink()
    assert (mine / "precious.txt").read_text() == "swordfish"
    assert not (mine / "new.toml").exists()


@pytest.mark.parametrize("text", ["![[../../mine/private]]", "![](../../mine/private.md)", "![[link]]"])
def test_no_note_from_elsewhere_is_embedded(text: str, theirs: Path, mine: Path) -> None:
    (theirs / "source" / "a.md").write_text(f"## What is one?\n\nThe first.\n\n{text}\n")
    (theirs / "parts").mkdir()
    link(theirs / "parts" / "link.md", mine / "private.md")
    assert main(["build", "--offline"]) == 0
    with zipfile.ZipFile(theirs / "build" / "theirs.apkg") as package:
        assert b"swordfish" not in package.read("collection.anki2")


def test_pictures_stay_away_too(theirs: Path, mine: Path) -> None:
    link(theirs / "source" / "p.png", mine / "private.png")
    (theirs / "source" / "a.md").write_text(
        "## What is one?\n\n![](p.png) ![](../../mine/private.png) ![](private.png)\n\nThe first.\n"
    )
    assert main(["build", "--offline"]) == 0
    with zipfile.ZipFile(theirs / "build" / "theirs.apkg") as package:
        assert package.read("media") == b"{}"


@pytest.mark.parametrize(
    "name",
    ["os:abort", "builtins:exit", "code:interact", "evil", "evil:run", "this", "markdown.util", "", ".", "toc:x"],
)
def test_only_what_is_installed_as_an_extension_is_imported(
    name: str, theirs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (theirs / "evil.py").write_text("open('ran', 'w').close()\ndef run(): open('ran', 'w').close()\n")
    monkeypatch.syspath_prepend(theirs)
    (theirs / "deckgen.toml").write_text(f'dialect = "python-markdown"\nextensions = ["{name}"]\n')
    assert main(["check"]) == 1
    assert f"there is no Markdown extension {name}: none of that name is installed" in capsys.readouterr().out
    assert not (theirs / "ran").exists()
    assert "this" not in sys.modules


@pytest.mark.parametrize("name", ["toc", "markdown.extensions.toc"])
def test_an_extension_has_its_name_and_that_of_its_module(name: str) -> None:
    assert not python_markdown.unknown(name)
    assert 'id="a"' in python_markdown.to_html("# a", "", (name,))


def test_the_current_folder_has_no_modules_for_us(theirs: Path) -> None:
    for name in ("click", "signal", "markdown", "json"):
        (theirs / f"{name}.py").write_text("open('ran', 'w').close()\n")
    done = subprocess.run([sys.executable, "-m", "deckgen", "check"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert not (theirs / "ran").exists()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:x//{path}", "JavaScript:{path}", " javascript:{path}", "java\tscript:{path}",
        "\x01javascript:{path}", "data:text/html,{path}",
        "file:///{path}", "vbscript:{path}", "{path}:x", "java{path}:x", "ms-msdt:{path}",
        "https:{path} x", "intent://{path}", "blob:{path}",
    ],
)  # fmt: skip
def test_cards_link_to_pages_and_notes_only(address: str, theirs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not opens(address)
    written = address.replace("\t", "\\t").replace("\x01", "\\u0001")
    (theirs / "deckgen.toml").write_text(f'source_link = "{written}"\n')
    assert main(["check"]) == 1
    assert "error[config-value]: source_link cannot be" in capsys.readouterr().out


@pytest.mark.parametrize(
    "address",
    ["", "https://a.b/{path}", "HTTP://a/{path}?x=1:2", "obsidian://open?file={path}", "vscode://file/x/{path}:1",
     "logseq://graph/x?page={path}", "/notes/{path}", "notes/{path}#a:b", "{path}"],
)  # fmt: skip
def test_what_opens_a_page_or_a_note_is_taken(address: str) -> None:
    assert opens(address)
    assert Rendering(source_link=address)
