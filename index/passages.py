"""An article becomes passages: what is embedded, searched and retrieved.

A passage is a whole paragraph, or, where a paragraph is longer than the encoder reads,
a run of its sentences that fits. The title and the section heading are put in front of
the passage for search only; they are no part of its text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from corpus.datatypes import Article, Paragraph

# Title and heading may take this share of the encoder's window; a longer context would
# push the passage's own words out.
CONTEXT_SHARE = 0.2

# [CLS] and [SEP], and the separator between context and passage.
RESERVED_TOKENS = 6


class Tokenizer(Protocol):
    """What splitting needs of an encoder."""

    @property
    def max_tokens(self) -> int:
        """Tokens that the encoder reads, special ones included."""

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Character span of every token."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A searchable piece of paragraph ``paragraph``; offsets are into the article's text.

    ``context`` is title and heading, shortened to what the encoder can spare.
    """

    paragraph: int
    start: int
    end: int
    context: str

    def search_text(self, article: Article) -> str:
        """What the encoder reads: the context, then the passage."""
        body = article.text[self.start : self.end]
        return f"{self.context}\n{body}" if self.context else body


def split_passages(article: Article, tokenizer: Tokenizer) -> list[Passage]:
    """The passages of an article, in order, together covering every sentence of it."""
    passages: list[Passage] = []
    contexts: dict[str | None, tuple[str, int]] = {}
    for paragraph in article.paragraphs:
        if paragraph.heading not in contexts:
            contexts[paragraph.heading] = _context(article, paragraph.heading, tokenizer)
        context, used = contexts[paragraph.heading]
        budget = max(16, tokenizer.max_tokens - RESERVED_TOKENS - used)
        passages.extend(
            Passage(paragraph.number, start, end, context)
            for start, end in _pieces(article.text, paragraph, budget, tokenizer)
        )
    return passages


def _context(article: Article, heading: str | None, tokenizer: Tokenizer) -> tuple[str, int]:
    text = ". ".join(part for part in (article.title, heading) if part)
    if not text:
        return "", 0
    offsets = tokenizer.token_offsets(text)
    allowed = int(tokenizer.max_tokens * CONTEXT_SHARE)
    if len(offsets) > allowed:
        text = text[: offsets[allowed - 1][1]]
    return text, min(len(offsets), allowed)


def _pieces(
    text: str, paragraph: Paragraph, budget: int, tokenizer: Tokenizer
) -> Iterator[tuple[int, int]]:
    """Spans of at most ``budget`` tokens: the whole paragraph, else runs of sentences."""
    tokens = tokenizer.token_offsets(text[paragraph.start : paragraph.end])
    if len(tokens) <= budget:
        yield paragraph.start, paragraph.end
        return
    begin: int | None = None
    last = paragraph.start
    room = budget
    for sentence in paragraph.sentences:
        spans = tokenizer.token_offsets(text[sentence.start : sentence.end])
        if begin is not None and len(spans) > room:
            yield begin, last
            begin = None
        if len(spans) > budget:
            # A single sentence beyond the window is cut between tokens; every word stays
            # findable, and the sentence itself can still be cited whole.
            yield from _cut(text, sentence.start, sentence.end, spans, budget)
            continue
        if begin is None:
            begin, room = sentence.start, budget
        room -= len(spans)
        last = sentence.end
    if begin is not None:
        yield begin, last


def _cut(
    text: str, start: int, end: int, spans: list[tuple[int, int]], budget: int
) -> Iterator[tuple[int, int]]:
    position = 0
    piece_start = start
    while position < len(spans):
        stop = min(position + budget, len(spans))
        if stop < len(spans):
            # Step back to a token that begins a word, unless the piece is one long word.
            back = stop
            while back > position + 1 and not text[start + spans[back][0] - 1].isspace():
                back -= 1
            stop = back if back > position + 1 else stop
        piece_end = end if stop == len(spans) else start + spans[stop][0]
        trimmed = piece_start + len(text[piece_start:piece_end].rstrip())
        yield piece_start, max(trimmed, piece_start + 1)
        piece_start = piece_end
        position = stop
