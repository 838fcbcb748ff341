"""Whether a sentence argues for what is debated or against it, or takes no side.

A linear model over the sentence's words and pairs of words (names and numbers as such, what
is denied marked), and over what :mod:`rag.attribution` sees in it: a word of praise or blame, the
tone, who speaks. It learned from sentences of invented debates (``eval.fitting.stances``). It does
not know what the matter is: "it saved lives" speaks for whatever the articles debate.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.attribution import View
from rag.logistic import log_softmax
from rag.question import Vector
from rag.tone import tone
from rag.voices import actor, voice

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LABELS = ("for", "against", "none")
"""What a sentence can be, in the order of the model's columns."""

SIGNS = (
    "stated_for", "stated_against", "told_for", "told_against", "tone", "spoken", "acted",
    "asks", "words",
)  # fmt: skip

# The model is not to learn who is against what, nor how the parser takes a name.
_KINDS = {
    **dict.fromkeys(("PERSON", "GPE", "ORG", "NORP", "LOC", "FAC"), "NAME"),
    **dict.fromkeys(("DATE", "TIME"), "DATE"),
    **dict.fromkeys(("CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"), "NUMBER"),
}
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?$")


@dataclass(frozen=True, slots=True)
class StanceModel:
    """A multinomial logit with a column for each of :data:`LABELS`: ``grams`` gives a row (3,) for
    a word or pair, ``signs`` is of shape (signs, 3), ``bias`` (3,).
    """

    grams: Mapping[str, Vector]
    signs: NDArray[np.float64]
    bias: Vector

    @classmethod
    def from_json(cls, text: str) -> StanceModel:
        """Read what ``eval.fitting.stances`` wrote; raises ``KeyError`` if a sign is missing."""
        data = json.loads(text)
        return cls(
            {gram: np.array(row) for gram, row in data["grams"].items()},
            np.array([data["signs"][name] for name in SIGNS], dtype=float),
            np.array(data["bias"], dtype=float),
        )

    def chances(self, doc: Doc, views: Sequence[View]) -> Vector:
        """Probabilities of :data:`LABELS`, of shape (3,); ``views`` are those of the sentence."""
        return self.weigh(grams(doc), signs(doc, views))

    def weigh(self, words: frozenset[str], row: Vector) -> Vector:
        """The same from what :func:`grams` and :func:`signs` give."""
        logits = self.bias + row @ self.signs
        for gram in words:
            if gram in self.grams:
                logits = logits + self.grams[gram]
        found: Vector = np.exp(log_softmax(logits))
        return found


@lru_cache(maxsize=1)
def stance_model() -> StanceModel:
    """The fitted model that comes with the program."""
    return StanceModel.from_json((files("rag") / "data" / "stance.json").read_text("utf-8"))


def grams(doc: Doc) -> frozenset[str]:
    """Lemmas and pairs of neighbours, without punctuation."""
    words = [word for word in map(_word, doc) if word]
    return frozenset(words) | {f"{a} {b}" for a, b in pairwise(words)}


def signs(doc: Doc, views: Sequence[View]) -> Vector:
    """A value for every name in :data:`SIGNS`."""
    values = {
        "stated_for": any(view.stated and view.side == "for" for view in views),
        "stated_against": any(view.stated and view.side == "against" for view in views),
        "told_for": any(not view.stated and view.side == "for" for view in views),
        "told_against": any(not view.stated and view.side == "against" for view in views),
        "tone": tone(list(doc)),
        "spoken": voice(doc) is not None,
        "acted": actor(doc) is not None,
        "asks": doc.text.rstrip("\"'”’ ").endswith("?"),
        "words": math.log(max(len(doc), 1)),
    }
    return np.array([float(values[name]) for name in SIGNS])


def _word(token: Token) -> str | None:
    if token.ent_type_ in _KINDS:
        # A name of three words is one.
        return _KINDS[token.ent_type_] if token.ent_iob_ == "B" else None
    lemma = token.lemma_.lower()
    if not _WORD.match(lemma):
        return None
    return f"not-{lemma}" if any(child.dep_ == "neg" for child in token.children) else lemma
