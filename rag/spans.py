"""The words of a sentence that answer a question, found by a network that reads both.

Each token gets a score as the first and one as the last of the answer, and ``[CLS]`` stands
for "no words here" (Devlin and others, 2019). The network is that of :mod:`rag.network`, with
other adapters than the cross-encoder's (``eval.fitting.spans``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.adapter import STATES
from rag.crossencoder import QUESTION_TOKENS, SENTENCE_TOKENS
from rag.network import Network, Row

MOST_TOKENS = 16
"""No answer that is put in front of its sentence is longer."""

KEPT = 64
"""Readings that are kept."""

Offsets = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets in the sentence, and the probability (0..1) that just these words answer.

    ``around`` is the probability that some of these words are in the answer.
    """

    start: int
    end: int
    probability: float
    around: float


class SpanReader:
    """Finds answers in sentences; loaded on first use, safe to share between threads.

    ``learned`` is an ``.npz`` of adapters with a last layer, ``span.weight`` (2, 384) and
    ``span.bias`` (2,). Raises :class:`rag.errors.CrossEncoderUnavailable` on first use if the
    packaged network is missing or not the known one.
    """

    def __init__(self, learned: Path) -> None:
        # One sentence is read a question: two threads halve the time.
        self._network = Network(learned, threads=2)
        # The sentence that leads an answer is read for its fact, and again for its rivals.
        self._latest = lru_cache(maxsize=KEPT)(self._read)

    def best(self, question: str, sentence: str) -> Span | None:
        """The likeliest answer; ``None`` if the sentence has no words."""
        return self._latest(question, sentence)

    def _read(self, question: str, sentence: str) -> Span | None:
        row, offsets = pair_row(self._network, question, sentence)
        learned = self._network.learned
        logits = self._network.run(row, STATES) @ learned["span.weight"].T + learned["span.bias"]
        return best_span(logits, row[1], sentence, offsets)


@lru_cache(maxsize=1)
def shared_span_reader() -> SpanReader:
    """One for the process: loading takes half a second and 60 MB."""
    return SpanReader(Path(str(files("rag") / "data" / "spans.npz")))


def pair_row(network: Network, question: str, sentence: str) -> tuple[Row, Offsets]:
    """``[CLS] question [SEP] sentence [SEP]``, and where the sentence's tokens stand in it."""
    start, end = network.ends
    asked = network.tokens(question).ids[:QUESTION_TOKENS]
    pieces = network.tokens(sentence)
    first = [start, *asked, end]
    row = [*first, *pieces.ids[:SENTENCE_TOKENS], end], len(first)
    return row, list(pieces.offsets[:SENTENCE_TOKENS])


def best_span(
    logits: NDArray[np.floating[Any]], first: int, sentence: str, offsets: Offsets
) -> Span | None:
    """The likeliest run of whole words; ``logits`` is of shape (tokens, 2), and the
    sentence's tokens begin at ``first``.
    """
    begins = [i for i, (a, _) in enumerate(offsets) if not (a and sentence[a - 1].isalnum())]
    ends = [i for i, (_, b) in enumerate(offsets) if not sentence[b : b + 1].isalnum()]
    places = [(a, b) for a in begins for b in ends if a <= b < a + MOST_TOKENS]
    if not places:
        return None
    scores = np.array([logits[first + a, 0] + logits[first + b, 1] for a, b in places])
    none = float(logits[0].sum())
    highest = max(float(scores.max()), none)
    odds = np.exp(scores - highest)
    odds /= odds.sum() + np.exp(none - highest)
    top = int(np.argmax(odds))
    start, end = places[top]
    around = sum(p for p, (a, b) in zip(odds, places, strict=True) if a <= end and b >= start)
    return Span(offsets[start][0], offsets[end][1], float(odds[top]), float(around))
