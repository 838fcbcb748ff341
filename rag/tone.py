"""How good or bad words sound, and whether they are denied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rag.stancewords import BAD, GOOD, NEGATIONS, WHEN_PREDICATE

if TYPE_CHECKING:
    from spacy.tokens import Token


def tone(tokens: Iterable[Token]) -> int:
    """Good words less bad ones, turned round where negated."""
    total = 0
    for token in tokens:
        lemma = token.lemma_.lower()
        value = (lemma in GOOD) - (lemma in BAD)
        if lemma in WHEN_PREDICATE and token.dep_ not in ("acomp", "attr", "oprd"):
            continue
        if value:
            total += -value if negated(token) else value
    return total


def negated(token: Token) -> bool:
    """Whether a "not" or its like stands just before a word or before what governs it."""
    around = [*token.children, *(token.head.children if token.head is not token else ())]
    near = [c for c in around if c.i < token.i and token.i - c.i <= 4]
    return any((c.dep_ == "neg" or c.lower_ in NEGATIONS) and not _only(c) for c in near)


def _only(token: Token) -> bool:
    """ "Not only" denies nothing."""
    following = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
    return following in ("only", "just", "merely", "simply")
