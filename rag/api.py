"""The one function that most Python callers need."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from index import Index
from index.schema import STORE_FILE
from rag.chain import AnswerChain
from rag.config import Settings, load_settings
from rag.datatypes import Answer, Message
from rag.shipped import open_index


def answer(
    question: str,
    index: str | Path | Index | None = None,
    history: Sequence[Message] = (),
    *,
    settings: Settings | None = None,
) -> Answer:
    """Answer a question from an index (default: the shipped corpus).

    ``index`` is a path or an open :class:`index.Index`; ``history`` holds the earlier turns
    as ``{"role", "content"}``. Raises a :class:`rag.PolicyDebateError` with one clear
    sentence for an empty question, a missing index and the like.
    """
    if isinstance(index, Index):
        return AnswerChain(index, settings or load_settings()).answer(question, history)
    chosen = settings or load_settings()
    if index is not None:
        chosen = chosen.model_copy(update={"index": Path(index)})
    return _warm_chain(chosen, _identity(chosen.index)).answer(question, history)


@lru_cache(maxsize=4)
def _warm_chain(settings: Settings, identity: tuple[int, int] | None) -> AnswerChain:
    """Kept between calls, because opening loads a model; ``identity`` notices a new file."""
    return AnswerChain(open_index(settings), settings)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = (path / STORE_FILE).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
