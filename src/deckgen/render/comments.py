"""What HTML does not show: comments. Document types, instructions and comments that are never closed are text."""

import re

# As HTML's tokeniser ends them.
_COMMENT = re.compile(r"<!--(?:-?>|.*?-->)", re.DOTALL)
_UNSEEN = re.compile(r"<(?=[!?])")


def without_comments(raw: str) -> str:
    """HTML without comments.

    Python's parser changed its mind about these between patch releases, raises on others, and its time grows with the
    square of their number.
    """
    end = raw.rfind("-->") + len("-->") if "-->" in raw else 0
    return _UNSEEN.sub("&lt;", _COMMENT.sub("", raw[:end]) + raw[end:])
