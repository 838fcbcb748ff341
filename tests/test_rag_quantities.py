"""Quantities in sentences are found by kind, and compared as a reader would."""

from __future__ import annotations

import pytest

from rag.quantities import Quantity, quantities


def only(text: str, kind: str, published: str | None = None) -> Quantity:
    (found,) = [one for one in quantities(text, published) if one.kind == kind]
    return found


@pytest.mark.parametrize(
    ("text", "kind", "shown", "amount"),
    [
        ("The bridge cost $412 million, she said.", "money", "$412 million", 412e6),
        ("They paid 1.8 million euros to the gang.", "money", "1.8 million euros", 1.8e6),
        ("Turnout reached 61.4 percent.", "percent", "61.4 percent", 61.4),
        ("A third of the current came from wind.", "percent", "A third", 100 / 3),
        ("The tunnel runs for 18.6 kilometres.", "length", "18.6 kilometres", 18_600),
        ("He was given six years.", "time", "six years", 6 * 31_557_600),
        ("Sixty-three pupils fell ill.", "count", "Sixty-three", 63),
        ("Some 1,340 of its members walked out.", "count", "1,340", 1340),
    ],
)
def test_each_kind_is_read(text: str, kind: str, shown: str, amount: float) -> None:
    found = only(text, kind)
    assert found.text == shown
    assert found.amount == pytest.approx(amount)


@pytest.mark.parametrize(
    "text",
    [
        "It began at 2 a.m. on Monday.",
        "Strand, 58, was silent.",
        "She came second in the 3rd race.",
        "Nobody was often there, and tenants wrote letters.",
        "The law of 1798 was used.",
    ],
)
def test_clock_age_rank_year_and_parts_of_words_are_no_count(text: str) -> None:
    assert not [one for one in quantities(text) if one.kind == "count"]


@pytest.mark.parametrize(
    ("first", "second", "kind", "agree"),
    [
        ("It cost $4.2 million.", "It cost 4.2 million dollars.", "money", True),
        ("It cost $4.2 million.", "It cost 6 million dollars.", "money", False),
        ("It cost $4.2 million.", "It cost 4 million euros.", "money", True),
        ("More than 200 came.", "238 came.", "count", True),
        ("210 came.", "238 came.", "count", False),
        ("It took a fortnight.", "It took 14 days.", "time", True),
        ("It is 2 km long.", "It is 1.2 miles long.", "length", True),
        ("It is 18 km long.", "It is 21 km long.", "length", False),
        ("Half of them left.", "50 percent left.", "percent", True),
    ],
)
def test_what_can_be_true_together_agrees(first: str, second: str, kind: str, agree: bool) -> None:
    one, other = only(first, kind), only(second, kind)
    assert one.agrees(other) is agree
    assert other.agrees(one) is agree


def test_a_weekday_is_the_date_it_falls_on() -> None:
    weekday = only("It opened on Monday.", "date", "2031-05-07")
    assert weekday.agrees(only("It opened on 5 May 2031.", "date"))
    assert not weekday.agrees(only("It opened on 7 May 2031.", "date"))


@pytest.mark.parametrize(
    ("one", "other", "can_be_one"),
    [
        ("some 2,600 ballots", "3,140 ballots", False),
        ("some 2,600 ballots", "2,710 ballots", True),
        ("more than 200 men", "3,000 men", True),
        ("2,600 ballots", "2,601 ballots", False),
    ],
)
def test_about_is_not_anything(one: str, other: str, can_be_one: bool) -> None:
    ([first], [second]) = quantities(f"They found {one}."), quantities(f"They found {other}.")
    assert first.agrees(second) == can_be_one
