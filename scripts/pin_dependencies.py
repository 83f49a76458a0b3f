"""Pins what CI installs, with hashes, in .ci/requirements.txt: needs uv, which asks the index it is configured with.

python scripts/pin_dependencies.py [--upgrade]
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXTRAS = ("test", "diagrams", "docs")


def main(options: list[str]) -> int:
    command = ["uv", "pip", "compile", "pyproject.toml", ".ci/tools.in", *(f"--extra={extra}" for extra in EXTRAS)]
    command += ["--universal", "--python-version=3.11", "--generate-hashes", "--no-annotate", "--no-emit-index-url"]
    command += ["--custom-compile-command=python scripts/pin_dependencies.py", "--output-file=.ci/requirements.txt"]
    return subprocess.run([*command, *options, "--quiet"], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
