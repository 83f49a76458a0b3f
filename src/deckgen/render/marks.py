"""What stands for Anki's cloze marks from Markdown to the field: noncharacters, which no text has."""

import re

# `{{c1::`, whose number stands between the first and the last of these; `}}`; and the `::` before a hint.
OPEN, CLOSE, PART = "\ufdd0", "\ufdd1", "\ufdd2"
OPENING = re.compile(r"\{\{(c\d{1,9})::", re.ASCII)
# A mark that begins or ends a cloze.
PAIRED = re.compile(f"({OPEN}c[0-9]+{PART}|{CLOSE})")
