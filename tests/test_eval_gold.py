"""The shipped gold set is fit to judge by, and broken sets are named to the line and field."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from corpus import PolicyDebateError
from eval.adapters import read_mtrag
from eval.gold import GOLD_FOLDER, faults, read_gold, stale
from index import Index
from rag.shipped import briefs_folder

TYPES = {
    "answerable-who", "answerable-when", "answerable-how-many", "answerable-why",
    "answerable-list", "unanswerable", "false-premise", "two-sided", "conflict",
    "multi-article", "timeline", "follow-up",
}  # fmt: skip


def shipped() -> list:  # type: ignore[type-arg]
    return [q for name in ("dev", "test") for q in read_gold(GOLD_FOLDER / f"{name}.jsonl")]


def test_the_shipped_set_is_large_and_of_every_kind() -> None:
    questions = shipped()
    assert len(questions) >= 160
    assert {q.type for q in questions} >= TYPES
    assert {q.split for q in questions} == {"dev", "test"}
    assert min(Counter(q.type for q in questions if q.split == "test").values()) >= 4
    assert all(q.gold_rewrite for q in questions if q.type == "follow-up")


def test_the_shipped_set_is_fit_to_judge_by() -> None:
    assert faults(shipped()) == []


def test_every_quote_is_in_its_article(tmp_path: Path) -> None:
    with Index.create(tmp_path / "briefs") as index:
        index.add(briefs_folder())
        assert stale(shipped(), index) == {}


LINE = {
    "id": "a-1", "topic": "bridge", "type": "answerable-how-many", "answerable": True,
    "question": "How many were replaced?", "nuggets": [{"aliases": ["312"]}],
    "evidence": [
        {"article_id": "bridge",
         "quote": "Engineers replaced 312 rivets and strengthened the western pier."}
    ],
}  # fmt: skip


def write(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines))
    return path


@pytest.mark.parametrize(
    ("second", "field"),
    [
        ("{broken", "the whole line"),
        ({**LINE, "id": "b", "nuggets": [{"aliases": []}]}, "nuggets.0.aliases"),
        ({**LINE, "id": "b", "colour": 1}, "colour"),
        ({**LINE, "id": "b", "evidence": []}, "evidence"),
        (LINE, "id"),
    ],
)
def test_a_broken_line_names_file_line_and_field(
    tmp_path: Path, second: object, field: str
) -> None:
    path = write(tmp_path / "gold.jsonl", LINE, second)
    with pytest.raises(PolicyDebateError) as caught:
        read_gold(path)
    assert "gold.jsonl, line 2" in str(caught.value)
    assert field in str(caught.value)


def test_evidence_that_left_the_corpus_is_listed(tmp_path: Path, index: Index) -> None:
    gone = {**LINE, "id": "b", "evidence": [{"article_id": "bridge", "quote": "Nobody came."}]}
    other = {**LINE, "id": "c", "evidence": [{"article_id": "nowhere", "quote": "Nobody came."}]}
    questions = read_gold(write(tmp_path / "gold.jsonl", LINE, gone, other))
    assert set(stale(questions, index)) == {"b", "c"}


def test_a_question_that_gives_its_answer_away_is_a_fault(tmp_path: Path) -> None:
    told = {**LINE, "question": "Is it so that engineers replaced 312 rivets and strengthened it?"}
    copy = {**LINE, "id": "d", "split": "dev"}
    unsupported = {**LINE, "id": "e", "nuggets": [{"aliases": ["999"]}], "question": "What else?"}
    found = faults(read_gold(write(tmp_path / "gold.jsonl", told, copy, unsupported)))
    assert any("engineers replaced 312" in fault for fault in found)
    assert any("'bridge' is in both splits" in fault for fault in found)
    assert any("999" in fault for fault in found)


def test_mt_rag_tasks_are_read(tmp_path: Path) -> None:
    task = {
        "task_id": "t1<::>2",
        "conversation_id": "t1",
        "Answerability": ["ANSWERABLE"],
        "input": [
            {"speaker": "user", "text": "What reopened?"},
            {"speaker": "agent", "text": "The bridge."},
            {"speaker": "user", "text": "When?"},
        ],
        "contexts": [{"document_id": "bridge", "text": "After eleven months."}],
    }
    refused = {**task, "task_id": "t2", "Answerability": ["UNANSWERABLE"]}
    first, second = read_mtrag(write(tmp_path / "tasks.jsonl", task, refused))
    assert (first.question, len(first.history), first.answerable) == ("When?", 2, True)
    assert not second.answerable
    with pytest.raises(PolicyDebateError, match="line 1"):
        read_mtrag(write(tmp_path / "bad.jsonl", {"task_id": 1}))
