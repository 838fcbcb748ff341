"""Fit the abstention model on public dev sets and write its coefficients.

``python -m eval.fit_answerable FOLDER xquad_dev clapnq_dev > rag/data/answerable.json``

A third kind of example is made from the answerable questions: with the gold paragraph
taken out of the hits the rest is on the topic and does not answer. Without these a model
learns to tell topics apart, not answers. Logistic regression with a small L2 penalty, by
Newton's method; the reported figures are from five folds, cut by question.
"""

from __future__ import annotations

import datetime
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.datasets import index_of, read_questions
from rag.answerable import SIGNALS, signals
from rag.select import SentenceRanker

Array = NDArray[np.float64]

PASSAGES = 24
L2 = 1.0
FOLDS = 5
# One made-up unanswerable question counts as half a real one.
MADE_WEIGHT = 0.5


def examples(folder: Path, name: str) -> tuple[list[list[float]], list[int], list[int]]:
    """Signals, labels and kinds (0 as in the set, 1 with its gold paragraph taken out)."""
    rows: list[list[float]] = []
    labels: list[int] = []
    kinds: list[int] = []
    with (
        tempfile.TemporaryDirectory() as scratch,
        index_of(folder, name, Path(scratch), None) as ix,
    ):
        ranker = SentenceRanker(ix.encoder)
        for question in read_questions(folder / f"{name}_questions.jsonl"):
            hits = ix.search(question.question, PASSAGES)
            gold = {spot.key for spot in question.evidence}
            rest = [hit for hit in hits if (hit.article.id, hit.paragraph) not in gold]
            variants = [(hits, int(question.answerable), 0)]
            if question.answerable and rest:
                variants.append((rest, 0, 1))
            for passages, label, kind in variants:
                found = signals(ranker.rank(question.question, passages, *ix.token_statistics()))
                rows.append([found[signal] for signal in SIGNALS])
                labels.append(label)
                kinds.append(kind)
    return rows, labels, kinds


def fit(x: Array, y: Array, weights: Array) -> Array:
    """Weights of a logistic regression, bias first; ``x`` has a leading column of ones."""
    w = np.zeros(x.shape[1])
    penalty = np.diag([0.0] + [L2] * (x.shape[1] - 1))
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (weights * (p - y)) + penalty @ w
        hessian = (x * (weights * p * (1 - p))[:, None]).T @ x + penalty
        step = np.linalg.solve(hessian + 1e-9 * np.eye(len(w)), gradient)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    return w


def auc(scores: Array, labels: Array) -> float:
    """Probability that an answerable question scores above an unanswerable one."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    above = (positive[:, None] > negative[None]).mean()
    return float(above + 0.5 * (positive[:, None] == negative[None]).mean())


def main() -> None:
    """Print the coefficients as JSON."""
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    parts = [examples(folder, name) for name in names]
    rows = np.array([row for part in parts for row in part[0]])
    y = np.array([label for part in parts for label in part[1]], dtype=float)
    made = np.array([kind for part in parts for kind in part[2]])
    source = np.array([i for i, part in enumerate(parts) for _ in part[1]])
    x = np.hstack([np.ones((len(rows), 1)), rows])
    weights = np.where(made == 1, MADE_WEIGHT, 1.0)
    fold = np.random.default_rng(0).integers(0, FOLDS, len(y))
    out = np.zeros(len(y))
    for k in range(FOLDS):
        train = fold != k
        out[~train] = x[~train] @ fit(x[train], y[train], weights[train])
    scores = {}
    for i, name in enumerate(names):
        real = (source == i) & (made == 0)
        hard = (source == i) & ((made == 1) | (y == 1))
        scores[name] = {
            "auc": round(auc(out[real], y[real]), 4),
            "auc_gold_paragraph_removed": round(auc(out[hard], y[hard]), 4),
        }
    w = fit(x, y, weights)
    result = {
        "date": datetime.date.today().isoformat(),
        "fitted_on": names,
        "cross_validated": scores,
        "coefficients": dict(zip(("bias", *SIGNALS), (round(float(v), 4) for v in w), strict=True)),
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
