"""A logistic model whose coefficients are named, as the files of ``rag/data`` hold them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.question import Vector

# Beyond this a probability is 0 or 1 in all its digits, and the exponential would overflow.
_FAR = 50.0


@dataclass(frozen=True, slots=True)
class Logistic:
    """``weights`` is of shape (features,)."""

    weights: Vector
    bias: float

    @classmethod
    def named(cls, weights: Mapping[str, float], names: Sequence[str], bias: float) -> Logistic:
        """The model over the features ``names``; raises ``KeyError`` if one is missing."""
        return cls(in_order(weights, names), float(bias))

    def probability(self, row: Vector) -> float:
        """In 0..1; ``row`` is of shape (features,)."""
        return probability(self.log_odds(row))

    def log_odds(self, row: Vector) -> float:
        """``row`` is of shape (features,)."""
        return float(row @ self.weights) + self.bias


def probability(log_odds: float) -> float:
    """In 0..1."""
    return 1 / (1 + math.exp(-min(max(log_odds, -_FAR), _FAR)))


def log_softmax(logits: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Logarithms of the probabilities that add up to 1 along the last axis."""
    above = logits - logits.max(axis=-1, keepdims=True)
    found: NDArray[np.float64] = above - np.log(np.exp(above).sum(axis=-1, keepdims=True))
    return found


def log_odds(probability: float) -> float:
    """The logit of a probability, which is taken for at least .001 and at most .999."""
    inside = min(max(probability, 1e-3), 1 - 1e-3)
    return math.log(inside / (1 - inside))


def in_order(values: Mapping[str, float], names: Sequence[str]) -> Vector:
    """The values by these names; raises ``KeyError`` if one is missing."""
    return np.array([float(values[name]) for name in names])
