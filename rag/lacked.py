"""What a follow-up lacks, as phrases: the words that :mod:`rag.resolution` finds, put together.

"Tren", "de" and "Aragua" are one name, and the rest of a name that begins among the words comes
with them; each phrase knows which pronouns can stand for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.lexical import FUNCTION_WORDS
from rag.parse import Parser
from rag.resolution import WORD, Resolution, Word
from rag.words import stem

if TYPE_CHECKING:
    from spacy.tokens import Token

LACKED = 0.55
"""From this probability on a word is lacked."""

AUXILIARIES = frozenset(
    "did do does is are was were has have had can could will would should may might must".split()
)

# "The Danube", and "a plane", "which plane": then the plane is meant.
_THE = re.compile(r"\bthe $", re.IGNORECASE)
_DETERMINED = re.compile(r"\b(?:an?|which|what) $", re.IGNORECASE)
# The rest of a name: "Salvador" behind "El".
_NAME_BEFORE = re.compile(r"(?:\b[A-Z][\w’'-]* )+$")
_NAME_AFTER = re.compile(r"^(?: [A-Z][\w’'-]*\b)+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """``text`` as it is put in; the ``stems`` of its words that are lacked; how likely the
    likeliest of these is lacked; whether it ``tells`` that something happens and not only names
    it; and its ``kind``: ``person``, ``place``, ``many``, or empty for none of these.
    """

    text: str
    stems: frozenset[str]
    lacked: float
    tells: bool
    kind: str

    def agrees(self, pronoun: str) -> bool:
        """Whether a pronoun (lower case) can stand for it: "they" for no single person or place."""
        if pronoun in ("he", "she", "him", "his", "her", "hers"):
            return self.kind in ("person", "")
        if pronoun in ("it", "its", "this", "that"):
            return self.kind not in ("person", "many")
        if pronoun in ("they", "them", "their", "theirs", "these", "those"):
            return self.kind not in ("person", "place")
        return self.kind != "person" if pronoun in ("there", "here") else True


def phrases(found: Resolution, texts: Sequence[str], question: str, parser: Parser) -> list[Phrase]:
    """What ``question`` lacks of ``texts``, the latest first; nothing twice."""
    chances = dict(zip(found.words, found.lacked, strict=True))
    known = {called(match.group()) for match in WORD.finditer(question)}
    made: list[Phrase] = []
    for words in _runs([w for w, chance in chances.items() if chance >= LACKED], texts):
        text = texts[words[0].text]
        stems = [called(text[w.start : w.end]) for w in words]
        # What is known already at either end is not told again.
        while stems and stems[0] in known:
            del stems[0], words[0]
        while stems and stems[-1] in known:
            del stems[-1], words[-1]
        if all(s in FUNCTION_WORDS for s in stems):
            continue
        known |= set(stems)
        start, end = _whole_name(text, words[0].start, words[-1].end)
        tokens = [t for t in parser(text) if start <= t.idx < end]
        phrase = Phrase(
            _the(text, start) + re.sub(r"['’]s?$", "", text[start:end]),
            frozenset(stems),
            max(float(chances[word]) for word in words),
            any(t.pos_ == "VERB" and t.dep_ not in ("amod", "compound") for t in tokens),
            _kind(tokens),
        )
        _add(phrase, made)
    return made


def _add(phrase: Phrase, made: list[Phrase]) -> None:
    """At the end, or in the place of a part of it: of "Reyes", where it is "Tom Reyes"."""
    whole = {called(match.group()) for match in WORD.finditer(phrase.text)}
    for place, part in enumerate(made):
        if part.stems <= whole:
            stems, lacked = phrase.stems | part.stems, max(phrase.lacked, part.lacked)
            made[place] = replace(phrase, stems=stems, lacked=lacked)
            return
    made.append(phrase)


def called(word: str) -> str:
    """The stem by which words are compared; function words are themselves."""
    low = re.sub(r"['’]s?$", "", word.lower())
    return low if low in FUNCTION_WORDS else stem(low)


def joined(text: str, one: Word, other: Word) -> bool:
    """Whether nothing is between two words of a text but words that say nothing, and no mark."""
    between = text[one.end : other.start]
    return not re.search(r"[^\w\s'’-]", between) and all(
        w.lower() in FUNCTION_WORDS - AUXILIARIES for w in between.split()
    )


def _runs(words: Sequence[Word], texts: Sequence[str]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word in words:
        if run and (run[-1].text != word.text or not joined(texts[word.text], run[-1], word)):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _the(text: str, start: int) -> str:
    before = text[:start]
    named = _THE.search(before) or (text[start].islower() and _DETERMINED.search(before))
    return "the " if named else ""


def _whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets of the words with the rest of the name that begins or ends them."""
    before = _NAME_BEFORE.search(text[:start]) if text[start].isupper() else None
    last = re.search(r"\w+$", text[:end])
    after = _NAME_AFTER.match(text[end:]) if last and last.group()[0].isupper() else None
    if before and text[: before.start()].endswith("of "):
        # In "Secretary of State Marco Rubio" the name is not "State Marco Rubio".
        pass
    elif before and before.start() > 0:
        start = before.start()
    elif before and before.group().split()[0].lower() in FUNCTION_WORDS:
        # The first word of a question has a capital whatever it is.
        start = len(before.group().split()[0]) + 1
    return start, end + (after.end() if after else 0)


def _kind(tokens: Sequence[Token]) -> str:
    named = {t.ent_type_ for t in tokens}
    if "PERSON" in named:
        return "person"
    if any(t.tag_ in ("NNS", "NNPS") for t in tokens):
        return "many"
    return "place" if named & {"GPE", "LOC", "FAC"} else ""
