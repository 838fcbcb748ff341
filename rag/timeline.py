"""Dated sentences in order, for "timeline of ..." and "what happened first?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.dates import dated, told_as_news
from rag.merge import says_no_more
from rag.parse import Parser
from rag.select import Candidate, Ranked

# A sentence this far below the best match is of another matter.
WITHIN = 7.0
MOST = 8


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence, and when what it tells happened (ISO 8601, as precise as known)."""

    ranked: Ranked
    date: str

    @property
    def candidate(self) -> Candidate:
        """The sentence."""
        return self.ranked.candidate


def events(ranked: Sequence[Ranked], parser: Parser) -> list[Event]:
    """The dated ones of the sentences (best first), earliest event first."""
    best = max((one.score for one in ranked), default=0.0)
    news: dict[str, bool] = {}
    found: list[Event] = []
    for one in ranked:
        article = one.candidate.article
        if article.id not in news:
            news[article.id] = told_as_news(article.text, article.date)
        published = article.date if news[article.id] else None
        date = _date(one.candidate, published, parser)
        repeated = any(says_no_more(one, event.ranked) for event in found)
        if date and not repeated and one.score > best - WITHIN:
            found.append(Event(one, date))
    return sorted(found[:MOST], key=lambda event: event.date)


def _date(candidate: Candidate, published: str | None, parser: Parser) -> str | None:
    text = candidate.text
    found = dated(text, published)
    if not found:
        return None
    doc = parser(text)
    for when in found:
        token = next((t for t in doc if t.idx <= when.place < t.idx + len(t.text)), None)
        if token is None or len(when.iso) > 4:
            return when.iso
        # "The Act of 1798", "the War of 1812": a year in a name dates the event only where
        # the name is what the sentence is about.
        in_name = token.i > 0 and token.nbor(-1).lower_ == "of"
        subject = any(t.dep_ in ("nsubj", "nsubjpass") for t in [token, *token.ancestors])
        if not in_name or (subject and token.i < 12):
            return when.iso
    return None
