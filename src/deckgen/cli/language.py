"""The language of whoever reads: that of the environment, or of Windows, where the catalogue has it."""

import copy
import gettext
import inspect
import locale
import os
import sys
from pathlib import Path

import click

from deckgen.cli.show import translate
from deckgen.wording import said, translated

LOCALES = Path(__file__).with_name("locales")
_KINDS = {"file": said("File"), "directory": said("Directory"), "path": said("Path")}
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def bind() -> None:
    """Makes gettext, which click uses as well, take its messages from here."""
    gettext.bindtextdomain("messages", str(LOCALES))
    if sys.platform == "win32" and not any(map(os.environ.get, _VARIABLES)):
        import ctypes

        name = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
        os.environ["LANGUAGE"] = name


def page(name: str) -> Path:
    """A page of the documentation that is packaged, in that language; in English where the language lacks it."""
    catalogue = gettext.find("messages", str(LOCALES))
    told = Path(catalogue).parents[1] / name if catalogue else LOCALES
    return told if told.is_file() else LOCALES.with_name(name)


def helped(command: click.Command) -> click.Command:
    """The command with its help, and that of its options and commands, in that language."""
    told = copy.copy(command)
    told.help = _paragraphs(command.help)
    told.params = [_helped(param) for param in command.params]
    if isinstance(told, click.Group):
        told.commands = {name: helped(one) for name, one in told.commands.items()}
    return told


def _helped(param: click.Parameter) -> click.Parameter:
    told = copy.copy(param)
    if isinstance(told, click.Option) and told.help:
        told.help = translate(told.help)
    if isinstance(told.type, click.Path):
        # What click calls it when it says that there is none.
        if isinstance(told, click.Option):
            told.metavar = told.metavar or told.type.name.upper()
        told.type = copy.copy(told.type)
        told.type.name = translated(_KINDS[told.type.name], translate)
    return told


def _paragraphs(text: str | None) -> str | None:
    """A help text, paragraph by paragraph; examples stay as they are typed, and what stands behind them is told."""
    return text and "\n\n".join(translate(one) for one in inspect.cleandoc(text).split("\n\n"))
