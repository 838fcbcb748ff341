"""Different values for the same thing, in the sentences that answer a question.

Two numbers disagree when both count the same noun of the same named thing, in an event of the
same kind. Two names (or dates) disagree when the same verb has them as its doer (or its date),
about the same thing. What it is that is counted or done is told by the question, or else by the
sentence that answers it: asked how many "Venezuelan gang members" came, one article has 238
"members of the Venezuelan criminal organization Tren de Aragua", and that is what other
sentences are read for.

It is no disagreement when one number is the sum of others in a sentence ("21 of its most wanted
and two leaders" is 23), when either is a bound ("more than 200"), when one counts a narrower
kind, or when the sentences are dated differently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.counts import (
    PEOPLE,
    Value,
    counted_by,
    counted_in,
    counts_of,
    is_code,
    number,
    phrase_stems,
)
from rag.parse import Parser
from rag.question import Question
from rag.select import Candidate, Ranked
from rag.slots import Told, asks_for_doer, date_of, doers
from rag.spans import Span
from rag.speaker import speaker_of
from rag.stancewords import AGAINST_VERBS, FOR_VERBS, SAY_VERBS
from rag.words import read_words, stem

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Of names, sentences further down are about something else, and so is what scores this far
# below the best; a number says by its noun what it counts.
READ_NAMES, WITHIN_NAMES = 5, 4.0
# What a sentence itself says is compared with sentences further down.
READ_ANCHORED, WITHIN_ANCHORED = 12, 9.0
# So many sentences are looked into for a number that the best one gives without saying of what.
READ_SAME = 8
# What two can do without contradicting each other.
_SHARED = FOR_VERBS | AGAINST_VERBS | frozenset(
    "visit meet attend join see ask call urge want need use help lead face know follow discuss "
    "accompany tour watch hear read study sign vote sponsor fund".split()
)  # fmt: skip


def differing_values(question: Question, ranked: Sequence[Ranked], parser: Parser) -> list[Value]:
    """The values that disagree, best sentence first; empty if there are not two."""
    asked = parser(question.text)
    if question.kind == "number" or _counted_noun(asked) is not None:
        return _numbers(asked, question, ranked, parser)
    near = [one for one in ranked if one.score > ranked[0].score - WITHIN_NAMES]
    about = {term.stem for term in question.content if term.named}
    if not about:
        return []
    if question.kind == "time":
        return _names(
            [(one.candidate, date_of(asked, parser(one.candidate.text), about))
             for one in near[:READ_NAMES]], parser,
        )  # fmt: skip
    if not asks_for_doer(asked):
        return []
    return _names(
        [(one.candidate, next(doers(parser(one.candidate.text), about), None))
         for one in near[:READ_NAMES]], parser,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a sentence says of the words in it that answer: that they count ``noun``, or that they
    do what it ``told``.
    """

    candidate: Candidate
    noun: Token | None = None
    told: Told | None = None


def anchor(
    question: Question, best: Candidate, span: Span, ranked: Sequence[Ranked], parser: Parser
) -> Anchor | None:
    """What the words of ``span`` are said of in the ``best`` sentence; where their number stands
    alone ("put the number at 238"), in one further down that has it too.
    """
    doc = parser(best.text)
    counts = question.kind == "number" or _counted_noun(parser(question.text)) is not None
    noun = counted_in(doc, span.start, span.end) if counts else None
    if noun is not None:
        return Anchor(best, noun=noun) if _names_of(noun) else None
    amounts = _amounts(best.text[span.start : span.end]) if counts else set()
    for one in ranked[:READ_SAME] if amounts else ():
        if amounts & _amounts(one.candidate.text):
            for token in parser(one.candidate.text):
                noun = counted_by(token) if number(token.text) in amounts else None
                if noun is not None and _names_of(noun):
                    return Anchor(one.candidate, noun=noun)
    about = {term.stem for term in question.content if term.named}
    told = next((t for t in doers(doc, about) if t.overlaps(span.start, span.end)), None)
    return Anchor(best, told=told) if told is not None else None


def differing_from(
    anchor: Anchor, question: Question, ranked: Sequence[Ranked], parser: Parser
) -> list[Value]:
    """The same as :func:`differing_values` for what the anchor is said of: first its own value,
    then those that other sentences give in its place.
    """
    if anchor.noun is not None:
        names = _names_of(anchor.noun)
        values = counts_of(anchor.noun, names, set(), ranked, parser, both_ways=True)
        return _first(anchor.candidate, values)
    if anchor.told is None:
        return []
    about = {term.stem for term in question.content if term.named} & anchor.told.acted_on
    near = [one for one in ranked if one.score > ranked[0].score - WITHIN_ANCHORED]
    told: list[tuple[Candidate, Told | None]] = [(anchor.candidate, anchor.told)]
    for one in near[:READ_ANCHORED]:
        if one.candidate != anchor.candidate:
            others = doers(parser(one.candidate.text), about)
            told.append(
                (one.candidate, next((t for t in others if t.verb == anchor.told.verb), None))
            )
    return _names(told, parser)


def counted(question: str, anchor: Anchor | None, parser: Parser) -> str | None:
    """ "Members Norbay Rowers": what is counted where the question asks how many of somebody's
    were so and so, in the words of the anchor or else the question's.

    Another source may tell of them in other words than the question has for what happened.
    """
    noun = anchor.noun if anchor is not None else None
    if noun is not None:
        return " ".join([noun.text, *(t.text for t in noun.subtree if _is_name(t) and t != noun)])
    noun = _counted_noun(parser(question))
    if noun is None or not any(_is_name(t) for t in noun.subtree):
        return None
    people = noun.lemma_.lower() in PEOPLE
    words = [
        "members " if people and t.i == noun.i else t.text_with_ws
        for t in noun.subtree
        if t.lower_ not in ("how", "many", "?")
    ]
    return "".join(words).strip() or None


def _amounts(text: str) -> set[float]:
    return {amount for raw in read_words(text).raw if (amount := number(raw)) is not None}


def _names_of(noun: Token) -> set[str]:
    return {stem(t.text) for t in noun.subtree if _is_name(t)} & phrase_stems(noun)


def _is_name(token: Token) -> bool:
    return token.pos_ == "PROPN" or is_code(token)


def topic_of(question: Question) -> str:
    """What is asked for, in the question's words."""
    stems = {term.stem for term in question.content}
    words = [raw for raw in read_words(question.text).raw if stem(raw) in stems]
    return " ".join(words)


def _numbers(
    asked: Doc, question: Question, ranked: Sequence[Ranked], parser: Parser
) -> list[Value]:
    noun = _counted_noun(asked)
    if noun is None:
        return []
    needed = (phrase_stems(noun) | _owner(noun)) - {stem(noun.text)}
    elsewhere = {term.stem for term in question.content if term.named} - needed
    if not needed | elsewhere:
        # Without a name "12 men" and "14 men" may well be of two different events.
        return []
    return counts_of(noun, needed, elsewhere, ranked, parser)


def _counted_noun(asked: Doc) -> Token | None:
    """Members, of "How many members of the gang ..."; also of "238 or 250 members"."""
    for token in asked:
        if token.lower_ == "many":
            return token.head if token.head.pos_ in ("NOUN", "PROPN") else None
        if token.lemma_.lower() in ("number", "figure", "count", "total"):
            for link in token.children:
                if link.lower_ in ("of", "for"):
                    return next((c for c in link.children if c.pos_ == "NOUN"), None)
        if token.dep_ == "nummod" and token.head.pos_ == "NOUN" and "or" in asked.text.split():
            return token.head
    return None


def _owner(noun: Token) -> set[str]:
    """The gang, of "How many members does the gang have?"."""
    if noun.head.lemma_.lower() != "have":
        return set()
    subjects = [c for c in noun.head.children if c.dep_ == "nsubj" and c.i != noun.i]
    return set().union(*(phrase_stems(c) for c in subjects))


def _first(answer: Candidate, values: Sequence[Value]) -> list[Value]:
    """The answer's own value first; none where it is not among them, or nobody else's is."""
    own = [value for value in values if value.candidate == answer][:1]
    rest = [v for v in values if v.candidate != answer]
    return [*own, *rest] if own and rest else []


def _names(told: Sequence[tuple[Candidate, Told | None]], parser: Parser) -> list[Value]:
    """Different doers, or dates, of one event."""
    found: list[tuple[Candidate, Told]] = []
    for candidate, one in told:
        if one is None or one.verb in _SHARED or (found and one.verb != found[0][1].verb):
            continue
        if any(_one_voice(candidate, other, parser) for other, _ in found):
            continue
        if all(_other_name(one.key, other.key) and not one.may_be(other) for _, other in found):
            found.append((candidate, one))
    values = [Value(one.text, one.key, candidate) for candidate, one in found]
    return values if len(values) > 1 else []


def _one_voice(one: Candidate, other: Candidate, parser: Parser) -> bool:
    """Whether one article says both, and not from two sources: it will not contradict itself."""
    if one.article.id != other.article.id:
        return False
    sources = {_source(one, parser), _source(other, parser)}
    return len(sources) == 1 or None in sources


def _source(candidate: Candidate, parser: Parser) -> str | None:
    """Who tells it: a speaker, or "the report on the arrivals"."""
    for token in parser(candidate.text):
        if token.lemma_.lower() in SAY_VERBS:
            subject = next((c for c in token.children if c.dep_ == "nsubj"), None)
            if subject is not None and subject.pos_ in ("NOUN", "PROPN"):
                return " ".join(t.lower_ for t in subject.subtree)
    return speaker_of(candidate, parser)


def _other_name(first: str | float, second: str | float) -> bool:
    """ "Treasury" and "State"; but not "Rubio" and "Marco Rubio"."""
    one, two = set(str(first).split()), set(str(second).split())
    return not (one <= two or two <= one)
