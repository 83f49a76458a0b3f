"""What the files of a folder and of a project say about one another: their author writes alike in many of them.

A file speaks for the series that surely ask in it, and only ever for them. Files that the lock knows are told nothing:
so one file more, or another order of the files, changes nothing about how those beside it have been read.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from deckgen.options import Splitting
from deckgen.split import layouts, settings
from deckgen.split.head import Sign
from deckgen.split.seen import Seen
from deckgen.split.series import Judge, Series
from deckgen.split.weights import ENOUGH, FOLDER, PROJECT, SPEAKS, most

# A sign, and whether it is that of a heading that stands above all others, alone on its level: one file, one question.
Form = tuple[Sign, bool]


@dataclass(frozen=True, slots=True)
class _Files:
    """In how many files each form stands, and in how many of them it surely asks."""

    stands: Counter[Form] = field(default_factory=Counter)
    asks: Counter[Form] = field(default_factory=Counter)

    def speaks_for(self, form: Form, own: Mapping[Form, bool]) -> float:
        """How much the files speak for a form, from 0 to 1, not counting one with these forms, if they ask in it."""
        others, asking = self.stands[form] - (form in own), self.asks[form] - own.get(form, False)
        return most(asking / (others + 1)) * min(1.0, asking / ENOUGH)


@dataclass(frozen=True, slots=True)
class Habits:
    """How the files of a project are written, all together, those of each folder, and each: whether its forms ask."""

    folders: Mapping[str, _Files] = field(default_factory=dict)
    project: _Files = field(default_factory=_Files)
    files: Mapping[str, Mapping[Form, bool]] = field(default_factory=dict)

    def of(self, seen: Seen, judge: Judge) -> dict[Sign, float]:
        """What the other files say for each series of a file."""
        if self == NONE:
            return {}
        folder = self.folders.get(_folder(seen), _Files())
        # What was counted of this file: without the keys at its end it may have other forms.
        own = self.files.get(seen.document.path, {})
        said = {}
        for form, series in _forms(judge).items():
            near, far = (files.speaks_for(form, own) for files in (folder, self.project))
            if share := max(near, PROJECT * far):
                # One heading a file is not few where many files do the same.
                said[series.sign] = share * (FOLDER - (series.parts.get("few", 0.0) if form[1] else 0.0))
        return said


# Of a file that stands alone.
NONE = Habits()


def habits(files: Iterable[tuple[Seen, Splitting]]) -> Habits:
    """The habits of all these files, each with what its author set.

    What the lock remembers does not speak here: else a second build would know more than the first one.
    """
    folders: dict[str, _Files] = {}
    project = _Files()
    each: dict[str, dict[Form, bool]] = {}
    for seen, options in files:
        here, _ = settings.within(seen.document, options)
        judge = seen.judge.told("said", layouts.stated(seen.judge.heads, here, ""))
        own = {form: _asks(series, alone=form[1]) for form, series in _forms(judge).items()}
        each[seen.document.path] = own
        for all_ in (project, folders.setdefault(_folder(seen), _Files())):
            all_.stands.update(own.keys())
            all_.asks.update(form for form, asks in own.items() if asks)
    return Habits(folders, project, each)


def _folder(seen: Seen) -> str:
    return seen.document.path.rpartition("/")[0]


def _forms(judge: Judge) -> dict[Form, Series]:
    first = next((head for head in judge.heads if head.kind == "heading"), None)
    return {(sign, series.heads == (first,)): series for sign, series in judge.series.items()}


def _asks(series: Series, *, alone: bool) -> bool:
    return series.score - (series.parts.get("few", 0.0) if alone else 0.0) > SPEAKS
