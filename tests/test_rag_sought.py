"""What a question seeks lies near what answers it, also in other words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encode import Encoder
from index.packaged import PackagedModel, packaged_weights
from rag.sought import QuestionEncoder, sought, with_adapters

QUESTION = "what do they give the inmates to eat"
ANSWER = "Meals at the jail consist mainly of pasta and beans."
OTHERS = [
    "The inmates were given thirty minutes to leave their cells.",
    "What they give to the inmates is decided by the warden.",
    "The jail holds 40,000 inmates.",
]


def test_it_is_a_unit_vector_nearer_to_the_answer_than_the_question_is() -> None:
    encoder = Encoder()
    sentences = encoder.encode([ANSWER, *OTHERS])
    plain, found = encoder.encode([QUESTION])[0], sought(QUESTION, encoder)
    assert np.linalg.norm(found) == pytest.approx(1.0, abs=1e-4)

    def lead(vector: np.ndarray) -> float:  # type: ignore[type-arg]
        cosines = sentences @ vector
        return float(cosines[0] - cosines[1:].max())

    assert lead(found) > lead(plain)
    assert lead(found) > 0


def test_nothing_learned_changes_nothing() -> None:
    weights = packaged_weights()
    name = "0.attention.self.query"
    learned = {f"{name}.down": np.zeros((2, 384)), f"{name}.up": np.ones((384, 2))}
    same = PackagedModel(lambda found: with_adapters(found, learned)).encode([QUESTION])
    assert same == pytest.approx(PackagedModel().encode([QUESTION]), abs=1e-6)
    learned[f"{name}.down"][0, 3] = 1.0
    changed = with_adapters(weights, learned)[f"encoder.layer.{name}.weight"]
    assert np.count_nonzero(changed - weights[f"encoder.layer.{name}.weight"]) == 384


def test_what_was_learned_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "learned.npz"
    np.savez(
        path, **{"5.output.dense.down": np.ones((1, 1536)), "5.output.dense.up": np.ones((384, 1))}
    )
    one = QuestionEncoder(path)
    first = one.vector(QUESTION)
    path.unlink()
    assert one.vector("Another question?").shape == first.shape == (384,)


class Other:
    """An encoder that is not the packaged one."""

    name = "some/other-model"

    def encode(self, texts: list[str]) -> np.ndarray:  # type: ignore[type-arg]
        return np.ones((len(texts), 5), dtype=np.float32)


def test_with_another_encoder_it_is_the_question_s_own_vector() -> None:
    assert sought(QUESTION, Other()).tolist() == [1.0] * 5  # type: ignore[arg-type]
