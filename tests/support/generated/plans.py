"""How a document is written: every choice that an author makes, and which choices go together."""

from dataclasses import dataclass
from random import Random

from tests.support.generated.texts import CODES

# In front of a title, by kind: `{h}` are hashes, `{q}` the language's word for "question", `{t}` is the title.
LEADS = {
    "heading": (
        "{h} {t}", "{h} {n}. {t}", "{h} {n}、{t}", "{h} {n}) {t}", "{h} （{n}）{t}", "{h} {han}、{t}", "{h} Q{n}: {t}",
        "{h} Q: {t}", "{h} {q} {n}: {t}", "{h} {q} {n}. {t}", "{h} 第{n}题：{t}", "{h} **{t}**", "{h} {n} {t}",
        "<h{level}>{t}</h{level}>", "{h} {t} #card", "{h} {q} {n}\n\n{t}", "{h} {t} {h}",
    ),
    "bold": (
        "**{t}**", "**{n}. {t}**", "**{n}、{t}**", "**Q{n}: {t}**", "**{q} {n}: {t}**", "**{q} {n}.** {t}", "__{t}__",
        "***{t}***", "<b>{t}</b>", "**({n})** {t}",
    ),
    "number": (
        "{n}. {t}", "{n}) {t}", "{n}、{t}", "({n}) {t}", "（{n}）{t}", "{han}、{t}", "{circled} {t}", "{keycap} {t}",
        "{n} - {t}", "№{n}. {t}", "{n}\uff0e{t}", "{n}.{t}", "{n}. **{t}**", "{n}: {t}", "{roman}. {t}",
    ),
    "bullet": ("- {t}", "* {t}", "+ {t}", "- **{t}**", "• {t}"),
    "label": (
        "Q: {t}", "{q}: {t}", "{q} {n}: {t}", "Q{n}. {t}", "**Q:** {t}", "**{q} {n}:** {t}", "Q{n}) {t}", "问：{t}",
        "{q}{n}：{t}", "**Q{n}:** {t}", "- Q: {t}", "*{q}:* {t}",
        "{q} {n}:\n{t}", "**{q} {n}**\n\n{t}", "Q{n}.\n{t}", "**{n}.**\n\n{t}",
    ),
    "line": ("{t}",),
    "ruled": ("-------- {t} --------", "======== {t}", "// ----- {t} -----"),
    # These say where the answer is.
    "fold": (
        "<details><summary>{t}</summary>", "<details>\n<summary>{t}</summary>",
        "<details>\n<summary><b>{t}</b></summary>",
    ),
    "definition": (
        "**{t}**: {a}", "- **{t}**: {a}", "- **{t}** - {a}", "**{t}** — {a}", "- {t}：{a}", "{t}\n: {a}",
        "* **{t}:** {a}",
    ),
    "table": ("| {q} | {A} |", "| {A} | {q} |", "| # | {q} | {A} |"),
    "card": (
        "{t} :: {a}", "{t}::{a}", "{t} ::: {a}", "- {t} :: {a}", "{t}\n?\n{a}", "{t}\n??\n{a}", "- {t} #card\n\t- {a}",
        "- {t} #flashcard\n  card-repeats:: 2\n  - {a}", "START\nBasic\n{t}\nBack: {a}\nEND", "{h} {t}\n\n%\n\n{a}",
        "- {t} ::\n  - {a}", "- #card {t}\n\t- {a}", "{t}\n#flashcard\n{a}", "- {t} #card\n  collapsed:: true\n\t- {a}",
    ),
    "callout": (
        "> [!question] {t}\n> {a}", "> [!question]- {t}\n> {a}", "> [!question] {t}\n>\n> {a}", "> [!faq]+ {t}\n> {a}",
    ),
    "fence": ("```ad-question\ntitle: {t}\n{a}\n```", "```ad-faq\ntitle: {t}\n\n{a}\n```"),
    "quote": ("> **{t}**\n>\n> {a}", "> {t}\n\n{a}", "> **{t}**\n\n{a}", "> #### {t}\n>\n> {a}"),
    "one line": ("**{t}** {a}", "{n}. **{t}** {a}", "{n}. {t} {a}", "- **{t}** {a}", "Q: {t} A: {a}"),
    # A statement, and whether it is so: `{s}` is "T" or "F", `{√}` a tick or a cross.
    "truth": (
        "{n}. {a} **({s})**", "{n}. **{s}** - {a}", "{n}. {a}（{√}）", "{n}. {a}\n\n{A}: {s}",
        "{n}、{a}（ ）\n{A}：{√}",
        "{h} {n}. {a}\n\n**{A}:** {s}",
    ),
    "turns": (
        "面试官：{t}\n\n应聘者：{a}", "Interviewer: {t}\n\nCandidate: {a}",
        "**Interviewer:** {t}\n\n**Candidate:** {a}", "Anna: {t}\n\nBen: {a}", "**Anna:** {t}\n**Ben:** {a}",
    ),
}  # fmt: skip
# Those whose answer follows in a way of its own.
FREE = ("heading", "bold", "number", "bullet", "label", "line", "ruled")
# Where the answer stands: below a blank line or in the next one, at the margin or inside the item.
PLACES = {
    "heading": ("below", "next"), "bold": ("below", "next"), "number": ("below", "next", "inside", "inside next"),
    "bullet": ("inside", "inside next", "nested"), "label": ("below", "next"), "line": ("below",),
    "ruled": ("below", "next"),
}  # fmt: skip
MARKS = {
    "heading": (
        "none", "label", "bold label", "label alone", "label heading", "fold", "quote", "percent", "rule", "half",
    ),
    "bold": ("none", "label", "bold label", "label alone", "fold", "quote"),
    "number": ("none", "label", "bold label", "label alone", "fold", "quote", "unanswered"),
    "bullet": ("none", "label", "bold label", "fold", "quote", "unanswered"),
    "label": ("A", "label", "bold label", "none", "fold", "quote"),
    "line": ("none", "label", "quote"),
    "ruled": ("none", "label", "quote"),
}  # fmt: skip
OPTIONS = ("A. {o}", "A) {o}", "- A. {o}", "- A) {o}", "- [ ] {o}", "a) {o}", "（A）{o}", "A、{o}", "- {o}", "* A. {o}")
RIGHT = ("answer line", "fold", "key", "bold", "tick", "remark", "box")
# Chinese and English are what most users write; every other language is one in fourteen.
_TONGUES = ("en", "zh", "en", "zh", *CODES)
# Languages that deckgen has no words of.
WORDLESS = ("hi", "pl", "tr")
# What belongs to one language.
_OF = {
    "题": ("zh",),
    "问：": ("zh",),
    "面试官": ("zh",),
    "Interviewer": ("en",),
    "{q}{n}：": ("zh", "ja"),
    "{han}": ("zh", "ja"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The choices of one document; `title` is how its questions read: with a mark, without, with a blank, or as a term.
    `topic` is how its topics are written.

    `inside` is what some of its answers have besides a sentence.
    """

    seed: int
    language: str
    kind: str
    lead: str
    place: str
    mark: str
    option: str
    right: str
    topics: int
    topic: str
    title: str
    inside: str
    extras: tuple[str, ...]

    def dimensions(self) -> dict[str, str]:
        """What it is counted under."""
        lead = self.lead.replace("\n", "⏎").replace("\t", "⇥")
        return {
            "language": self.language, "kind": self.kind, "lead": f"{self.kind}: {lead}",
            "place": f"{self.kind} {self.place}", "mark": self.mark, "option": self.option, "right": self.right,
            "topics": str(self.topics), "topic": self.topic, "title": self.title, "inside": self.inside,
            "extras": "+".join(self.extras) or "-",
        }  # fmt: skip


def plan(seed: int) -> Plan:
    """The choices of the document with this seed; seeds that follow one another go through all leads."""
    rng = Random(f"plan {seed}")
    leads = [(kind, lead) for kind, of in LEADS.items() for lead in of]
    kind, lead = leads[seed % len(leads)]
    languages = next((of for part, of in _OF.items() if part in lead), _TONGUES)
    place, mark = (rng.choice(PLACES[kind]), rng.choice(MARKS[kind])) if kind in FREE else ("", "")
    option = right = ""
    if kind in ("heading", "bold", "number", "label") and "\n" not in lead and rng.random() < 0.3:
        option = rng.choice(OPTIONS)
        right = rng.choice(_rights(option, lead))
        mark = ""
        place = "inside" if place.startswith("inside") and right != "key" else "next" if place == "next" else "below"
    # A mark stands in a line of its own, and not in the title's paragraph.
    if mark in ("label heading", "percent", "rule", "label alone", "quote") and place == "next":
        place = "below"
    if mark == "unanswered":
        place = "next"
    topics, title = _topics(rng, kind), _title(rng, kind, mark, option, lead, place)
    topic = rng.choice(("plain", "plain", "numbered", "chapter")) if topics else ""
    extras = tuple(extra for extra in ("intro", "contents", "references", "properties") if rng.random() < 0.2)
    extras += tuple(extra for extra in _odd(kind, lead, topics) if rng.random() < 0.2)
    # Statements have no titles that contents could list; questions that come nowhere else would be cards.
    extras = tuple(extra for extra in extras if kind != "truth" or extra != "contents")
    inside = rng.choice(_insides(kind, place, mark, option))
    language = rng.choice(languages)
    # Where no word is known, a title needs its mark, and an option a tick.
    if language in WORDLESS:
        title = "question" if title == "bare" and not option else title
        right = "tick" if right == "remark" else right
    return Plan(seed, language, kind, lead, place, mark, option, right, topics, topic, title, inside, extras)


def _odd(kind: str, lead: str, topics: int) -> tuple[str, ...]:
    """How headings may slip: one of them a level too deep, or questions without a topic at the level of topics."""
    if kind != "heading" or "{h}" not in lead:
        return ()
    return (*(("slipped",) if "{n}" in lead else ()), *(("uneven",) if topics == 1 else ()))


def _insides(kind: str, place: str, mark: str, option: str) -> tuple[str, ...]:
    """What may be in such answers, so that nobody takes it for another question."""
    if kind not in (*FREE, "fold") or option or place in ("next", "inside next", "nested") or mark == "unanswered":
        return ("nothing",)
    found = ["nothing", "nothing", "paragraphs", "list", "code", "deep"]
    # What looks like a title must not look like those of the document.
    if kind != "number" or place == "inside":
        found.append("steps")
    if kind in ("heading", "fold", "number"):
        found.append("bold")
    if kind == "heading" and mark not in ("quote", "label heading"):
        found.append("heading")
    return tuple(found)


def _rights(option: str, lead: str) -> tuple[str, ...]:
    """How the right one of such options may be marked."""
    if "[ ]" in option:
        return ("box",)
    if "A" not in option and "a)" not in option:
        return ("bold", "tick", "remark")
    numbered = "{n}" in lead
    return tuple(right for right in RIGHT if right != "box" and (right != "key" or numbered))


def _topics(rng: Random, kind: str) -> int:
    return rng.choice((0, 0, 1, 1, 2)) if kind != "table" else rng.choice((0, 1))


def _title(rng: Random, kind: str, mark: str, option: str, lead: str, place: str) -> str:
    """How titles may read, so that a reader can still see that they are questions."""
    if kind == "definition":
        return "term"
    if kind == "truth":
        return "statement"
    if kind in ("line", "quote", "bullet", "one line", "turns") or mark in ("unanswered", "half"):
        return "question"
    if option:
        return rng.choice(("question", "bare", "blank"))
    if kind in ("fold", "table", "card", "callout", "fence"):
        return rng.choice(("question", "term", "mixed"))
    if kind == "heading" and "\n" not in lead:
        return rng.choice(("question", "question", "bare", "term", "mixed"))
    return "question" if place == "next" else rng.choice(("question", "question", "bare"))
