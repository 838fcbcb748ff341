"""Is the index what it was when it was written? And what can be mended."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np

from corpus import Limits, Reader, ReadError, hash_file
from index import dense, ingest
from index.datatypes import VerifyReport
from index.encode import Encoder
from index.errors import IndexCorrupt
from index.rows import StoredArticle
from index.store import Store


def verify(store: Store, encoder: Encoder) -> VerifyReport:
    """Read everything once and compare it with its digests; changes nothing."""
    report = VerifyReport(*store.counts())
    report.problems.extend(f"The store: {text}." for text in _structural_problems(store))
    sound = _check_articles(store, report)
    words = _words_problem(store)
    if words:
        report.problems.append(f"BM25: {words}.")
    if (
        ingest.count_tokens(encoder, sound) != store.token_counts()
        and len(sound) == report.articles
    ):
        report.problems.append("The token counts are not those of the passages.")
    loaded = dense.load(store.folder, store.generation)
    if isinstance(loaded, str):
        report.problems.append(f"FAISS: {loaded.replace('was', 'is', 1)}.")
    else:
        stored = {passage_id for article in sound for passage_id, _ in article.passages}
        if len(sound) == report.articles and loaded.ids() != stored:
            report.problems.append("FAISS: its vectors are not those of the stored passages.")
    return report


def repair(store: Store, encoder: Encoder, limits: Limits) -> VerifyReport:
    """Mend what can be mended; the caller holds the writer's lock and clears its caches."""
    before = verify(store, encoder)
    if before.ok:
        return before
    repaired = _read_again(store, encoder, limits)
    with store.writing():
        sound = ingest.readable(store)
        store.rebuild_words(sound)
        store.replace_token_counts(ingest.count_tokens(encoder, sound))
    with suppress(IndexCorrupt):  # vectors that can't be mended stay reported below
        dense.save(dense.build(store), store.folder)
    after = verify(store, encoder)
    after.repaired = repaired + [p for p in before.problems if p not in after.problems]
    return after


def _structural_problems(store: Store) -> list[str]:
    """What SQLite itself finds wrong with the file, in its words."""
    found = [str(row[0]) for row in store.rows("PRAGMA integrity_check(20)") if row[0] != "ok"]
    return found + [f"dangling row in {row[0]}" for row in store.rows("PRAGMA foreign_key_check")]


def _words_problem(store: Store) -> str | None:
    """Whether the BM25 table is whole and holds exactly the passages."""
    try:
        # 'integrity-check' is FTS5's own; it writes nothing.
        store.rows("INSERT INTO passage_words (passage_words) VALUES ('integrity-check')")
        held = dict(store.rows("SELECT rowid, body FROM passage_words"))
    except IndexCorrupt as error:
        return f"the word index is damaged ({error.__cause__})"
    passages = {int(row[0]) for row in store.rows("SELECT id FROM passages")}
    if passages != set(held):
        lost, extra = len(passages - set(held)), len(set(held) - passages)
        return f"the word index lacks {lost} passages and has {extra} too many"
    for stored in ingest.readable(store):
        for passage_id, passage in stored.passages:
            if held[passage_id] != stored.article.text[passage.start : passage.end]:
                return f"the word index has other words for passage {passage_id}"
    return None


def _check_articles(store: Store, report: VerifyReport) -> list[StoredArticle]:
    sound = []
    for key in store.article_keys():
        try:
            stored = store.read(key)
        except IndexCorrupt:
            report.problems.append(f"The article {store.id_of(key)!r} is not as it was written.")
            continue
        passage_ids, vectors, intact = store.vectors_of(key)
        if not intact or len(passage_ids) != len(stored.passages):
            report.problems.append(f"The vectors of {stored.article.id!r} are damaged.")
            continue
        if vectors.size and not np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3):
            report.problems.append(f"The vectors of {stored.article.id!r} are not unit vectors.")
            continue
        sound.append(stored)
    return sound


def _read_again(store: Store, encoder: Encoder, limits: Limits) -> list[str]:
    """Replace damaged articles by their files; those without one stay reported."""
    report = VerifyReport()
    sound = {stored.key for stored in _check_articles(store, report)}
    damaged = [key for key in store.article_keys() if key not in sound]
    repaired: list[str] = []
    with Reader(limits) as reader:
        for name in sorted({store.path_of(key) for key in damaged}):
            if not Path(name).is_file():
                continue
            try:
                articles = reader.read(Path(name))
            except ReadError:
                continue  # the damaged copy stays and stays reported: nothing is lost
            prepared = [ingest.prepare(encoder, article, name) for article in articles]
            with store.writing():
                for known in store.of_path(name).values():
                    store.delete(known.key, [])  # token counts are made anew by the caller
                ids = [store.put(new) for new in prepared]
                store.remember_file(name, hash_file(Path(name)))
            repaired.extend(f"{article_id!r} was read again from {name}." for article_id in ids)
    return repaired
