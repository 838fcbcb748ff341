"""Who somebody is: their title, or what a sentence says of them in passing."""

from __future__ import annotations

import pytest

from index import Index
from rag import answer
from rag.identity import as_who_is, identity, whom_asked
from rag.parse import Parser

PARSER = Parser()


@pytest.mark.parametrize(
    ("question", "sentence", "wanted"),
    [
        (
            "Who is Carla Voss?",
            "Asked about it, Deputy Finance Minister Carla Voss declined to comment.",
            "Deputy Finance Minister",
        ),
        (
            "Who is Ole Brandt?",
            "“We will not sign,” said Harbour Union spokesman Ole Brandt.",
            "Harbour Union spokesman",
        ),
        (
            "Who is Tomas Reyes?",
            "Tomas Reyes, a left-wing deputy, called the levy a theft.",
            "left-wing deputy",
        ),
        (
            "who is tomas reyes",
            "Tomas Reyes, a left-wing deputy, called the levy a theft.",
            "left-wing deputy",
        ),
        (
            "Who is Ada Quill?",
            "The mayor of Eastport, Ada Quill, opened the bridge.",
            "mayor of Eastport",
        ),
        (
            "What is Garrow?",
            "They were taken to Garrow, the largest prison on the island, where they will stay.",
            "largest prison on the island",
        ),
        ("Who's Reyl?", "Anton Reyl is a climber from Brandt who lost a finger.", "climber"),
    ],
)
def test_who_it_is_is_found(question: str, sentence: str, wanted: str) -> None:
    name = whom_asked(question)
    assert name is not None
    found = identity(PARSER(sentence), name)
    assert found is not None
    assert sentence[found[0] : found[1]].startswith(wanted)


@pytest.mark.parametrize(
    "sentence",
    [
        "Reyes said that 87 crews had lost their income.",
        "The court heard the individual, Tomas Reyes, behind closed doors.",
        "The deputy, who knows Tomas Reyes, called the levy a theft.",
    ],
)
def test_nothing_is_made_of_a_sentence_that_does_not_say(sentence: str) -> None:
    assert identity(PARSER(sentence), "Tomas Reyes") is None


@pytest.mark.parametrize(
    "question", ["Who objects?", "Who is to blame for the fire at the port of Eastport in May?"]
)
def test_another_question_asks_for_no_identity(question: str) -> None:
    assert whom_asked(question) is None


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What's Carla Voss's post?", "Who is Carla Voss?"),
        ("What does Ole Brandt do?", "Who is Ole Brandt?"),
        ("What is the job of Ole Brandt?", "Who is Ole Brandt?"),
        ("What did Brandt do about it?", "What did Brandt do about it?"),
    ],
)
def test_an_office_is_asked_for_in_many_ways(question: str, wanted: str) -> None:
    assert as_who_is(question) == wanted


def test_the_answer_opens_with_it(index: Index) -> None:
    a = answer("Who is Ines Okafor?", index=index)
    assert a.short == "board's chair"
    assert a.short in a.citations[0].quote
