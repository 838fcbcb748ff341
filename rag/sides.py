"""Both sides of a debate: sentences that tell a view, with who holds it.

A view that a speaker's earlier words make plain ("Rubio praised the deal") also places what
they just "said"; the article's own judgements count too, with no speaker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.attribution import View, views
from rag.datatypes import Side
from rag.parse import Parser
from rag.phrase import preceding
from rag.reference import referent
from rag.select import Candidate, Ranked
from rag.tone import tone
from rag.words import STOP_WORDS, read_words, stem

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# How much a view must lag behind the best sentence of the search before it is off the topic.
WITHIN = 4.5
# A clear word of praise or blame counts for more than a tone, a name for more than none.
STATED, NAMED, OWN_VOICE, BY_OTHER_WORDS = 1.5, 1.0, -1.0, -1.0
# "Some" and "others" hold views too, but a reader wants to know who.
VAGUE = -1.5
# What they say is more to read than that they approve.
ARGUED = 1.0
_WORRYING = frozenset(
    "worry concern trouble bother alarm upset anger frighten scare please".split()
)
VAGUE_HOLDERS = frozenset("some many other others people one most few".split())
# The article's own voice takes a side only where several words say so.
OWN_TONE = 2


@dataclass(frozen=True, slots=True)
class Position:
    """A sentence on one side. ``speaker`` is None where the article speaks for itself, and
    ``stated`` says that a word of praise or criticism puts them there.
    """

    ranked: Ranked
    side: Side
    speaker: str | None
    key: str
    score: float
    stated: bool = False

    @property
    def candidate(self) -> Candidate:
        """The sentence."""
        return self.ranked.candidate


def positions(ranked: Sequence[Ranked], parser: Parser) -> list[Position]:
    """All views in the sentences, best first; a sentence may hold one of each side."""
    docs = parser.many([one.candidate.text for one in ranked])
    told = [views(doc) for doc in docs]
    resolved = [
        [_resolve(view, one.candidate, parser) for view in found]
        for one, found in zip(ranked, told, strict=True)
    ]
    leaning = _leanings(resolved)
    best = max((one.score for one in ranked), default=0.0)
    found: list[Position] = []
    for one, doc, held in zip(ranked, docs, resolved, strict=True):
        for side in ("for", "against"):
            position = _position(one, doc, held, side, leaning)
            if position is not None and one.score > best - WITHIN:
                found.append(position)
    return sorted(found, key=lambda position: -position.score)


def speaker_of(candidate: Candidate, parser: Parser) -> str | None:
    """Who the sentence attributes what it tells to, if to anybody."""
    for view in views(parser(candidate.text)):
        named = _resolve(view, candidate, parser)
        if named.holder:
            return named.holder
    return None


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
    if not named or not named <= read_words(question.text).known:
        return False
    return any(stem(token.text) in named and _is_asked_of(token) for token in question)


def names_asked(question: Doc) -> frozenset[str]:
    """The words (in small letters) by which a question names whose views it asks for."""
    return frozenset(
        word.lower_
        for token in question
        if token.pos_ == "PROPN" and _is_asked_of(token)
        for word in (token, *(c for c in token.children if c.dep_ == "compound"))
    )


def _is_asked_of(token: Token) -> bool:
    """The subject of what is done, who is worried by it, and the X of "according to X"."""
    verb = token.head
    if token.dep_ == "nsubj":
        return verb.pos_ == "VERB" and verb.dep_ != "relcl"
    if token.dep_ == "dobj":
        return verb.lemma_.lower() in _WORRYING
    return (
        token.dep_ == "pobj"
        and verb.lower_ == "to"
        and verb.i > 0
        and verb.nbor(-1).lower_ == "according"
    )


def _resolve(view: View, candidate: Candidate, parser: Parser) -> View:
    if view.pronoun is None:
        return view
    name = referent(view.pronoun, parser.many([one.text for one in preceding(candidate, 3)]))
    key = name.split()[-1].casefold() if name else ""
    return replace(view, holder=name, key=key)


def _leanings(found: Sequence[Sequence[View]]) -> dict[str, Side]:
    """The side of each holder, where their stated views agree."""
    counts: dict[str, Counter[Side]] = {}
    for held in found:
        for view in held:
            if view.holder and view.side and view.stated:
                counts.setdefault(view.key, Counter())[view.side] += 1
    return {
        holder: sides.most_common(1)[0][0]
        for holder, sides in counts.items()
        if len(sides) == 1 or sides.most_common(1)[0][1] >= 3 * sides.most_common()[-1][1]
    }


def _position(
    one: Ranked, doc: Doc, held: Sequence[View], side: Side, leaning: dict[str, Side]
) -> Position | None:
    on_side = [view for view in held if view.side == side]
    if on_side:
        view = max(on_side, key=lambda v: (v.holder is not None) + v.stated + v.argues)
        bonus = STATED * view.stated + NAMED * (view.holder is not None)
        bonus += VAGUE * (view.key in VAGUE_HOLDERS) + ARGUED * view.argues
        return Position(one, side, view.holder, view.key, one.score + bonus, view.stated)
    if any(view.side for view in held):
        return None
    for view in held:
        if view.holder and leaning.get(view.key) == side:
            return Position(one, side, view.holder, view.key, one.score + BY_OTHER_WORDS)
    total = tone(list(doc))
    own = "for" if total >= OWN_TONE else "against" if total <= -OWN_TONE else None
    if not held and own == side:
        return Position(one, side, None, "", one.score + OWN_VOICE)
    return None
