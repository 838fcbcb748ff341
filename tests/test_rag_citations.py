"""Every citation of every question of both public dev sets is exact.

The default run asks every sixteenth question; `make test-all` asks all.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.datasets import index_of, read_questions
from rag import AnswerChain, Settings


@pytest.mark.parametrize("name", ["xquad_dev", "clapnq_dev"])
@pytest.mark.parametrize("step", [16, pytest.param(1, marks=pytest.mark.slow)])
def test_every_citation_is_exact(shared: Path, tmp_path: Path, name: str, step: int) -> None:
    questions = read_questions(shared / "data" / f"{name}_questions.jsonl")[::step]
    checked = 0
    with index_of(shared / "data", name, tmp_path, None) as index:
        chain = AnswerChain(index, Settings())
        for question in questions:
            a = chain.answer(question.question)
            for c in (*a.citations, *a.closest):
                article = index.article(c.article_id)
                assert article.text[c.start : c.end] == c.quote
                paragraph = article.paragraphs[c.paragraph - 1]
                assert paragraph.start <= c.start < c.end <= paragraph.end
                checked += 1
            assert a.abstained or a.citations
    assert checked >= len(questions)
