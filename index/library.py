"""The index as callers see it: open, search, add, remove, verify."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Literal

from filelock import FileLock, Timeout

from corpus import Article, Limits
from index import check, dense, ingest, lexical
from index.datatypes import AddReport, Hit, NoticeCallback, ProgressCallback, VerifyReport
from index.encode import PACKAGED, Encoder, shared_encoder
from index.errors import ArticleNotFound, EncoderMismatch, IndexProblem
from index.fuse import fuse
from index.rows import ArticleSummary, StoredArticle
from index.schema import LOCK_FILE, STORE_FILE
from index.store import Store
from index.within import Within

Mode = Literal["fused", "dense", "bm25"]

# How many of each list are merged: twice what an answer reads, so that a passage which only
# one of the two searches ranks high is still seen.
FUSE_DEPTH = 50

# Articles kept in memory after they were read and checked.
ARTICLE_CACHE = 512


class Index:
    """An index in a folder. Safe to share between threads; other processes may add to it.

    ``notices`` collects what had to be put right on the way (a FAISS file rebuilt), in
    sentences for the user.
    """

    def __init__(self, store: Store, encoder: Encoder, limits: Limits) -> None:
        self.store = store
        self.encoder = encoder
        self.limits = limits
        self.notices: list[str] = []
        self._lock = RLock()
        self._dense: dense.DenseIndex | None = None
        self._articles: OrderedDict[int, StoredArticle] = OrderedDict()
        self._statistics: tuple[str, Mapping[int, int], int] | None = None
        self._fingerprint_checked = False

    @classmethod
    def create(
        cls, path: str | Path, *, model: str = PACKAGED, limits: Limits | None = None
    ) -> Index:
        """Make an empty index at ``path`` (a folder, made if missing).

        Raises :class:`IndexProblem` if there is one already or the folder can't be written.
        """
        store = Store.create(Path(path), model)
        dense.save(dense.build(store), store.folder)
        return cls(store, shared_encoder(model), limits or Limits())

    @classmethod
    def open(
        cls, path: str | Path, *, model: str | None = None, limits: Limits | None = None
    ) -> Index:
        """Open the index at ``path``; ``model`` defaults to the one it was built with.

        Raises :class:`IndexNotFound`, :class:`IndexTooNew`, :class:`IndexCorrupt`, or
        :class:`EncoderMismatch` if ``model`` is another than the index was built with.
        """
        store = Store.open(Path(path))
        built_with = store.meta("encoder")
        if model is not None and model != built_with:
            store.close()
            raise EncoderMismatch(
                f"The index at {path} was built with the model {built_with!r}, and the settings "
                f"ask for {model!r}: vectors of two models can't be mixed; set `model` back, or "
                "build another index with --index."
            )
        return cls(store, shared_encoder(built_with), limits or Limits())

    @staticmethod
    def exists(path: str | Path) -> bool:
        """Whether there is an index at ``path``."""
        return (Path(path) / STORE_FILE).is_file()

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """Number of articles."""
        return self.store.counts()[0]

    def __bool__(self) -> bool:
        """An index is true even when it is empty."""
        return True

    @property
    def path(self) -> Path:
        """The folder of the index."""
        return self.store.folder

    # -- reading ----------------------------------------------------------------------

    def articles(self) -> list[ArticleSummary]:
        """Every article, in the order it was added."""
        return self.store.summaries()

    def article(self, article_id: str) -> Article:
        """The article with this id; raises :class:`ArticleNotFound`."""
        return self._stored(self._key(article_id)).article

    def search(
        self,
        question: str,
        k: int = 10,
        mode: Mode = "fused",
        within: Within | None = None,
    ) -> list[Hit]:
        """The ``k`` best passages for a question, best first.

        ``mode`` is ``"fused"`` (both, by reciprocal rank fusion), ``"dense"`` or ``"bm25"``.
        ``within`` limits the articles before anything is ranked, so that ``k`` passages
        still come back where the allowed articles have that many.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        depth = max(k, FUSE_DEPTH)
        with self._lock:
            current = self._refresh()
            cosines: dict[int, float] = {}
            scores: dict[int, float] = {}
            among = self.store.passages_within(within) if within else None
            if mode != "bm25" and current.size and among != []:
                self._check_fingerprint()
                cosines = dict(current.search(self.encoder.encode([question])[0], depth, among))
            expression = lexical.match_expression(question)
            if mode != "dense" and expression:
                scores = dict(self.store.match_words(expression, depth, among))
            ranked = fuse([list(cosines), list(scores)], [1.0, 1.0])[:k]
            owners = self.store.article_of_passages([passage for passage, _ in ranked])
            hits: list[Hit] = []
            for passage_id, fused in ranked:
                if passage_id not in owners:
                    continue  # removed by another process since the search
                stored = self._stored(owners[passage_id])
                passage = stored.passage(passage_id)
                cosine, bm25 = cosines.get(passage_id), scores.get(passage_id)
                own = {"fused": fused, "dense": cosine, "bm25": bm25}[mode]
                score = fused if own is None else own
                hits.append(Hit(stored.article, passage_id, passage, score, cosine, bm25))
        return hits

    def token_statistics(self) -> tuple[Mapping[int, int], int]:
        """In how many passages each vocabulary token occurs, and how many passages there are."""
        with self._lock:
            generation = self.store.generation
            if self._statistics is None or self._statistics[0] != generation:
                counts = self.store.token_counts()
                self._statistics = (generation, counts, self.store.counts()[1])
            return self._statistics[1], self._statistics[2]

    def note(self, key: str) -> str | None:
        """A short text that a caller keeps beside the articles, or ``None``."""
        try:
            return self.store.meta(f"note:{key}")
        except KeyError:
            return None

    # -- changing ---------------------------------------------------------------------

    def add(
        self,
        paths: Iterable[str | Path] | str | Path,
        *,
        keep_missing: bool = False,
        progress: ProgressCallback | None = None,
        notice: NoticeCallback | None = None,
    ) -> AddReport:
        """Add files and folders; unchanged files cost one hash, changed ones are replaced.

        Articles whose file has gone from an added folder are removed, unless
        ``keep_missing``. Each file is one transaction: what is done stays done. A file that
        can't be read is reported in ``failed`` and its earlier version stays. ``notice`` is
        told when another process has to be waited for.
        """
        given = [Path(p) for p in ([paths] if isinstance(paths, str | Path) else paths)]
        with self._writer(notice):
            self._check_fingerprint()
            try:
                return ingest.add(
                    self.store, self.encoder, self.limits, given, keep_missing, progress
                )
            finally:
                self._derive()  # also after Ctrl-C: the files that are done are searchable

    def remove(self, article_id: str, *, notice: NoticeCallback | None = None) -> None:
        """Remove an article, its passages and its vectors; raises :class:`ArticleNotFound`."""
        with self._writer(notice):
            key = self._key(article_id)
            with self.store.writing():
                ingest.delete(self.store, self.encoder, key)
            self._derive()

    def set_note(self, key: str, value: str) -> None:
        """Keep a short text beside the articles."""
        with self._writer(None), self.store.writing(content=False):
            self.store.set_meta(f"note:{key}", value)

    def verify(self, *, repair: bool = False) -> VerifyReport:
        """Check everything that is stored; with ``repair``, mend what can be mended.

        What is derived is made again; a damaged article is read again from its file.
        """
        if not repair:
            with self._lock:
                return check.verify(self.store, self.encoder)
        with self._writer(None):
            report = check.repair(self.store, self.encoder, self.limits)
            self._articles.clear()
            self._dense = None
            return report

    # -- inside -----------------------------------------------------------------------

    def _key(self, article_id: str) -> int:
        key = self.store.key_of(article_id)
        if key is None:
            raise ArticleNotFound(
                f"There is no article {article_id!r} in the index at {self.path}; "
                "`policy-debate index list` shows the ids."
            )
        return key

    def _stored(self, key: int) -> StoredArticle:
        """An article from the cache or the store. A key is never used again for another."""
        with self._lock:
            found = self._articles.pop(key, None) or self.store.read(key)
            self._articles[key] = found
            while len(self._articles) > ARTICLE_CACHE:
                self._articles.popitem(last=False)
            return found

    def _refresh(self) -> dense.DenseIndex:
        """The FAISS index of the store's present generation, loaded or made again."""
        generation = self.store.generation
        if self._dense is not None and self._dense.generation == generation:
            return self._dense
        loaded = dense.load(self.path, generation)
        if isinstance(loaded, str):
            self.notices.append(f"The search index at {self.path} was rebuilt: {loaded}.")
            loaded = dense.build(self.store)
            self._save_if_free(loaded)
        self._dense = loaded
        return loaded

    def _derive(self) -> None:
        """Bring the FAISS file up to the store, inside :meth:`_writer`."""
        if isinstance(dense.load(self.path, self.store.generation), str):
            self._dense = dense.build(self.store)
            dense.save(self._dense, self.path)

    def _save_if_free(self, built: dense.DenseIndex) -> None:
        try:
            with FileLock(self.path / LOCK_FILE, timeout=0):
                dense.save(built, self.path)
        except (Timeout, OSError) as error:
            # The answer is right without it; only the next start is slower.
            self.notices.append(f"The rebuilt search index could not be saved ({error}).")

    @contextmanager
    def _writer(self, notice: NoticeCallback | None) -> Iterator[None]:
        """One writer at a time, over all processes; released by the system if one dies."""
        lock = FileLock(self.path / LOCK_FILE)
        try:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                if notice:
                    notice(f"Another program is changing the index at {self.path}; waiting for it.")
                lock.acquire()
        except OSError as error:
            raise IndexProblem(
                f"The index at {self.path} can't be changed ({error.strerror}); check that you may "
                "write to that folder."
            ) from error
        try:
            with self._lock:
                yield
        finally:
            lock.release()

    def _check_fingerprint(self) -> None:
        """Refuse vectors of a model that has the same name and other weights."""
        if self._fingerprint_checked:
            return
        try:
            known = self.store.meta("fingerprint")
        except KeyError:
            known = ""
        if not known:
            if self.store.counts()[1] == 0:
                with self.store.writing(content=False):
                    self.store.set_meta("fingerprint", self.encoder.fingerprint)
        elif known != self.encoder.fingerprint:
            raise EncoderMismatch(
                f"The index at {self.path} was built with other weights of the model "
                f"{self.encoder.name!r}: vectors of two models can't be mixed; put the earlier "
                "model back, or build another index with --index."
            )
        self._fingerprint_checked = True
