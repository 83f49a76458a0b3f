"""Every card of the real decks and of the torture deck, in Anki's reviewer: issue by issue what must never be seen."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deckgen.render import markdown
from tests.gallery import reviewer
from tests.gallery.reviewer import View
from tests.support.browsers import LACKING, MARKS

pytestmark = MARKS
if not LACKING:
    from tests.gallery import __main__ as gallery
    from tests.gallery import cards, kinds

DAY, NIGHT, STRICT = View(390, False), View(390, True), View(390, False, scripts=False)
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
WIDE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='2000' height='900'/%3E"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Any:
    work = tmp_path_factory.mktemp("sample")
    found, media = cards.cards(kinds.write(work / "kinds.apkg"), work / "collection.anki2")
    return next(card for card in found if card.title.startswith("What") and card.classes == "card card1"), media


def side(sample: Any, back: str) -> Any:
    """The sample card with another answer."""
    head, _, tail = sample[0].answer.partition('<div class="back" dir="auto">')
    return replace(sample[0], answer=head + '<div class="back" dir="auto">' + back + tail[tail.index("</div>") :])


def test_everything_needed_is_here() -> None:
    assert not LACKING


@pytest.mark.parametrize("deck", ["source", "torture", "kinds"])
def test_no_card_has_a_problem(deck: str, tmp_path: Path) -> None:
    paths = {"source": gallery.ROOT, "torture": gallery.ROOT / "tests" / "torture"}
    sources = paths.get(deck) or kinds.write(tmp_path / "kinds.apkg")
    count, said = gallery.look(sources, None, (*gallery.VIEWS, gallery.LARGE))
    assert count >= 5
    assert said == []


def test_a_strict_view_runs_nothing_of_a_card_and_typesets_its_formulas(browser: Any, sample: Any) -> None:
    button = """<button id="tried" onclick="document.body.id = 'tapped'">x</button>"""
    card = side(sample, f"{button}<p class='math'>\\(x\\)</p><script>document.body.dataset.ran = 'yes'</script>")
    for view, ran, tapped in ((DAY, "yes", "tapped"), (STRICT, None, "")):
        page = reviewer.reviewer(browser, sample[1], view)
        page.show(card, "answer")
        page.page.locator("#tried").tap()
        body = page.page.evaluate("() => [document.body.dataset.ran ?? null, document.body.id]")
        assert (body, page.page.locator(".back mjx-container").count()) == ([ran, tapped], 1)
        assert page.problems() == []
        page.page.context.close()


def test_options_need_be_tapped_only_where_scripts_run(browser: Any, sample: Any) -> None:
    card = choice(sample, "", "1")
    still = replace(card, question=card.question.replace("<script>", "<script type='text/plain'>"))
    for view, problems in ((DAY, 3), (STRICT, 0)):
        page = reviewer.reviewer(browser, sample[1], view)
        page.show(still, "question")
        assert len([said for said in page.problems() if said.startswith("cannot be tapped")]) == problems
        page.page.context.close()


@pytest.mark.parametrize(
    ("back", "problem"),
    [
        ('<div style="width:500px">x</div>', "the page scrolls sideways"),
        ('<div style="width:500px">x</div>', "outside the screen"),
        ('<div style="margin-left:-40px">x</div>', "outside the screen"),
        (
            '<div style="overflow:hidden;width:99px"><pre style="overflow:visible">' + "x" * 99 + "</pre></div>",
            "cut off",
        ),
        (
            (
                '<span class="math" style="padding:0;margin:0;line-height:0;height:9px">'
                "\\(\\displaystyle\\frac12\\)</span>"
            ),
            "a formula is cut off by",
        ),
        ('<ol start="1984"><li>x</li></ol>', "a number is cut off"),
        ('<img src="absent.png">', "missing picture"),
        ("<p>\\(\\left( x\\)</p>", "MathJax error: Extra \\left or missing \\right in \\left( x"),
        ("<p>\\(\\nosuchmacro\\)</p>", "unknown macro: \\nosuchmacro"),
        ('<p style="color:#999">pale</p>', "contrast 2.85"),
        ('<p style="color:#000;background:#333">dark</p>', "contrast 1.66"),
        ('<p style="color:#aaa">\\(x\\)</p>', "contrast 2.32: formula"),
        ('<p style="opacity:.4">faint</p>', "contrast"),
        ("<p>\\(\\frac{1\\)</p>", "not typeset"),
        ('<pre style="mask-image:none">' + "x" * 99 + "</pre>", "scrolls and does not look like it"),
        ('<table style="animation:none"><tr><td>' + "x" * 99 + "</table>", "scrolls and does not look like it"),
        ('<pre style="--fade-right:9px;animation:none">x</pre>', "fades and does not scroll"),
        ('<div class="math display"><p style="width:calc(100% + 1px)">x</p></div>', "fades and does not scroll"),
        (
            "<table><tr>" + '<td style="min-width:9em">some few words</td>' * 3 + "</table>",
            "a table scrolls that would fit",
        ),
        ('<p style="width:4em">一二三<span class="math">\\(x\\)</span>。</p>', "a line begins with a sign"),
        ("<p>" + "x " * 24 + '<code style="white-space:normal">a --bc-def</code></p>', "broken code"),
        (
            '<style>#qa mjx-container { font-size: 120% !important }</style><p><span class="math">\\(x\\)</span></p>',
            "a formula of 1.20 times the text",
        ),
        (f'<img src="{PIXEL}" style="margin:0"><img src="{PIXEL}" style="margin:0">', "pictures touch"),
        (f'<img src="{PIXEL}" style="border-radius:1px">', "cut corners"),
    ],
)
def test_the_checks_see_what_is_wrong(browser: Any, sample: Any, back: str, problem: str) -> None:
    page = reviewer.reviewer(browser, sample[1], DAY)
    page.show(side(sample, back), "answer")
    assert any(found.startswith(problem) for found in page.problems()), page.problems()
    page.show(side(sample, "<p>fine</p>"), "answer")
    assert page.problems() == []
    page.page.context.close()


def test_an_equation_with_a_label_comes_again(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "laws.md").write_text("## Which law?\n\n$$a \\label{x}$$\n\nIt is $\\eqref{x}$, unlike $\\eqref{y}$.\n")
    (card,), media = cards.cards(cards.package(tmp_path / "laws.md", tmp_path / "work"), tmp_path / "collection.anki2")
    page = reviewer.reviewer(browser, media, DAY)
    for _ in range(2):
        page.show(card, "answer")
        assert page.problems() == []
    assert "???" not in page.page.inner_text("#qa")
    page.page.context.close()


# Anki and AnkiDroid put the classes on the body, which is the card; the others are possible and must work.
PLACES = [
    ("<body class='card card1 isLin nightMode night_mode fancy'>{}</body>", True),
    ("<body class='card card1 night_mode nightMode ankidroid_dark_mode'><div id=content>{}</div></body>", True),
    ("<body class='night_mode'><div class='card card1'>{}</div></body>", True),
    ("<html class='nightMode'><body class='card'>{}</body></html>", True),
    ("<body class='card card1'>{}</body>", False),
]


@pytest.mark.parametrize(("place", "night"), PLACES)
def test_night_mode_wherever_its_class_is(browser: Any, sample: Any, place: str, night: bool) -> None:
    page = browser.new_page()
    # Both applications style the body in night mode by a selector that outweighs one class.
    host = "<style>body { margin: 20px } body.night_mode, body.nightMode { background: #000; color: #fff }</style>"
    page.set_content(host + place.format(sample[0].question))
    card = page.locator(".card")
    paper = card.evaluate("e => getComputedStyle(e).backgroundColor")
    ink = page.locator(".question").evaluate("e => getComputedStyle(e).color")
    assert (paper, ink) == (
        ("rgb(23, 25, 29)", "rgb(227, 230, 234)") if night else ("rgb(255, 255, 255)", "rgb(31, 35, 40)")
    )
    page.close()


def test_a_tapped_picture_is_enlarged(browser: Any, sample: Any) -> None:
    page = reviewer.reviewer(browser, sample[1], NIGHT)
    page.show(side(sample, f'<p><img id="wide" src="{WIDE}"><img id="small" src="{PIXEL}"></p>'), "answer")
    assert page.page.locator("#small").get_attribute("class") is None
    # Both phone applications look for this class before they take a tap for "turn the card over".
    assert "tappable" in (page.page.locator("#wide").get_attribute("class") or "")
    page.page.locator("#wide").tap()
    layer = page.page.locator(".enlarged")
    assert layer.count() == 1
    assert layer.locator("img").evaluate("e => e.clientWidth") == 2000
    assert layer.evaluate("e => [e.getBoundingClientRect().width, e.scrollLeft > 0]") == [390, True]
    layer.tap()
    assert layer.count() == 0
    page.page.locator("#wide").tap()
    page.show(sample[0], "question")
    assert layer.count() == 0, "it must not outlive its card"
    page.page.context.close()


OPTIONS = '<ul class="options{}"><li>A. one</li><li>B. two <a href="#b">b</a></li><li>C. three</li></ul>'


def choice(sample: Any, several: str, right: str) -> Any:
    """The sample card with options, the places of the right ones on the back."""
    question, answer = (
        text.replace("?</div>", "?</div>" + OPTIONS.format(several)) for text in (sample[0].question, sample[0].answer)
    )
    key = f'<span data-right="{right}" hidden></span>' if right else ""
    return replace(sample[0], question=question, answer=answer.replace("</p>", "</p>" + key))


# Whether several may be chosen, the right ones, what is tapped; what is chosen then, and what the back says of each.
CHOICES = [
    ("", "1", [1], [1], ["", "correct", ""]),
    # The card comes again, and this time nothing is chosen.
    ("", "1", [], [], ["", "correct", ""]),
    ("", "1", [0, 2], [2], ["", "correct", "wrong"]),
    ("", "1", [0, 0], [], ["", "correct", ""]),
    (" several", "0 2", [0, 1], [0, 1], ["correct", "wrong", "correct"]),
    (" several", "0 2", [0, 2, 1, 1], [0, 2], ["correct", "", "correct"]),
    (" several", "", [1], [1], ["", "", ""]),
]


@pytest.mark.parametrize("loads", [False, True], ids=["one page", "a page for each side"])
def test_a_choice_reaches_the_back(browser: Any, sample: Any, loads: bool) -> None:
    page = reviewer.reviewer(browser, sample[1], DAY)
    options = page.page.locator(".front .options > li")
    checked = """all => all.flatMap((one, at) => one.getAttribute("aria-checked") === "true" ? [at] : [])"""
    shown = "all => all.map(one => ['correct', 'wrong'].filter(name => one.classList.contains(name)).join())"
    for several, right, taps, chosen, seen in CHOICES:
        card = choice(sample, several, right)
        page.show(card, "question")
        assert options.evaluate_all(checked) == []
        assert page.problems() == []
        for at in taps:
            options.nth(at).tap(position={"x": 12, "y": 12})
        assert (options.evaluate_all(checked), options.evaluate_all(shown)) == (chosen, [""] * 3)
        if loads:
            page.page.reload()
        page.show(card, "answer")
        assert (options.evaluate_all(checked), options.evaluate_all(shown)) == (chosen, seen)
        assert page.problems() == []
        # What was chosen for one question is not for another.
        page.show(replace(card, answer=card.answer.replace("A. one", "A. two")), "answer")
        assert options.evaluate_all(checked) == []
    page.page.context.close()


def test_no_option_breaks_its_lines_anew_when_it_is_right(browser: Any, sample: Any) -> None:
    page = reviewer.reviewer(browser, sample[1], DAY)
    options = "".join(f"<li>{'一' * count}</li>" for count in range(1, 40))
    card = choice(sample, " several", " ".join(map(str, range(39))))
    card = replace(
        card, **{name: re.sub("<li>.*</li>", options, getattr(card, name)) for name in ("question", "answer")}
    )
    heights = []
    for shown in ("question", "answer"):
        page.show(card, shown)
        heights.append(
            page.page.locator(".front .options > li").evaluate_all("all => all.map(one => one.clientHeight)")
        )
    assert page.page.locator(".correct").count() == len(heights[0]) == 39
    assert heights[0] == heights[1]
    page.page.context.close()


def test_a_link_in_an_option_is_no_choice(browser: Any, sample: Any) -> None:
    page = reviewer.reviewer(browser, sample[1], DAY)
    page.show(choice(sample, "", "1"), "question")
    page.page.locator(".options a").tap()
    assert page.page.locator('.options [aria-checked="true"]').count() == 0
    page.page.context.close()


def test_options_are_read_where_nothing_is_kept_and_where_nothing_runs(browser: Any, sample: Any) -> None:
    card = choice(sample, "", "1")
    page = browser.new_page()
    # A page without an origin of its own has no session storage.
    page.goto("data:text/html,<body class='card'><div id=qa></div>")
    page.evaluate("() => { window.onerror = message => { document.title = message } }")
    for text in (card.question, card.answer):
        page.evaluate("html => qa.replaceChildren(document.createRange().createContextualFragment(html))", text)
        page.locator(".options > li").nth(0).click(position={"x": 12, "y": 12})
    assert page.title() == ""
    assert page.locator(".options > .correct").inner_text() == "B. two b"
    assert page.locator(".options > .wrong").count() == 0
    page.close()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_content("<body class='card card1'>" + card.answer)
    assert page.locator(".options").inner_text().split("\n") == ["A. one", "B. two b", "C. three"]
    context.close()


def test_edges_fade_while_there_is_more_behind_them(browser: Any, sample: Any) -> None:
    page = reviewer.reviewer(browser, sample[1], DAY)
    row = "<tr>" + "<td>a wide cell</td>" * 9
    page.show(
        side(sample, f"<pre>{'x' * 99}</pre><table>{row}</table><div dir=rtl><table>{row}</table></div>"), "answer"
    )
    fades = """async (box, to) => {
      box.scrollLeft = to * (box.scrollWidth - box.clientWidth);
      await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
      const style = getComputedStyle(box);
      return ["--fade-left", "--fade-right"].map(name => parseFloat(style.getPropertyValue(name)) > 0);
    }"""
    for box in page.page.locator(".back > pre, .back > table").all():
        assert [box.evaluate(fades, to) for to in (0, 0.5, 1)] == [[False, True], [True, True], [True, False]]
    # From right to left a table begins at its right edge.
    box = page.page.locator("[dir=rtl] table")
    assert [box.evaluate(fades, to) for to in (0, -0.5, -1)] == [[True, False], [True, True], [False, True]]
    page.page.context.close()


def test_a_table_has_room(browser: Any, sample: Any) -> None:
    page = reviewer.reviewer(browser, sample[1], DAY)
    text = "一个比较长的单元格，里面有很多字，不应该被压成一列一个字。"
    row = f"<tr><td>短单元格</td><td>{text}</td><td>{text}</td><td><code>git rebase -i</code></td><td>1</td></tr>"
    page.show(side(sample, f"<table>{row}</table>"), "answer")
    line, width = 15.64 * 1.5, "e => e.clientWidth"
    cells = page.page.locator("td")
    assert all(cells.nth(at).evaluate(width) >= 7 * 15.64 for at in (1, 2))
    heights = """e => { const range = document.createRange(); range.selectNodeContents(e);
      return range.getBoundingClientRect().height; }"""
    assert all(cells.nth(at).evaluate(heights) <= line for at in (0, 3, 4))
    assert cells.nth(4).evaluate(width) < 3 * 15.64
    page.page.context.close()


def test_both_cards_of_a_reversed_note_ask(browser: Any, sample: Any, tmp_path: Path) -> None:
    found, media = cards.cards(kinds.write(tmp_path / "kinds.apkg"), tmp_path / "collection.anki2")
    first, second = (card for card in found if card.title.startswith("What"))
    page = reviewer.reviewer(browser, media, DAY)
    font = "e => [getComputedStyle(e).fontSize, getComputedStyle(e).fontWeight]"
    page.show(first, "question")
    asked = page.page.locator(".front > :first-child").evaluate(font)
    page.show(first, "answer")
    answered = page.page.locator(".back > :first-child").evaluate(font)
    page.show(second, "answer")
    assert page.page.locator(".front > :first-child").evaluate(font) == asked != answered
    assert page.page.locator(".back > :first-child").evaluate(font) == answered
    page.page.context.close()


def test_a_footnote_link_stays_on_the_card(browser: Any, sample: Any) -> None:
    page = reviewer.reviewer(browser, sample[1], DAY)
    back = '<p><a id="to" href="#fn:1">1</a></p><div style="height:3000px"></div><p id="fn:1">The note.</p>'
    page.show(side(sample, back), "answer")
    before = page.page.url
    page.page.locator("#to").tap()
    assert page.page.url == before
    assert page.page.evaluate("scrollY") > 1000
    page.page.context.close()


def test_nothing_moves_when_formulas_arrive(browser: Any, sample: Any) -> None:
    """What follows a display formula stays where it stood before MathJax.

    Behind a formula of one line it does not move at all, and behind a fraction it moves by less than an em.
    """
    page = reviewer.reviewer(browser, sample[1], DAY)
    formula = '<p>a</p><span class="math display">\\[{}\\]</span><p id="after">b</p>'
    tops = []
    for tex in ("E = mc^2", "\\frac{a}{b} = c"):
        page.show(side(sample, formula.format(tex)), "answer")
        tops.append(page.page.locator("#after").evaluate("e => e.getBoundingClientRect().top"))
        page.show(side(sample, formula.format(tex).replace("\\[", "").replace("\\]", "")), "answer")
        tops.append(page.page.locator("#after").evaluate("e => e.getBoundingClientRect().top"))
    assert abs(tops[0] - tops[1]) < 1
    assert abs(tops[2] - tops[3]) < 17
    page.page.context.close()


def test_a_formula_that_is_all_there_does_not_fade(browser: Any, sample: Any) -> None:
    """Glyphs may be wider than their box by a 64th of a pixel, which is rounded to a whole one that can be scrolled."""
    page = reviewer.reviewer(browser, sample[1], DAY)
    formula = '<p><span class="math">\\(y\\kern{}px x_i\\)</span></p>'
    page.show(side(sample, "".join(formula.format(part / 64) for part in range(64))), "answer")
    assert page.page.locator(".back mjx-container").count() == 64
    assert page.problems() == []
    page.page.context.close()


@pytest.mark.parametrize(("text", "seen"), [("字{}。后", "。"), ("字（{}，后", "，"), ("字{}), then", "),")])
def test_no_line_begins_with_the_stop_after_a_formula(browser: Any, sample: Any, text: str, seen: str) -> None:
    page = reviewer.reviewer(browser, sample[1], DAY)
    page.show(side(sample, markdown("\n\n".join("字" * n + text.format("$x+y$") for n in range(10, 24)))), "answer")
    assert page.problems() == []
    assert page.page.locator(".back p mjx-container").count() == 14
    apart = """(all, seen) => all.filter(p => {
      const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT), range = document.createRange();
      let node; while ((node = walker.nextNode()) && !node.data.startsWith(seen));
      range.setStart(node, 0); range.setEnd(node, 1);
      return range.getBoundingClientRect().left < p.querySelector("mjx-container").getBoundingClientRect().left;
    }).length"""
    assert page.page.locator(".back p").evaluate_all(apart, seen) == 0
    page.page.context.close()


def test_without_scripts_a_card_lacks_nothing_but_comfort(browser: Any, sample: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_content("<body class='card card1'>" + side(sample, f'<img src="{WIDE}">').answer)
    assert page.locator("img").bounding_box()["width"] <= 354
    context.close()


def test_an_authors_style_and_template_reach_the_card(browser: Any, tmp_path: Path) -> None:
    project = tmp_path / "own"
    (project / "source").mkdir(parents=True)
    (project / "source" / "a.md").write_text("## What?\n\nThat.\n")
    (project / "style.css").write_text(".deckgen .question { color: rgb(1, 2, 3) }")
    (project / "templates").mkdir()
    (project / "templates" / "back.html").write_text("<div class=deckgen>{{FrontSide}}<i id=mine>{{Answer}}</i></div>")
    found, media = cards.cards(cards.package(project, tmp_path / "work"), tmp_path / "collection.anki2")
    page = reviewer.reviewer(browser, media, DAY)
    page.show(found[0], "answer")
    assert page.page.locator("#mine").inner_text().strip() == "That."
    assert page.page.locator(".question").evaluate("e => getComputedStyle(e).color") == "rgb(1, 2, 3)"
    page.page.context.close()
