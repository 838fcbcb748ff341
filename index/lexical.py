"""BM25 over words, by SQLite's FTS5 (Porter stems, accents folded).

BM25 as in Robertson and Zaragoza (2009), with FTS5's k1 = 1.2 and b = 0.75.
"""

from __future__ import annotations

import re

# Words that say nothing about the topic. Without them the Porter stemmer's version of a
# question matches on its topic alone; worth a point of recall@1 on xquad_dev, none on
# clapnq_dev.
FUNCTION_WORDS = frozenset(
    word
    for line in (
        "a about an and any are as at be been being but by can could did do does doing for from",
        "had has have having he her hers him his how i if in into is it its me my no nor not of on",
        "or our she should so some such than that the their theirs them then there these they this",
        "those to too was we were what when where which who whom whose why will with would you",
        "your",
    )
    for word in line.split()
)

# FTS5 time grows with the number of terms; a question has far fewer.
MAX_TERMS = 64

_WORD = re.compile(r"\w+")


def match_expression(question: str) -> str | None:
    """An FTS5 query for any of the question's content words; ``None`` if it has none."""
    words = list(dict.fromkeys(_WORD.findall(question.lower())))
    content = [word for word in words if word not in FUNCTION_WORDS] or words
    # Quoted, so that AND, NEAR, * and the like are words and not operators.
    return " OR ".join(f'"{word}"' for word in content[:MAX_TERMS]) or None
