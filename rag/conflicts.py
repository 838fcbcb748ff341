"""Different values for the same thing: found among the sentences that answer "how many".

Two values disagree when both count what the question asks for (the same noun, of the same
named thing). It is no disagreement when one is the sum of others in the same sentence
("21 of its most wanted and two leaders" is 23), or when the sentences are dated differently.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.question import Question
from rag.select import Candidate, Ranked
from rag.words import DAYS, MONTHS, WORD, YEAR, read_words, stem

# Sentences further down are about something else.
READ = 12
# How many words after a number the counted noun may stand, and the thing it is of.
NOUN_WITHIN, NAME_WITHIN = 4, 9

_SMALL = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Value:
    """A value as written (``shown``) and to compare (``number``), and where it stands."""

    shown: str
    number: float
    candidate: Candidate


def differing_values(question: Question, ranked: Sequence[Ranked]) -> list[Value]:
    """The values that disagree, best sentence first; empty if there are not two."""
    if question.kind != "number":
        return []
    asked = [term for term in question.content if term.asked]
    # Two letters are a particle ("Tren de Aragua"), not what is counted.
    nouns = {term.stem for term in question.content if not term.named and len(term.stem) > 2}
    names = {term.stem for term in question.content if term.named}
    if not asked or not names:
        # Without a name "12 men" and "14 men" may well be of two different events.
        return []
    found: list[Value] = []
    for one in ranked[:READ]:
        found.extend(
            value
            for value in _values(one.candidate, nouns, names)
            if all(value.number != other.number for other in found)
        )
    if len(found) < 2:
        return []
    kept = [value for value in found if not _is_a_part(value, found)]
    first = kept[0] if kept else None
    kept = [v for v in kept if v is first or not _dated_apart(first, v)]
    return kept if len(kept) > 1 else []


def _values(candidate: Candidate, nouns: set[str], names: set[str]) -> list[Value]:
    """Numbers that count one of the nouns, of the named thing."""
    text = candidate.text
    words = read_words(text)
    # The 13 of "MS-13" counts nothing.
    part_of_name = [m.start() > 0 and text[m.start() - 1] in "-–" for m in WORD.finditer(text)]
    found = []
    for i, raw in enumerate(words.raw):
        number = _number(raw)
        if number is None or YEAR.fullmatch(raw) or part_of_name[i]:
            continue
        stop = next(
            (
                j
                for j in range(i + 1, len(words.raw))
                if _number(words.raw[j]) is not None and not part_of_name[j]
            ),
            len(words.raw),
        )
        near = words.stems[i + 1 : min(stop, i + 1 + NOUN_WITHIN)]
        around = words.stems[i + 1 : min(stop, i + 1 + NAME_WITHIN)]
        if nouns & set(near) and names <= set(around):
            found.append(Value(raw, number, candidate))
    return found


def _is_a_part(value: Value, others: Sequence[Value]) -> bool:
    """Whether it and another number of its sentence add up to another sentence's value."""
    here = [n for raw in read_words(value.candidate.text).raw if (n := _number(raw)) is not None]
    totals = {value.number + number for number in here}
    return any(
        other.number in totals and other.candidate is not value.candidate for other in others
    )


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
        return float(_SMALL[low])
    return float(raw.replace(",", "")) if _NUMBER.fullmatch(raw) else None


def topic_of(question: Question) -> str:
    """What is counted, in the question's words."""
    stems = {term.stem for term in question.content}
    words = [raw for raw in read_words(question.text).raw if stem(raw) in stems]
    return " ".join(words)
