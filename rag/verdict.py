"""What a sentence says to a question that wants yes or no, by a network that reads both.

The network is that of :mod:`rag.network` with the cross-encoder's adapters and further ones,
which learned from sentences of news with three questions each: one that the sentence answers
with yes, one with no, one that it leaves open (``eval.fitting.verdicts``). It is not run in eight
bits, in which it told yes from no in .76 of the questions in place of .79.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.bert import KINDS, MASK, STATES, TOKENS, bert
from rag.adapter import unquantised
from rag.logistic import log_softmax
from rag.network import Network, model_file
from rag.spans import pair_row

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

ADAPTERS = ("verdict_before", "verdict")
"""What was learned: the cross-encoder's adapters of that time, and what was put on top of them."""

LABELS = ("yes", "no", "open")
"""What a sentence can say, in the order of the network's outputs."""

LAYERS = 12


@dataclass(frozen=True, slots=True)
class Verdict:
    """Log-probabilities that a sentence answers with yes, with no, or leaves it open."""

    yes: float
    no: float
    open: float


class VerdictReader:
    """Reads question and sentence; loaded on first use, safe to share between threads.

    ``adapters`` are ``.npz`` files, the last with ``verdict.weight`` (3, 384) and
    ``verdict.bias`` (3,). Raises :class:`rag.errors.CrossEncoderUnavailable` on first use if the
    packaged network is missing or is not the known one.
    """

    def __init__(self, *adapters: Path) -> None:
        self._adapters = adapters
        self._tokens = Network(None)
        self._lock = threading.Lock()

    def read(self, question: str, sentence: str) -> Verdict:
        """What the sentence says to the question."""
        (ids, second), _ = pair_row(self._tokens, question, sentence)
        inputs = {
            TOKENS: np.array([ids], dtype=np.int32),
            MASK: np.ones((1, len(ids)), dtype=np.int32),
            KINDS: (np.arange(len(ids)) >= second).astype(np.int32)[None],
        }
        with self._lock:
            session, weight, bias = self._loaded
        first: NDArray[np.float32] = session.run([STATES], inputs)[0][0, 0]
        return Verdict(*(float(one) for one in log_softmax(weight @ first + bias)))

    @cached_property
    def _loaded(self) -> tuple[InferenceSession, NDArray[Any], NDArray[Any]]:
        # Importing takes a moment; questions that want no yes or no skip it.
        import onnxruntime

        learned = [_arrays(path) for path in self._adapters]
        found = unquantised(model_file().read_bytes(), *learned)
        weights = {name.removeprefix("bert."): array for name, array in found.items()}
        options = onnxruntime.SessionOptions()
        # One sentence is read a question: two threads halve the time.
        options.intra_op_num_threads = 2
        graph = bert(weights, layers=LAYERS, two_parts=True)
        session = onnxruntime.InferenceSession(graph, options)
        return session, learned[-1]["verdict.weight"], learned[-1]["verdict.bias"]


@lru_cache(maxsize=1)
def shared_verdict_reader() -> VerdictReader:
    """One for the process: loading takes a second and 130 MB."""
    data = files("rag") / "data"
    return VerdictReader(*(Path(str(data / f"{name}.npz")) for name in ADAPTERS))


def _arrays(path: Path) -> Mapping[str, NDArray[Any]]:
    with np.load(path) as arrays:
        return dict(arrays)
