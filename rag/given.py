"""What each article gives as the answer to a question, whatever the wording.

:mod:`rag.spans` reads the best sentences of each article: the words that it finds there are
what the article gives, and a quantity of the kind asked for where the question wants one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.logistic import log_odds
from rag.quantities import Quantity, quantities
from rag.question import Question
from rag.select import Ranked
from rag.spans import Span, SpanReader
from rag.words import STOP_WORDS, read_words, stem

# So many of the best sentences are read, of each article fewer; each takes five milliseconds. Of
# 337 contradictions in folders of twenty articles .75 have both their sentences among these (.79
# among ten). How far a sentence is behind tells less: one in the question's own words leaves the
# others far behind.
READ, SENTENCES = 8, 4
# A name is not longer, in words.
NAME_WORDS = 8

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
_MEASURES = ("length", "mass", "time", "area", "volume", "power", "energy", "degree")
_MARKS = " \t\n,;:.\"“”'‘’()[]"
_ARTICLE = re.compile(r"^(?:the|an?)\s+(?=\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    """The words that a sentence gives. ``place`` is the sentence's among all, from 0, and ``nth``
    its among those of its article, from 1; of a quantity, ``others`` are the sentence's other ones
    of its kind.
    """

    ranked: Ranked
    place: int
    nth: int
    span: Span
    text: str
    stems: frozenset[str]
    quantity: Quantity | None = None
    others: tuple[Quantity, ...] = ()

    @property
    def article(self) -> str:
        """The article's id."""
        return self.ranked.candidate.article.id


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


def noun_counted(question: str) -> str:
    """Members, of "How many members ...?"; empty where nothing is counted."""
    many = _HOW_MANY.search(question)
    words = many.group("noun").split() if many else []
    return next((w.lower() for w in words if w.lower() not in STOP_WORDS), "")


def given(
    question: Question, ranked: Sequence[Ranked], reader: SpanReader
) -> list[tuple[Given, ...]]:
    """What each article gives, the likeliest to answer first; ``ranked`` is best first.

    Nothing where fewer than two articles have a sentence good enough to be read.
    """
    kinds = kinds_asked(question.text)
    rows = _to_read(ranked)
    if len({one.candidate.article.id for _, _, one in rows}) < 2:
        return []
    found: dict[str, list[Given]] = {}
    for place, nth, one in rows:
        span = reader.best(question.text, one.candidate.text)
        if span is None:
            continue
        giving = (
            _quantity(question, kinds, place, nth, one, span)
            if kinds
            else _name(question, place, nth, one, span)
        )
        if giving is not None:
            found.setdefault(giving.article, []).append(giving)
    best = ranked[0].score

    def worth(one: Given) -> float:
        return (one.ranked.score - best) / 2 + log_odds(one.span.around)

    return [tuple(those) for those in sorted(found.values(), key=lambda t: -max(map(worth, t)))]


def _to_read(ranked: Sequence[Ranked]) -> list[tuple[int, int, Ranked]]:
    """Place, place in its article, and sentence."""
    rows: list[tuple[int, int, Ranked]] = []
    of_article: dict[str, int] = {}
    for place, one in enumerate(ranked[:READ]):
        name = one.candidate.article.id
        of_article[name] = of_article.get(name, 0) + 1
        if of_article[name] <= SENTENCES:
            rows.append((place, of_article[name], one))
    return rows


def _name(question: Question, place: int, nth: int, one: Ranked, span: Span) -> Given | None:
    text = _ARTICLE.sub("", one.candidate.text[span.start : span.end].strip(_MARKS))
    raw = read_words(text).raw
    stems = frozenset(stem(word) for word in raw if word.lower() not in STOP_WORDS)
    named = any(word[0].isupper() for word in raw)
    if not named or not stems or stems <= question.stems or len(raw) > NAME_WORDS:
        return None
    return Given(one, place, nth, span, text, stems)


def _quantity(
    question: Question, kinds: Sequence[str], place: int, nth: int, one: Ranked, span: Span
) -> Given | None:
    every = quantities(one.candidate.text, one.candidate.article.date)
    found = [
        q for q in every
        if q.kind in kinds and q.start < span.end and span.start < q.start + len(q.text)
    ]  # fmt: skip
    if len(found) != 1 or _is_asked(found[0], question):
        return None
    mine = found[0]
    others = tuple(q for q in every if q.kind in kinds and q is not mine)
    stems = frozenset(stem(word) for word in read_words(mine.text).raw)
    return Given(one, place, nth, span, mine.text, stems, mine, others)


def _is_asked(quantity: Quantity, question: Question) -> bool:
    """A number or date that the question itself has."""
    return any(
        stem(word) in question.stems for word in read_words(quantity.text).raw if word[0].isdigit()
    )
