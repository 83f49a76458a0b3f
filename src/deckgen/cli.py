"""The commands: parse arguments, call, show, exit code. Only this module touches the terminal."""

import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import getproxies

import click

from deckgen.diagnostics import DeckgenError, Diagnostic, as_github, as_text, blocking, folded, ordered
from deckgen.project import Project, locate

if TYPE_CHECKING:
    from deckgen.build import Build
    from deckgen.changes import Change
    from deckgen.data import Reading
    from deckgen.plan import Plan

_PATH = click.argument("path", required=False, type=click.Path(path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for other tools.")
_OFFLINE = click.option("--offline", is_flag=True, help="Do not download pictures; use those had before.")
_STRICT = click.option("--strict", is_flag=True, help="Warnings count as errors.")
# More lines than this about one kind of change say nothing that their number does not.
_SHOWN = 50
# As many places of one role name themselves in the account of a file.
_PLACES = 4


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="deckgen-markdown")
def deckgen() -> None:
    """Compile Markdown questions into an Anki package that can be imported again after every edit."""


@deckgen.command()
@click.argument("folder", required=False, default=".", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> int:
    """Write a small deckgen.toml and a first deck.

    \b
    Examples:
      deckgen init
      deckgen init interview-notes
    """
    from deckgen.starter import files

    made = {folder / name: text for name, text in files(folder.resolve().name).items() if not (folder / name).exists()}
    if (folder / "deckgen.toml") not in made:
        raise DeckgenError(f"{_shown(folder.resolve())}: there is a deckgen.toml already")
    from deckgen.atomic import replace

    replace([(path, text.encode()) for path, text in made.items()])
    for path in made:
        click.echo(f"wrote {path}")
    click.echo("now: write your questions below source/, then deckgen build")
    return 0


@deckgen.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@_OFFLINE
@_STRICT
@click.option("--removed", is_flag=True, help="Ship removed notes once more, tagged deckgen::removed.")
@click.option("--touch", is_flag=True, help="Make every note win over edits made in Anki.")
@click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
def build(paths: tuple[Path, ...], offline: bool, strict: bool, removed: bool, touch: bool, quiet: bool) -> int:
    """Compile the project here, or files and folders, each into build/NAME.apkg.

    \b
    Examples:
      deckgen build              the project here: deckgen.toml, or just source/
      deckgen build notes.md     one file, no configuration
      deckgen build a.md b/      two packages, each with its own lock
      deckgen build --removed    let Anki find what is gone: search tag:deckgen::removed
    """
    stems = [path.resolve().stem for path in paths]
    if twice := sorted({stem for stem in stems if stems.count(stem) > 1}):
        raise click.UsageError(f"two of these would be build/{twice[0]}.apkg; build them one by one, or their folder")
    codes = [_built(path, offline, strict, removed, touch, quiet) for path in paths or (None,)]
    return max(codes)


def _built(path: Path | None, offline: bool, strict: bool, removed: bool, touch: bool, quiet: bool) -> int:
    from deckgen.build import write

    start = time.monotonic()
    project, result, said = _compile(path, offline=offline, removed=removed, touch=touch)
    for line in folded(said, result.sources):
        click.echo(line, err=True)
    if blocking(said, strict=strict):
        click.echo("nothing was written: correct the errors above" + (" and warnings" if strict else ""), err=True)
        return 1
    write(project, result)
    if quiet:
        return 0
    changes = result.changes
    for change in _notable(changes):
        click.echo(change)
    touched = {c.guid for c in changes}
    new = sum(c.what == "new" for c in changes)
    gone = {c.guid for c in changes if c.what == "removed"}
    same = sum(note.guid not in touched for note in result.assembly.notes)
    click.echo(
        f"{_counted(len(result.assembly.notes), 'note')} ({new} new, {len(touched) - new - len(gone)} changed, {same} unchanged"
        f"{f', {len(gone)} removed' if gone else ''}), {len(result.media)} media, "
        f"{time.monotonic() - start:.1f} s: {_shown(project.output)}"
    )
    return 0


@deckgen.command()
@_PATH
@_JSON
@_STRICT
@click.option("--github", is_flag=True, help="Print annotations for GitHub Actions.")
def check(path: Path | None, as_json: bool, strict: bool, github: bool) -> int:
    """Say everything build would say, and how each file was read, writing nothing.

    \b
    Examples:
      deckgen check notes.md
      deckgen check --strict --github    in CI
    """
    _, result, said = _compile(path, offline=True)
    # Whether a picture can be downloaded is for build to say.
    said = tuple(d for d in said if d.rule.code != "image-remote")
    if as_json:
        click.echo(_json([d.as_json() for d in said]))
    elif github:
        for diagnostic in said:
            click.echo(as_github(diagnostic))
    else:
        for diagnostic in said:
            click.echo(as_text(diagnostic, result.sources))
        for name, reading in result.readings.items():
            click.echo(f"{name}: {'; '.join(_account(reading))}")
    return int(blocking(said, strict=strict))


def _account(reading: "Reading") -> Iterator[str]:
    """How a file was read, then what the rest of it was taken for, by role: its lines, and why."""
    shape = f": {reading.shape}" if reading.shape else ""
    unanswered = sum(part.role == "unanswered" for part in reading.parts)
    count = _counted(len(reading.questions), "question")
    yield f"{count}{f' ({unanswered} unanswered)' if unanswered else ''}{shape}"
    others: dict[str, list[str]] = {}
    for part in reading.parts:
        if part.role not in ("question", "unanswered") and part.why != "nothing shown":
            lines = f"{part.line}-{part.end_line}" if part.line < part.end_line else f"{part.line}"
            others.setdefault(part.role, []).append(f"{lines} ({part.why})" if part.why else lines)
    for role, places in others.items():
        more = f", … ({len(places)} in all)" if len(places) > _PLACES else ""
        yield f"{role} {', '.join(places[:_PLACES])}{more}"


@deckgen.command(name="list")
@_PATH
@_JSON
def list_(path: Path | None, as_json: bool) -> int:
    """List the notes with their places and guids.

    \b
    Examples:
      deckgen list notes.md
      deckgen list --json | jq '.[] | select(.answered | not) | .question'
    """
    from deckgen.render import plain

    _, result, _ = _compile(path, offline=True)
    rows = []
    for match in result.matches:
        q = match.question
        # A cloze note's text is its answer too.
        answer = q.answer or (q.prompt if q.kind == "cloze" else None)
        rows.append(
            {
                "guid": match.guid, "path": q.span.path, "line": q.span.line, "end_line": q.end_line,
                "answer_line": answer.origins[0] if answer else None,
                "answer_end_line": answer.origins[-1] if answer else None,
                "kind": q.kind, "question": plain(q.title), "answered": answer is not None,
                "deck": q.deck, "tags": list(q.tags), "anchor": q.anchor,
            }
        )  # fmt: skip
    if as_json:
        click.echo(_json(rows))
    else:
        for row in rows:
            click.echo(f"{row['path']}:{row['line']}: {row['question']}{'' if row['answered'] else '  (unanswered)'}")
    return 0


@deckgen.command()
@_PATH
@_JSON
def diff(path: Path | None, as_json: bool) -> int:
    """Say what an import of this build would do: new, reworded, edited, moved and removed notes.

    \b
    Examples:
      deckgen diff
      deckgen diff notes.md --json
    """
    _, result, said = _compile(path, offline=True)
    changes = result.changes
    unsure = [d for d in said if d.rule.code in ("recognition-unsure", "kind-changed")]
    if as_json:
        click.echo(_json([asdict(change) for change in changes]))
        return 0
    for change in changes:
        click.echo(_line(change))
    for diagnostic in unsure:
        click.echo(as_text(diagnostic, result.sources))
    if not changes:
        click.echo("nothing changed")
    return 0


@deckgen.command()
@_PATH
@click.option("--same", nargs=2, metavar="OLD NEW", help="NEW is the note OLD, reworded.")
@click.option("--different", nargs=2, metavar="OLD NEW", help="NEW is not the note OLD.")
@click.option(
    "--from", "package", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Rebuild a lost lock from the last package or an Anki export.",
)  # fmt: skip
def lock(
    path: Path | None, same: tuple[str, str] | None, different: tuple[str, str] | None, package: Path | None
) -> int:
    """Overrule how notes were recognised, or rebuild a lost lock.

    OLD is a guid, NEW a place (notes.md:12) or a guid; `deckgen diff` and `deckgen list --json` show them.

    \b
    Examples:
      deckgen lock --same 4jtrsw7ko6qcunbx notes.md:12
      deckgen lock --different 4jtrsw7ko6qcunbx notes.md:12
      deckgen lock --from build/notes.apkg
    """
    from deckgen import build as compiler
    from deckgen import ruling
    from deckgen.atomic import replace
    from deckgen.recover import recover

    if sum(map(bool, (same, different, package))) != 1:
        raise click.UsageError("name one of --same, --different and --from")
    project = _ruled_on(path, (same or different or ("", ""))[1])
    if package:
        if project.lock.exists():
            raise DeckgenError(f"{_shown(project.lock)} exists; move it away first if it is to be rebuilt")
        made = recover(package.read_bytes(), package.name, project.settings.id)
        message = f"{len(made.entries)} notes of {made.project}"
    else:
        result = compiler.build(project, int(time.time()), None)
        old, new = same or different or ("", "")
        made = (ruling.same if same else ruling.different)(result.before, result.matches, old, new)
        message = "build to see what it does" if same else "the question starts as a new note at the next build"
    from deckgen.lock import dump

    replace([(project.lock, dump(made).encode())])
    click.echo(f"{_shown(project.lock)} written: {message}")
    return 0


def _ruled_on(path: Path | None, new: str) -> Project:
    """The project named or here; where there is none, the file of the place NEW, so that a warning's command works as it is."""
    try:
        return locate(path, Path.cwd())[0]
    except DeckgenError:
        file = Path(new.rpartition(":")[0])
        if path or not file.is_file():
            raise
        return locate(file, Path.cwd())[0]


_DRY = click.option("-n", "--dry-run", is_flag=True, help="Show the plan; write and change nothing.")
_PRUNE = click.option("--prune", is_flag=True, help="Delete notes that are gone, instead of tagging them.")
_YES = click.option("-y", "--yes", is_flag=True, help="Do not ask, even if an unusual share of a deck would go.")
_RESTORE = click.option(
    "--restore", type=click.Path(path_type=Path, exists=True),
    help="Only bring back what a backup holds and is deleted.",
)  # fmt: skip


@deckgen.command()
@_PATH
@_DRY
@click.option("--sync", "then_sync", is_flag=True, help="Press Sync in Anki afterwards.")
@_PRUNE
@_YES
@_OFFLINE
@_RESTORE
@click.option("--profile", envvar="DECKGEN_PROFILE", help="The profile that must be open in Anki.")
@click.option("--url", envvar="ANKICONNECT_URL", default="http://127.0.0.1:8765", show_default=True)
@click.option("--key", envvar="ANKICONNECT_KEY", help="AnkiConnect's apiKey; better in ANKICONNECT_KEY.")
def push(
    path: Path | None,
    dry_run: bool,
    then_sync: bool,
    prune: bool,
    yes: bool,
    offline: bool,
    restore: Path | None,
    profile: str | None,
    url: str,
    key: str | None,
) -> int:
    """Build, and bring it into the running Anki through its add-on AnkiConnect.

    Notes whose deck changed are moved; notes that are gone are tagged or, if you say so, deleted.

    \b
    Examples:
      deckgen push --dry-run     only say what would be done
      deckgen push --sync        and on to the phone
    """  # fmt: skip
    import platformdirs

    from deckgen import push as pushing
    from deckgen.ankiconnect import AnkiConnect
    from deckgen.build import write
    from deckgen.plan import lines, plan, refuse_altered

    project, result = _ready(path, offline=offline)
    anki = AnkiConnect(url, key)
    anki.hello()
    folder = pushing.backups(Path(platformdirs.user_data_dir("deckgen")), result.before.project)
    first = not (folder / "profile").is_file()
    open_profile = pushing.right_profile(anki, profile, folder / "profile")
    if restore:
        pushing.restore(anki, restore)
        click.echo(f"imported {restore}: deleted notes are back with their history")
        return 0
    seen = pushing.look(anki, result.types, folder)
    keep = False
    try:
        todo = plan(result.assembly.notes, result.types, result.assembly.lock, seen.stored)
        _echo(f"into Anki, profile {open_profile}:", *lines(todo, prune=prune))
        refuse_altered(todo)
        if dry_run:
            return 0
        prune = _agreed(todo, prune=prune, yes=yes)
        keep = bool(todo.updated or todo.moves or todo.leaving(prune=prune))
        write(project, result)
        pushing.carry_out(anki, todo, project.output, prune=prune)
        if todo.imports:
            after = pushing.look(anki, result.types, folder)
            pushing.discard(after)
            pushing.arrived(todo, after.stored)
        added = pushing.add_media(anki, result.media, folder)
        pushing.remember(open_profile, folder / "profile")
    except KeyboardInterrupt as error:
        raise DeckgenError("interrupted; push again: it does what is left") from error
    finally:
        if keep:
            pushing.rotate(folder)
        else:
            pushing.discard(seen)
    if keep:
        click.echo(f"backup of before: deckgen push --restore '{seen.backup}'")
    click.echo(f"done: {len(result.assembly.notes)} notes are in Anki, {len(added)} media files were put back")
    if first and todo.imports:
        click.echo(
            "AnkiConnect's import has switched on 'Merge note types' and both 'Import any …' options in Anki's own import "
            "dialog: look at them when you next import a deck by hand"
        )
    if then_sync:
        pushing.synchronise(anki, click.echo)
    return 0


@deckgen.command()
@_PATH
@_DRY
@_PRUNE
@_YES
@_OFFLINE
@_RESTORE
@click.option("--user", envvar="DECKGEN_SYNC_USER", help="The account, for AnkiWeb an e-mail address.")
@click.option("--endpoint", envvar="DECKGEN_SYNC_ENDPOINT", default="", help="A sync server of your own.")
@click.option("--full-download", is_flag=True, help="Where both sides cannot be merged, take the server's.")
@click.option("--full-upload", is_flag=True, help="Where both sides cannot be merged, overwrite the server's.")
@click.option(
    "--collection", "chosen", type=click.Path(path_type=Path, dir_okay=False), envvar="DECKGEN_SYNC_COLLECTION",
    help="Where the collection is kept; a folder of its own.",
)  # fmt: skip
def sync(
    path: Path | None,
    dry_run: bool,
    prune: bool,
    yes: bool,
    offline: bool,
    restore: Path | None,
    user: str | None,
    endpoint: str,
    full_download: bool,
    full_upload: bool,
    chosen: Path | None,
) -> int:
    """Build, and sync with AnkiWeb or your own server, with no Anki on this machine.

    The password comes from DECKGEN_SYNC_PASSWORD, the system's keyring, or a prompt.

    \b
    Examples:
      deckgen sync --user me@example.org
      deckgen sync --endpoint http://my-server:8080/ --prune --yes
    """  # fmt: skip
    import os
    import re

    import platformdirs

    from deckgen import credentials
    from deckgen import sync as syncing
    from deckgen.build import write
    from deckgen.plan import lines, plan, refuse_altered

    if full_download and full_upload:
        raise click.UsageError("--full-download and --full-upload exclude each other")
    if not user:
        if not sys.stdin.isatty():
            raise click.UsageError("whose account? set DECKGEN_SYNC_USER or name it: --user")
        user = str(click.prompt("Account"))
    endpoint = endpoint and endpoint.rstrip("/") + "/"
    project, result = _ready(path, offline=offline)
    data = Path(platformdirs.user_data_dir("deckgen"))
    where = syncing.Place(chosen.resolve()) if chosen else syncing.place(data, user, endpoint)
    asking = sys.stdin.isatty()
    if endpoint.startswith("http://") and not re.match(r"http://(127\.|localhost[:/]|\[::1\])", endpoint):
        click.echo(f"{endpoint} is not encrypted: your password and cards can be read on the way", err=True)

    def secret() -> str:
        prompt = (lambda text: str(click.prompt(text, hide_input=True))) if asking else None
        return credentials.password(user, endpoint or "AnkiWeb", os.environ, prompt)

    with syncing.collection(where) as opened:
        if not dry_run:
            session = syncing.connect(
                opened, where, user, endpoint, secret,
                "download" if full_download else "upload" if full_upload else None,
                click.confirm if asking else None, click.echo,
            )  # fmt: skip
        stored = syncing.look(opened, result.types)
        todo = plan(result.assembly.notes, result.types, result.assembly.lock, stored)
        if restore:
            click.echo(f"{syncing.restore(opened, restore)} deleted notes are back with their history")
        else:
            heading = "with what is known from the last sync:" if dry_run else f"for {user}:"
            _echo(heading, *lines(todo, prune=prune))
            refuse_altered(todo)
            if dry_run:
                return 0
            prune = _agreed(todo, prune=prune, yes=yes)
            if todo.updated or todo.moves or todo.leaving(prune=prune):
                click.echo(f"backup of before: deckgen sync --restore '{syncing.export(opened, where, stored)}'")
            write(project, result)
            syncing.carry_out(opened, todo, project.output, prune=prune)
            syncing.add_media(opened, result.media)
        session = syncing.exchange(opened, where, session, None, None, click.echo)
        syncing.exchange_media(opened, session)
    click.echo(
        f"synced: {len(result.assembly.notes)} notes of {project.settings.name}, {len(result.media)} media files"
    )
    return 0


def _ready(path: Path | None, *, offline: bool) -> tuple[Project, "Build"]:
    """A build that may go out: raises DeckgenError where its errors stop it."""
    project, result, said = _compile(path, offline=offline)
    for line in folded(said, result.sources):
        click.echo(line, err=True)
    if blocking(said, strict=False):
        raise DeckgenError("nothing was written or sent: correct the errors above")
    return project, result


def _agreed(todo: "Plan", *, prune: bool, yes: bool) -> bool:
    """Whether notes that are gone are to be deleted; raises DeckgenError where too much would go and nobody agreed."""
    asking = sys.stdin.isatty() and not yes
    if asking and not prune and todo.leaving(prune=False):
        count = len(todo.leaving(prune=True))
        prune = click.confirm(f"Delete the {count} notes that are gone, with their history? (no: they are tagged)")
    if not yes and (unusual := todo.unusual(prune=prune)):
        text = f"an unusual share is gone from the sources: {', '.join(unusual)}. Was a file forgotten, or is it the wrong folder?"
        if not asking:
            raise DeckgenError(f"{text} Nothing was changed; if it is right, say --yes")
        if not click.confirm(f"{text} Go on?"):
            raise DeckgenError("nothing was changed")
    return prune


def _echo(*lines: str) -> None:
    for line in lines:
        click.echo(line)


def _compile(
    path: Path | None, *, offline: bool, removed: bool = False, touch: bool = False
) -> tuple[Project, "Build", tuple[Diagnostic, ...]]:
    # Anki's formats and the Markdown engines take time to import; --help needs none of them.
    import platformdirs

    from deckgen import media
    from deckgen.build import build
    from deckgen.diagrams import draw

    project, said = locate(path, Path.cwd())
    cache = Path(platformdirs.user_cache_dir("deckgen"), "media")
    network = media.Network(cache, project.settings.images, offline=offline, proxies=getproxies())
    with _progress() as progress:
        result = build(
            project, int(time.time()), network.fetch, removed=removed, touch=touch, draw=draw, progress=progress
        )
    return project, result, ordered([*said, *result.diagnostics])


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar on a terminal for what takes long enough to be seen; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done)

        yield tell


def _notable(changes: tuple["Change", ...]) -> Iterator[str]:
    for what in ("returned", "reworded", "moved", "removed"):
        those = [change for change in changes if change.what == what]
        yield from map(_line, those[:_SHOWN])
        if len(those) > _SHOWN:
            yield f"{what:9} … and {len(those) - _SHOWN} more"


def _line(change: "Change") -> str:
    place = f"{change.path}:{change.line}" if change.line else change.path
    if change.what == "reworded":
        return f"reworded  {place}: {change.was} → {change.question}"
    if change.what == "moved":
        return f"moved     {change.was} → {place}: {change.question}"
    return f"{change.what:9} {place}: {change.question}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=(sys.stdout.encoding or "").lower() not in ("utf-8", "utf8"), indent=1)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def main(argv: list[str] | None = None) -> int:
    """Run a command; 0 on success, 1 when the sources or the world have errors, 2 on wrong usage."""
    try:
        return int(deckgen.main(argv, standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return 2
    except DeckgenError as error:
        click.echo(f"deckgen: {error}", err=True)
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
