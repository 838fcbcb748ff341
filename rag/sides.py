"""Both sides of a debate: sentences that tell a view, with who holds it.

Whose side a sentence is on is told by :mod:`rag.stance`, and where that leaves it open, by what
the speaker's earlier words make plain: who "praised the deal" did not turn on it in what they
just "said". Views without a holder count too, as the article's own or as a fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.attribution import View, views
from rag.datatypes import Side
from rag.holders import holder_key, holder_name
from rag.parse import Parser
from rag.phrase import preceding
from rag.question import Vector
from rag.reference import referent
from rag.select import Candidate, Ranked
from rag.stance import stance_model
from rag.voices import actor, tells_no_deed, voice

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# How much a view must lag behind the best sentence of the search before it is off the topic.
WITHIN = 4.5
# Below this probability that it takes none, and from this one on of one side against the other,
# a sentence is on a side.
NO_SIDE, SIDED = 0.5, 0.7
# Where a side has fewer, less sure ones will do.
FEW, HARDLY = 2, 0.55
# From this one on it makes a list longer; as sure is a word of praise or blame.
CLEARLY = 0.8
# What a named holder adds to a sentence's score, what "some" and "others" take from it (a reader
# wants to know who), and how much more sure a side is worth.
NAMED, VAGUE, SURER = 1.0, -1.5, 4.0
# Placed by what the holder says elsewhere.
BY_OTHER_WORDS = -1.0
VAGUE_HOLDERS = frozenset("some many other others people one most few".split())


@dataclass(frozen=True, slots=True)
class Position:
    """A sentence on one side. ``speaker`` is None where the article speaks for itself or a fact
    does, and ``sure`` is the probability of the side, if it is one.
    """

    ranked: Ranked
    side: Side
    speaker: str | None
    key: str
    score: float
    sure: float

    @property
    def candidate(self) -> Candidate:
        """The sentence."""
        return self.ranked.candidate


def positions(ranked: Sequence[Ranked], parser: Parser) -> list[Position]:
    """All views in the sentences, best first; a sentence may hold one of each side."""
    best = max((one.score for one in ranked), default=0.0)
    near = [one for one in ranked if one.score > best - WITHIN]
    docs = parser.many([one.candidate.text for one in near])
    told = [views(doc) for doc in docs]
    resolved = [
        [_resolve(view, one.candidate, parser) for view in found]
        for one, found in zip(near, told, strict=True)
    ]
    leaning = _leanings(resolved)
    found: list[Position] = []
    for one, doc, plain, held in zip(near, docs, told, resolved, strict=True):
        speaks = _speaker(doc, one.candidate, parser)
        chances = stance_model().chances(doc, plain)
        for side, sure, added in _sides(held, chances, speaks, leaning):
            found.append(_position(one, side, sure, added, held, speaks))
    return sorted(_sure_enough(found), key=lambda position: -position.score)


def _sure_enough(found: Sequence[Position]) -> list[Position]:
    kept: list[Position] = []
    for side in ("for", "against"):
        mine = [one for one in found if one.side == side]
        sure = [one for one in mine if one.sure >= SIDED]
        kept += sure if len(sure) >= FEW else mine
    return kept


def speaker_of(candidate: Candidate, parser: Parser) -> str | None:
    """Who the sentence attributes what it tells to, if to anybody."""
    doc = parser(candidate.text)
    for view in views(doc):
        named = _resolve(view, candidate, parser)
        if named.holder:
            return named.holder
    speaking = voice(doc)
    return _named(speaking, candidate, parser).holder if speaking is not None else None


def _resolve(view: View, candidate: Candidate, parser: Parser) -> View:
    if view.pronoun is None:
        return view
    name = referent(view.pronoun, parser.many([one.text for one in preceding(candidate, 3)]))
    key = name.split()[-1].casefold() if name else ""
    return replace(view, holder=name, key=key)


def _leanings(found: Sequence[Sequence[View]]) -> dict[str, Side]:
    """The side of each holder, where their stated views agree."""
    counts: dict[str, Counter[Side]] = {}
    for held in found:
        for view in held:
            if view.holder and view.side and view.stated:
                counts.setdefault(view.key, Counter())[view.side] += 1
    return {
        holder: sides.most_common(1)[0][0]
        for holder, sides in counts.items()
        if len(sides) == 1 or sides.most_common(1)[0][1] >= 3 * sides.most_common()[-1][1]
    }


def _sides(
    held: Sequence[View], chance: Vector, speaks: View | None, leaning: dict[str, Side]
) -> list[tuple[Side, float, float]]:
    """The sides that a sentence is on, how sure that is, and what that adds to its score."""
    stated = {view.side for view in held if view.stated and view.side and view.holder}
    if len(stated) > 1:
        return [("for", CLEARLY, SURER * CLEARLY), ("against", CLEARLY, SURER * CLEARLY)]
    favour, against, none = (float(one) for one in chance)
    side: Side = "for" if favour > against else "against"
    sure = max(favour, against) / (favour + against)
    if none < NO_SIDE and sure >= HARDLY:
        return [(side, sure, SURER * sure * (1 - none))]
    known = leaning.get(speaks.key) if speaks is not None and speaks.holder else None
    return [(known, SIDED, BY_OTHER_WORDS)] if known else []


def _position(
    one: Ranked, side: Side, sure: float, added: float, held: Sequence[View], speaks: View | None
) -> Position:
    on_side = [view for view in held if view.side == side and view.holder]
    view = max(on_side, key=lambda v: v.stated + v.argues) if on_side else speaks
    score = one.score + added
    if view is None or not view.holder:
        return Position(one, side, None, "", score, sure)
    score += NAMED + VAGUE * (view.key in VAGUE_HOLDERS)
    return Position(one, side, view.holder, view.key, score, sure)


def _speaker(doc: Doc, candidate: Candidate, parser: Parser) -> View | None:
    """Who speaks in the sentence, or does what it tells."""
    token = voice(doc)
    if token is None and not tells_no_deed(doc):
        token = actor(doc)
    return None if token is None else _named(token, candidate, parser)


def _named(token: Token, candidate: Candidate, parser: Parser) -> View:
    if token.pos_ == "PRON" and token.lower_ not in VAGUE_HOLDERS:
        return _resolve(View(None, token.text, None, False), candidate, parser)
    return View(holder_name(token), None, None, False, holder_key(token))
