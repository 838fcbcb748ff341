"""A follow-up that is asked in the frame of the last question: "And MS-13?", "Why?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.lacked import AUXILIARIES, joined
from rag.parse import Parser
from rag.resolution import POINTERS, Resolution, Word

if TYPE_CHECKING:
    from spacy.tokens import Doc

SWAPPED = 0.2
"""From this probability on a word of the last question is exchanged."""

# No more words are asked instead.
_MOST_WORDS = 6
_BARE = re.compile(
    r"^(?:(?:and|but|so|then|ok|okay),? )?"
    r"(?P<word>why(?: not)?|when|where|how|for what reason|how come|since when|how so"
    r"|by whom|how long|what for)$",
    re.IGNORECASE,
)
_ALSO = re.compile(
    r"^(?:(?:and|or|but|ok|okay|so),? )?(?:(?:what|how) about |same for |for )?"
    r"(?P<rest>(?:the |in |for |at |of |on )?[^?]+)$",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z0-9]\w*(?:(?: (?:de|of|the|for|and|la))* [A-Z0-9][\w’'-]*)*")
_PREPOSITIONS = frozenset("in for at of on to from by with about".split())
_ASKING = frozenset("who whom whose what which when where why how any".split())


def asked_of(plain: str, last: Doc) -> str | None:
    """ "Why?" after "Did he refuse?" is "Why did he refuse?"; ``None`` if more than that is asked.

    ``plain`` and ``last``, the question before, are without the mark at the end.
    """
    bare = _BARE.match(plain)
    if bare is None:
        return None
    text = last.text
    first = last[0].lower_ if len(last) else ""
    lead = bare["word"][0].upper() + bare["word"][1:]
    if first in AUXILIARIES:
        return f"{lead} {text[0].lower()}{text[1:]}?"
    after = [t for t in last if t.lower_ in AUXILIARIES]
    if first in _ASKING and first not in ("who", "whose") and after and after[0].dep_ != "ROOT":
        return f"{lead} {text[after[0].idx :]}?"
    return f"{lead} ({text})?"


def instead(plain: str, last: str, found: Resolution, parser: Parser) -> str | None:
    """The last question asked of something else, where one name or thing of it is exchanged;
    ``None`` where it is not.
    """
    also = _ALSO.match(plain)
    if also is None:
        return None
    rest = also["rest"].strip()
    words = rest.split()
    doc = parser(plain)
    if (
        len(words) > _MOST_WORDS
        or any(t.pos_ in ("VERB", "AUX") for t in doc)
        or words[0].lower() in _ASKING | POINTERS
        or not any(t.pos_ in ("NOUN", "PROPN", "NUM") for t in doc)
    ):
        return None
    named = any(t.pos_ == "PROPN" for t in doc) or bool(re.search(r"[A-Z0-9]", rest))
    place = _exchanged(last, found, named)
    if place is None:
        return None
    start, end = place
    for chunk in parser(last).noun_chunks:
        # "The mayor" goes as a whole, "the mayor of Ostrava" too if Ostrava is swapped.
        asks = chunk[0].lower_ in _ASKING
        if chunk.start_char <= start < chunk.end_char and chunk.root.idx < end and not asks:
            start = chunk.start_char
    before = last[:start].rstrip()
    word_before = before.rsplit(" ", 1)[-1]
    if {words[0].lower(), word_before.lower()} <= _PREPOSITIONS:
        start = len(before) - len(word_before)
    return f"{last[:start]}{rest}{last[end:]}?"


def _exchanged(last: str, found: Resolution, named: bool) -> tuple[int, int] | None:
    """Where in the last question stands what is exchanged; for a name another is, if nothing is
    likely enough.
    """
    chances = {w: p for w, p in zip(found.words, found.swapped, strict=True) if w.text == 0}
    # The first word of a question has a capital whatever it is.
    names = [m.span() for m in _NAME.finditer(last) if m.start() > 0]
    swapped = [w for w, chance in chances.items() if chance >= SWAPPED]
    if swapped:
        start, end = swapped[0].start, swapped[-1].end
        whole = next((n for n in names if n[0] <= start and end <= n[1]), (start, end))
        return whole if _in_one(last, swapped) else None
    if not named or not names:
        return None

    def likely(name: tuple[int, int]) -> float:
        return max((p for w, p in chances.items() if name[0] <= w.start < name[1]), default=0.0)

    return max(names, key=likely)


def _in_one(text: str, words: Sequence[Word]) -> bool:
    return all(joined(text, one, other) for one, other in pairwise(words))
