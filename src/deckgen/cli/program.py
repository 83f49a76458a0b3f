"""The program: its commands, and what becomes of an error."""

import io
import os
import sys

import click

from deckgen.cli import adopt, build, check, diff, doctor, explain, init, list_notes, lock, push, show, sync
from deckgen.diagnostics import DeckgenError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="deckgen-markdown")
@click.pass_context
def deckgen(context: click.Context) -> None:
    """Compile Markdown questions into an Anki package that can be imported again after every edit."""
    context.color = show.colour()


for module in (init, build, check, list_notes, diff, lock, adopt, push, sync, explain, doctor):
    deckgen.add_command(module.command)


def main(argv: list[str] | None = None) -> int:
    """Run a command; 0 on success, 1 when the sources or the world have errors, 2 on wrong usage."""
    try:
        return int(deckgen.main(argv, standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return 2
    except DeckgenError as error:
        click.echo(f"{show.painted('deckgen:', 'error')} {error}", err=True, color=show.colour())
        return 1
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; nothing was written", err=True)
        return 130


def entry() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A pipe on Windows may not know every letter; a question mark there is better than a traceback.
            stream.reconfigure(errors="replace")
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"deckgen: the output cannot be written: {error.strerror}", file=sys.stderr)
        code = 1
    sys.exit(code)
