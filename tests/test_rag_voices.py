"""Who speaks in a sentence, and who does what it tells."""

from __future__ import annotations

import pytest

from rag.holders import holder_name
from rag.parse import Parser
from rag.voices import actor, tells_no_deed, voice


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("The ferry would cost the island 40 jobs, said Anna Holm.", "Anna Holm"),
        (
            "If they give up now, warned the old signalman Karol Malik, the line will close.",
            "old signalman Karol Malik",
        ),
        (
            "The reasoning defies logic, two of the three arbitrators noted.",
            "two of the three arbitrators",
        ),
        ("Landlords built more than ever, Commissioner Rashida Lawal recalled.", "Lawal"),
        (
            "The minister says that prisoners pay the price; they have paid it for years, "
            "Lupo replied.",
            "Lupo",
        ),
        ("A third rescue will follow, in the view of the lawyer Mirjam Frei.", "Mirjam Frei"),
        ("The levy costs shops 2 million a year, according to the trade chamber.", "trade chamber"),
        (
            "Beekeeper Signe Dahl lost 31 hives in one spring, and she told the council so.",
            "Signe Dahl",
        ),
    ],
)
def test_who_speaks(parser: Parser, sentence: str, speaker: str) -> None:
    token = voice(parser(sentence))
    assert token is not None
    assert speaker in holder_name(token)


@pytest.mark.parametrize(
    "sentence",
    [
        "The fee rose to nine euros in May.",
        "Nobody said where the ships had gone.",
        "Built in 2019, Garrow Prison can hold up to 900 inmates.",
    ],
)
def test_nobody_speaks(parser: Parser, sentence: str) -> None:
    assert voice(parser(sentence)) is None


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("University students blocked the northern bridge on Monday.", "University students"),
        ("Each Thursday a group of widows stands in front of the chamber.", "group of widows"),
        ("The county assembly turned down the request by 29 votes to 12.", "county assembly"),
    ],
)
def test_who_acts(parser: Parser, sentence: str, who: str) -> None:
    token = actor(parser(sentence))
    assert token is not None
    assert holder_name(token) == who


@pytest.mark.parametrize(
    "sentence",
    [
        "The summer was cooler than any in ten years.",
        "Not one trawler has been seen inside the zone since May.",
        "A child with such a disease can be helped by nothing else.",
    ],
)
def test_nobody_acts(parser: Parser, sentence: str) -> None:
    assert actor(parser(sentence)) is None


def test_what_something_has_is_no_deed(parser: Parser) -> None:
    assert tells_no_deed(parser("Garrow Prison has room for 900 inmates."))
    assert tells_no_deed(parser("The alliance may strengthen the harbour police."))
    assert not tells_no_deed(parser("Garrow Prison took in 900 inmates."))
