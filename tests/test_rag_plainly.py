"""Polite or roundabout, a question is the same question."""

from __future__ import annotations

import pytest

from index import Index
from rag import AnswerChain, load_settings
from rag.plainly import plainly


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Can you tell me how many boats it lost?", "How many boats it lost?"),
        ("Could you please explain why it sank", "Why it sank"),
        ("hi there, i was wondering when it opens", "When it opens"),
        ("I'd like to know who runs it.", "Who runs it."),
        ("According to the articles, who objects?", "Who objects?"),
        ("Who objects, according to the articles?", "Who objects?"),
        ("Do the articles say how much it will cost?", "How much it will cost?"),
        ("What do the articles say about the board?", "What is known about the board?"),
        ("Tell me about how they pay for it", "How they pay for it"),
        ("Tell me about her", "What is known about her?"),
        ("Do you know whether the court has ruled?", "Has the court ruled?"),
        ("thanks! can you tell me why?", "Why?"),
        ("Give me both sides, please", "Give me both sides"),
    ],
)  # fmt: skip
def test_what_is_asked_is_left(question: str, wanted: str) -> None:
    assert plainly(question) == wanted


@pytest.mark.parametrize(
    "question",
    [
        "Who objects?",
        "If the board is right, can the crews appeal?",
        "What flaw does the union see in the text?",
        "About what do the crews complain?",
        "What do critics say about the channel?",
        "Who objects, according to Reyes?",
        "Can dredging start before June?",
        "Would you say the plan is popular?",
        "Do the articles mention Okafor?",
        "In the articles about the bridge, who is quoted?",
        "hello",
        "please?",
        "So what?",
        "whether",
    ],
)
def test_a_plain_question_stays_as_it_is(question: str) -> None:
    assert plainly(question) == question


def test_a_polite_question_gets_the_answer_of_the_plain_one(index: Index) -> None:
    chain = AnswerChain(index, load_settings())
    plain = chain.answer("How many rivets did the engineers replace?")
    polite = chain.answer("Could you please tell me how many rivets the engineers replaced?")
    assert "312" in plain.text
    assert polite.text == plain.text
    assert polite.question.startswith("Could you")
    assert polite.question_as_understood == "How many rivets the engineers replaced?"


def test_a_topic_is_a_question_too(index: Index) -> None:
    chain = AnswerChain(index, load_settings())
    said = chain.answer("What do the articles say about the bridge?")
    assert not said.abstained
    assert "bridge" in said.citations[0].quote
    for nothing in (
        "Tell me about the airport.", "Tell me about the bridge's architect.", "Tell me about it."
    ):  # fmt: skip
        assert chain.answer(nothing).abstained


def test_a_follow_up_leans_on_a_polite_question(index: Index) -> None:
    history = [
        {"role": "user", "content": "Hi, can you tell me when the old bridge reopened?"},
        {"role": "assistant", "content": "In June 2024."},
    ]
    said = AnswerChain(index, load_settings()).answer("And how many rivets?", history)
    assert "312" in said.text
    assert "Hi" not in said.question_as_understood
