"""Notes as text."""

from collections.abc import Iterable


def notes(*pairs: tuple[str, str]) -> str:
    """A file with a title, and a question with its answer for each pair."""
    return "# T\n\n" + "\n".join(f"## {question}\n\n{answer}\n" for question, answer in pairs)


def sheet(subjects: Iterable[str], answer: str = "It is {}.") -> str:
    """A topic with one question about each subject; `{}` in the answer is the subject."""
    return "## T\n\n" + "".join(f"### What is {one}?\n\n{answer.format(one)}\n\n" for one in subjects)
