"""Who holds a view, and on which side it is, sentence by sentence."""

from __future__ import annotations

import pytest

from rag.attribution import views
from rag.parse import Parser

PARSER = Parser()


def told(sentence: str) -> set[tuple[str | None, str | None]]:
    return {(view.holder or view.pronoun, view.side) for view in views(PARSER(sentence))}


@pytest.mark.parametrize(
    ("sentence", "holder", "side"),
    [
        ("Mayor Ada Quill praised the harbour plan as overdue.", "Mayor Ada Quill", "for"),
        (
            "Tom Reyes, a crab fisherman, criticized the plan.",
            "Tom Reyes, a crab fisherman",
            "against",
        ),
        ("The plan has been criticized by river guardians.", "river guardians", "against"),
        ("Residents have voiced concern over the noise.", "Residents", "against"),
        ("The tunnel drew praise from shopkeepers.", "shopkeepers", "for"),
        (
            "Opponents of the tunnel say that it ruins the old town.",
            "Opponents of the tunnel",
            "against",
        ),
        ("Many cyclists are worried about the new road.", "Many cyclists", "against"),
        ("The levy is unpopular with farmers.", "farmers", "against"),
        ("According to Dr Lind, the vaccine is safe and effective.", "Dr Lind", "for"),
        ("The union pushed for a ban on night flights.", "union", "for"),
        ("The council does not support the bridge.", "council", "against"),
    ],
)
def test_the_holder_and_the_side(sentence: str, holder: str, side: str) -> None:
    assert (holder, side) in told(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister dismissed the criticism of the dam.",
        "The minister rejected claims that the dam harms the valley.",
        "Ms Okoro said that reports of abuse were false.",
    ],
)
def test_a_view_quoted_to_reject_it_is_not_put_on_its_side(sentence: str) -> None:
    sides = {side for holder, side in told(sentence) if holder}
    assert "against" not in sides
    assert "for" in sides


def test_a_sentence_may_hold_both_sides() -> None:
    found = told("The cull earns praise from farmers but draws fire from vets.")
    assert {("farmers", "for"), ("vets", "against")} <= found


def test_events_hold_no_views() -> None:
    found = told("The merger has raised concerns over prices.")
    assert found == {(None, "against")}


def test_by_contrast_is_nobody() -> None:
    found = told("Nurses, by contrast, have voiced concern about the rota.")
    assert ("Nurses", "against") in found
    assert not any(holder == "contrast" for holder, _ in found)


def test_plain_facts_are_no_views() -> None:
    assert told("The bridge opened on a Monday in May.") == set()
