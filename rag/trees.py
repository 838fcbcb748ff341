"""Boosted decision trees (Friedman, 2001), read from JSON: what a row of numbers is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rag.question import Vector

Node = tuple[int, float, int, int]
"""A feature's place, the threshold up to which it goes to the first child, and both children.
A leaf's children are itself, and its threshold is its value."""


@dataclass(frozen=True, slots=True)
class Trees:
    """Each tree is a tuple of nodes, the root first; ``start`` is what is worth without them."""

    trees: tuple[tuple[Node, ...], ...]
    start: float

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Trees:
        """Read what ``eval.fitting.boosted`` made."""
        trees = tuple(
            tuple((int(f), float(t), int(a), int(b)) for f, t, a, b in nodes)
            for nodes in data["nodes"]
        )
        return cls(trees, float(data["start"]))

    def log_odds(self, row: Vector) -> float:
        """Of a row of shape (features,)."""
        values = row.tolist()
        return self.start + sum(_leaf(nodes, values) for nodes in self.trees)


def _leaf(nodes: tuple[Node, ...], values: list[float]) -> float:
    at = 0
    while True:
        feature, threshold, left, right = nodes[at]
        if left == at:
            return threshold
        at = left if values[feature] <= threshold else right
