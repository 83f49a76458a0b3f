"""What `pip install .` installs: the command, the templates, the styles."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_wheel_is_complete(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "-w", str(tmp_path), str(ROOT)], check=True
    )
    (wheel,) = tmp_path.glob("deckgen_markdown-*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src"
    files = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.suffix in (".py", ".html", ".css", ".js", ".md", ".toml", ".txt")
    }
    assert files <= inside
    entries = next(name for name in inside if name.endswith("entry_points.txt"))
    assert "deckgen = deckgen.__main__:entry" in zipfile.ZipFile(wheel).read(entries).decode()
