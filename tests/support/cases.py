"""Cases as readable files: each part of a case is ended by a line that is only a dot."""

from collections.abc import Iterator
from pathlib import Path


def read_cases(folder: str, parts: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The file's stem and the parts of each case, without blank lines before the title, in order of files."""
    for path in sorted((Path(__file__).parents[1] / "cases" / folder).glob("*.md")):
        blocks: list[list[str]] = [[]]
        for line in path.read_text("utf-8").split("\n"):
            if line == ".":
                blocks.append([])
            else:
                blocks[-1].append(line)
        rest = "\n".join(blocks.pop()).strip()
        assert len(blocks) % parts == 0, f"{path.name}: a case has {parts} parts, each ended by a line with a dot"
        assert not rest, f"{path.name}: {rest!r} stands behind the last case"
        for at in range(0, len(blocks), parts):
            texts = ["\n".join(block) for block in blocks[at : at + parts]]
            yield path.stem, (texts[0].strip(), *texts[1:])
