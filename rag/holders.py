"""Who a noun phrase means: what can hold a view, and what to call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.people import HOLDER_NOUNS
from rag.stancewords import AGAINST_GROUPS, FOR_GROUPS

if TYPE_CHECKING:
    from spacy.tokens import Token

_NO_HOLDERS = frozenset(
    """report article study story document statement data video move decision reports studies
    investigation investigations law act policy agreement deal meeting visit approach method
    methods process step program history figures evidence""".split()
)

# A partnership or a decision says nothing; a government or an association does.
_ABSTRACT = ("ship", "tion", "sion", "ment", "ness", "ity", "ance", "ism", "ure")
_BODIES = frozenset(
    """government department parliament association organization organisation commission union
    delegation administration opposition leadership coalition community authority university
    charity majority minority legislature congregation federation corporation institution
    management foundation establishment""".split()
)
# End like people, and are none.
_THINGS = frozenset(
    """order merger paper power number matter offer answer weather river border tower letter
    chapter computer center disaster shelter transfer error factor sector floor corridor harbor
    color labor favor behavior terror danger water barrier career measure agreement statement
    document development event investment argument treatment incident
    accident moment settlement amount summer winter trawler freighter tanker steamer reactor timber
    rubber butter cancer fever quarter corner shower folder header scooter elevator""".split()
)


def holder_key(token: Token) -> str:
    """Who is meant, without titles: "rubio" for "Secretary of State Marco Rubio"."""
    name = named_by_apposition(token) or token
    return (name.text if name.pos_ == "PROPN" else name.lemma_).casefold()


def named_by_apposition(token: Token) -> Token | None:
    """Nayib Bukele, of "the president of El Salvador, Nayib Bukele"."""
    if token.pos_ == "PROPN":
        return None
    # The parser puts many a name beside the place that it stands next to.
    beside = [*token.rights, *(t for c in token.rights if c.dep_ == "prep" for t in c.subtree)]
    return next((c for c in beside if c.dep_ == "appos" and _is_a_name(c)), None)


def _is_a_name(token: Token) -> bool:
    two = any(c.dep_ == "compound" and c.pos_ == "PROPN" for c in token.lefts)
    return token.ent_type_ == "PERSON" or (token.pos_ == "PROPN" and two and not token.ent_type_)


def holder_name(token: Token) -> str:
    """The noun phrase as written, with a short apposition ("Manuel Flores, a leader")."""
    token = named_by_apposition(token) or token
    doc = token.doc
    left = min((t.i for t in token.lefts if t.dep_ not in ("cc", "punct", "mark")), default=token.i)
    left = min([left, *(t.i for c in token.lefts if c.dep_ != "punct" for t in c.subtree)])
    right = token.i
    for child in token.rights:
        if child.dep_ in ("prep", "amod", "case") and child.i == right + 1:
            last = max(t.i for t in child.subtree)
            if last - token.i > 8:
                break
            right = last
        elif child.dep_ == "appos":
            last = max(t.i for t in child.subtree)
            if last - child.left_edge.i <= 8:
                right = last
            break
        elif child.dep_ in ("conj", "cc"):
            last = max(t.i for t in child.subtree)
            if last - token.i > 10:
                break
            right = last
    text = doc[left : right + 1].text.strip(' ,;:-–—“”"')
    words = text.split()
    plural = token.tag_ in ("NNS", "NNPS")
    if plural and {"a", "an"} & {w.lower() for w in words[:-1]}:
        # "a sprawling prison critics say": the phrase before is another one.
        return token.text
    if words and words[0].lower() in ("the", "a", "an", "some", "many", "most", "several"):
        text = " ".join(words[1:]) if words[0].lower() in ("the", "a", "an") else text
    return text


def can_hold(token: Token) -> bool:
    """Whether a noun can be somebody with a view: no study, move or method."""
    lemma = token.lemma_.lower()
    if token.lower_ in ("it", "this", "that", "which", "these", "those") or lemma in _NO_HOLDERS:
        return False
    if token.pos_ == "NOUN" and lemma.endswith(_ABSTRACT) and lemma not in _BODIES:
        return False
    return token.pos_ in ("NOUN", "PROPN", "PRON", "ADJ")


def is_person_like(token: Token | None) -> bool:
    """ "Deportations have raised concern": what raises it is not who holds it."""
    if token is None:
        return False
    if token.pos_ in ("PROPN", "PRON") or token.ent_type_ in ("PERSON", "ORG", "GPE", "NORP"):
        return True
    lemma = token.lemma_.lower()
    if lemma in _THINGS or (lemma.endswith(_ABSTRACT) and lemma not in _BODIES | HOLDER_NOUNS):
        return False
    return (
        lemma.endswith(("ist", "er", "or", "ian", "group", "ics", "ee", "ant", "ent", "man", "yer"))
        or lemma in FOR_GROUPS | AGAINST_GROUPS | HOLDER_NOUNS
        or lemma in ("head", "chair", "chief", "board", "panel", "bench", "office", "half", "ngo")
    )
