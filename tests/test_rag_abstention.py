"""How sure an answer is: signals, and products of them."""

from __future__ import annotations

import numpy as np
import pytest

from rag.signals import PRODUCTS, SIGNALS, Signals, Usual

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
    found = Signals(np.arange(len(SIGNALS), dtype=float))
    assert found["certainty"] == SIGNALS.index("certainty")
