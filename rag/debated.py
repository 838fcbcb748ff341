"""What the articles say for and against something, and whether they debate it at all.

Sentences that are only near the topic hold views as well, on something else: "the border wall"
is not debated where a deportation flight is. A small fitted model weighs how well the topic's words
are known near the best sentences, alone and together, with how likely the question is answered, and
whether whose views are asked for occurs at all.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from rag.asked import holders_asked, names_asked
from rag.features import Matrix
from rag.logistic import Logistic, in_order, log_odds
from rag.models import product_name
from rag.parse import Parser
from rag.question import Vector
from rag.select import Ranked, Reading
from rag.shape import is_matter, topic_of
from rag.sides import Position, Weighed, positions, weighed
from rag.slots import topic_words
from rag.stance import StanceReader
from rag.topic import about, joined, likeness
from rag.words import read_words, stem

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from rag.wordvectors import WordVectors

SIGNS = (
    "answered", "sided", "sided_often", "late", "by_name", "missing_by_name", "together",
    "together_often", "missing", "names_missing", "nowhere", "least_like", "terms",
    "holders_asked", "holders_missing",
)  # fmt: skip

# The best sentences, and those of them that are to have the topic's words together.
NEAREST, OFTEN = 12, 5

# From this probability on the articles are taken to debate it.
FROM = 0.5
# A value further from the usual one than so many deviations tells no more.
_FAR = 3.0
_ONES, _OTHERS = np.triu_indices(len(SIGNS))

FEATURES = (
    *SIGNS,
    *(product_name(SIGNS[i], SIGNS[j]) for i, j in zip(_ONES, _OTHERS, strict=True)),
)
"""What the model looks at: the signs, each as far from its mean as it is, and their products."""


@dataclass(frozen=True, slots=True)
class DebatedModel:
    """``mean`` and ``deviation`` of the signs, each of shape (signs,); ``logistic`` is over
    :data:`FEATURES`.
    """

    logistic: Logistic
    mean: Vector
    deviation: Vector

    @classmethod
    def from_json(cls, text: str) -> DebatedModel:
        """Read what ``eval.fitting.debates`` wrote; raises ``KeyError`` if a sign is missing."""
        data = json.loads(text)
        logistic = Logistic.named(data["weights"], FEATURES, data["bias"])
        return cls(logistic, *(in_order(data[one], SIGNS) for one in ("mean", "deviation")))

    def probability(self, row: Vector) -> float:
        """In 0..1; ``row`` is of shape (signs,)."""
        return self.logistic.probability(features(row[None], self.mean, self.deviation)[0])


def features(rows: Matrix, mean: Vector, deviation: Vector) -> Matrix:
    """:data:`FEATURES` of the signs: shape (questions, FEATURES) of (questions, SIGNS)."""
    far = np.clip((rows - mean) / np.maximum(deviation, 1e-6), -_FAR, _FAR)
    return np.concatenate([far, far[:, _ONES] * far[:, _OTHERS]], axis=1)


@lru_cache(maxsize=1)
def debated_model() -> DebatedModel:
    """The fitted model that comes with the program."""
    return DebatedModel.from_json((files("rag") / "data" / "debated.json").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Debate:
    """What the articles say for and against something: ``positions`` best first, ``signs`` a
    value for every name in :data:`SIGNS`, and ``unheard`` those whose views the question asks
    for, if none of them is among the holders.
    """

    positions: list[Position]
    signs: Vector
    unheard: tuple[str, ...]


def look_up(
    search: Callable[[str], Reading],
    reading: Reading,
    parser: Parser,
    words: WordVectors,
    reader: StanceReader,
) -> Debate:
    """The views on what a question is about; ``reading`` is that of the question.

    Besides the question itself, its topic is searched with words of praise and of blame,
    because those who hold a view seldom use the words of who asks for it.
    """
    question = reading.question.text
    topic = _matter(topic_of(question), parser(question))
    readings = [
        reading,
        search(f"What do supporters say in favor of {topic}? Praise, benefits, success."),
        search(f"What do critics say against {topic}? Concerns, harm."),
    ]
    ranked = joined([reading.at_first for reading in readings])
    read = weighed(question, about(ranked, topic), reader)
    found = positions(read, parser)
    asked = holders_asked(parser(question))
    stems = frozenset(stem(token.text) for token in asked)
    speaking = frozenset(word for one in found for word in read_words(one.speaker or "").known)
    heard = any(t.stem in stems and t.known(speaking) for t in reading.question.terms)
    # As the question calls them: "the council".
    called = tuple(t.doc[t.left_edge.i : t.i + 1].text for t in asked)
    unheard = () if heard else called
    return Debate(found, signs(reading, ranked, read, stems, words), unheard)


def signs(
    reading: Reading,
    ranked: Sequence[Ranked],
    read: Sequence[Weighed],
    holders: frozenset[str],
    words: WordVectors,
) -> Vector:
    """A value for every name in :data:`SIGNS`; ``ranked`` are the sentences of all searches, best
    first, ``read`` those of them that were read with the question, and ``holders`` the stems of
    those whose views the question asks for. How many of the sentences hold a view is none of the
    signs: in a small folder there are few.
    """
    raw = {stem(word): word for word in read_words(reading.question.text).raw}
    content = reading.question.content
    terms = [t for t in content if t.named or is_matter(raw.get(t.stem, t.stem))] or list(content)
    around = [topic_words(one.candidate) for one in ranked[:NEAREST]]
    weight = {term: max(term.rarity, 0.1) for term in terms}
    total = sum(weight.values()) or 1.0
    had = [sum(weight[term] for term in terms if term.known(near)) / total for near in around]
    shares = sorted(had, reverse=True)
    # A short article has fewer sentences to have them together.
    articles = [one.candidate.article.id for one in ranked]
    often = min(OFTEN, articles.count(articles[int(np.argmax(had))])) if had else OFTEN
    by_name = [sum(weight[term] for term in terms if term.stem in near) / total for near in around]
    everywhere = frozenset[str]().union(*around)
    missing = [term for term in terms if not term.known(everywhere)]
    plain = frozenset(
        w.lower() for one in ranked[:NEAREST] for w in read_words(one.candidate.text).raw
    )
    heard = any(t.stem in holders and t.known(everywhere) for t in reading.question.terms)
    sided = sorted((one.sided for one in read), reverse=True) or [0.0]
    values = {
        "answered": log_odds(reading.confidence),
        "sided": log_odds(sided[0]),
        "sided_often": float(np.mean([log_odds(one) for one in sided[:OFTEN]])),
        "late": reading.late,
        "by_name": max(by_name, default=0.0),
        "missing_by_name": sum(term.stem not in everywhere for term in terms),
        "together": shares[0] if shares else 0.0,
        "together_often": float(np.mean(shares[:often])) if shares else 0.0,
        "missing": len(missing),
        "names_missing": sum(term.named for term in missing),
        # In no article at all.
        "nowhere": sum(term.rarity >= reading.question.rarest for term in missing),
        "least_like": min(
            (likeness(raw.get(term.stem, term.stem), plain, words) for term in missing),
            default=1.0,
        ),
        "terms": math.log1p(len(terms)),
        "holders_asked": bool(holders),
        "holders_missing": bool(holders) and not heard,
    }
    return np.array([float(values[name]) for name in SIGNS])


def _matter(topic: str, question: Doc) -> str:
    """The topic without whom the question asks about it; where nothing else is left, the other
    names in the question.
    """
    asked = names_asked(question)
    rest = [word for word in topic.split() if word.lower() not in asked]
    return " ".join(rest or _others(question, asked) or topic.split())


def _others(question: Doc, asked: frozenset[str]) -> list[str]:
    return [t.text for t in question if t.pos_ == "PROPN" and t.lower_ not in asked]
