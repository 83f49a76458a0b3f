"""Diagnostics as SARIF 2.1.0, which GitHub's code scanning and editors read (docs.oasis-open.org/sarif)."""

import os
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from deckgen.diagnostics import Diagnostic

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def log(diagnostics: Sequence[Diagnostic]) -> dict[str, Any]:
    """The log of one run; places are paths from the repository's top, as these services want them."""
    rules = [{"id": code} for code in sorted({diagnostic.rule.code for diagnostic in diagnostics})]
    driver = {"name": "deckgen", "version": version("deckgen-markdown"), "rules": rules}
    results = [_result(diagnostic) for diagnostic in diagnostics]
    # Columns of ours count code points; SARIF counts UTF-16 units unless told otherwise.
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(diagnostic: Diagnostic) -> dict[str, Any]:
    span = diagnostic.span
    text = f"{diagnostic.message}; {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    region = {"startLine": span.line, "startColumn": span.column}
    place = {"physicalLocation": {"artifactLocation": {"uri": quote(os.fsencode(span.path))}, "region": region}}
    return {
        "ruleId": diagnostic.rule.code,
        "level": diagnostic.rule.severity,
        "message": {"text": text},
        "locations": [place],
    }
