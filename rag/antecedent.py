"""What a word like "it", "they" or "there" can stand for in an earlier question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.parse import Parser

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_NO_PERSON = frozenset("ORG GPE LOC NORP FAC LAW EVENT PRODUCT DATE TIME WORK_OF_ART".split())
# A name in front of an answer is not longer, in words.
_SHORT = 6


def place(doc: Doc) -> str | None:
    """What "there" can stand for: what something is in or at, or else the last name."""
    chunks = [c for c in doc.noun_chunks if c.root.pos_ in ("NOUN", "PROPN")]
    inside = [c for c in chunks if c.root.dep_ == "pobj" and c.root.head.lower_ in ("in", "at")]
    named = [
        c for c in chunks
        if c.root.text.isupper() or (c.root.pos_ == "PROPN" and c.root.ent_type_ != "PERSON")
    ]  # fmt: skip
    return _bare((inside or named)[-1]) if inside or named else None


def which(doc: Doc, answer: str, parser: Parser) -> str | None:
    """The name that answers "Which city ...?", if one stands in front of the answer."""
    asked = doc[1] if len(doc) > 2 and doc[0].lower_ == "which" else None
    noun = asked.head if asked is not None and asked.dep_ != "nsubj" else asked
    if noun is None or noun.dep_ not in ("nsubj", "nsubjpass"):
        return None
    first = answer.split(". ")[0]
    words = parser(first)
    named = words and all(t.pos_ in ("PROPN", "ADP", "DET", "ADJ", "PUNCT") for t in words)
    return first if named and len(words) <= _SHORT else None


def people(doc: Doc) -> list[str]:
    """The persons that a text names."""
    return [_bare(ent) for ent in doc.ents if ent.label_ == "PERSON"]


def subjects(doc: Doc) -> list[str]:
    """Names that do something, which the parser did not see to be a person's."""
    return [
        _bare(chunk)
        for chunk in doc.noun_chunks
        if chunk.root.pos_ == "PROPN"
        and chunk.root.dep_ in ("nsubj", "nsubjpass")
        and chunk.root.ent_type_ not in _NO_PERSON
    ]


def asks_for_thing(doc: Doc) -> bool:
    """ "What did he offer?": then "it" is the offer, which the question does not name."""
    what = next((t for t in doc if t.lower_ == "what"), None)
    return what is not None and what.dep_ in ("dobj", "pobj")


def thing(doc: Doc, *, plural: bool) -> str | None:
    """What a question is about: its last name that is no person, or its object."""
    chunks = [c for c in doc.noun_chunks if c.root.pos_ in ("NOUN", "PROPN") or is_coded(c.root)]
    # The parser makes no phrase of a name that it takes for a number.
    known = {token.i for chunk in chunks for token in chunk}
    chunks += [doc[t.i : t.i + 1] for t in doc if is_coded(t) and t.i not in known]
    chunks.sort(key=lambda chunk: chunk.start)
    if plural and chunks and chunks[0][0].lower_ in ("which", "what", "how"):
        # "How many people are held in X?": "they" are the people, not X.
        return _counted(chunks[0])
    chunks = [c for c in chunks if c[0].lower_ not in ("what", "which", "who", "whose", "how")]
    chunks = [
        c for c in chunks if is_coded(c.root) or c.root.ent_type_ not in ("PERSON", "DATE", "TIME")
    ]
    told_about = [
        c for c in chunks if c.root.dep_ == "pobj" and c.root.head.lower_ in ("about", "on", "of")
    ]
    if asks_for_thing(doc) and not told_about:
        return None
    if plural:
        several = [c for c in chunks if c.root.tag_ in ("NNS", "NNPS")]
        chunks = several or chunks
    named = [c for c in chunks if c.root.pos_ == "PROPN" or is_coded(c.root)]
    if named:
        # "The deal with X" is what is talked about, not X.
        around = [
            c for c in chunks
            if c.root.pos_ == "NOUN" and any(c.root.is_ancestor(n.root) for n in named)
        ]  # fmt: skip
        if around:
            root = around[0].root
            return str(doc[root.left_edge.i : root.right_edge.i + 1].text)
        new = [
            c for c in chunks
            if c[0].lower_ in ("a", "an") and c.root.dep_ in ("nsubj", "nsubjpass", "dobj")
        ]  # fmt: skip
        if not plural and new and named[-1].root.ent_type_ == "GPE":
            # "A plane left Panama": where it was headed is asked of the plane.
            return _the(new[-1])
        if not plural:
            return _bare(named[-1])
    if chunks:
        best = next((c for c in chunks if c.root.dep_ in ("dobj", "pobj", "nsubjpass")), chunks[-1])
        return str(best.text)
    return None


def _counted(chunk: Span) -> str | None:
    """ "The gang's members", of "how many gang members"; plain "people" say nothing."""
    rest = [t for t in chunk if t.lower_ not in ("which", "what", "how", "many")]
    named = len(rest) > 1 and any(t.pos_ == "PROPN" or is_coded(t) for t in rest)
    return f"the {chunk.doc[rest[0].i : rest[-1].i + 1].text}" if named else None


def _the(chunk: Span) -> str:
    return f"the {chunk[1:].text}"


def is_coded(token: Token) -> bool:
    """MS-13, which the parser takes for a number."""
    return any(c.isalpha() for c in token.text) and any(c.isdigit() for c in token.text)


def _bare(span: Span) -> str:
    text = span.text.strip()
    for ending in ("’s", "'s"):
        text = text.removesuffix(ending)
    return text
