"""What the encoder needs of an embedding model, whatever runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

FloatMatrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The tokens of one text: ``ids`` of shape (t,), unit ``vectors`` of shape (t, d).

    ``pooled`` (d,) is the text's own unit vector, from the same forward pass. Special
    tokens are left out of ``ids`` and ``vectors``.
    """

    ids: NDArray[np.int64]
    vectors: FloatMatrix
    pooled: FloatMatrix


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens, special ones left out: vocabulary ids, and character spans."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class Model(Protocol):
    """A loaded model. What it raises on loading is :class:`index.errors.EncoderUnavailable`."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the weights."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text are read, special ones included."""
        ...

    @property
    def input_embeddings(self) -> FloatMatrix:
        """The network's input vector of every token, of shape (vocabulary, d)."""
        ...

    def tokenize(self, text: str) -> Tokens:
        """All tokens of a text, however long it is."""
        ...

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """Unit vectors of shape (len(texts), d)."""
        ...

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The same, with the vector of every token."""
        ...


def unit_rows(rows: FloatMatrix) -> FloatMatrix:
    """The rows (or the one row) scaled to length 1; a row of zeros stays one."""
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: FloatMatrix = np.ascontiguousarray(rows / np.maximum(norms, 1e-12), dtype=np.float32)
    return scaled
