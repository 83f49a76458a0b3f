"""The checksum at the end of each line of the lock, and the digest of them all."""

import base64
import json
import re
from collections.abc import Iterable, Mapping

from deckgen import ids

_SUM = re.compile(r', "sum": "([a-z2-7]{8})"\}')
LENGTH = len(', "sum": "12345678"}')


def signed(row: Mapping[str, object]) -> str:
    """The row as a line that ends in its checksum."""
    line = json.dumps(row, ensure_ascii=False)
    return f'{line[:-1]}, "sum": "{checksum(line[:-1])}"}}'


def checksum(text: str) -> str:
    """Eight letters and digits, 40 bits: a changed line passes once in 10^12 times."""
    return base64.b32encode(ids.digest(text)[:5]).decode().lower()


def sum_of(line: str) -> str:
    """The checksum at the end of the line, empty if there is none."""
    found = _SUM.fullmatch(line[-LENGTH:])
    return found[1] if found else ""


def digest(sums: Iterable[str]) -> str:
    """One digest of lines in any order; a line that stands twice counts once."""
    return ids.short(*sorted(set(sums)))
