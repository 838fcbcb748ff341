"""Dated sentences in order, for "timeline of ..." and "what happened first?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.dates import When, dated, told_as_news
from rag.merge import says_no_more
from rag.parse import Parser
from rag.select import Candidate, Ranked

# A sentence this far below the best match is of another matter.
WITHIN = 7.0
MOST = 8


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence, and when what it tells happened (as in :class:`rag.dates.When`)."""

    ranked: Ranked
    date: str

    @property
    def candidate(self) -> Candidate:
        """The sentence."""
        return self.ranked.candidate

    @property
    def has_year(self) -> bool:
        """Whether a year is known, so that it can be placed among others."""
        return not self.date.startswith("-")


def events(ranked: Sequence[Ranked], parser: Parser) -> list[Event]:
    """The dated ones of the sentences (best first), earliest event first; those of which no
    more than the day of the week is known come last.
    """
    best = max((one.score for one in ranked), default=0.0)
    news: dict[str, bool] = {}
    found: list[Event] = []
    for one in ranked:
        article = one.candidate.article
        if article.id not in news:
            news[article.id] = told_as_news(article.text, article.date)
        published = article.date if news[article.id] else None
        when = _date(one.candidate, published, parser)
        repeated = any(says_no_more(one, event.ranked) for event in found)
        if when and not repeated and one.score > best - WITHIN:
            found.append(Event(one, when))
    return _in_order(found[:MOST], [one.candidate for one in ranked])


def _in_order(found: Sequence[Event], around: Sequence[Candidate]) -> list[Event]:
    placed = [one for one in found if one.has_year]
    yearless = [one for one in found if one.date.startswith("--")]
    # What is told beside dated articles is likeliest of their time.
    latest = max((c.article.date for c in around if c.article.date), default=None)
    if latest:
        known = sorted([*placed, *yearless], key=lambda one: _guessed(one.date, latest))
    else:
        known = [*sorted(placed, key=lambda one: one.date), *_from_the_gap(yearless, 366)]
    return [*known, *_from_the_gap([one for one in found if one.date.startswith("-W-")], 7)]


def _guessed(iso: str, latest: str) -> str:
    """A date without a year as the last such before an article's."""
    if not iso.startswith("--"):
        return iso
    this_year = f"{latest[:4]}{iso[1:]}"
    return this_year if this_year <= latest else f"{int(latest[:4]) - 1}{iso[1:]}"


def _from_the_gap(found: Sequence[Event], days: int) -> list[Event]:
    """Days of a year or of a week go round; a story begins after the longest time without any."""
    if not found:
        return []
    placed = sorted((_day_of(one.date), n) for n, one in enumerate(found))
    gaps = [
        (day - placed[i - 1][0]) % days or (days if len(placed) == 1 else 0)
        for i, (day, _) in enumerate(placed)
    ]
    start = gaps.index(max(gaps))
    return [found[n] for _, n in [*placed[start:], *placed[:start]]]


def _day_of(iso: str) -> int:
    """The day of the week (1..7), or of a leap year (1..366)."""
    if iso.startswith("-W-"):
        return int(iso[3:])
    month, *day = iso[2:].split("-")
    return date(2024, int(month), int(day[0]) if day else 1).timetuple().tm_yday


def _date(candidate: Candidate, published: str | None, parser: Parser) -> str | None:
    text = candidate.text
    found = dated(text, published, without_year=True)
    if not found:
        return None
    # "On Saturday, 15 March": the day of the week says the least.
    found.sort(key=lambda when: when.iso.startswith("-W-"))
    doc = parser(text)
    for when in found:
        token = next((t for t in doc if t.idx <= when.place < t.idx + len(t.text)), None)
        if token is None or not _is_year(when):
            return when.iso
        # "The Act of 1798", "the War of 1812": a year in a name dates the event only where
        # the name is what the sentence is about.
        in_name = token.i > 0 and token.nbor(-1).lower_ == "of"
        subject = any(t.dep_ in ("nsubj", "nsubjpass") for t in [token, *token.ancestors])
        if not in_name or (subject and token.i < 12):
            return when.iso
    return None


def _is_year(when: When) -> bool:
    return len(when.iso) == 4 and not when.iso.startswith("-")
