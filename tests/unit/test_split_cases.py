"""What a sensible reader takes for questions and answers: Markdown, and the questions it holds.

Each case is a title, Markdown and what is found. In the Markdown `→` is a tab and `␍` ends a line as Windows does. A
question is `LINE kind "title"`, the lines of its prompt and its answer (with their text where that is not the file's
own), its topics, tags, deck and id; `! code LINE` is a diagnostic. The options of a case are keys of splitting, and
`before` is the layout that the last build found.
"""

from collections.abc import Callable

import pytest

from tests.support.cases import Case, suite
from tests.support.described import described


@pytest.mark.parametrize("case", suite("split"), ids=str)
def test_what_is_found(case: Case, agrees: Callable[[Case, str], None]) -> None:
    agrees(case, described(*case.given, **case.options))


def test_there_are_many() -> None:
    assert len(suite("split")) >= 297
