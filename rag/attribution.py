"""Who holds the view that a sentence tells, and whether it is for or against.

Opinion holders are found as in the tradition of Bethard and others (2004) and Choi and
others (2005): the subject of a verb of saying or judging, the "by" of its passive, the
source of praise or criticism. Here over a dependency parse, with word lists, so that every
decision can be read. The stance of a plain "said" comes from the words that are said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from rag.holders import can_hold, holder_key, holder_name, is_person_like
from rag.speaking import (
    BY_NOBODY,
    agent_of,
    antecedent_of_relative,
    is_put_after,
    is_source,
    only_has,
    subject_of,
)
from rag.stancewords import (
    AGAINST_ADJECTIVES,
    AGAINST_GROUPS,
    AGAINST_NOUNS,
    AGAINST_VERBS,
    CALLING_VERBS,
    EARN_VERBS,
    FEAR_VERBS,
    FOR_ADJECTIVES,
    FOR_GROUPS,
    FOR_NOUNS,
    FOR_VERBS,
    OPPOSING_THINGS,
    REJECT_VERBS,
    REJECTED,
    SAY_VERBS,
    SHOW_VERBS,
    STIR_VERBS,
    TELL_VERBS,
    URGE_VERBS,
    VOICE_VERBS,
)
from rag.tone import negated, tone

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Side = Literal["for", "against"]

_PRONOUNS = frozenset("he she they we i it who this that these those which".split())


@dataclass(frozen=True, slots=True)
class View:
    """A view that a sentence tells.

    ``holder`` is who holds it, in the sentence's words (None: the article itself, or nobody
    named), and ``key`` their name without titles, to compare; ``pronoun`` is the word that
    stands for them, if the sentence names them by one, and ``plural`` that they are several.
    ``side`` is None where no stance can be told. ``stated`` says that a word of praise or
    criticism gives it, not just the tone of what is said; ``argues`` that the sentence tells
    what they say, and not only that they approve.
    """

    holder: str | None
    pronoun: str | None
    side: Side | None
    stated: bool
    key: str = ""
    plural: bool = False
    argues: bool = False


def views(doc: Doc) -> list[View]:
    """The views that a parsed sentence tells, the innermost of nested ones only."""
    found: list[tuple[int, View]] = []
    for token in doc:
        for view in _views_at(token):
            found.append((token.i, view))
    outer = {
        i for i, _ in found for j, v in found if v.stated and i != j and doc[i].is_ancestor(doc[j])
    }
    kept = [view for i, view in found if i not in outer or view.stated]
    stated = {(view.holder, view.pronoun) for view in kept if view.stated}
    unique = list(dict.fromkeys(v for v in kept if v.stated or (v.holder, v.pronoun) not in stated))
    unique = [
        view for view in unique
        if view.argues or not any(replace(view, argues=True) == other for other in unique)
    ]  # fmt: skip
    named = [view for view in unique if view.holder or view.pronoun]
    return named + [view for view in unique if view not in named]


def _views_at(token: Token) -> Iterator[View]:
    lemma = token.lemma_.lower()
    if token.pos_ in ("VERB", "AUX", "ADJ") or token.tag_.startswith("VB"):
        yield from _of_verb(token, lemma)
    if is_source(token) and can_hold(token):
        own = set(token.subtree)
        yield from _said(token, [t for t in token.doc if t not in own])
    if token.pos_ in ("NOUN", "PROPN"):
        yield from _of_noun(token, lemma)
    if lemma in ("popular", "unpopular", "controversial"):
        yield from _of_popularity(token)


def _of_verb(token: Token, lemma: str) -> Iterator[View]:
    adjective = next((c for c in token.children if c.dep_ in ("acomp", "oprd")), None)
    if token.pos_ == "AUX" and adjective is not None:
        word = adjective.lemma_.lower()
        side = _listed(word, FOR_ADJECTIVES, AGAINST_ADJECTIVES)
        subject = subject_of(token)
        if side and subject is not None and can_hold(subject):
            yield _view(subject, _turned(side, negated(adjective)), True)
        return
    side = _listed(lemma, FOR_VERBS, AGAINST_VERBS)
    if lemma in REJECT_VERBS:
        yield from _rejecting(token)
    elif side:
        target = next((c for c in token.children if c.dep_ in ("dobj", "nsubjpass")), None)
        if lemma == "welcome" and any(c.lower_ == "to" for c in token.children):
            return
        against_opponents = lemma not in FEAR_VERBS and target is not None and _opposes(target)
        side = _turned(side, negated(token) != against_opponents)
        yield from _judged(token, side)
    elif lemma in URGE_VERBS and any(
        c.dep_ == "prep" and c.lower_ == "for" for c in token.children
    ):
        subject = subject_of(token)
        if subject is not None and can_hold(subject):
            yield _view(subject, _turned("for", negated(token)), True)
    elif (thing := _praise_or_blame(token, lemma)) is not None:
        yield from _voiced(token, thing, _turned(_noun_side(thing), negated(token)))
    elif only_has(token):
        return
    elif lemma in SAY_VERBS | TELL_VERBS | SHOW_VERBS | CALLING_VERBS or is_put_after(token):
        subject = subject_of(token)
        if token.dep_ == "acl" or subject is None or subject.dep_ == "nsubjpass":
            agent = agent_of(token)
            if agent is not None:
                yield from _said(agent, list(token.subtree))
            return
        surely = lemma in SAY_VERBS | CALLING_VERBS
        if can_hold(subject) if surely else is_person_like(subject):
            own = set(subject.subtree)
            yield from _said(subject, [t for t in _scope(token) if t not in own])


def _praise_or_blame(token: Token, lemma: str) -> Token | None:
    """What "voiced concern" or "drew praise" has for its object."""
    if lemma not in VOICE_VERBS | EARN_VERBS:
        return None
    objects = [c for c in token.children if c.dep_ in ("dobj", "nsubjpass")]
    return next((c for c in objects if _noun_side(c)), None)


def _scope(token: Token) -> list[Token]:
    """What is said: below the verb, or all around it when the verb is put in between."""
    inner = [t for t in token.subtree if t.i != token.i]
    speech = [t for t in token.children if t.dep_ in ("ccomp", "dobj", "xcomp", "prep", "advcl")]
    if speech or token.dep_ not in ("parataxis", "ROOT", "ccomp"):
        return inner
    return [t for t in token.doc if t.i != token.i]


def _said(holder: Token, words: list[Token]) -> Iterator[View]:
    group = _listed(holder.lemma_.lower(), FOR_GROUPS, AGAINST_GROUPS)
    if group:
        yield replace(_view(holder, group, True), argues=True)
        return
    value = tone(words)
    if _is_rejected(words):
        # "Claims that inmates are beaten are false": the tone is of what is denied.
        value = -value
    side: Side | None = "for" if value > 0 else "against" if value < 0 else None
    yield replace(_view(holder, side, False), argues=True)


def _rejecting(token: Token) -> Iterator[View]:
    """ "Dismissed the criticism", "denied that ...": the side opposite to what is rejected."""
    subject = subject_of(token)
    if subject is None or not can_hold(subject):
        return
    below = [t for t in token.subtree if t.i > token.i]
    first = next((t for t in below if _noun_side(t) or t.lemma_.lower() in AGAINST_GROUPS), None)
    if first is not None:
        side = _noun_side(first) or "against"
    else:
        value = tone(below)
        if not value:
            return
        side = "for" if value > 0 else "against"
    yield _view(subject, _turned(side, not negated(token)), True)


def _judged(token: Token, side: Side) -> Iterator[View]:
    subject = subject_of(token)
    passive = any(child.dep_ == "auxpass" for child in token.children)
    if passive or (subject is not None and subject.dep_ == "nsubjpass"):
        agent = agent_of(token)
        yield _view(agent, side, True)
    elif subject is not None and can_hold(subject):
        yield _view(subject, side, True)


def _voiced(token: Token, thing: Token, side: Side) -> Iterator[View]:
    """ "Voiced concern" and "praise from supporters": the subject, or the source."""
    source = next(
        (
            inner
            for head in (thing, token)
            for c in head.children
            if c.dep_ == "prep" and c.text.lower() in ("from", "among", "by")
            for inner in c.children
            if inner.dep_ == "pobj" and can_hold(inner) and inner.lemma_.lower() not in BY_NOBODY
        ),
        None,
    )
    agent = agent_of(token)
    subject = subject_of(token)
    own = token.lemma_ not in STIR_VERBS or (
        subject is not None and subject.head.i == token.i and is_person_like(subject)
    )
    active = own and subject is not None and subject.dep_ == "nsubj" and can_hold(subject)
    if source is not None:
        yield _view(source, side, True)
    elif agent is not None:
        yield _view(agent, side, True)
    elif active and token.lemma_.lower() in VOICE_VERBS:
        yield _view(subject, side, True)
    else:
        yield View(None, None, side, True)


def _of_noun(token: Token, lemma: str) -> Iterator[View]:
    """ "Critics of the plan" as the subject of something that is no verb of saying."""
    group = _listed(lemma, FOR_GROUPS, AGAINST_GROUPS)
    if group and token.dep_ == "nsubj":
        yield _view(token, group, True)


def _of_popularity(token: Token) -> Iterator[View]:
    """ "Popular among some", "controversial with voters": those are the holders."""
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in ("among", "amongst", "with"):
            for inner in child.children:
                if inner.dep_ == "pobj":
                    side: Side = "for" if token.lemma_.lower() == "popular" else "against"
                    yield _view(inner, _turned(side, negated(token)), True)


def _view(holder: Token | None, side: Side | None, stated: bool) -> View:
    if holder is None:
        return View(None, None, side, stated)
    if holder.lower_ in _PRONOUNS:
        named = antecedent_of_relative(holder)
        if named is None:
            return View(None, holder.text, side, stated)
        holder = named
    plural = holder.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in holder.children)
    return View(holder_name(holder), None, side, stated, holder_key(holder), plural)


def _opposes(token: Token) -> bool:
    return token.lemma_.lower() in OPPOSING_THINGS | AGAINST_GROUPS


def _is_rejected(words: list[Token]) -> bool:
    said = [w.lemma_.lower() for w in words]
    if not any(word in REJECTED for word in said):
        return False
    return any(w.lemma_.lower() in REJECTED and not negated(w) for w in words)


def _noun_side(token: Token) -> Side | None:
    lemma = token.lemma_.lower()
    if lemma == "fire" and token.head.lemma_.lower() not in EARN_VERBS:
        return None
    return _listed(lemma, FOR_NOUNS, AGAINST_NOUNS)


def _turned(side: Side | None, turn: bool) -> Side:
    if side is None:
        raise ValueError("there is no side to turn")
    if not turn:
        return side
    return "against" if side == "for" else "for"


def _listed(word: str, good: frozenset[str], bad: frozenset[str]) -> Side | None:
    return "for" if word in good else "against" if word in bad else None
