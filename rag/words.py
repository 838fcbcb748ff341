"""Words, light stems and the word lists that questions and sentences are read with.

The stemmer strips one inflection or common derivation, in the manner of Porter (1980) but
shorter: late interaction already sees related words, and stems only say what is literally
the same. Stop words are the function words of the lexical search and a few empty verbs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.lexical import FUNCTION_WORDS
from rag.demonyms import COUNTRY_OF

WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:['’][a-z]+)?")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


STOP_WORDS = FUNCTION_WORDS | _set(
    "after all also although among another because before between both called during each "
    "every get got just known made make many may might more most much must name named now "
    "only other over own per same shall since then through under until upon use used "
    "using via while within without "
)
QUESTION_WORDS = _set("who whom whose what which when where why how ")
NUMBER_WORDS = _set(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
    "eighty ninety hundred hundreds thousand thousands million millions billion billions "
    "trillion dozen dozens half third quarter twice once double triple both single "
    "several "
)
MONTHS = _set(
    "january february march april may june july august september october november december "
)
DAYS = _set("monday tuesday wednesday thursday friday saturday sunday ")
TIME_WORDS = _set(
    "century centuries ago today decade decades bc ad year years spring summer autumn "
    "winter early late "
)
YEAR = re.compile(r"(?:1\d|20)\d\d|\d{2,4}s")
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")

_IRREGULAR = {
    form: base
    for base, forms in (
        entry.split(":")
        for entry in """become:became begin:began,begun break:broke,broken bring:brought
        build:built buy:bought catch:caught choose:chose,chosen come:came die:death,dead
        drive:drove,driven fall:fell,fallen fight:fought find:found fly:flew,flown,flight
        give:gave,given go:went,gone grow:grew,grown hear:heard hold:held keep:kept
        know:knew,known lead:led leave:left lose:lost,loss make:made mean:meant meet:met
        pay:paid rise:rose,risen run:ran say:said see:saw,seen sell:sold send:sent
        show:shown sing:sang,sung speak:spoke,spoken spend:spent stand:stood steal:stole,stolen
        strike:struck take:took,taken teach:taught tell:told think:thought win:won
        write:wrote,written cancel:cancelled,cancelling compel:compelled,compelling
        control:controlled,controlling expel:expelled,expelling fuel:fuelled,fuelling
        label:labelled,labelling patrol:patrolled,patrolling propel:propelled,propelling
        rebel:rebelled,rebelling repel:repelled,repelling travel:travelled,travelling
        traveler:traveller,travellers""".split()
    )
    for form in forms.split(",")
}

_SUFFIXES = (
    ("ational", "ate"),
    ("ization", "ize"),
    ("isation", "ize"),
    ("fulness", "ful"),
    ("iveness", "ive"),
    ("ically", "ic"),
    ("ations", "at"),
    ("ation", "at"),
    ("ments", "ment"),
    ("ities", "iti"),
    ("ying", "y"),
    ("ies", "y"),
    ("ied", "y"),
    ("sses", "ss"),
    ("ions", "ion"),
    ("ingly", ""),
    ("edly", ""),
    ("ers", "er"),
    ("ing", ""),
    ("ion", ""),
    ("ed", ""),
    ("ly", ""),
    ("es", ""),
    ("s", ""),
)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """What ``word`` has in common with its inflections; a people's is that of its country."""
    word = re.sub(r"['’](?:s)?$", "", word.lower())
    word = COUNTRY_OF.get(word, _IRREGULAR.get(word, word))
    if len(word) <= 3 or word[0].isdigit():
        return word
    for suffix, replacement in _SUFFIXES:
        plural_like = suffix == "s" and word.endswith("ss")
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not plural_like:
            word = word[: -len(suffix)] + replacement
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiousl":
        word = word[:-1]
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return word[:-2] if len(word) > 4 and word.endswith("at") else word


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: as written, and their stems."""

    raw: tuple[str, ...]
    stems: tuple[str, ...]
    known: frozenset[str]


@lru_cache(maxsize=16_384)
def read_words(text: str) -> Words:
    """The words of ``text``, in order."""
    raw = tuple(WORD.findall(text))
    stems = tuple(stem(word) for word in raw)
    return Words(raw, stems, frozenset(stems))


def longest_run(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    """Length of the longest run of words that both have."""
    best = 0
    before: dict[int, int] = {}
    places = _places(second)
    for word in first:
        here = {j: before.get(j - 1, 0) + 1 for j in places.get(word, ())}
        best = max(best, *here.values()) if here else best
        before = here
    return best


@lru_cache(maxsize=16_384)
def _places(words: tuple[str, ...]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for j, word in enumerate(words):
        places.setdefault(word, []).append(j)
    return places
