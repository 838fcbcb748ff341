"""A question as its asker would have typed it with more care: capitals, and "who's" for "whos".

Names are known by their capitals. Where a question has none, they are taken from the passages
that were found for it: what these write large within sentences is a name (truecasing; Lita and
others, 2003, there by a language model).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from rag.words import STOP_WORDS, WORD

_SHORT = {
    **{f"{word}s": f"{word}'s" for word in "who what where when how that there".split()},
    **{
        f"{word}nt": f"{word}n't"
        for word in "did does do is was were has have had ca could wo would should are must".split()
    },
}
# A name is written small at most so often: the president is sometimes President Trump.
SELDOM = 0.1
_SENTENCE_STARTS = re.compile(r"(?:^|[.!?:\"“”‘(\n])[\s\"“‘(]*$")


def with_care(question: str, texts: Iterable[str]) -> str:
    """The question with apostrophes; with capitals too, if it has none but its first.

    ``texts`` are the passages. Nothing but letters' case and apostrophes is changed.
    """
    written = WORD.sub(lambda found: _with_apostrophe(found.group()), question)
    if any(letter.isupper() for letter in written[1:]):
        return written
    forms = _forms(texts)

    def cased(found: re.Match[str]) -> str:
        word = found.group()
        low = word.lower()
        if low in STOP_WORDS or not low[0].isalpha():
            return word
        if low in forms:
            return forms[low] or word
        # "bukeles" for "Bukele's".
        name = forms.get(low.removesuffix("s")) if low.endswith("s") else None
        return f"{name}'s" if name else word

    written = WORD.sub(cased, written)
    return written[:1].upper() + written[1:]


def _with_apostrophe(word: str) -> str:
    short = _SHORT.get(word.lower())
    return word[0] + short[1:] if short else word


def _forms(texts: Iterable[str]) -> dict[str, str | None]:
    """For each word of the texts in small letters: how it is written where it is a name, and
    None where it is none.
    """
    seen: dict[str, Counter[str]] = {}
    for text in texts:
        for found in WORD.finditer(text):
            word = re.sub(r"['’]s$", "", found.group())
            starts = _SENTENCE_STARTS.search(text[max(found.start() - 4, 0) : found.start()])
            if not starts or (found.start() == 0 and word[1:] != word[1:].lower()):
                seen.setdefault(word.lower(), Counter())[word] += 1
    return {low: _name(low, counts) for low, counts in seen.items()}


def _name(low: str, counts: Counter[str]) -> str | None:
    form = counts.most_common(1)[0][0]
    return form if form != low and counts[low] <= SELDOM * counts.total() else None
