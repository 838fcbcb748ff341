"""Both sides of a debate: sentences that tell a view, with who holds it.

Whose side a sentence is on is told by :mod:`rag.stance`. Views without a holder count too, as
the article's own or as a fact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.attribution import View, views
from rag.crossencoder import Text
from rag.datatypes import Side
from rag.logistic import log_odds, probability
from rag.parse import Parser
from rag.phrase import preceding
from rag.select import Candidate, Ranked
from rag.speaker import VAGUE_HOLDERS, holder_of
from rag.stance import StanceReader

# So many sentences are read with the question, the likeliest first.
READ = 64
# From this probability on a sentence takes a side. High, as the network learned from lists in which
# two of three do: of six that do so little surely, one does.
SIDED, HARDLY = 0.85, 0.7
# From this one on, among the two, it is on that side.
LEANING = 0.6
# How far a word of praise or blame turns a sentence, in log-odds: of those that the rules of
# :mod:`rag.attribution` put on a side, .67 to .82 are on it.
STATED = 1.5
# What is surer than this makes a list longer.
CLEARLY = 0.93
# What counts for the order beside taking a side: being sure which, the ranking's score, and a named
# holder; "some" and "others" count less than nobody (a reader wants to know who).
SURER, RANKING, NAMED, VAGUE = 0.5, 0.2, 0.5, -1.0


@dataclass(frozen=True, slots=True)
class Position:
    """A sentence on one side. ``speaker`` is None where the article speaks for itself or a fact
    does; ``sided`` is the probability that it takes a side, and ``sure`` that it is this one, if
    it takes one.
    """

    ranked: Ranked
    side: Side
    speaker: str | None
    key: str
    score: float
    sided: float
    sure: float

    @property
    def candidate(self) -> Candidate:
        """The sentence."""
        return self.ranked.candidate


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence with the probabilities that it is for and against what a question asks about."""

    ranked: Ranked
    favour: float
    against: float

    @property
    def sided(self) -> float:
        """The probability (0..1) that it takes a side."""
        return self.favour + self.against

    @property
    def lean(self) -> float:
        """Log-odds that it is for rather than against."""
        return log_odds(self.favour / max(self.sided, 1e-9))


def weighed(question: str, ranked: Sequence[Ranked], reader: StanceReader) -> list[Weighed]:
    """The likeliest of the ranked sentences, read with the question."""
    near = ranked[:READ]
    chances = np.exp(reader.read(question, [_text(one.candidate) for one in near]))
    return [
        Weighed(one, float(row[0]), float(row[1])) for one, row in zip(near, chances, strict=True)
    ]


def positions(found: Sequence[Weighed], parser: Parser) -> list[Position]:
    """The views in the sentences, best first; a sentence may hold one of each side."""
    near = [one for one in found if one.sided >= HARDLY]
    docs = parser.many([one.ranked.candidate.text for one in near])
    holders = [holder_of(one.ranked.candidate, parser) for one in near]
    leaning = _leanings(near, holders)
    best = max((one.ranked.score for one in found), default=0.0)
    taken: list[Position] = []
    for one, doc, holder in zip(near, docs, holders, strict=True):
        stated = [view for view in views(doc) if view.stated and view.holder and view.side]
        if len({view.side for view in stated}) > 1:
            # "While Rubio hailed it, human rights activists expressed concern."
            of_side = {view.side: view for view in stated if view.side}
            taken += [_position(one, best, side, CLEARLY, view) for side, view in of_side.items()]
            continue
        lean = one.lean
        if holder is not None and holder.key in leaning:
            # Who spoke for it elsewhere is likelier to do so here.
            lean = (lean + leaning[holder.key]) / 2
        # "The minister dismissed the criticism" is no criticism.
        lean += sum(STATED if view.side == "for" else -STATED for view in stated[:1])
        side: Side = "for" if lean > 0 else "against"
        taken.append(_position(one, best, side, probability(abs(lean)), holder))
    return sorted(_sure_enough(taken), key=lambda position: -position.score)


def asked_for(one: Ranked, side: Side, parser: Parser) -> Position:
    """A sentence that is on a side since it answers a question for that side."""
    read = Weighed(one, float(side == "for"), float(side == "against"))
    return _position(read, one.score, side, 1.0, holder_of(one.candidate, parser))


def _leanings(found: Sequence[Weighed], holders: Sequence[View | None]) -> dict[str, float]:
    """How far the sentences of each holder lean, those that surely take a side the most."""
    weights: dict[str, float] = defaultdict(float)
    sums: dict[str, float] = defaultdict(float)
    for one, holder in zip(found, holders, strict=True):
        if holder is not None and holder.key:
            weights[holder.key] += one.sided
            sums[holder.key] += one.sided * one.lean
    return {key: sums[key] / weight for key, weight in weights.items()}


def _text(candidate: Candidate) -> Text:
    before = preceding(candidate, 1)
    return Text("", before[0].text if before else "", candidate.text)


def _sure_enough(found: Sequence[Position]) -> list[Position]:
    """Where a side has none that is sure, its best will do."""
    kept: list[Position] = []
    for side in ("for", "against"):
        mine = [one for one in found if one.side == side]
        sure = [one for one in mine if one.sided >= SIDED and one.sure >= LEANING]
        kept += sure or sorted(mine, key=lambda one: -one.score)[:1]
    return kept


def _position(one: Weighed, best: float, side: Side, sure: float, holder: View | None) -> Position:
    score = log_odds(one.sided) + SURER * log_odds(sure) + RANKING * (one.ranked.score - best)
    if holder is None or not holder.holder:
        return Position(one.ranked, side, None, "", score, one.sided, sure)
    score += NAMED + VAGUE * (holder.key in VAGUE_HOLDERS)
    return Position(one.ranked, side, holder.holder, holder.key, score, one.sided, sure)
