"""What a sentence says to a question that wants yes or no, by a network that reads both.

The network is that of :mod:`rag.whole` with the cross-encoder's adapters and further ones,
which learned from sentences of news with three questions each: one that the sentence answers
with yes, one with no, one that it leaves open (``eval.fitting.verdicts``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from rag.logistic import log_softmax
from rag.network import Network
from rag.spans import pair_row
from rag.whole import WholeNetwork

ADAPTERS = ("verdict_before", "verdict")
"""What was learned: the cross-encoder's adapters of that time, and what was put on top of them."""

LABELS = ("yes", "no", "open")
"""What a sentence can say, in the order of the network's outputs."""


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
        self._network = WholeNetwork(*adapters)
        self._tokens = Network()

    def read(self, question: str, sentence: str) -> Verdict:
        """What the sentence says to the question."""
        row, _ = pair_row(self._tokens, question, sentence)
        first, learned = self._network.states(row)[0], self._network.learned
        logits = log_softmax(learned["verdict.weight"] @ first + learned["verdict.bias"])
        return Verdict(*(float(one) for one in logits))


@lru_cache(maxsize=1)
def shared_verdict_reader() -> VerdictReader:
    """One for the process: loading takes a second and 130 MB."""
    data = files("rag") / "data"
    return VerdictReader(*(Path(str(data / f"{name}.npz")) for name in ADAPTERS))
