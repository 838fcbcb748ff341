"""Header lines: title, publisher, author, date; what is not stated stays unknown."""

from __future__ import annotations

import pytest

from corpus.blocks import Block, Draft, is_prose
from corpus.metadata import mark_headings, read_header

BODY = (
    "The harbour board approved the dredging of the north channel on Monday, after a debate that"
    " went on until midnight and ended with a vote of seven to two."
)
MORE = "Fishing crews object to the plan because the silt will bury the oyster beds."
TITLE = "Harbour dredging divides the town"


def header(*lines: str, title: str | None = None) -> Draft:
    return read_header(Draft([Block(line) for line in lines], title=title))


def body(draft: Draft) -> list[str]:
    return [block.text for block in draft.blocks if not block.heading]


@pytest.mark.parametrize(
    "lines",
    [
        (TITLE, f"{TITLE} The Example Courier"),
        (TITLE, f"{TITLE} | The Example Courier"),
        (TITLE, f"{TITLE} - The Example Courier"),
        (f"{TITLE} – The Example Courier", TITLE),
        (TITLE, "Publisher: The Example Courier"),
        (TITLE, "A short line that says what it is about.", f"{TITLE} The Example Courier"),
    ],
)
def test_the_publisher(lines: tuple[str, ...]) -> None:
    draft = header(*lines, BODY, MORE)
    assert (draft.title, draft.publisher) == (TITLE, "The Example Courier")
    assert body(draft)[-2:] == [BODY, MORE]


@pytest.mark.parametrize(
    "second",
    [
        f"{TITLE} and nobody likes it",
        f"{TITLE}: why the crews object to it so much",
        f"{TITLE}hall",
    ],
)
def test_a_line_that_begins_like_the_title_names_no_publisher(second: str) -> None:
    assert header(TITLE, second, BODY, MORE).publisher is None


def test_a_short_title_and_a_heading_that_goes_on() -> None:
    assert header("The vote", "The vote Explained", BODY, MORE).publisher is None


def test_the_title_repeated_alone() -> None:
    draft = header(TITLE, TITLE.upper(), BODY, MORE)
    assert (draft.title, draft.publisher) == (TITLE, None)
    assert body(draft) == [BODY, MORE]


@pytest.mark.parametrize(
    "title",
    [
        "Should the harbour be dredged?",
        "We won!",
        "Court halts all dredging in the U.S.",
        "“Never again”: crews on the vote",
        "Судья остановил работы в гавани",
    ],
)
def test_titles(title: str) -> None:
    draft = header(title, BODY, MORE)
    assert draft.title == title
    assert body(draft) == [BODY, MORE]


def test_a_section_above_the_headline() -> None:
    assert header("Harbours", TITLE, BODY, MORE).title == TITLE


def test_a_stated_title_is_kept() -> None:
    draft = header("Harbour news", BODY, MORE, title=TITLE)
    assert draft.title == TITLE
    assert body(draft) == [BODY, MORE]


def test_a_line_alone_is_the_article_and_not_its_title() -> None:
    draft = header("The ferry sails at noon")
    assert (draft.title, body(draft)) == (None, ["The ferry sails at noon"])


def test_a_long_paragraph_in_a_script_without_spaces_is_no_title() -> None:
    paragraph = "海港委员会周一批准了疏浚北航道的计划。" * 12
    draft = header(paragraph, paragraph)
    assert draft.title is None
    assert body(draft) == [paragraph, paragraph]


def test_a_date_in_the_text_is_not_taken() -> None:
    draft = header(TITLE, f"{BODY} On May 4, 2024 it began.", MORE, "May 9, 2024", MORE)
    assert draft.date is None


def test_metadata_below_a_standfirst() -> None:
    draft = header(TITLE, "Crews object to it.", "By Ann Lee", "May 4, 2024", BODY, MORE)
    assert (draft.author, draft.date) == ("Ann Lee", "2024-05-04")
    assert body(draft) == ["Crews object to it.", BODY, MORE]


def test_names_above_the_text_are_no_passages() -> None:
    draft = header(TITLE, "Ann Lee", "Staff Writer", "Eastport", BODY, MORE)
    assert body(draft) == [BODY, MORE]
    assert draft.author is None


def test_dialogue_at_the_start_stays() -> None:
    lines = ["“I never said that.”", "No.", "“You did!”", BODY, MORE]
    draft = header(TITLE, *lines)
    assert body(draft) == lines


def test_headings() -> None:
    lines = [BODY, "What happens next?", MORE, "Red", "Green", "Blue", MORE, "An end"]
    marked = mark_headings([Block(line) for line in lines])
    assert [b.text for b in marked if b.heading] == ["What happens next?", "Blue"]


def test_items_are_no_headings() -> None:
    blocks = [Block(BODY), Block("Red", item=True), Block(MORE)]
    assert mark_headings(blocks) == blocks


def test_a_heading_above_nothing_goes() -> None:
    blocks = [Block(BODY), Block("Next", heading=True), Block("And", heading=True)]
    assert mark_headings(blocks) == blocks[:1]


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        (BODY, True),
        ("Who will pay for the dredging of the north channel?", False),
        (TITLE, False),
        ("He left. It was late and nobody saw", True),
        ("U.S. Criminals to be sent to El Salvador", False),
    ],
)
def test_running_text(text: str, prose: bool) -> None:
    assert is_prose(text) is prose
