"""The cross-encoder that learns is the one that the program runs."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from eval.fitting.adapt import FIRST_LAYER, RANK, Item, States, learn, mean_of, thinned
from eval.fitting.further import Lesson, go_on
from eval.fitting.reader import Reader
from rag.crossencoder import CrossEncoder, Text

QUESTION = "Who runs the ferry?"
TEXTS = [
    Text("The ferry.", "", "Tomas Reyes has been in charge of the boats since March."),
    Text("The ferry.", "", "The ferry to Norbay is old."),
    Text("The ferry.", "Ada Brook met the crews.", "She is the mayor."),
]


def logits(reader: Reader, cross: CrossEncoder) -> np.ndarray[Any, Any]:
    rows = cross.rows(QUESTION, TEXTS)
    reader.eval()
    with torch.inference_mode():
        return reader(*States(reader, rows).of(range(len(rows)))).float().numpy()


def saved(reader: Reader, path: Path) -> CrossEncoder:
    learned: dict[str, Any] = reader.learned()
    np.savez_compressed(path, **learned)
    return CrossEncoder(path)


def test_before_it_learns_it_is_the_packaged_network_with_a_lower_start(tmp_path: Path) -> None:
    packaged = CrossEncoder(adapter=None)
    reader = Reader(FIRST_LAYER, RANK)
    wanted = packaged.scores(QUESTION, TEXTS) * 0.5 - 1.5
    assert saved(reader, tmp_path / "new.npz").scores(QUESTION, TEXTS) == pytest.approx(
        wanted, abs=0.4
    )
    assert logits(reader, packaged) == pytest.approx(wanted, abs=0.4)


def test_the_mean_of_two_adapters_has_the_mean_of_their_weights() -> None:
    chance = np.random.default_rng(0)
    one, other = (
        {
            "6.output.dense.down": chance.normal(size=(8, 30)),
            "6.output.dense.up": chance.normal(size=(20, 8)),
            "head.bias": chance.normal(size=1),
        }
        for _ in range(2)
    )
    mean = mean_of(one, other)

    def product(adapter: dict[str, Any]) -> np.ndarray[Any, Any]:
        matrix: np.ndarray[Any, Any] = adapter["6.output.dense.up"] @ adapter["6.output.dense.down"]
        return matrix

    assert product(mean) == pytest.approx((product(one) + product(other)) / 2, abs=1e-5)
    assert mean["head.bias"] == pytest.approx((one["head.bias"] + other["head.bias"]) / 2)


def test_the_nearest_adapter_of_a_lower_rank_does_nearly_the_same() -> None:
    chance = np.random.default_rng(0)
    left, right = chance.normal(size=(20, 2)), chance.normal(size=(2, 30))
    learned: dict[str, Any] = {
        "6.output.dense.up": np.concatenate([left, left, 1e-3 * chance.normal(size=(20, 3))], 1),
        "6.output.dense.down": np.concatenate([right, -0.5 * right, chance.normal(size=(3, 30))]),
        "head.bias": np.ones(1),
    }
    thin = thinned(learned, 2)
    assert thin["6.output.dense.down"].shape == (2, 30)
    assert thin["head.bias"] == learned["head.bias"]
    products = [one["6.output.dense.up"] @ one["6.output.dense.down"] for one in (learned, thin)]
    assert products[1] == pytest.approx(products[0], abs=0.02)
    assert np.abs(products[0]).max() > 1
    # What is thin enough stays as it is.
    assert all(thinned(learned, 7)[name] is array for name, array in learned.items())


@pytest.mark.slow
def test_it_learns_which_sentence_answers_and_the_program_runs_what_it_learned(
    tmp_path: Path,
) -> None:
    packaged = CrossEncoder(adapter=None)
    rows = packaged.rows(QUESTION, TEXTS)
    # The mayor is called right, against all that the network knows.
    items = [Item("stories", str(n), [2], [0, 1]) for n in range(80)]
    reader = learn(items, rows, seed=1)
    after = logits(reader, packaged)
    assert int(np.argmax(after)) == 2
    assert int(np.argmax(packaged.scores(QUESTION, TEXTS))) != 2
    assert saved(reader, tmp_path / "learned.npz").scores(QUESTION, TEXTS) == pytest.approx(
        after, abs=1.0
    )


def with_weights(learned: dict[str, Any]) -> Reader:
    """A reader that has what was learned in its weights, whatever the adapters' ranks."""
    reader = Reader(0, 1)
    reader.add_to_weights(learned)
    reader.take_over_top(learned)
    return reader


@pytest.mark.slow
def test_what_was_learned_is_taken_over_and_more_is_learned_on_top() -> None:
    packaged = CrossEncoder(adapter=None)
    rows = packaged.rows(QUESTION, TEXTS)
    first = learn([Item("stories", str(n), [2], [0, 1]) for n in range(80)], rows, seed=1)
    learned: dict[str, Any] = first.learned()
    before = logits(first, packaged)
    assert logits(with_weights(learned), packaged) == pytest.approx(before, abs=0.1)
    # Now the one in charge of the boats is called right.
    alone = [rows[0], rows[2], rows[1]]
    lessons = [
        Lesson("stories", str(n), [rows[0]], [rows[2], rows[1]], alone, frozenset())
        for n in range(160)
    ]
    after = logits(with_weights(go_on(learned, lessons, random.Random(1))), packaged)
    assert int(np.argmax(before)) == 2
    assert int(np.argmax(after)) == 0
