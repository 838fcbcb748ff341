"""The middle form between a file and an article: blocks of text in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.datatypes import Source

# Three letters before the full stop, so that “U.S. Criminals” is not two sentences.
_SENTENCE_INSIDE = re.compile(r"[a-z]{3}[.!?]['\"”’)]*\s")

# What may follow the full stop of a sentence: quotation marks and brackets.
_CLOSERS = "\"'”’»)]"

# Full stops of other scripts; those that have no spaces between words have no word counts.
_STOPS = "。！？؟।"
_LONG_CHARS = 200

# A headline may end with one: “Court halts flights to the U.S.”
_ABBREVIATED = re.compile(r"\b(?:[A-Z]\.){2,}$")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (``heading`` false) or a heading. ``text`` has no line breaks.

    ``item`` says that the markup makes it a list item or a row of a table, so that a short
    line is neither a heading nor a stray headline.
    """

    text: str
    heading: bool = False
    item: bool = False

    @property
    def words(self) -> int:
        """Number of words."""
        return len(self.text.split())


@dataclass(slots=True)
class Draft:
    """What a format's reader found: blocks, and metadata that the format states outright.

    ``trusted`` says that the blocks are the article and nothing else (front matter, a
    record): no header lines are looked for in them and nothing is taken away.
    """

    blocks: list[Block]
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    id: str | None = None
    sources: tuple[Source, ...] = field(default=())
    trusted: bool = False


def ends_a_sentence(text: str, marks: str = ".!?…") -> bool:
    """Whether the text ends like a sentence, closing quotation marks aside."""
    bare = text.rstrip().rstrip(_CLOSERS)
    return bool(bare) and bare[-1] in marks + _STOPS


def ends_abbreviated(text: str) -> bool:
    """Whether the full stop at the end is an abbreviation's, and maybe no sentence's."""
    return _ABBREVIATED.search(text.rstrip()) is not None


def is_prose(text: str, least_words: int = 6) -> bool:
    """Whether this is running text rather than a headline, a label or a menu entry."""
    words = len(text.split())
    if words >= 25 or len(text) >= _LONG_CHARS:
        return True
    if words < least_words:
        return False
    # A headline may well be a question, so that a question mark alone proves nothing.
    return ends_a_sentence(text, ".!…") or _SENTENCE_INSIDE.search(text) is not None
