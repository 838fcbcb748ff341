"""A network that reads texts together and says which of a few labels they get.

The network is that of :mod:`rag.network` with adapters on its weights and a last layer of its own.
It is not run in eight bits, in which :mod:`rag.verdict` told yes from no in .76 of the questions in
place of .79.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.bert import KINDS, MASK, STATES, TOKENS, bert
from rag.adapter import unquantised
from rag.logistic import log_softmax
from rag.network import Network, Row, model_file
from rag.question import Vector

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

LAYERS = 12


class Classifier:
    """Loaded on first use (a second, 130 MB), safe to share between threads.

    ``adapters`` are ``.npz`` files, added up; the last has ``HEAD.weight`` of shape (labels, 384)
    and ``HEAD.bias`` (labels,). Raises :class:`rag.errors.CrossEncoderUnavailable` on first use if
    the packaged network is missing or is not the known one.
    """

    def __init__(self, head: str, adapters: Sequence[Path]) -> None:
        self.tokens = Network(None)
        """What makes token ids of texts."""
        self._head = head
        self._adapters = adapters
        self._lock = threading.Lock()

    def log_probabilities(self, row: Row) -> Vector:
        """Of each label: shape (labels,)."""
        ids, second = row
        inputs = {
            TOKENS: np.array([ids], dtype=np.int32),
            MASK: np.ones((1, len(ids)), dtype=np.int32),
            KINDS: (np.arange(len(ids)) >= second).astype(np.int32)[None],
        }
        with self._lock:
            session, weight, bias = self._loaded
        first: NDArray[np.float32] = session.run([STATES], inputs)[0][0, 0]
        return log_softmax(weight @ first + bias)

    @cached_property
    def _loaded(self) -> tuple[InferenceSession, NDArray[Any], NDArray[Any]]:
        # Importing takes a moment; questions that need no label skip it.
        import onnxruntime

        learned = [_arrays(path) for path in self._adapters]
        found = unquantised(model_file().read_bytes(), *learned)
        weights = {name.removeprefix("bert."): array for name, array in found.items()}
        options = onnxruntime.SessionOptions()
        # Few texts are read a question: two threads halve the time.
        options.intra_op_num_threads = 2
        graph = bert(weights, layers=LAYERS, two_parts=True)
        session = onnxruntime.InferenceSession(graph, options)
        return session, learned[-1][f"{self._head}.weight"], learned[-1][f"{self._head}.bias"]


def _arrays(path: Path) -> Mapping[str, NDArray[Any]]:
    with np.load(path) as arrays:
        return dict(arrays)
