"""Markdown and front matter: what a reader of the rendered page sees."""

from __future__ import annotations

import pytest

from corpus import ReadError, Source
from corpus.blocks import Block, Draft
from corpus.formats.markdown import read_markdown

PROSE = "The harbour board approved the dredging of the north channel on Monday."


def read(text: str) -> Draft:
    return read_markdown(text.encode(), "a.md")


def front(fields: str, body: str = PROSE) -> Draft:
    return read(f"---\n{fields}\n---\n{body}")


@pytest.mark.parametrize(
    ("markdown", "seen"),
    [
        ("The **board** _approved_ `it`.", "The board approved it."),
        ("See [the plan](https://x.org 'title') now.", "See the plan now."),
        ("A ![map of it](m.png)map.", "A map."),
        ("Yes. <!-- no --> Yes.", "Yes. Yes."),
        ("One<br>two\nthree  \nfour", "One two three four"),
        ("5 &lt; 6 &amp; 7 \\*not\\*", "5 < 6 & 7 *not*"),
        ("<div align=center>Shown<br>here<!-- not --></div>", "Shown here"),
        ("<script>alert(1)</script>\n\nText.", "Text."),
        ("> Quoted words.", "Quoted words."),
        ("[plan]: https://x.org\n\nSee [plan].", "See plan."),
    ],
)
def test_inline(markdown: str, seen: str) -> None:
    assert [block.text for block in read(markdown).blocks] == [seen]


def test_blocks() -> None:
    draft = read(
        f"# Title\n\n{PROSE}\n\n## Next\n\n- one\n- two\n\n|a|b|\n|-|-|\n|1||\n\n```\nx\n```"
    )
    assert draft.title == "Title"
    assert draft.blocks == [
        Block(PROSE),
        Block("Next", heading=True),
        Block("one", item=True),
        Block("two", item=True),
        Block("a | b", item=True),
        Block("1", item=True),
        Block("x"),
    ]


def test_a_rule_right_below_a_paragraph_makes_no_heading() -> None:
    assert read(f"{PROSE}\n---\nMore.").blocks == [Block(PROSE), Block("More.")]
    assert read("Text.\n\nNext\n----\nMore.").blocks[1] == Block("Next", heading=True)


def test_all_fields() -> None:
    draft = front(
        "title: Harbour\npublisher: The Example Courier\nauthor: [Ann Lee, Bo Diaz]\n"
        "date: 2024-05-04\nurl: https://x.org\nid: h1\nlayout: post\n"
        "sources:\n  - title: Minutes\n    publisher: Board\n    date: 2024-05-01\n"
        "    url: https://y.org\n  - A plain line"
    )
    assert (draft.title, draft.publisher, draft.author) == (
        "Harbour", "The Example Courier", "Ann Lee, Bo Diaz")  # fmt: skip
    assert (draft.date, draft.url, draft.id) == ("2024-05-04", "https://x.org", "h1")
    assert draft.sources == (
        Source("Minutes", "Board", "2024-05-01", "https://y.org"),
        Source("A plain line"),
    )
    assert draft.trusted
    assert draft.blocks == [Block(PROSE)]


@pytest.mark.parametrize(
    ("date", "known"),
    [
        ("2024-05-04", "2024-05-04"),
        ("2024-05-04T10:05:00+02:00", "2024-05-04"),
        ("May 4, 2024", "2024-05-04"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("03/04/2025", None),
        ("soon", None),
        ("", None),
    ],
)
def test_the_date(date: str, known: str | None) -> None:
    assert front(f"title: a\ndate: {date}").date == known


@pytest.mark.parametrize(
    ("fields", "author"),
    [("author: {name: Ann Lee}", "Ann Lee"), ("authors: [{name: Ann Lee}, Bo]", "Ann Lee, Bo"),
     ("author: ''", None), ("author: true", None), ("by: Ann Lee", "Ann Lee")],
)  # fmt: skip
def test_the_author(fields: str, author: str | None) -> None:
    assert front(fields).author == author


@pytest.mark.parametrize("fields", ["title: [unclosed", "date: 2024-13-45", "a: b: c", "\tx: 1"])
def test_what_is_not_yaml(fields: str) -> None:
    with pytest.raises(ReadError, match=r"a\.md has front matter that is not YAML \(.+\); correct"):
        front(fields)


def test_yaml_nested_without_end() -> None:
    with pytest.raises(ReadError, match="not YAML"):
        front("title: " + "[" * 5_000)


def test_yaml_that_grows_when_it_is_written_out() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 40)]
    assert front("\n".join([*lines, "author: *a39", "title: Harbour"])).author is None


@pytest.mark.parametrize(
    "text",
    ["--- \ntitle: a\n--- \nText.", "---\ntitle: a\n...\nText.", "---\r\ntitle: a\r\n---\r\nText.",
     "\ufeff---\ntitle: a\n---\nText."],
)  # fmt: skip
def test_ways_to_write_the_marks(text: str) -> None:
    draft = read(text)
    assert (draft.title, draft.blocks) == ("a", [Block("Text.")])


@pytest.mark.parametrize("text", [f"---\n\n{PROSE}\n\n---\n", f"---\n{PROSE}", f"----\n{PROSE}"])
def test_rules_are_no_front_matter(text: str) -> None:
    draft = read(text)
    assert not draft.trusted
    assert [block.text for block in draft.blocks] == [PROSE]


def test_another_title_in_the_text_is_a_heading() -> None:
    draft = front("title: Harbour", f"# The vote\n\n{PROSE}")
    assert draft.blocks == [Block("The vote", heading=True), Block(PROSE)]
    assert front("title: Harbour", f"# HARBOUR\n\n{PROSE}").blocks == [Block(PROSE)]
