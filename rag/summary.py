"""What the articles say about a topic, where a reader names one and asks nothing of it."""

from __future__ import annotations

import re

from rag.compose import Composer
from rag.draft import Draft, finish
from rag.merge import groups
from rag.parse import Parser
from rag.plainly import KNOWN_ABOUT
from rag.select import Reading
from rag.speaker import speaker_of
from rag.topic import about, is_known, is_named, names_something, nearer
from rag.wordvectors import WordVectors

MOST = 3
# A sentence near which all of the topic is named says something of it, whatever it says.
CERTAIN = 0.9

_ABOUT = re.compile(rf"^{KNOWN_ABOUT}(?P<topic>.+?)[\s?.!]*$")


def topic_asked(question: str) -> str | None:
    """The topic of a question that asks nothing else; see :func:`rag.plainly.plainly`."""
    found = _ABOUT.match(question)
    return found["topic"] if found else None


def draft_topic(
    topic: str, reading: Reading, parser: Parser, words: WordVectors, most: int
) -> tuple[Draft | None, float]:
    """The sentences that are nearest to the topic, and how likely it is that the articles say
    something of it; ``None`` if they neither name it nor call it otherwise.
    """
    if not names_something(topic):
        return None, min(reading.confidence, 1 - CERTAIN)
    near = nearer(about(reading.ranked, topic), topic, words)
    named = [one for one in near if is_named(topic, one)]
    confidence = max(reading.confidence, CERTAIN) if named else reading.confidence
    ranked = named or [one for one in near if is_known(topic, [one], words, parser, alike=1.0)]
    if not ranked:
        return None, min(confidence, 1 - CERTAIN)
    composer = Composer(parser)
    for group in groups(ranked[:MOST], ranked)[:most]:
        candidates = [one.candidate for one in group]
        if not composer.has(candidates[0]):
            composer.state(candidates, speaker=speaker_of(candidates[0], parser))
    return finish(composer), confidence
