"""What sentences count of one thing: 238 and 250, of "members of Tren de Aragua"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.parse import Parser
from rag.select import Candidate, Ranked
from rag.slots import same_event, topic_words
from rag.words import DAYS, MONTHS, NUMBER_WORDS, STOP_WORDS, YEAR, read_words, stem

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# "Around the same number" is no other number.
_BOUNDS = frozenset(
    "about almost approximately around nearly over under some least most than".split()
)
_PHRASE = frozenset("compound amod prep pobj poss nmod punct case appos".split())
PEOPLE = frozenset(
    "member man people person individual prisoner inmate detainee deportee gangster suspect fighter"
    " follower militant soldier migrant guy figure".split()
)
_SAID_TO_BE = frozenset("alleged suspected accused presumed supposed".split())
_SMALL = {
    word: float(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value as written (``shown``), to compare (``key``), and where it stands."""

    shown: str
    key: str | float
    candidate: Candidate


def counts_of(
    noun: Token,
    needed: set[str],
    elsewhere: set[str],
    ranked: Sequence[Ranked],
    parser: Parser,
    *,
    both_ways: bool = False,
) -> list[Value]:
    """The numbers that sentences give of ``noun``, best sentence first; empty unless they differ.

    ``needed`` are the stems that its phrase must have as well, and ``elsewhere`` those that the
    sentence must have. A sentence never counts a narrower kind, nor, ``both_ways``, a wider one.
    """
    found: list[Value] = []
    for one in ranked:
        # Where the counted noun itself has no name, the sentence must hold the question's.
        words = read_words(one.candidate.text)
        around = topic_words(one.candidate) if needed else words.known
        if not elsewhere <= around or all(number(raw) is None for raw in words.raw):
            continue
        for token in parser(one.candidate.text):
            value = _value(token, noun, needed, one.candidate, both_ways)
            if value is not None and all(value.key != other.key for other in found):
                found.append(value)
    kept = [value for value in found if not _is_a_part(value, found)]
    first = kept[0] if kept else None
    kept = [v for v in kept if v is first or not _dated_apart(first, v)]
    return kept if len(kept) > 1 else []


def counted_by(token: Token) -> Token | None:
    """Members, of "238 members" and of "238 of its members"; None where nothing is counted."""
    if number(token.text) is None or YEAR.fullmatch(token.text):
        return None
    if token.ent_type_ in ("DATE", "TIME"):
        return None
    if token.dep_ in ("nummod", "compound"):
        return token.head
    inner = [c for p in token.children if p.lower_ == "of" for c in p.children]
    return inner[0] if inner else None


def counted_in(doc: Doc, start: int, end: int) -> Token | None:
    """What the first number in these characters counts."""
    found = (counted_by(t) for t in doc if start <= t.idx < end)
    return next((noun for noun in found if noun is not None), None)


def counts_any(doc: Doc, named: set[str]) -> bool:
    """Whether a number of the sentence counts something with one of these names (stems)."""
    nouns = (counted_by(token) for token in doc)
    return any(noun is not None and named & phrase_stems(noun) for noun in nouns)


def number_meant(doc: Doc, start: int, end: int, named: set[str]) -> Token | None:
    """The number that counts something of ``named`` (stems), where the one in these characters
    counts something of another: 23, of "238 members of one gang and 23 of MS-13". None where
    they may well be right.
    """
    noun = counted_in(doc, start, end)
    here = named & read_words(doc.text).known
    if noun is None or not here or here & phrase_stems(noun):
        return None
    others = [t for t in doc if not start <= t.idx < end]
    fitting = [t for t in others if (n := counted_by(t)) is not None and here & phrase_stems(n)]
    return fitting[0] if len(fitting) == 1 else None


def number(raw: str) -> float | None:
    """A word's value, if it is a number."""
    low = raw.lower()
    if low in _SMALL:
        return _SMALL[low]
    plain = raw.replace(",", "")
    return float(plain) if plain.replace(".", "", 1).isdigit() and plain.isascii() else None


def phrase_stems(noun: Token) -> set[str]:
    """Stems of the noun's phrase, without the clauses that hang on it."""
    words: set[str] = set()
    stack = [noun]
    while stack:
        token = stack.pop()
        if token.is_alpha and token.lower_ not in STOP_WORDS and len(token.text) > 2:
            if token.lower_ not in NUMBER_WORDS:
                words.add(stem(token.text))
        elif is_code(token):
            words.update(read_words(token.text).stems)
        stack.extend(
            c
            for c in token.children
            if c.dep_ in _PHRASE or (is_code(c) and c.dep_ != "conj")
            if c.dep_ != "appos" or c.pos_ == "PROPN"
        )
    return words


def is_code(token: Token) -> bool:
    """MS-13, which the parser takes for a number."""
    return any(c.isalpha() for c in token.text) and any(c.isdigit() for c in token.text)


def _value(
    token: Token, noun: Token, needed: set[str], candidate: Candidate, both_ways: bool
) -> Value | None:
    head = counted_by(token)
    amount = number(token.text)
    if head is None or amount is None:
        return None
    if not _same_kind(head, noun, needed) or not _covers(head, noun, needed):
        return None
    if not described(head) <= described(noun) or (both_ways and described(noun) - described(head)):
        return None
    if any(c.lower_ in _BOUNDS for c in token.children) or not same_event(noun, head):
        return None
    return Value(token.text, amount, candidate)


def described(noun: Token) -> set[str]:
    """What kind of them is counted ("senior"); a nation is a name, and "alleged" no kind."""
    words = (c for c in noun.children if c.dep_ == "amod" and not c.text[0].isupper())
    return {c.lemma_ for c in words} - _SAID_TO_BE


def _same_kind(head: Token, noun: Token, needed: set[str]) -> bool:
    """ "Men of the gang" are its members; without the gang's name they may be anybody's."""
    if stem(head.text) == stem(noun.text):
        return True
    return bool(needed) and head.lemma_.lower() in PEOPLE and noun.lemma_.lower() in PEOPLE


def _covers(head: Token, noun: Token, needed: set[str]) -> bool:
    have = phrase_stems(head)
    # "238 members of one gang and 23 members of another": the other is the 23's.
    others = [t.i for t in head.doc if t.i > head.i and number(t.text) is not None]
    if others:
        have &= read_words(head.doc[: min(others)].text).known
    missing = needed - have
    if not missing:
        return True
    # "TdA members" are members of Tren de Aragua, and the other way round.
    return any(_stands_for(t.text, missing) for t in head.subtree) or any(
        _stands_for(word, have) for word in _written(noun, missing)
    )


def _written(noun: Token, stems: set[str]) -> list[str]:
    return [t.text for t in noun.subtree if stem(t.text) in stems]


def _stands_for(short: str, words: set[str]) -> bool:
    """Whether ``short`` has two capitals or more, and they are the words' initials."""
    capitals = [c.lower() for c in short if c.isupper()]
    initials = {word[0] for word in words}
    return short.isalpha() and len(short) <= 6 and len(capitals) > 1 and set(capitals) <= initials


def _is_a_part(value: Value, others: Sequence[Value]) -> bool:
    """Whether it and another number of its sentence add up to another sentence's value."""
    here = [n for raw in read_words(value.candidate.text).raw if (n := number(raw)) is not None]
    own = float(value.key)
    totals = {own + other for other in here}
    return any(other.key in totals and other.candidate is not value.candidate for other in others)


def _dated_apart(one: Value | None, other: Value) -> bool:
    if one is None:
        return False
    dates, others = _dates(one.candidate), _dates(other.candidate)
    return bool(dates) and bool(others) and not dates & others


def _dates(candidate: Candidate) -> set[str]:
    raw = read_words(candidate.text).raw
    return {
        word.lower()
        for word in raw
        if YEAR.fullmatch(word)
        or (word[0].isupper() and word.lower() in MONTHS)
        or word.lower() in DAYS
    }
