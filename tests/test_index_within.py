"""A search or an answer may be limited to some articles, before anything is ranked."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Index, Mode, Within
from rag import AnswerChain, load_settings

NOTE = """\
---
title: Ferry note {n}
publisher: {publisher}
date: {date}
---
The night ferry to Skarholm number {n} leaves at nine and carries cars.
"""


@pytest.fixture
def ferries(tmp_path: Path) -> Index:
    """Sixty articles of a loud publisher, and three of a quiet one."""
    folder = tmp_path / "ferries"
    folder.mkdir()
    for n in range(63):
        publisher = "Loud" if n < 60 else "Quiet"
        text = NOTE.format(n=n, publisher=publisher, date=f"20{10 + n % 10}-03")
        (folder / f"f{n}.md").write_text(text, encoding="utf-8")
    index = Index.create(tmp_path / "ferry-index")
    assert not index.add(folder).failed
    return index


@pytest.mark.parametrize("mode", ["fused", "dense", "bm25"])
def test_a_rare_publisher_is_found_behind_many_better_matches(ferries: Index, mode: Mode) -> None:
    hits = ferries.search("night ferry to Skarholm", 3, mode, Within(publishers=("Quiet",)))
    assert [hit.article.publisher for hit in hits] == ["Quiet"] * 3


@pytest.mark.parametrize("mode", ["fused", "dense", "bm25"])
def test_a_date_range_is_inclusive(ferries: Index, mode: Mode) -> None:
    hits = ferries.search("night ferry", 24, mode, Within(after="2012", before="2013-03-05"))
    assert {hit.article.date for hit in hits} == {"2012-03", "2013-03"}


def test_nothing_allowed_means_nothing_found(ferries: Index) -> None:
    assert ferries.search("night ferry", 5, within=Within(publishers=("Nobody",))) == []


def test_the_answer_keeps_to_the_limit(ferries: Index) -> None:
    chain = AnswerChain(ferries, load_settings())
    answer = chain.answer("When does the night ferry leave?", within=Within(publishers=("Quiet",)))
    assert {hit.article.publisher for hit in answer.passages} == {"Quiet"}
    assert {c.publisher for c in (*answer.citations, *answer.closest)} <= {"Quiet"}


@pytest.mark.parametrize(
    ("date", "after", "before", "allowed"),
    [
        ("2025-04", "2025-04-30", None, True),
        ("2025", None, "2025-01-01", True),
        ("2025-04-14", "2025-04-15", None, False),
        ("2025-04-14", "2025-04-14", "2025-04-14", True),
        (None, "2025", None, False),
        (None, None, None, True),
    ],
)
def test_dates_of_any_precision(
    date: str | None, after: str | None, before: str | None, allowed: bool
) -> None:
    assert Within(after=after, before=before).allows("x", date) is allowed


@pytest.mark.parametrize("wrong", ["14.4.2025", "2025-13", "25", "2025-4-1", "２０２５"])
def test_a_date_of_another_form_is_refused_by_name(wrong: str) -> None:
    with pytest.raises(ValueError, match="after"):
        Within(after=wrong)
