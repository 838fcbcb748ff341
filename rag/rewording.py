"""A question in the words of a sentence that may answer it.

The cross-encoder was trained on few texts, and takes a rare word that the sentence lacks for a
sign that it is of something else: it is shown each sentence with the question as that sentence
would put it, besides the question as it was asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.lexicon import Expression
from rag.words import Words


def in_words_of(
    question: str, expressions: Sequence[Expression], sentence: Words, around: Words
) -> str:
    """The question with what the sentence, or else its passage, calls otherwise: unchanged
    where they do so nowhere.

    ``around`` are the words of the passage and its title; an expression that stands there
    is left as it is.
    """
    parts: list[str] = []
    at = 0
    said: set[str] = set()
    for expression in expressions:
        if expression.stems <= around.known:
            continue
        # One word of the sentence does not stand for two of the question.
        others = (
            other
            for words in (sentence, around)
            for other in expression.others
            if other.stands_in(words) and not other.stems & said
        )
        if other := next(others, None):
            parts += [question[at : expression.start], other.text]
            at = expression.end
            said |= other.stems
    return "".join([*parts, question[at:]])
