"""Fit boosted trees, as :mod:`rag.trees` reads them."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from eval.fitting.optimise import Array

SETTINGS: dict[str, Any] = {
    "max_iter": 150,
    "max_leaf_nodes": 8,
    "learning_rate": 0.05,
    "l2_regularization": 5.0,
    "max_features": 0.3,
    "early_stopping": False,
}
SEEDS = 3
"""So many times with another choice of features; the mean is what counts."""


def boosted(rows: Array, labels: Array, weights: Array) -> dict[str, Any]:
    """The trees for rows of shape (examples, features), as JSON."""
    nodes: list[list[list[float]]] = []
    start = 0.0
    for seed in range(SEEDS):
        model = HistGradientBoostingClassifier(**SETTINGS, random_state=seed)
        model.fit(rows, labels, sample_weight=weights / weights.mean())
        start += float(np.ravel(model._baseline_prediction)[0]) / SEEDS
        nodes += [_nodes(one[0].nodes) for one in model._predictors]
    return {"start": round(start, 5), "nodes": nodes}


def _nodes(found: Any) -> list[list[float]]:
    return [
        [0, round(float(one["value"]) / SEEDS, 5), i, i]
        if one["is_leaf"]
        else [
            int(one["feature_idx"]),
            float(one["num_threshold"]),
            int(one["left"]),
            int(one["right"]),
        ]
        for i, one in enumerate(found)
    ]
