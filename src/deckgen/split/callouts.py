"""Callouts, `> [!type]- Title`: which of them say that they hold the answer."""

import re
from dataclasses import dataclass

from deckgen.split.language import folds_answer, hints, label

_HEAD = re.compile(r" {0,3}>\s*+\[!(?P<type>[^\W\d][\w-]*+)(?:\|[^\]]*+)?\](?P<folds>[+-]?)(?P<title>.*)$")

# What Obsidian calls the type of green callouts.
_SUCCESS = frozenset({"success", "check", "done"})


@dataclass(frozen=True, slots=True)
class Callout:
    """The first line of a callout; one that `folds` is opened by a click."""

    type: str
    title: str
    folds: bool

    @property
    def is_answer(self) -> bool:
        """True if its title, or without one its type, is "answer", or begins with that and a mark."""
        said = label(self.title or self.type)
        return bool(said and said.role == "answer" and (said.mark or said.end == len(self.title or self.type)))

    @property
    def may_be_answer(self) -> bool:
        """True if it is one, or folds behind a title that promises one, as "Click to show" does."""
        promises = self.explains or folds_answer(self.title)
        return self.is_answer or (self.folds and promises and not hints(self.title))

    @property
    def explains(self) -> bool:
        """True if its title is "explanation", which holds the answer where it folds and none is above."""
        said = label(self.title)
        return bool(said and said.role == "explanation" and said.end == len(self.title))

    @property
    def lead(self) -> str:
        """What its title says behind the label of an answer."""
        said = label(self.title)
        return self.title[said.end :].strip() if said else ""

    @property
    def says_more(self) -> bool:
        """True if its title says more than that."""
        return bool(self.lead)

    @property
    def follows_question(self) -> bool:
        """True if it answers the callout above it, where that asks: if it may, or is one of success without a title."""
        return self.may_be_answer or (not self.title and self.type.lower() in _SUCCESS)


def callout(line: str) -> Callout | None:
    """The callout that begins on a line, if one does."""
    head = _HEAD.match(line)
    return Callout(head["type"], head["title"].strip(), bool(head["folds"])) if head else None
