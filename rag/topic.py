"""Keeping to what is asked about: sentences whose surroundings name it."""

from __future__ import annotations

from collections.abc import Sequence

from rag.lexicon import shipped_lexicon
from rag.parse import Parser
from rag.select import Ranked
from rag.slots import topic_words
from rag.words import STOP_WORDS, read_words, stem
from rag.wordvectors import WordVectors

# Words of one meaning were above this, unrelated ones below, in a look at twenty topics.
ALIKE = 0.33
_THINGS = frozenset(("NOUN", "PROPN", "ADJ", "NUM"))
# What a sentence that has all words of the topic gains over one that has none.
ON_TOPIC = 2.0


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


def is_known(
    topic: str,
    ranked: Sequence[Ranked],
    words: WordVectors,
    parser: Parser,
    alike: float = ALIKE,
) -> bool:
    """Whether every thing and quality of the topic, or what else it is called, or a word like
    it (from a likeness of ``alike`` on, of at most 1), is near the sentences.

    Late interaction is content with what is merely related; "nuclear" has no such word in
    articles about prisons, and "pact" has "agreement". What is done with the things is said
    in many words: "packing gangsters off" and "deporting" them are the same plan.
    """
    around = [topic_words(one.candidate) for one in ranked]
    near = frozenset[str]().union(*around)
    plain = _words(" ".join(one.candidate.text for one in ranked))
    doc = parser(topic)
    things = {t.lower_ for t in doc if t.pos_ in _THINGS and t.tag_ not in ("VBN", "VBG")}
    asked = _words(topic) & things or _words(topic)
    called = {
        word
        for expression in shipped_lexicon().find(doc)
        if any(other.stems <= stems for other in expression.others for stems in around)
        for word in _words(topic[expression.start : expression.end])
    }
    return all(stem(raw) in near or likeness(raw, plain, words) >= alike for raw in asked - called)


def names_something(topic: str) -> bool:
    """Whether the topic has a content word; "it" has none."""
    return bool(_content(topic))


def is_named(topic: str, one: Ranked) -> bool:
    """Whether every content word of the topic stands near the sentence."""
    near = topic_words(one.candidate)
    return all(stem(raw) in near for raw in _content(topic))


def nearer(ranked: Sequence[Ranked], topic: str, words: WordVectors) -> list[Ranked]:
    """With scores raised by how much of the topic's words each sentence's paragraph has,
    and the sentence itself; best first.
    """
    asked = _words(topic)
    if not asked:
        return list(ranked)
    found = []
    for one in ranked:
        article = one.candidate.article
        paragraph = article.paragraphs[one.candidate.paragraph - 1]
        share = sum(
            weight * sum(likeness(raw, _words(text), words) >= ALIKE for raw in asked)
            for weight, text in (
                (0.6, one.candidate.text),
                (0.4, article.text[paragraph.start : paragraph.end]),
            )
        ) / len(asked)
        found.append(Ranked(one.candidate, one.score + ON_TOPIC * share, one.pooled))
    return sorted(found, key=lambda one: -one.score)


def _words(text: str) -> frozenset[str]:
    raw = read_words(text).raw
    return frozenset(w.lower() for w in raw if w.lower() not in STOP_WORDS and len(w) > 2)


def likeness(word: str, others: frozenset[str], words: WordVectors) -> float:
    """How like a word (-1..1) the likest of some others is: 1 for the same, or one of its forms."""
    low = word.lower()
    if low in others or stem(low) in {stem(other) for other in others}:
        return 1.0
    return max((words.similar(low, other) for other in others if other.isalpha()), default=0.0)


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


def _content(topic: str) -> list[str]:
    """The content words; "US" is one, "us" is none."""
    return [w for w in read_words(topic).raw if w.lower() not in STOP_WORDS or w.isupper()]


def _names(topic: str) -> list[str]:
    words = read_words(topic).raw
    return [word for word in words if word[:1].isupper() and word.lower() not in STOP_WORDS]
