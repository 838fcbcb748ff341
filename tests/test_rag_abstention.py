"""How sure an answer is: signals, and products of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pytest

from rag.features import FEATURES, Candidates
from rag.logistic import Logistic
from rag.models import AnswerModel
from rag.signals import PRODUCTS, SIGNALS, Signals, Usual, cohesion
from rag.trees import Trees

USUAL = Usual(np.arange(len(SIGNALS), dtype=float), np.full(len(SIGNALS), 2.0))


def test_products_are_of_distances_from_the_usual_value() -> None:
    row = USUAL.mean.copy()
    one, other = SIGNALS.index("cosine"), SIGNALS.index("bm25")
    row[one] += 2 * 1.5
    row[other] -= 2 * 0.5
    wide = USUAL.with_products(row[None])[0]
    assert wide[: len(SIGNALS)] == pytest.approx(row)
    products = dict(zip(PRODUCTS, wide[len(SIGNALS) :], strict=True))
    assert products["cosine", "bm25"] == pytest.approx(-0.75)
    assert products["cosine", "cosine"] == pytest.approx(2.25)
    assert products["title_cosine", "bm25"] == 0


def test_an_extreme_value_counts_as_no_more_than_an_unusual_one() -> None:
    rows = np.stack([USUAL.mean + 2 * 3, USUAL.mean + 2 * 1e9])
    usual, extreme = USUAL.with_products(rows)[:, len(SIGNALS) :]
    assert extreme == pytest.approx(usual)


def test_a_signal_that_never_varied_is_no_reason_to_fail() -> None:
    still = Usual(np.zeros(len(SIGNALS)), np.zeros(len(SIGNALS)))
    assert np.isfinite(still.with_products(np.ones((2, len(SIGNALS))))).all()


def test_signals_are_read_by_name() -> None:
    found = Signals(np.arange(len(SIGNALS), dtype=float), 1.0)
    assert found["certainty"] == SIGNALS.index("certainty")


@dataclass(frozen=True, slots=True)
class View:
    """A passage of which only the vector is looked at."""

    pooled: np.ndarray[Any, Any]


def of_passages(*vectors: tuple[float, float]) -> Candidates:
    views = [View(np.array(vector)) for vector in vectors]
    none = np.zeros(0, dtype=np.int64)
    nothing = np.zeros(len(views))
    return Candidates(cast(Any, views), nothing, none, none, np.zeros((0, len(FEATURES))))


def test_cohesion_is_the_mean_cosine_of_every_two_passages() -> None:
    assert cohesion(of_passages((1, 0), (1, 0), (0, 1))) == pytest.approx(1 / 3)
    assert cohesion(of_passages((1, 0), (0.6, 0.8))) == pytest.approx(0.6)


def test_a_single_passage_is_on_one_topic() -> None:
    assert cohesion(of_passages((0.6, 0.8))) == 1


def test_the_model_for_many_topics_counts_less_the_more_alike_the_passages_are() -> None:
    def always(log_odds: float) -> Logistic:
        return Logistic(np.zeros(len(SIGNALS) + len(PRODUCTS)), log_odds)

    nothing = Trees((), 2.0)
    model = AnswerModel(always(2.0), always(-3.0), USUAL, nothing, 0.8, 0.1, 0.3)

    def log_odds(alike: float) -> float:
        sure = model.probability(Signals(USUAL.mean, alike))
        return float(np.log(sure / (1 - sure)))

    assert log_odds(0.6) == log_odds(0.3) == pytest.approx(2.0)
    assert log_odds(0.0) == log_odds(0.1) == pytest.approx(0.8 * -3 + 0.2 * 2)
    assert log_odds(0.2) == pytest.approx(0.4 * -3 + 0.6 * 2)
