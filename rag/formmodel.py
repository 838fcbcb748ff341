"""The fitted model of what form of answer a question wants, and which of its words say about what.

The form is a multinomial logit over the question's words and pairs of words, its vector, and
what the rules of :mod:`rag.shape` make of it. The topic is the run of words with the highest
summed log-odds of being what people name when they ask for views (maximum subarray): "beef",
"camps" and "please" are never part of it, and a word that was never seen is.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rag.question import Vector
from rag.words import STOP_WORDS

FORMS = ("both", "for", "against", "timeline", "fact")

# In log-odds. A fact that is taken for a debate loses its answer; facts are asked for more often.
CLEARLY = 0.5
_OF_OPINION = re.compile(r"\b(?:say|think|feel|make|argue)s? (?:about|of)\b", re.IGNORECASE)

_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class FormModel:
    """``grams`` and ``rules`` give a value for each of :data:`FORMS`; ``vector`` is of shape
    (dimension, forms). ``topic`` are the words' log-odds, ``unseen`` that of any other word.
    """

    grams: Mapping[str, Vector]
    rules: Mapping[str, Vector]
    vector: Vector
    bias: Vector
    topic: Mapping[str, float]
    unseen: float

    @classmethod
    def from_json(cls, text: str) -> FormModel:
        """Read what ``eval.fitting.forms`` wrote; raises ``KeyError`` if a part is missing."""
        data = json.loads(text)
        return cls(
            {gram: np.array(row) for gram, row in data["grams"].items()},
            {form: np.array(data["rules"][form]) for form in FORMS},
            np.array(data["vector"]),
            np.array(data["bias"]),
            {word: float(odds) for word, odds in data["topic"].items()},
            float(data["unseen"]),
        )

    def form(self, question: str, vector: Vector, by_rule: str) -> str:
        """The likeliest form; ``vector`` is the question's, of shape (dimension,).

        A usual wording of something else, which the rules know, asks for no fact; and what the
        rules do not know asks for one unless something else is likelier by :data:`CLEARLY`, or
        it asks what somebody says or thinks.
        """
        logits = self.bias + vector @ self.vector + self.rules[by_rule]
        for gram in grams(question):
            if gram in self.grams:
                logits = logits + self.grams[gram]
        if by_rule == "fact" and not _OF_OPINION.search(question):
            logits[FORMS.index("fact")] += CLEARLY
        order = [int(i) for i in np.argsort(-logits, kind="stable")]
        return next(FORMS[i] for i in order if by_rule == "fact" or FORMS[i] != "fact")

    def topic_of(self, question: str) -> str:
        """The words that say what is debated or told; never empty if the question has a word."""
        words = list(_WORD.finditer(question))
        odds = [self.topic.get(match.group().lower(), self.unseen) for match in words]
        content = [i for i, m in enumerate(words) if m.group().lower() not in STOP_WORDS]
        best, first, last = -math.inf, 0, 0
        total, start = 0.0, 0
        for i, one in enumerate(odds):
            if total <= 0:
                total, start = 0.0, i
            total += one
            if total > best:
                best, first, last = total, start, i
        if content and not any(first <= i <= last for i in content):
            first = last = max(content, key=lambda i: odds[i])
        # "Contacts between the US" goes on with "and El Salvador".
        for i in range(last + 1, len(words)):
            if words[i].group()[0].isupper():
                last = i
            elif i in content or question[words[i - 1].end() : words[i].start()].strip():
                break
        if not words:
            return question
        return _ARTICLE.sub("", question[words[first].start() : words[last].end()])


def grams(question: str) -> frozenset[str]:
    """Words and pairs of neighbours; the beginning and a question mark count as words."""
    words = ["^", *re.findall(r"[a-z']+", question.lower()), "?" if "?" in question else "."]
    return frozenset(words) | {f"{a} {b}" for a, b in pairwise(words)}


def words_of(text: str) -> list[tuple[str, int, int]]:
    """The words as the topic's odds know them, with their places."""
    return [(m.group().lower(), m.start(), m.end()) for m in _WORD.finditer(text)]
