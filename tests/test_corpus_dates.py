"""Dates and bylines: taken where they are beyond doubt, otherwise unknown."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.bylines import stated_in
from corpus.dates import parse_date


@pytest.mark.parametrize(
    "text",
    [
        "May 4, 2024",
        "4 May 2024",
        "4th of May 2024",
        "Sat, May 4th, 2024",
        "Saturday 4 May 2024 10.05 BST",
        "2024-05-04",
        "2024-05-04T10:05:00.123+02:00",
        "2024-05-04T10:05:00Z",
        "2024/05/04",
        "4-May-2024",
        "May 4, 2024 at 10:05 a.m. EDT",
        "May 4, 2024 / 10:05 AM EDT",
        "10:05 AM EDT, Sat May 4, 2024",
        "| MAY 4, 2024 •",
    ],
)
def test_a_day(text: str) -> None:
    assert parse_date(text) == "2024-05-04"


@pytest.mark.parametrize(
    ("text", "date"), [("May 2024", "2024-05"), ("2024-05", "2024-05"), ("2024", "2024")]
)
def test_less_than_a_day(text: str, date: str) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    "text",
    ["03/04/2025", "4.5.2024", "05-04-24", "May 32, 2024", "2024-13-01", "yesterday", "", "May 4",
     "on May 4, 2024 he left", "20245", "٢٠٢٤", "3 hours ago"],
)  # fmt: skip
def test_in_doubt_it_is_unknown(text: str) -> None:
    assert parse_date(text) is None


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)), st.sampled_from(
    ["%B %d, %Y", "%d %b %Y", "%Y-%m-%d", "%A, %d %B %Y"]))  # fmt: skip
def test_what_is_written_is_read(day: datetime.date, form: str) -> None:
    assert parse_date(day.strftime(form)) == day.isoformat()


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    parse_date(text)
    stated_in(text)


@pytest.mark.parametrize(
    ("line", "author", "date"),
    [
        ("By Ann Lee", "Ann Lee", None),
        ("By ANN LEE and Bo Diaz | May 4, 2024", "ANN LEE and Bo Diaz", "2024-05-04"),
        ("Written by Ann Lee", "Ann Lee", None),
        ("by Ann Lee", "Ann Lee", None),
        ("By Ann Lee, Bo Diaz and Cy van der Orr", "Ann Lee, Bo Diaz and Cy van der Orr", None),
        ("By Ann Lee, Staff Writer", "Ann Lee", None),
        ("By Ann Lee, The Example Courier", "Ann Lee", None),
        ("By Ann Lee for The Example Courier", "Ann Lee", None),
        ("By Ann Lee in Eastport", "Ann Lee", None),
        ("By Ann Lee May 4, 2024", "Ann Lee", "2024-05-04"),
        ("May 4, 2024 by Ann Lee", "Ann Lee", "2024-05-04"),
        ("By Ann Lee • May 4, 2024 • 5 min read", "Ann Lee", "2024-05-04"),
        ("By Ann Lee — Published May 4, 2024", "Ann Lee", "2024-05-04"),
        ("World | May 4, 2024", None, "2024-05-04"),
        ("May 4, 2024 5 min read", None, "2024-05-04"),
        ("Author: Łucja Ćwik", "Łucja Ćwik", None),
        ("By Reuters", "Reuters", None),
        ("Published: May 4, 2024 | Updated: May 9, 2024", None, "2024-05-04"),
    ],
)
def test_lines_of_metadata(line: str, author: str | None, date: str | None) -> None:
    stated = stated_in(line)
    assert stated is not None
    assert (stated.author, stated.date) == (author, date)


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the crews had left",
        "By Design",
        "By Land and Sea",
        "By The Numbers",
        "By Ann Lee and a crowd of others who came to see it all, the vote was lost.",
        "Harbour dredging divides the town | May 4, 2024",
        "Today : May 4, 2024",
        "Posted troops leave the border",
        "2024",
        "The vote of May 4, 2024",
    ],
)
def test_other_lines(line: str) -> None:
    assert stated_in(line) is None


def test_an_update_counts_where_nothing_else_is_said() -> None:
    stated = stated_in("Updated May 9, 2024")
    assert stated is not None
    assert (stated.date, stated.updated) == (None, "2024-05-09")
