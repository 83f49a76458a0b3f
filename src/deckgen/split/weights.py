"""What each sign of a question weighs, in one table, each with its reason.

All are log-odds: 0 says nothing, 1 makes a reading 2.7 times as likely. They were set by reason, and moved where
documents with keys and files that are no Q&A both said so; docs/decisions/splitting.md says how to measure them again.
How a sign is measured, as a share from 0 to 1, stands where it is looked for.
"""

# How likely heads of a kind are questions before anything is known about them.
KIND = {
    "heading": 0.3,  # in notes a heading is as often a question as a topic
    "bold": 0.0,  # emphasis, or a small heading
    "fold": 0.6,  # what hides its text may be asking
    "number": -0.6,  # most numbered lines are steps and enumerations
    "word": -1.0,  # "Step 1:", "Chapter 2."
    "label": 1.0,  # `Q:` is written for this
    "card": 3.0,  # as are the notations of flash-card tools
    "row": -3.0,  # most tables compare, a file that is but a short one too
    "gloss": -2.6,  # a word and its translation: names of things, unless there is hardly anything else
    "term": -1.6,  # "**Note:** …" and options of programs look like terms
    "bullet": -2.2,  # most bullets only list
    "quote": -1.5,  # most quotes are citations
    "named": 0.6,  # a line right above a quote is what that explains, or who said it
    "stem": -1.0,  # text above a hidden answer, which alone says that it asks
    "ruled": 0.8,  # "----- the role of x -----" is a heading to its author
    "line": -3.2,  # prose asks, too
    "lead": -4.0,  # the first line of a paragraph is mostly text
}
# Kinds in which a series that does not ask is more likely none: the others are written for questions.
MUST_ASK = frozenset(
    {"heading", "bold", "fold", "number", "word", "term", "bullet", "quote", "named", "line", "lead", "row"}
)

SERIES = {
    "asks": 3.0,  # all titles ask; a quarter of them says little, a half as much as all
    "none asks": -1.6,  # and none does
    "labelled": 2.0,  # titles begin with Q1, 题目, Question 3
    "marked": 2.5,  # a label or a fold says where the answer is: so much that numbers that do not ask are questions
    "options": 2.5,  # A, B, C below the titles
    "quoted": 1.2,  # all that stands below them is quoted: an answer to some authors, a quotation to others
    "promised": 2.0,  # the file's title or a heading above says: interview questions, glossary
    "defined": 4.5,  # the header of the table says: term, question
    "long": 5.0,  # a table of a dozen rows lists things; one of a few compares
    "compared": -3.0,  # the header of the table says: feature, property, or nothing above what the rows are called
    "spelled out": 2.0,  # its titles are abbreviations with what they stand for
    "tight": -4.0,  # `a::b` without blanks is mostly code
    "alone": 5.0,  # from half of the file's text on, of tables less: there is hardly anything else in it
    "bodies": -0.5,  # nothing stands below the titles
    "few": -1.0,  # a series of one; half of it for two
    "never": -1.0,  # its titles are installation, licence, references
    "brief": 2.0,  # many sections of a few lines each: flash cards in all but name
    "only structure": 4.5,  # first lines of paragraphs where headings are few
    "fielded": 2.5,  # one field comes first below all of them, as in a dictionary: "Meaning: …"
    "explained": 4.5,  # the file is a list of which all items are explained: an outline to learn
    "repeats": -3.0,  # titles come again: "Definition", "Example", a name in a table of measurements
    "beside": 3.0,  # lists written alike ask below other topics: half of them as much as all
    "holds": -2.5,  # several heads that ask stand below most of its titles: they are topics
}
# What a file looks like: notes to learn from, or the manual of a project. A logistic regression on 350 files of notes
# and 200 of manuals gave the order of these; each is a share from 0 to 1.
GENRE = {
    "any": 0.3,
    "bold": 2.2,  # words are in bold in a third of the lines: those to learn
    "asks": 2.0,  # half of the headings ask
    "items": 1.8,  # lines are items of lists: notes are terse
    "studied": 0.8,  # the title or the name of the file says revision, notes, exam
    "edited": 1.5,  # two callouts, highlights, tags or pasted pictures: it was written in an editor of notes
    "foreign": 0.3,  # half of the lines are in another script than Latin: projects write to the world in English
    "numbered": 0.5,  # half of the headings have a number
    "sections": -4.0,  # a third of the headings is called as in manuals: usage, configuration, contributing
    "addressed": -1.5,  # a quarter of the lines says "you", "please"
    "code words": -1.3,  # half of the lines name something in code
    "commands": -1.0,  # five blocks of commands or configuration
    "fetched": -1.2,  # a command fetches a package or a repository
    "links": -1.5,  # a quarter of the lines has a link
    "signatures": -2.0,  # a third of the headings are calls in code: the reference of a library
    "versions": -2.0,  # a third of the headings name a version or a day
    "dated": -8.0,  # a page of a diary: its headings are Todo and Log
    "name": -3.0,  # README, CHANGELOG, CONTRIBUTING
    "paper": -4.5,  # minutes, a weekly report, a plan, a user guide: written like notes, and nothing to learn
}
# What that adds to series of kinds that also manuals have: so many times as much, within these bounds.
GENRE_COUNTS, GENRE_LEAST, GENRE_MOST = 2.5, -3.0, 2.0
# Kinds that can structure a file in place of headings; where there are headings, they are parts of answers.
STRUCTURES = frozenset({"lead", "number", "bold"})
# A file of so many lines says half of what a long one says.
GENRE_HALF = 8
# What one head has to say for itself, beyond its series.
OWN = {
    "asks": 1.2,  # its own title asks
    "never": -20.0,  # contents, references, a licence, no word at all, where nothing on its line answers
    "links": -12.0,  # only links stand below it, and it does not ask: references in any language
    "told": -3.0,  # it does not ask, in what looks like a manual
    "describes": -3.0,  # a term right below the title, above three times as many questions: the file's author, its time
    "contains": -3.0,  # 第三章, "Part II", 选择题: it names what holds questions
    "holds": -4.0,  # it does not ask, and questions inside it explain all of it
    "asked inside": -2.0,  # most headings below it ask: a topic, or a question with parts
    "empty": -4.0,  # nothing below, though the others have something
}
# A key at the end of the file answers the numbers of a series.
KEYED = 2.5
# What the author or the last build said.
REMEMBERED, SET = 3.0, 30.0
# What the last build took for questions stays so, inside others and around them, unless this many times worse.
REMEMBERS = 2.5
# What the other files of a folder add for a series that asks in them, and what share of that those of other folders do.
FOLDER, PROJECT = 1.5, 0.5  # names become questions beside files that ask, but not where anything speaks against it
# A file speaks for a series that is at least so likely in it; so many files are enough.
SPEAKS, ENOUGH = 1.0, 3
# Notations that are written for questions alone: no answer in another notation goes on over them.
EXPLICIT = frozenset({"label", "card"})
# A reading is built from here on; below it is offered.
SURE_FROM = 0.0
# A series is looked at as a way to divide a region from here on: its best heads may still be questions.
WORTH_A_LOOK = -1.1
# A setting is tried for a series that is likelier than this, and offered without being asked for from here on: names,
# below nothing that promises, but not what holds questions or what is never one.
WORTH_A_TRY, NEARLY = -3.0, -1.7
# A head keeps its inside unless that is better by this factor.
KEEPS = 1.15
# A series goes on across headings that stand in more than this share of its parts.
ACROSS = 0.4
# Headings of a level of which there are so many, and this share asks, are questions inside answers, too.
SEVERAL, MOSTLY = 3, 0.6
# Kinds of which many ask in passing: in a list, in the text.
LISTED = frozenset({"number", "bullet", "line"})
# Heads that stand in this share of the heads around them are not parts of single answers; in half of it, they are.
COMMON = 0.75


def most(share: float) -> float:
    """How much a share counts: a quarter of it little, half of it as much as all."""
    return min(1.0, 4.0 * share * share)
