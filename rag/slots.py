"""The parts of an event that a sentence tells: what happened, who did it, when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.dates import dated
from rag.select import Candidate
from rag.words import STOP_WORDS, read_words, stem

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

# Verbs that tell of one event from its two ends; and those that only pass a number on.
_SAME = (
    frozenset("send arrive deport transfer accept receive take bring land deliver fly come reach "
              "remove return expel hand move ship".split()),
    frozenset("kill die".split()),
    frozenset("injure wound hurt".split()),
    frozenset("arrest detain seize capture apprehend jail".split()),
    frozenset("release free".split()),
)  # fmt: skip
_PASSING_ON = frozenset(
    "say speak report put give count total number be have include mention name cite estimate "
    "note tell write do involve".split()
)


_GOVERNMENT = "government"
_RULING = frozenset("administration government official authority house cabinet".split())


@dataclass(frozen=True, slots=True)
class Told:
    """One part: its ``text``, a ``key`` to compare, and the ``verb`` (lemma) of the event;
    where the text starts, the stems of what is ``acted_on`` (of a doer), and the ``kind`` of name:
    PERSON, ORG, GPE ... as spaCy has it, or "" if unknown.
    """

    text: str
    key: str
    verb: str
    start: int = 0
    acted_on: frozenset[str] = frozenset()
    kind: str = ""

    def may_be(self, other: Told) -> bool:
        """Whether two different names may be of one doer: "the US", "Trump" and "the Trump
        administration" do the same deeds, and a minister does what the ministry does.
        """
        if _GOVERNMENT in (self.kind, other.kind):
            return True
        return bool(self.kind and other.kind) and self.kind != other.kind

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the text has a character from ``start`` on and before ``end``."""
        return self.start < end and start < self.start + len(self.text)


def same_event(asked: Token, told: Token) -> bool:
    """Whether the verbs over two counted nouns can be of one event."""
    first, second = _verb_over(asked), _verb_over(told)
    if first is None or second is None:
        return True
    one, two = first.lemma_.lower(), second.lemma_.lower()
    if one == two or one in _PASSING_ON or two in _PASSING_ON:
        return True
    return any(one in group and two in group for group in _SAME)


def doers(doc: Doc, about: set[str] | frozenset[str]) -> Iterator[Told]:
    """Who does something to what ``about`` (stems) names, by a name, in the sentence's order."""
    for verb in doc:
        if verb.pos_ != "VERB" or verb.lemma_.lower() in _PASSING_ON:
            continue
        passive = verb.tag_ == "VBN" and (
            verb.dep_ in ("acl", "relcl") or any(c.dep_ == "auxpass" for c in verb.children)
        )
        agent = _by_whom(verb) if passive else None
        if not passive:
            agent = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if agent is None or not (agent.pos_ == "PROPN" or agent.ent_type_):
            continue
        own = {t.i for t in agent.subtree}
        patient = {stem(t.text) for t in verb.subtree if t.i not in own}
        if passive and verb.dep_ in ("acl", "relcl"):
            patient |= {stem(t.text) for t in verb.head.subtree if t.i not in own}
        acted_on = (about & patient) - {stem(t.text) for t in agent.subtree}
        if acted_on:
            name = _name(agent)
            key = " ".join(
                sorted(stem(w) for w in read_words(name.text).raw if w.lower() not in STOP_WORDS)
            )
            if key:
                lemma = verb.lemma_.lower()
                kind = _GOVERNMENT if agent.lemma_.lower() in _RULING else agent.ent_type_
                yield Told(name.text, key, lemma, name.start_char, frozenset(acted_on), kind)


def date_of(asked: Doc, doc: Doc, about: set[str]) -> Told | None:
    """The full date that the sentence gives for the question's verb."""
    verbs = {t.lemma_.lower() for t in asked if t.pos_ == "VERB"} - _PASSING_ON
    full = [when for when in dated(doc.text, None) if len(when.iso) == 10]
    main = next((t for t in doc if t.pos_ == "VERB" and t.lemma_.lower() in verbs), None)
    if len(full) != 1 or main is None or not about <= {stem(t.text) for t in doc}:
        return None
    return Told(full[0].iso, full[0].iso, main.lemma_.lower())


def topic_words(candidate: Candidate) -> frozenset[str]:
    """Stems of a sentence's paragraph and of its article's title."""
    article = candidate.article
    paragraph = article.paragraphs[candidate.paragraph - 1]
    words = read_words(article.text[paragraph.start : paragraph.end]).known
    return words | read_words(article.title or "").known


def asks_for_doer(asked: Doc) -> bool:
    """ "Who ordered it?", "Which department designated it?", "By whom was it ...?"."""
    words = [t.lower_ for t in asked]
    if "by" in words and {"whom", "which", "what"} & set(words):
        return True
    if words[:2] in (["was", "it"], ["is", "it"], ["were", "it"]) and "that" in words:
        return "or" in words
    for token in asked:
        if token.lower_ in ("who", "which", "what"):
            noun = token.head if token.dep_ == "det" else token
            if noun.dep_ == "nsubj" and noun.head.pos_ == "VERB":
                return noun.head.lemma_.lower() not in _PASSING_ON
    return False


def _by_whom(verb: Token) -> Token | None:
    """The "by" of a passive, also where it hangs on a noun ("designated as a group by X")."""
    for token in verb.subtree:
        if token.lower_ == "by" and not any(t.pos_ == "VERB" for t in _between(token, verb)):
            return next((c for c in token.children if c.dep_ == "pobj"), None)
    return None


def _between(token: Token, verb: Token) -> list[Token]:
    found = []
    for one in token.ancestors:
        if one.i == verb.i:
            break
        found.append(one)
    return found


def _name(token: Token) -> Span:
    words = [t for t in token.subtree if t.i <= token.i and t.dep_ in ("compound", "amod", "nmod")]
    start = min([token.i, *(t.i for t in words)])
    end = token.i
    for link in token.children:
        # The Ministry of Sport is not the Ministry.
        if link.lower_ == "of" and link.i == token.i + 1:
            end = (
                max(t.i for t in link.subtree)
                if any(c.pos_ == "PROPN" for c in link.children)
                else end
            )
    return token.doc[start : end + 1]


def _verb_over(token: Token) -> Token | None:
    for one in token.ancestors:
        if one.pos_ == "VERB":
            return one
    return None
