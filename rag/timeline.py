"""Dated sentences in order, for "timeline of ..." and "what happened first?".

Which of them belong to what is asked about, and whether the articles tell of it at all, two
small fitted models say (``eval.fitting.timelines``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

import numpy as np

from rag.dates import LEAP_YEAR, When, dated, told_as_news
from rag.logistic import Logistic
from rag.merge import says_no_more
from rag.parse import Parser
from rag.question import Vector
from rag.select import Alike, Candidate, Ranked
from rag.slots import topic_words
from rag.words import STOP_WORDS, read_words

OF_EVENT = ("alone", "context", "topic_in_sentence", "topic_in_paragraph")
OF_TOPIC = ("best_three", "late")
"""What the two models look at."""

# From this probability on a sentence belongs to what is asked about.
BELONGS = 0.2
MOST = 12
_SINCE = re.compile(r"\b(?:since|from|after|starting|beginning|onwards?)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|up to|before|by)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TimelineModel:
    """``event`` is over :data:`OF_EVENT`, ``topic`` over :data:`OF_TOPIC`."""

    event: Logistic
    topic: Logistic

    @classmethod
    def from_json(cls, text: str) -> TimelineModel:
        """Read what ``eval.fitting.timelines`` wrote; raises ``KeyError`` if a sign is missing."""
        data = json.loads(text)
        return cls(
            *(
                Logistic.named(data[one]["weights"], names, data[one]["bias"])
                for one, names in (("event", OF_EVENT), ("topic", OF_TOPIC))
            )
        )


@lru_cache(maxsize=1)
def timeline_model() -> TimelineModel:
    """The fitted model that comes with the program."""
    return TimelineModel.from_json((files("rag") / "data" / "timeline.json").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence, when what it tells happened (as in :class:`rag.dates.When`), and how likely
    it belongs to what is asked about.
    """

    ranked: Ranked
    date: str

    @property
    def candidate(self) -> Candidate:
        """The sentence."""
        return self.ranked.candidate

    @property
    def has_year(self) -> bool:
        """Whether the year is known."""
        return not self.date.startswith("-")


def event_signs(one: Alike, topic: frozenset[str]) -> Vector:
    """A value for every name in :data:`OF_EVENT`; ``topic`` are stems."""
    size = max(len(topic), 1)
    here = read_words(one.candidate.text).known
    return np.array(
        [
            one.alone,
            one.context,
            len(topic & here) / size,
            len(topic & topic_words(one.candidate)) / size,
        ]
    )


def topic_signs(chances: Sequence[float], late: float) -> Vector:
    """A value for every name in :data:`OF_TOPIC`, of how likely the dated sentences belong."""
    return np.array([sum(sorted(chances, reverse=True)[:3]) / 3, late])


def topic_stems(topic: str) -> frozenset[str]:
    """The stems of the topic's content words."""
    words = read_words(topic)
    return frozenset(
        stem
        for raw, stem in zip(words.raw, words.stems, strict=True)
        if raw.lower() not in STOP_WORDS
    )


def dated_ones(found: Sequence[Alike], topic: str, parser: Parser) -> list[Event]:
    """The dated ones of the sentences, likeliest to belong first; scores are probabilities."""
    stems, model = topic_stems(topic), timeline_model()
    news: dict[str, bool] = {}
    events: list[Event] = []
    seen: set[tuple[str, int]] = set()
    for one in found:
        article = one.candidate.article
        place = article.id, one.candidate.start
        if article.id not in news:
            news[article.id] = told_as_news(article.text, article.date)
        when = _date(one.candidate, article.date if news[article.id] else None, parser)
        if when and place not in seen:
            seen.add(place)
            chance = model.event.probability(event_signs(one, stems))
            events.append(Event(Ranked(one.candidate, chance, one.pooled), when))
    return sorted(events, key=lambda event: -event.ranked.score)


def how_likely(events: Sequence[Event], late: float) -> float:
    """Whether the articles tell of the topic, of which the question has this ``late``
    interaction (:class:`rag.select.Reading`): a probability.
    """
    chances = [event.ranked.score for event in events]
    return timeline_model().topic.probability(topic_signs(chances, late))


def within_years(events: Sequence[Event], question: str) -> list[Event]:
    """Those that are not known to lie outside of the years that the question names: "in 2025",
    "since 2012", "from 2019 to 2021".
    """
    years = [when.iso[:4] for when in dated(question, None)]
    if not years:
        return list(events)
    open_before = bool(_UNTIL.search(question)) and len(years) == 1
    open_after = bool(_SINCE.search(question)) and len(years) == 1
    return [
        event
        for event in events
        if not event.has_year
        or (
            (open_before or event.date[:4] >= min(years))
            and (open_after or event.date[:4] <= max(years))
        )
    ]


def in_time(events: Sequence[Event], least: float = BELONGS) -> list[Event]:
    """Those that belong (likeliest first), once each, earliest first; those of which no more
    than the day of the week is known come last.
    """
    kept: list[Event] = []
    for event in events:
        repeated = any(says_no_more(event.ranked, other.ranked) for other in kept)
        if event.ranked.score >= least and not repeated:
            kept.append(event)
    return _in_order(kept[:MOST])


def _in_order(found: Sequence[Event]) -> list[Event]:
    placed = [one for one in found if one.has_year]
    yearless = [one for one in found if one.date.startswith("--")]
    # What is told beside dated articles is likeliest of their time.
    latest = max((one.candidate.article.date or "" for one in found), default="")
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
    placed = sorted((_day_of(one.date), n) for n, one in enumerate(found))
    if not placed:
        return []
    gaps = [(day - placed[i - 1][0]) % days for i, (day, _) in enumerate(placed)]
    start = gaps.index(max(gaps))
    return [found[n] for _, n in [*placed[start:], *placed[:start]]]


def _day_of(iso: str) -> int:
    """The day of the week (1..7), or of a leap year (1..366)."""
    if iso.startswith("-W-"):
        return int(iso[3:])
    month, *day = iso[2:].split("-")
    return date(LEAP_YEAR, int(month), int(day[0]) if day else 1).timetuple().tm_yday


def _date(candidate: Candidate, published: str | None, parser: Parser) -> str | None:
    text = candidate.text
    found = dated(text, published, without_year=True)
    if not found:
        return None
    # "On Saturday, 15 March": the day of the week says the least.
    found.sort(key=lambda when: when.iso.startswith("-W-"))
    if not any(_is_year(when) for when in found):
        return found[0].iso
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
