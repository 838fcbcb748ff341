"""The fitted models: which sentence, how many, and whether any answers at all.

The sentence model is a conditional logit (McFadden, 1974) over a question's candidates; the
second is logistic, and so is the third, with boosted trees beside it. Coefficients are
read from JSON that ``eval.fitting.fit`` writes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.features import FEATURES, Candidates, Matrix
from rag.logistic import Logistic, in_order, probability
from rag.question import TYPED, Question, Vector
from rag.signals import PRODUCTS, SIGNALS, Signals, Usual
from rag.trees import Trees

CHOICE = (
    "below", "log_share", "best", "by_rank", "same", "next", "previous", "near", "distance",
    "certainty", "late_below", "pooled_below", "typed_below", "more_of_fact", "more_of_reason",
)  # fmt: skip

CONSIDERED = 8
"""Only so many of the best sentences may be part of an answer."""


# A sentence too many costs a reader less than one that is missing. Of 1, 1.25, 1.5, 2 and 3,
# this gave the best F1 itself on the gold dev split, and 0.96 for 0.95 of the answers of
# xquad_dev within what is shown, for 2.3 sentences in place of 1.7.
RECALL_COUNTS = 1.5


READ_TOGETHER = 8
"""At most so many of the likeliest sentences the cross-encoder reads."""


@dataclass(frozen=True, slots=True)
class SentenceModel:
    """Scores candidates; higher is better, and scores compare within a question.

    ``shortlist`` scores without the cross-encoder, to say which sentences it is to read;
    ``weights`` are for those, when it has.
    """

    shortlist: Vector
    weights: Vector
    choice: Vector
    choice_bias: float
    most: int

    @classmethod
    def from_json(cls, text: str) -> SentenceModel:
        """Read what :meth:`eval.fitting.fit` wrote; raises ``KeyError`` if a feature is missing."""
        data = json.loads(text)
        return cls(
            in_order(data["shortlist"], FEATURES),
            in_order(data["features"], FEATURES),
            in_order(data["choice"], CHOICE),
            float(data["choice_bias"]),
            int(data["most_sentences"]),
        )

    def likeliest(self, found: Candidates) -> tuple[NDArray[np.int64], Vector]:
        """The rows that are worth reading with the cross-encoder, best first, and the scores
        of all rows without it.
        """
        scores: Vector = found.rows @ self.shortlist
        return np.argsort(-scores, kind="stable")[:READ_TOGETHER], scores

    def score(self, found: Candidates) -> Vector:
        """One number a candidate, of those that were read together with the question."""
        scores: Vector = found.rows @ self.weights
        return scores

    def choose(self, question: Question, found: Candidates, scores: Vector) -> list[int]:
        """Rows of ``found`` that together answer, best first; at least one if there is any."""
        order = np.argsort(-scores, kind="stable")[:CONSIDERED]
        if not len(order):
            return []
        logits = choice_rows(question, found, scores)[order] @ self.choice + self.choice_bias
        return [int(order[i]) for i in best_set(1 / (1 + np.exp(-logits)), self.most)]


@dataclass(frozen=True, slots=True)
class AnswerModel:
    """How likely it is that the passages answer the question.

    The logistic models are over :data:`rag.signals.SIGNALS` and, behind them, ``PRODUCTS``; the
    trees are over the signals. ``usually`` and ``trees`` count the same: both together are better
    than either. Where the passages are on many topics, so that likeness to one of them tells much,
    ``mixed`` counts in their place: ``most`` at a cohesion of ``mixed_up_to``, nothing from
    ``alike_from`` on.
    """

    usually: Logistic
    mixed: Logistic
    usual: Usual
    trees: Trees
    most: float
    mixed_up_to: float
    alike_from: float

    @classmethod
    def from_json(cls, text: str, trees: str) -> AnswerModel:
        """Read what :meth:`eval.fitting.fit` wrote; raises ``KeyError`` if a signal is missing."""
        data = json.loads(text)
        products = [product_name(*pair) for pair in PRODUCTS]
        usual = Usual(*(in_order(data[one], SIGNALS) for one in ("mean", "deviation")))

        def of(part: str) -> Logistic:
            weights = data[part]["signals"] | data[part]["products"]
            return Logistic.named(weights, (*SIGNALS, *products), data[part]["bias"])

        bounds = (float(data["mixed"][one]) for one in ("most", "mixed_up_to", "alike_from"))
        trees_read = Trees.from_json(json.loads(trees))
        return cls(of("usually"), of("mixed"), usual, trees_read, *bounds)

    def probability(self, found: Signals) -> float:
        """In 0..1, calibrated where half of the questions can be answered."""
        row = self.usual.with_products(found.row[None])[0]
        usually = (self.usually.log_odds(row) + self.trees.log_odds(found.row)) / 2
        counted = self.mixed_counts(found.cohesion)
        return probability(counted * self.mixed.log_odds(row) + (1 - counted) * usually)

    def mixed_counts(self, cohesion: float) -> float:
        """How much the model for passages on many topics counts, in 0..1."""
        below = (self.alike_from - cohesion) / (self.alike_from - self.mixed_up_to)
        return self.most * min(max(below, 0.0), 1.0)


def product_name(one: str, other: str) -> str:
    """What the file calls the product of two signals."""
    return f"{one} * {other}"


def choice_rows(question: Question, found: Candidates, scores: Vector) -> Matrix:
    """For every candidate, how it compares with the best one: shape (candidates, CHOICE)."""
    top = int(np.argmax(scores))
    share = np.exp(scores - scores[top])
    share /= share.sum()
    rank = np.empty(len(scores))
    rank[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    same = (found.passage == found.passage[top]).astype(float)
    step = found.sentence - found.sentence[top]
    late, pooled, typed = (found.column(n) for n in ("late_context", "pooled", "typed"))
    further = rank > 0
    values = {
        "below": scores - scores[top],
        "log_share": np.log(share + 1e-6),
        "best": (rank == 0).astype(float),
        "by_rank": 1 / (1 + rank),
        "same": same,
        "next": same * (step == 1),
        "previous": same * (step == -1),
        "near": same * (np.abs(step) == 2),
        "distance": same * np.minimum(np.abs(step), 6) / 6,
        "certainty": np.full(len(scores), share.max()),
        "late_below": late - late[top],
        "pooled_below": pooled - pooled[top],
        "typed_below": typed - typed[top],
        "more_of_fact": further * float(question.kind in TYPED),
        "more_of_reason": further * float(question.kind in ("reason", "manner", "define")),
    }
    return np.stack([values[name] for name in CHOICE], axis=1)


def best_set(probabilities: Vector, most: int) -> list[int]:
    """The set with the best expected F-measure, nearly: the k likeliest that maximise
    (1 + b²)Σp / (b²Σp of all + k), where recall counts b = :data:`RECALL_COUNTS` times.

    Lewis (1995) shows that the best set is always some number of the likeliest.
    """
    order = np.argsort(-probabilities, kind="stable")
    total = float(probabilities.sum())
    sums = np.cumsum(probabilities[order])[:most]
    square = RECALL_COUNTS**2
    expected = (1 + square) * sums / (np.arange(1, len(sums) + 1) + square * total)
    return [int(i) for i in order[: int(np.argmax(expected)) + 1]]
