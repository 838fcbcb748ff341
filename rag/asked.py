"""Whose views a question asks for: "What do unions say about the deal?"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.holders import is_person_like
from rag.stancewords import (
    AGAINST_GROUPS,
    AGAINST_VERBS,
    CALLING_VERBS,
    FOR_GROUPS,
    FOR_VERBS,
    SAY_VERBS,
    TELL_VERBS,
)
from rag.words import STOP_WORDS, read_words, stem

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_WORRYING = frozenset(
    "worry concern trouble bother alarm upset anger frighten scare please".split()
)
_HOLDING = (
    SAY_VERBS | TELL_VERBS | FOR_VERBS | AGAINST_VERBS | CALLING_VERBS
    | frozenset(
        """think feel like love hate want mind make react prefer dislike resent reject accept
        judge rate find look see care agree""".split()
    )
)  # fmt: skip
# Whoever says something is one of these.
_ANYBODY = (
    FOR_GROUPS | AGAINST_GROUPS
    | frozenset(
        """people person public everyone everybody anyone anybody someone somebody other most many
        observer commentator side camp article source paper report group party folk""".split()
    )
)  # fmt: skip
# "Popular with farmers", "disliked by the army".
_LIKED = frozenset(
    """popular unpopular like dislike love hate admire respect support oppose back trust distrust
    praise criticize criticise favour favor welcome""".split()
)
# "Human rights groups" are as good as "human rights activists".
_BODIES = frozenset(
    """group organisation organization activist advocate campaigner body association watchdog
    defender""".split()
)
_BODY_STEMS = frozenset(map(stem, _BODIES))
_VIEWS = frozenset("view opinion stance position reaction verdict response attitude take".split())


def holders_asked(question: Doc) -> tuple[Token, ...]:
    """The words for those whose views a question asks for, where these are somebody in
    particular: "unions", but not "critics".
    """
    return tuple(
        token
        for token in question
        if token.pos_ in ("NOUN", "PROPN")
        and token.lemma_.lower() not in _ANYBODY
        and ((_holds(token) and is_person_like(token)) or _is_named_as_source(token))
    )


def asks_about(question: Doc, holder: str) -> bool:
    """Whether a question asks for the views of just this holder ("What does Rubio say?"); being
    talked about is not enough ("Is Rubio popular?").
    """
    words = read_words(holder)
    kept = [
        (r, s) for r, s in zip(words.raw, words.stems, strict=True) if r.lower() not in STOP_WORDS
    ]
    if kept and all(raw[0].isupper() for raw, _ in kept):
        # Marco Rubio is Rubio.
        kept = kept[-1:]
    named = {s for _, s in kept}
    what = named - _BODY_STEMS
    if not named or not (what or named) <= read_words(question.text).known:
        return False
    return any(
        _is_asked_of(token)
        and (
            stem(token.text) in named
            or (bool(what) and token.lemma_.lower() in _BODIES and what <= _stems_of(token))
        )
        for token in question
    )


def names_asked(question: Doc) -> frozenset[str]:
    """The words (in small letters) by which a question names whose views it asks for."""
    return frozenset(
        word.lower_
        for token in question
        if token.pos_ == "PROPN" and _is_asked_of(token)
        for word in (token, *(c for c in token.children if c.dep_ == "compound"))
    )


def _stems_of(token: Token) -> set[str]:
    return {stem(one.text) for one in token.subtree}


def _is_asked_of(token: Token) -> bool:
    """The subject of what is done, who is worried by it, and the X of "according to X"."""
    verb = token.head
    if token.dep_ == "conj" and verb.pos_ in ("NOUN", "PROPN"):
        return _is_asked_of(verb)
    if token.dep_ == "nsubj":
        return verb.pos_ == "VERB" and verb.dep_ != "relcl"
    if token.dep_ == "dobj":
        return verb.lemma_.lower() in _WORRYING
    return _is_named_as_source(token) or _is_pleased(token)


def _is_named_as_source(token: Token) -> bool:
    """The X of "according to X"."""
    before = token.head
    return (
        token.dep_ == "pobj"
        and before.lower_ == "to"
        and before.i > 0
        and before.nbor(-1).lower_ == "according"
    )


def _is_pleased(token: Token) -> bool:
    """The X of "popular with X" and "admired by X": heard first, but where no X is, what others
    feel answers all the same.
    """
    before = token.head
    if token.dep_ not in ("pobj", "agent") or before.i == 0:
        return False
    liked = before.head.lemma_.lower() in _LIKED or before.nbor(-1).lemma_.lower() in _LIKED
    return before.lower_ in ("with", "among", "amongst", "by") and liked


def _holds(token: Token) -> bool:
    """The subject of an opinion, whom something worries, and the X of "the view of X"."""
    head = token.head
    if token.dep_ == "conj" and head.pos_ in ("NOUN", "PROPN"):
        return _holds(head)
    if token.dep_ == "nsubj":
        if head.lemma_.lower() == "be":
            # "Are farmers pleased ...?", "Is the army in favour of ...?", not "Is Rubio popular?".
            return _is_of_a_mind(head) or _is_of_a_mind(token)
        if head.lemma_.lower() == "make":
            # "What do the miners make of it?", not "Did he make a mess of it?".
            return any(c.lower_ == "of" for c in head.children)
        return head.lemma_.lower() in _HOLDING and head.dep_ != "relcl"
    if token.dep_ == "dobj":
        return head.lemma_.lower() in _WORRYING
    if token.dep_ == "pobj" and head.lower_ == "of":
        return head.head.lemma_.lower() in _VIEWS
    return token.dep_ == "poss" and head.lemma_.lower() in _VIEWS


def _is_of_a_mind(token: Token) -> bool:
    for child in token.rights:
        if child.dep_ == "prep" and child.lower_ in ("for", "against"):
            return True
        if child.dep_ == "prep" and child.lower_ == "in":
            return any(c.lemma_.lower() in ("favor", "favour") for c in child.children)
        if child.dep_ in ("acomp", "amod") and child.lemma_.lower() in _MINDS:
            return True
    return False


_MINDS = frozenset(
    """happy unhappy pleased glad angry furious upset worried concerned satisfied dissatisfied
    content proud keen opposed against grateful afraid sceptical skeptical critical supportive
    enthusiastic alarmed annoyed""".split()
)
