"""What the user agrees to, and what is deleted only then."""

from collections.abc import Callable
from dataclasses import dataclass, field

from deckgen.anki.owner import Wishes
from deckgen.anki.plan import Plan
from deckgen.diagnostics import DeckgenError
from deckgen.wording import counted, joined, said

# Puts a question to the user; whether the answer is yes.
Ask = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Consent:
    """What the user agrees to.

    `prune` deletes what is gone, notes and cards, `yes` lets any number of them go. Anything else is asked; `ask` is
    None where nobody can answer. `wishes` settle what is not deckgen's to decide. `command` is the one that was given,
    to be printed where it helps with more options.
    """

    prune: bool = False
    yes: bool = False
    ask: Ask | None = None
    wishes: Wishes = field(default_factory=Wishes)
    command: str = "deckgen push"


@dataclass(frozen=True, slots=True)
class Agreed:
    """Whether notes that are gone are deleted, and cards too that are gone and have reviews."""

    notes: bool
    cards: bool


def agreed_to(todo: Plan, consent: Consent, copy: str, *, deletes: bool) -> Agreed:
    """What is to be deleted; raises DeckgenError where too many notes would go and nobody agreed.

    Nor is anything deleted that nobody agreed to on the word of a `copy`: what is said of it, if it is one.
    """
    prune, cards, ask = consent.prune, consent.prune, None if consent.yes else consent.ask
    if ask and not prune and todo.leaving(prune=False):
        count = counted(len(todo.leaving(prune=True)), "note")
        prune = ask(said("Delete what is gone, {notes}, with all reviews? (no: tag it)", notes=count))
    if ask and not cards and deletes and (lost := [one for one in todo.lost if one.reviews]):
        count = counted(len(lost), "note")
        cards = ask(
            said("Delete the cards whose side is gone, of {notes}, with all reviews? (no: keep them)", notes=count)
        )
    losing = todo.leaving(prune=True) if prune else todo.retiring(deletes=True, prune=True) if cards and deletes else ()
    if copy and losing:
        _confirmed(consent, copy)
    if unusual := todo.unusual(prune=prune, unasked=consent.prune):
        shares = joined(", ", unusual)
        _confirmed(
            consent,
            said(
                "an unusual share is gone from the sources: {shares}. Was a file forgotten, or is it the wrong folder?",
                shares=shares,
            ),
        )
    return Agreed(prune, cards)


def _confirmed(consent: Consent, warning: str) -> None:
    """Raises DeckgenError where nobody agrees to go on."""
    if consent.yes:
        return
    if not consent.ask:
        raise DeckgenError(said("{warning} Nothing was changed; if it is right, say --yes", warning=warning))
    if not consent.ask(said("{warning} Go on?", warning=warning)):
        raise DeckgenError(said("nothing was changed"))
