"""Answers of different articles that rival each other.

:mod:`rag.conflicts` reads how a sentence is built; here the sentences are in other words
("148 houses" and "the dwellings come to 211", "a bid from Kestrel was accepted" and "the yard's
purchaser, Baltor"): what :mod:`rag.given` finds that each article gives. A small fitted model says
how likely two such answers are of one thing, one model for names and one for quantities; what can
be true together is never a conflict.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from rag.given import Given, given, noun_counted
from rag.logistic import Logistic, log_odds
from rag.quantities import Quantity, quantities
from rag.question import Question, Vector
from rag.select import Reading
from rag.slots import topic_words
from rag.spans import SpanReader
from rag.words import STOP_WORDS, read_words, stem

RIVALRY = (
    "confidence", "first_span", "second_span", "first_whole", "second_whole", "least_span",
    "first_below", "second_below", "most_below", "first_rank", "second_rank", "first_in_article",
    "second_in_article", "cosine", "first_words", "second_words", "first_topic", "second_topic",
    "missing_name", "shared_words", "title_words", "first_known", "second_known",
    "first_length", "second_length", "shared_stem", "updates", "parts", "published_apart",
    "first_strange", "second_strange", "kind_person", "kind_place", "kind_org",
    "ratio", "noun", "alone", "kind_count", "kind_money", "kind_percent",
    "kind_date",
)  # fmt: skip

# A count in a sentence that shares more of its words with another is all but the same sentence.
ALIKE = 0.5

_UPDATES = re.compile(
    r"\b(?:earlier|initial\w*|first said|at first|original\w*|previous\w*|revis\w+|correct\w+"
    r"|updat\w+|up from|down from|rais\w+|risen|rose|increas\w+|climb\w*|since then|by then|later"
    r"|now|so far|new(?:ly)?|grew|grown|doubl\w+|tripl\w+|instead|no longer|last year|this year)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\b(?:of them|among them|including|includes?|alone|of whom|of which|of those|another"
    r"|further|more|additional|other|both|together|in all|in total|only|each|per)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RivalModel:
    """Logistic models over :data:`RIVALRY`; from the second of each pair on, two are said to
    differ.
    """

    names: tuple[Logistic, float]
    quantities: tuple[Logistic, float]

    @classmethod
    def from_json(cls, text: str) -> RivalModel:
        """Read what ``eval.fitting.rivals`` wrote; raises ``KeyError`` if a feature is missing."""
        data = json.loads(text)

        def of(part: str) -> tuple[Logistic, float]:
            fitted = data[part]
            logistic = Logistic.named(fitted["features"], RIVALRY, fitted["bias"])
            return logistic, float(fitted["show_from"])

        return cls(of("names"), of("quantities"))

    def surely(self, first: Given, row: Vector) -> float:
        """How likely the pair is to differ, 0 where that is not enough to say so."""
        logistic, show_from = self.names if first.quantity is None else self.quantities
        sure = logistic.probability(row)
        return sure if sure >= show_from else 0.0


def rivals(reading: Reading, reader: SpanReader) -> list[tuple[Given, Given, Vector]]:
    """What the likeliest article gives, with each that another gives in its place, and the values
    of :data:`RIVALRY`.
    """
    found = given(reading.question, reading.ranked, reader)
    return [
        (first, second, _row(reading, first, second))
        for others in found[1:]
        for first in found[0]
        for second in others
        if not _can_both_be(first, second) and _of_one_thing(first, second, reading.question)
    ]


def differing(reading: Reading, reader: SpanReader, model: RivalModel) -> list[Given]:
    """The likeliest answer and those that differ from it, one an article; empty if none do."""
    rated = [(model.surely(a, row), a, b) for a, b, row in rivals(reading, reader)]
    rated = sorted((one for one in rated if one[0]), key=lambda one: -one[0])
    if not rated:
        return []
    first = rated[0][1]
    found = {first.article: first}
    for _, mine, other in rated:
        if mine == first and not any(_can_both_be(other, one) for one in found.values()):
            found.setdefault(other.article, other)
    return list(found.values())


def _can_both_be(first: Given, second: Given) -> bool:
    if first.quantity is None and second.quantity is None:
        return _may_be_one_name(first, second)
    if first.quantity is None or second.quantity is None:
        return True
    if first.quantity.kind != second.quantity.kind:
        return True
    own, other = (
        (one.quantity, *(q for q in one.others if q.kind == first.quantity.kind and not q.off))
        for one in (first, second)
        if one.quantity
    )
    if any(first.quantity.agrees(b) for b in other) or any(second.quantity.agrees(a) for a in own):
        return True
    if first.quantity.kind == "date":
        return False
    return _is_sum(own, other) or _is_sum(other, own)


def _of_one_thing(first: Given, second: Given, question: Question) -> bool:
    """Whether nothing says that the sentences are of two events: the second article has the
    question's names, so far as the first one has them; they are not dated apart; and they do
    not say all but the same, which :mod:`rag.conflicts` has compared word by word.
    """
    candidates = [one.ranked.candidate for one in (first, second)]
    one, other = (read_words(c.article.text).known for c in candidates)
    if not all(t.stem in other for t in question.content if t.named and t.stem in one):
        return False
    if _dated_apart(first, second):
        return False
    if first.quantity is None or first.quantity.kind != "count":
        return True
    told, also = (_content(read_words(c.text).known) - g.stems for c, g in
                  zip(candidates, (first, second), strict=True))  # fmt: skip
    return len(told & also) <= ALIKE * min(len(told), len(also))


def _is_sum(wholes: Sequence[Quantity], parts: Sequence[Quantity]) -> bool:
    total = sum(q.amount for q in parts)
    return len(parts) > 1 and any(abs(q.amount - total) < 1e-6 for q in wholes)


def _may_be_one_name(first: Given, second: Given) -> bool:
    """ "Rubio" and "Marco Rubio", "Ministry of Finance" and "Finance Ministry", "WHO" and "World
    Health Organization".
    """
    if first.stems <= second.stems or second.stems <= first.stems:
        return True
    return _initials(first.text, second.text) or _initials(second.text, first.text)


def _initials(short: str, name: str) -> bool:
    words = re.findall(r"\w+", name)
    letters = short.replace(".", "").casefold()
    capitals = "".join(word[0] for word in words if word[0].isupper())
    every = "".join(word[0] for word in words)
    return len(words) > 1 and letters in (capitals.casefold(), every.casefold())


def _row(reading: Reading, first: Given, second: Given) -> Vector:
    question, best = reading.question, reading.ranked[0].score
    both = (first, second)
    candidates = [one.ranked.candidate for one in both]
    words = [read_words(one.text).known for one in candidates]
    topics = [topic_words(one) for one in candidates]
    articles = [read_words(one.article.text).known for one in candidates]
    titles = [_content(read_words(one.article.title or "").known) for one in candidates]
    named = [term for term in question.content if term.named]
    spans = [log_odds(one.span.around) for one in both]
    below = [best - one.ranked.score for one in both]
    values = {
        "confidence": log_odds(min(max(reading.confidence, 1e-3), 1 - 1e-3)),
        "first_span": spans[0],
        "second_span": spans[1],
        "first_whole": log_odds(first.span.probability),
        "second_whole": log_odds(second.span.probability),
        "least_span": min(spans),
        "first_below": below[0],
        "second_below": below[1],
        "most_below": max(below),
        "first_rank": math.log1p(first.place),
        "second_rank": math.log1p(second.place),
        "first_in_article": math.log(first.nth),
        "second_in_article": math.log(second.nth),
        "cosine": float(first.ranked.pooled @ second.ranked.pooled),
        "first_words": _covered(question, words[0]),
        "second_words": _covered(question, words[1]),
        "first_topic": _covered(question, topics[0]),
        "second_topic": _covered(question, topics[1]),
        "missing_name": sum(t.weight for t in named if t.stem not in topics[0] & topics[1]),
        "shared_words": len(_content(words[0]) & _content(words[1])) / 10,
        "title_words": len(titles[0] & titles[1]) / max(len(titles[0]), 1),
        "first_known": float(first.stems <= articles[1]),
        "second_known": float(second.stems <= articles[0]),
        "first_length": math.log(max(len(first.text.split()), 1)),
        "second_length": math.log(max(len(second.text.split()), 1)),
        "shared_stem": float(bool(first.stems & second.stems)),
        "updates": float(sum(bool(_UPDATES.search(one.text)) for one in candidates)),
        "parts": float(sum(bool(_PARTS.search(one.text)) for one in candidates)),
        "published_apart": _published_apart(first, second),
        "first_strange": _strange(first, articles[1] | question.stems),
        "second_strange": _strange(second, articles[0] | question.stems),
        **{f"kind_{kind}": float(question.kind == kind) for kind in ("person", "place", "org")},
        **_of_quantities(question, first, second),
    }
    return np.array([values[name] for name in RIVALRY])


def _of_quantities(question: Question, first: Given, second: Given) -> dict[str, float]:
    names = ("ratio", "noun", "alone")
    kinds = ("count", "money", "percent", "date")
    if first.quantity is None or second.quantity is None:
        return dict.fromkeys([*names, *(f"kind_{kind}" for kind in kinds)], 0.0)
    noun = noun_counted(question.text)
    kind = first.quantity.kind
    low, high = sorted(max(one.amount, 1e-9) for one in (first.quantity, second.quantity))
    units = (first.quantity.unit, second.quantity.unit)
    return {
        "ratio": min(math.log(high / low), 5.0) if kind != "date" else 0.0,
        "noun": float(bool(noun) and any(stem(unit) == stem(noun) for unit in units if unit)),
        "alone": float(not first.others and not second.others),
        **{f"kind_{name}": float(kind == name) for name in kinds},
    }


def _dated_apart(first: Given, second: Given) -> bool:
    """Whether both sentences tell a date or year, and none is the other's."""
    dates = [
        [q for q in quantities(one.ranked.candidate.text, one.ranked.candidate.article.date)
         if q.kind == "date" and q != one.quantity]
        for one in (first, second)
    ]  # fmt: skip
    return bool(dates[0] and dates[1]) and not any(a.agrees(b) for a in dates[0] for b in dates[1])


def _published_apart(first: Given, second: Given) -> float:
    days = []
    for one in (first, second):
        day = one.ranked.candidate.article.date
        if not day or len(day) < 10:
            return 0.0
        days.append(date.fromisoformat(day[:10]))
    return math.log1p(abs((days[0] - days[1]).days))


def _strange(one: Given, known: frozenset[str]) -> float:
    """How many names the sentence has that are not ``known``."""
    raw = read_words(one.ranked.candidate.text).raw
    return float(
        sum(w[0].isupper() and stem(w) not in known for w in raw[1:] if w.lower() not in STOP_WORDS)
    )


def _covered(question: Question, words: frozenset[str]) -> float:
    return sum(term.weight for term in question.content if term.stem in words)


def _content(stems: frozenset[str]) -> frozenset[str]:
    return frozenset(s for s in stems if s not in STOP_WORDS)
