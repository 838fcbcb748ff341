"""How near two words are whatever their context, by the encoder's own input vectors."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from index import Encoder
from index.model import FloatMatrix

# Each word takes about 2 kB.
KEPT = 20_000


class WordVectors:
    """Word similarity over :attr:`index.Encoder.token_table`; safe to share between threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vector = lru_cache(maxsize=KEPT)(self._read)

    def similar(self, first: str, second: str) -> float:
        """Cosine, -1..1; the vector of a word is the mean over its pieces."""
        return float(self._vector(first.lower()) @ self._vector(second.lower()))

    def _read(self, word: str) -> FloatMatrix:
        ids = self._encoder.token_ids(word)
        table = self._encoder.token_table
        mean = table[ids].mean(axis=0) if ids else np.zeros(table.shape[1], dtype=np.float32)
        unit: FloatMatrix = mean / max(float(np.linalg.norm(mean)), 1e-9)
        return unit
