"""Names and quantities of the kind that a question asks for, and what a sentence denies.

What :mod:`rag.relations` looks at: by spaCy's names, and how near they stand to the question's
words in the parse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.question import Question
from rag.stancewords import NEGATIONS
from rag.words import STOP_WORDS, YEAR, stem

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

LABELS = {
    "number": ("CARDINAL", "QUANTITY", "MONEY", "PERCENT"),
    "time": ("DATE", "TIME"),
    "person": ("PERSON",),
    "place": ("GPE", "LOC", "FAC"),
    "org": ("ORG", "NORP"),
}
# "Who ordered it?" may be answered by a court or a country.
_ALSO = {"person": ("ORG", "NORP", "GPE"), "org": ("GPE", "PERSON")}
_DURATION = re.compile(
    r"\bhow (?:long|old|often|many (?:years|months|weeks|days|hours|minutes))\b", re.I
)
_MONEY = re.compile(
    r"\bhow much\b.*\b(?:cost|money|pay|paid|spend|spent|worth|dollars?|fund\w*|price)\b", re.I
)
_PERCENT = re.compile(r"\bpercent\w*\b|\bproportion\b|\bshare\b", re.I)
_DATED = re.compile(
    r"\b(?:1\d|20)\d\d|\b\d{1,2}(?:st|nd|rd|th)? century|\b\d{3} (?:AD|BC)|"
    r"\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\b|day\b|o'clock|[ap]\.?m\b"
)
_BARRING = frozenset(
    "bar ban prohibit forbid refuse deny block prevent reject stop lack decline exclude".split()
)


def nearest(question: Question, doc: Doc, spans: Sequence[Span]) -> list[tuple[float, Span]]:
    """The spans by how near they stand to the question's words in the parse, nearest first.

    The nearness of a span is at most the summed rarity of the words, and some for order.
    """
    asked = {term.stem: term.rarity for term in question.content}
    places = [t for t in doc if stem(t.text) in asked and t.text.lower() not in STOP_WORDS]
    scored = [(_nearness(span, places, asked), span) for span in spans]
    return sorted(scored, key=lambda pair: -pair[0])


def spans_of_kind(question: Question, doc: Doc) -> list[Span]:
    """Names and quantities of the kind asked for that the question does not have."""
    labels = LABELS.get(question.kind)
    if labels is None:
        return []
    text = question.text
    if question.kind == "number":
        if _DURATION.search(text):
            labels = ("DATE", "TIME", "CARDINAL", "QUANTITY")
        elif _MONEY.search(text):
            labels = ("MONEY",)
        elif _PERCENT.search(text):
            labels = ("PERCENT",)
    found = [e for e in doc.ents if e.label_ in labels and _is_new(question, e)]
    if question.kind == "time":
        return [e for e in found if _DATED.search(e.text)]
    if question.kind == "number":
        # A year is no count, and "the 13 of MS-13" none either.
        single = [doc[t.i : t.i + 1] for t in doc if t.like_num and not t.ent_type_]
        found += [s for s in single if _is_new(question, s)] if not found else []
        return [e for e in found if not YEAR.fullmatch(e.text)]
    if not found and question.kind in _ALSO:
        found = [
            e
            for e in doc.ents
            if e.label_ in _ALSO[question.kind]
            and _is_new(question, e)
            and (e.root.dep_ in ("nsubj", "nsubjpass") or e.root.head.lower_ == "by")
        ]
    return found


def _is_new(question: Question, span: Span) -> bool:
    words = [stem(t.text) for t in span if t.text.lower() not in STOP_WORDS and not t.is_punct]
    return bool(words) and not any(word in question.stems for word in words)


def _nearness(span: Span, places: Sequence[Token], asked: dict[str, float]) -> float:
    path = {token.i: steps for steps, token in enumerate([span.root, *span.root.ancestors])}
    total = 1e-6
    for place in places:
        if span.start <= place.i < span.end:
            continue
        steps = _apart(path, place)
        total += asked[stem(place.text)] / (1 + steps) + 0.2 / (1 + abs(place.i - span.root.i))
    return total


def _apart(path: dict[int, int], token: Token) -> int:
    for steps, one in enumerate([token, *token.ancestors]):
        if one.i in path:
            return steps + path[one.i]
    return 20


def denied(token: Token) -> bool:
    """Whether a word is under a "not", or under a verb of barring or refusing."""
    chain = [token, *list(token.ancestors)[:2]]
    return any(
        child.dep_ == "neg" or child.lower_ in NEGATIONS | {"no"}
        for one in chain
        for child in one.children
    ) or any(one.lemma_.lower() in _BARRING for one in chain)
