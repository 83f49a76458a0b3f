"""The language of whoever reads: that of the environment, or of Windows, where the catalogue has it."""

import copy
import difflib
import gettext
import inspect
import io
import locale
import os
import sys
from pathlib import Path

import click

from deckgen.cli.show import translate
from deckgen.wording import joined, said, translated

LOCALES = Path(__file__).with_name("locales")
_KINDS = {"file": said("File"), "directory": said("Directory"), "path": said("Path")}
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


class _Formatter(click.HelpFormatter):
    """Writes help with the punctuation of that language."""

    def write_usage(self, prog: str, args: str = "", _prefix: str | None = None) -> None:
        """The line that shows how a command is called."""
        super().write_usage(prog, args, translate("Usage: "))

    def write_heading(self, heading: str) -> None:
        """The line above options and commands."""
        self.write(f"{'':{self.current_indent}}{translated(said('{heading}:', heading=heading), translate)}\n")


class _Context(click.Context):
    formatter_class = _Formatter


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
    vars(told)["context_class"] = _Context
    told.help = _paragraphs(command.help)
    told.params = [_helped(param) for param in command.params]
    if isinstance(told, click.Group):
        told.commands = {name: helped(one) for name, one in told.commands.items()}
    return told


def mistake(error: click.ClickException) -> str:
    """What is wrong with a command line, in that language."""
    # click puts these together of parts, as one does in English.
    whole = ""
    if isinstance(error, click.NoSuchOption):
        name = error.option_name
        # click's own likeness is so wide that --watch would be --touch, which overwrites what was edited in Anki.
        others = error.possibilities or ()
        near = difflib.get_close_matches(name, others, cutoff=0.75) or [one for one in others if one.startswith(name)]
        meant = joined(" or ", sorted(near))
        whole = (
            said("there is no option {name}; did you mean {meant}?", name=name, meant=meant)
            if meant
            else said("there is no option {name}", name=name)
        )
    elif isinstance(error, click.MissingParameter) and error.param and error.ctx:
        whole = said("{name} is missing", name=error.param.get_error_hint(error.ctx).replace("'", "").rstrip("."))
    elif isinstance(error, click.BadParameter) and (error.param_hint or error.param):
        hint = error.param_hint or (error.param.get_error_hint(error.ctx) if error.param else "")
        vars(error)["param_hint"] = str(hint).replace("'", "")
    vars(error)["message"] = translated(error.message, translate)
    if whole:
        vars(error)["format_message"] = lambda: translated(whole, translate)
    told = io.StringIO()
    error.show(told)
    return told.getvalue().rstrip("\n")


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
