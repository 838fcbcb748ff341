"""What the abstention model looks at: one row of numbers for each question.

Features in the spirit of query performance prediction (Cronen-Townsend and others, 2002;
Shtok and others, 2012): how well the best sentence and passage match, by how much they
stand out, and which of the question's words the article does not have at all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.model import TokenVectors
from rag.features import Candidates, Matrix
from rag.question import Question, Vector
from rag.relations import RELATIONS
from rag.words import read_words

_READ = ("cross", "cross_likely", "cross_reworded", "cross_reworded_likely")
_BEST_OF_ANY = (*_READ, "late", "late_context", "pooled", "sought", "sought_context",
                "empty_context", "unnamed_context", "rest_context", "weakest_context")  # fmt: skip
_OF_THE_TOP = (*_READ, "pooled", "sought", "sought_context", "passage_cosine",
               "exact_passage", "weakest_context", "run", "untyped", "typed_near",
               "covered_context", "rest_context", "missing_context")  # fmt: skip
# An answer of more sentences than this has its best ones in front.
READ = 3
_KINDS = ("person", "time", "number", "place", "reason", "manner")

SIGNALS = (
    "score", "certainty",
    *(f"any_{name}" for name in _BEST_OF_ANY),
    *(f"top_{name}" for name in _OF_THE_TOP),
    "least_missing", "cosine", "cosine_gap", "bm25", "bm25_gap", "article_words",
    "article_missing", "article_missing_name", "passage_missing_name",
    "sentence_missing_name", "named_words", "title_cosine", "title_cosine_first",
    "title_words", "title_share", "log_words",
    *(f"kind_{name}" for name in _KINDS), *RELATIONS,
)  # fmt: skip

# How much a sign of likeness tells depends on the others: that an article has none of the
# question's words says little where a sentence that was read with it answers.
_CROSSED = ("cosine", "title_cosine", "title_words", "bm25", "article_missing", "named_words",
            "any_late_context", "any_cross_reworded", "top_cross_reworded", "log_words",
            "any_pooled", "any_sought_context")  # fmt: skip
PRODUCTS = tuple((one, other) for i, one in enumerate(_CROSSED) for other in _CROSSED[i:])
"""Pairs of signals whose product is looked at too."""
_ONES, _OTHERS = ([SIGNALS.index(pair[side]) for pair in PRODUCTS] for side in (0, 1))
# A value further from the usual one than so many deviations tells no more.
_FAR = 3.0


@dataclass(frozen=True, slots=True)
class Usual:
    """Mean and standard deviation of every signal: each of shape (SIGNALS,)."""

    mean: Vector
    deviation: Vector

    def with_products(self, rows: Matrix) -> Matrix:
        """The signals (questions, SIGNALS), and behind them :data:`PRODUCTS` of their
        distances from the mean, in deviations.
        """
        far = np.clip((rows - self.mean) / np.maximum(self.deviation, 1e-9), -_FAR, _FAR)
        return np.concatenate([rows, far[:, _ONES] * far[:, _OTHERS]], axis=1)


@dataclass(frozen=True, slots=True)
class Signals:
    """The row, in the order of :data:`SIGNALS`, and the :func:`cohesion` of the passages."""

    row: Vector
    cohesion: float

    def __getitem__(self, name: str) -> float:
        return float(self.row[SIGNALS.index(name)])


def best_sentences(found: Candidates, scores: Vector) -> list[str]:
    """The sentences that :func:`rag.relations.relations` reads, best first."""
    return [found.text(int(row)) for row in np.argsort(-scores, kind="stable")[:READ]]


def signals(
    question: Question,
    asked: TokenVectors,
    found: Candidates,
    scores: Vector,
    related: Mapping[str, float],
) -> Signals:
    """``scores`` are the sentence model's, for every row of ``found``; there is at least one.

    ``related`` is what :func:`rag.relations.relations` says of the best sentences.
    """
    top = int(np.argmax(scores))
    values: dict[str, float] = {"score": float(scores[top])}
    values["certainty"] = 1 / float(np.exp(scores - scores[top]).sum())
    for name in _BEST_OF_ANY:
        values[f"any_{name}"] = float(np.max(found.column(name)))
    for name in _OF_THE_TOP:
        values[f"top_{name}"] = float(found.column(name)[top])
    values["least_missing"] = -float(np.min(found.column("missing_context")))
    cosines = np.sort([float(view.pooled @ asked.pooled) for view in found.passages])[::-1]
    values["cosine"] = float(cosines[0])
    values["cosine_gap"] = float(cosines[0] - cosines[min(4, len(cosines) - 1)])
    bm25 = np.sort(found.bm25)[::-1]
    # A word adds at most k1 + 1 = 2.2 times its rarity to BM25.
    possible = 2.2 * sum(term.rarity for term in question.content)
    values["bm25"] = float(bm25[0]) / max(possible, 1e-6)
    second = float(bm25[1]) if len(bm25) > 1 else 0.0
    values["bm25_gap"] = (float(bm25[0]) - second) / max(float(bm25[0]), 1e-6)
    values |= _article(question, found, top) | _titles(question, asked, found)
    values["log_words"] = math.log(max(len(question.content), 1))
    for kind in _KINDS:
        values[f"kind_{kind}"] = float(question.kind == kind)
    values |= related
    return Signals(np.array([values[name] for name in SIGNALS]), cohesion(found))


def cohesion(found: Candidates) -> float:
    """Mean cosine of the passages that were retrieved with each other; 1 if there is only one.

    In folders of articles on one affair it is .3 to .7, in those on everything .05 to .15. After
    the clustering tendency of Vinay and others (2006).
    """
    count = len(found.passages)
    if count < 2:
        return 1.0
    vectors = np.stack([view.pooled for view in found.passages]).astype(float)
    # The squared length of the sum has every pair twice, and every vector with itself.
    together = float(np.square(vectors.sum(axis=0)).sum()) - float(np.square(vectors).sum())
    return together / (count * (count - 1))


def _article(question: Question, found: Candidates, top: int) -> dict[str, float]:
    article = found.passages[found.passage[top]].article
    views = [view for view in found.passages if view.article == article]
    texts = {text for view in views for text in (view.title, *view.sentences)}
    known = frozenset[str]().union(*(read_words(text).known for text in texts))
    missing = [term for term in question.content if not term.known(known)]
    named = [term for term in question.content if term.named]
    in_sentence = read_words(found.text(top)).known
    in_passage = found.around(top).known
    return {
        "passage_missing_name": sum(t.weight for t in named if not t.known(in_passage)),
        "sentence_missing_name": sum(t.weight for t in named if not t.known(in_sentence)),
        "named_words": sum(t.weight for t in named),
        "article_words": sum(t.weight for t in question.content if t.known(known)),
        "article_missing": max((t.rarity for t in missing), default=0.0) / question.rarest,
        "article_missing_name": float(any(term.named for term in missing)),
    }


def _titles(question: Question, asked: TokenVectors, found: Candidates) -> dict[str, float]:
    cosines = [float(view.title_pooled @ asked.pooled) for view in found.passages]
    titles = [read_words(view.title).known for view in found.passages]
    return {
        "title_cosine": max(cosines),
        "title_cosine_first": cosines[0],
        "title_words": max(
            sum(t.weight for t in question.content if t.stem in title) for title in titles
        ),
        "title_share": len(titles[0] & question.stems) / max(len(titles[0]), 1),
    }
