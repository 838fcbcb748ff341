"""Whose views a question asks for."""

from __future__ import annotations

import pytest

from rag.asked import asks_about, holders_asked
from rag.parse import Parser


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What do unions say about the harbour plan?", ["unions"]),
        ("How do hotel owners and shopkeepers feel about the curfew?", ["owners", "shopkeepers"]),
        ("What's wrong with the levy, according to the campaigners?", ["campaigners"]),
        ("What is the view of cashiers on the new machines?", ["cashiers"]),
        ("Is the army in favour of the new border posts?", ["army"]),
        ("Are farmers pleased with the price of milk?", ["farmers"]),
        ("What do the miners make of the royalty law?", ["miners"]),
    ],
)
def test_whoever_is_asked_for_is_found(parser: Parser, question: str, asked: list[str]) -> None:
    assert [token.text for token in holders_asked(parser(question))] == asked


@pytest.mark.parametrize(
    "question",
    [
        "What do critics say about the harbour plan?",
        "What do people think of the curfew?",
        "What are the arguments for and against the levy?",
        "Is the minister popular?",
        "Should the island have its own police?",
        "Did the mayor make a mess of the tram line?",
    ],
)
def test_nobody_in_particular_is_asked_for(parser: Parser, question: str) -> None:
    assert not holders_asked(parser(question))


@pytest.mark.parametrize(
    ("question", "holder", "asked"),
    [
        ("Is the minister popular with teachers?", "many teachers", True),
        ("Is the curfew disliked by shopkeepers?", "shopkeepers", True),
        ("Is the curfew disliked by shopkeepers?", "the mayor", False),
        ("Is the minister popular?", "the minister", False),
    ],
)
def test_whom_it_pleases_is_asked_for_too(
    parser: Parser, question: str, holder: str, asked: bool
) -> None:
    assert asks_about(parser(question), holder) is asked


@pytest.mark.parametrize(
    ("question", "holder", "asked"),
    [
        ("What do human rights activists say?", "human rights groups", True),
        ("What do human rights activists say?", "animal rights groups", False),
        ("What do human rights activists say?", "supporters", False),
        ("What do Rubio and the unions say about it?", "the unions", True),
        ("What do Rubio and the unions say about it?", "Marco Rubio", True),
        ("What do activists say?", "activists", True),
        ("Do the reports on tenants worry the landlords?", "tenants", False),
    ],
)
def test_those_asked_for_are_known_by_what_they_stand_for(
    parser: Parser, question: str, holder: str, asked: bool
) -> None:
    assert asks_about(parser(question), holder) is asked
