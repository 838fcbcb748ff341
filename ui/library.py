"""The articles behind the page: asked, listed, added to and taken from.

Changes go through a second opening of the index, so that nobody's question waits for
somebody's upload; the first one notices the new generation at its next search.
"""

from __future__ import annotations

import shutil
import threading
import uuid
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import SUPPORTED_SUFFIXES, Article, PolicyDebateError, hash_file
from index import ArticleSummary, Hit, Index, Within
from rag import Answer, AnswerChain, Message, Settings
from rag.errors import QuestionError
from rag.select import PassageViews
from rag.shipped import open_index
from ui.safety import clip, visible

UPLOADS = "uploads"
FILES_AT_ONCE = 50
UNDO_KEPT = 100
WARM_ARTICLES = 10
WARM_CHARS = 200


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one uploaded file: ``problem`` is a sentence, ``None`` if it went well."""

    name: str
    articles: int = 0
    known: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """An article that was taken out; ``token`` brings it back, ``None`` if its file has gone."""

    label: str
    token: str | None


class Library:
    """An index with the chain that answers from it. Shared by all sessions and threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.index = open_index(settings)
        self.views = PassageViews(self.index.encoder)
        self.chain = AnswerChain(self.index, settings, views=self.views)
        self._undo: OrderedDict[str, Path] = OrderedDict()
        self._changing = threading.Lock()
        self._sweep()

    def warm_up(self) -> None:
        """Load the models, and read the passages that first questions are likely to need."""
        most = min(WARM_CHARS, self.settings.max_question_chars)
        for one in self.articles()[:WARM_ARTICLES]:
            self.chain.answer(" ".join(f"What about {one.label}?"[:most].split()))

    def close(self) -> None:
        """Close the index."""
        self.index.close()

    # -- reading ----------------------------------------------------------------------

    def ask(self, question: str, history: Sequence[Message], within: Within) -> Answer:
        """The answer; raises :class:`PolicyDebateError`."""
        return self.chain.answer(question, history, within if within else None)

    def search(self, question: str, k: int, within: Within) -> list[Hit]:
        """The ``k`` best passages; raises :class:`PolicyDebateError`."""
        if not any(c.isalnum() for c in question):
            raise QuestionError("The question is empty; search for something in words.")
        limit = self.settings.max_question_chars
        if len(question) > limit:
            raise QuestionError(f"The question is longer than {limit:,} characters; shorten it.")
        return self.index.search(question, k, self.settings.search, within if within else None)

    def articles(self) -> list[ArticleSummary]:
        """Every article, in the order it was added."""
        return self.index.articles()

    def article(self, article_id: str) -> Article:
        """One article; raises :class:`index.ArticleNotFound`."""
        return self.index.article(article_id)

    def publishers(self) -> list[str]:
        """The publishers that the articles name, sorted."""
        return sorted({one.publisher for one in self.articles() if one.publisher})

    def plainly(self, error: PolicyDebateError) -> str:
        """The error's sentence without this computer's folders."""
        folder = str(self.index.path)
        return str(error).replace(f" at {folder}", "").replace(folder, "the index")

    # -- changing ---------------------------------------------------------------------

    def add(self, files: Sequence[tuple[Path, str]]) -> Iterator[Added]:
        """Take in uploaded files, given as (where it lies, what its owner called it).

        One result a file as it is done. The owner's name is shown and its ending says how to
        read the file; it is never part of a path.
        """
        for number, (path, given) in enumerate(files):
            name = clip(visible(Path(given).name), 80) or "a file without a name"
            if number >= FILES_AT_ONCE:
                yield Added(name, problem=f"Only {FILES_AT_ONCE} files are taken in at once.")
                continue
            try:
                yield self._add(path, name, Path(given).suffix.lower())
            except PolicyDebateError as error:
                yield Added(name, problem=self.plainly(error))

    def _add(self, path: Path, name: str, suffix: str) -> Added:
        if suffix not in SUPPORTED_SUFFIXES:
            kinds = " ".join(sorted(SUPPORTED_SUFFIXES))
            return Added(name, problem=f"This kind of file is not read; these are: {kinds}.")
        most = self.settings.limits.max_file_bytes
        if path.stat().st_size > most:
            return Added(name, problem=f"The file is larger than {most / 2**20:.0f} MB.")
        folder = self.index.path / UPLOADS
        # Called by its contents: the same file twice is one article.
        kept = folder.resolve() / f"{hash_file(path)[:24]}{suffix}"
        with self._changing:
            folder.mkdir(exist_ok=True)
            fresh = not kept.exists()
            if fresh:
                shutil.copyfile(path, kept)
            with self._writer() as writer:
                report = writer.add([kept])
            if report.failed:
                if fresh:
                    kept.unlink(missing_ok=True)
                reason = report.failed[0][1].replace(str(kept), "The file")
                return Added(name, problem=reason)
        return Added(name, articles=len(report.added) + len(report.updated), known=not report.added)

    def remove(self, article_id: str) -> Removed:
        """Take an article out; its file stays, so that :meth:`undo` can read it again."""
        with self._changing, self._writer() as writer:
            article = writer.article(article_id)
            writer.remove(article_id)
            path = _file_of(article.origin)
            if path is None:
                return Removed(article.label, None)
            token = uuid.uuid4().hex
            self._undo[token] = path
            while len(self._undo) > UNDO_KEPT:
                self._undo.popitem(last=False)
            return Removed(article.label, token)

    def undo(self, token: str) -> str:
        """Bring a removed article back; what to tell the reader."""
        with self._changing:
            path = self._undo.pop(token, None)
            if path is None or not path.is_file():
                return "This removal can't be undone any more; add the file again."
            with self._writer() as writer:
                report = writer.add([path])
        if report.failed:
            return "The article could not be read again; add its file anew."
        return "The article is back."

    def _writer(self) -> Index:
        return Index.open(self.index.path, limits=self.settings.limits)

    def _sweep(self) -> None:
        """Delete uploaded files whose article was removed and can't come back any more."""
        folder = self.index.path / UPLOADS
        if not folder.is_dir():
            return
        used = {_file_of(one.origin) for one in self.articles()}
        for path in folder.resolve().iterdir():
            if path.is_file() and path not in used:
                path.unlink()


def _file_of(origin: str) -> Path | None:
    """The file that an article came from, if it is still there."""
    for candidate in (origin, origin.rpartition("#")[0]):
        if candidate and Path(candidate).is_file():
            return Path(candidate)
    return None
