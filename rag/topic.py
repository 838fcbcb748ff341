"""Keeping to what is asked about: sentences whose surroundings name it."""

from __future__ import annotations

from collections.abc import Sequence

from rag.select import Ranked
from rag.slots import topic_words
from rag.words import STOP_WORDS, read_words, stem


def about(ranked: Sequence[Ranked], topic: str) -> list[Ranked]:
    """Those whose paragraph, or whose article's title, has the topic's rarest name.

    All of them, if the topic has no name that any of them has.
    """
    names = [stem(raw) for raw in _names(topic)]
    spread = {name: sum(name in topic_words(one.candidate) for one in ranked) for name in names}
    present = [name for name in names if spread[name]]
    if not present:
        return list(ranked)
    rarest = min(present, key=lambda name: spread[name])
    return [one for one in ranked if rarest in topic_words(one.candidate)]


def joined(readings: Sequence[Sequence[Ranked]]) -> list[Ranked]:
    """The sentences of several readings, each with its best score below its reading's best."""
    best: dict[tuple[str, int], Ranked] = {}
    for ranked in readings:
        top = max((one.score for one in ranked), default=0.0)
        for one in ranked:
            place = one.candidate.article.id, one.candidate.start
            if place not in best or best[place].score < one.score - top:
                best[place] = Ranked(one.candidate, one.score - top, one.pooled)
    return sorted(best.values(), key=lambda one: -one.score)


def _names(topic: str) -> list[str]:
    words = read_words(topic).raw
    return [word for word in words if word[:1].isupper() and word.lower() not in STOP_WORDS]
