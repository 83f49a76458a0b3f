"""How many examples are tried: all that a test asks for where CI is set, a fifth of them on a developer's machine.

A fifth is enough to see what is broken soon; the random choice differs each time, so that what is rare is seen later.
"""

import os

CI = bool(os.environ.get("CI"))


def examples(count: int) -> int:
    """Of `count` examples so many as are tried here."""
    return count if CI else max(1, count // 5)
