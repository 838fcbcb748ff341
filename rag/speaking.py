"""The grammar of saying: a verb's subject, the source of "according to", the "by" of a passive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.holders import is_person_like
from rag.stancewords import AGAINST_VERBS, REJECT_VERBS, SAY_VERBS, TELL_VERBS

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECT = ("nsubj", "nsubjpass")
_VIEWS = frozenset("view views opinion eyes words judgment judgement mind".split())
_PAUSES = frozenset((",", '"', "”", "’", "'", "''", "?", "!", "-", "–", "—", ";", ":"))

SPEAKING = SAY_VERBS | TELL_VERBS | AGAINST_VERBS | REJECT_VERBS
"""Verbs (lemmas) whose subject speaks."""

BY_NOBODY = frozenset("contrast far comparison mistake law accident chance night way".split())
"""What may follow a "by" or "from" and does nothing."""


def subject_of(token: Token) -> Token | None:
    """The subject of a verb; a second verb, and "claiming ...", share that of the first."""
    seen = 0
    while seen < 6:
        before = next((child for child in token.children if child.dep_ in _SUBJECT), None)
        if (before is None or before.pos_ == "PRON") and token.lemma_.lower() in SPEAKING:
            # "They keep saying so; why?" asked Reyes.
            before = _put_after(token) or before
        if before is not None:
            return before
        if token.dep_ in ("conj", "xcomp", "advcl") and token.head.i != token.i:
            if token.dep_ == "advcl" and token.tag_ != "VBG":
                return None
            token = token.head
            seen += 1
        elif token.dep_ in ("relcl", "acl"):
            return token.head if token.dep_ == "acl" and token.tag_ == "VBG" else None
        else:
            return None
    return None


def agent_of(token: Token) -> Token | None:
    """Who does what a verb in the passive tells."""
    for child in token.children:
        if child.lower_ == "by" and child.dep_ in ("agent", "prep"):
            found = next((c for c in child.children if c.dep_ == "pobj"), None)
            if found is None or found.lemma_.lower() in BY_NOBODY:
                continue
            if child.dep_ == "agent" or is_person_like(found):
                return found
    return None


def antecedent_of_relative(token: Token) -> Token | None:
    """What "who", "which" or "that" stands for."""
    if token.lower_ in ("who", "which", "that") and token.head.dep_ == "relcl":
        head: Token = token.head.head
        return head
    return None


def is_source(token: Token) -> bool:
    """The X of "according to X" and of "in the view of X"."""
    if token.dep_ != "pobj" or not token.head.i:
        return False
    before = token.head.nbor(-1)
    return before.lower_ == "according" or (token.head.lower_ == "of" and before.lower_ in _VIEWS)


def only_has(token: Token) -> bool:
    """ "The prison holds 40,000 inmates": only who holds that something is so speaks."""
    clause = any(c.dep_ in ("ccomp", "acomp") for c in token.children)
    return bool(token.lemma_.lower() == "hold") and not clause


def is_put_after(token: Token) -> bool:
    """A verb with what was said before it: "It survived the steelworks, Malik recalled"."""
    return any(
        c.dep_ == "ccomp" and c.i < token.i and c.right_edge.i + 1 < token.i
        and any(t.text in _PAUSES for t in token.doc[c.right_edge.i : token.i])
        for c in token.children
    )  # fmt: skip


def _put_after(token: Token) -> Token | None:
    """The subject behind a verb of saying: "..., warned the old signalman Karol Malik"."""
    start = token.i + 1
    before = token.nbor(-1).text if token.i else ""
    if before not in _PAUSES or token.tag_ not in ("VBD", "VBZ", "VBP", "VBN"):
        return None
    return next((c.root for c in token.doc.noun_chunks if c.start == start), None)
