"""The program: its commands, and what becomes of an error."""

import difflib
import io
import os
import shlex
import signal
import sys
import warnings
from pathlib import Path

import click

from deckgen.cli import (
    adopt,
    build,
    check,
    diff,
    doctor,
    explain,
    init,
    language,
    list_notes,
    lock,
    places,
    push,
    show,
    sync,
    verify,
)  # fmt: skip
from deckgen.diagnostics import DeckgenError, Faulty, Interrupted
from deckgen.wording import said, system


class Program(click.Group):
    """The commands; what stands in the place of one is answered with the command line that was meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that `args` begin with; raises UsageError."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            is_path = Path(name).exists() or Path(name).suffix or "/" in name
            near = difflib.get_close_matches(name, self.commands, 1)
            meant = ["build", *args] if is_path else [*near, *args[1:]]
            if not (is_path or near):
                raise click.UsageError(said("there is no command {name}", name=name), ctx)
            typed = shlex.join(["deckgen", *meant])
            message = said("there is no command {name}; did you mean: {command}", name=name, command=typed)
            raise click.UsageError(message, ctx)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments behind the options of the program itself; raises UsageError."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            name = error.option_name
            having = [one for one, command in self.commands.items() for option in command.params if name in option.opts]
            if not having:
                raise
            message = said(
                "{option} comes after the command: deckgen {command} {option}", option=name, command=having[0]
            )
            raise click.UsageError(message, ctx) from error


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="deckgen-markdown")
@click.pass_context
def deckgen(context: click.Context) -> None:
    """Compile Markdown questions into an Anki package that can be imported again after every edit."""
    context.color = show.colour()
    try:
        Path.cwd()
    except FileNotFoundError as error:
        raise DeckgenError(said("the current folder is gone; go to another one")) from error


for module in (init, build, check, list_notes, diff, lock, adopt, push, sync, verify, explain, doctor):
    deckgen.add_command(module.command)


def main(argv: list[str] | None = None) -> int:
    """Run a command; 0 on success, 1 when the sources or the world have errors, 2 on wrong usage, 130 on Ctrl-C."""
    try:
        language.bind()
        return int(language.helped(deckgen).main(argv, standalone_mode=False) or 0)
    except click.ClickException as error:
        show.tell(*language.mistake(error).split("\n"), err=True)
        return 2
    except Faulty as error:
        wrong = places.fault(error)
        show.problems([wrong], {wrong.span.path: error.lines})
        return 1
    except DeckgenError as error:
        first, *more = error.args
        show.tell(first, lead="deckgen:", part="error", err=True)
        show.tell(*more, err=True)
        return 130 if isinstance(error, Interrupted) else 1
    except MemoryError:
        show.tell(said("there is not enough memory for this"), lead="deckgen:", part="error", err=True)
        return 1
    except OSError as error:
        # What has no name is the output, of which `entry` knows.
        if not isinstance(error.filename, (str, bytes, os.PathLike)):
            raise
        where = os.fsdecode(error.filename)
        show.tell(said("{file}: {flaw}", file=where, flaw=system(error)), lead="deckgen:", part="error", err=True)
        return 1
    except (click.Abort, KeyboardInterrupt):
        show.tell(said("interrupted"), err=True)
        return 130


def entry() -> None:
    """The console script."""
    if not sys.warnoptions:
        # Of libraries, for whoever works on deckgen: an author can do nothing about them.
        warnings.simplefilter("ignore")
    # Closed from the start, as by some services: nothing is to be said there.
    if sys.stdout is None or sys.stderr is None:
        nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A pipe on Windows may not know every letter; a question mark there is better than a traceback.
            stream.reconfigure(errors="replace")
    try:
        code = main()
        if code == 130:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # pressed again, it must not break the end
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        show.tell(said("deckgen: the output cannot be written: {reason}", reason=system(error)), err=True)
        code = 1
    sys.exit(code)
