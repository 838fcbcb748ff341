"""The store: one SQLite file that is the truth about articles, passages and vectors.

Writers call :meth:`Store.writing` for one all-or-nothing change. A digest beside every
article is checked whenever the article is read, because SQLite itself does not notice
a flipped byte in a row.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType

import numpy as np

from corpus import Article
from index.encode import FloatMatrix
from index.errors import IndexCorrupt, IndexNotFound, IndexProblem, IndexTooNew
from index.rows import (
    ArticleSummary,
    KnownArticle,
    NewArticle,
    StoredArticle,
    digest_of,
    read_article,
    vectors_digest,
)
from index.schema import SCHEMA_VERSION, STORE_FILE, TABLES, WORDS_TABLE

# How long a reader or writer waits for another process's short transaction.
BUSY_SECONDS = 60


class Store:
    """An open store. One connection, shared by threads under a lock."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def create(cls, folder: Path, encoder_name: str) -> Store:
        """Make an empty store in ``folder``; raises :class:`IndexProblem` if one is there."""
        path = folder / STORE_FILE
        if path.exists():
            raise IndexProblem(f"There is already an index at {folder}; open it, or name another.")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            connection = _connect(path)
            with connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript("BEGIN IMMEDIATE;" + TABLES + WORDS_TABLE)
                connection.executemany(
                    "INSERT INTO meta VALUES (?, ?)",
                    [
                        ("schema", str(SCHEMA_VERSION)),
                        ("store", uuid.uuid4().hex),
                        ("generation", "0"),
                        ("encoder", encoder_name),
                    ],
                )
        except (OSError, sqlite3.OperationalError) as error:
            raise IndexProblem(
                f"No index can be made at {folder} ({error}); name a folder you can write to "
                "with --index."
            ) from error
        return cls(folder, connection)

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open the store in ``folder``.

        Raises :class:`IndexNotFound`, :class:`IndexTooNew` or :class:`IndexCorrupt`.
        """
        path = folder / STORE_FILE
        if not path.is_file():
            raise IndexNotFound(
                f"There is no index at {folder}; make one with "
                f"`policy-debate index add FOLDER --index {folder}`."
            )
        connection = _connect(path)
        store = cls(folder, connection)
        try:
            schema = int(store.meta("schema"))
        except (KeyError, ValueError) as error:
            connection.close()
            raise store._corrupt(error) from error
        except IndexProblem:
            connection.close()
            raise
        if schema > SCHEMA_VERSION:
            connection.close()
            raise IndexTooNew(
                f"The index at {folder} was made by a newer version of policy-debate (layout "
                f"{schema}; this one reads up to {SCHEMA_VERSION}); update the program, or name "
                "another folder with --index."
            )
        return store

    def close(self) -> None:
        """Close the file; the store can't be used afterwards."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- meta -------------------------------------------------------------------------

    def meta(self, key: str) -> str:
        """A value of the meta table; ``KeyError`` if it is not there."""
        row = self._one("SELECT value FROM meta WHERE key = ?", (key,))
        if row is None:
            raise KeyError(key)
        return str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Write a value of the meta table, inside :meth:`writing`."""
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @property
    def generation(self) -> str:
        """Changes whenever the content does; unlike any other store's."""
        return f"{self.meta('store')}:{self.meta('generation')}"

    # -- reading ----------------------------------------------------------------------

    def counts(self) -> tuple[int, int]:
        """(number of articles, number of passages)."""
        articles = self._one("SELECT count(*) FROM articles")
        passages = self._one("SELECT count(*) FROM passages")
        return _count(articles), _count(passages)

    def summaries(self) -> list[ArticleSummary]:
        """Every article in the order it was added."""
        rows = self._all(
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
        return [int(row[0]) for row in self._all("SELECT key FROM articles ORDER BY key")]

    def key_of(self, article_id: str) -> int | None:
        """The key of the article with this id."""
        row = self._one("SELECT key FROM articles WHERE id = ?", (article_id,))
        return None if row is None else int(row[0])

    def article_of_passages(self, passage_ids: Sequence[int]) -> dict[int, int]:
        """Which article (key) each passage belongs to; unknown ids are left out."""
        marks = ",".join("?" * len(passage_ids))
        rows = self._all(
            f"SELECT id, article FROM passages WHERE id IN ({marks})", tuple(passage_ids)
        )
        return {int(a): int(b) for a, b in rows}

    def read(self, key: int) -> StoredArticle:
        """One article, checked against its digest; raises :class:`IndexCorrupt`."""
        with self._guard():
            found = read_article(self._connection, key)
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
        rows = self._all("SELECT id, vector FROM passages WHERE article = ? ORDER BY id", (key,))
        wanted = self._one("SELECT vectors_digest FROM articles WHERE key = ?", (key,))
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
        return {int(t): int(n) for t, n in self._all("SELECT token, passages FROM token_counts")}

    def of_path(self, path: str) -> dict[str, KnownArticle]:
        """The articles that came from a file, by origin."""
        rows = self._all(
            "SELECT origin, key, id, content_hash FROM articles WHERE path = ?", (path,)
        )
        return {
            str(row[0]): KnownArticle(int(str(row[1])), str(row[2]), str(row[3])) for row in rows
        }

    def id_of(self, key: int) -> str:
        """The id of the article with this key, or the key itself if it is gone."""
        row = self._one("SELECT id FROM articles WHERE key = ?", (key,))
        return str(key) if row is None else str(row[0])

    def path_of(self, key: int) -> str:
        """The file that an article came from."""
        row = self._one("SELECT path FROM articles WHERE key = ?", (key,))
        return "" if row is None else str(row[0])

    def file_hash(self, path: str) -> str | None:
        """Hash of a file when it was last added whole, or ``None``."""
        row = self._one("SELECT content_hash FROM files WHERE path = ?", (path,))
        return None if row is None else str(row[0])

    def paths(self) -> list[str]:
        """Files that articles came from."""
        return [str(row[0]) for row in self._all("SELECT DISTINCT path FROM articles")]

    def match_words(self, expression: str, limit: int) -> list[tuple[int, float]]:
        """FTS5 matches as (passage id, BM25 score, higher is better), best first."""
        rows = self._all(
            "SELECT rowid, bm25(passage_words) FROM passage_words WHERE passage_words MATCH ?"
            " ORDER BY bm25(passage_words), rowid LIMIT ?",
            (expression, limit),
        )
        return [(int(passage), -float(score)) for passage, score in rows]

    # -- writing ----------------------------------------------------------------------

    @contextmanager
    def writing(self, *, content: bool = True) -> Iterator[None]:
        """One change: committed whole with a new generation, or not at all.

        ``content=False`` keeps the generation: nothing that is searched has changed.
        """
        with self._guard():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                if content:
                    number = int(self.meta("generation")) + 1
                    self.set_meta("generation", str(number))
                self._connection.execute("COMMIT")
            except BaseException:  # roll back on Ctrl-C too, then let it through
                self._connection.execute("ROLLBACK")
                raise

    def put(self, new: NewArticle) -> str:
        """Insert an article under an id of its own, inside :meth:`writing`; returns the id."""
        article = new.article
        article_id = self._free_id(article.id)
        blobs = [row.astype("<f4").tobytes() for row in new.vectors]
        named = replace(article, id=article_id)
        cursor = self._connection.execute(
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
        self._connection.executemany(
            'INSERT INTO paragraphs (article, number, start, "end", heading) VALUES (?,?,?,?,?)',
            [(key, p.number, p.start, p.end, p.heading) for p in article.paragraphs],
        )
        self._connection.executemany(
            'INSERT INTO sentences (article, paragraph, start, "end") VALUES (?,?,?,?)',
            [(key, p.number, s.start, s.end) for p in article.paragraphs for s in p.sentences],
        )
        for passage, blob, tokens in zip(new.passages, blobs, new.tokens, strict=True):
            row = self._connection.execute(
                'INSERT INTO passages (article, paragraph, start, "end", context, vector)'
                " VALUES (?,?,?,?,?,?)",
                (key, passage.paragraph, passage.start, passage.end, passage.context, blob),
            )
            self._connection.execute(
                "INSERT INTO passage_words (rowid, context, body) VALUES (?,?,?)",
                (row.lastrowid, passage.context, article.text[passage.start : passage.end]),
            )
            self._count_tokens(tokens, +1)
        return article_id

    def delete(self, key: int, tokens: Sequence[frozenset[int]]) -> None:
        """Delete an article and all that hangs on it, inside :meth:`writing`.

        ``tokens`` are the token sets of its passages, so that their counts go too.
        """
        row = self._one("SELECT path FROM articles WHERE key = ?", (key,))
        self._connection.execute(
            "DELETE FROM passage_words WHERE rowid IN (SELECT id FROM passages WHERE article = ?)",
            (key,),
        )
        for passage_tokens in tokens:
            self._count_tokens(passage_tokens, -1)
        self._connection.execute("DELETE FROM token_counts WHERE passages <= 0")
        self._connection.execute("DELETE FROM articles WHERE key = ?", (key,))
        if row is not None:
            # Without this the file would count as unchanged and could not be added again.
            self._connection.execute("DELETE FROM files WHERE path = ?", (row[0],))

    def remember_file(self, path: str, content_hash: str) -> None:
        """Note that a file is stored whole, inside :meth:`writing`."""
        self._connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (path, content_hash))

    def rebuild_words(self, articles: Iterable[StoredArticle]) -> None:
        """Make the BM25 table again from these articles, inside :meth:`writing`."""
        self._connection.execute("DROP TABLE passage_words")
        self._connection.execute(WORDS_TABLE)
        for stored in articles:
            self._connection.executemany(
                "INSERT INTO passage_words (rowid, context, body) VALUES (?,?,?)",
                [(i, p.context, stored.article.text[p.start : p.end]) for i, p in stored.passages],
            )

    def replace_token_counts(self, counts: dict[int, int]) -> None:
        """Write all token counts anew, inside :meth:`writing`."""
        self._connection.execute("DELETE FROM token_counts")
        self._connection.executemany(
            "INSERT INTO token_counts VALUES (?, ?)", sorted(counts.items())
        )

    # -- checking ---------------------------------------------------------------------

    def structural_problems(self) -> list[str]:
        """What SQLite itself finds wrong with the file, in its words."""
        found = [str(row[0]) for row in self._all("PRAGMA integrity_check(20)") if row[0] != "ok"]
        found += [f"dangling row in {row[0]}" for row in self._all("PRAGMA foreign_key_check")]
        return found

    def words_problem(self) -> str | None:
        """Whether the BM25 table is whole and holds exactly the passages."""
        try:
            with self._lock:
                # 'integrity-check' is FTS5's own; it writes nothing.
                self._connection.execute(
                    "INSERT INTO passage_words (passage_words) VALUES ('integrity-check')"
                )
                odd = self._connection.execute(
                    "SELECT count(*) FROM passages p LEFT JOIN passage_words w ON w.rowid = p.id"
                    " WHERE w.rowid IS NULL"
                ).fetchone()[0]
                extra = self._connection.execute(
                    "SELECT count(*) FROM passage_words WHERE rowid NOT IN (SELECT id FROM passages)"
                ).fetchone()[0]
        except sqlite3.DatabaseError as error:
            return f"the word index is damaged ({error})"
        if odd or extra:
            return f"the word index lacks {odd} passages and has {extra} too many"
        for key in self.article_keys():
            try:
                stored = self.read(key)
            except IndexCorrupt:
                continue  # reported for the article itself
            for passage_id, passage in stored.passages:
                row = self._one("SELECT body FROM passage_words WHERE rowid = ?", (passage_id,))
                if row is None or row[0] != stored.article.text[passage.start : passage.end]:
                    return f"the word index has other words for passage {passage_id}"
        return None

    # -- inside -----------------------------------------------------------------------

    def _free_id(self, wanted: str) -> str:
        candidate, number = wanted, 1
        while self.key_of(candidate) is not None:
            number += 1
            candidate = f"{wanted}-{number}"
        return candidate

    def _count_tokens(self, tokens: frozenset[int], step: int) -> None:
        self._connection.executemany(
            "INSERT INTO token_counts VALUES (?, ?)"
            " ON CONFLICT (token) DO UPDATE SET passages = passages + excluded.passages",
            [(token, step) for token in sorted(tokens)],
        )

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """The lock, and SQLite's own complaints as sentences."""
        with self._lock:
            try:
                yield
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    raise IndexProblem(
                        f"The index at {self.folder} is busy: another program has been writing to "
                        f"it for over {BUSY_SECONDS} s; try again when it has finished."
                    ) from error
                if "no such" in str(error):
                    raise self._corrupt(error) from error
                raise IndexProblem(
                    f"The index at {self.folder} cannot be used ({error}); check that the disk is "
                    "not full and that the folder can be written to."
                ) from error
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                raise self._corrupt(error) from error

    def _corrupt(self, error: Exception) -> IndexCorrupt:
        return IndexCorrupt(
            f"The index at {self.folder} is damaged, or is not an index of this program ({error}); "
            "move the folder away and add the articles again."
        )

    def _one(self, sql: str, values: tuple[object, ...] = ()) -> tuple[object, ...] | None:
        with self._guard():
            row: tuple[object, ...] | None = self._connection.execute(sql, values).fetchone()
            return row

    def _all(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        with self._guard():
            return list(self._connection.execute(sql, values))


def _connect(path: Path) -> sqlite3.Connection:
    # isolation_level=None: transactions are begun and ended in `writing` alone.
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _count(row: tuple[object, ...] | None) -> int:
    return int(str(row[0])) if row else 0
