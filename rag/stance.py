"""Whether a sentence is for or against what a question asks about, by a network that reads both.

The network is that of :mod:`rag.network` with the adapters of :mod:`rag.verdict`, which tell yes
from no, and further ones, which learned from matters that the stories' articles debate: on each,
which sentences speak for it and which against, in the ways in which readers ask about it, and in
those that ask for its reverse (``eval.fitting.stances``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.adapter import STATES
from rag.crossencoder import Text, row_of
from rag.logistic import log_softmax
from rag.network import Network
from rag.verdict import ADAPTERS as BEFORE

ADAPTERS = (*BEFORE, "stance")
"""What was learned, each on top of those before."""

LABELS = ("for", "against", "none")
"""What a sentence can be, in the order of the network's outputs."""


class StanceReader:
    """Reads a question with sentences; loaded on first use, safe to share between threads.

    ``adapters`` are ``.npz`` files, the last with ``stance.weight`` (3, 384) and ``stance.bias``
    (3,). Raises :class:`rag.errors.CrossEncoderUnavailable` on first use if the packaged network is
    missing or is not the known one.
    """

    def __init__(self, *adapters: Path) -> None:
        self._network = Network(*adapters)

    def read(self, question: str, texts: Sequence[Text]) -> NDArray[np.float64]:
        """Log-probabilities of :data:`LABELS` for each text: shape (texts, 3).

        "For" is for what the question names: for stopping the flights, where it asks whether
        they should be stopped.
        """
        rows = [row_of(self._network, question, text) for text in texts]
        learned = self._network.learned
        found = np.zeros((len(rows), len(LABELS)))
        for i, states in enumerate(self._network.run_all(rows, STATES)):
            logits = learned["stance.weight"] @ states[0] + learned["stance.bias"]
            found[i] = log_softmax(logits.astype(float))
        return found


@lru_cache(maxsize=1)
def shared_stance_reader() -> StanceReader:
    """One for the process: loading takes a second and 60 MB."""
    data = files("rag") / "data"
    return StanceReader(*(Path(str(data / f"{name}.npz")) for name in ADAPTERS))
