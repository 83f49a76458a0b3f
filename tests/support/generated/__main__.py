"""Prints how well generated documents are read, by each choice of their authors, or shows one of them with its key.

python -m tests.support.generated [COUNT]
python -m tests.support.generated show SEED
python -m tests.support.generated floors    what floors.toml may hold today
"""

import sys

from tests.support.generated import floors, mutations, scoring
from tests.support.generated.page import document


def main(words: list[str]) -> None:
    match words:
        case ["show", seed]:
            made = document(int(seed))
            print(made.plan)
            print("".join(f"{at:>4}  {line}\n" for at, line in enumerate(made.text.splitlines(), 1)))
            print("wanted", *made.wanted, sep="\n  ")
            print("found", *scoring.read(made.text), sep="\n  ")
        case ["floors"]:
            print(floors.written(), end="")
        case _:
            print(scoring.table(scoring.sample(range(int(words[0]) if words else 1000))))
            print(mutations.table())


if __name__ == "__main__":
    main(sys.argv[1:])
