"""The packaged network in 32 bits, with what was learned added to it.

For what the eight bits of :mod:`rag.network` blur: yes told from no in .76 of the questions in
place of .79, a word that a follow-up lacks at .89 in place of .56. It takes twice the time.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.bert import KINDS, MASK, STATES, TOKENS, bert
from rag.adapter import unquantised
from rag.network import Row, model_file

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

LAYERS = 12


class WholeNetwork:
    """Loaded on first use (a second, 130 MB), safe to share between threads.

    ``adapters`` are ``.npz`` files, whose products are all added to the weights. Raises
    :class:`rag.errors.CrossEncoderUnavailable` on first use if the packaged network is missing
    or is not the known one.
    """

    def __init__(self, *adapters: Path) -> None:
        self._adapters = adapters
        self._lock = threading.Lock()

    def states(self, row: Row) -> NDArray[np.float32]:
        """What the last layer makes of one row: shape (tokens, 384)."""
        ids, second = row
        inputs = {
            TOKENS: np.array([ids], dtype=np.int32),
            MASK: np.ones((1, len(ids)), dtype=np.int32),
            KINDS: (np.arange(len(ids)) >= second).astype(np.int32)[None],
        }
        with self._lock:
            session = self._session
        found: NDArray[np.float32] = session.run([STATES], inputs)[0][0]
        return found

    @cached_property
    def learned(self) -> Mapping[str, NDArray[Any]]:
        """The arrays of the last of the adapters' files."""
        return _arrays(self._adapters[-1])

    @cached_property
    def _session(self) -> InferenceSession:
        # Importing takes a moment; questions that do not need it skip it.
        import onnxruntime

        before = [_arrays(path) for path in self._adapters[:-1]]
        found = unquantised(model_file().read_bytes(), *before, self.learned)
        weights = {name.removeprefix("bert."): array for name, array in found.items()}
        options = onnxruntime.SessionOptions()
        # One row is read a question: two threads halve the time.
        options.intra_op_num_threads = 2
        graph = bert(weights, layers=LAYERS, two_parts=True)
        return onnxruntime.InferenceSession(graph, options)


def _arrays(path: Path) -> Mapping[str, NDArray[Any]]:
    with np.load(path) as arrays:
        return dict(arrays)
