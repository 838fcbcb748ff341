"""The fact itself, where a question asks for one: the words of the sentence that answer.

:mod:`rag.spans` finds the words; a small fitted model says whether they are to be shown, and
where it is not sure enough, none are: the sentence then speaks for itself.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass

import numpy as np

from rag.logistic import Logistic, log_odds
from rag.quantities import BOUND
from rag.question import TYPED, Question, Vector
from rag.spans import Span
from rag.words import MONTHS, NUMBER_WORDS, WORD, YEAR
from rag.yesno import CLOSED

SHOWING = (
    "found", "around", "confidence", "words", "many_words", "fits", "misfits", "opens",
    *(f"kind_{kind}" for kind in TYPED),
)  # fmt: skip

_DAY = re.compile(r"day\b|\b(?:morning|night|noon|yesterday|tomorrow|week|month|year)", re.I)
_MARKS = " \t\n,;:.\"“”'‘’()[]"


@dataclass(frozen=True, slots=True)
class FactModel:
    """A logistic model over :data:`SHOWING`; words are shown from probability ``show_from`` on."""

    logistic: Logistic
    show_from: float

    @classmethod
    def from_json(cls, text: str) -> FactModel:
        """Read what ``eval.fitting.facts`` wrote; raises ``KeyError`` if a feature is missing."""
        data = json.loads(text)
        return cls(
            Logistic.named(data["features"], SHOWING, data["bias"]), float(data["show_from"])
        )


def is_asked_for(question: Question) -> bool:
    """Whether a few words can answer: not for reasons, manners, or yes or no."""
    return question.kind not in ("reason", "manner") and not CLOSED.search(question.text)


def fact(
    question: Question, sentence: str, span: Span | None, confidence: float, model: FactModel
) -> str | None:
    """The words to put in front of the sentence in which they were found; ``None`` if it is
    not clear enough that they answer. ``confidence`` is that of the whole answer.
    """
    if span is None or not is_asked_for(question):
        return None
    if model.logistic.probability(showing_row(question, sentence, span, confidence)) < (
        model.show_from
    ):
        return None
    return _trimmed(sentence, span) or None


def showing_row(question: Question, sentence: str, span: Span, confidence: float) -> Vector:
    """A value for every name in :data:`SHOWING`."""
    words = WORD.findall(sentence[span.start : span.end])
    fits = _fits(question.kind, words)
    values = {
        "found": log_odds(span.probability),
        "around": log_odds(span.around),
        "confidence": log_odds(confidence),
        "words": math.log1p(len(words)),
        "many_words": float(len(words) > 6),
        "fits": float(fits is True),
        "misfits": float(fits is False),
        "opens": float(span.start == 0),
        **{f"kind_{kind}": float(question.kind == kind) for kind in TYPED},
    }
    return np.array([values[name] for name in SHOWING])


def _fits(kind: str, words: list[str]) -> bool | None:
    """Whether words look like a number, a date or a name, as the question wants."""
    number = any(w[0].isdigit() or w.lower() in NUMBER_WORDS for w in words)
    if kind == "number":
        return number
    if kind == "time":
        return number or any(
            YEAR.fullmatch(w) or w.lower() in MONTHS or _DAY.search(w.lower()) for w in words
        )
    if kind in ("person", "place", "org"):
        return any(w[0].isupper() for w in words)
    return None


def _trimmed(sentence: str, span: Span) -> str:
    """The words without an article or marks; "up to", "about" and the like stay with a number."""
    start, opening = span.start, ""
    if sentence[start : start + 1].isdigit() and (bound := BOUND.search(sentence[:start])):
        # It opens the answer.
        start, opening = bound.start() + 1, sentence[bound.start()].upper()
    text = (opening + sentence[start : span.end]).strip(_MARKS)
    # A bracket that only opens was cut from its end.
    text = text.split(" (")[0] if text.count("(") > text.count(")") else text
    for ending in ("’s", "'s"):
        text = text.removesuffix(ending)
    return re.sub(r"^(?:the|an?)\s+(?=\w)", "", text, flags=re.IGNORECASE)
