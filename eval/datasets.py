"""Public question sets in the form the evaluation reads: articles and questions.

A set is two files, ``NAME_corpus.jsonl`` (readable by the ``.jsonl`` reader) and
``NAME_questions.jsonl``: an object a line with ``id``, ``question``, ``history``,
``answerable``, ``answers`` (any one is right) and ``evidence`` (``doc_id``,
``paragraph`` counted from 0 and, where known, the gold ``sentences``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus import PolicyDebateError
from corpus.build import slug
from index import Index
from index.datatypes import ProgressCallback

INDEX_SECONDS = "index_seconds"
"""The note in which an index of the evaluation keeps how long it took to make."""


class EvidenceSpot(BaseModel):
    """A paragraph that answers, and the sentences in it where the set marks them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    doc_id: str
    paragraph: int
    sentences: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        """(article id, paragraph number from 1), as a hit has them."""
        return slug(self.doc_id), self.paragraph + 1


class Question(BaseModel):
    """One question of a public set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    question: str
    history: tuple[dict[str, Any], ...] = ()
    answerable: bool
    answers: tuple[str, ...] = ()
    evidence: tuple[EvidenceSpot, ...] = ()


def read_questions(path: Path) -> list[Question]:
    """The questions of a file; raises :class:`PolicyDebateError` naming line and field."""
    if not path.is_file():
        raise PolicyDebateError(f"There is no question file {path}; check the spelling.")
    questions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            questions.append(Question.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "the line"
            raise PolicyDebateError(f"{path}, line {number}, {field}: {first['msg']}.") from error
    return questions


def index_of(folder: Path, name: str, where: Path, progress: ProgressCallback | None) -> Index:
    """The index of a set's articles, made at ``where`` or brought up to date there."""
    return index_files(folder / f"{name}_corpus.jsonl", where, progress)


def index_files(path: Path, where: Path, progress: ProgressCallback | None) -> Index:
    """The index of a file or folder at ``where``; it remembers how long indexing took."""
    index = Index.open(where) if Index.exists(where) else Index.create(where)
    report = index.add(path, progress=progress)
    if report.failed:
        index.close()
        raise PolicyDebateError(report.failed[0][1])
    if report.added:
        index.set_note(INDEX_SECONDS, f"{report.seconds:.1f}")
    return index
