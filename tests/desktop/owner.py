"""What its owner did to notes in Anki, and what an author did to the lock: nothing of it costs a review."""

from __future__ import annotations

import shutil
from typing import Any

from tests.desktop.world import Project, World, later, printed, upload
from tests.support import anki as backend
from tests.support.notes import sheet

ONE, TWO = "What is one?", "What is two?"


def tour(world: World) -> None:
    for part in (going_back, tags, texts, another_type, old_lock, copied, fewer_cards, deleted, deck_renamed, restored):
        world.report.part(f"{part.__name__.replace('_', ' ').capitalize()}")
        part(world, world.project(part.__name__))


def going_back(world: World, project: Project) -> None:
    """As after git revert: the sources and the lock are as they were."""
    project.write("a.md", sheet(["one", "two"]))
    project.push()
    lock = project.lock.read_bytes()
    later()
    project.write("a.md", sheet(["one", "two"], "A mistake about {}."))
    project.push()
    project.write("a.md", sheet(["one", "two"]))
    project.lock.write_bytes(lock)
    later()
    said = project.push()
    world.report.see("what was taken back is updated", said.code == 0 and "2 updated" in said, said)
    backs = _backs(world, project)
    world.report.see("Anki shows the old text", "mistake" not in str(backs) and "It is one" in backs[ONE], backs)
    said = project.push()
    world.report.see("and then there is nothing to do", "nothing to do" in said, said)


def tags(world: World, project: Project) -> None:
    project.write("a.md", sheet(["one", "two"]))
    project.push()
    own = {"leech", "marked", "my::exam"}
    one = _notes(world, project)[ONE]["noteId"]
    world.anki.ask("addTags", notes=[one], tags=" ".join(sorted(own)))
    later()
    project.write("a.md", sheet(["one", "two"], "Now {}.").replace("## T", "## Topic"))
    said = project.push()
    found = {question: set(note["tags"]) for question, note in _notes(world, project).items()}
    world.report.see("an edit under a renamed topic arrives", "2 updated" in said, said)
    world.report.see("own tags, mark and leech stay", found == {ONE: {*own, "Topic"}, TWO: {"Topic"}}, found)


def texts(world: World, project: Project) -> None:
    project.write("a.md", sheet(["one", "two"]))
    project.push()

    def edited(text: str) -> None:
        later()
        note = {"id": _notes(world, project)[ONE]["noteId"], "fields": {"Answer": text}}
        world.anki.ask("updateNoteFields", note=note)

    edited("mine from the desktop")
    said = project.push()
    named = all(part in said for part in ("1 edited in Anki and left alone", "mine from the desktop", "--take mine="))
    world.report.see("edited in Anki alone: it stays, and is named with the way out", named, said)
    project.write("a.md", sheet(["one", "two"], "Now {}."))
    said = project.push()
    named = all(part in said for part in (f"a.md:3: {ONE}", "mine from the desktop", "Now one", "--take"))
    world.report.see("edited on both sides: named with place and both texts", said.code == 0 and named, said)
    backs = _backs(world, project)
    world.report.see("Anki's stays, the other note is updated", "mine" in backs[ONE] and "Now" in backs[TWO], backs)
    said = project.push("--take", "mine=a.md:3")
    world.report.see("--take mine=FILE:LINE: the files win", "Now one" in _backs(world, project)[ONE], said)
    edited("mine again")
    project.write("a.md", sheet(["one", "two"], "Once more {}."))
    said = project.push("--take", "anki")
    world.report.see("--take anki: Anki's text stays", "mine again" in _backs(world, project)[ONE], said)
    said = project.push()
    world.report.see("and it is not asked again", "edited in Anki and here" not in said and "left alone" in said, said)


def another_type(world: World, project: Project) -> None:
    """Three notes are given another type as the browser does it, one as the add-on does, if it can; one stays."""
    types = {"one": "Basic", "two": "a clone", "three": "Cloze", "four": "Basic, through the add-on"}
    project.write("a.md", sheet([*types, "five"]))
    project.push()
    ids = {word: _notes(world, project)[f"What is {word}?"]["noteId"] for word in types}
    if not _retype_by_addon(world, ids["four"]):
        print("this add-on has no updateNoteModel")
        del types["four"]
    with world.anki.closed() as col:
        for word, name in (("one", "Basic"), ("two", ""), ("three", "Cloze")):
            _retype(col, ids[word], name)
        before = {word: _kind(col, ids[word]) for word in types}
    later()
    project.write("a.md", sheet([*ids, "five"], "Now {}."))
    said = project.push()
    for line, word in enumerate(types):
        place = f"a.md:{3 + 4 * line}: What is {word}? is of the type"
        world.report.see(f"{types[word]}: named with the remedy", place in said and "Change Note Type" in said, said)
    world.report.see(
        "exit 0, and the rest is updated", said.code == 0 and "Now five" in str(_backs(world, project)), said
    )
    with world.anki.closed() as col:
        after = {word: _kind(col, ids[word]) for word in types}
        # Changing note types by hand asks for a full sync, which its owner does.
        upload(col, world.phone)
    world.report.see("types, texts and cards are as they were, no full sync", after == before, (before, after))
    said = project.push()
    again = f"{len(types)} of another note type in Anki, left alone"
    world.report.see("the next push says so again", said.code == 0 and again in said, said)


def old_lock(world: World, project: Project) -> None:
    project.write("a.md", sheet(["one"]))
    project.push()
    old = project.lock.read_bytes()
    project.write("a.md", sheet(["one", "two"]))
    project.push()
    project.lock.write_bytes(old)
    shutil.rmtree(project.folder / "build")
    project.write("a.md", sheet(["three"], "Another {}."))
    said = project.push("--prune", "--yes")
    world.report.see("an old lock is said", "in Anki that the lock does not know: nothing is deleted" in said, said)
    world.report.see("and never prunes", _notes(world, project).keys() >= {ONE, TWO}, said)
    project.lock.unlink()
    said = project.push("--prune", "--yes")
    world.report.see("a missing lock is said", "lock" in said, said)
    world.report.see("and never prunes", _notes(world, project).keys() >= {ONE, TWO}, said)


def copied(world: World, project: Project) -> None:
    project.write("a.md", sheet(["one", "two"]))
    project.push()
    before = world.notes(f"deck:{project.folder.name}::*")
    other = Project(project.folder.with_name("copy"), world.anki, project.data)
    shutil.copytree(project.folder, other.folder, dirs_exist_ok=True)
    (other.folder / "deckgen.toml").write_text('id = "copy-with-an-id"\n')
    other.write("a.md", sheet(["one"], "Translated {}."))
    said = other.push("--prune", "--yes")
    world.report.see("a copy with an id of its own is a new project", said.code == 0 and "1 new" in said, said)
    after = world.notes(f"deck:{project.folder.name}::*")
    world.report.see("the original's notes are as they were", after == before, after)


def fewer_cards(world: World, project: Project) -> None:
    gaps = "---\ncloze: true\n---\n\n# Gaps\n\nThe ==mitochondrion== makes ==ATP== in every cell.\n"
    project.write("a.md", "# A\n\none ::: a unit\n\ntwo ::: a pair\n")
    project.write("gaps.md", gaps)
    said = project.push()
    cards = _cards(world, project)
    world.report.see("six cards", len(cards) == 6, said)
    project.write("a.md", "# A\n\none :: a unit\n\ntwo ::: a pair\n")
    project.write("gaps.md", gaps.replace("==ATP==", "ATP"))
    said = project.push()
    world.report.see("cards fewer are said", "2 cards fewer" in said and "Tools > Empty Cards" in said, said)
    with world.anki.closed() as col:
        ours = set(cards)
        suspended = {card for card in ours if col.get_card(card).queue == -1}
        empty = {card for note in col.get_empty_cards().notes for card in note.card_ids} & ours
    world.report.see("the real suspend suspends them", len(suspended) == 2, suspended)
    world.report.see("Empty Cards finds exactly them", empty == suspended, (empty, suspended))
    said = project.push()
    world.report.see("a push then has nothing to do", "nothing to do" in said, said)
    with world.anki.closed() as col:
        col.remove_cards_and_orphaned_notes(sorted(empty))
    said = project.push()
    left = set(_cards(world, project))
    world.report.see("nor after Empty Cards", "nothing to do" in said and left == ours - empty, said)
    project.write("a.md", "# A\n\none ::: a unit\n\ntwo ::: a pair\n")
    project.write("gaps.md", gaps)
    said = project.push()
    back = set(_cards(world, project))
    world.report.see("what comes back has cards again", len(back) == 6 and not back & empty, said)


def deleted(world: World, project: Project) -> None:
    project.write("a.md", sheet(["one", "two"]))
    project.push()
    one = _notes(world, project)[ONE]["noteId"]
    world.anki.ask("deleteNotes", notes=[one])
    for which in ("a push", "the next one too"):
        said = project.push()
        good = f"deleted source/a.md:3: {ONE}" in said and _notes(world, project).keys() == {TWO}
        world.report.see(f"{which} leaves it deleted and names it", good, said)
    said = project.push("--undelete")
    back = _notes(world, project).get(ONE, {}).get("noteId")
    world.report.see("--undelete brings it back under a new id", "1 new" in said and back not in (None, one), said)
    world.anki.ask("deleteNotes", notes=[back])
    said = project.push("--undelete")
    again = _notes(world, project).get(ONE, {}).get("noteId")
    world.report.see("and once more", again not in (None, one, back), said)
    said = project.push()
    world.report.see("then there is nothing to do", "nothing to do" in said, said)


def deck_renamed(world: World, project: Project) -> None:
    project.write("a.md", sheet(["one", "two"]))
    project.push()
    with world.anki.closed() as col:
        col.decks.rename(col.decks.id("deck_renamed::a"), "Interview")
    project.write("a.md", sheet(["one", "two", "three"], "Now {}."))
    said = project.push()
    decks = {card["deckName"] for card in world.anki.ask("cardsInfo", cards=_cards(world, project, "Interview"))}
    gone = "deck_renamed::a" not in world.anki.ask("deckNames")
    found = world.notes("deck:Interview")
    world.report.see("new cards go to the renamed deck", gone and decks == {"Interview"} and len(found) == 3, said)


def restored(world: World, project: Project) -> None:
    """What a restore must not touch: a text edited since, and the preset of a deck that is there."""
    project.write("a.md", sheet(["one", "two"]))
    project.push()
    with world.anki.closed() as col:
        first, second = (col.decks.add_config(name)["id"] for name in ("First", "Second"))
        _set_preset(col, "restored::a", first)
    project.write("a.md", sheet(["one"], "Now {}."))
    command = printed(project.push("--prune"))
    world.anki.ask("updateNoteFields", note={"id": _notes(world, project)[ONE]["noteId"], "fields": {"Answer": "mine"}})
    with world.anki.closed() as col:
        _set_preset(col, "restored::a", second)
    said = project.paste(command)
    backs = _backs(world, project)
    world.report.see("the printed command brings the note back", backs.keys() == {ONE, TWO}, said)
    world.report.see("and leaves the others alone", backs[ONE] == "mine", backs)
    with world.anki.closed() as col:
        preset = col.decks.by_name("restored::a")["conf"]
    world.report.see("and the preset of the deck too", preset == second, (first, second, preset))
    said = project.paste(command)
    world.report.see("the second time nothing is gone", "nothing of this backup is gone" in said, said)
    (project.folder / "other.apkg").write_bytes(b"x")
    said = project.push("--restore", "other.apkg")
    world.report.see("what is no backup is refused", said.code == 1 and "not an Anki package" in said, said)


def _query(project: Project) -> str:
    return f'deck:"{project.folder.name}" OR deck:"{project.folder.name}::*"'.replace("_", r"\_")


def _notes(world: World, project: Project) -> dict[str, dict[str, Any]]:
    return world.notes(_query(project))


def _cards(world: World, project: Project, deck: str = "") -> list[int]:
    return list(world.anki.ask("findCards", query=f"deck:{deck}" if deck else _query(project)))


def _backs(world: World, project: Project) -> dict[str, str]:
    """The second field of each note."""
    return {question: list(note["fields"].values())[1]["value"] for question, note in _notes(world, project).items()}


def _retype(col: Any, note: int, name: str) -> None:
    """Browser > Change Note Type, with the mapping it proposes; "" is a clone of the note's own type."""
    old = col.get_note(note)
    kind = col.models.by_name(name) if name else col.models.copy(old.note_type())
    info = col.models.change_notetype_info(old_notetype_id=old.mid, new_notetype_id=kind["id"])
    info.input.note_ids.append(note)
    col.models.change_notetype_of_notes(info.input)


def _retype_by_addon(world: World, note: int) -> bool:
    fields = {"Front": '<div class="question">What is four?</div>', "Back": "It was four."}
    answer = world.anki.answer("updateNoteModel", note={"id": note, "modelName": "Basic", "fields": fields})
    return answer["error"] is None


def _kind(col: Any, note: int) -> Any:
    found = col.get_note(note)
    cards = [backend.schedule(col, card) for card in found.card_ids()]
    return found.mid, found.fields, found.tags, cards, col.db.scalar("select scm from col")


def _set_preset(col: Any, deck: str, preset: int) -> None:
    found = col.decks.by_name(deck)
    found["conf"] = preset
    col.decks.save(found)
