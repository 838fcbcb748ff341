"""Any other embedding model, run by sentence-transformers."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from index.errors import EncoderUnavailable
from index.model import FloatMatrix, Tokens, TokenVectors, unit_rows

BATCH_SIZE = 8


class TransformerModel:
    """``name`` is a folder, or a name that sentence-transformers can resolve; loaded at once."""

    def __init__(self, name: str) -> None:
        # OpenMP threads that spin while they wait made one question 40 times slower (480 ms
        # for 12) whenever another program had one of two cores; read when torch is loaded.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError, RuntimeError) as error:
            reason = str(error).strip().split("\n")[0]
            raise EncoderUnavailable(
                f"The embedding model {name!r} cannot be loaded ({reason}); set `model` to "
                "'all-MiniLM-L6-v2', or to a folder that holds a sentence-transformers model."
            ) from error
        self._name = name
        self._lock = threading.Lock()

    @cached_property
    def fingerprint(self) -> str:
        """See :class:`index.model.Model`."""
        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.cpu().contiguous().numpy().tobytes())
        return digest.hexdigest()

    @property
    def dimension(self) -> int:
        """See :class:`index.model.Model`."""
        size = self._model.get_embedding_dimension()
        if size is None:  # pragma: no cover - only for models without a pooling layer
            raise EncoderUnavailable(f"The model {self._name} has no fixed vector length.")
        return int(size)

    @property
    def max_tokens(self) -> int:
        """See :class:`index.model.Model`."""
        return int(self._model.max_seq_length or 512)

    @cached_property
    def input_embeddings(self) -> FloatMatrix:
        """See :class:`index.model.Model`."""
        transformer: Any = self._model[0]
        weights = transformer.auto_model.get_input_embeddings().weight
        table: FloatMatrix = weights.detach().cpu().numpy().astype(np.float32)
        return table

    def tokenize(self, text: str) -> Tokens:
        """See :class:`index.model.Model`."""
        with self._lock:
            # A fast tokenizer's truncation setting is shared state, hence the lock.
            found: Any = self._model.tokenizer(
                text,
                add_special_tokens=False,
                truncation=False,
                return_offsets_mapping=True,
                verbose=False,
            )
        offsets = [(int(a), int(b)) for a, b in found["offset_mapping"]]
        return Tokens([int(i) for i in found["input_ids"]], offsets)

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """See :class:`index.model.Model`."""
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
        """See :class:`index.model.Model`."""
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
        # A word that the vocabulary lacks is still a word of the text.
        tokenizer = self._model.tokenizer
        special = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
        return [_token_vectors(row, special) for row in rows]


def _token_vectors(row: dict[str, Any], special: set[int]) -> TokenVectors:
    ids = row["input_ids"].cpu().numpy().astype(np.int64)
    vectors = row["token_embeddings"].cpu().numpy().astype(np.float32)
    mask = row["attention_mask"].cpu().numpy().astype(bool)
    keep = mask & np.array([int(i) not in special for i in ids], dtype=bool)
    pooled = row["sentence_embedding"].cpu().numpy().astype(np.float32)
    return TokenVectors(ids[keep], unit_rows(vectors[keep]), unit_rows(pooled))
