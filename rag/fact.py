"""The fact itself, where a question asks for one: a number, a name, a date, a place, yes or no.

A name or quantity of the kind that is asked for, and not in the question; a small fitted
model says how likely each is by how near it stands to the question's words in the parse.
Where none is likely enough, none is given: the sentence then speaks for itself.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.question import Question, Vector
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
SPAN = (
    "near", "near_share", "nearest", "few", "main_label", "close", "close_to_asked",
    "verb_known", "subject", "by", "apposition", "after_preposition", "head_known", "opens",
    "long", *(f"kind_{kind}" for kind in LABELS),
)  # fmt: skip
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
_CLOSED = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|might|must)\b"
    r"(?!.*\bor\b)",
    re.I,
)
_COMPARES = re.compile(
    r"\b(?:same|differ\w*|agree\w*|match\w*|both|only|ever|always|never|more|less|most|all|same)\b",
    re.IGNORECASE,
)
_BARRING = frozenset(
    "bar ban prohibit forbid refuse deny block prevent reject stop lack decline exclude".split()
)


@dataclass(frozen=True, slots=True)
class Fact:
    """``text`` stands in the sentence (or is "Yes" or "No"); ``sure`` orders facts."""

    text: str
    sure: float


def fact(question: Question, doc: Doc, model: FactModel) -> Fact | None:
    """The fact that a sentence gives for the question, if it is clear which one that is."""
    if _CLOSED.search(question.text):
        return _yes_or_no(question, doc)
    rows = span_rows(question, doc)
    if not rows:
        return None
    sure, span = max(((model.probability(row), span) for span, row in rows), key=lambda p: p[0])
    return Fact(_trimmed(span), sure) if sure >= model.show_from else None


@dataclass(frozen=True, slots=True)
class FactModel:
    """A logistic model over :data:`SPAN`: how likely a span is the answer.

    ``show_from`` is the probability from which it is shown.
    """

    weights: Vector
    bias: float
    show_from: float

    @classmethod
    def from_json(cls, text: str) -> FactModel:
        """Read what ``eval.fitting.facts`` wrote; raises ``KeyError`` if a feature is missing."""
        data = json.loads(text)
        weights = np.array([float(data["features"][name]) for name in SPAN])
        return cls(weights, float(data["bias"]), float(data["show_from"]))

    def probability(self, row: Vector) -> float:
        """In 0..1."""
        return 1 / (1 + math.exp(-(float(row @ self.weights) + self.bias)))


def span_rows(question: Question, doc: Doc) -> list[tuple[Span, Vector]]:
    """The spans of the kind asked for, each with a value for every name in :data:`SPAN`."""
    spans = spans_of_kind(question, doc)
    if not spans:
        return []
    scored = nearest(question, doc, spans)
    total = sum(term.rarity for term in question.content) or 1.0
    asked = {term.stem for term in question.content}
    wanted = {term.stem for term in question.content if term.asked}
    places = [t for t in doc if stem(t.text) in asked and t.lower_ not in STOP_WORDS]
    rows = []
    for rank, (near, span) in enumerate(scored):
        others = [value for value, other in scored if other is not span]
        root = span.root
        verb = next((t for t in [root, *root.ancestors] if t.pos_ in ("VERB", "AUX")), None)
        outside = [t for t in places if not span.start <= t.i < span.end]
        values = {
            "near": near / total,
            "near_share": near / (near + max(others, default=0.0) + 1e-9),
            "nearest": float(rank == 0),
            "few": 1 / len(scored),
            "main_label": float(span.label_ in LABELS[question.kind]),
            "close": _closeness(root, outside),
            "close_to_asked": _closeness(root, [t for t in outside if stem(t.text) in wanted]),
            "verb_known": float(verb is not None and stem(verb.text) in asked),
            "subject": float(root.dep_ in ("nsubj", "nsubjpass")),
            "by": float(root.dep_ == "pobj" and root.head.lower_ == "by"),
            "apposition": float(root.dep_ == "appos"),
            "after_preposition": float(root.dep_ == "pobj"),
            "head_known": float(stem(root.head.text) in asked),
            "opens": float(root.i < 5),
            "long": float(len(span) > 3),
            **{f"kind_{kind}": float(question.kind == kind) for kind in LABELS},
        }
        rows.append((span, np.array([values[name] for name in SPAN])))
    return rows


def _closeness(root: Token, places: Sequence[Token]) -> float:
    return math.exp(-min((abs(place.i - root.i) for place in places), default=30) / 3)


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


def _trimmed(span: Span) -> str:
    text = span.text.strip()
    for ending in ("’s", "'s"):
        text = text.removesuffix(ending)
    return re.sub(r"^(?:the|about|approximately|around|an?)\s+", "", text, flags=re.I)


def _yes_or_no(question: Question, doc: Doc) -> Fact | None:
    """Yes if the sentence says of the question's words what the question does; no if the
    one denies where the other does not. Nothing unless nearly all words are there, verbs
    among them, and never for a question that compares.
    """
    if _COMPARES.search(question.text):
        return None
    asked = {term.stem for term in question.content}
    said = [t for t in doc if stem(t.text) in asked]
    covered = len({stem(t.text) for t in said}) / max(len(asked), 1)
    if covered < 0.75 or not any(t.pos_ == "VERB" for t in said):
        return None
    denies = any(denied(t) for t in said if t.pos_ in ("VERB", "NOUN", "ADJ"))
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
