"""Rows of about one length together, so that less is padded."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

SORTED_TOGETHER = 20
"""So many batches are cut from rows that were sorted by length."""


def batches(
    lengths: Sequence[int], epochs: int, at_once: int, chance: random.Random
) -> Iterator[list[int]]:
    """The numbers of the rows in batches of ``at_once``, in a new order each epoch."""
    order = list(range(len(lengths)))
    for _ in range(epochs):
        chance.shuffle(order)
        step = at_once * SORTED_TOGETHER
        found = []
        for start in range(0, len(order), step):
            some = sorted(order[start : start + step], key=lambda i: lengths[i])
            found += [some[i : i + at_once] for i in range(0, len(some), at_once)]
        chance.shuffle(found)
        yield from found
