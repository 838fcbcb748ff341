"""The answer to a question for the order of events: dated statements, earliest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.compose import Composer, day
from rag.draft import Draft, Finding, Search, as_a_fact, finish
from rag.merge import says_no_more
from rag.select import Selector
from rag.shape import topic_of
from rag.speaker import speaker_of
from rag.timeline import Event, dated_ones, how_likely, in_time, within_years

# From this probability on the articles are taken to tell of it.
FROM = 0.35
# A timeline of fewer dates tells too little.
FEW_EVENTS = 3


def draft_timeline(
    search: Search, finding: Finding, selector: Selector
) -> tuple[Draft | None, float]:
    """Dated statements, earliest first (None if there is none), and how likely it is that
    the articles tell of what is asked about. Beside few dates, the sentences chosen for the
    question tell the rest.
    """
    reading, parser = finding.reading, selector.parser
    question = reading.question.text
    topic = topic_of(question)
    further = search(f"What happened with {topic}?")
    known = {(hit.article.id, hit.passage.start) for hit in finding.hits}
    hits = [hit for hit in further.hits if (hit.article.id, hit.passage.start) not in known]
    events = dated_ones(selector.alike(question, [*finding.hits, *hits]), topic, parser)
    confidence = how_likely(events, reading.late)
    if confidence < FROM:
        confidence = as_a_fact(reading, confidence)
    found = in_time(within_years(events, question))
    if not found:
        return None, reading.confidence
    if confidence < FROM:
        return None, confidence
    composer = Composer(parser)
    for event in found:
        speaker = speaker_of(event.candidate, parser)
        composer.state([event.candidate], speaker=speaker, date=event.date)
    if len(found) < FEW_EVENTS:
        for one in reading.chosen:
            if not any(says_no_more(one, event.ranked) for event in found):
                composer.state([one.candidate], speaker=speaker_of(one.candidate, parser))
    return finish(composer, remarks=_undated(found)), confidence


def _undated(found: Sequence[Event]) -> list[str]:
    """What is to be said of dates that the articles give only in part."""
    days = dict.fromkeys(day(one.date) for one in found if one.date.startswith("--"))
    weekdays = dict.fromkeys(day(one.date) for one in found if one.date.startswith("-W-"))
    remarks = []
    if days:
        placed = " (placed by the other dates)" if any(one.has_year for one in found) else ""
        remarks.append(f"No year is given for {_listed(days)}{placed}.")
    if weekdays:
        remarks.append(f"No date is given for {_listed(weekdays)}, so that it stands last.")
    return remarks


def _listed(names: Iterable[str]) -> str:
    *rest, last = names
    return f"{', '.join(rest)} or {last}" if rest else last
