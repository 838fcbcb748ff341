"""Other words for the same: what a question calls a jurist, an article may call a judge.

A list written for this project, of the words and names of news and policy: for what a
question may say, what articles may say in its place (query expansion; Voorhees, 1994, there
by WordNet). ``data/lexicon.tsv`` has an expression, its part of speech and the others, the
likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from rag.words import STOP_WORDS, WORD, Words, stem

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Entry = tuple[str, str, tuple[str, ...]]
"""An expression, its part of speech, and what else it may be called."""

# An expression that is two words in one place is one noun in another, so the tags are wide.
_TAGS = {
    "noun": frozenset({"NOUN", "PROPN"}),
    "verb": frozenset({"VERB", "AUX"}),
    "adj": frozenset({"ADJ", "VERB", "NOUN"}),
    "adv": frozenset({"ADV", "ADJ"}),
    "name": frozenset({"PROPN", "NOUN", "ADJ"}),
}
PARTS = frozenset({*_TAGS, "phrase"})
"""The parts of speech of the list; a phrase is one whatever it is made of."""

_BETWEEN = re.compile(r"[\s/–-]+")


@dataclass(frozen=True, slots=True)
class Other:
    """What an expression may be called instead."""

    text: str
    stems: frozenset[str]

    def stands_in(self, words: Words) -> bool:
        """Whether a text has all its words; an abbreviation only in capitals ("US", not "us")."""
        if self.text.isupper() and self.text.isalpha():
            return self.text in words.raw
        return self.stems <= words.known


@dataclass(frozen=True, slots=True)
class Expression:
    """Words of a question that have others; ``start`` and ``end`` are offsets in it."""

    start: int
    end: int
    stems: frozenset[str]
    others: tuple[Other, ...]


class Lexicon:
    """Finds expressions in questions."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[str, dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]]] = {}
        for expression, part, others in entries:
            key = tuple(filter(None, (_plain(w) for w in _BETWEEN.split(expression))))
            self._entries.setdefault(key[0], {}).setdefault(key, []).append((part, others))

    def find(self, asked: Doc) -> list[Expression]:
        """The expressions of a parsed question, from left to right: of those that begin at a
        word the longest, and none within another.
        """
        # Neither hyphens nor the 's of a genitive are part of an expression.
        tokens = [t for t in asked if t.tag_ != "POS" and any(c.isalnum() for c in t.text)]
        forms = [{_plain(t.text), _plain(t.lemma_)} for t in tokens]
        found: list[Expression] = []
        at = 0
        while at < len(tokens):
            length, others = max(
                self._at(tokens, forms, at), key=lambda one: one[0], default=(1, [])
            )
            if others:
                span = tokens[at : at + length]
                start, end = span[0].idx, span[-1].idx + len(span[-1])
                stems = _stems(asked.text[start:end])
                found.append(Expression(start, end, stems, tuple(map(_other, others))))
            at += length
        return found

    def _at(
        self, tokens: list[Token], forms: list[set[str]], at: int
    ) -> Iterator[tuple[int, list[str]]]:
        for first in sorted(forms[at]):
            for key, entries in self._entries.get(first, {}).items():
                ahead = forms[at : at + len(key)]
                if len(ahead) < len(key) or any(
                    word not in form for word, form in zip(key, ahead, strict=True)
                ):
                    continue
                last = tokens[at + len(key) - 1]
                fit = [
                    others
                    for part, others in entries
                    if part == "phrase"
                    # A verb comes first in its expression, any other word last.
                    or (tokens[at] if part == "verb" else last).pos_ in _TAGS[part]
                ]
                if fit:
                    yield len(key), [other for others in fit for other in others]


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """The list that comes with the program; reading it takes some 150 ms, once."""
    return Lexicon(read_entries((files("rag") / "data" / "lexicon.tsv").read_text("utf-8")))


def read_entries(text: str) -> Iterator[Entry]:
    """One entry a line: expression, part of speech, others with "; " between, by tabs."""
    for line in text.splitlines():
        expression, part, others = line.split("\t")
        yield expression, part, tuple(others.split("; "))


@lru_cache(maxsize=65_536)
def _other(text: str) -> Other:
    return Other(text, _stems(text))


def _stems(text: str) -> frozenset[str]:
    """The stems of the content words, or of all where there are none."""
    words = WORD.findall(text)
    content = [word for word in words if word.lower() not in STOP_WORDS]
    return frozenset(stem(word) for word in content or words)


def _plain(word: str) -> str:
    """Small letters and figures only: "U.S." is "us"."""
    return "".join(c for c in word.lower().removesuffix("'s") if c.isalnum())
