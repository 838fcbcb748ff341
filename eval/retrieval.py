"""Paragraph recall of the three ways to search, on public question sets.

``python -m eval.retrieval FOLDER xquad_dev clapnq_dev``
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.datasets import Question, index_of, read_questions
from index import Index
from index.library import Mode

CUTOFFS = (1, 5, 10)
MODES: tuple[Mode, ...] = ("dense", "bm25", "fused")


def recall(index: Index, questions: list[Question], mode: Mode) -> dict[int, float]:
    """Share of questions with a gold paragraph among the first k hits, for each k."""
    found = dict.fromkeys(CUTOFFS, 0)
    for question in questions:
        gold = {spot.key for spot in question.evidence}
        hits = index.search(question.question, k=max(CUTOFFS), mode=mode)
        keys = [(hit.article.id, hit.paragraph) for hit in hits]
        for k in CUTOFFS:
            found[k] += bool(gold & set(keys[:k]))
    return {k: found[k] / len(questions) for k in CUTOFFS}


def main() -> None:
    """Print the table for the sets that are named."""
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    table = Table("set", "questions", "search", *(f"recall@{k}" for k in CUTOFFS))
    for name in names:
        questions = [q for q in read_questions(folder / f"{name}_questions.jsonl") if q.answerable]
        with (
            tempfile.TemporaryDirectory() as scratch,
            index_of(folder, name, Path(scratch), None) as index,
        ):
            for mode in MODES:
                figures = recall(index, questions, mode)
                cells = [f"{figures[k]:.3f}" for k in CUTOFFS]
                table.add_row(name, str(len(questions)), mode, *cells)
    Console().print(table)


if __name__ == "__main__":
    main()
