"""Questions with one name or word exchanged, so that nothing answers them any more."""

from __future__ import annotations

import random
import re

from rag.views import PassageText
from rag.words import STOP_WORDS, WORD, read_words, stem

_NAME = re.compile(r"\b[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*")


def swap_name(
    question: str, home: list[PassageText], rest: list[PassageText], seed: str
) -> str | None:
    """A name of the question exchanged for another of the same article (None if there is none)."""
    near = " ".join(p.search_text for p in home)
    own = [
        m for m in _NAME.finditer(question)
        if m.start() > 0 and m.group() in near and m.group().lower() not in STOP_WORDS
    ]  # fmt: skip
    others = sorted(
        {
            m.group()
            for p in rest
            for a, b in p.sentences
            for m in _NAME.finditer(p.search_text[a:b])
            if m.start() > 0 and m.group() not in near and m.group() not in question
        }
    )
    if not own or not others:
        return None
    chance = random.Random(seed)
    match = chance.choice(own)
    return question[: match.start()] + chance.choice(others) + question[match.end() :]


def swap_word(
    question: str, home: list[PassageText], questions: list[str], seed: str
) -> str | None:
    """One plain word of the question exchanged for one of another question of its kind.

    The word after "how many", "which" or "what", or a verb; the new one is not in the
    paragraph that answers, so that the question becomes one of detail that is not told.
    """
    near = read_words(" ".join(p.search_text for p in home)).known
    own = [word for word in _plain_words(question) if word.lower() not in STOP_WORDS]
    if not own:
        return None
    chance = random.Random(seed)
    word = chance.choice(own)
    ending = word[-2:]
    others = sorted(
        {
            new
            for text in questions
            for new in _plain_words(text)
            if new[-2:] == ending and stem(new) not in near and stem(new) != stem(word)
        }
    )
    if not others:
        return None
    return re.sub(rf"\b{re.escape(word)}\b", chance.choice(others), question, count=1)


def _plain_words(text: str) -> list[str]:
    words = WORD.findall(text)
    return [
        w for w in words[1:] if w.isalpha() and w.islower() and len(w) > 3 and w not in STOP_WORDS
    ]
