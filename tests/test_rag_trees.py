"""Boosted trees give what the library that fitted them gives."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from eval.fitting.boosted import SEEDS, SETTINGS, boosted
from rag.trees import Trees


def test_trees_that_were_written_and_read_give_the_fitted_log_odds() -> None:
    chance = np.random.default_rng(0)
    rows = chance.normal(size=(600, 6))
    rows[:, 5] = np.round(rows[:, 5])
    labels = (rows[:, 0] * rows[:, 1] + rows[:, 5] > 0).astype(float)
    weights = chance.uniform(0.5, 2.0, len(rows))
    trees = Trees.from_json(json.loads(json.dumps(boosted(rows, labels, weights))))
    fitted = [
        HistGradientBoostingClassifier(**SETTINGS, random_state=seed)
        .fit(rows, labels, sample_weight=weights / weights.mean())
        .decision_function(rows[:50])
        for seed in range(SEEDS)
    ]
    found = [trees.log_odds(row) for row in rows[:50]]
    assert found == pytest.approx(np.mean(fitted, axis=0), abs=1e-2)
    assert np.std(found) > 0.5
