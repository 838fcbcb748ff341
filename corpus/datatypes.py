"""What a file becomes: an article of paragraphs and sentences with exact offsets.

All offsets are character offsets (Python ``str`` indices) into ``Article.text``,
half-open: ``article.text[sentence.start:sentence.end]`` is the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; ``start`` and ``end`` are offsets into the article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the article's body, numbered from 1 as a reader would count.

    ``heading`` is the section heading above it (context for search, never quoted).
    Sentences lie inside the paragraph, in order, without overlap; what lies between
    them is white space only.
    """

    number: int
    start: int
    end: int
    heading: str | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a brief took its facts from (``sources:`` in the front matter)."""

    title: str
    publisher: str | None = None
    date: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A readable article.

    ``text`` is the body: headings and paragraphs, with the boilerplate at the edges
    left out and every word as the file has it. ``date`` is ISO 8601, to the precision
    that the file states (``2025-04-14``, ``2025-04`` or ``2025``); unknown metadata is
    ``None``, never guessed. ``origin`` says where it came from: the absolute path,
    with ``#RECORD`` appended for one record of a ``.jsonl`` file.
    """

    id: str
    origin: str
    content_hash: str
    title: str | None
    publisher: str | None
    author: str | None
    date: str | None
    url: str | None
    text: str
    paragraphs: tuple[Paragraph, ...]
    sources: tuple[Source, ...] = ()

    @property
    def label(self) -> str:
        """The title, or for an untitled article its opening words in quotation marks."""
        if self.title:
            return self.title
        words = self.text[:400].split()
        opening = " ".join(words[:8])
        return f"“{opening}…”" if opening else self.id

    def paragraph_text(self, number: int) -> str:
        """The text of paragraph ``number`` (from 1). Raises ``IndexError`` if there is none."""
        if not 1 <= number <= len(self.paragraphs):
            raise IndexError(f"{self.id} has no paragraph {number}")
        paragraph = self.paragraphs[number - 1]
        return self.text[paragraph.start : paragraph.end]
