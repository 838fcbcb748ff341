"""Different values for the same thing, in the sentences that answer a question.

Two numbers disagree when both count what the question asks for: the same noun of the same
named thing, in an event of the same kind. Two names (or dates) disagree when the same verb
has them as its doer (or its date), about the same thing. It is no disagreement when one
number is the sum of others in a sentence ("21 of its most wanted and two leaders" is 23),
when either is a bound ("more than 200"), when one counts a narrower kind, or when the
sentences are dated differently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.parse import Parser
from rag.question import Question
from rag.select import Candidate, Ranked
from rag.slots import date_of, doer_of, same_event, topic_words
from rag.words import DAYS, MONTHS, NUMBER_WORDS, STOP_WORDS, YEAR, read_words, stem

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Of names, sentences further down are about something else, and so is what scores this far
# below the best; a number says by its noun what it counts.
READ_NAMES, WITHIN_NAMES = 5, 4.0
# "Around the same number" is no other number.
_BOUNDS = frozenset(
    "about almost approximately around nearly over under some least most than".split()
)
_PHRASE = frozenset("compound amod prep pobj poss nmod punct case appos".split())
_PEOPLE = frozenset(
    "member man people person individual prisoner inmate detainee deportee gangster suspect fighter"
    " follower militant soldier migrant guy figure".split()
)
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


def differing_values(question: Question, ranked: Sequence[Ranked], parser: Parser) -> list[Value]:
    """The values that disagree, best sentence first; empty if there are not two."""
    asked = parser(question.text)
    if question.kind == "number" or _counted_noun(asked) is not None:
        return _numbers(asked, question, ranked, parser)
    near = [one for one in ranked if one.score > ranked[0].score - WITHIN_NAMES]
    return _names(asked, question, near[:READ_NAMES], parser)


def counted(question: str, parser: Parser) -> str | None:
    """ "Norbay Rowers members", where a question asks how many of somebody's were so and so.

    Another source may tell of them in other words than the question has for what happened.
    """
    noun = _counted_noun(parser(question))
    if noun is None or not any(t.pos_ == "PROPN" or _is_name(t) for t in noun.subtree):
        return None
    people = noun.lemma_.lower() in _PEOPLE
    words = [
        "members " if people and t.i == noun.i else t.text_with_ws
        for t in noun.subtree
        if t.lower_ not in ("how", "many", "?")
    ]
    return "".join(words).strip() or None


def topic_of(question: Question) -> str:
    """What is asked for, in the question's words."""
    stems = {term.stem for term in question.content}
    words = [raw for raw in read_words(question.text).raw if stem(raw) in stems]
    return " ".join(words)


def _numbers(
    asked: Doc, question: Question, ranked: Sequence[Ranked], parser: Parser
) -> list[Value]:
    noun = _counted_noun(asked)
    if noun is None:
        return []
    needed = (_phrase(noun) | _owner(noun)) - {stem(noun.text)}
    elsewhere = {term.stem for term in question.content if term.named} - needed
    if not needed | elsewhere:
        # Without a name "12 men" and "14 men" may well be of two different events.
        return []
    found: list[Value] = []
    for one in ranked:
        # Where the counted noun itself has no name, the sentence must hold the question's.
        around = topic_words(one.candidate) if needed else read_words(one.candidate.text).known
        counts = any(_number(raw) is not None for raw in read_words(one.candidate.text).raw)
        if not counts or not elsewhere <= around:
            continue
        for token in parser(one.candidate.text):
            value = _value(token, noun, needed, one.candidate)
            if value is not None and all(value.key != other.key for other in found):
                found.append(value)
    kept = [value for value in found if not _is_a_part(value, found)]
    first = kept[0] if kept else None
    kept = [v for v in kept if v is first or not _dated_apart(first, v)]
    return kept if len(kept) > 1 else []


def _counted_noun(asked: Doc) -> Token | None:
    """Members, of "How many members of the gang ..."; also of "238 or 250 members"."""
    for token in asked:
        if token.lower_ == "many":
            return token.head if token.head.pos_ in ("NOUN", "PROPN") else None
        if token.lemma_.lower() in ("number", "figure", "count", "total"):
            for link in token.children:
                if link.lower_ in ("of", "for"):
                    return next((c for c in link.children if c.pos_ == "NOUN"), None)
        if token.dep_ == "nummod" and token.head.pos_ == "NOUN" and "or" in asked.text.split():
            return token.head
    return None


def _owner(noun: Token) -> set[str]:
    """The gang, of "How many members does the gang have?"."""
    if noun.head.lemma_.lower() != "have":
        return set()
    subjects = [c for c in noun.head.children if c.dep_ == "nsubj" and c.i != noun.i]
    return set().union(*(_phrase(c) for c in subjects))


def _value(token: Token, noun: Token, needed: set[str], candidate: Candidate) -> Value | None:
    number = _number(token.text)
    if number is None or YEAR.fullmatch(token.text) or token.ent_type_ in ("DATE", "TIME"):
        return None
    head = token.head
    if token.dep_ not in ("nummod", "compound"):
        # "21 of its members": the noun follows.
        inner = [c for p in token.children if p.lower_ == "of" for c in p.children]
        if not inner:
            return None
        head = inner[0]
    if not _same_kind(head, noun, needed) or not _covers(head, noun, needed):
        return None
    narrower = {c.lemma_ for c in head.children if c.dep_ == "amod"}
    if narrower - {c.lemma_ for c in noun.children if c.dep_ == "amod"}:
        return None
    if any(c.lower_ in _BOUNDS for c in token.children) or not same_event(noun, head):
        return None
    return Value(token.text, number, candidate)


def _same_kind(head: Token, noun: Token, needed: set[str]) -> bool:
    """ "Men of the gang" are its members; without the gang's name they may be anybody's."""
    if stem(head.text) == stem(noun.text):
        return True
    return bool(needed) and head.lemma_.lower() in _PEOPLE and noun.lemma_.lower() in _PEOPLE


def _covers(head: Token, noun: Token, needed: set[str]) -> bool:
    have = _phrase(head)
    # "238 members of one gang and 23 members of another": the other is the 23's.
    others = [t.i for t in head.doc if t.i > head.i and _number(t.text) is not None]
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


def _phrase(noun: Token) -> set[str]:
    """Stems of the noun's phrase, without the clauses that hang on it."""
    words: set[str] = set()
    stack = [noun]
    while stack:
        token = stack.pop()
        if token.is_alpha and token.lower_ not in STOP_WORDS and len(token.text) > 2:
            if token.lower_ not in NUMBER_WORDS:
                words.add(stem(token.text))
        elif _is_name(token):
            words.update(read_words(token.text).stems)
        stack.extend(
            c
            for c in token.children
            if c.dep_ in _PHRASE or (_is_name(c) and c.dep_ != "conj")
            if c.dep_ != "appos" or c.pos_ == "PROPN"
        )
    return words


def _is_name(token: Token) -> bool:
    """MS-13, which the parser takes for a number."""
    return any(c.isalpha() for c in token.text) and any(c.isdigit() for c in token.text)


def _names(asked: Doc, question: Question, ranked: Sequence[Ranked], parser: Parser) -> list[Value]:
    """Different doers, or dates, of one event in different articles."""
    find = date_of if question.kind == "time" else doer_of
    about = {term.stem for term in question.content if term.named}
    if not about:
        return []
    found: list[Value] = []
    verbs: list[str] = []
    for one in ranked:
        told = find(asked, parser(one.candidate.text), about)
        if told is None:
            continue
        value = Value(told.text, told.key, one.candidate)
        if any(other.candidate.article.id == one.candidate.article.id for other in found):
            continue
        if found and told.verb != verbs[0]:
            continue
        if all(_other_name(value.key, other.key) for other in found):
            found.append(value)
            verbs.append(told.verb)
    return found if len(found) > 1 else []


def _other_name(first: str | float, second: str | float) -> bool:
    """ "Treasury" and "State"; but not "Rubio" and "Marco Rubio"."""
    one, two = set(str(first).split()), set(str(second).split())
    return not (one <= two or two <= one)


def _is_a_part(value: Value, others: Sequence[Value]) -> bool:
    """Whether it and another number of its sentence add up to another sentence's value."""
    here = [n for raw in read_words(value.candidate.text).raw if (n := _number(raw)) is not None]
    own = float(value.key)
    totals = {own + number for number in here}
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


def _number(raw: str) -> float | None:
    low = raw.lower()
    if low in _SMALL:
        return _SMALL[low]
    plain = raw.replace(",", "")
    return float(plain) if plain.replace(".", "", 1).isdigit() and plain.isascii() else None
