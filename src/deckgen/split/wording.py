"""The words by which questions, answers and their surroundings are told apart, in Chinese and English.

Other modules of splitting know notations and full-width punctuation, but no words.
"""

import re

# How much a title asks, from 0 to 1: from `SURE` on it is a question for certain, below `LIKELY` rather not.
SURE, LIKELY = 0.8, 0.5
# A title that is only a number asks; the question itself stands below it.
_NUMBER_ASKS = 0.9
# Words that questions and topics share ("原理"), and a numbered title.
_WEAK_WORDS, _NUMBERED_ASKS = 0.4, 0.35
# An English title that begins with an asking word needs more words than this: "What else" is no question.
_FEW_WORDS = 3
# In characters: a title that announces something or is only a number, and what says that an answer is missing or
# folded, is shorter than this; so is a line that leads back to the top.
_SHORT, _VERY_SHORT, _SHORT_LINE = 100, 60, 200
# Chinese characters as they stand in a character class.
HANZI = "\u4e00-\u9fff"

_QUESTION_MARK = re.compile(r"[?？][\W_]*(?:[（(][^()（）]*[)）])?[\W_]*$")
_ASKS = re.compile(
    r"什么|如何|为什么|为何|怎么|怎样|哪些|哪个|哪种|哪几|哪里|多少|几种|区别|异同|优缺点|吗[。\s]*$|呢[。\s]*$|是否|能否|能不能"
    r"|有没有|请问|谈谈|说说|讲讲|说一下|讲一下|(?:结果|输出|值)(?:是|为)|请(?:写|实现|列|罗列|给出|画)|列出|简述|简单介绍|介绍一下|列举|解释|描述|比较|对比"
)
_ASKS_WEAKLY = re.compile(r"介绍|原理|作用|特点|流程|过程|实现|机制|关系|方法|理解|了解|\bvs\.?\b", re.IGNORECASE)
_IMPERATIVE = re.compile(
    r"^(?:what|why|when|which|where|who|whom|whose|is|are|was|were|do|does|did|can|could|should|would|will|has|have"
    r"|explain|describe|compare|contrast|define|discuss|distinguish|differentiate|list|name|state|tell|give|suppose|difference)\b",
    re.IGNORECASE,
)
_HOW = re.compile(r"^how\b", re.IGNORECASE)
# What names a question by its number.
LABELLED = re.compile(
    r"^\W*(?:(?:q(?:uestion)?|问题?|题目?|例题?|面试题)\s*\.?\s*\d+|第\s*[\d一二三四五六七八九十百]+\s*[题问]|q(?:uestion)?\s*[:：]|问(?:题)?\s*[:：]|题目\s*[:：])",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\W*(?:\d+(?:\.\d+)*\s*[.、:：)）]|\d+(?:\.\d+)+\s|\d+\s+\S)")
_LEADING = re.compile(r"^(?:[\W_]*\d+(?:\.\d+)*\s*[.、:：)）]?\s*|[^\w$`]+)+")
_NUMBER_ONLY = re.compile(r"^\W*(?:q(?:uestion)?|第|题目?|问题?)?\s*\.?\s*\d+\s*[题问]?\W*$", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"[\W\d_]*(?:(?:参考|引用|相关)?(?:资料|文献|链接|文章|阅读)|参考|贡献(?:者|指南)?|许可证?|致谢|更新(?:日志|记录)?|前言|写在(?:前|后)面?"
    r"|references?|resources|links|further reading|see also|bibliography"
    r"|contribut\w*(?: .{0,20})?|licen[sc]es?|acknowledge?ments?|credits|authors?|changelog|installation|disclaimer"
    r"|sponsors?|stargazers.*|star history|support(?: us)?)[\W_]*$",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"[\W\d_]*(?:目录|大纲|table of contents?|contents?|toc|index|overview)[\W_]*$", re.IGNORECASE)
_ANSWER_WORD = (
    r"(?:参考|正确|标准|我的|示例)?(?:答案|解答|回答|解析|答)|解释|题解|分析"
    r"|(?:correct |suggested |sample |model |short |possible )?answers?|ans|solutions?|explanation|key"
)
# The blanks in the next three are possessive (`\s*+`), so that a line full of blanks takes linear time.
ANSWER_LABEL = re.compile(
    rf"^\s*+(?:>\s*+)*+(?:[-*+]\s+)?(?:[*_]{{1,3}}|<b>|<strong>|【|\[)?\s*+(?:{_ANSWER_WORD}|a)\s*+\d*+\s*+(?:[*_]{{1,3}}|</b>|</strong>|】|\])?\s*"
    rf"(?:[:：](?:[*_]{{1,3}}|</b>|</strong>)?\s*|(?=[A-H]{{1,4}}\s*$))",
    re.IGNORECASE,
)
# The same words alone on a line, the colon optional: a small heading that says "answer".
ANSWER_TITLE = re.compile(
    rf"^\s*+(?:>\s*+)*+(?:#{{1,6}}\s+)?(?:[*_]{{1,3}}|<b>|<strong>|【)?\s*+(?:{_ANSWER_WORD})\s*+[:：]?\s*+(?:[*_]{{1,3}}|</b>|</strong>|】)?\s*+[:：]?\s*$",
    re.IGNORECASE,
)
QUESTION_LABEL = re.compile(
    r"^\s*+(?:>\s*+)*+(?:[-+]\s+(?!问题|题)|\d+[.)、]\s*)?(?P<bold>[*_]{1,3}|<b>|<strong>)?\s*+(?:#{1,6}\s+)?"
    r"(?P<label>(?:Q(?:uestion)?|问(?:题)?|题目|题)\s*+\.?\s*+\d*+\s*+(?:[*_]{2,3}|</b>|</strong>)?\s*+[:：、.](?:[*_]{2,3}|</b>|</strong>)?)\s*+(?P<text>\S.*)?$"
)
# `#tag` and `#tag/sub` at the end of a question.
TAGS = re.compile(r"(?:\s+#(?:[^\W\d]|\d*[^\W\d])[\w/-]*)+\s*$")
_FOLDS_ANSWER = re.compile(
    r"\b(?:answer|solution|explanation|show|reveal|hint|click|expand|details|see|spoiler|output|result|key)"
    r"|答案|解析|解答|点击|查看|展开|显示|参考",
    re.IGNORECASE,
)
_HINT = re.compile(r"\W*(?:(?:show|click|see|view)\b.{0,20})?(?:\bhints?\b|\bclues?\b|提示)", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"(?:[\W_]|\bx\b)*(?:todo|tbd|tba|wip|fixme|answer here|your answer(?: here)?"
    r"|to be (?:completed|added|done|continued|determined|answered)"
    r"|coming soon|n/?a|none|no answer(?: yet)?"
    r"|待补充|待完善|待更新|待定|待续|暂无|未完(?:待续)?|略|无|空|答案待补充|敬请期待)(?:[\W_])*$",
    re.IGNORECASE,
)
# The fields of Obsidian_to_Anki's cards.
FRONT_LABEL = re.compile(r"^\s*(?:Front|Question|Text|正面|问题)\s*:\s*(.*)$", re.IGNORECASE)
BACK_LABEL = re.compile(r"^\s*(?:Back|Answer|Extra|背面|答案)\s*:\s*(.*)$", re.IGNORECASE)
OPTION = re.compile(rf"^\s*(?:[-*+]\s+)?(?:\*\*)?[(（]?[A-Ha-h](?:\s*[.、:：)）]\s*\S|\s{{1,4}}\S|[{HANZI}])")
TASK_OPTION = re.compile(r"^\s*[-*+]\s+\[[ xX]\]\s+\S")
PICTURE = re.compile(
    r"^\s*(?:!\[[^\]]*\]\([^)]*\)|!\[\[[^\]]*\]\]|!\[[^\]]*\]\[[^\]]*\]|<img\b[^>]*>|</?(?:p|div|center|figure)\b[^>]*>)+\s*$"
)
_SHOWN = re.compile(
    r"[下上如右左此该]图|图[中示片]|\b(?:figure|diagram|picture|image|graph|plot|chart)s? (?:below|above)"
    r"|\b(?:following|this|the) (?:figure|diagram|picture|image|graph|plot|chart)\b",
    re.IGNORECASE,
)
_CODE_SHOWN = re.compile(
    r"输出|打印|(?:下面|以下|下列|这段|该段|如下)(?:的)?(?:代码|程序)|运行结果"
    r"|\bfollowing\b|\bbelow\b|\bthis (?:code|program|function|snippet|query)\b"
    r"|\b(?:output|print|log|logged|returns?)\b.*\?",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"back to (?:top|the top|contents)|go to top|返回(?:顶部|目录)|回到顶部|回到目录|⬆|↑|🔝|▲", re.IGNORECASE
)
_ADVERT = re.compile(
    r"^\s*>?\s*(?:read|see|view|explore|check out|阅读|查看).{0,40}\[[^\]]*\]\([^)]*\)[^.]{0,20}\s*$", re.IGNORECASE
)
_RULE = re.compile(r"^ {0,8}(?:([-*_⸻])(?:\s*\1){2,}|⸻+)\s*$")
_EMPTY_HTML = re.compile(
    r"^\s*(?:</?(?:br|p|div|b|strong|center|hr|span|summary|details)\b[^>]*>\s*|<a\b[^>]*>\s*</a>\s*|&nbsp;\s*)+$",
    re.IGNORECASE,
)
_EMPTY_HEADING = re.compile(r"^ {0,3}#{1,6}[\s#]*$")
_COMMENT = re.compile(r"^\s*<!--.*-->\s*$")


def asks(text: str) -> float:
    """How much a title asks, from 0 to 1, by its question mark, its asking words, its label or its number."""
    bare = re.sub(r"\]\([^)]*\)|<[^>]*>|`", "", text).strip(" *_[]")
    if number_only(bare):
        return _NUMBER_ASKS
    if _QUESTION_MARK.search(bare) or LABELLED.match(bare):
        return 1.0
    rest = _LEADING.sub("", bare)
    if _ASKS.search(rest):
        return 1.0
    if _IMPERATIVE.match(rest) and len(rest.split()) > _FEW_WORDS:
        return SURE
    if _HOW.match(rest):
        return LIKELY
    weak = _WEAK_WORDS if _ASKS_WEAKLY.search(rest) else 0.0
    return max(weak, _NUMBERED_ASKS if _NUMBERED.match(bare) else 0.0)


def wordless(title: str) -> bool:
    """True if a title has no word in it: it is a picture or a badge."""
    bare = re.sub(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|!\[\[[^\]]*\]\]|\]\([^)]*\)|<[^>]*>", "", title)
    return not re.search(r"\w", bare)


def asks_outright(text: str) -> bool:
    """True if the text ends as a question does: with a question mark, or a remark in parentheses behind it."""
    return bool(_QUESTION_MARK.search(re.sub(r"<[^>]*>", "", text).strip()))


def number_only(text: str) -> bool:
    """True for a title such as "12" or "Question 3": the question stands below it."""
    return len(text) < _SHORT and bool(_NUMBER_ONLY.match(text))


def outside(title: str) -> bool:
    """True if a heading announces what is never a question: contents, references, contributing, a licence."""
    bare = re.sub(r"\]\([^)]*\)|<[^>]*>|[\[\]]", "", title)
    return contents(title) or (len(bare) < _SHORT and bool(_OUTSIDE.match(bare)))


def contents(title: str) -> bool:
    """True if a heading announces a table of contents; the headings below it are not part of the contents."""
    bare = re.sub(r"\]\([^)]*\)|<[^>]*>|[\[\]]", "", title)
    return len(bare) < _SHORT and bool(_CONTENTS.match(bare))


def folds_answer(summary: str) -> bool:
    """True if a `<summary>` says that an answer is inside."""
    bare = re.sub(r"<[^>]*>", "", summary).strip()
    return (
        len(bare) < _VERY_SHORT
        and not asks_outright(bare)
        and bool(_FOLDS_ANSWER.search(bare) or ANSWER_TITLE.match(bare))
    )


def hints(summary: str) -> bool:
    """True if a `<summary>` promises a hint and not the answer."""
    bare = re.sub(r"<[^>]*>", "", summary)
    return len(bare) < _SHORT and bool(_HINT.match(bare))


def speaks_of_picture(title: str) -> bool:
    """True if a title speaks of a picture, without which its question cannot be answered."""
    return bool(_SHOWN.search(title))


def speaks_of_code(title: str) -> bool:
    """True if a title speaks of code, without which its question cannot be answered."""
    return bool(_CODE_SHOWN.search(title))


def is_placeholder(lines: list[str]) -> bool:
    """True if an answer is empty or only says that there is none yet."""
    text = " ".join(line for line in lines if not is_noise(line)).strip()
    return not text or (
        len(text) < _VERY_SHORT and bool(_PLACEHOLDER.match(re.sub(r"<[^>]*>|^[\s>*+-]*(?:\[[ x]\])?", "", text)))
    )


def is_noise(line: str) -> bool:
    """True for a line that an answer can lose at its ends: blank, a rule, an empty element, "back to top"."""
    if (
        not line.strip()
        or _RULE.match(line)
        or _EMPTY_HEADING.match(line)
        or _EMPTY_HTML.match(line)
        or _COMMENT.match(line)
    ):
        return True
    if _ADVERT.match(line):
        return True
    return len(line) < _SHORT_LINE and bool(_BACK.search(line)) and ("](#" in line or "href=" in line)


def is_rule(line: str) -> bool:
    """True if the line is written as a thematic break."""
    return bool(_RULE.match(line))
