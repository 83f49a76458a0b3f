"""The gallery: `python -m tests.gallery [SOURCES or PACKAGE…]` looks at every card and writes build/gallery."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.gallery import cards, kinds, portrait, reviewer, sheets

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = (ROOT, ROOT / "tests" / "torture")
VIEWS = tuple(
    reviewer.View(width, night, scripts=scripts)
    for scripts in (True, False)
    for width in (390, 820)
    for night in (False, True)
)
# Only checked: twice the text size must not widen the page either.
LARGE = reviewer.View(390, False, 2.0)


def look(sources: Path, folder: Path | None, views: tuple[reviewer.View, ...]) -> tuple[int, list[str]]:
    """How many cards there are, and every problem as "view, card, side: problem"; with a folder, sheets too."""
    said: list[str] = []
    with tempfile.TemporaryDirectory() as work:
        apkg = sources if sources.suffix == ".apkg" else cards.package(sources, Path(work))
        found, media = cards.cards(apkg, Path(work, "collection.anki2"))
        with reviewer.chromium() as browser:
            for view in views:
                pictures = []
                page = reviewer.reviewer(browser, media, view)
                for card in found:
                    for side in ("question", "answer"):
                        page.show(card, side)
                        if folder and view.scale == 1:
                            pictures.append(page.picture())
                        said += [f"{view}, {card.title!r}, {side}: {problem}" for problem in page.problems()]
                page.page.context.close()
                if folder and pictures:
                    columns = 4 if view.width < 600 else 2
                    sheets.save(sheets.sheets(pictures, view.width, columns), folder, f"{apkg.stem}-{view}")
    return len(found), said


def main(argv: list[str] | None = None) -> int:
    """Exit code 0 when every card is as it must be, 1 when not, 2 when something needed is not installed."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    parser.add_argument("sources", nargs="*", type=Path, default=DEFAULT, help="projects, folders, files, packages")
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "gallery", help="folder for sheets and report")
    parser.add_argument("--pictures", action="store_true", help="only draw the pictures of these pages again")
    options = parser.parse_args(argv)
    if lacking := reviewer.missing():
        print(f"not installed: {lacking}; see docs/reference/look.md", file=sys.stderr)
        return 2
    if options.pictures:
        return int(not sum(map(portrait.write, options.sources)))
    shutil.rmtree(options.to, ignore_errors=True)
    options.to.mkdir(parents=True)
    report = []
    failed = False
    everything = options.sources
    if everything is DEFAULT:
        everything = (*DEFAULT, kinds.write(options.to / "kinds.apkg"))
    for sources in everything:
        count, said = look(sources, options.to, (*VIEWS, LARGE))
        report += [f"{sources.resolve().name}: {count} cards, {len(said)} problems", *(f"  {line}" for line in said)]
        failed = failed or bool(said) or not count
    text = "\n".join(report) + "\n"
    (options.to / "report.txt").write_text(text, "utf-8")
    print(text, end="")
    print(f"{len(list(options.to.glob('*.png')))} sheets in {options.to}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
