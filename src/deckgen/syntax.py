"""What people write around their text that the reader and the cards must take alike."""

import re

_VALUE = r"\"[^\"{}]*+\"|'[^'{}]*+'|[^\s{}\"']++"
_OTHERS = rf"(?:\s++(?:[.#][\w-]++|[\w:-]++=(?:{_VALUE})))*+\s*+\}}\s*+\Z"
# Attributes behind a heading, which show nothing: `{#id .class}`, `{: #id}`, `{-}`, `{/* #id */}`. A class, or Pandoc's
# `{-}`, is apart from the words; `{#if}` and its like are words about Svelte.
ATTRIBUTES = re.compile(
    rf"(?<=\S)(?:(?<!\s)\s*+\{{:?\s*+(?!#(?:if|each|await|key|snippet)\}})#\w[\w:.-]*+{_OTHERS}"
    rf"|\s++\{{:?\s*+(?:\.[^\W\d_][\w-]*+|-){_OTHERS}"
    r"|\s++\{/\*\s*+#[\w-]++\s*+\*/\}\s*+\Z)"
)
# The first line of MkDocs's admonition. Other editors show `!!! note` as text, and it may be prose; a title in quotes
# is none.
ADMONITION = re.compile(
    r"[ \t]*+(?P<mark>!!!(?=.*\")|\?\?\?\+?)[ \t]*+(?P<type>[A-Za-z][\w-]*+)(?:[ \t]++[A-Za-z][\w-]*+)*+"
    r"(?:[ \t]++\"(?P<title>[^\"\n]*+)\")?+[ \t]*+\Z"
)
# In columns: what the text of an admonition is indented by.
ADMONITION_INDENT = 4
# The containers that show their title alone until it is clicked: VitePress's, HackMD's.
FOLDING = frozenset({"details", "spoiler"})
