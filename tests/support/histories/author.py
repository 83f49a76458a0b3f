"""A random author: files of notes, and the edits that people make to them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from tests.support.histories.notes import MARK_EDITS, Gapped, Note, Pair, Q
from tests.support.histories.words import MARKS, PHRASES, SUBJECTS, SYLLABLES, TEMPLATES, WORDS

One = TypeVar("One", Q, Gapped, Pair)
Place = tuple[str, int]
# How the name of a file begins whose ==marks== are clozes, and that of a list of words; each paragraph is a note.
GAPS, PAIRS = "gaps", "words"
_HEADS = {
    "": "---\nquestion_level: 2\n---\n",
    GAPS: "---\ncloze: true\n---\n",
    PAIRS: "---\nshape: cards\n---\n",
}


@dataclass
class Author:
    """Files by name, and what was deleted from them."""

    random: random.Random
    files: dict[str, list[Note]] = field(default_factory=dict)
    gone: dict[int, tuple[str, Note]] = field(default_factory=dict)
    titles: set[str] = field(default_factory=set)
    next_key: int = 0
    wavering: int = 0

    def start(self, files: int, each: int, gapped: int = 0, paired: int = 0) -> None:
        """Some files of questions, some of texts with marks, and some lists of words."""
        for name in range(files):
            self.files[f"f{name}.md"] = [self.fresh() for _ in range(each)]
        for name in range(gapped):
            self.files[f"{GAPS}{name}.md"] = [self.fresh_gapped() for _ in range(each)]
        for name in range(paired):
            self.files[f"{PAIRS}{name}.md"] = [self.fresh_pair() for _ in range(each)]

    def written(self) -> Iterator[tuple[str, str]]:
        """The text of each file, by its name."""
        for name, notes in self.files.items():
            yield name, _HEADS[_kind(name)] + "\n".join(note.markdown() for note in notes)

    def listed(self) -> dict[int, tuple[str, int, Note]]:
        """The file and the line of each note, by its key."""
        found = {}
        for name, notes in self.files.items():
            line = _HEADS[_kind(name)].count("\n") + 1
            for note in notes:
                found[note.key] = (name, line, note)
                line += note.markdown().count("\n") + 1
        return found

    def built(self) -> None:
        """Every note has been seen by a build."""
        for notes in self.files.values():
            notes[:] = [note.built() if isinstance(note, Gapped) else note for note in notes]

    def copy(self) -> Author:
        """Another who goes on from here; the random choices stay one sequence."""
        files = {name: list(notes) for name, notes in self.files.items()}
        return replace(self, files=files, gone=dict(self.gone), titles=set(self.titles))

    def back_to(self, then: Author) -> None:
        """The files as they were; what is written from now on is new all the same."""
        was = then.copy()
        self.files, self.gone = was.files, was.gone

    def fresh(self, template: str | None = None) -> Q:
        self.next_key += 1
        title = (template or self.random.choice(TEMPLATES)).format(self.random.choice(SUBJECTS))
        while title in self.titles:
            title = self.random.choice(TEMPLATES).format(self.random.choice(SUBJECTS))
        self.titles.add(title)
        return Q(self.next_key, title, self.text())

    def fresh_gapped(self) -> Gapped:
        self.next_key += 1
        marks = self.random.sample(MARKS, self.random.randint(1, 4))
        return Gapped.fresh(self.next_key, marks, self.random.sample(WORDS, self.random.randint(10, 24)))

    def fresh_pair(self) -> Pair:
        self.next_key += 1
        word = ""
        while not word or word in self.titles:
            word = "".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 4)))
        self.titles.add(word)
        return Pair(self.next_key, word, " ".join(self.random.sample(WORDS, self.random.randint(1, 3))))

    def text(self) -> str:
        sentences = []
        for _ in range(self.random.randint(2, 5)):
            if self.random.random() < 0.5:
                sentences.append(" ".join(self.random.choices(WORDS, k=self.random.randint(6, 14))) + ".")
            else:
                sentences.append("".join(self.random.choices(PHRASES, k=self.random.randint(6, 14))) + "。")
        return "\n\n".join(sentences)

    def corrected(self, text: str) -> str:
        """The text with a few letters in one place replaced by a word."""
        at = self.random.randrange(len(text) - 5)
        return text[:at] + self.random.choice(WORDS) + text[at + self.random.randint(1, 5) :]

    def has(self, *kinds: type[Note]) -> bool:
        """Whether there is a note of one of these kinds."""
        return any(isinstance(note, kinds or (Q, Gapped, Pair)) for notes in self.files.values() for note in notes)

    def change(self, place: Place, note: Note) -> None:
        name, at = place
        self.files[name][at] = note

    def edit(self) -> str:
        """One edit; its name."""
        name = self.random.choice(EDITS)
        needed = [Q] if name in OF_QUESTIONS else [Gapped] if name in OF_GAPS else [Pair] if name in OF_PAIRS else []
        if not self.has(*needed):
            name = "add"
        getattr(self, name)()
        return name

    # What is asked, changed; the answer stays.
    def typo(self) -> None:
        place, q = self.pick(Q)
        at = self.random.randrange(len(q.title))
        self.change(place, replace(q, title=q.title[:at] + q.title[at + 1 :] if len(q.title) > 9 else q.title + "?"))

    def rephrase(self) -> None:
        place, q = self.pick(Q)
        self.change(place, replace(q, title=f"In one sentence, {' '.join(self.random.sample(WORDS, 4))}?"))

    def lengthen(self) -> None:
        place, q = self.pick(Q)
        self.change(place, replace(q, title=q.title.rstrip("?？。.") + " — and when not, in practice?"))

    def markup(self) -> None:
        place, q = self.pick(Q)
        self.change(place, replace(q, title=f"**{q.title.strip('*')}**"))

    def renumber(self) -> None:
        for notes in self.files.values():
            notes[:] = [replace(q, number=at + 1) if isinstance(q, Q) else q for at, q in enumerate(notes)]

    # The answer, changed; the question stays.
    def fix_answer(self) -> None:
        place, q = self.pick(Q)
        self.change(place, replace(q, answer=self.corrected(q.answer)))

    def double_answer(self) -> None:
        place, q = self.pick(Q)
        self.change(place, replace(q, answer=q.answer + "\n\n" + self.text()))

    def rewrite_answer(self) -> None:
        place, q = self.pick(Q)
        self.change(place, replace(q, answer=self.text(), writing=q.writing + 1))

    # Both, a little.
    def touch_up(self) -> None:
        place, q = self.pick(Q)
        self.change(place, replace(q, title=q.title.rstrip("?？。.") + "?!", answer=self.corrected(q.answer)))

    # Both, completely: nobody could tell, so a new note is right too.
    def replace_all(self) -> None:
        place, q = self.pick(Q)
        self.change(place, replace(q, title=self.fresh().title, answer=self.text(), writing=q.writing + 1))

    # The marks of a text.
    def mark(self) -> None:
        place, text = self.pick(Gapped)
        what = self.random.choice(MARK_EDITS)
        self.change(place, text.edited(what, self.random.randrange(100), self.random.randrange(100)))

    # The lines of a list of words.
    def spell(self) -> None:
        place, pair = self.pick(Pair)
        self.change(place, replace(pair, word=f"{pair.word} ({self.random.choice('mfn')}.)"))

    def explain(self) -> None:
        place, pair = self.pick(Pair)
        self.change(place, replace(pair, meaning=f"{pair.meaning}, {self.random.choice(WORDS)}"))

    # Places.
    def shuffle(self) -> None:
        self.random.shuffle(self.files[self.random.choice(list(self.files))])

    def move(self) -> None:
        (name, at), note = self.pick_any()
        other = self.random.choice(self.alike(name))
        del self.files[name][at]
        self.files[other].insert(self.random.randint(0, len(self.files[other])), note)

    def rename(self) -> None:
        name = self.random.choice(list(self.files))
        self.files[self.named("renamed", name)] = self.files.pop(name)

    def split(self) -> None:
        name = self.random.choice(list(self.files))
        notes = self.files[name]
        half = len(notes) // 2
        self.files[name], self.files[self.named("part", name)] = notes[:half], notes[half:]

    def merge(self) -> None:
        one = self.random.choice(list(self.files))
        if others := [name for name in self.alike(one) if name != one]:
            self.files[one] += self.files.pop(self.random.choice(others))

    # Coming and going.
    def add(self) -> None:
        name = self.random.choice(list(self.files))
        fresh: Mapping[str, Callable[[], Note]] = {GAPS: self.fresh_gapped, PAIRS: self.fresh_pair, "": self.fresh}
        new = fresh[_kind(name)]()
        self.files[name].insert(self.random.randint(0, len(self.files[name])), new)

    def delete(self) -> None:
        (name, at), note = self.pick_any()
        del self.files[name][at]
        self.gone[note.key] = (name, note)

    def succeed(self) -> None:
        """A question deleted and a similar one written in its place: another note."""
        (name, at), q = self.pick(Q)
        template = next((t for t in TEMPLATES if q.title.startswith(t.split("{}")[0]) and t.split("{}")[0]), None)
        self.gone[q.key] = (name, q)
        self.files[name][at] = self.fresh(template)

    def come_back(self) -> None:
        if self.gone:
            key = self.random.choice(list(self.gone))
            name, note = self.gone.pop(key)
            self.files.setdefault(name, []).append(note)

    def waver(self) -> None:
        """One note, always the same, goes, comes back, and goes again."""
        if self.wavering in self.gone:
            name, note = self.gone.pop(self.wavering)
            self.files.setdefault(name, []).append(note)
        elif self.has():
            places = {note.key: (name, at) for name, notes in self.files.items() for at, note in enumerate(notes)}
            self.wavering = self.wavering if self.wavering in places else self.random.choice(list(places))
            name, at = places[self.wavering]
            self.gone[self.wavering] = (name, self.files[name].pop(at))

    def pin(self) -> None:
        place, q = self.pick(Q)
        if not q.anchor:
            self.change(place, replace(q, anchor=f"pin-{q.key}"))

    def unpin(self) -> None:
        place, q = self.pick(Q)
        self.change(place, replace(q, anchor=""))

    def pick(self, kind: type[One]) -> tuple[Place, One]:
        """A note of this kind, and where it stands."""
        found = [
            ((name, at), note)
            for name, notes in self.files.items()
            for at, note in enumerate(notes)
            if isinstance(note, kind)
        ]
        return self.random.choice(found)

    def pick_any(self) -> tuple[Place, Note]:
        name, at = self.random.choice([(name, at) for name, notes in self.files.items() for at in range(len(notes))])
        return (name, at), self.files[name][at]

    def named(self, how: str, name: str) -> str:
        """A name for a file with notes of the same kind."""
        return f"{_kind(name)}{how}{self.random.randrange(10**6)}.md"

    def alike(self, name: str) -> list[str]:
        """The files with notes of the same kind, this one among them."""
        return [other for other in self.files if _kind(other) == _kind(name)]


def _kind(name: str) -> str:
    """How the names of files with such notes begin."""
    return next((kind for kind in (GAPS, PAIRS) if name.startswith(kind)), "")


OF_QUESTIONS = (
    "typo rephrase lengthen markup renumber fix_answer double_answer rewrite_answer touch_up replace_all succeed "
    "pin unpin"
).split()
OF_GAPS = ["mark"] * 6
OF_PAIRS = ["spell", "explain"] * 2
EDITS = [*OF_QUESTIONS, *OF_GAPS, *OF_PAIRS, *"shuffle move rename split merge add delete come_back".split()]
