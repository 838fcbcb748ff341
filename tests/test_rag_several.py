"""Several questions in one message are answered in turn; one that looks like two is not cut."""

from __future__ import annotations

import pytest

from index import Index
from rag import Answer, AnswerChain, load_settings
from rag.parse import Parser
from rag.several import questions_in


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        (
            "When was the mine opened and how many people worked there?",
            ("When was the mine opened?", "How many people worked there?"),
        ),
        (
            "Who ordered the strike, and did the guards join it?",
            ("Who ordered the strike?", "Did the guards join it?"),
        ),
        (
            "What is the fund? Where is it based? Who runs it?",
            ("What is the fund?", "Where is it based?", "Who runs it?"),
        ),
        ("Is the levy popular and why?", ("Is the levy popular?", "Why?")),
        (
            "When and where was the treaty signed?",
            ("When was the treaty signed?", "Where was the treaty signed?"),
        ),
        ("who pays for it and how much", ("Who pays for it?", "How much?")),
        (
            "What are the arguments for and against the dam, and what does it cost?",
            ("What are the arguments for and against the dam?", "What does it cost?"),
        ),
        ("Okafor - who is she and where's she now?", ("Who is she?", "Where's she now?")),
        ("Okafor: who is she and what did she sell?", ("Who is she?", "What did she sell?")),
        (
            "In the new dock, what is stored and who guards it?",
            ("In the new dock, what is stored?", "In the new dock, who guards it?"),
        ),
        (
            "The ministry froze the grant. Why, and for how long?",
            ("Why?", "For how long?"),
        ),
        (
            "I debate this tomorrow. What do critics say and is it legal?",
            ("What do critics say?", "Is it legal?"),
        ),
    ],
)  # fmt: skip
def test_what_is_asked_is_told_apart(message: str, wanted: tuple[str, ...]) -> None:
    assert questions_in(message, Parser()).questions == wanted


@pytest.mark.parametrize(
    "message",
    [
        "Who objects?",
        "Who was arrested and sent to the island?",
        "What did the mayor say when the court ruled and the crews had left?",
        "Which countries does the union list and fear?",
        "What did the mayor say and what did the crews say about the dam?",
        "Who led the inquiry and was criticised by the board?",
        "Was the order obeyed or did the ships sail on?",
        "Is it true that the ships left early and that they did not return?",
        "Who is the press secretary, Ines Okafor?",
        "What do Okafor and Reyes each say about the price?",
        "How much do bread and milk cost?",
        "and why?",
        "What becomes of crews who come back and can't find work?",
        "The ministry froze the grant. Why?",
    ],
)
def test_one_question_stays_whole(message: str) -> None:
    assert questions_in(message, Parser()).questions == (message,)


@pytest.fixture
def both(index: Index) -> Answer:
    """Asked of the harbour and of what the articles do not have."""
    return AnswerChain(index, load_settings()).answer(
        "How much will the dredging cost, and how many fish live in the channel?"
    )


def test_the_part_that_is_there_is_answered_and_the_other_said_not_to_be(both: Answer) -> None:
    cost, fish = both.parts
    assert "$41 million" in cost.text
    assert not cost.abstained
    assert fish.abstained
    assert fish.closest
    assert not both.abstained
    assert "$41 million" in both.text
    assert fish.text in both.text


def test_every_number_in_the_text_is_a_citation_of_the_whole(index: Index) -> None:
    answer = AnswerChain(index, load_settings()).answer(
        "How much will the dredging cost? Who speaks for the fishing crews? "
        "How many rivets did the engineers replace?"
    )
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(answer.parts) == 3
    for part in answer.parts:
        for statement in part.statements:
            quotes = [answer.citations[n - 1].quote for n in statement.citations]
            assert any(quote in statement.text for quote in quotes)
    assert "312 rivets" in answer.parts[2].text


def test_no_two_sentences_share_a_number(index: Index) -> None:
    answer = AnswerChain(index, load_settings()).answer(
        "Who won the chess final? How much will the dredging cost? How many fish are in the lake?"
    )
    assert [part.abstained for part in answer.parts] == [True, False, True]
    shown = [*answer.citations, *(c for part in answer.parts for c in part.closest)]
    assert [citation.number for citation in shown] == list(range(1, len(shown) + 1))


def test_a_later_part_leans_on_an_earlier_one(index: Index) -> None:
    answer = AnswerChain(index, load_settings()).answer(
        "How many rivets did the engineers replace, and what does the dredging cost and "
        "who objects to it?"
    )
    assert "dredging" in answer.parts[2].question_as_understood


def test_praise_and_blame_stay_one_answer(index: Index) -> None:
    answer = AnswerChain(index, load_settings()).answer(
        "Who supports the dredging and who opposes it?"
    )
    assert not answer.parts


def test_nothing_answered_is_one_refusal(index: Index) -> None:
    answer = AnswerChain(index, load_settings()).answer(
        "Who won the chess final, and how many people watched it?"
    )
    assert answer.abstained
    assert not answer.parts
    assert answer.closest
