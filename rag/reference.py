"""What "he", "they" or "this law" at the start of a sentence stands for.

The nearest fitting name or subject of the sentences before, in the manner of Hobbs (1978)
and Lappin and Leass (1994): subjects first, then names of the right kind. Where nothing
fits for certain, nothing is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.attribution import views
from rag.holders import can_hold, holder_name

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

SINGULAR = frozenset("he she him her his".split())
PLURAL = frozenset("they them their".split())
DEMONSTRATIVES = frozenset("this that these those such it its".split())
_READ_BACK = 3

_LABELS_OF = {
    "person": ("PERSON",),
    "place": ("GPE", "LOC"),
    "law": ("LAW",),
    "group": ("ORG", "NORP"),
    "site": ("FAC", "ORG"),
}
_NOUNS = {
    "person": "president leader judge secretary man woman minister senator governor official "
    "spokesperson author mayor director chief",
    "place": "country nation state city town island region province",
    "law": "law act bill statute legislation measure treaty",
    "group": "group gang organization organisation company agency party union cartel firm",
    "site": "prison facility jail site centre center building",
}
# "The agreement" leans on what came before, and has no name of its own.
_ABSTRACT = frozenset(
    "move decision agreement deal arrangement order ruling plan policy measure proposal step "
    "change exchange effort attempt rule idea accord pact program programme scheme".split()
)
_KIND = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()}
_LAW_WORDS = ("Act", "Law", "Bill", "Treaty", "Order", "Amendment")


def referent(word: str, before: Sequence[Doc]) -> str | None:
    """Who a personal pronoun stands for; ``before`` are the sentences before, in order."""
    word = word.lower()
    back = list(before)[: -_READ_BACK - 1 : -1]
    if word in PLURAL:
        # Who just held a view is who goes on about it.
        for doc in back:
            holders = [v.holder for v in views(doc) if v.holder and v.plural]
            if holders:
                return holders[-1] if len(set(holders)) == 1 else None
    for doc in back:
        found = _person(doc) if word in SINGULAR else _many(doc) if word in PLURAL else None
        if found:
            return found
    return None


def opening(doc: Doc) -> Token | None:
    """The word (or the noun of "this move", "the law") that leans on what came before."""
    first = next((t for t in doc if not t.is_punct and not t.is_space), None)
    if first is None:
        return None
    if first.pos_ in ("ADV", "SCONJ", "CCONJ") or first.lower_ in ("however", "meanwhile"):
        # "However, he ...": what follows the comma opens the sentence.
        after = [t for t in doc[first.i + 1 : first.i + 4] if not t.is_punct]
        first = after[0] if after else first
    if first.pos_ == "ADP" and first.i + 1 < len(doc) and doc[first.i + 1].lower_ in PLURAL:
        # "Among them is ..."
        first = doc[first.i + 1]
    low = first.lower_
    if low in SINGULAR | PLURAL:
        return first
    if low in DEMONSTRATIVES:
        if first.dep_ == "expl" or (low in ("it", "that") and first.pos_ == "SCONJ"):
            return None
        head: Token = first.head if first.dep_ in ("det", "poss", "amod", "predet") else first
        return head
    if low == "the":
        head = first.head
        bare = all(t.dep_ in ("det", "punct") for t in head.lefts)
        plain = head.pos_ == "NOUN" and head.dep_ in ("nsubj", "nsubjpass")
        follows = any(t.dep_ in ("prep", "relcl", "acl", "appos") for t in head.rights)
        lemma = head.lemma_.lower()
        leans = lemma in _KIND or (lemma in _ABSTRACT and not follows)
        if bare and plain and not head.ent_type_ and leans:
            return head
    return None


def name_for(head: Token, before: Sequence[Doc]) -> str | None:
    """The name that an opening stands for, if one fits."""
    if head.lower_ in SINGULAR | PLURAL:
        return referent(head.text, before)
    kind = _KIND.get(head.lemma_.lower())
    if kind is None:
        return None
    for doc in list(before)[: -_READ_BACK - 1 : -1]:
        names = [ent for ent in doc.ents if _fits(ent, kind, head.lemma_.lower())]
        different = list(dict.fromkeys(_short(ent) for ent in names))
        if len(different) == 1:
            return different[0]
        if different:
            subject = [_short(e) for e in names if e.root.dep_ in ("nsubj", "nsubjpass")]
            return subject[0] if kind == "person" and subject else None
    return None


def is_person_noun(head: Token) -> bool:
    """ "The minister" can be somebody new, and then needs no sentence before it."""
    return (
        _KIND.get(head.lemma_.lower()) == "person"
        and head.i > 0
        and (head.nbor(-1).lower_ == "the")
    )


def _fits(ent: Span, kind: str, noun: str) -> bool:
    if kind == "person":
        # "The president" is Nayib Bukele only where he was called so.
        near = ent.doc[max(ent.start - 6, 0) : min(ent.end + 8, len(ent.doc))]
        return ent.label_ == "PERSON" and any(t.lemma_.lower() == noun for t in near)
    if kind == "law" and any(word in ent.text.split() for word in _LAW_WORDS):
        return True
    return ent.label_ in _LABELS_OF[kind]


def _person(doc: Doc) -> str | None:
    people = [e for e in doc.ents if e.label_ == "PERSON" and e.text[:1].isupper()]
    if not people:
        # The parser does not take every name for one.
        known = (t for t in doc if t.dep_ == "nsubj" and t.pos_ == "PROPN" and not t.ent_type_)
        return next((t.text for t in known if t.head.dep_ == "ROOT"), None)
    subjects = [e for e in people if e.root.dep_ in ("nsubj", "nsubjpass")]
    # The subject of the main clause before that of a clause inside.
    subjects.sort(key=lambda e: len(list(e.root.ancestors)))
    if subjects:
        return _short(subjects[0])
    different = list(dict.fromkeys(_short(e) for e in people))
    return different[0] if len(different) == 1 else None


def _many(doc: Doc) -> str | None:
    subjects = [t for t in doc if t.dep_ == "nsubj" and t.pos_ != "PRON" and can_hold(t)]
    subjects.sort(key=lambda t: len(list(t.ancestors)))
    for token in subjects:
        plural = token.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in token.children)
        if plural:
            return holder_name(token)
    return None


def _short(ent: Span) -> str:
    text = ent.text.strip()
    for ending in ("’s", "'s"):
        text = text.removesuffix(ending)
    for start in ("the ", "The "):
        text = text.removeprefix(start)
    return text
