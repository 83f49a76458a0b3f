"""A package with what the torture deck's questions are not: clozes and a reversed card, as fields."""

from pathlib import Path

from deckgen.apkg.notetypes import FIELDS, note_type
from deckgen.apkg.write import pack
from deckgen.data import Note, NoteKind

_PLAIN = "<p>The {{c1::mitochondrion}} is the {{c2::powerhouse::what?}} of the cell.</p>"
_LIST = (
    "<p>优化器的三件事：</p><ul><li>{{c1::动量}}：平滑梯度</li><li>{{c2::自适应学习率：按二阶矩缩放每个参数的步长}}</li>"
    "<li>{{c3::\\(\\hat m_t = \\frac{m_t}{1-\\beta_1^t}\\)}}：偏差修正</li></ul>"
)
_CODE = '<pre class="code"><code>for x in {{c1::range(10)}}:\n    print(x)</code></pre><p>Both {{c1::at once}}.</p>'
# What rendering emits for constructs of editors, in the classes that docs/reference/look.md lists.
_CONSTRUCTS = """
<p>A claim<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup>, another\
<sup id="fnref:2"><a class="footnote-ref"
href="#fn:2">2</a></sup>, and \
<img class="emoji" alt="" src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'
width='64' height='64'%3E%3Ccircle cx='32' cy='32' r='30' fill='orange'/%3E%3C/svg%3E"> an emoji.</p>
<ul class="contains-task-list">
<li class="task-list-item">\
<input class="task-list-item-checkbox" checked disabled type="checkbox"> done, with a text that is
long enough for a second line on a telephone</li>
<li class="task-list-item"><input class="task-list-item-checkbox" disabled type="checkbox"> to do
<ul class="contains-task-list">\
<li class="task-list-item"><input class="task-list-item-checkbox" disabled type="checkbox">
below</li></ul></li></ul>
<dl><dt>Term</dt><dd>Its definition, 它的定义。</dd></dl>
<table><thead><tr><th>left</th><th align="center">centre</th><th align="right">right</th></tr></thead>
<tbody><tr><td>a</td><td align="center">b</td><td align="right">1 024</td></tr></tbody></table>
<details class="callout callout-warning">\
<summary class="callout-title">A folded warning</summary><p>Inside.</p></details>
<div class="callout callout-note"><div class="callout-title"><p>Outer</p></div><p>Text.</p>
<div class="callout callout-danger"><div class="callout-title">Inner</div><p>Text.</p>\
<pre class="code"><code>x = 1</code></pre></div>
</div>
<figure><img alt="" src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='300' height='60'%3E%3Cpath
d='M0 60L300 0' stroke='black'/%3E%3C/svg%3E"><figcaption>A caption</figcaption></figure>
<hr class="footnotes-sep"><section class="footnotes"><ol class="footnotes-list"><li id="fn1" class="footnote-item">
<p>The first. <a href="#fnref1" class="footnote-backref">↩︎</a></p></li></ol></section>
<div class="footnote"><hr><ol><li id="fn:2"><p>The other dialect's. \
<a class="footnote-backref" href="#fnref:2">↩</a></p></li>
</ol></div>
"""
_TITLE = '<div class="question">What does \\(\\sin x\\) have as its derivative?</div>'


def write(to: Path) -> Path:
    """Write the package and return where it is."""
    notes = [
        _note("cloze", Text=_PLAIN, Back="<p>More on <b>that</b>.</p>", Topic="Biology › Cells", Source="cells.md"),
        _note("cloze", Text=_LIST, Topic="深度学习 › 优化", Source="优化.md"),
        _note("cloze", Text=_CODE, Back='<div class="callout callout-tip"><div class="callout-title">Tip</div>x</div>'),
        _note("basic", Question=_TITLE, Answer="<p>\\(\\cos x\\)</p>", Reverse="1", Topic="Calculus", Source="a.md"),
        _note("basic", Question='<div class="question">Constructs</div>', Answer=_CONSTRUCTS, Source="a.md"),
    ]
    types = [(note_type("basic", "kinds"), 1), (note_type("cloze", "kinds"), 1)]
    to.write_bytes(pack(notes, types, {}))
    return to


def _note(kind: NoteKind, **fields: str) -> Note:
    row = tuple(fields.get(name, "") for name in FIELDS[kind])
    return Note(f"{kind}-{fields}", kind, "kinds", row, (), 1_000, 1)
