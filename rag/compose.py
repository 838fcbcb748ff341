"""Chosen sentences become statements with citations, and statements a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.datatypes import Citation, Claim, Statement
from rag.select import Candidate

NOT_IN_THE_ARTICLES = "The articles do not answer this question."
_SPACE = re.compile(r"\s+")


def cite(candidate: Candidate, number: int) -> Citation:
    """The citation of a sentence, as the article has it."""
    article = candidate.article
    return Citation(
        number=number,
        article_id=article.id,
        title=article.label,
        publisher=article.publisher,
        date=article.date,
        url=article.url,
        paragraph=candidate.paragraph,
        start=candidate.start,
        end=candidate.end,
        quote=candidate.text,
    )


def state(candidates: Sequence[Candidate]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """A statement a sentence; sentences of the same words become one with two citations."""
    by_words: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_words.setdefault(_SPACE.sub(" ", candidate.text).strip(), []).append(candidate)
    statements: list[Statement] = []
    citations: list[Citation] = []
    for words, group in by_words.items():
        numbers = []
        for candidate in group:
            citations.append(cite(candidate, len(citations) + 1))
            numbers.append(len(citations))
        statements.append(Statement(words, tuple(numbers)))
    return tuple(statements), tuple(citations)


def differ(claims: Sequence[Claim]) -> Statement:
    """Our own sentence that says the sources disagree; it cites every value."""
    values = " and ".join(claim.value for claim in claims)
    numbers = tuple(dict.fromkeys(claim.citation for claim in claims))
    return Statement(f"The sources differ: {values}.", numbers)


def as_text(statements: Sequence[Statement]) -> str:
    """The statements one after the other, each with its [n]."""
    return " ".join(
        statement.text + "".join(f" [{number}]" for number in statement.citations)
        for statement in statements
    )
