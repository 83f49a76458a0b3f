"""All that is printed, and how it reads: problems, changes, JSON. Colours are made here, and nowhere else.

What is printed came from notes, file names, settings, servers: nothing of it may act on a terminal.
"""

import gettext
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import click

from deckgen.diagnostics import Diagnostic, as_text, folded, printable
from deckgen.wording import counted, said, translated

if TYPE_CHECKING:
    from deckgen.lock.changes import Change

Part = Literal["place", "caret", "help", "error", "warning", "ok", "missing", "broken"]
_STYLES: Mapping[Part, Mapping[str, Any]] = {
    "place": {"bold": True},
    "caret": {"bold": True},
    "help": {"dim": True},
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "ok": {"fg": "green"},
    "missing": {"fg": "yellow"},
    "broken": {"fg": "red", "bold": True},
}
_CHANGES = {
    "new": said("new"),
    "edited": said("edited"),
    "reworded": said("reworded"),
    "moved": said("moved"),
    "returned": said("returned"),
    "fewer": said("fewer"),
    "removed": said("removed"),
}
# Of so many messages the command that says more is named.
_EXPLAINED = 3

# More lines than this about one kind of change say nothing that their number does not.
_MOST = 50


def translate(template: str) -> str:
    """The template in the language that the environment asks for, where the catalogue has it."""
    return gettext.gettext(template)


def colour() -> bool | None:
    """Whether the environment wants colours (no-color.org, force-color.org); None: where a terminal shows them."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def painted(text: str, part: Part) -> str:
    """The text as its part of a message looks; what is printed loses its colours where none are wanted."""
    return click.style(text, **_STYLES[part])


def tell(*lines: str, lead: str = "", part: Part | None = None, err: bool = False) -> None:
    """Prints lines, in which nothing acts; of a `part` of a message its `lead` has the look, without one all of it."""
    for line in lines:
        rest = printable(translated(line, translate))
        if part:
            rest = f"{painted(translated(lead, translate), part)} {rest}" if lead else painted(rest, part)
        click.echo(rest, err=err, color=colour())


def tell_json(value: object) -> None:
    """Prints JSON for other tools, in the letters that the output can carry."""
    whole = json.dumps(value, ensure_ascii=(sys.stdout.encoding or "").lower() not in ("utf-8", "utf8"), indent=1)
    # These are the same strings: what JSON itself does not escape it may, and it stands nowhere else.
    click.echo("\n".join(map(printable, whole.split("\n"))), color=colour())


def confirmed(question: str) -> bool:
    """Whether somebody says yes."""
    return click.confirm(printable(translated(question, translate)))


def asked(what: str, *, hidden: bool = False) -> str:
    """What somebody types in answer."""
    return str(click.prompt(printable(translated(what, translate)), hide_input=hidden))


def problems(
    found: Sequence[Diagnostic], sources: Mapping[str, tuple[str, ...]], *, every: bool = False, err: bool = True
) -> None:
    """Prints what is wrong, `every` message of it or the first ones of each kind."""
    texts = (
        (as_text(one, sources, painted, translate) for one in found)
        if every
        else folded(found, sources, painted, translate)
    )
    for text in texts:
        click.echo(text, err=err, color=colour())


def failure(text: str) -> None:
    """Prints why a command fails."""
    tell(text, part="error", err=True)


def warned(text: str) -> None:
    """Prints what somebody should know before it goes on."""
    tell(text, part="warning", err=True)


def explained(found: Iterable[Diagnostic]) -> None:
    """Names the command that says more about what was said, once in a run, where somebody reads it."""
    codes = list(dict.fromkeys(one.rule.code for one in sorted(found, key=lambda one: one.rule.severity)))
    if codes and sys.stderr.isatty():
        tell(said("deckgen explain {codes} says more", codes=" ".join(codes[:_EXPLAINED])), part="help", err=True)


def change(one: "Change") -> str:
    """One change in a line, its place first."""
    place = f"{one.path}:{one.line}" if one.line else one.path
    values = {"what": _CHANGES[one.what], "place": place, "question": one.question}
    if one.what == "reworded":
        return said("{what:9} {place}: {was} → {question}", was=one.was, **values)
    if one.what == "moved" and one.stays:
        return said(
            "{what:9} {was} → {place}: {question} (cards stay in {deck} in Anki; push moves them)",
            was=one.was, deck=one.stays, **values,
        )  # fmt: skip
    if one.what == "moved":
        return said("{what:9} {was} → {place}: {question}", was=one.was, **values)
    if one.what == "fewer":
        return said(
            "{what:9} {place}: {question} "
            "({cards} fewer: push or sync, or Tools > Empty Cards in Anki, clears up)",
            cards=counted(one.cards, "card"), **values,
        )  # fmt: skip
    return said("{what:9} {place}: {question}", **values)


def notable(changes: Iterable["Change"]) -> Iterator[str]:
    """The changes that a build names, by kind: all but new and edited notes, and of each kind the first ones."""
    changes = tuple(changes)
    for what in ("returned", "reworded", "moved", "fewer", "removed"):
        alike = [one for one in changes if one.what == what]
        yield from map(change, alike[:_MOST])
        if len(alike) > _MOST:
            yield said("{what:9} … and {number} more", what=_CHANGES[what], number=len(alike) - _MOST)
