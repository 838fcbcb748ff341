"""Values in different articles that rival each other as the answer to one question.

:mod:`rag.conflicts` reads how a sentence is built; here the sentences are in other words
("148 houses" and "the dwellings come to 211"): in each article, the sentence that ranks best
among those with a quantity of the kind asked for. A small fitted model says how likely two
such quantities are of one thing; what can be true together is never a conflict.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from rag.logistic import Logistic
from rag.quantities import Quantity, quantities
from rag.question import Question, Vector
from rag.select import Ranked
from rag.slots import topic_words
from rag.words import STOP_WORDS, read_words, stem

# Of the ranking, sentences further down are about something else.
READ = 24
# Of each article, so many sentences with such a quantity are compared.
SENTENCES = 3

RIVALRY = (
    "confidence", "first_below", "second_below", "first_rank", "second_rank", "second_in_article",
    "cosine", "first_words", "second_words", "first_topic", "second_topic", "missing_name",
    "shared_words", "title_words", "ratio", "noun", "noun_alike", "alone", "updates", "parts",
    "dated_apart", "published_apart", "first_strange", "second_strange",
    "kind_count", "kind_money", "kind_percent", "kind_date", "named_kind",
)  # fmt: skip

_HOW_MANY = re.compile(r"\bhow many (?P<noun>(?:\w+[ -]){0,3}?\w+)", re.IGNORECASE)
_WHEN = re.compile(
    r"^when\b|\b(?:what|which) (?:day|date|year|month)\b|\bon what day\b|\bsince when\b", re.I
)
_SIZE = re.compile(
    r"\bhow (?:much|long|far|big|large|high|deep|tall|heavy|fast|wide|well|old|great|small|steep"
    r"|sharply?|strong|quickly|few)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:cost|costs|price|fine|fined|fee|ransom|pay|paid|pays|spend|spent|worth|budget|sum|aid"
    r"|money|damages|salary|wage|loan|debt|loss|profit|bill|compensation|funding|grant|bail"
    r"|charge|subsidy|bid|rent|value|bonus|reward|bounty|donat\w+|invest\w*)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"\b(?:percent\w*|per cent|share|turnout|rate|proportion|inflation|margin|rise|raise|drop|fall"
    r"|increase|decrease|cut|unemployment|efficacy|stake|growth|tariff|discount|majority)\b",
    re.IGNORECASE,
)
_WHAT = re.compile(r"\b(?:what|which)\b", re.IGNORECASE)
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
class Rival:
    """A quantity and the sentence that gives it."""

    ranked: Ranked
    quantity: Quantity
    others: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class RivalModel:
    """A logistic model over :data:`RIVALRY`; ``show_from`` is when two are said to differ."""

    logistic: Logistic
    show_from: float

    @classmethod
    def from_json(cls, text: str) -> RivalModel:
        """Read what ``eval.fitting.rivals`` wrote; raises ``KeyError`` if a feature is missing."""
        data = json.loads(text)
        return cls(
            Logistic.named(data["features"], RIVALRY, data["bias"]), float(data["show_from"])
        )


def kinds_asked(question: str) -> tuple[str, ...]:
    """The kinds of quantity that answer a question; empty where none does."""
    if _WHEN.search(question):
        return ("date",)
    if many := _HOW_MANY.search(question):
        unit = many.group("noun").split()[-1].lower()
        first = quantities(f"2 {many.group('noun').split()[0]}")
        if first and first[0].kind != "count":
            return (first[0].kind,)
        return ("count",) if unit != "percent" else ("percent",)
    if _SIZE.search(question):
        return ("money", "percent", *_MEASURES)
    if _WHAT.search(question) and _MONEY.search(question):
        return ("money", "percent")
    if _WHAT.search(question) and _PERCENT.search(question):
        return ("percent",)
    return ()


_MEASURES = ("length", "mass", "time", "area", "volume", "power", "energy", "degree")


def rivals(
    question: Question, ranked: Sequence[Ranked], confidence: float,
    similar: Callable[[str, str], float],
) -> list[tuple[Rival, Rival, Vector]]:  # fmt: skip
    """The best quantity, and with it each that another article gives in its place, with the
    values of :data:`RIVALRY`. ``ranked`` is best first; ``similar`` compares two words.
    """
    kinds = kinds_asked(question.text)
    if not kinds:
        return []
    noun = _noun(question.text)
    given: dict[str, list[tuple[int, int, Rival]]] = {}
    order: dict[str, int] = {}
    kind: str | None = None
    for place, one in enumerate(ranked[:READ]):
        name = one.candidate.article.id
        order[name] = order.get(name, 0) + 1
        found = [
            q for q in quantities(one.candidate.text, one.candidate.article.date)
            if q.kind in kinds and kind in (None, q.kind) and not _is_asked(q, question)
        ]  # fmt: skip
        if not found:
            continue
        kind = found[0].kind
        found = [q for q in found if q.kind == kind]
        if len({spot for spot, _, _ in given.get(name, [])}) < SENTENCES:
            for q in found:
                rest = tuple(other for other in found if other is not q)
                given.setdefault(name, []).append((place, order[name], Rival(one, q, rest)))
    if len(given) < 2:
        return []
    (_, mine), *others = given.items()
    return [
        (first, second, _row(question, confidence, ranked, (place, first), (spot, second), nth,
                             noun, similar))
        for _, theirs in others
        for place, _, first in mine
        for spot, nth, second in theirs
        if not _can_both_be(first, second) and _has_names_of(first, second, question)
    ]  # fmt: skip


def differing(
    question: Question, ranked: Sequence[Ranked], confidence: float,
    similar: Callable[[str, str], float], model: RivalModel,
) -> list[Rival]:  # fmt: skip
    """The likeliest quantity and those that differ from it, one an article; empty if none do."""
    rated = [(model.logistic.probability(row), a, b) for a, b, row in
             rivals(question, ranked, confidence, similar)]  # fmt: skip
    rated = [one for one in rated if one[0] >= model.show_from]
    if not rated:
        return []
    rated.sort(key=lambda one: -one[0])
    first = rated[0][1]
    found = {first.ranked.candidate.article.id: first}
    for _, mine, other in rated:
        if mine == first and all(not other.quantity.agrees(r.quantity) for r in found.values()):
            found.setdefault(other.ranked.candidate.article.id, other)
    return list(found.values())


def _can_both_be(first: Rival, second: Rival) -> bool:
    """Whether the sentences agree on a value, or one has the sum of the other's parts."""
    own, other = (first.quantity, *first.others), (second.quantity, *second.others)
    if any(a.agrees(b) for a in own for b in other):
        return True
    if first.quantity.kind == "date":
        # Nothing here tells which of several dates in a sentence is meant. Comparing them too
        # showed 16 of the 66 contradictions in place of 19, and one more that is none.
        return bool(first.others or second.others)
    for whole, parts in ((own, other), (other, own)):
        total = sum(q.amount for q in parts)
        if len(parts) > 1 and any(abs(q.amount - total) < 1e-6 for q in whole):
            return True
    return False


def _has_names_of(first: Rival, second: Rival, question: Question) -> bool:
    """Whether the second article has the question's names, so far as the first one has them."""
    one, other = (read_words(r.ranked.candidate.article.text).known for r in (first, second))
    return all(t.stem in other for t in question.content if t.named and t.stem in one)


def _row(
    question: Question, confidence: float, ranked: Sequence[Ranked],
    first: tuple[int, Rival], second: tuple[int, Rival], nth: int, noun: str,
    similar: Callable[[str, str], float],
) -> Vector:  # fmt: skip
    (place, one), (spot, other) = first, second
    best = ranked[0].score
    texts = [rival.ranked.candidate.text for rival in (one, other)]
    words = [read_words(text).known for text in texts]
    topics = [topic_words(rival.ranked.candidate) for rival in (one, other)]
    named = [term for term in question.content if term.named]
    kind = one.quantity.kind
    units = [rival.quantity.unit for rival in (one, other)]
    amounts = sorted(max(r.quantity.amount, 1e-9) for r in (one, other))
    titles = [
        _content(read_words(r.ranked.candidate.article.title or "").known) for r in (one, other)
    ]
    values = {
        "confidence": math.log(max(confidence, 1e-3) / max(1 - confidence, 1e-3)),
        "first_below": best - one.ranked.score,
        "second_below": min(one.ranked.score - other.ranked.score, 12.0),
        "first_rank": math.log1p(place),
        "second_rank": math.log1p(spot),
        "second_in_article": math.log(nth),
        "cosine": float(one.ranked.pooled @ other.ranked.pooled),
        "first_words": _covered(question, words[0]),
        "second_words": _covered(question, words[1]),
        "first_topic": _covered(question, topics[0]),
        "second_topic": _covered(question, topics[1]),
        "missing_name": sum(t.weight for t in named if t.stem not in topics[0] & topics[1]),
        "shared_words": len(_content(words[0]) & _content(words[1])) / 10,
        "title_words": len(titles[0] & titles[1]) / max(len(titles[0]), 1),
        "ratio": min(math.log(amounts[1] / amounts[0]), 5.0) if kind != "date" else 0.0,
        "noun": float(bool(noun) and any(stem(u) == stem(noun) for u in units if u)),
        "noun_alike": min((similar(noun, u) for u in units if noun and u), default=0.0),
        "alone": float(not one.others and not other.others),
        "updates": float(sum(bool(_UPDATES.search(text)) for text in texts)),
        "parts": float(sum(bool(_PARTS.search(text)) for text in texts)),
        "dated_apart": float(_dated_apart(one, other)),
        "published_apart": _published_apart(one, other),
        "first_strange": _strange(one, other, question),
        "second_strange": _strange(other, one, question),
        "kind_count": float(kind == "count"),
        "kind_money": float(kind == "money"),
        "kind_percent": float(kind == "percent"),
        "kind_date": float(kind == "date"),
        "named_kind": float(bool(
            kind in ("count", "date") or (kind == "money" and _MONEY.search(question.text))
            or (kind == "percent" and _PERCENT.search(question.text)))),
    }  # fmt: skip
    return np.array([values[name] for name in RIVALRY])


def _dated_apart(one: Rival, other: Rival) -> bool:
    """Whether both sentences tell a date or year, and none is the other's."""
    dates = [
        [q for q in quantities(r.ranked.candidate.text, r.ranked.candidate.article.date)
         if q.kind == "date" and q is not r.quantity]
        for r in (one, other)
    ]  # fmt: skip
    return bool(dates[0] and dates[1]) and not any(a.agrees(b) for a in dates[0] for b in dates[1])


def _published_apart(one: Rival, other: Rival) -> float:
    days = []
    for rival in (one, other):
        day = rival.ranked.candidate.article.date
        if not day or len(day) < 10:
            return 0.0
        days.append(date.fromisoformat(day[:10]))
    return math.log1p(abs((days[0] - days[1]).days))


def _strange(one: Rival, other: Rival, question: Question) -> float:
    """How many names the sentence has that the other article and the question have not."""
    known = read_words(other.ranked.candidate.article.text).known | question.stems
    raw = read_words(one.ranked.candidate.text).raw
    return float(
        sum(w[0].isupper() and stem(w) not in known for w in raw[1:] if w.lower() not in STOP_WORDS)
    )


def _is_asked(quantity: Quantity, question: Question) -> bool:
    """A number or date that the question itself has."""
    return any(
        stem(word) in question.stems for word in read_words(quantity.text).raw if word[0].isdigit()
    )


def _noun(question: str) -> str:
    many = _HOW_MANY.search(question)
    if many is None:
        return ""
    words = [w for w in many.group("noun").split() if w.lower() not in STOP_WORDS]
    return words[0].lower() if words else ""


def _covered(question: Question, words: frozenset[str] | set[str]) -> float:
    return sum(term.weight for term in question.content if term.stem in words)


def _content(stems: frozenset[str]) -> frozenset[str]:
    return frozenset(s for s in stems if s not in STOP_WORDS)
