"""A cross-encoder: question and sentence go through one network together.

Late interaction compares words; a network that reads both at once also sees how they hang
together (Nogueira and Cho, 2019). Which network: :mod:`rag.network`; what was learned for
this job: ``eval.fitting.adapt``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rag.adapter import LOGITS
from rag.features import Candidates
from rag.network import Network, Row
from rag.question import Question
from rag.rewording import in_words_of
from rag.words import read_words

Scores = NDArray[np.float64]

# Longer texts are cut: the sentence before at its beginning, the others at their end.
QUESTION_TOKENS, TITLE_TOKENS, BEFORE_TOKENS, SENTENCE_TOKENS = 64, 32, 64, 96

# Reading a sentence takes 2 to 25 ms, as the processor goes. So many are read at first, then so
# many in all, as long as none of them has this logit; then all. For nine of ten questions that
# can be answered, one of the first six is right (of the stories .89, of the public sets .98).
STAGES = ((4, 0.5), (6, 0.0))

# A sentence with a lower logit for the question as it was asked is not read with it reworded: of
# 18,679 such sentences (4,938 questions to fit on), 1 answers and has a logit above 0 then.
HOPELESS = -4.0


class Text(NamedTuple):
    """A sentence, and what is read with it though it is not what is judged: the article's
    title, and the sentence before it, which tells what "they", "the law" or "inmates" are.
    """

    title: str
    before: str
    sentence: str


class CrossEncoder:
    """Scores sentences for a question; loaded on first use, safe to share between threads.

    ``adapter`` as in :class:`rag.network.Network`, and what may go wrong.
    """

    def __init__(self, adapter: Path | None) -> None:
        self._network = Network(*([adapter] if adapter else []), scores_only=True)

    def scores(self, question: str, texts: Sequence[Text]) -> Scores:
        """One logit a text: shape (len(texts),).

        Higher is likelier to answer; 0 is as likely as that none does.
        """
        return self.scores_of([(question, text) for text in texts])

    def scores_of(self, pairs: Sequence[tuple[str, Text]]) -> Scores:
        """The same for pairs of a question and a text: shape (len(pairs),)."""
        rows = [self.row(question, text) for question, text in pairs]
        asides = [len(_aside(self._network, text)) for _, text in pairs]
        found = self._network.run_all(rows, LOGITS, asides)
        return np.array([float(one.item()) for one in found])

    def rows(self, question: str, texts: Sequence[Text]) -> list[Row]:
        """One :meth:`row` a text."""
        return [self.row(question, text) for text in texts]

    def row(self, question: str, text: Text) -> Row:
        """What the network reads: the ids of ``[CLS] question [SEP] title before [SEP]
        sentence [SEP]``, and where the second part begins.
        """
        return row_of(self._network, question, text)


def row_of(network: Network, question: str, text: Text) -> Row:
    """See :meth:`CrossEncoder.row`."""
    asked = network.tokens(question).ids[:QUESTION_TOKENS]
    start, end = network.ends
    first = [start, *asked, end]
    sentence = network.tokens(text.sentence).ids[:SENTENCE_TOKENS]
    return [*first, *_aside(network, text), *sentence, end], len(first)


def _aside(network: Network, text: Text) -> list[int]:
    """What is read beside the sentence."""
    title = network.tokens(text.title).ids[:TITLE_TOKENS]
    if not text.before:
        return title
    return [*title, *network.tokens(text.before).ids[-BEFORE_TOKENS:], network.ends[1]]


@lru_cache(maxsize=1)
def shared_cross_encoder() -> CrossEncoder:
    """One for the process: loading takes half a second and 60 MB."""
    return CrossEncoder(Path(str(files("rag") / "data" / "adapter.npz")))


def read_together(
    cross: CrossEncoder, question: Question, found: Candidates, rows: NDArray[np.int64]
) -> Candidates:
    """Those of the ``rows`` (likeliest first) that were read together with the question.

    Where none of them is likely to answer (:data:`STAGES`), they are read again with the
    question as each would put it (:mod:`rag.rewording`), and then further ones.
    """
    as_asked, reworded = np.zeros(0), np.zeros(0)
    for most, enough in (*STAGES, (len(rows), np.inf)):
        further = rows[len(as_asked) : most]
        logits = cross.scores(question.text, texts_of(found, further))
        as_asked = np.append(as_asked, logits)
        if (as_asked < enough).all():
            logits = _reworded(cross, question, found, further, logits)
        reworded = np.append(reworded, logits)
        if (np.maximum(as_asked, reworded) >= enough).any():
            break
    return found.read_together(rows[: len(as_asked)], as_asked, reworded)


def _reworded(
    cross: CrossEncoder,
    question: Question,
    found: Candidates,
    rows: NDArray[np.int64],
    as_asked: Scores,
) -> Scores:
    """Of each row its logit for the question as it would put it; for the question as it was
    asked where that is the same, or hopeless.
    """
    questions = [
        in_words_of(
            question.text, question.expressions, read_words(found.text(row)), found.around(row)
        )
        if logit > HOPELESS
        else question.text
        for row, logit in zip(rows, as_asked, strict=True)
    ]
    other = [i for i, words in enumerate(questions) if words != question.text]
    texts = texts_of(found, rows[other])
    logits = as_asked.copy()
    logits[other] = cross.scores_of([(questions[i], t) for i, t in zip(other, texts, strict=True)])
    return logits


def texts_of(found: Candidates, rows: NDArray[np.int64]) -> list[Text]:
    """The sentences of these rows, with what they are read with."""
    texts = []
    for row in rows:
        view, number = found.passages[int(found.passage[row])], int(found.sentence[row])
        sentence = view.sentences[number]
        before = view.sentences[number - 1] if number else view.before
        title = view.title.rstrip(".")
        texts.append(Text(f"{title}." if title else "", before, sentence))
    return texts
