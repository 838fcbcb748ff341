"""What an answer says, in the form that its question wants, before it is put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from index import Hit
from rag.compose import Composer, as_text, differ
from rag.conflicts import anchor, counted, differing_from, differing_values, topic_of
from rag.counts import Value, counts_any, number_meant
from rag.datatypes import Citation, Claim, Conflict, Side, Statement
from rag.fact import FactModel, fact, is_asked_for
from rag.identity import identity, whom_asked
from rag.merge import groups
from rag.parse import Parser
from rag.question import Question
from rag.rivals import RivalModel, differing
from rag.select import Candidate, Ranked, Reading
from rag.spans import Span, shared_span_reader
from rag.speaker import speaker_of
from rag.verdict import shared_verdict_reader
from rag.yesno import next_ones, signs, wants_yes_or_no, yes_no_model

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Finding:
    """The passages for one question, best first, and what was read in them."""

    hits: tuple[Hit, ...]
    reading: Reading


# What other sentences give in place of the answer's words is looked for where the span reader
# takes these for at least this likely to be in the answer.
FOUND = 0.3
# "Was it the State Department or the Treasury that ...?" is answered by one of them.
ALTERNATIVES = re.compile(r"^(?:is|are|was|were|did|does|has) .+ or ", re.IGNORECASE)

# Where views are asked for and none are given, a sentence must be this likely to answer: of what
# readers asked beside the debate, .09 are above it, and .16 above what is enough for a fact.
FACT_INSTEAD = 0.55
# In the ranking's scores: a sentence this far behind is right half as often.
NEARLY = 0.7
# One this far behind may still say who somebody is, if none of the better ones does.
NEAR = 5.0

_TOLD = re.compile(
    r"^(?:what happened|list|describe|explain|how did .*(?:happen|unfold|end))\b", re.IGNORECASE
)

Search = Callable[[str], Finding]


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of an :class:`rag.Answer` that its form decides."""

    text: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    sides: dict[Side, tuple[Statement, ...]] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    short: str | None = None
    as_of: str | None = None
    remarks: tuple[str, ...] = ()


def draft_fact(
    search: Search,
    reading: Reading,
    parser: Parser,
    most: int,
    remarks: Sequence[str] = (),
) -> Draft:
    """The fact where there is one, then the sentences that carry it, and the ``remarks``.

    Where the sources differ, that they do, and the sentence of each value.
    """
    chosen = groups(_in_order(reading, parser), reading.ranked)[:most]
    best = chosen[0][0].candidate
    span = _span(reading.question, best, parser)
    said = None
    if span is not None and span.around > FOUND:
        said = anchor(reading.question, best, span, reading.ranked, parser)
    ranked = list(reading.ranked)
    if of_whom := counted(reading.question.text, said, parser):
        places = {(one.candidate.article.id, one.candidate.start) for one in ranked}
        ranked += [
            one
            for one in search(f"How many {of_whom}?").reading.ranked
            if (one.candidate.article.id, one.candidate.start) not in places
        ]
    values = differing_values(reading.question, ranked, parser)
    if not values and said is not None:
        values = differing_from(said, reading.question, ranked, parser)
    if not values and is_asked_for(reading.question):
        values = [
            Value(one.text, one.text, one.ranked.candidate)
            for one in differing(reading, shared_span_reader(), rival_model())
        ]
    if values:
        return _draft_conflict(reading.question, ranked, values, parser)
    composer = Composer(parser)
    for group in chosen:
        candidates = [one.candidate for one in group]
        if composer.has(candidates[0]):
            # Shown before as the sentence that another one leans on.
            continue
        composer.state(candidates, speaker=speaker_of(candidates[0], parser))
    return finish(composer, short=_short(reading, best.text, span, parser), remarks=remarks)


def _draft_conflict(
    question: Question, ranked: Sequence[Ranked], values: Sequence[Value], parser: Parser
) -> Draft:
    places = {(value.candidate.article.id, value.candidate.start) for value in values}
    carrying = [one for one in ranked if (one.candidate.article.id, one.candidate.start) in places]
    composer = Composer(parser)
    for group in groups(carrying, ranked):
        candidates = [one.candidate for one in group]
        composer.state(candidates, speaker=speaker_of(candidates[0], parser))
    claims = tuple(
        Claim(v.shown, composer.number(v.candidate), speaker_of(v.candidate, parser))
        for v in values
    )
    composer.statements.insert(0, differ(claims, composer.citations))
    conflict = Conflict(topic_of(question), claims)
    return finish(composer, conflicts=(conflict,))


def finish(
    composer: Composer,
    *,
    short: str | None = None,
    sides: dict[Side, tuple[Statement, ...]] | None = None,
    conflicts: tuple[Conflict, ...] = (),
    remarks: Sequence[str] = (),
) -> Draft:
    """The draft of what a composer has collected, with its date."""
    as_of = composer.citations[0].date if composer.citations else None
    statements = tuple(composer.statements)
    return Draft(
        text=as_text(statements, short=short, as_of=as_of, remarks=remarks),
        statements=statements,
        citations=tuple(composer.citations),
        sides=sides or {},
        conflicts=conflicts,
        short=short,
        as_of=as_of,
        remarks=tuple(remarks),
    )


def _in_order(reading: Reading, parser: Parser) -> list[Ranked]:
    """The chosen sentences best first; what happened is told in its order.

    Of two that are nearly as good, the one that counts what the question names comes first. Where
    it is asked who somebody is, what says so comes first.
    """
    question, chosen = reading.question, list(reading.chosen)
    if (first := telling_who(reading, parser)) is not None:
        return [first, *(one for one in chosen if one.candidate != first.candidate)]
    articles = {one.candidate.article.id for one in chosen}
    if _TOLD.search(question.text) and len(articles) == 1:
        chosen.sort(key=lambda one: one.candidate.start)
    named = {term.stem for term in question.content if term.named}
    if question.kind == "number" and named and len(chosen) > 1:
        near = [one for one in chosen if one.score > chosen[0].score - NEARLY]
        counting = [one for one in near if counts_any(parser(one.candidate.text), named)]
        if counting:
            chosen.remove(counting[0])
            chosen.insert(0, counting[0])
    return chosen


def telling_who(reading: Reading, parser: Parser) -> Ranked | None:
    """The best sentence that says who or what somebody or something is, if that is asked."""
    name = whom_asked(reading.question.text)
    if name is None or not reading.ranked:
        return None
    near = [one for one in reading.ranked if one.score > reading.ranked[0].score - NEAR]
    telling = (
        one for one in [*reading.chosen, *near] if identity(parser(one.candidate.text), name)
    )
    return next(telling, None)


def _span(question: Question, best: Candidate, parser: Parser) -> Span | None:
    """The words of the best sentence that answer, where a few words can."""
    if not is_asked_for(question) and not ALTERNATIVES.search(question.text):
        return None
    span = shared_span_reader().best(question.text, best.text)
    if span is None or question.kind != "number":
        return span
    named = {term.stem for term in question.content if term.named}
    meant = number_meant(parser(best.text), span.start, span.end, named)
    return span if meant is None else replace(span, start=meant.idx, end=meant.idx + len(meant))


def _short(reading: Reading, sentence: str, span: Span | None, parser: Parser) -> str | None:
    question = reading.question
    if name := whom_asked(question.text):
        told = identity(parser(sentence), name)
        if told is not None:
            return sentence[told[0] : told[1]]
        if name[0].isupper():
            # A part of the name would be taken for what answers.
            return None
    if wants_yes_or_no(question.text):
        reader, ranked = shared_verdict_reader(), [one.candidate.text for one in reading.ranked]
        row = signs(
            parser(question.text),
            question.expressions,
            parser(sentence),
            reader.read(question.text, sentence),
            [reader.read(question.text, one) for one in next_ones(sentence, ranked)],
            reading.confidence,
        )
        return yes_no_model().word(row)
    return fact(reading.question, sentence, span, reading.confidence, fact_model())


@lru_cache(maxsize=1)
def fact_model() -> FactModel:
    """The fitted model that comes with the program."""
    return FactModel.from_json((files("rag") / "data" / "fact.json").read_text("utf-8"))


@lru_cache(maxsize=1)
def rival_model() -> RivalModel:
    """The fitted model that comes with the program."""
    return RivalModel.from_json((files("rag") / "data" / "rivals.json").read_text("utf-8"))


def as_a_fact(reading: Reading, likely: float) -> float:
    """How likely an answer is where there are views or events, but of something else."""
    sure = reading.confidence >= FACT_INSTEAD
    return reading.confidence if sure else min(reading.confidence, likely)
