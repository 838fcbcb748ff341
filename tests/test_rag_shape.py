"""What form of answer a question wants, however it is put, and what it is about."""

from __future__ import annotations

import pytest

from index.encode import shared_encoder
from rag.shape import shape_of, topic_of
from rag.words import STOP_WORDS

BOTH, FOR, AGAINST = ("for", "against"), ("for",), ("against",)


@pytest.mark.parametrize(
    ("question", "form", "asked"),
    [
        ("What are the arguments for and against the new harbour?", "sides", BOTH),
        ("is the bike lane popular or not", "sides", BOTH),
        ("where do the farmers and the mayor stand on the canal?", "sides", BOTH),
        ("who's unhappy about the merger and why", "sides", AGAINST),
        ("complaints about the new roster", "sides", AGAINST),
        ("who backs the tunnel and what do they say for it?", "sides", FOR),
        ("Walk me through the ferry dispute from start to finish.", "timeline", ()),
        ("Give me a timeline of the strike.", "timeline", ()),
        ("Should the tower blocks be knocked down or not?", "sides", BOTH),
        ("Is the mayor right to shut the pool?", "sides", BOTH),
        ("what do locals say about the wind farm", "sides", BOTH),
        ("Who wants the tram line and who does not?", "sides", BOTH),
        ("reasons for and against the big dam", "sides", BOTH),
        ("what have the tenants got against the new landlord", "sides", AGAINST),
        ("What do islanders make of the wind farm, good and bad?", "sides", BOTH),
        ("What happened day by day in the week of the storm?", "timeline", ()),
        ("What were the votes for and against the dam?", "fact", ()),
        ("Did the mayor veto the wind farm?", "fact", ()),
        ("Is the curfew still in force?", "fact", ()),
        ("How many opponents signed the petition?", "fact", ()),
        ("Which came first, the ruling or the flight?", "fact", ()),
        ("Who won the election in Norbay?", "fact", ()),
        ("Why did the bridge collapse?", "fact", ()),
    ],
)
def test_the_form(question: str, form: str, asked: tuple[str, ...]) -> None:
    shape = shape_of(question, shared_encoder())
    assert (shape.form, shape.asked) == (form, asked)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What are the arguments for and against the Norbay harbour plan?", "Norbay harbour plan"),
        ("what do critics say about closing the swimming pool?", "closing the swimming pool"),
        ("pros and cons of the toll please", "the toll"),
        ("Give me a timeline of the dock strike.", "dock strike"),
        ("Is the curfew popular?", "curfew"),
        ("Is the mayor popular?", "mayor"),
        (
            "Give me a timeline of the talks between Norbay and Eastport.",
            "talks between Norbay Eastport",
        ),
    ],
)
def test_the_topic_is_without_the_words_that_ask(question: str, topic: str) -> None:
    def content(text: str) -> set[str]:
        return {word.strip("?.").lower() for word in text.split()} - STOP_WORDS

    assert content(topic_of(question)) == content(topic)
