"""Scores of the fitted models on examples: hits, F1 of sentence sets, AUC, with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eval.fitting.examples import AS_IS, NO_PARAGRAPH, NO_SENTENCE, OTHER_NAME, OTHER_WORD, Example

Array = NDArray[np.float64]
RESAMPLES = 1000


def hit_at(example: Example, scores: Array, k: int) -> float:
    """Whether one of the ``k`` best sentences is right."""
    return float(example.right[np.argsort(-scores, kind="stable")[:k]].any())


def set_f1(example: Example, rows: Sequence[int]) -> float:
    """F1 of the chosen sentences against the gold ones, retrieved or not."""
    chosen = {example.found.text(i) for i in rows}
    hits = len({example.found.text(i) for i in rows if example.gold[i]})
    return 2 * hits / (len(chosen) + example.gold_sentences)


def auc(positive: Array, negative: Array) -> float:
    """Probability that a positive scores above a negative."""
    order = np.concatenate([positive, negative])
    _, place, counts = np.unique(order, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    n, m = len(positive), len(negative)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * m))


def summary(
    examples: Sequence[Example],
    scores: Sequence[Array],
    chosen: Sequence[Sequence[int]],
    probabilities: Array,
) -> dict[str, dict[str, list[float]]]:
    """By set and measure: the value and its 95 % bootstrap interval over questions."""
    report: dict[str, dict[str, list[float]]] = {}
    for name in dict.fromkeys(e.name for e in examples):
        own = [i for i, e in enumerate(examples) if e.name == name]
        asked = [i for i in own if examples[i].answerable]
        found: dict[str, list[float]] = {}
        for k in (1, 3):
            found[f"hit_at_{k}"] = _mean([hit_at(examples[i], scores[i], k) for i in asked])
        pooled = [examples[i].found.column("pooled") for i in asked]
        for k in (1, 2, 3):
            best = [np.argsort(-p, kind="stable")[:k].tolist() for p in pooled]
            found[f"f1_of_{k}_by_pooled"] = _mean(
                [set_f1(examples[i], b) for i, b in zip(asked, best, strict=True)]
            )
        found["hit_at_1_by_pooled"] = _mean(
            [hit_at(examples[i], p, 1) for i, p in zip(asked, pooled, strict=True)]
        )
        found["f1_of_chosen"] = _mean([set_f1(examples[i], chosen[i]) for i in asked])
        found["chosen"] = _mean([float(len(chosen[i])) for i in asked])
        positive = probabilities[asked]
        for variant in (AS_IS, NO_PARAGRAPH, NO_SENTENCE, OTHER_NAME, OTHER_WORD):
            negative = [
                i for i in own if examples[i].variant == variant and not examples[i].answerable
            ]
            if negative:
                found[f"auc_{variant}"] = _auc(positive, probabilities[negative])
        report[name] = found
    return report


def calibration_error(probabilities: Array, labels: Array, weights: Array, bins: int = 10) -> float:
    """Weighted mean distance of stated from observed frequency over equal-width bins."""
    place = np.minimum((probabilities * bins).astype(int), bins - 1)
    total = 0.0
    for k in range(bins):
        inside = place == k
        if weights[inside].sum() > 0:
            gap = np.average(probabilities[inside] - labels[inside], weights=weights[inside])
            total += abs(float(gap)) * float(weights[inside].sum())
    return total / float(weights.sum())


def _mean(values: Sequence[float]) -> list[float]:
    data = np.array(values)
    chance = np.random.default_rng(0)
    means = data[chance.integers(0, len(data), (RESAMPLES, len(data)))].mean(axis=1)
    return _rounded(float(data.mean()), means)


def _auc(positive: Array, negative: Array) -> list[float]:
    chance = np.random.default_rng(0)
    values = np.array(
        [
            auc(
                positive[chance.integers(0, len(positive), len(positive))],
                negative[chance.integers(0, len(negative), len(negative))],
            )
            for _ in range(RESAMPLES)
        ]
    )
    return _rounded(auc(positive, negative), values)


def _rounded(value: float, resampled: Array) -> list[float]:
    low, high = np.quantile(resampled, [0.025, 0.975])
    return [round(value, 4), round(float(low), 4), round(float(high), 4)]
