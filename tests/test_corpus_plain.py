"""Plain text: where a paragraph ends, however the file is wrapped."""

from __future__ import annotations

import textwrap
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.formats.plain import plain_blocks

WORDS = str.split(
    "The harbour board approved the dredging of the north channel on Monday after a debate that"
    " went on until midnight and the crews object to the plan because of the silt"
)
LONG = (
    "The harbour board approved the dredging of the north channel on Monday, after a debate that"
    " went on until midnight and ended with a vote of seven to two, which nobody had expected."
)
OTHER = (
    "Fishing crews object to the plan because, they say, the silt from the works will bury the"
    " oyster beds. They went to court; a judge will hear them in June."
)


def texts(text: str) -> list[str]:
    return [block.text for block in plain_blocks(text)]


def wrap(text: str, width: int) -> str:
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


@pytest.mark.parametrize("width", [50, 65, 72, 80, 100])
def test_wrapped_text_is_put_together(width: int) -> None:
    paragraphs = ["Harbour vote splits town", LONG, OTHER, LONG]
    assert texts("\n\n".join(wrap(p, width) for p in paragraphs)) == paragraphs


@pytest.mark.parametrize("width", [60, 72])
def test_wrapped_text_with_its_header_and_headings_on_the_next_line(width: int) -> None:
    blocks = ["Harbour vote", "By Ann Lee", LONG, "What next?", OTHER, "Why now?", LONG]
    assert texts("\n".join(wrap(block, width) for block in blocks)) == blocks


def test_wrapped_list_items_stay_apart() -> None:
    items = [f"- {LONG}", f"- {OTHER}"]
    assert texts("\n".join(wrap(item, 70) for item in items)) == items


def test_an_address_too_long_to_wrap() -> None:
    address = "https://example.org/" + "a" * 150
    paragraphs = [LONG, OTHER, f"See {address} for it."]
    found = texts("\n\n".join(wrap(p, 70) for p in paragraphs))
    assert found[:2] == paragraphs[:2]


def test_a_line_a_paragraph() -> None:
    assert texts(f"{LONG}\n{OTHER}\nNo.\n{LONG}") == [LONG, OTHER, "No.", LONG]


def test_short_paragraphs_on_lines_of_their_own() -> None:
    lines = [
        "The harbour board approved the dredging on Monday.",
        "The crews object to the plan because of the silt.",
        "A court will hear the complaint in the month of June.",
        "Until then no ship may dredge in the north channel.",
        "The clerk of the court would not say any more about it.",
    ]
    assert texts("\n".join(lines)) == lines


def test_header_lines_are_not_one_paragraph() -> None:
    lines = ["Harbour dredging divides the old town again", "By Ann Lee, Staff Writer", LONG]
    assert texts("\n".join(lines)) == lines


@pytest.mark.parametrize("blank", ["\n\n", "\n \t\n", "\n\xa0\n", "\n\n\n\n", "\x0c", "\n\x0b\n"])
def test_blank_lines(blank: str) -> None:
    assert texts(f"{LONG}{blank}{OTHER}") == [LONG, OTHER]


@settings(max_examples=50)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=30, max_size=80), min_size=2, max_size=5),
    st.integers(50, 100),
)
def test_any_wrapped_paragraphs(paragraphs: list[list[str]], width: int) -> None:
    whole = [" ".join(words) + "." for words in paragraphs]
    assert texts("\n\n".join(wrap(p, width) for p in whole)) == whole


@given(st.text(max_size=500))
def test_no_word_is_lost(text: str) -> None:
    assert " ".join(texts(text)).split() == text.replace("\x0c", "\n").split()


def test_a_long_file_of_blank_lines_takes_no_time() -> None:
    started = time.perf_counter()
    assert texts("a\n" + " \n" * 500_000 + "b") == ["a", "b"]
    assert time.perf_counter() - started < 5
