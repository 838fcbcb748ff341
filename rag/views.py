"""Passages as the models see them: sentences with token vectors, alone and in context.

Token vectors in context come from one pass over the whole passage, so that "it" and "the
agency" carry what they stand for (late chunking; Günther and others, 2024).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from threadpoolctl import ThreadpoolController

from index.model import FloatMatrix, TokenVectors

Offsets = Callable[[str], Sequence[tuple[int, int]]]
Encode = Callable[[Sequence[str]], Sequence[TokenVectors]]


@dataclass(frozen=True, slots=True)
class PassageText:
    """What is read of a passage; ``sentences`` are spans of ``search_text``.

    ``search_text`` is what the index embeds: title (and heading), then the words. ``before`` is
    the sentence that leads to the passage, empty where none does.
    """

    article: str
    title: str
    search_text: str
    sentences: tuple[tuple[int, int], ...]
    before: str = ""

    @property
    def texts(self) -> list[str]:
        """The sentences' words."""
        return [self.search_text[a:b] for a, b in self.sentences]


@dataclass(frozen=True, slots=True)
class Runs:
    """The token vectors of sentences, one after the other: ``vectors`` is of shape (tokens,
    384), and each sentence has the next ``lengths`` of them. Kept in one piece, because
    comparing takes less time than putting pieces together.
    """

    vectors: FloatMatrix
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, sentences: Sequence[FloatMatrix]) -> Runs:
        """One after the other."""
        return cls(np.concatenate(sentences), tuple(len(vectors) for vectors in sentences))


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage with its vectors, the same for every question, so worth keeping.

    One entry a sentence in the tuples. 200 tokens take about 600 kB.
    """

    article: str
    title: str
    before: str
    sentences: tuple[str, ...]
    lengths: tuple[int, ...]
    alone: Runs
    alone_pooled: FloatMatrix
    context: Runs
    context_pooled: FloatMatrix
    pooled: FloatMatrix
    title_pooled: FloatMatrix


def view_passages(
    passages: Sequence[PassageText], encode: Encode, offsets: Offsets
) -> list[PassageView]:
    """The passages with vectors, in the order given."""
    wanted = {t for p in passages for t in (p.search_text, p.title, *p.texts)}
    order = sorted(wanted, key=len)
    vectors = dict(zip(order, encode(order), strict=True))
    views = []
    for passage in passages:
        whole = vectors[passage.search_text]
        spans = np.array(offsets(passage.search_text)[: len(whole.ids)]).reshape(-1, 2)
        context = [
            whole.vectors[(spans[:, 0] >= a) & (spans[:, 1] <= b)] for a, b in passage.sentences
        ]
        alone = [vectors[text] for text in passage.texts]
        views.append(
            PassageView(
                passage.article,
                passage.title,
                passage.before,
                tuple(passage.texts),
                tuple(len(tokens.ids) for tokens in alone),
                Runs.of([tokens.vectors for tokens in alone]),
                np.stack([tokens.pooled for tokens in alone]),
                Runs.of(context),
                np.stack([_mean(rows, whole.pooled) for rows in context]),
                whole.pooled,
                vectors[passage.title].pooled,
            )
        )
    return views


def _mean(rows: FloatMatrix, otherwise: FloatMatrix) -> FloatMatrix:
    """The unit vector in the middle of a sentence's tokens; some sentences have none."""
    total = rows.sum(axis=0)
    length = float(np.linalg.norm(total))
    return total / np.float32(length) if length > 0 else otherwise


def max_similarity(asked: FloatMatrix, runs: Sequence[Runs]) -> FloatMatrix:
    """For every sentence and question token its best match: shape (sentences, tokens).

    MaxSim of ColBERT (Khattab and Zaharia, 2020). A sentence without tokens matches nothing.
    """
    lengths = np.array([length for run in runs for length in run.lengths], dtype=np.int64)
    result = np.zeros((len(lengths), len(asked)), dtype=np.float32)
    full = lengths > 0
    if not full.any() or not len(asked):
        return result
    # OpenBLAS would put every core on products this small, and its threads go on looking for work
    # for some 20 ms: reading with the cross-encoder, which comes next, took a fifth longer.
    with _blas().limit(limits=1, user_api="blas"):
        similar = np.concatenate([run.vectors @ asked.T for run in runs])
    starts = np.concatenate([[0], np.cumsum(lengths[full])[:-1]])
    result[full] = np.maximum.reduceat(similar, starts, axis=0)
    return result


@lru_cache(maxsize=1)
def _blas() -> ThreadpoolController:
    return ThreadpoolController()
