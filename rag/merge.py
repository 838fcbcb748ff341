"""Sentences of different articles that say the same thing count once, with both citations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rag.select import Ranked
from rag.words import STOP_WORDS, read_words

# On the shipped briefs, pairs above both lines say the same in other words; below either
# there were pairs about the same event that tell different things of it.
COSINE, SHARED_WORDS = 0.80, 0.6
# Copies further down the ranking than this are of no use to a reader.
READ = 24


def groups(chosen: Sequence[Ranked], ranked: Sequence[Ranked]) -> list[list[Ranked]]:
    """The chosen sentences in their order, each with those that say the same after it.

    A chosen one that says what an earlier one says joins that one's group.
    """
    found: list[list[Ranked]] = []
    for one in chosen:
        if not any(_same_place(one, other) for group in found for other in group):
            alike = next((g for g in found if says_no_more(one, g[0])), None)
            fuller = next((g for g in found if says_no_more(g[0], one)), None)
            if alike is not None:
                alike.append(one)
            elif fuller is not None:
                # It says all that the earlier one says, and more: it is the one to show.
                fuller.insert(0, one)
            else:
                found.append([one])
    for one in ranked[:READ]:
        if any(_same_place(one, other) for group in found for other in group):
            continue
        for group in found:
            articles = {other.candidate.article.id for other in group}
            if one.candidate.article.id not in articles and says_no_more(one, group[0]):
                group.append(one)
                break
    return found


def says_no_more(one: Ranked, other: Ranked) -> bool:
    """Whether ``one`` says what ``other`` says, and names and counts nothing beyond it."""
    mine, theirs = _details(one.candidate.text), _details(other.candidate.text)
    if " ".join(one.candidate.text.split()) == " ".join(other.candidate.text.split()):
        return True
    if not mine[0] or not theirs[0] or not mine[1] <= theirs[1]:
        return False
    shared = len(mine[0] & theirs[0]) / min(len(mine[0]), len(theirs[0]))
    return shared >= SHARED_WORDS and float(one.pooled @ other.pooled) >= COSINE


@lru_cache(maxsize=4_096)
def _details(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Content words, and of them the names and numbers."""
    words = read_words(text)
    content, details = set(), set()
    for place, (raw, stem) in enumerate(zip(words.raw, words.stems, strict=True)):
        if raw.lower() in STOP_WORDS:
            continue
        content.add(stem)
        if any(c.isdigit() for c in raw) or (raw[0].isupper() and place > 0):
            details.add(stem)
    return frozenset(content), frozenset(details)


def _same_place(one: Ranked, other: Ranked) -> bool:
    first, second = one.candidate, other.candidate
    return (first.article.id, first.start) == (second.article.id, second.start)
