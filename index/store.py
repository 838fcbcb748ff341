"""The store: one SQLite file that is the truth about articles, passages and vectors.

Writers call :meth:`Store.writing` for one all-or-nothing change. A digest beside every
article is checked whenever the article is read, because SQLite itself does not notice
a flipped byte in a row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from corpus import Article
from index.database import Database
from index.errors import IndexCorrupt
from index.model import FloatMatrix
from index.rows import (
    ArticleSummary,
    KnownArticle,
    NewArticle,
    StoredArticle,
    digest_of,
    read_article,
    vectors_digest,
)
from index.schema import WORDS_TABLE
from index.within import Within


class Store(Database):
    """The articles in the file, with their passages and vectors."""

    """An open store. One connection, shared by threads under a lock."""

    # -- reading ----------------------------------------------------------------------

    def counts(self) -> tuple[int, int]:
        """(number of articles, number of passages)."""
        articles = self.row("SELECT count(*) FROM articles")
        passages = self.row("SELECT count(*) FROM passages")
        return _count(articles), _count(passages)

    def summaries(self) -> list[ArticleSummary]:
        """Every article in the order it was added."""
        rows = self.rows(
            "SELECT a.id, a.title, a.text, a.publisher, a.date, a.origin,"
            " (SELECT count(*) FROM passages p WHERE p.article = a.key)"
            " FROM articles a ORDER BY a.key"
        )
        found = []
        for id_, title, text, publisher, date, origin, passages in rows:
            blank = Article(id_, origin, "", title, publisher, None, date, None, text, ())
            found.append(ArticleSummary(id_, blank.label, publisher, date, passages, origin))
        return found

    def article_keys(self) -> list[int]:
        """Keys of all articles, in the order they were added."""
        return [int(row[0]) for row in self.rows("SELECT key FROM articles ORDER BY key")]

    def key_of(self, article_id: str) -> int | None:
        """The key of the article with this id."""
        row = self.row("SELECT key FROM articles WHERE id = ?", (article_id,))
        return None if row is None else int(row[0])

    def article_of_passages(self, passage_ids: Sequence[int]) -> dict[int, int]:
        """Which article (key) each passage belongs to; unknown ids are left out."""
        marks = ",".join("?" * len(passage_ids))
        rows = self.rows(
            f"SELECT id, article FROM passages WHERE id IN ({marks})", tuple(passage_ids)
        )
        return {int(a): int(b) for a, b in rows}

    def read(self, key: int) -> StoredArticle:
        """One article, checked against its digest; raises :class:`IndexCorrupt`."""
        with self.guard():
            found = read_article(self.connection, key)
        if (
            found is None
            or digest_of(found[0].article, [p for _, p in found[0].passages]) != (found[1])
        ):
            raise IndexCorrupt(
                f"The index at {self.folder} is damaged: the article {self.id_of(key)!r} is not as "
                "it was written; run `policy-debate index verify --repair --index "
                f"{self.folder}`."
            )
        return found[0]

    def vectors_of(self, key: int) -> tuple[list[int], FloatMatrix, bool]:
        """Passage ids and vectors (n, d) of an article, and whether their digest holds."""
        rows = self.rows("SELECT id, vector FROM passages WHERE article = ? ORDER BY id", (key,))
        wanted = self.row("SELECT vectors_digest FROM articles WHERE key = ?", (key,))
        blobs = [bytes(row[1]) for row in rows]
        sound = wanted is not None and wanted[0] == vectors_digest(blobs)
        sizes = {len(blob) for blob in blobs}
        if len(sizes) > 1 or any(size % 4 for size in sizes):
            return [int(r[0]) for r in rows], np.zeros((0, 0), dtype=np.float32), False
        width = sizes.pop() // 4 if sizes else 0
        matrix = np.frombuffer(b"".join(blobs), dtype="<f4").reshape(len(blobs), width)
        return [int(row[0]) for row in rows], np.asarray(matrix, dtype=np.float32), sound

    def token_counts(self) -> dict[int, int]:
        """In how many passages each vocabulary token occurs."""
        return {int(t): int(n) for t, n in self.rows("SELECT token, passages FROM token_counts")}

    def of_path(self, path: str) -> dict[str, KnownArticle]:
        """The articles that came from a file, by origin."""
        rows = self.rows(
            "SELECT origin, key, id, content_hash FROM articles WHERE path = ?", (path,)
        )
        return {str(row[0]): KnownArticle(int(row[1]), str(row[2]), str(row[3])) for row in rows}

    def id_of(self, key: int) -> str:
        """The id of the article with this key, or the key itself if it is gone."""
        row = self.row("SELECT id FROM articles WHERE key = ?", (key,))
        return str(key) if row is None else str(row[0])

    def path_of(self, key: int) -> str:
        """The file that an article came from."""
        row = self.row("SELECT path FROM articles WHERE key = ?", (key,))
        return "" if row is None else str(row[0])

    def file_hash(self, path: str) -> str | None:
        """Hash of a file when it was last added whole, or ``None``."""
        row = self.row("SELECT content_hash FROM files WHERE path = ?", (path,))
        return None if row is None else str(row[0])

    def paths(self) -> list[str]:
        """Files that articles came from."""
        return [str(row[0]) for row in self.rows("SELECT DISTINCT path FROM articles")]

    def passages_within(self, within: Within) -> list[int]:
        """Ids of the passages of the articles that ``within`` allows."""
        keys = [
            int(key)
            for key, publisher, date in self.rows("SELECT key, publisher, date FROM articles")
            if within.allows(publisher, date)
        ]
        rows = self.rows(
            "SELECT id FROM passages WHERE article IN (SELECT value FROM json_each(?))",
            (json.dumps(keys),),
        )
        return [int(row[0]) for row in rows]

    def match_words(
        self, expression: str, limit: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """FTS5 matches as (passage id, BM25 score, higher is better), best first.

        With ``among``, only these passage ids are looked at.
        """
        some = "" if among is None else " AND rowid IN (SELECT value FROM json_each(?))"
        rows = self.rows(
            "SELECT rowid, bm25(passage_words) FROM passage_words WHERE passage_words MATCH ?"
            f"{some} ORDER BY bm25(passage_words), rowid LIMIT ?",
            (expression, *([] if among is None else [json.dumps(list(among))]), limit),
        )
        return [(int(passage), -float(score)) for passage, score in rows]

    # -- writing ----------------------------------------------------------------------

    def put(self, new: NewArticle) -> str:
        """Insert an article under an id of its own, inside :meth:`writing`; returns the id."""
        article = new.article
        article_id = self._free_id(article.id)
        blobs = [row.astype("<f4").tobytes() for row in new.vectors]
        named = replace(article, id=article_id)
        cursor = self.connection.execute(
            "INSERT INTO articles (id, origin, path, content_hash, title, publisher, author, date,"
            " url, text, sources, digest, vectors_digest) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                article_id, article.origin, new.path, article.content_hash, article.title,
                article.publisher, article.author, article.date, article.url, article.text,
                json.dumps([asdict(source) for source in article.sources]),
                digest_of(named, new.passages), vectors_digest(blobs),
            ),
        )  # fmt: skip
        key = cursor.lastrowid
        self.connection.executemany(
            'INSERT INTO paragraphs (article, number, start, "end", heading) VALUES (?,?,?,?,?)',
            [(key, p.number, p.start, p.end, p.heading) for p in article.paragraphs],
        )
        self.connection.executemany(
            'INSERT INTO sentences (article, paragraph, start, "end") VALUES (?,?,?,?)',
            [(key, p.number, s.start, s.end) for p in article.paragraphs for s in p.sentences],
        )
        for passage, blob, tokens in zip(new.passages, blobs, new.tokens, strict=True):
            row = self.connection.execute(
                'INSERT INTO passages (article, paragraph, start, "end", context, vector)'
                " VALUES (?,?,?,?,?,?)",
                (key, passage.paragraph, passage.start, passage.end, passage.context, blob),
            )
            self.connection.execute(
                "INSERT INTO passage_words (rowid, context, body) VALUES (?,?,?)",
                (row.lastrowid, passage.context, article.text[passage.start : passage.end]),
            )
            self._count_tokens(tokens, +1)
        return article_id

    def delete(self, key: int, tokens: Sequence[frozenset[int]]) -> None:
        """Delete an article and all that hangs on it, inside :meth:`writing`.

        ``tokens`` are the token sets of its passages, so that their counts go too.
        """
        row = self.row("SELECT path FROM articles WHERE key = ?", (key,))
        self.connection.execute(
            "DELETE FROM passage_words WHERE rowid IN (SELECT id FROM passages WHERE article = ?)",
            (key,),
        )
        for passage_tokens in tokens:
            self._count_tokens(passage_tokens, -1)
        self.connection.execute("DELETE FROM token_counts WHERE passages <= 0")
        self.connection.execute("DELETE FROM articles WHERE key = ?", (key,))
        if row is not None:
            # Without this the file would count as unchanged and could not be added again.
            self.connection.execute("DELETE FROM files WHERE path = ?", (row[0],))

    def remember_file(self, path: str, content_hash: str) -> None:
        """Note that a file is stored whole, inside :meth:`writing`."""
        self.connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (path, content_hash))

    def rebuild_words(self, articles: Iterable[StoredArticle]) -> None:
        """Make the BM25 table again from these articles, inside :meth:`writing`."""
        self.connection.execute("DROP TABLE passage_words")
        self.connection.execute(WORDS_TABLE)
        for stored in articles:
            self.connection.executemany(
                "INSERT INTO passage_words (rowid, context, body) VALUES (?,?,?)",
                [(i, p.context, stored.article.text[p.start : p.end]) for i, p in stored.passages],
            )

    def replace_token_counts(self, counts: dict[int, int]) -> None:
        """Write all token counts anew, inside :meth:`writing`."""
        self.connection.execute("DELETE FROM token_counts")
        self.connection.executemany(
            "INSERT INTO token_counts VALUES (?, ?)", sorted(counts.items())
        )

    # -- inside -----------------------------------------------------------------------

    def _free_id(self, wanted: str) -> str:
        candidate, number = wanted, 1
        while self.key_of(candidate) is not None:
            number += 1
            candidate = f"{wanted}-{number}"
        return candidate

    def _count_tokens(self, tokens: frozenset[int], step: int) -> None:
        self.connection.executemany(
            "INSERT INTO token_counts VALUES (?, ?)"
            " ON CONFLICT (token) DO UPDATE SET passages = passages + excluded.passages",
            [(token, step) for token in sorted(tokens)],
        )


def _count(row: tuple[Any, ...] | None) -> int:
    return int(row[0]) if row else 0
