"""Pages in the shapes of many news sites: the article stays whole, the rest goes."""

from __future__ import annotations

import pytest

from corpus.blocks import Block, Draft
from corpus.clean import drop_footer, drop_offers, is_menu_line
from corpus.formats.plain import plain_blocks
from corpus.metadata import read_header

# Short paragraphs, as agencies write them: none is long enough to prove anything alone.
P = [
    "The harbour board approved the dredging of the north channel late on Monday.",
    "Fishing crews say that the silt from the works will bury their oyster beds.",
    "“We were not asked,” said Tomas Reyes, who speaks for 87 crews.",
    "The board’s chair, Ines Okafor, called the plan the only one that pays.",
    "No.",
    "A court in Eastport will hear the complaint in June, its clerk said.",
]


def clean(text: str) -> Draft:
    return read_header(Draft(plain_blocks(text)))


def body(draft: Draft) -> list[str]:
    return [b.text for b in draft.blocks if not b.heading]


def joined(*lines: str) -> str:
    return "\n\n".join(lines)


PAGES = {
    "cookie banner, menu on one line, reading time": joined(
        "We use cookies and similar tools to improve your visit, to measure it, and to show you"
        " offers that may interest you, as our policy explains at length. You can change it.",
        "Accept all", "Reject all", "Home | World | Politics | Sport", "Harbour vote splits town",
        "May 4, 2024", "5 min read", *P),
    "menu lines, then a kicker": joined(
        "Skip to content", "Menu", "Home News Sport Opinion", "World", "Harbour vote splits town",
        "By Ann Lee, Staff Writer", "Updated 10:05 AM EDT, Sat May 4, 2024", *P),
    "newsletter in the middle": joined(
        "Harbour vote splits town", "Published May 4, 2024", *P[:3],
        "Sign up for our daily newsletter", "Get the news in your inbox every morning.",
        "Enter your email", *P[3:], "Share this article"),
    "links in the middle": joined(
        "Harbour vote splits town", "4 May 2024", P[0], "Read more: U.S. ports and their silt",
        P[1], "RELATED: Who owns the channel?", P[2], "Advertisement", *P[3:]),
    "a box in the middle": joined(
        "Harbour vote splits town", "2024-05-04", *P[:3], "Related Stories",
        "The lighthouse is for sale", "Ten beaches to visit", *P[3:]),
    "comments": joined(
        "Harbour vote splits town", "May 4, 2024 by Ann Lee", *P, "2 Comments", "seagull77",
        "I have fished there for forty years and nobody ever asked me what I think of it, so let"
        " me say it here: the channel was fine, the board was not, and the silt will stay with us.",
        "Reply", "Another one here. It also has two sentences."),
    "legal lines": joined(
        "Harbour vote splits town", "May 4, 2024", *P, "Tags: harbour, silt", "About the author",
        "Ann Lee writes about ports.", "© 2025 The Example Courier. All rights reserved.",
        "Terms of Use", "Privacy Policy"),
    "related posts with blurbs": joined(
        "Harbour vote splits town", "May 4, 2024", *P, "Related Posts",
        "The lighthouse is for sale", "Bids are open until Friday, the town hall says.",
        "Ten beaches to visit", "From Eastport to Norbay, here is where to swim this year."),
    "a ticker of other stories": joined(
        "Harbour vote splits town", "May 4, 2024", *P) + "\n-\nPolitics4 days ago\nMayor steps down"
        "\n-\nTech21 hours ago\nWhy are phones so big?",
    "headlines without a word above them": joined(
        "Harbour vote splits town", "Posted: May 4, 2024", *P, "The lighthouse is for sale",
        "Why do gulls cry?", "Ten beaches to visit"),
}  # fmt: skip


@pytest.mark.parametrize("shape", PAGES)
def test_the_article_and_nothing_else(shape: str) -> None:
    draft = clean(PAGES[shape])
    assert body(draft) == P
    assert draft.title == "Harbour vote splits town"
    assert draft.date == "2024-05-04"
    assert draft.author in (None, "Ann Lee")


def test_a_heading_below_a_box_stays() -> None:
    draft = clean(joined("Harbour vote splits town", *P[:4], "Related Stories", "What now?",
                         P[5], P[3]))  # fmt: skip
    assert [b.text for b in draft.blocks if b.heading] == ["What now?"]
    assert body(draft) == [*P[:4], P[5], P[3]]


@pytest.mark.parametrize(
    "heading",
    ["Terms of the deal", "Copyright and the machines", "Sign of the times", "Top of the class"],
)
def test_headings_that_look_like_a_footer(heading: str) -> None:
    draft = clean(joined("Harbour vote splits town", *P[:3], heading, P[3]))
    assert body(draft) == [*P[:3], P[3]]
    assert [b.text for b in draft.blocks if b.heading] == [heading]


@pytest.mark.parametrize(
    "sentence",
    [
        "Sign up and you will be deported, the message said to all of them.",
        "Share this pain, he told them, and they did as he had asked.",
        "Today: the harbour board meets, and nobody knows how it will vote.",
        "Listen to the people, the mayor said on Monday at the quay.",
        "Subscribers fled; advertising fell by half within a year.",
    ],
)
def test_sentences_that_begin_like_a_button(sentence: str) -> None:
    assert body(clean(joined("Harbour vote splits town", sentence, *P))) == [sentence, *P]
    assert body(clean(joined("Harbour vote splits town", *P, sentence))) == [*P, sentence]


@pytest.mark.parametrize("last", ["Who will pay?", "“I never said that.”", "We won!", "No."])
def test_a_short_last_word_stays(last: str) -> None:
    assert body(clean(joined("Harbour vote splits town", *P, last))) == [*P, last]


def test_a_list_at_the_end_stays() -> None:
    items = ["- the north channel", "- the old pier"]
    assert body(clean(joined("Harbour vote splits town", *P, *items))) == [*P, *items]
    marked = [Block(P[0]), Block("the old pier", item=True)]
    assert drop_footer(marked) == marked


def test_lines_alone_are_kept() -> None:
    lines = [Block("Red"), Block("Green")]
    assert drop_footer(lines) == lines


def test_menu_lines() -> None:
    assert is_menu_line("Home › World › Europe")
    assert is_menu_line("We value your privacy")
    assert is_menu_line("This website uses cookies to ensure you get the best experience.")
    assert not is_menu_line("Harbour | The Example Courier")
    assert not is_menu_line("We use cookies sparingly".replace("cookies", "words"))


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", ["-", "- ", "a", "ad ", "©", "| ", "5 min "])
def test_very_long_lines_take_no_time(unit: str) -> None:
    line = unit * (1_000_000 // len(unit))
    drop_footer(drop_offers([Block(P[0]), Block(line), Block(P[1])]))
    is_menu_line(line)
