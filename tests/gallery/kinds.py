"""A package with what the torture deck's questions are not: clozes and a reversed card, as fields."""

from pathlib import Path

from deckgen.data import Note
from deckgen.notetypes import FIELDS, note_type
from deckgen.package import pack

_PLAIN = "<p>The {{c1::mitochondrion}} is the {{c2::powerhouse::what?}} of the cell.</p>"
_LIST = (
    "<p>优化器的三件事：</p><ul><li>{{c1::动量}}：平滑梯度</li><li>{{c2::自适应学习率：按二阶矩缩放每个参数的步长}}</li>"
    "<li>{{c3::\\(\\hat m_t = \\frac{m_t}{1-\\beta_1^t}\\)}}：偏差修正</li></ul>"
)
_CODE = '<pre class="code"><code>for x in {{c1::range(10)}}:\n    print(x)</code></pre><p>Both {{c1::at once}}.</p>'
_TITLE = '<div class="question">What is the derivative of \\(\\sin x\\)?</div>'


def write(to: Path) -> Path:
    """Write the package and return where it is."""
    notes = [
        _note("cloze", Text=_PLAIN, Back="<p>More on <b>that</b>.</p>", Topic="Biology › Cells", Source="cells.md"),
        _note("cloze", Text=_LIST, Topic="深度学习 › 优化", Source="优化.md"),
        _note("cloze", Text=_CODE, Back='<div class="callout callout-tip"><div class="callout-title">Tip</div>x</div>'),
        _note("basic", Question=_TITLE, Answer="<p>\\(\\cos x\\)</p>", Reverse="1", Topic="Calculus", Source="a.md"),
    ]
    types = [(note_type("basic", "kinds"), 1), (note_type("cloze", "kinds"), 1)]
    to.write_bytes(pack(notes, types, {}))
    return to


def _note(kind: str, **fields: str) -> Note:
    row = tuple(fields.get(name, "") for name in FIELDS[kind])
    return Note(f"{kind}-{fields}", kind, "kinds", row, (), 1_000, 1)
