"""Offsets: every paragraph and sentence is found where the article says it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article, Limits, ReadError
from corpus.blocks import Block, Draft
from corpus.build import build, slug
from corpus.metadata import read_header
from corpus.parse import parse

SENTENCES = [
    "The board approved it on Monday.", "“We were not asked,” he said.", "No.", "Why?",
    "It cost $2.7 million in the U.S.", "U.S. District Judge Lee ruled.", "''", "…",
    "Gen. Roe left.",
]  # fmt: skip


def made(draft: Draft, limits: Limits | None = None) -> Article:
    return build(draft, origin="/a.txt", name="a.txt", content_hash="x", limits=limits or Limits())


def check(article: Article) -> None:
    end = 0
    for number, paragraph in enumerate(article.paragraphs, start=1):
        assert paragraph.number == number
        assert end <= paragraph.start < paragraph.end <= len(article.text)
        assert article.text[paragraph.start : paragraph.end].strip()
        assert paragraph.sentences
        position = paragraph.start
        for sentence in paragraph.sentences:
            assert sentence.start < sentence.end
            assert not article.text[position : sentence.start].strip()
            piece = article.text[sentence.start : sentence.end]
            assert piece == piece.strip() != ""
            position = sentence.end
        assert not article.text[position : paragraph.end].strip()
        assert position <= paragraph.end
        end = paragraph.end


blocks = st.lists(
    st.builds(
        Block,
        st.one_of(st.lists(st.sampled_from(SENTENCES)).map(" ".join), st.text(max_size=80)),
        heading=st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(blocks)
def test_any_blocks(some: list[Block]) -> None:
    texts = [block.text.strip() for block in some if not block.heading and block.text.strip()]
    if not texts:
        with pytest.raises(ReadError, match=r"a\.txt holds no article text"):
            made(Draft(some))
        return
    article = made(Draft(some))
    check(article)
    assert [article.paragraph_text(n) for n in range(1, len(texts) + 1)] == texts


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=20))
def test_cleaning_loses_no_article(lines: list[str]) -> None:
    some = [Block(" ".join(line.split())) for line in lines if line.strip()]
    draft = read_header(Draft(some))
    if some:
        assert draft.blocks
    kept = {block.text for block in some}
    assert all(block.text in kept for block in draft.blocks)


def test_headings_are_the_context_of_what_is_below() -> None:
    article = made(Draft([Block("A."), Block("One", True), Block("B."), Block("C.")]))
    assert [p.heading for p in article.paragraphs] == [None, "One", "One"]
    assert article.text == "A.\n\nOne\n\nB.\n\nC."


def test_too_much_text() -> None:
    with pytest.raises(ReadError, match=r"a\.txt has 20 characters .*limits\.max_text_chars"):
        made(Draft([Block("x" * 20)]), Limits(max_text_chars=19))


def test_paragraphs_are_counted_from_one() -> None:
    article = made(Draft([Block("A.")]))
    for number in (0, -1, 2):
        with pytest.raises(IndexError):
            article.paragraph_text(number)


@pytest.mark.parametrize(
    ("text", "slugged"),
    [
        ("Größe & Co. 7", "große-co-7"),
        ("a" * 100, "a" * 80),
        ("статья", "article"),
        ("--", "article"),
    ],
)
def test_the_id(text: str, slugged: str) -> None:
    assert slug(text) == slugged.replace("ß", "")


REAL = {  # how the title begins and ends, publisher, author, date, paragraphs, headings
    "000": (("US & El Salvador", "Act Unfolds"), "NewsVane", "Emily Stewart", "2025-04-14", 11, 5),
    "001": (("El Salvador takes in", "block deportations"), None, None, None, 12, 6),
    "002": (("Breaking Borders: El", "U.S. Criminals"), None, None, None, 6, 5),
    "003": (None, None, None, None, 8, 1),
    "004": (("Trump Administration Aims", "To El Salvador"), None, None, "2025-01-31", 16, 0),
}  # fmt: skip


@pytest.mark.parametrize("number", REAL)
def test_the_real_articles(shared: Path, number: str) -> None:
    (path,) = (shared / "articles").glob(f"{number}_*.txt")
    (article,) = parse(path, Limits())
    title, publisher, author, date, paragraphs, headings = REAL[number]
    if title is None:
        assert article.title is None
    else:
        assert article.title is not None
        assert article.title.startswith(title[0])
        assert article.title.endswith(title[1])
    assert article.publisher == publisher
    assert (article.author, article.date) == (author, date)
    assert len(article.paragraphs) == paragraphs
    assert len({p.heading for p in article.paragraphs} - {None}) == headings
    check(article)
    original = " ".join(path.read_text(encoding="utf-8").split())
    texts = [article.paragraph_text(p.number) for p in article.paragraphs]
    for text in texts:
        assert " ".join(text.split()) in original
        assert not text.endswith(" ago")
        assert "Related Posts" not in text
        assert "Published:" not in text
        assert not text.startswith(("Today", "Written by", "-", "By "))
        assert len(text.split()) >= 12
