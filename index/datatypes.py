"""What an index gives back: hits, and reports of what was done or found wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from corpus import Article
from index.passages import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. ``text`` is the article's text at the passage's offsets.

    ``score`` ranks the hits of one search; ``cosine`` and ``bm25`` are the parts, ``None``
    where that search did not find the passage.
    """

    article: Article
    passage_id: int
    passage: Passage
    score: float
    cosine: float | None = None
    bm25: float | None = None

    @property
    def paragraph(self) -> int:
        """Number of the paragraph that the passage lies in, from 1."""
        return self.passage.paragraph

    @property
    def text(self) -> str:
        """The words of the passage."""
        return self.article.text[self.passage.start : self.passage.end]


@dataclass(slots=True)
class AddReport:
    """What :meth:`Index.add` did; ids of articles, and (path, reason) for what failed.

    ``removed`` are articles whose file has gone from an added folder.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    ignored: int = 0
    seconds: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether the index is different from before."""
        return bool(self.added or self.updated or self.removed)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long job is: file ``done`` of ``total``, and the one at work."""

    done: int
    total: int
    path: str


ProgressCallback = Callable[[Progress], None]
NoticeCallback = Callable[[str], None]


@dataclass(slots=True)
class VerifyReport:
    """What :meth:`Index.verify` found. ``problems`` are sentences; empty means sound."""

    articles: int = 0
    passages: int = 0
    problems: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong (any more)."""
        return not self.problems
