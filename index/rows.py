"""Rows of the store as objects, and the digests that guard them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from corpus import Article, Paragraph, Sentence, Source
from index.model import FloatMatrix
from index.passages import Passage


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with its passages and their ids, as the store holds it."""

    key: int
    article: Article
    passages: tuple[tuple[int, Passage], ...]

    def passage(self, passage_id: int) -> Passage:
        """The passage with this id; ``KeyError`` if it is not one of this article's."""
        return dict(self.passages)[passage_id]


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """One row of ``index list``."""

    id: str
    label: str
    publisher: str | None
    date: str | None
    passages: int
    origin: str


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What is needed to tell whether a stored article is still the same."""

    key: int
    id: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class NewArticle:
    """What ``Store.put`` writes: an article, its passages, vectors (n, d) and token sets."""

    article: Article
    path: str
    passages: Sequence[Passage]
    vectors: FloatMatrix
    tokens: Sequence[frozenset[int]]


def digest_of(article: Article, passages: Sequence[Passage]) -> str:
    """SHA-256 over all that an article and its passages say."""
    plain = [asdict(article), [asdict(passage) for passage in passages]]
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def vectors_digest(blobs: Sequence[bytes]) -> str:
    """SHA-256 over the vectors of an article, in passage order."""
    return hashlib.sha256(b"".join(blobs)).hexdigest()


def read_article(connection: sqlite3.Connection, key: int) -> tuple[StoredArticle, str] | None:
    """The rows of one article and the digest written beside them; ``None`` if there are none."""
    one = connection.execute(
        "SELECT id, origin, content_hash, title, publisher, author, date, url, text, sources,"
        " digest FROM articles WHERE key = ?",
        (key,),
    ).fetchone()
    if one is None:
        return None
    sentences: dict[int, list[Sentence]] = {}
    for number, start, end in connection.execute(
        'SELECT paragraph, start, "end" FROM sentences WHERE article = ? ORDER BY start', (key,)
    ):
        sentences.setdefault(number, []).append(Sentence(start, end))
    paragraphs = tuple(
        Paragraph(number, start, end, heading, tuple(sentences.get(number, ())))
        for number, start, end, heading in connection.execute(
            'SELECT number, start, "end", heading FROM paragraphs WHERE article = ?'
            " ORDER BY number",
            (key,),
        )
    )
    passages = tuple(
        (int(row[0]), Passage(*row[1:]))
        for row in connection.execute(
            'SELECT id, paragraph, start, "end", context FROM passages WHERE article = ?'
            " ORDER BY id",
            (key,),
        )
    )
    id_, origin, content_hash, title, publisher, author, date, url, text, sources, digest = one
    try:
        parsed = tuple(Source(**source) for source in json.loads(sources))
    except (ValueError, TypeError):
        parsed = (Source("unreadable"),)  # not what was written, so the digest won't match
    article = Article(
        id_, origin, content_hash, title, publisher, author, date, url, text, paragraphs, parsed
    )
    return StoredArticle(key, article, passages), str(digest)
