"""A question is read: what kind of answer it wants, and how much each of its words weighs.

Answer types follow the coarse classes of Li and Roth (2002), by rules on the question word
and the noun after it. A word weighs its inverse passage frequency (Spärck Jones, 1972).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rag.lexicon import Expression
from rag.words import QUESTION_WORDS, STOP_WORDS, WORD, stem

Vector = NDArray[np.float64]

TYPED = ("person", "place", "time", "number", "org")
"""Kinds whose answers can be seen in a sentence: a name, a date, a number."""

_NOUNS = {
    "time": "year date century decade month day era period season age",
    "number": """number percentage percent amount population rate proportion fraction length
        size height width distance temperature weight score total share speed area cost
        price""",
    "place": """city country state place location region area continent town county river
        island nation countries cities province district capital territory building street
        part village neighborhood""",
    "person": """person people man woman author president king queen leader artist name
        scientist actor actress singer director mathematician emperor composer philosopher
        player architect character writer founder minister pope prince general""",
    "org": """company organization organisation group team university party school agency
        network band club institution committee court church""",
}
_KIND_OF_NOUN: dict[str, str] = {}
for _kind, _words in _NOUNS.items():
    for _word in _words.split():
        _KIND_OF_NOUN.setdefault(_word, _kind)

_AUXILIARY = frozenset(
    (
        "is are was were do does did has have had can could will would should may might be been"
    ).split()
)
_HOW_MANY = re.compile(
    r"\bhow (?:many|much|few|large|big|tall|old|far|long|deep|high|wide|fast|heavy|often|hot"
    r"|cold|frequently)\b"
)
_REASON = re.compile(r"\bwhy\b|\bwhat (?:caused|causes|reason|led)\b|\bhow come\b")
_MANNER = re.compile(r"^how\b|\bhow (?:do|does|did|to|is|are|was|were|can)\b")
_DEFINITION = re.compile(r"^what (?:is|are|was|were)(?: an?| the)? \w+(?: \w+)?$|what does .* mean")
_WHAT = re.compile(r"\b(?:what|which)((?: \w+){1,4})")
_WHAT_IS_THE = re.compile(r"\b(?:what|which) (?:is|was|were|are) the (\w+)")


def answer_kind(question: str) -> str:
    """person, place, time, number, org, reason, manner, define or thing."""
    words = [word.lower() for word in WORD.findall(question)]
    first = words[0] if words else ""
    text = " ".join(words)
    if _HOW_MANY.search(text):
        return "number"
    if "when" in words and (first == "when" or not {"what", "who", "where", "how"} & set(words)):
        return "time"
    what = _WHAT.search(text)
    if what and (kind := _kind_after_what(text, what.group(1))):
        return kind
    if {"who", "whom", "whose"} & set(words) and (first.startswith("who") or not what):
        return "person"
    if "where" in words and (first == "where" or not what):
        return "place"
    for kind, pattern in (("reason", _REASON), ("manner", _MANNER), ("define", _DEFINITION)):
        if pattern.search(text):
            return kind
    return "thing"


def _kind_after_what(text: str, following: str) -> str | None:
    for word in following.split():
        if word in _AUXILIARY:
            break
        if kind := _KIND_OF_NOUN.get(word, _KIND_OF_NOUN.get(word.removesuffix("s"))):
            return kind
    match = _WHAT_IS_THE.search(text)
    kind = _KIND_OF_NOUN.get(match.group(1)) if match else None
    return kind if kind in ("time", "number") else None


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a question. ``tokens`` are its places among the encoder's tokens.

    ``weight`` is its share of the rarity of all content words; ``named`` says that it is
    written like a name or a number; ``asked`` that it follows the question word. ``others``
    are the stems of what it, or the expression it is part of, may be called instead.
    """

    stem: str
    tokens: tuple[int, ...]
    stop: bool
    named: bool
    asked: bool
    rarity: float
    weight: float
    others: tuple[frozenset[str], ...] = ()

    def known(self, stems: frozenset[str]) -> bool:
        """Whether a text with these ``stems`` has it, or another word for it."""
        return self.stem in stems or any(other <= stems for other in self.others)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the models read it; token weights are of shape (tokens,), and
    ``expressions`` what of it may be called otherwise.
    """

    text: str
    kind: str
    terms: tuple[Term, ...]
    content: tuple[Term, ...]
    stems: frozenset[str]
    token_rarity: Vector
    late_weights: Vector
    all_weights: Vector
    passages: int
    expressions: tuple[Expression, ...] = ()

    @property
    def rarest(self) -> float:
        """The rarity of a word that is in no passage."""
        return math.log(1 + (self.passages + 0.5) / 0.5)


def read_question(
    text: str,
    ids: Sequence[int],
    spans: Sequence[tuple[int, int]],
    counts: Mapping[int, int],
    passages: int,
    expressions: Sequence[Expression] = (),
) -> Question:
    """``counts`` says in how many of the ``passages`` of the index a token occurs;
    ``expressions`` are those of ``text`` that the lexicon has.
    """
    spans = spans[: len(ids)]
    rarity = np.array([_rarity(counts.get(int(i), 0), passages) for i in ids], dtype=float)
    found = []
    after = False
    wanted = 0
    for place, match in enumerate(WORD.finditer(text)):
        word = match.group().lower()
        tokens = tuple(i for i, (a, b) in enumerate(spans) if a < match.end() and b > match.start())
        stop = word in STOP_WORDS
        found.append(
            Term(
                stem(word),
                tokens,
                stop,
                not stop and ((match.group()[0].isupper() and place > 0) or word[0].isdigit()),
                after and not stop and wanted == 0,
                max((float(rarity[i]) for i in tokens), default=0.0),
                0.0,
                _others(match, expressions),
            )
        )
        wanted += after and not stop
        after = after or word in QUESTION_WORDS
    content = [term for term in found if not term.stop] or found
    total = sum(term.rarity for term in content) or 1.0
    late = np.zeros(len(ids))
    for term in found:
        # Question words are rare in articles, and say little all the same.
        late[list(term.tokens)] = rarity[list(term.tokens)] * (0.1 if term.stop else 1.0)
    every = (late > 0).astype(float)
    weighted = tuple(replace(term, weight=term.rarity / total) for term in content)
    return Question(
        text,
        answer_kind(text),
        tuple(found),
        weighted,
        frozenset(term.stem for term in found),
        rarity,
        share(late),
        every,
        passages,
        tuple(expressions),
    )


def _others(word: re.Match[str], expressions: Sequence[Expression]) -> tuple[frozenset[str], ...]:
    covering = (e for e in expressions if e.start <= word.start() and word.end() <= e.end)
    return tuple(other.stems for e in covering for other in e.others)


def share(weights: Vector) -> Vector:
    """``weights`` made to sum to one; zeros stay zeros."""
    total = float(weights.sum())
    return weights / total if total > 0 else weights


def _rarity(seen: int, passages: int) -> float:
    return math.log(1 + (max(passages - seen, 0) + 0.5) / (seen + 0.5))
