"""Definition lists (`Term`, and below it `: words`), which GitHub and Obsidian show as text: their author is told."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from deckgen.data import Fragment, Question
from deckgen.diagnostics import DEFINITION_LIST, Diagnostic
from deckgen.options import Rendering
from deckgen.wording import said

_DEFINITION = re.compile(r":[ \t]+\S")
_EXTENSIONS = frozenset(("def_list", "extra", "markdown.extensions.def_list", "markdown.extensions.extra"))


def check(question: Question, options: Rendering) -> Iterator[Diagnostic]:
    """A hint for each definition that is shown with its colon."""
    if options.dialect == "python-markdown" and _EXTENSIONS & set(options.extensions):
        return
    for fragment in question.fragments:
        if any(line.lstrip(" >").startswith(":") for line in fragment.lines):
            yield from _checked(fragment)


def _checked(fragment: Fragment) -> Iterator[Diagnostic]:
    message = said("this definition is shown as text, with its colon")
    hint = said('write **Term**: words, or choose dialect = "python-markdown" with extensions = ["def_list"]')
    below_text = False
    for token in MarkdownIt("commonmark").enable("table").disable("inline").parse(fragment.text):
        if token.type == "inline" and token.map:
            lines = token.content.split("\n")
            for number, line in enumerate(lines):
                # Of several below one term the first is enough.
                is_first = not _DEFINITION.match(lines[number - 1]) if number else below_text
                if is_first and _DEFINITION.match(line):
                    span = fragment.span(token.map[0] + number)
                    yield Diagnostic(DEFINITION_LIST, span, message, hint)
        if token.nesting <= 0 and token.type != "inline":
            below_text = token.type == "paragraph_close"
