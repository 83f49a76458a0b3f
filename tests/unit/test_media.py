"""References → files: what an address may mean, what a file may be, and what authors are told."""

import base64
import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deckgen.data import NIGHT, Reference, Span
from deckgen.media import Got, Media, resolve
from deckgen.media.local import Files, Found, Lost
from deckgen.options import Pictures
from tests.support.effort import examples
from tests.support.pictures import picture


def link(
    root: Path, *addresses: str, note: str = "n.md", allowed: Sequence[Path] = (), **options: object
) -> tuple[Media, list[str]]:
    references = [Reference(a, Span(note, 1)) for a in addresses]
    media, said = resolve(references, root, Pictures(**options), None, allowed=allowed)  # type: ignore[arg-type]
    return media, [d.rule.code for d in said]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with notes in source/ and pictures beside it."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "source" / "chapter").mkdir(parents=True)
    (tmp_path / "assets").mkdir()
    return tmp_path / "source"


FOUND = {
    "beside the note": ("chapter/a.png", "a.png"),
    "source root": ("a.png", "a.png"),
    "absolute is the source root": ("img/a.png", "/img/a.png"),
    "repository root": ("../assets/a.png", "/assets/a.png"),
    "beside the source": ("../assets/a.png", "../../assets/a.png"),
    "percent-encoded space": ("chapter/a b.png", "a%20b.png"),
    "plain space": ("chapter/a b.png", "a b.png"),
    "literal percent": ("chapter/100%.png", "100%25.png"),
    "literal percent, not encoded": ("chapter/100%.png", "100%.png"),
    "really called %20": ("chapter/a%20b.png", "a%20b.png"),
    "encoded Unicode": ("chapter/图.png", "%E5%9B%BE.png"),
    "query": ("chapter/a.png", "a.png?raw=true"),
    "fragment": ("chapter/a.png", "a.png#w=300"),
    "really called #": ("chapter/a#1.png", "a#1.png"),
    "encoded #": ("chapter/a#1.png", "a%231.png"),
    "backslashes": ("chapter/img/a.png", "img%5Ca.png"),
    "dot": ("chapter/a.png", "./a.png"),
    "double slash": ("chapter/img/a.png", "img//a.png"),
    "colon": ("chapter/a:b.png", "a:b.png"),
    "anywhere by name": ("deep/down/a.png", "a.png"),
    "anywhere by the end of a path": ("deep/down/a.png", "down/a.png"),
}


@pytest.mark.parametrize("name", FOUND)
def test_finds(name: str, root: Path) -> None:
    file, address = FOUND[name]
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture())
    media, said = link(root, address, note="chapter/n.md")
    assert list(media.files.values()) == [picture()]
    assert media.names["chapter/n.md"] == {address: next(iter(media.files))}
    assert said == []


def test_the_literal_name_wins(root: Path) -> None:
    (root / "a%20b.png").write_bytes(picture("red"))
    (root / "a b.png").write_bytes(picture("blue"))
    media, _ = link(root, "a%20b.png", "a b.png")
    assert [media.files[media.names["n.md"][a]] for a in ("a%20b.png", "a b.png")] == [
        picture("red"),
        picture("blue"),
    ]


def test_file_addresses_and_given_folders(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "assets" / "a b.png"
    path.write_bytes(picture())
    uri = path.as_uri()
    assert link(root, uri)[1] == []
    elsewhere = root.parent.parent / f"{root.parent.name}-typora"
    elsewhere.mkdir()
    (elsewhere / "pasted.png").write_bytes(picture("blue"))
    outside = (elsewhere / "pasted.png").as_posix()
    assert link(root, outside)[1] == ["image-outside"]
    # Settings come with the notes, from whom they may: it is for their user to allow what lies elsewhere.
    folders = (elsewhere.as_posix(),)
    assert link(root, outside, "pasted.png", folders=folders)[1] == ["image-outside", "image-missing"]
    media, said = link(root, outside, "pasted.png", folders=folders, allowed=(elsewhere,))
    assert said == []
    assert len(media.files) == 1


@pytest.mark.parametrize("disk", ["NFC", "NFD"])
@pytest.mark.parametrize("note", ["NFC", "NFD"])
def test_normal_forms(disk: Literal["NFC", "NFD"], note: Literal["NFC", "NFD"], root: Path) -> None:
    (root / unicodedata.normalize(disk, "Éte が.png")).write_bytes(picture())
    _, said = link(root, quote(unicodedata.normalize(note, "Éte が.png")))
    assert said == []


def test_wrong_case_is_found_and_said(root: Path) -> None:
    (root / "Img").mkdir()
    (root / "Img" / "Foo.PNG").write_bytes(picture())
    _, said = resolve([Reference("img/foo.png", Span("n.md", 7, 3))], root, Pictures(), None)
    assert [(d.rule.code, d.span.line, d.span.column) for d in said] == [("image-case", 7, 3)]
    assert "Foo.PNG" in said[0].hint


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("img/my%20foo.png", "Img/My Foo.PNG"),
        ("/x/../img/my foo.png", "/x/../Img/My Foo.PNG"),
        ("my foo.png", "My Foo.PNG"),
        ("sub/img/my foo.png", "sub/Img/My Foo.PNG"),
    ],
)
def test_the_whole_path_is_said_as_it_is_on_disk(root: Path, address: str, right: str) -> None:
    for folder in ("Img", "x", "deep/sub/Img"):
        (root / folder).mkdir(parents=True)
    file = root / ("deep/sub/Img" if address.startswith("sub") else "Img") / "My Foo.PNG"
    file.write_bytes(picture())
    _, said = resolve([Reference(address, Span("n.md", 1))], root, Pictures(), None)
    assert [d.rule.code for d in said] == ["image-case"]
    assert said[0].hint.startswith(f"write {right};")
    _, said = resolve([Reference(right, Span("n.md", 1))], root, Pictures(), None)
    assert said == ()


@pytest.mark.parametrize(
    "address",
    ["D:\\Vault\\attachments\\pic.png", "foo/bar/attachments/pic.png", "/home/me/notes/attachments/pic.png",
     "file:///D:/Vault/attachments/pic.png", "\\server\\share\\attachments\\pic.png"],
)  # fmt: skip
def test_a_path_from_elsewhere_means_the_longest_end_of_it_that_is_here(root: Path, address: str) -> None:
    for folder, colour in (("attachments", "red"), ("other/attachments", "blue"), ("other", "green")):
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / "pic.png").write_bytes(picture(colour))
    media, said = link(root, address)
    assert said == ["image-ambiguous"]
    assert list(media.files.values()) == [picture("red")]
    (root / "bar" / "attachments").mkdir(parents=True)
    (root / "bar" / "attachments" / "pic.png").write_bytes(picture("black"))
    media, _ = link(root, "foo/bar/attachments/pic.png")
    assert list(media.files.values()) == [picture("black")]


def test_the_end_of_a_path_is_no_mere_name_and_nothing_outside(root: Path) -> None:
    (root / "pic.png").write_bytes(picture())
    assert link(root, "foo/pic.png", "D:\\pic.png")[1] == ["image-missing"] * 2
    outside = root.parent.parent / "out" / "attachments"
    outside.mkdir(parents=True)
    (outside / "pic.png").write_bytes(picture())
    assert link(root, "x/attachments/pic.png")[1] == ["image-missing"]
    (root / "attachments").mkdir()
    (root / "attachments" / "pic.png").write_bytes(picture("red"))
    assert link(root, "../../out/attachments/pic.png")[1] == ["image-outside"], "it says where it is"


def test_two_names_differing_in_case_are_told_apart(root: Path) -> None:
    (root / "a.png").write_bytes(picture("red"))
    (root / "A.png").write_bytes(picture("blue"))
    if len(os.listdir(root)) < 3:
        pytest.skip("this disk ignores case")
    media, said = link(root, "A.png", "a.png")
    assert said == []
    assert media.files[media.names["n.md"]["A.png"]] == picture("blue")


def test_ambiguous_names_take_the_nearest_and_say_so(root: Path) -> None:
    # By name the farther one would come first.
    for folder, colour in (("chapter/img", "blue"), ("away/far", "red")):
        (root / folder).mkdir(parents=True)
        (root / folder / "a.png").write_bytes(picture(colour))
    media, said = link(root, "a.png", note="chapter/n.md")
    assert said == ["image-ambiguous"]
    assert list(media.files.values()) == [picture("blue")]


def test_outside_is_refused_also_through_a_link(root: Path) -> None:
    secret = root.parent.parent / f"{root.parent.name}.png"
    secret.write_bytes(picture())
    (root / "link.png").symlink_to(secret)
    media, said = link(root, f"../../{secret.name}", secret.as_posix(), "link.png")
    assert said == ["image-outside"] * 3
    assert not media.files


def test_without_a_repository_the_folder_above_belongs_to_the_notes(tmp_path: Path) -> None:
    root = tmp_path / "a" / "b" / "notes"
    root.mkdir(parents=True)
    for folder in (tmp_path / "a" / "b", tmp_path / "a"):
        (folder / f"{folder.name}.png").write_bytes(picture())
    assert link(root, "../b.png")[1] == []
    assert link(root, "../../a.png")[1] == ["image-outside"]


def test_a_vault_is_searched_as_a_whole(root: Path) -> None:
    (root.parent / "assets" / "a.png").write_bytes(picture())
    assert link(root, "a.png")[1] == ["image-missing"]
    (root.parent / ".obsidian").mkdir()
    assert link(root, "a.png")[1] == []


def test_what_is_no_media_is_never_shipped(root: Path) -> None:
    (root / "id_rsa").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n")
    (root / "zero.png").touch()
    (root / "page.png").write_text("<!DOCTYPE html><p>404")
    (root / "lfs.png").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    (root / "folder.png").mkdir()
    media, said = link(
        root, "id_rsa", "zero.png", "page.png", "lfs.png", "folder.png", "none.png", "\0", "%00", "?", ".."
    )
    assert said[:6] == ["image-invalid"] * 4 + ["image-missing"] * 2
    assert not media.files
    assert len(said) == 10


def test_an_address_may_be_empty(root: Path) -> None:
    _, said = resolve([Reference(address, Span("n.md", 1)) for address in ("", " ", "\xa0")], root, Pictures(), None)
    assert [(one.rule.code, one.message) for one in said] == [("image-missing", "this picture has no address")] * 3


def test_what_is_no_file(root: Path) -> None:
    os.mkfifo(root / "pipe.png")
    (root / "loop.png").symlink_to("loop.png")
    (root / "broken.png").symlink_to("none.png")
    media, said = link(root, "pipe.png", "loop.png", "broken.png")
    assert said == ["image-missing"] * 3
    assert not media.files


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions bind ordinary users of Unix")
def test_unreadable(root: Path) -> None:
    (root / "a.png").write_bytes(picture())
    (root / "a.png").chmod(0)
    assert link(root, "a.png")[1] == ["image-missing"]


def test_absurd_and_truncated_pictures(root: Path) -> None:
    header = picture()
    huge = header[:16] + (90_000).to_bytes(4, "big") * 2 + header[24:]
    import zlib

    huge = huge[:29] + zlib.crc32(huge[12:29]).to_bytes(4, "big") + huge[33:]
    (root / "huge.png").write_bytes(huge)
    (root / "cut.jpg").write_bytes(picture(size=(300, 300), kind="JPEG")[:-200])
    (root / "head.png").write_bytes(header[:20])
    media, said = link(root, "huge.png", "cut.jpg", "head.png")
    assert said == ["image-invalid"] * 3
    assert [name.rpartition(".")[2] for name in media.files] == ["jpg"], "browsers show what there is of a cut JPEG"


def test_data_addresses_become_files_once(root: Path) -> None:
    body = base64.b64encode(picture()).decode()
    (root / "a.png").write_bytes(picture())
    first, second = "data:image/png;base64," + body, "data:image/jpeg;base64," + quote(body)
    drawing = "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg'><path d='M0%200'/></svg>"
    media, said = link(root, first, second, "a.png", drawing)
    assert said == []
    assert len(media.files) == 2
    assert link(root, "data:image/png;base64,!!!", "data:nothing", "data:,hello")[1] == ["image-invalid"] * 3


@pytest.mark.parametrize(
    "address", ["ftp://h/a.png", "blob:1", "http://[", "//", "http://", "C:\\Users\\a.png", "%", "a\ud800"]
)
def test_odd_addresses_are_said_not_raised(address: str, root: Path) -> None:
    media, said = link(root, address)
    assert len(said) == 1
    assert not media.names


@pytest.mark.parametrize(
    ("kind", "extension"),
    [("PNG", "png"), ("JPEG", "jpg"), ("GIF", "gif"), ("WEBP", "webp"), ("AVIF", "avif"), ("BMP", "bmp")],
)
def test_names_come_from_content(kind: str, extension: str, root: Path) -> None:
    (root / "Lies.TXT").write_bytes(picture(kind=kind))
    (root / "again.png").write_bytes(picture(kind=kind))
    media, said = link(root, "Lies.TXT", "again.png")
    (name,) = media.files
    assert said == []
    assert name.startswith("deckgen-")
    assert name == name.lower()
    assert name.endswith("." + extension)


def test_large_files(root: Path) -> None:
    sound = b"ID3\x04" + bytes(2 * 2**20)
    (root / "a.mp3").write_bytes(sound)
    with (root / "b.mp3").open("wb") as file:
        file.write(b"ID3\x04")
        file.truncate(101 * 2**20)
    media, said = link(root, "a.mp3", "b.mp3")
    assert said == ["media-large", "media-too-large"]
    assert list(media.files.values()) == [sound]


def test_remote_without_network_keeps_the_address_and_an_old_copy_says_so(root: Path) -> None:
    span, url = Span("n.md", 1), "https://example.org/a.png"
    media, said = resolve([Reference(url, span)], root, Pictures(), None)
    assert (dict(media.names), [d.rule.code for d in said]) == ({}, ["image-remote"])
    media, said = resolve(
        [Reference(url, span)], root, Pictures(), lambda urls, _: {u: Got(picture(), "gone") for u in urls}
    )
    assert [d.rule.code for d in said] == ["image-remote"]
    assert list(media.files.values()) == [picture()]


NAMES = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/\\"), min_size=1, max_size=30
).filter(lambda n: n.strip() == n and n.strip(".") and not n.startswith("~") and len(n.encode()) < 200)


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES)
def test_any_name_is_found_by_its_encoded_form(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("names")
    (root / name).write_bytes(picture())
    found = Files(root).find("n.md", quote(name))
    assert isinstance(found, Found)
    assert found.path.samefile(root / name)
    assert not found.real


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=st.text(max_size=40) | st.text("./\\%#?:2Cfil~", max_size=20))
def test_no_address_raises(address: str, root: Path) -> None:
    link(root, address)


STAND_INS = {
    "x.excalidraw": ["x.excalidraw.svg", "x.excalidraw.png", "X.excalidraw.PNG", "x.png", "x.excalidraw.light.png"],
    "x.excalidraw.md": ["x.excalidraw.png"],
    "chapter/my%20x.excalidraw": ["chapter/my x.excalidraw.webp"],
    "x.pdf": ["x.pdf.png", "x.svg"],
    "x.pdf#page=2": ["x-2.png", "x.pdf-2.png", "x_2.jpg", "x.pdf.2.png"],
    "x.pdf#page=1": ["x.png"],
    "x.canvas": ["x.canvas.png"],
}


@pytest.mark.parametrize(("address", "file"), [(a, file) for a, files in STAND_INS.items() for file in files])
def test_a_picture_stands_for_a_file_beside_it(root: Path, address: str, file: str) -> None:
    (root / file).write_bytes(picture())
    media, said = link(root, address)
    assert list(media.files.values()) == [picture()]
    assert list(media.names["n.md"]) == [address]
    assert said == []


def test_the_picture_beside_a_file_is_in_its_folder(root: Path) -> None:
    (root / "chapter" / "x.excalidraw.md").write_text("junk")
    (root / "x.excalidraw.png").write_bytes(picture("red"))
    assert link(root, "x.excalidraw")[1] == ["image-missing"]
    (root / "chapter" / "x.excalidraw.png").write_bytes(picture("blue"))
    media, _ = link(root, "x.excalidraw")
    assert list(media.files.values()) == [picture("blue")]


def test_a_picture_of_no_certain_page_is_shown_and_said(root: Path) -> None:
    (root / "x.png").write_bytes(picture())
    media, said = link(root, "x.pdf#page=2")
    assert list(media.files.values()) == [picture()]
    assert said == ["image-ambiguous"]


def test_both_themes_of_a_drawing_are_shipped(root: Path) -> None:
    (root / "x.excalidraw.light.png").write_bytes(picture("red"))
    (root / "x.excalidraw.dark.png").write_bytes(picture("blue"))
    media, said = link(root, "x.excalidraw")
    names = media.names["n.md"]
    assert [media.files[names["x.excalidraw" + end]] for end in ("", NIGHT)] == [picture("red"), picture("blue")]
    assert said == []


@pytest.mark.parametrize("address", ["x.excalidraw", "x.pdf#page=2", "x.pdf", "x.canvas"])
def test_without_a_picture_it_is_said_what_to_do(root: Path, address: str) -> None:
    (root / address.partition("#")[0]).write_bytes(b"%PDF-1.4")
    _, said = resolve([Reference(address, Span("n.md", 1))], root, Pictures(), None)
    assert [one.rule.code for one in said] == ["image-missing"]
    assert ".svg or x." in said[0].hint


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("none.png", "check the name; no folder of these notes has such a file"),
        ("a/none.png", "check the path; it starts at the note's folder, or at the top of the notes"),
    ],
)
def test_what_is_not_there_is_to_be_looked_for_where_it_was(tmp_path: Path, address: str, hint: str) -> None:
    found = Files(tmp_path).find("n.md", address)
    assert isinstance(found, Lost)
    assert found.hint == hint
