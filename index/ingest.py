"""Files into the store: incremental by content hash, one transaction a file."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus import Article, Limits, Reader, ReadError, find_files, hash_file
from index.datatypes import AddReport, Progress, ProgressCallback
from index.encode import Encoder
from index.errors import IndexCorrupt
from index.passages import split_passages
from index.rows import NewArticle, StoredArticle
from index.store import Store


def add(
    store: Store,
    encoder: Encoder,
    limits: Limits,
    given: Sequence[Path],
    keep_missing: bool,
    progress: ProgressCallback | None,
) -> AddReport:
    """See :meth:`index.library.Index.add`; the caller holds the writer's lock."""
    started = time.perf_counter()
    report = AddReport()
    found = find_files(given)
    report.failed.extend((str(path), message) for path, message in found.problems)
    report.ignored = found.ignored
    with Reader(limits) as reader:
        for number, path in enumerate(found.files):
            if progress:
                progress(Progress(number, len(found.files), str(path)))
            try:
                _add_file(store, encoder, reader, path, report)
            except ReadError as error:
                report.failed.append((str(path), str(error)))
    if progress and found.files:
        progress(Progress(len(found.files), len(found.files), ""))
    if found.files and not keep_missing:
        # A folder that shows no article at all is more likely unmounted than emptied.
        _drop_missing(store, encoder, [p.resolve() for p in given if p.is_dir()], report)
    report.seconds = time.perf_counter() - started
    return report


def delete(store: Store, encoder: Encoder, key: int) -> None:
    """Delete an article with everything that hangs on it, inside ``store.writing()``."""
    try:
        tokens = passage_tokens(encoder, store.read(key))
    except IndexCorrupt:
        # What it held is unknown, so the counts are made anew from what remains.
        store.delete(key, [])
        store.replace_token_counts(count_tokens(encoder, readable(store)))
    else:
        store.delete(key, tokens)


def readable(store: Store) -> list[StoredArticle]:
    """The articles that are as they were written."""
    found = []
    for key in store.article_keys():
        try:
            found.append(store.read(key))
        except IndexCorrupt:
            continue  # `Index.verify` reports it
    return found


def count_tokens(encoder: Encoder, articles: Iterable[StoredArticle]) -> dict[int, int]:
    """In how many passages of the articles each vocabulary token occurs."""
    counts: Counter[int] = Counter()
    for stored in articles:
        for tokens in passage_tokens(encoder, stored):
            counts.update(tokens)
    return dict(counts)


def passage_tokens(encoder: Encoder, stored: StoredArticle) -> list[frozenset[int]]:
    """The set of vocabulary tokens of each passage, context included."""
    return [
        frozenset(encoder.token_ids(passage.search_text(stored.article)))
        for _, passage in stored.passages
    ]


def _add_file(
    store: Store, encoder: Encoder, reader: Reader, path: Path, report: AddReport
) -> None:
    name = str(path)
    digest = hash_file(path)
    before = store.of_path(name)
    if before and store.file_hash(name) == digest:
        report.unchanged.extend(known.id for known in before.values())
        return
    articles = reader.read(path)
    same = {
        a.origin
        for a in articles
        if a.origin in before and before[a.origin].content_hash == a.content_hash
    }
    prepared = [prepare(encoder, a, name) for a in articles if a.origin not in same]
    gone = set(before) - {article.origin for article in articles}
    with store.writing():
        for origin in set(before) - same:
            delete(store, encoder, before[origin].key)
        for new in prepared:
            article_id = store.put(new)
            known = new.article.origin in before
            (report.updated if known else report.added).append(article_id)
        store.remember_file(name, digest)
    report.unchanged.extend(before[origin].id for origin in same)
    report.removed.extend(before[origin].id for origin in gone)


def prepare(encoder: Encoder, article: Article, path: str) -> NewArticle:
    """Split and embed an article, ready for ``Store.put``."""
    passages = split_passages(article, encoder)
    texts = [passage.search_text(article) for passage in passages]
    tokens = [frozenset(encoder.token_ids(text)) for text in texts]
    return NewArticle(article, path, passages, encoder.encode(texts), tokens)


def _drop_missing(
    store: Store, encoder: Encoder, folders: Iterable[Path], report: AddReport
) -> None:
    roots = list(folders)
    for name in store.paths():
        path = Path(name)
        if path.exists() or not any(path.is_relative_to(root) for root in roots):
            continue
        gone = store.of_path(name)
        with store.writing():
            for known in gone.values():
                delete(store, encoder, known.key)
        report.removed.extend(known.id for known in gone.values())
