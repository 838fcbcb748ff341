"""A follow-up becomes a question that stands alone, from the user's earlier questions.

Only what the user asked is used: an earlier answer never counts as a source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.lexical import FUNCTION_WORDS
from rag.datatypes import Message

# A question with one of these leans on the turn before, and so does one of few content words.
_POINTERS = re.compile(
    r"\b(he|she|it|they|them|him|her|his|its|their|that|this|those|these|there)\b"
)
_FEW_CONTENT_WORDS = 2


def stand_alone(question: str, history: Sequence[Message]) -> str:
    """The question, with the topic of the user's question before it where it leans on that."""
    earlier = [turn["content"] for turn in history if turn["role"] == "user"]
    if not earlier:
        return question
    words = re.findall(r"\w+", question.lower())
    content = [word for word in words if word not in FUNCTION_WORDS]
    leans = bool(_POINTERS.search(question.lower())) or len(content) < _FEW_CONTENT_WORDS
    if not leans:
        return question
    topic = [
        word
        for word in re.findall(r"\w[\w'’.-]*\w|\w", earlier[-1])
        if word.lower() not in FUNCTION_WORDS and word.lower() not in words
    ]
    return f"{question.rstrip(' ?')} ({' '.join(topic)})?" if topic else question
