"""Which kind of quantity a question asks for."""

from __future__ import annotations

import pytest

from rag.given import kinds_asked


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Which minister steered the retirement bill through parliament?", ()),
        ("In which harbour was the cargo found that started the price war?", ()),
        ("What does a new teacher earn?", ("money", "percent")),
        ("What fine did the harbour company pay?", ("money", "percent")),
        ("Which share of the voters said no?", ("percent",)),
        ("until when will the bills be frozen", ("date",)),
        ("so when does the ban begin", ("date",)),
        ("How many seats did the party win?", ("count",)),
        ("number of towns the company leaves", ("count",)),
        ("How old was the farmer when he was killed?", ("count", "time")),
        ("Everybody quotes what couriers really earn, so who paid for the study?", ()),
        ("What fine did the man who shot the wolf pay?", ("money", "percent")),
    ],
)
def test_the_kind_of_quantity_is_that_of_what_is_asked_for(
    question: str, kinds: tuple[str, ...]
) -> None:
    assert kinds_asked(question) == kinds
