"""Who somebody is, in an article's words: their title before the name, or what is said after it.

"Who is Karoline Leavitt?" is answered by "White House Press Secretary", wherever the sentence
goes from there: appositions and titles, the patterns of definition questions (Hildebrandt and
others, 2004).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NAME = r"(?P<name>[A-Z0-9][\w .’'-]*?)"
_WHO_IS = re.compile(
    rf"^who(?:['’]s| is| was| are| were) (?:the |this |that )?{_NAME}[?.! ]*$", re.IGNORECASE
)
_WHAT_IS = re.compile(rf"^what(?:['’]s| is| was| are| were) (?:the |an? )?{_NAME}[?.! ]*$", re.I)
_JOB = r"(?:job|post|role|position|title|office|function|profession|occupation)"
_WHAT_JOB = re.compile(
    rf"^(?:what(?:['’]s| is| was) {_NAME}['’]s? {_JOB}"
    rf"|what(?:['’]s| is| was) the {_JOB} of (?P<name2>[A-Z][\w .’'-]*?)"
    r"|what (?:does|did) (?P<name3>[A-Z][\w .’'-]*?) do(?: for a living)?"
    rf"|what {_JOB} (?:does|did) (?P<name4>[A-Z][\w .’'-]*?) (?:have|hold))[?.! ]*$",
    re.IGNORECASE,
)
# Whoever is called so is not told apart by it.
_ANYBODY = frozenset(
    "individual man woman person people one mr mrs ms dr group other body thing example case "
    "figure member".split()
)
# Longer ones tell a story.
MOST_WORDS = 12
# So many words are more than a name.
NAME_WORDS = 6


def as_who_is(question: str) -> str:
    """ "What's Leavitt's post?" as "Who is Leavitt?", which is how articles answer it."""
    match = _WHAT_JOB.match(question.strip())
    if match is None:
        return question
    name = next(filter(None, match.groups()), "")
    return f"Who is {name}?" if name[:1].isupper() else question


def whom_asked(question: str) -> str | None:
    """The name that a question asks who or what it is, as it is written there, which may be in
    small letters; ``None`` if it asks something else.
    """
    match = _WHO_IS.match(question.strip()) or _WHAT_IS.match(question.strip())
    if match is None:
        return None
    words = match["name"].split()
    return " ".join(words) if len(words) <= NAME_WORDS else None


def identity(doc: Doc, name: str) -> tuple[int, int] | None:
    """Offsets of the words of a sentence that say who or what the ``name`` is."""
    for match in re.finditer(rf"\b{re.escape(name)}(?!\w)", doc.text, re.IGNORECASE):
        if not match[0][0].isupper():
            continue
        span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
        if span is None:
            continue
        first, last = _whole(doc, span.start, span.end - 1)
        for found in (
            _after(doc, last), _before(doc, first), _around(doc, first, last), _being(doc, last)
        ):  # fmt: skip
            if found is not None and (told := _told(doc, *found)) is not None:
                return told
    return None


def _whole(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """The whole name of a person, of whom the question may give a part."""
    for entity in doc.ents:
        if entity.label_ == "PERSON" and entity.start <= last and first < entity.end:
            first, last = min(first, entity.start), max(last, entity.end - 1)
    while last > first and (doc[last].is_punct or doc[last].dep_ == "case"):
        last -= 1
    return first, last


def _after(doc: Doc, last: int) -> tuple[int, int] | None:
    """ "Manuel Flores, a left-wing opposition leader, criticised ..."."""
    if last + 2 >= len(doc) or doc[last + 1].text not in (",", "(", "—", "–"):
        return None
    for token in doc[last + 2 :]:
        if token.dep_ == "appos" and token.head.i <= last:
            return token.left_edge.i, _end(token)
        if token.dep_ == "ROOT" or token.text in (",", ";"):
            return None
    return None


def _before(doc: Doc, first: int) -> tuple[int, int] | None:
    """ "White House Press Secretary Karoline Leavitt", "Secretary of State Marco Rubio"."""
    start = first
    while start > 0:
        token = doc[start - 1]
        part = token.dep_ in ("compound", "amod", "nmod", "appos", "poss", "case", "pobj", "prep")
        linked = token.lower_ == "of" and start > 1 and doc[start - 2].text[0].isupper()
        heads = token.head.i >= start or token.head.i == start - 2 or linked
        title = token.text[0].isupper() or token.pos_ in ("NOUN", "ADJ")
        if not ((part and heads and title) or linked or _heads_title(token, first)):
            break
        start -= 1
    if start == first:
        return None
    # "Of State" alone is no title.
    if doc[start].lower_ == "of":
        return None
    return start, first - 1


def _heads_title(token: Token, first: int) -> bool:
    """The Secretary of "Secretary of State Marco Rubio", which the parser takes for the head."""
    return token.text[0].isupper() and token.pos_ == "PROPN" and token.i < first and (
        token.nbor(1).lower_ == "of"
    )  # fmt: skip


def _around(doc: Doc, first: int, last: int) -> tuple[int, int] | None:
    """ "The president of El Salvador, Nayib Bukele, announced ..."."""
    for token in doc[first : last + 1]:
        if token.dep_ == "appos" and token.head.i < first and token.head.pos_ != "VERB":
            head = token.head
            if head.dep_ == "pobj" and head.head.head.pos_ in ("NOUN", "PROPN"):
                # The president, not El Salvador.
                head = head.head.head
            start = head.left_edge.i
            end = first - 1
            while end > start and doc[end].is_punct:
                end -= 1
            return start, end
    return None


def _being(doc: Doc, last: int) -> tuple[int, int] | None:
    """ "Flores is a lawyer from ..."."""
    for token in doc[: last + 1]:
        verb = token.head
        if token.dep_ == "nsubj" and token.i <= last and verb.lemma_ == "be" and verb.i == last + 1:
            told = next((c for c in verb.children if c.dep_ == "attr"), None)
            if told is not None and told.pos_ in ("NOUN", "PROPN"):
                return told.left_edge.i, _end(told)
    return None


def _end(token: Token) -> int:
    """The last word of a phrase, without the clause or second apposition that hangs on it."""
    cut = [
        other.left_edge.i
        for other in token.subtree
        if other.i > token.i
        and (
            other.dep_ in ("relcl", "advcl")
            or (other.head == token and (other.dep_ in ("appos", "cc", "conj") or other.is_punct))
        )
    ]
    return min([token.right_edge.i, *(place - 1 for place in cut)])


def _told(doc: Doc, first: int, last: int) -> tuple[int, int] | None:
    while first <= last and (doc[first].tag_ in ("DT", "PRP$") or doc[first].is_punct):
        first += 1
    while last >= first and (doc[last].is_punct or doc[last].pos_ in ("ADP", "CCONJ")):
        last -= 1
    words = [t for t in doc[first : last + 1] if not t.is_punct]
    if not words or len(words) > MOST_WORDS or any(t.tag_ == "PRP" for t in words):
        return None
    nouns = [t for t in words if t.pos_ in ("NOUN", "PROPN", "NUM")]
    if not nouns or all(t.lemma_.lower().strip(".") in _ANYBODY for t in nouns):
        return None
    return doc[first].idx, doc[last].idx + len(doc[last])
