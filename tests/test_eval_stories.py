"""The made-up stories that the models are fitted on say what their questions claim."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from corpus.segment import split_sentences
from eval.fitting.export import READERS, STORIES_FOLDER
from eval.fitting.timelines import TIMELINES

PARTS = sorted(path.name.split("_")[0] for path in STORIES_FOLDER.glob("*_corpus.jsonl"))


def rows(part: str, what: str) -> list[dict[str, Any]]:
    path = STORIES_FOLDER / f"{part}_{what}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("part", PARTS)
def test_every_marked_sentence_is_one_of_its_article(part: str) -> None:
    paragraphs = {row["doc_id"]: row["paragraphs"] for row in rows(part, "corpus")}
    for question in rows(part, "questions"):
        assert question["answerable"] == bool(question["evidence"])
        # "Yes" and "no" stand in no sentence.
        words = question["answerable"] and question["kind"] != "yes_no"
        assert words <= bool(question["answers"]) <= question["answerable"], question["id"]
        for spot in question["evidence"]:
            text = paragraphs[spot["doc_id"]][spot["paragraph"]]
            sentences = [text[s.start : s.end] for s in split_sentences(text, 0, len(text))]
            assert spot["sentences"]
            assert set(spot["sentences"]) <= set(sentences), question["id"]


@pytest.mark.parametrize("part", PARTS)
def test_every_answer_stands_in_a_marked_sentence(part: str) -> None:
    for question in rows(part, "questions"):
        marked = " ".join(s for spot in question["evidence"] for s in spot["sentences"]).lower()
        for one in question["answers"]:
            assert one.lower() in marked, question["id"]


def test_every_affair_has_questions_that_are_not_answered_and_no_question_is_twice() -> None:
    asked = [(part, question) for part in PARTS for question in rows(part, "questions")]
    assert len({(part, q["question"]) for part, q in asked}) == len(asked)
    assert len({q["id"] for _, q in asked}) == len(asked)
    refused = Counter(str(q["group"]) for _, q in asked if not q["answerable"])
    assert all(refused[str(q["group"])] >= 4 for _, q in asked), refused


def test_readers_questions_and_timelines_mark_sentences_of_their_story() -> None:
    corpora = {
        part: {row["doc_id"]: row["paragraphs"] for row in rows(part, "corpus")} for part in PARTS
    }
    groups = {part: {str(q["group"]) for q in rows(part, "questions")} for part in PARTS}
    for path, marks in ((READERS, "evidence"), (TIMELINES, "events")):
        asked = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert len({(one["story"], one["question"]) for one in asked}) == len(asked)
        for one in asked:
            for spot in one[marks]:
                text = corpora[one["story"]][spot["doc_id"]][spot["paragraph"]]
                sentences = [text[s.start : s.end] for s in split_sentences(text, 0, len(text))]
                assert spot["sentence"] in sentences, one["question"]
            if path is READERS:
                assert one["group"] in groups[one["story"]]
                marked = " ".join(spot["sentence"] for spot in one["evidence"]).lower()
                assert all(answer.lower() in marked for answer in one["answers"]), one["question"]
