"""Blocks become an article: text, paragraphs and sentences with their offsets."""

from __future__ import annotations

import re
import unicodedata

from corpus.blocks import Draft
from corpus.datatypes import Article, Paragraph
from corpus.errors import ReadError
from corpus.limits import Limits
from corpus.segment import split_sentences

_BREAK = "\n\n"


def build(draft: Draft, *, origin: str, name: str, content_hash: str, limits: Limits) -> Article:
    """The article of a cleaned draft; ``name`` stands for it in error messages.

    Raises :class:`ReadError` if there is no paragraph in it or too much text.
    """
    parts: list[str] = []
    paragraphs: list[Paragraph] = []
    position = 0
    heading: str | None = None
    spans: list[tuple[int, int, str | None]] = []
    for block in draft.blocks:
        text = block.text.strip()
        if not text:
            continue
        if block.heading:
            heading = text
        else:
            spans.append((position, position + len(text), heading))
        parts.append(text)
        position += len(text) + len(_BREAK)
    whole = _BREAK.join(parts)
    if not spans:
        raise ReadError(f"{name} holds no article text; check the file, or leave it out.")
    if len(whole) > limits.max_text_chars:
        raise ReadError(
            f"{name} has {len(whole):,} characters of text and the limit is "
            f"{limits.max_text_chars:,} (setting limits.max_text_chars); split it, or raise "
            "the limit."
        )
    for number, (start, end, above) in enumerate(spans, start=1):
        paragraphs.append(Paragraph(number, start, end, above, split_sentences(whole, start, end)))
    return Article(
        id=slug(draft.id or name),
        origin=origin,
        content_hash=content_hash,
        title=draft.title,
        publisher=draft.publisher,
        author=draft.author,
        date=draft.date,
        url=draft.url,
        text=whole,
        paragraphs=tuple(paragraphs),
        sources=draft.sources,
    )


def slug(text: str) -> str:
    """Lower-case ASCII letters, digits and hyphens, at most 80; never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-") or "article"
