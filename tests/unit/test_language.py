"""The words of each language: titles that ask and titles that only look so, labels, sections, folds, options."""

import ast
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from deckgen.options import Splitting
from deckgen.read import read
from deckgen.split import asking, labels, language, patterns, split, titles, vocabulary
from deckgen.split.asking import is_task
from deckgen.split.language import LIKELY, WEAK, Label
from deckgen.split.vocabulary import KEYS, either, languages, words
from tests.support.calls import calls

# Languages whose files have all there is to say; the others have at least labels and words that ask.
CODES = "ar de en es fr it ja ko pt ru zh".split()
SHORT = "bg bn ca cs da el fa fi he hi hr hu id nl pl ro sk sv th tr uk vi".split()
# By language: titles that ask, none of them by a mark, and titles that only name something.
ASKS = {
    "zh": (
        [
            "线程和进程有什么区别",
            "如何实现深拷贝",
            "为什么要三次握手",
            "谈谈你对闭包的理解",
            "简述垃圾回收的过程",
            "TCP 是可靠的吗",
            "試述光合作用",
            "什麼是遞迴",
        ],
        ["第三章 网络", "前言", "实验室名单", "2019 年总结", "线程池"],
    ),
    "en": (
        [
            "What is a closure",
            "Why does ice float on water",
            "Explain the event loop",
            "Name three states of matter",
            "How does a heap grow",
            "Difference between a list and a tuple",
        ],
        [
            "Comment syntax in the language",
            "Come back to the start",
            "Chi and its friends",
            "Was",
            "Wasserfall",
            "The island",
            "Isolation levels",
        ],
    ),
    "ja": (
        [
            "スタックとは何ですか",
            "なぜ空は青いのですか",
            "違いを説明せよ",
            "次の語を説明しなさい",
            "再帰とは",
            "どのように動きますか",
        ],
        ["第三章 通信", "多少の誤差", "データ構造", "はじめに", "比較演算子の一覧"],
    ),
    "ko": (
        ["스택이란 무엇인가요", "왜 하늘은 파란가", "힙은 어떻게 자라는가", "두 방식을 비교하시오", "큐를 설명하시오"],
        ["왜곡 보정", "3장 통신", "머리말", "자료 구조"],
    ),
    "de": (
        [
            "Was ist ein Stapel",
            "Wie funktioniert ein Kompass",
            "Warum ist der Himmel blau",
            "Nennen Sie drei Metalle",
            "Wozu dient eine Hecke",
            "Was man bei einem Brand tut",
        ],
        [
            "Name der Funktion und Parameter",
            "Liste der Städte und Flüsse",
            "Wasser",
            "Kapitel über das Wetter",
            "Isteinnahmen",
        ],
    ),
    "es": (
        [
            "Qué es una pila",
            "Cuál es la capital de Perú",
            "Explique la fotosíntesis",
            "Diferencia entre lista y tupla",
            "¿Por qué flota el hielo",
        ],
        ["Nombre de la variable", "Comandos de la terminal", "Quebrados y decimales", "Los estados de la materia"],
    ),
    "fr": (
        [
            "Qu'est-ce que la photosynthèse",
            "Pourquoi le ciel est bleu",
            "Comment fonctionne une écluse",
            "Citez trois métaux de base",
            "Quelle est la capitale du Pérou",
            "Qu’est-ce qu’un tas",
        ],
        [
            "Comment",
            "Commentaires dans le code",
            "Liste des villes et des fleuves",
            "Questions",
            "Les états de la matière",
        ],
    ),
    "pt": (
        [
            "O que é uma pilha",
            "Qual é a capital do Peru",
            "Por que o gelo flutua",
            "Explique a fotossíntese",
            "Como funciona um farol",
        ],
        ["Do contrato social e seus efeitos", "Comandos do terminal", "Qualidade do ar", "Os estados da matéria"],
    ),
    "ru": (
        [
            "Что такое стек",
            "Чем отличается список от кортежа",
            "Почему лёд не тонет в воде",
            "Перечислите три вида металлов",
            "Как растёт куча",
        ],
        ["Чтобы помнить", "Какао и шоколад", "Глава о погоде", "Состояния вещества"],  # noqa: RUF001
    ),
    "it": (
        [
            "Che cos'è una pila",
            "Perché il ghiaccio galleggia sull'acqua",
            "Spiega la fotosintesi",
            "Qual è la capitale del Perù",
            "Come funziona una chiusa",
            "Differenza tra lista e tupla",
        ],
        ["Chilometri e miglia", "Il comando della barca", "Cosaccio", "Gli stati della materia", "Che Guevara"],
    ),
    "pl": (
        ["Co to jest stos", "Dlaczego lód pływa po wodzie", "Czym różni się lista od krotki", "Jak działa kompas"],
        ["Czas i miejsce", "Jakość powietrza", "Stany skupienia"],
    ),
    "tr": (
        ["Yığın nedir", "Yığın ile kuyruk arasındaki farkı açıklayınız", "Bulutlar nasıl çalışır"],
        ["Nedenler ve sonuçlar", "Maddenin halleri", "Yığın"],
    ),
    "vi": (
        ["Ngăn xếp là gì", "Tại sao băng nổi trên nước", "Giải thích vòng lặp sự kiện"],
        ["Các trạng thái của vật chất"],
    ),
    "cs": (["Co je to zásobník", "Proč led plave na vodě", "Jak funguje kompas"], ["Skupenství látek", "Kdysi dávno"]),
    "nl": (
        ["Wat is een stapel", "Waarom drijft ijs op water", "Hoe werkt een kompas"],
        ["Water en ijs", "Waardevolle dingen"],
    ),
    "uk": (["Що таке стек", "Чому лід плаває на воді", "Як працює компас"], ["Стани речовини", "Якість повітря"]),
    "bg": (["Какво е стек", "Защо ледът плава върху водата"], ["Състояния на веществото", "Колоездене"]),  # noqa: RUF001
    "bn": (["স্ট্যাক কী", "বরফ পানিতে ভাসে কেন"], ["পদার্থের অবস্থা"]),
    "ca": (["Què és una pila", "Per què sura el gel a l'aigua"], ["Aigua i gel", "Estats de la matèria"]),
    "el": (["Τι είναι η στοίβα", "Γιατί επιπλέει ο πάγος στο νερό"], ["Νερό και πάγος"]),  # noqa: RUF001
    "fa": (["پشته چیست", "چرا یخ روی آب شناور است"], ["آب و یخ", "حالت‌های ماده"]),
    "he": (["מה זה מחסנית", "למה קרח צף על המים"], ["מים וקרח", "מצבי צבירה"]),
    "hr": (["Što je stog", "Zašto led pluta na vodi"], ["Voda i led", "Agregatna stanja"]),
    "id": (["Apa itu tumpukan", "Mengapa es terapung di air"], ["Air dan es", "Wujud zat"]),
    "sk": (["Čo je zásobník", "Prečo ľad pláva na vode"], ["Voda a ľad", "Skupenstvá látok"]),
    "th": (["สแตกคืออะไร", "ทำไมน้ำแข็งลอยน้ำ"], ["สถานะของสสาร", "น้ำกับน้ำแข็ง"]),
    "hi": (["स्टैक क्या है", "बर्फ पानी पर क्यों तैरती है"], ["पदार्थ की अवस्थाएँ"]),
    "sv": (["Vad är en stack", "Hur fungerar en kompass"], ["Vatten och is", "Ämnets tillstånd"]),
    "da": (["Hvad er en stak", "Hvorfor flyder is på vand"], ["Vand og is", "Stoffets tilstande"]),
    "fi": (["Mikä on pino", "Miten toimii kompassi laivassa"], ["Vesi ja jää", "Aineen olomuodot"]),
    "hu": (["Mi az a verem", "Hogyan működik az iránytű"], ["Víz és jég", "Halmazállapotok"]),
    "ro": (["Ce este o stivă", "Cum funcționează o busolă"], ["Apa și gheața", "Stările materiei"]),
    "ar": (
        [
            "ما هو المكدس",
            "ما الفرق بين القائمة والصف",
            "لماذا يطفو الجليد على الماء",
            "اذكر ثلاثة معادن",
            "كيف يعمل المنار",
        ],
        ["الفصل الثالث", "مادة العلوم", "كتاب الطبيعة", "بين النظرية والتطبيق"],
    ),
}
LABELS = [
    ("Q: x", ("question", "", ":")),
    ("Soru 1: x", ("question", "1", ":")),
    ("Câu hỏi 3: x", ("question", "3", ":")),
    ("प्रश्न 1: x", ("question", "1", ":")),
    ("Odpowiedź: x", ("answer", "", ":")),
    ("Cevap: x", ("answer", "", ":")),
    ("Task 3. x", ("exercise", "3", ".")),
    ("习题 4：x", ("exercise", "4", "：")),
    ("Q1. x", ("question", "1", ".")),
    ("Question 3", ("question", "3", "")),
    ("Question Two: x", ("question", "Two", ":")),
    ("第3题 x", ("question", "3", "")),
    ("第一问：x", ("question", "一", "：")),
    ("问题12：x", ("question", "12", "：")),
    ("第2問 x", ("question", "2", "")),
    ("問 3", ("question", "3", "")),
    ("문제 4. x", ("question", "4", ".")),
    ("5번 문제", ("question", "5", "")),
    ("Frage 6 - x", ("question", "6", "-")),
    ("Pregunta 7: x", ("question", "7", ":")),
    ("Questão 8)", ("question", "8", ")")),
    ("Exercice n° 9 : x", ("exercise", "9", ":")),
    ("Вопрос №10. x", ("question", "10", ".")),
    ("Domanda 11", ("question", "11", "")),
    ("السؤال الأول: x", ("question", "الأول", ":")),
    ("س١: x", ("question", "١", ":")),  # noqa: RUF001
    ("A: x", ("answer", "", ":")),
    ("A1) x", ("answer", "1", ")")),
    ("参考答案：x", ("answer", "", "：")),
    ("答案 B", ("answer", "", "")),
    ("Correct answer: B", ("answer", "", ":")),
    ("Die richtige Antwort: C", ("answer", "", ":")),
    ("Respuesta correcta: B", ("answer", "", ":")),
    ("Bonne réponse : B", ("answer", "", ":")),
    ("Gabarito: B", ("answer", "", ":")),
    ("Правильный ответ: B", ("answer", "", ":")),
    ("الإجابة الصحيحة: ب", ("answer", "", ":")),
    ("正解：2", ("answer", "", "：")),
    ("정답: 2", ("answer", "", ":")),
    ("Ans. x", ("answer", "", ".")),
    ("Risposta", ("answer", "", "")),
    ("Answer**: x", ("answer", "", ":")),
    ("答案解析：x", ("explanation", "", "：")),
    ("Explanation: x", ("explanation", "", ":")),
    ("정답 및 해설", ("explanation", "", "")),
    ("Hinweis", ("hint", "", "")),
    ("Pista: x", ("hint", "", ":")),
]
NO_LABELS = [
    "A. bash",
    "A) bash",
    "Questions of law",
    "Answering machine",
    "问一下",
    "Keyboard: x",
    "A 1 to 1 call",
    "答应",
    "Dominoes 3",
    "Question I have",
    "Task force",
    "Task",
    "Frager",
    "В лесу",  # noqa: RUF001
    "Quest for gold",
    "",
]


def test_every_language_has_a_file() -> None:
    assert [one.code for one in languages()] == sorted(CODES + SHORT)
    assert set(ASKS) == set(CODES + SHORT)


@pytest.mark.parametrize("code", CODES + SHORT)
def test_every_file_has_the_keys_that_matter(code: str) -> None:
    text = (files("deckgen.split") / "languages" / f"{code}.toml").read_text("utf-8")
    lists = vocabulary.read(code, text).lists
    assert set(lists) == {f"{section}.{key}" for section, keys in KEYS.items() for key in keys}
    for must in ("labels.question", "labels.answer", "sections.contents", "sections.promises", "tables.question"):
        assert lists[must], must
    for section, keys in KEYS.items():
        for key in keys:
            found = lists[f"{section}.{key}"]
            assert len(found) == len(set(found)), f"{section}.{key} says something twice"


def test_a_key_that_nobody_knows_is_said() -> None:
    text = (files("deckgen.split") / "languages" / "it.toml").read_text("utf-8")
    with pytest.raises(ValueError, match="colour"):
        vocabulary.read("it", text + '\ncolour = "rosso"\n')


@pytest.mark.parametrize(
    "key", [f"{s}.{k}" for s in ("asks", "sections", "folds", "answers", "tables") for k in KEYS[s]]
)
def test_what_is_compared_with_small_letters_is_written_so(key: str) -> None:
    assert [word for word in words(key) if word != word.lower()] == []


@pytest.mark.parametrize("code", CODES + SHORT)
def test_what_asks_and_what_does_not(code: str) -> None:
    asking, naming = ASKS[code]
    assert [title for title in asking if language.asks(title) < LIKELY] == []
    assert [title for title in naming if language.asks(title) > WEAK] == []


@pytest.mark.parametrize(
    "title",
    ["Name the phases", "Draw a cell", "List three phases.", "Nenne drei Phasen.", "Dessine une cellule", "画出细胞"],
)
def test_tasks(title: str) -> None:
    assert is_task(title)


@pytest.mark.parametrize(
    "title", ["State machine", "List comprehension", "Name", "Draw.", "Nennen", "When to use it", "画家", "Listing the"]
)
def test_what_is_no_task(title: str) -> None:
    assert not is_task(title)


def test_a_number_a_mark_and_markup_stand_in_no_way() -> None:
    for title in ("3. What is a closure", "**What is `x` in [this](a.md)**", "¿Qué es una pila", "1.2 什么是栈"):
        assert language.asks(title) >= LIKELY


def test_a_beginning_is_not_all() -> None:
    assert language.asks("What is") == WEAK
    assert language.asks("Explain") == 0
    assert language.asks("What else") == WEAK
    assert language.asks("How it works") == LIKELY


def test_words_of_a_script_count_in_its_own_languages() -> None:
    assert language.asks("多少") == language.CERTAIN
    assert language.asks("多少の誤差") == 0


@pytest.mark.parametrize(
    "title",
    ["რა არის სტეკი", "Rundo ni nini", "அடுக்கு என்றால் என்ன", "Ի՞նչ է պահունակը"],
)
def test_a_language_without_a_file_has_no_words(title: str) -> None:
    assert language.asks(title) == 0
    assert language.label(title) is None


# Questions by their marks, by a word that repeats before a number, and in bold.
UNKNOWN = {
    "el": ["## Τι είναι η στοίβα;?", "## Γιατί επιπλέει ο πάγος?", "## Πού κοιμούνται οι γάτες?"],  # noqa: RUF001
    "id": ["## Apa itu tumpukan?", "## Mengapa es terapung?", "## Di mana kucing tidur?"],
    "he": ["שאלה 1: מהי מחסנית?", "שאלה 2: למה קרח צף?", "שאלה 3: איפה חתול ישן?"],
    "th": ["**สแตกคืออะไร?**", "**ทำไมน้ำแข็งลอย?**", "**แมวนอนที่ไหน?**"],
    "pl": ["Pytanie 1: Co to jest stos?", "Pytanie 2: Dlaczego lód pływa?", "Pytanie 3: Gdzie śpi kot?"],
    "tr": ["Soru 1: Yığın nedir?", "Soru 2: Buz neden yüzer?", "Soru 3: Kedi nerede uyur?"],
    "hi": ["प्रश्न 1: स्टैक क्या है?", "प्रश्न 2: बर्फ क्यों तैरती है?", "प्रश्न 3: बिल्ली कहाँ सोती है?"],
}


@pytest.mark.parametrize("code", UNKNOWN)
def test_a_language_without_a_file_is_read_by_marks_and_structure(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = tuple(one for one in languages() if one.code not in UNKNOWN)
    for module in (vocabulary, patterns):
        monkeypatch.setattr(module, "languages", lambda: known)
    made, kept = patterns.patterns, labels.of
    monkeypatch.setattr(language, "patterns", cache(made.__wrapped__))
    monkeypatch.setattr(labels, "of", kept.__wrapped__)
    text = "".join(f"{title}\n\nBa da ga {at}.\n\n" for at, title in enumerate(UNKNOWN[code]))
    document, _ = read("a.md", text.encode())
    assert document
    reading, _ = split(document, "D", Splitting())
    assert [question.span.line for question in reading.questions] == [1, 5, 9]


@pytest.mark.parametrize(("text", "expected"), LABELS)
def test_labels(text: str, expected: tuple[str, str, str]) -> None:
    found = language.label(text)
    assert found
    assert (found.role, found.number, found.mark) == expected
    assert text[found.end :] in ("", "x", "B", "C", "ب", "2")


@pytest.mark.parametrize("text", NO_LABELS)
def test_what_is_no_label(text: str) -> None:
    assert language.label(text) is None


def test_a_label_says_how_it_was_written() -> None:
    assert language.label("q: x") == Label("question", "q", "", ":", 3, capital=False)
    assert language.label("Q: x") == Label("question", "q", "", ":", 3, capital=True)
    # Labels of one kind have one word, whatever their number.
    assert language.label("第3题：x") == Label("question", "第{n}题", "3", "：", 4, capital=True)


def test_who_speaks() -> None:
    asking, answering = language.turn("面试官：你好"), language.turn("应聘者：你好")
    assert asking
    assert answering
    assert (asking.asks, answering.asks) == (True, False)
    assert answering.name in asking.partners
    assert asking.name in answering.partners
    assert language.turn("Interviewer: Hello")
    assert language.turn("Warning: hot") is None
    letter = language.turn("F: Wer?")
    assert letter
    assert letter.partners == {"A"}


@pytest.mark.parametrize(
    "title",
    [
        "Chapter 3: Nets",
        "Chapter IV",
        "第三章 网络",
        "选择题（每题2分）",
        "一、选择题",
        "Multiple choice",
        "Kapitel 2",
        "Unidad 3. Redes",
        "第2回",
        "객관식",
        "Глава 3",
        "الفصل ٣",
        "Capitolo 1",
        "Vrai ou faux",
        "Múltipla escolha",
    ],
)
def test_containers(title: str) -> None:
    assert language.container(title)


@pytest.mark.parametrize("title", ["Chapter", "Chapters and verses", "章", "Force", "什么是选择题", "Partition 3"])
def test_what_is_no_container(title: str) -> None:
    assert not language.container(title)


@pytest.mark.parametrize(
    "title",
    [
        "References",
        "三、参考资料",
        "Contributing to this",
        "📚 Literatur",
        "参考文献",
        "참고 자료",
        "Licencia",
        "Remerciements",
        "Licença",
        "Источники",
        "Ringraziamenti",
        "المراجع",
        "目录",
        "차례",
        "Inhaltsverzeichnis",
        "[Licence](LICENCE)",
        "## Table of contents",
    ],
)
def test_what_is_never_a_question(title: str) -> None:
    assert language.outside(title)
    assert not language.outside(f"{title} and what else they say about iron")


def test_contents_are_told_from_references() -> None:
    assert language.contents("Índice")
    assert not language.contents("References")


@pytest.mark.parametrize(
    "title",
    [
        "Java Interview Questions",
        "Vue 面试题",
        "計算機八股文",
        "Physics Flashcards",
        "Übungsfragen Chemie",
        "データベース問題集",
        "자바 면접 질문",
        "Preguntas de entrevista",
        "Questions d'entretien",
        "Perguntas e respostas",
        "Вопросы на собеседование",
        "Domande d'esame",
        "أسئلة المقابلات",
    ],
)
def test_titles_that_promise_questions(title: str) -> None:
    assert language.promises(title)


@pytest.mark.parametrize("title", ["Physics", "Wetter", "网络", "Quizás", "Preguntador", "Anfragen", "Esquiz"])
def test_titles_that_promise_nothing(title: str) -> None:
    assert not language.promises(title)


@pytest.mark.parametrize(
    "summary",
    [
        "Answer",
        "Show answer",
        "点击查看答案",
        "Lösung anzeigen",
        "解答を見る",
        "정답 보기",
        "Ver respuesta",
        "Voir la réponse",
        "Ответ",
        "Mostra la risposta",
        "عرض الإجابة",
    ],
)
def test_folds_that_hide_an_answer(summary: str) -> None:
    assert language.folds_answer(summary)
    assert not language.hints(summary)


def test_folds_that_hide_something_else() -> None:
    assert not language.folds_answer("A volume")
    assert not language.folds_answer("请求头里面都包含着哪些字段")
    assert language.hints("Show hint")
    assert language.hints("提示")
    assert language.hints("Pista")
    assert not language.hints("A paint with hints of red in it")


@pytest.mark.parametrize(
    "text",
    [
        "TODO",
        "(to be continued)",
        "待补充",
        "folgt",
        "未回答",
        "작성 중",
        "à compléter",
        "em breve",
        "будет позже",
        "da completare",
        "قيد الإعداد",
    ],
)
def test_placeholders(text: str) -> None:
    assert language.placeholder(text)
    assert not language.placeholder(f"{text} iron is a metal")


@pytest.mark.parametrize(
    "text",
    ["None.", "Nobody", "Ninguna.", "Aucun", "Nessuno", "Nenhuma", "Nothing", "Na", "无", "空", "нет", "brak", "offen"],
)
def test_that_there_is_none_is_an_answer(text: str) -> None:
    assert not language.placeholder(text)


def test_truth() -> None:
    so = [
        "True",
        "T",
        "正确",
        "对",
        "richtig",
        "○",
        "참",
        "Verdadero",
        "vrai",
        "Verdadeiro",
        "верно",
        "Vero",
        "صح",
        "**True**.",
    ]
    not_so = ["False", "F", "错误", "falsch", "×", "거짓", "falso", "Faux", "неверно", "خطأ"]
    assert [language.truth(text) for text in so] == [True] * len(so)
    assert [language.truth(text) for text in not_so] == [False] * len(not_so)
    assert language.truth("iron") is None
    # No word is true in one language and false in another.
    assert not set(words("answers.yes")) & set(words("answers.no"))


def test_options_that_are_marked_right() -> None:
    for option in ("A. iron（正确）", "a) iron (correct)", "A. Eisen - richtig", "B. 鉄 【正解】"):
        found = language.marks_right(option)
        assert found
        assert option[: found[0]].strip() in ("A. iron", "a) iron", "A. Eisen", "B. 鉄")
    for option in ("A. correct", "A. iron (Fe)", "A. the right one", "A. x - y"):
        assert language.marks_right(option) is None


def test_what_is_shown() -> None:
    for title in ("What does the figure show?", "如图所示", "La figura siguiente: ¿la imagen?", "次の図"):
        assert asking.speaks_of_picture(title)
    for title in (
        "What does this code print?",
        "下面代码的输出",
        "Was tut dieser Code",
        "以下のコード",
        "What is the output of f?",
    ):
        assert asking.speaks_of_code(title)
    assert not asking.speaks_of_picture("What is iron?")
    assert not asking.speaks_of_code("What an output is")


def test_headers_of_tables() -> None:
    assert [language.header(cell) for cell in ("Term", "**定义**", "Frage", "Значение", "Year")] == [
        "question",
        "answer",
        "question",
        "answer",
        "",
    ]


HOSTILE = [
    "what ",
    "(",
    "（答案",
    "](",
    "<",
    "- ",
    "1.",
    "正确",
    "Question ",
    "1. ",
    "** ",
    "**",
    "か。",
    "Q: ",
    "  ",
    "--",
    "the ",
    "richtige ",
]
ASKED: list[Callable[[str], object]] = [
    language.asks,
    language.label,
    language.turn,
    language.container,
    language.outside,
    language.promises,
    language.folds_answer,
    language.hints,
    language.placeholder,
    language.truth,
    language.marks_right,
    asking.speaks_of_picture,
    asking.speaks_of_code,
    language.header,
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    for asked in ASKED:
        asked(unit)
        once, twice = (calls(lambda: asked(unit * length)) for length in (1000, 2000))  # noqa: B023
        assert twice < 2.6 * max(once, 40), asked.__name__


@pytest.mark.parametrize("unit", HOSTILE)
def test_no_text_takes_for_ever(unit: str) -> None:
    # With a pattern that goes back over what it has read, this would take hours.
    for asked in ASKED:
        asked(unit * 3_000)
        asked(unit * 3_000 + "x")


def test_answers_that_are_announced() -> None:
    whole = ("Answer key", "参考答案", "Lösungen", "Gabarito", "## Answers", "五、答案")
    more = ("Answers and explanations", "Solutions & explanations", "Lösungen mit Erklärungen", "答案和详解")
    named = ("Drill answer key", "Chapter 3 answers (odd)", "第一章参考答案", "选择题答案", "เฉลยพร้อมคำอธิบาย")
    for title in (*whole, *more, *named):
        assert language.announces_answers(title)
    for title in ("Answer this", "Key facts", "答案在哪里", "Questions and answers", "How to check the answer key?"):
        assert not language.announces_answers(title)


@pytest.mark.parametrize("name", words("sections.answers"))
def test_a_key_stands_behind_what_announces_answers(name: str) -> None:
    asked = "1. Xyz?\n   A. x\n   B. y\n\n2. Zyx?\n   A. x\n   B. y\n\n"
    table = "| ? | ! |\n|---|---|\n| 1 | B |\n| 2 | A |"
    for key in (f"{name}: 1-B, 2-A", f"**{name}：1-2 BA**", f"## {name}\n\n{table}", f"## {name}\n\n1-2：B、A"):
        document, _ = read("a.md", f"{asked}{key}\n".encode())
        assert document
        questions = split(document, "D", Splitting())[0].questions
        assert [one.answer.text.strip() for one in questions if one.answer] == ["B", "A"]


def test_points_of_an_examination() -> None:
    for title in ("Name a metal (2 points)", "简述（5分）", "Define it [3pts]", "Was ist das? (4 Punkte)"):
        assert language.examined(title)
    assert not language.examined("The 3 points of a triangle")


def test_what_leads_elsewhere() -> None:
    assert language.leads_back("[Back to top](#top)")
    assert language.leads_back("[返回目录](#目录)")
    assert language.advertises("Read more")
    assert not language.advertises("Readers of this")


# In Python there are notations, which languages share: numbers in Chinese and the sign of "number". A message says 问.
NOTATION = set("第一二三四五六七八九十百零〇两ºª问")


def test_words_stand_in_the_files_of_languages() -> None:
    for path in sorted(Path(language.__file__).parent.glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        # Docstrings give examples.
        said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said:
                letters = {c for c in node.value if ord(c) > 127 and c.isalpha()} - NOTATION
                assert not letters, f"{path.name}:{node.lineno} says {''.join(sorted(letters))}"


def test_a_pattern_prefers_the_longest_word() -> None:
    found = re.match(either(["问", "问题"]), "问题1")
    assert found
    assert found[0] == "问题"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("1. What is a lock? [1 分]", "1. What is a lock?"),
        ("What is a gate? (10 pts)", "What is a gate?"),
        ("什么是锁？（5分）", "什么是锁？"),
        ("1、（3分）什么是门？", "1、什么是门？"),
        ("2. (1分)Nmap 是什么", "2. Nmap 是什么"),
        ("Question 3 (2 points). Which is it?", "Question 3. Which is it?"),
        ("4. （5分）. 什么是门？", "4. 什么是门？"),
        ("（5分）", "（5分）"),
        ("What costs 5 points?", "What costs 5 points?"),
        ("¿Qué es un proceso? (2 puntos)", "¿Qué es un proceso?"),
    ],
)
def test_points_are_not_shown(title: str, shown: str) -> None:
    assert titles.shown(title) == shown


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("第 2 题. 什么是栈？", "第 2 题：什么是栈？"),
        ("第三题（OK）. 什么是栈？用 A. 回答", "第三题（OK）：什么是栈？用 A. 回答"),
        ("問題 4. スタックとは何ですか？", "問題 4：スタックとは何ですか？"),
        ("12. 什么是栈？", "12. 什么是栈？"),
        ("Question 3. 什么是栈？", "Question 3. 什么是栈？"),
        ("Question 3. What is a stack?", "Question 3. What is a stack?"),
    ],
)
def test_a_stem_stands_behind_its_number(title: str, shown: str) -> None:
    assert titles.shown(title, joined=True) == shown
    assert titles.shown(title) == title
