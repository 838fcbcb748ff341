"""Signs that a sentence speaks of the right thing and does not answer the question."""

from __future__ import annotations

import pytest

from index import Encoder
from rag.demonyms import COUNTRY_OF
from rag.parse import Parser
from rag.question import read_question
from rag.relations import relations
from rag.words import read_words, stem
from rag.wordvectors import WordVectors

PARSER = Parser()
ENCODER = Encoder()
WORDS = WordVectors(ENCODER)


def related(question: str, *sentences: str) -> dict[str, float]:
    ids = ENCODER.token_ids(question)
    read = read_question(question, ids, ENCODER.token_offsets(question), {}, 10)
    return relations(read, PARSER(question), [PARSER(s) for s in sentences], WORDS.similar)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            "What did the supreme court decide on the petition?",
            "The supreme court is expected to decide on the petition by the end of March.",
        ),
        (
            "How much did the merger of the two ferry companies cost?",
            "If the merger goes ahead, it will cost 40 million dollars.",
        ),
    ],
)
def test_what_is_only_expected_is_told_from_what_happened(question: str, sentence: str) -> None:
    happened = sentence.replace("is expected to decide", "decided")
    happened = happened.replace("If the merger goes ahead, it will cost", "The merger cost")
    assert related(question, sentence)["not_yet"] > 0.4
    assert related(question, happened)["not_yet"] == 0


def test_a_question_about_plans_is_answered_by_what_is_planned() -> None:
    sentence = "The supreme court is expected to decide on the petition by the end of March."
    assert related("When will the court decide on the petition?", sentence)["not_yet"] == 0


def test_who_holds_a_role_needs_a_person_with_it() -> None:
    question = "Who is the warden of the island prison?"
    named = "Its warden, Tom Reyes, opened the gates of the island prison on Friday."
    other = "President Ada Quill praised the island prison as a model for the region."
    assert related(question, named)["role_near"] == 1
    assert related(question, other)["role_near"] < 0.6


def test_what_is_asked_for_is_looked_for_in_the_sentences() -> None:
    question = "Which airline flew the athletes home?"
    assert related(question, "An airline from Oslo flew them home.")["asked_known"] == 1
    assert related(question, "The athletes arrived at home on Sunday.")["asked_known"] < 0.6


def test_a_people_is_of_its_country() -> None:
    known = read_words("China's ministers met the president of El Salvador.").known
    assert {stem("Chinese"), stem("Salvadorans")} <= known
    assert stem("Danish") not in known
    assert all(form == form.lower() for form in COUNTRY_OF)
