"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Any, Literal

import click
from click.core import ParameterSource

from deckgen.anki import ankiconnect
from deckgen.wording import said

# How much a command prints: problems only, everything, or what most want to know.
Volume = Literal["quiet", "verbose"] | None


# What editors and other keyboards make of the hyphens that options begin with.
_DASHES = "—–\uff0d\u2212―\u2010"


class Named(click.Path):
    """A path that was typed: an empty one is no folder, but a variable of the shell that has no value."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; it fails for an empty one."""
        if value == "":
            self.fail(said("the path is empty: name a file or folder"), param, ctx)
        if str(value)[:1] in _DASHES and not Path(value).exists():
            name = str(value).lstrip(_DASHES + "-")
            meant = f"-{name}" if len(name) == 1 else f"--{name}"
            message = said(
                "{option} begins with a dash that is no hyphen; did you mean {meant}?", option=value, meant=meant
            )
            raise click.UsageError(message, ctx)
        return super().convert(value, param, ctx)


PATH = click.argument("path", required=False, type=Named(path_type=Path))
PATHS = click.argument("paths", metavar="[PATH]...", nargs=-1, type=Named(path_type=Path))
ALONE = click.option("--alone", is_flag=True, help="Make each PATH a deck of its own, even inside a project.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for other tools.")
OFFLINE = click.option("--offline", is_flag=True, help="Download nothing; use what is in the cache.")
STRICT = click.option("--strict", is_flag=True, help="Warnings count as errors.")
# Of these two the last one counts.
QUIET = click.option("-q", "--quiet", "volume", flag_value="quiet", help="Print problems only.")
VERBOSE = click.option(
    "-v", "--verbose", "volume", flag_value="verbose",
    help="Print everything: each warning and change, how files were read.",
)  # fmt: skip


def package(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """The path as it is, if a package can go there; `build/` is made, as it is without such a path."""
    if path and path.suffix.lower() != ".apkg":
        raise click.BadParameter(said("a package ends in .apkg, so that Anki opens it: {name}.apkg", name=path.stem))
    if path and path.parent != Path("build") and not path.parent.is_dir():
        raise click.BadParameter(said("there is no folder {folder}", folder=path.parent))
    return path


def web(_context: click.Context, _parameter: click.Parameter, address: str) -> str:
    """The address as it is, if it is one; for a server that is not named it is empty."""
    if address and not address.lower().startswith(("http://", "https://")):
        raise click.BadParameter(
            said("{address} is no web address; it begins with http:// or https://", address=address)
        )
    if "@" in address.partition("//")[2].partition("/")[0]:
        raise click.BadParameter(
            said("an address holds no name and password: everybody on this machine sees what is typed")
        )
    return address


def unseen(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """A secret from the environment; raises BadParameter if it was typed."""
    if value and context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE:
        raise click.BadParameter(
            said("everybody on this machine sees what is typed: set {variable} instead", variable=ankiconnect.KEY)
        )
    return value


OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), callback=package,
    help="Where the package goes.",
)  # fmt: skip
URL = click.option(
    "--url", envvar="ANKICONNECT_URL", default=ankiconnect.URL, show_default=True, callback=web,
    help="Where AnkiConnect listens.",
)  # fmt: skip
KEY = click.option(
    "--key", envvar=ankiconnect.KEY, callback=unseen,
    help=f"AnkiConnect's apiKey: set {ankiconnect.KEY}, what is typed is refused.",
)  # fmt: skip
