"""Whether what deckgen needs comes as a wheel for every Python and system it is for: without one, pip needs a compiler.

    python scripts/check_wheels.py [NAME]...      all dependencies, or these

pip asks the index that it is configured with. Nothing is installed.
"""

import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

from packaging.requirements import Requirement

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# Systems and their tags; pip takes older tags of macOS along, of Linux only when they are named. 2.36 is the C library
# of Debian 12, which has the oldest of these Pythons.
LINUX = ["manylinux2014", *(f"manylinux_2_{minor}" for minor in (17, 24, 27, 28, 31, 34, 35, 36))]
SYSTEMS = {
    ("linux", "x86_64"): [f"{tag}_x86_64" for tag in LINUX],
    ("linux", "aarch64"): [f"{tag}_aarch64" for tag in LINUX],
    ("darwin", "x86_64"): ["macosx_13_0_x86_64"],
    ("darwin", "arm64"): ["macosx_13_0_arm64"],
    ("win32", "AMD64"): ["win_amd64"],
}
# What people install; the other extras are for those who work on deckgen.
EXTRAS = ("sync", "diagrams")
PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def main(names: list[str]) -> int:
    declared = [need for need in requirements() if not names or need.name in names]
    if unknown := set(names) - {need.name for need in declared}:
        print(f"no dependency: {', '.join(sorted(unknown))}")
        return 2
    places = list(product(SYSTEMS, PYTHONS))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda place: without_wheel(declared, *place), places))
    for ((system, machine), python), lacking in zip(places, found, strict=True):
        if lacking:
            print(f"Python {python}, {system} {machine}: no wheel for {', '.join(lacking)}")
    print(f"{len(declared)} dependencies for {len(places)} places, wheels lack in {len(list(filter(None, found)))}")
    return 1 if any(found) else 0


def requirements() -> Iterator[Requirement]:
    """What is declared for people, each once."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    yield from map(Requirement, dict.fromkeys([*project["dependencies"], *(n for e in EXTRAS for n in extras[e])]))


def applies(need: Requirement, python: str, system: str, machine: str) -> bool:
    """Whether a requirement is one there; pip asks its own Python about that."""
    there = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": system,
        "platform_machine": machine,
    }
    return need.marker is None or need.marker.evaluate(there)


def without_wheel(declared: list[Requirement], place: tuple[str, str], python: str) -> list[str]:
    """The requirements that cannot be had as wheels, with all that they need; asked one by one only if some cannot."""
    needs, tags = [need for need in declared if applies(need, python, *place)], SYSTEMS[place]
    if not needs or has_wheels(needs, python, tags):
        return []
    return [need.name for need in needs if not has_wheels([need], python, tags)] or ["all of them together"]


def has_wheels(needs: list[Requirement], python: str, tags: list[str]) -> bool:
    platforms = [f"--platform={tag}" for tag in tags]
    plain = [f"{need.name}{need.specifier}" for need in needs]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        command += [f"--target={folder}", "--only-binary=:all:", f"--python-version={python}", *platforms, *plain]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
