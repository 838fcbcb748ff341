"""Which words of the conversation a follow-up leans on, by a network that reads both.

Query resolution as the classification of terms (QuReTeC: Voskarides and others, 2020): every word
of the earlier questions and replies gets a probability that the question lacks it, every
word of the question one that it stands for some of them, and which. The network is that of
:mod:`rag.whole` with adapters of its own (``eval.fitting.resolution``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.network import Network, Row
from rag.question import Vector
from rag.whole import WholeNetwork

QUESTION_TOKENS, LATEST_TOKENS, EARLIER_TOKENS, MOST_TOKENS = 64, 48, 24, 192
"""So much is read of the question, of the latest question and reply, of each earlier one, and of
all together."""

KEPT = 64
"""Readings that are kept: a conversation's earlier questions are read again with every new one."""

WORD = re.compile(r"\w+(?:[.’'-]\w+)*")
POINTERS = frozenset(
    "he she him her his hers they them their theirs it its this that these those there then here"
    " one ones such both".split()
)
"""Words that can stand for others."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: ``text`` is the text's number, -1 for the question; offsets are in it."""

    text: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the network says of a question and the texts before it.

    ``words`` are those of the texts, ``lacked`` (words,) how likely the question lacks each, and
    ``swapped`` (words,) how likely it is that in the place of each it has words of its own
    ("Texas", where "And Ohio?" follows); ``asked`` are the question's own words, ``pointing``
    (asked,) how likely each stands for some of ``words``, ``meant`` (asked, words) how likely for
    which (each row adds up to 1).
    """

    words: tuple[Word, ...]
    lacked: Vector
    swapped: Vector
    asked: tuple[Word, ...]
    pointing: Vector
    meant: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A row for the network, and the place in it of the first token of every word."""

    row: Row
    asked: tuple[tuple[Word, int], ...]
    words: tuple[tuple[Word, int], ...]


class Resolver:
    """Reads a question with what was said before; loaded on first use, safe to share.

    ``learned`` is an ``.npz`` of adapters with ``lacked.weight`` (1, 384), ``lacked.bias`` (1,),
    the same of ``swapped`` and ``pointing``, and ``pointer.weight`` and ``word.weight`` (N, 384).
    Raises :class:`rag.errors.CrossEncoderUnavailable` on first use if the packaged network is
    missing or not the known one.
    """

    def __init__(self, learned: Path) -> None:
        self._network = WholeNetwork(learned)
        self._tokens = Network()
        self._latest = lru_cache(maxsize=KEPT)(self._read)

    def resolve(self, question: str, texts: tuple[str, ...]) -> Resolution:
        """``texts`` are earlier questions and replies, the latest first."""
        return self._latest(question, texts)

    def _read(self, question: str, texts: tuple[str, ...]) -> Resolution:
        read = conversation(self._tokens, question, texts)
        states = self._network.states(read.row).astype(np.float64)
        learned = self._network.learned
        asked = states[[place for _, place in read.asked]].reshape(-1, states.shape[1])
        words = states[[place for _, place in read.words]].reshape(-1, states.shape[1])

        def chance(part: str, of: NDArray[np.float64]) -> Vector:
            logits = of @ learned[f"{part}.weight"][0] + learned[f"{part}.bias"][0]
            found: Vector = 1 / (1 + np.exp(-logits))
            return found

        both = (asked @ learned["pointer.weight"].T) @ (words @ learned["word.weight"].T).T
        odds = np.exp(both - both.max(axis=1, keepdims=True, initial=-np.inf))
        return Resolution(
            tuple(word for word, _ in read.words),
            chance("lacked", words),
            chance("swapped", words),
            tuple(word for word, _ in read.asked),
            chance("pointing", asked),
            odds / np.maximum(odds.sum(axis=1, keepdims=True), 1e-12),
        )


@lru_cache(maxsize=1)
def shared_resolver() -> Resolver:
    """One for the process: loading takes a second and 130 MB."""
    return Resolver(Path(str(files("rag") / "data" / "resolution.npz")))


def conversation(network: Network, question: str, texts: Sequence[str]) -> Conversation:
    """``[CLS] question [SEP] text [SEP] text [SEP] ...``; of what is too long the end is cut."""
    start, end = network.ends
    ids = [start]
    asked = _words(network, question, -1, QUESTION_TOKENS, ids)
    ids.append(end)
    second = len(ids)
    words: list[tuple[Word, int]] = []
    for number, text in enumerate(texts):
        room = min(LATEST_TOKENS if number < 2 else EARLIER_TOKENS, MOST_TOKENS - len(ids) - 1)
        if room <= 0:
            break
        words += _words(network, text, number, room, ids)
        ids.append(end)
    return Conversation((ids, second), tuple(asked), tuple(words))


def _words(
    network: Network, text: str, number: int, room: int, ids: list[int]
) -> list[tuple[Word, int]]:
    """Adds the text's tokens to ``ids``; a word is read if its first token is."""
    pieces = network.tokens(text)
    offsets = list(pieces.offsets[:room])
    found = []
    at = 0
    for match in WORD.finditer(text):
        while at < len(offsets) and offsets[at][1] <= match.start():
            at += 1
        if at == len(offsets):
            break
        found.append((Word(number, match.start(), match.end()), len(ids) + at))
    ids += pieces.ids[:room]
    return found
