"""What a sentence says to a question that wants yes or no, by a network that reads both.

The network (:mod:`rag.classifier`) has adapters of the cross-encoder and further ones, which
learned from sentences of news with three questions each: one that the sentence answers with yes,
one with no, one that it leaves open (``eval.fitting.verdicts``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from rag.classifier import Classifier
from rag.spans import pair_row

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

    ``adapters`` as in :class:`rag.classifier.Classifier`, with the head ``verdict``; and what may
    go wrong.
    """

    def __init__(self, *adapters: Path) -> None:
        self._classifier = Classifier("verdict", adapters)

    def read(self, question: str, sentence: str) -> Verdict:
        """What the sentence says to the question."""
        row, _ = pair_row(self._classifier.tokens, question, sentence)
        return Verdict(*self._classifier.log_probabilities(row).tolist())


@lru_cache(maxsize=1)
def shared_verdict_reader() -> VerdictReader:
    """One for the process: loading takes a second and 130 MB."""
    data = files("rag") / "data"
    return VerdictReader(*(Path(str(data / f"{name}.npz")) for name in ADAPTERS))
