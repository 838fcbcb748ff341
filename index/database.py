"""The SQLite file of an index: opening it, its transactions, its complaints as sentences."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from index.errors import IndexCorrupt, IndexNotFound, IndexProblem, IndexTooNew
from index.schema import SCHEMA_VERSION, STORE_FILE, TABLES, WORDS_TABLE

# How long a reader or writer waits for another process's short transaction.
BUSY_SECONDS = 60


class Database:
    """An open file. One connection, shared by threads under a lock."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self.connection = connection
        self._lock = threading.RLock()

    @classmethod
    def create(cls, folder: Path, encoder_name: str) -> Self:
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
    def open(cls, folder: Path) -> Self:
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
            self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def meta(self, key: str) -> str:
        """A value of the meta table; ``KeyError`` if it is not there."""
        row = self.row("SELECT value FROM meta WHERE key = ?", (key,))
        if row is None:
            raise KeyError(key)
        return str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Write a value of the meta table, inside :meth:`writing`."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @property
    def generation(self) -> str:
        """Changes whenever the content does; unlike any other store's."""
        return f"{self.meta('store')}:{self.meta('generation')}"

    @contextmanager
    def writing(self, *, content: bool = True) -> Iterator[None]:
        """One change: committed whole with a new generation, or not at all.

        ``content=False`` keeps the generation: nothing that is searched has changed.
        """
        with self.guard():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                if content:
                    number = int(self.meta("generation")) + 1
                    self.set_meta("generation", str(number))
                self.connection.execute("COMMIT")
            except BaseException:  # roll back on Ctrl-C too, then let it through
                self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def guard(self) -> Iterator[None]:
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

    def row(self, sql: str, values: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or ``None``."""
        with self.guard():
            row: tuple[Any, ...] | None = self.connection.execute(sql, values).fetchone()
            return row

    def rows(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self.guard():
            return list(self.connection.execute(sql, values))


def _connect(path: Path) -> sqlite3.Connection:
    # isolation_level=None: transactions are begun and ended in `writing` alone.
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA foreign_keys = ON")
    return connection
