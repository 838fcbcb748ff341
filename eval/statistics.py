"""Means with intervals, paired comparisons, and how well confidence is calibrated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1_000
BINS = 10


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over ``n`` questions with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    n: int


def estimate(values: Sequence[float], clusters: Sequence[str], seed: int = 0) -> Estimate:
    """Percentile bootstrap over whole clusters (topics): questions of one topic hang together."""
    data = np.asarray(values, dtype=float)
    names = sorted(set(clusters))
    code = np.array([names.index(c) for c in clusters])
    sums = np.bincount(code, data, minlength=len(names))
    sizes = np.bincount(code, minlength=len(names)).astype(float)
    drawn = np.random.default_rng(seed).integers(0, len(names), (RESAMPLES, len(names)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(float(data.mean()), float(low), float(high), len(data))


def paired(values: Sequence[float], others: Sequence[float], clusters: Sequence[str]) -> Estimate:
    """The difference ``values - others`` on the same questions."""
    return estimate([a - b for a, b in zip(values, others, strict=True)], clusters)


@dataclass(frozen=True, slots=True)
class Abstention:
    """Abstaining as a decision: positive means refused. ``curve`` has (confidence, share, n)."""

    precision: float
    recall: float
    f1: float
    auc: float
    answer_rate: float
    ece: float
    curve: tuple[tuple[float, float, int], ...]


def abstention(
    confidence: Sequence[float], answerable: Sequence[bool], abstained: Sequence[bool]
) -> Abstention:
    """Figures over all questions; AUC is 0.5 where one of the two kinds is missing.

    ECE is the expected calibration error over ten equal bins (Guo and others, 2017).
    """
    p = np.asarray(confidence, dtype=float)
    y = np.asarray(answerable, dtype=bool)
    refused = np.asarray(abstained, dtype=bool)
    right = float((refused & ~y).sum())
    precision = right / refused.sum() if refused.any() else 0.0
    recall = right / (~y).sum() if (~y).any() else 0.0
    total = precision + recall
    curve: list[tuple[float, float, int]] = []
    ece = 0.0
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    for b in range(BINS):
        inside = bins == b
        if inside.any():
            mean, share = float(p[inside].mean()), float(y[inside].mean())
            ece += abs(mean - share) * inside.mean()
            curve.append((mean, share, int(inside.sum())))
    return Abstention(
        precision=float(precision),
        recall=float(recall),
        f1=float(2 * precision * recall / total) if total else 0.0,
        auc=auc(p, y),
        answer_rate=float((~refused & y).sum() / y.sum()) if y.any() else 0.0,
        ece=float(ece),
        curve=tuple(curve),
    )


def auc(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Probability that an answerable question has the higher confidence; ties count half."""
    positive, negative = scores[labels], scores[~labels]
    if not len(positive) or not len(negative):
        return 0.5
    above = float((positive[:, None] > negative[None]).mean())
    return above + 0.5 * float((positive[:, None] == negative[None]).mean())
