"""Follow-ups are understood as standalone questions; fresh topics stay as they are."""

from __future__ import annotations

import pytest

from rag.datatypes import Message
from rag.followup import stand_alone, understand
from rag.parse import Parser

PARSER = Parser()


def understood(question: str, *turns: str) -> str:
    roles = ("user", "assistant")
    history: list[Message] = [
        {"role": roles[i % 2], "content": text}  # type: ignore[typeddict-item]
        for i, text in enumerate(turns)
    ]
    return stand_alone(question, history, PARSER)


@pytest.mark.parametrize(
    ("earlier", "reply", "question", "expected"),
    [
        (
            "What is UNESCO?",
            "A body.",
            "How many members does it have?",
            "How many members does UNESCO have?",
        ),
        (
            "Did the council block the bridge?",
            "Yes.",
            "Why?",
            "Why did the council block the bridge?",
        ),
        (
            "How many members of Greenpeace came?",
            "40.",
            "And Oxfam?",
            "How many members of Oxfam came?",
        ),
        ("Who is Ada Quill?", "A mayor.", "Where was she born?", "Where was Ada Quill born?"),
        (
            "Who opened the bridge?",
            "Tom Reyes opened it. [1]",
            "How old is he?",
            "How old is Tom Reyes?",
        ),
        (
            "What is the deal with Norway?",
            "A treaty.",
            "Who signed it?",
            "Who signed the deal with Norway?",
        ),
        (
            "How many Norbay Rowers members came?",
            "40.",
            "How long will they stay?",
            "How long will Norbay Rowers members stay?",
        ),
        ("What is KV-12?", "A gang.", "How did it grow?", "How did KV-12 grow?"),
        (
            "What happened in Norway?",
            "A strike.",
            "Why does oil matter there?",
            "Why does oil matter in Norway?",
        ),
        (
            "Which city feels the strain?",
            "It is Oslo that feels it most.",
            "What is its problem?",
            "What is Oslo's problem?",
        ),
        (
            "Which plane did the minister watch?",
            "Tom Reyes, the minister, watched a cargo plane leave Norway.",
            "Where was it headed?",
            "Where was the plane headed?",
        ),
        (
            "Do the crews get paid?",
            "Yes.",
            "Can their families visit?",
            "Can the crews' families visit?",
        ),
    ],
)
def test_what_leans_is_resolved(earlier: str, reply: str, question: str, expected: str) -> None:
    assert understood(question, earlier, reply) == expected


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        (
            "How many members of Sons de Norbay landed there?",
            "and KV-12?",
            "How many members of KV-12 landed there?",
        ),
        ("Which gang is active in Colorado?", "And Texas?", "Which gang is active in Texas?"),
        (
            "How many flights landed in Norway in March?",
            "and in May?",
            "How many flights landed in Norway in May?",
        ),
        ("What did the union say?", "And the mayor?", "What did the mayor say?"),
    ],
)
def test_the_last_question_is_asked_of_something_else(
    earlier: str, question: str, expected: str
) -> None:
    assert understood(question, earlier, "The articles say so.") == expected


def test_a_name_is_put_in_as_a_whole() -> None:
    asked = understood(
        "How old is he?", "Is it true that Juan Pablo Reyes opened it?", "Yes, in May."
    )
    assert asked == "How old is Juan Pablo Reyes?"


def test_an_office_before_a_name_is_not_cut_in_two() -> None:
    reply = "Secretary of State Tom Reyes praised Norway for its help. [1]"
    asked = understood("How old is he?", "What did Reyes say about Norway?", reply)
    assert asked in ("How old is Tom Reyes?", "How old is Reyes?")


def test_there_is_no_place_where_something_may_be() -> None:
    turns = (
        "what was the ropes ad in the uruguay referendum",
        "It was a television spot, shown 1,130 times, of a freighter tied up by three ropes.",
        "how much did it cost",
        "It cost $640,000.",
        "who made it",
        "The articles do not say who made the spot, only who is said to have paid for it.",
        "the company denies it broke the law?",
        "Yes, its lawyer said that the firm had acted within the letter of the law.",
    )
    assert "could there be" in understood("what penalty could there be", *turns)


@pytest.mark.parametrize(
    "question",
    [
        "What did Tom Reyes say about crabs?",
        "How many ferries cross the strait?",
        "Is it true that the ferry sank?",
        "Which law did the Swedish parliament pass in May?",
    ],
)
def test_a_fresh_topic_is_left_alone(question: str) -> None:
    assert understood(question, "What is UNESCO?", "A body in Paris.") == question


def test_it_reaches_back_over_two_turns() -> None:
    asked = understood("Who built it?", "What is UNESCO?", "A body.", "How big is it?", "Big.")
    assert asked == "Who built UNESCO?"


def test_nothing_of_an_earlier_answer_but_the_name_is_used() -> None:
    reply = "Ada Quill, who is secretly a spy and hates trains, opened it."
    asked = understood("Where was she born?", "Who opened the bridge?", reply)
    assert "Ada Quill" in asked
    assert "spy" not in asked
    assert "trains" not in asked


def test_they_are_the_people_who_were_counted_and_not_the_place() -> None:
    asked = understood("May they have visitors?", "How many people are held in Alcatraz?", "300.")
    assert "Alcatraz have" not in asked
    assert "Alcatraz" in asked


def test_without_history_nothing_changes() -> None:
    assert understood("Why?") == "Why?"


def test_what_was_put_behind_a_question_can_be_left_out() -> None:
    history: list[Message] = [
        {"role": "user", "content": "When was the ferry to Norbay built?"},
        {"role": "assistant", "content": "In 1931."},
    ]
    found = understand("Were there any strikes by the crews?", history, PARSER)
    assert "Norbay" in found.question
    assert found.bare == "Were there any strikes by the crews?"
    short = understand("Any strikes?", history, PARSER)
    assert short.bare == short.question, "what is left would not say what is asked"


def test_parentheses_of_the_user_are_part_of_the_question() -> None:
    found = understand("How long is the bridge (the iron one)?", [], PARSER)
    assert found.bare == found.question == "How long is the bridge (the iron one)?"
