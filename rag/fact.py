"""The fact itself, where a question asks for one: a number, a name, a date, a place, yes or no.

A name or quantity of the kind that is asked for, and not in the question, that stands
nearest in the parse to the question's words. Where two are about as near, none is given:
the sentence then speaks for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.question import Question
from rag.words import STOP_WORDS, stem
from rag.stancewords import NEGATIONS

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
_CLOSED = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|might|must)\b"
    r"(?!.*\bor\b)",
    re.I,
)
_BARRING = frozenset(
    "bar ban prohibit forbid refuse deny block prevent reject stop lack decline exclude".split()
)


@dataclass(frozen=True, slots=True)
class Fact:
    """``text`` stands in the sentence (or is "Yes" or "No"); ``sure`` orders facts."""

    text: str
    sure: float


def fact(question: Question, doc: Doc) -> Fact | None:
    """The fact that a sentence gives for the question, if it is clear which one that is."""
    if _CLOSED.search(question.text):
        return _yes_or_no(question, doc)
    spans = spans_of_kind(question, doc)
    if not spans:
        return None
    scored = nearest(question, doc, spans)
    best, span = scored[0]
    if len(scored) > 1 and scored[1][0] > 0.93 * best:
        return None
    return Fact(_trimmed(span), best)


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
    if question.kind == "number":
        if _DURATION.search(question.text):
            labels = ("DATE", "TIME", "CARDINAL", "QUANTITY")
        elif _MONEY.search(question.text):
            labels = ("MONEY",)
        elif _PERCENT.search(question.text):
            labels = ("PERCENT", "CARDINAL")
    found = [e for e in doc.ents if e.label_ in labels and _is_new(question, e)]
    if not found and question.kind in _ALSO:
        found = [e for e in doc.ents if e.label_ in _ALSO[question.kind] and _is_new(question, e)]
    if question.kind == "number" and not found:
        found = [
            doc[t.i : t.i + 1] for t in doc if t.like_num and _is_new(question, doc[t.i : t.i + 1])
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


def _trimmed(span: Span) -> str:
    text = span.text.strip()
    for ending in ("’s", "'s"):
        text = text.removesuffix(ending)
    return re.sub(r"^(?:the|about|approximately|around|an?)\s+", "", text, flags=re.I)


def _yes_or_no(question: Question, doc: Doc) -> Fact | None:
    """Yes if the sentence says of the question's words what the question does; no if the
    one denies where the other does not. Nothing unless nearly all words are there.
    """
    asked = {term.stem for term in question.content}
    said = [t for t in doc if stem(t.text) in asked]
    covered = len({stem(t.text) for t in said}) / max(len(asked), 1)
    if covered < 0.6 or not said:
        return None
    denies = sum(denied(t) for t in said if t.pos_ in ("VERB", "NOUN", "ADJ")) > 0
    negative = bool({w.lower() for w in question.text.split()} & NEGATIONS)
    return Fact("No" if denies != negative else "Yes", covered)


def denied(token: Token) -> bool:
    """Whether a word is under a "not", or under a verb of barring or refusing."""
    chain = [token, *list(token.ancestors)[:2]]
    return any(
        child.dep_ == "neg" or child.lower_ in NEGATIONS | {"no"}
        for one in chain
        for child in one.children
    ) or any(one.lemma_.lower() in _BARRING for one in chain)
