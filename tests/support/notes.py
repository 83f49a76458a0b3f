"""Notes as text."""

from collections.abc import Iterable

# Answers that are long enough to be recognised.
CLOSURE = "A function together with the variables of the scope it was written in, which it keeps alive."
HOISTING = "Declarations are known in their whole scope, before the line that makes them is reached."
PROMISE = "A value that is not there yet, with the two lists of those who wait for it or for its failure."


def notes(*pairs: tuple[str, str]) -> str:
    """A file with a title, and a question with its answer for each pair."""
    return "# T\n\n" + "\n".join(f"## {question}\n\n{answer}\n" for question, answer in pairs)


def sheet(subjects: Iterable[str], answer: str = "It is {}.") -> str:
    """A topic with one question about each subject; `{}` in the answer is the subject."""
    return "## T\n\n" + "".join(f"### What is {one}?\n\n{answer.format(one)}\n\n" for one in subjects)
