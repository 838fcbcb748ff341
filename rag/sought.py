"""What a question asks for, as a vector near the sentences that answer it.

The packaged encoder puts a question near what is worded alike. With adapters that were learned on
questions and the sentences that answer them, in other words (``eval.fitting.queryside``), it puts
it near these. Only the side of the question is another (Lee and others, 2021, DensePhrases):
the vectors of sentences are those of the index.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from threading import Lock

import numpy as np

from index.bert import Weights
from index.encode import PACKAGED, Encoder
from index.model import FloatMatrix
from index.packaged import PackagedModel
from rag.adapter import Arrays, product

IN_CONTEXT = 1.2
"""How much a sentence's vector in its passage counts beside that of the sentence alone."""

# Each takes two kilobytes; a question is read for more than once.
KEPT = 256


class QuestionEncoder:
    """Loaded on first use, safe to share between threads; ``learned`` is an ``.npz`` file."""

    def __init__(self, learned: Path) -> None:
        self._learned = learned
        self._lock = Lock()
        self._model: PackagedModel | None = None
        self.vector = lru_cache(maxsize=KEPT)(self._vector)

    def _vector(self, question: str) -> FloatMatrix:
        """A unit vector of shape (384,)."""
        vector: FloatMatrix = self._loaded().encode([question])[0]
        return vector

    def _loaded(self) -> PackagedModel:
        with self._lock:
            if self._model is None:
                with np.load(self._learned) as arrays:
                    learned = dict(arrays)
                self._model = PackagedModel(lambda weights: with_adapters(weights, learned))
            return self._model


def with_adapters(weights: Weights, learned: Arrays) -> Weights:
    """The encoder's weights with what was learned added."""
    found = dict(weights)
    for name in learned:
        if name.endswith(".down"):
            part = name.removesuffix(".down")
            place = f"encoder.layer.{part}.weight"
            found[place] = found[place] + product(learned, part)
    return found


def sought(question: str, encoder: Encoder) -> FloatMatrix:
    """What the question asks for: a unit vector of shape (d,).

    With another encoder than the packaged one nothing was learned: it is the question's own.
    """
    if encoder.name != PACKAGED:
        vector: FloatMatrix = encoder.encode([question])[0]
        return vector
    return _shipped().vector(question)


@lru_cache(maxsize=1)
def _shipped() -> QuestionEncoder:
    return QuestionEncoder(Path(str(files("rag") / "data" / "question.npz")))
