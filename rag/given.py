"""What each article gives as the answer to a question, whatever the wording.

:mod:`rag.spans` reads the best sentences of each article: the words that it finds there are
what the article gives, and a quantity of the kind asked for where the question wants one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

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

_HOW_MANY = re.compile(
    r"\b(?:how many|(?:number|count) of) (?P<noun>(?:\w+[ -]){0,3}?\w+)", re.IGNORECASE
)
_HOW_OLD = re.compile(r"\bhow old\b", re.IGNORECASE)
_WHEN = re.compile(
    r"^when\b|\b(?:what|which) (?:day|date|year|month)\b|\b(?:since|until|till|by|from) when\b"
    r"|^(?:date|year|day|month)\b|\bwhen (?:do|does|did|is|are|was|were|will|can|could|would|has"
    r"|have|had)\b",
    re.I,
)
_SIZE = re.compile(
    r"\bhow (?:much|long|far|big|large|high|deep|tall|heavy|fast|wide|well|old|great|small|steep"
    r"|sharply?|strong|quickly|few)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:cost|costs|price|fine|fined|fee|ransom|pay|paid|pays|spend|spent|worth|budget|sum|aid"
    r"|money|damages|salary|wage|loan|debt|loss|profit|bill|compensation|funding|grant|bail"
    r"|charge|subsidy|bid|rent|value|bonus|reward|bounty|donat\w+|invest\w*|earns?)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"\b(?:percent\w*|per cent|share|turnout|rate|proportion|inflation|margin|rise|raise|drop|fall"
    r"|increase|decrease|cut|unemployment|efficacy|stake|growth|tariff|discount|majority)\b",
    re.IGNORECASE,
)
# "Which minister ... the retirement bill" asks for a minister: what is asked for is near.
_WHICH = re.compile(r"\b(?:what|which)(?P<of> +(?:[\w’'-]+ +){0,2}[\w’'-]+)", re.IGNORECASE)
_VERBS = re.compile(
    r"^ +(?:do|does|did|is|are|was|were|will|would|has|have|had|can|could|should|must|may)\b",
    re.IGNORECASE,
)
# "... what couriers earn, so who paid for it?" asks for somebody.
_WHO = re.compile(r"(?:,|\bso|\band) who(?:m|se)?\b", re.IGNORECASE)
# A number in front of what is given is what is given ("11 towns, among them Bragança").
_BEFORE_A_NUMBER = re.compile(
    r"^(?:(?:some|about|around|nearly|almost|only|just|over|at least|more than|up to|aged)\s+)*$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
# "57 of the 120", "17 votes to 13": the first is what is given.
_OF_ALL = re.compile(r"^(?: [^\W\d_]+)? (?:(?:out )?of|to|against)\b")
# Where an article's date is not known, any year will do to compare days of the year.
_SOME_DAY = "2000-07-01"
_MONTH = re.compile(r"[A-Z][a-z]{2,}")
_ANY = ("money", "percent", "date", "time", "length", "mass", "area")
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
    if _HOW_OLD.search(question):
        return ("count", "time")
    if _SIZE.search(question):
        return ("money", "percent", *_MEASURES)
    asked = _asked_what(question)
    if _MONEY.search(asked):
        return ("money", "percent")
    if _PERCENT.search(asked):
        return ("percent",)
    return ()


def _asked_what(question: str) -> str:
    """What a question with "what" or "which" asks for, as far as its words are near: all of it
    where a verb follows ("What does the school pay?"), else the next three; empty without.
    """
    which = _WHICH.search(question)
    if which is None or _WHO.search(question, which.end()):
        return ""
    of = which.group("of")
    return question[which.start("of") :] if _VERBS.match(of) else of


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
    exact = bool(kinds) and not _WHICH.search(question.text)
    rows = _to_read(ranked)
    if len({one.candidate.article.id for _, _, one in rows}) < 2:
        return []
    found: dict[str, list[Given]] = {}
    for place, nth, one in rows:
        span = reader.best(question.text, one.candidate.text)
        if span is None:
            continue
        giving = _quantity(question, kinds, place, nth, one, span) if kinds else None
        if giving is None and not exact:
            # What is asked for does not always show ("until when", "votes for and against").
            giving = (
                _leading(question, place, nth, one, span)
                or _name(question, place, nth, one, span)
                or _quantity(question, _ANY, place, nth, one, span)
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
    text, published = one.candidate.text, one.candidate.article.date
    every = quantities(text, published or _SOME_DAY)
    if not published:
        every = [q for q in every if q.kind != "date" or _MONTH.search(q.text) or q.text.isdigit()]
    found = [
        q for q in every
        if q.kind in kinds and q.start < span.end and span.start < q.start + len(q.text)
    ]  # fmt: skip
    # "Friday 27 February" is one day.
    if len(found) > 1:
        found = [q for q in found if not _WEEKDAY.match(q.text)] or found
    if len(found) == 2 and _OF_ALL.match(text[found[0].start + len(found[0].text) :]):
        del found[1]
    if len(found) != 1 or _is_asked(found[0], question):
        return None
    mine = found[0]
    others = tuple(q for q in every if q.kind in kinds and q is not mine)
    stems = frozenset(stem(word) for word in read_words(mine.text).raw)
    return Given(one, place, nth, span, mine.text, stems, mine, others)


def _leading(question: Question, place: int, nth: int, one: Ranked, span: Span) -> Given | None:
    """The quantity at the beginning of the span, where nobody and no place is asked for."""
    if question.kind in ("person", "place", "org"):
        return None
    text, published = one.candidate.text, one.candidate.article.date
    for first in quantities(text, published or _SOME_DAY):
        if span.start <= first.start < span.end:
            if first.kind not in (*_ANY, "count"):
                return None
            if not _BEFORE_A_NUMBER.match(text[span.start : first.start]):
                return None
            narrow = replace(span, end=first.start + len(first.text))
            return _quantity(question, (first.kind,), place, nth, one, narrow)
    return None


def _is_asked(quantity: Quantity, question: Question) -> bool:
    """A number or date that the question itself has."""
    return any(
        stem(word) in question.stems for word in read_words(quantity.text).raw if word[0].isdigit()
    )
