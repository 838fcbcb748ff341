"""Dates in words, and the timelines made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Index
from rag import answer
from rag.compose import day
from rag.dates import dated, told_as_news


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("It opened on April 14, 2025.", None, ["2025-04-14"]),
        ("It opened on 3 May 2024 and closed in June 2024.", None, ["2024-05-03", "2024-06"]),
        ("The 1996 law set it up.", None, ["1996"]),
        ("He offered it in February.", "2025-04-14", ["2025-02"]),
        ("He offered it in November.", "2025-04-14", ["2024-11"]),
        ("He offered it in February.", None, []),
        ("The order came on Saturday.", "2025-03-17", ["2025-03-15"]),
        ("The order came on a Saturday.", "2025-03-17", []),
        ("She did so earlier this month.", "2025-01-31", ["2025-01"]),
        ("Last year it was different.", "2025-01-31", ["2024"]),
        ("It may rain; 2,025 people came, and 1500 euros went.", "2025-01-31", []),
        ("It happened on 31 February 2025.", None, []),
    ],
)
def test_dates_are_read_as_far_as_they_are_told(
    text: str, published: str | None, expected: list[str]
) -> None:
    assert [when.iso for when in dated(text, published)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The order came on Saturday.", ["-W-6"]),
        ("He offered it in February.", ["--02"]),
        ("She was born on 29 February.", ["--02-29"]),
        ("On Friday, 14 March 2025, they met.", ["-W-5", "2025-03-14"]),
        ("It happened on 31 February.", []),
    ],
)
def test_without_its_article_s_date_a_day_is_given_as_far_as_it_goes(
    text: str, expected: list[str]
) -> None:
    assert [when.iso for when in dated(text, None, without_year=True)] == expected


@pytest.mark.parametrize(
    ("iso", "read"),
    [
        ("2025-03-16", "16 March 2025"),
        ("2025-03", "March 2025"),
        ("2025", "2025"),
        ("--03-16", "16 March"),
        ("--03", "March"),
        ("-W-1", "Monday"),
        ("-W-7", "Sunday"),
    ],
)
def test_a_date_is_read_as_far_as_it_is_known(iso: str, read: str) -> None:
    assert day(iso) == read


def test_an_article_that_looks_back_places_no_bare_month() -> None:
    assert told_as_news("On 10 April 2025 they met.", "2025-04-14")
    assert not told_as_news("On 10 April 2025 they met.", "2026-11-24")
    assert not told_as_news("They met in April.", None)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("dates")
    (folder / "ferry.txt").write_text(
        "The Kelso ferry in the news\n\n"
        "The Kelso ferry returned to service on 9 August 2023 after long repairs.\n\n"
        "The Kelso ferry first sailed on 2 March 1988.\n\n"
        "The Kelso ferry struck a rock on 17 January 2023 and nobody was hurt.\n",
        encoding="utf-8",
    )
    made = Index.create(Path(folder) / "index")
    assert not made.add(folder / "ferry.txt").failed
    return made


def test_a_timeline_is_dated_and_in_order(index: Index) -> None:
    a = answer("Give me a timeline of the Kelso ferry.", index=index)
    dates = [s.date for s in a.statements if s.date]
    assert dates == ["1988-03-02", "2023-01-17", "2023-08-09"]
    assert a.text.index("2 March 1988:") < a.text.index("17 January 2023:")


@pytest.mark.parametrize(
    ("title", "paragraphs", "question", "dates", "remark"),
    [
        (  # months without a year begin after the longest pause
            "The strike at the Orrin glassworks",
            [
                "The strike at the Orrin glassworks ended on 4 March, when the owners gave in.",
                "The strike at the Orrin glassworks began on 11 November.",
                "A court forbade the strike at the Orrin glassworks on 9 January.",
            ],
            "Give me a timeline of the strike at the Orrin glassworks.",
            ["--11-11", "--01-09", "--03-04"],
            "No year is given for 11 November, 9 January or 4 March.",
        ),
        (  # days of the week stand last and go round
            "The flood in Tarn Hollow",
            [
                "On Monday the flood in Tarn Hollow reached the school.",
                "The flood in Tarn Hollow began on Saturday when the dam broke.",
                "The dam above Tarn Hollow was built in 1931, long before the flood.",
            ],
            "What happened when in the flood in Tarn Hollow? Timeline please.",
            ["1931", "-W-6", "-W-1"],
            "No date is given for Saturday or Monday",
        ),
        (  # the years that are asked for are kept to
            "The Kelso bridge",
            [
                "The Kelso bridge was opened on 2 March 1988.",
                "The Kelso bridge was closed on 17 January 2023 after a storm.",
                "The Kelso bridge was mended on 9 August 2023.",
            ],
            "Give me a timeline of the Kelso bridge in 2023.",
            ["2023-01-17", "2023-08-09"],
            "9 August 2023: ",
        ),
    ],
)
def test_days_that_are_known_in_part_have_their_place(
    tmp_path: Path, title: str, paragraphs: list[str], question: str, dates: list[str], remark: str
) -> None:
    (tmp_path / "a.txt").write_text("\n\n".join([title, *paragraphs]) + "\n", encoding="utf-8")
    with Index.create(tmp_path / "index") as made:
        made.add(tmp_path / "a.txt")
        a = answer(question, index=made)
    assert [s.date for s in a.statements if s.date] == dates
    assert remark in a.text


def test_what_the_articles_do_not_tell_of_has_no_timeline(index: Index) -> None:
    assert answer("Give me a timeline of the Moroccan earthquake.", index=index).abstained


def test_an_answer_says_as_of_when(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\ntitle: Crane report\ndate: 2024-05-06\n---\n\nThe port of Elm has nine cranes.\n",
        encoding="utf-8",
    )
    with Index.create(tmp_path / "index") as made:
        made.add(tmp_path / "a.md")
        a = answer("How many cranes does the port of Elm have?", index=made)
    assert a.as_of == "2024-05-06"
    assert "As of 6 May 2024." in a.text
