"""The panel, the lists, the evaluation and the kept conversation, without browser or server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ui_made import Reader, answer, citation, two_answers

from corpus import Article, Paragraph, Sentence
from index import ArticleSummary, Within
from rag import Claim, Conflict, Statement
from ui.articles import added_html, list_html, timeline_html
from ui.conversation import Turn, answer_as_markdown, as_markdown, history, restore, store
from ui.evaluation import evaluation_html
from ui.library import Added
from ui.panel import SHOWN_CHARS, article_html
from ui.render import check_of

ARTICLE_TEXT = "Heading\n\nFirst words. Then the <b>quote</b> & more.\n\nThe end."
QUOTE = "Then the <b>quote</b> & more."


def article(text: str = ARTICLE_TEXT, **other: Any) -> Article:
    paragraphs, at = [], 0
    for block in text.split("\n\n"):
        if block != "Heading":
            paragraphs.append(
                Paragraph(
                    len(paragraphs) + 1,
                    at,
                    at + len(block),
                    "Heading",
                    (Sentence(at, at + len(block)),),
                )
            )
        at += len(block) + 2
    facts: dict[str, Any] = {
        "title": "A title",
        "publisher": "A paper",
        "author": "A. Writer",
        "date": "2025-03",
        "url": "https://paper.example/1",
    }
    return Article(
        "id", "/secret/path", "hash", text=text, paragraphs=tuple(paragraphs), **(facts | other)
    )


def marked(page: str) -> str:
    assert page.count("<mark") == 1
    return Reader(page[page.index("<mark") : page.index("</mark>")]).text


def test_the_panel_marks_exactly_the_quote_in_the_whole_article() -> None:
    start = ARTICLE_TEXT.index(QUOTE)
    page = article_html(article(), start, start + len(QUOTE), check_of(QUOTE))
    assert marked(page) == QUOTE
    text = Reader(page).text
    for words in (
        "A title",
        "A paper",
        "A. Writer",
        "March 2025",
        "First words.",
        "The end.",
        "Heading",
    ):
        assert words in text
    assert 'href="https://paper.example/1"' in page
    assert "/secret" not in page


def test_a_changed_article_is_said_to_be_changed() -> None:
    page = article_html(article(), 5, 9, check_of("something else"))
    assert "<mark" not in page
    assert "has changed since" in page


def test_a_huge_article_is_shown_around_the_quote() -> None:
    text = "x " * 900_000 + QUOTE + " y" * 900_000
    start = text.index(QUOTE)
    page = article_html(article(text), start, start + len(QUOTE), check_of(QUOTE))
    assert marked(page) == QUOTE
    assert len(page) < 2 * SHOWN_CHARS
    assert "3,600,029 characters" in page


def test_the_conversation_comes_back_from_the_browser_as_it_was() -> None:
    conflict = Conflict("t", (Claim("v", 1),))
    made = answer(
        sides={"for": (Statement("x", (1,), "for", "s", "2025"),)},
        conflicts=(conflict,),
        remarks=("r",),
    )
    turns = [
        Turn("q", made, Within(("P",), "2024"), True), Turn("r", None, note="Too long."),
        Turn("several", two_answers()),
    ]  # fmt: skip
    again = restore(json.loads(json.dumps(store(turns))))
    assert again == turns
    assert history(again)[:2] == [
        {"role": "user", "content": "q"}, {"role": "assistant", "content": made.text},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "bad",
    [
        3,
        {"version": 99},
        {"version": 1, "turns": [{"question": 5}]},
        {"version": 1, "turns": None},
        "x",
    ],
)
def test_what_the_browser_kept_is_checked(bad: object) -> None:
    with pytest.raises(ValueError, match="conversation kept in this browser"):
        restore(bad)


def test_a_copied_answer_has_its_quotes_and_sources() -> None:
    made = answer(short="40,000", citations=(citation(1, url="https://a.example/x"),))
    text = answer_as_markdown(Turn("How many?", made))
    assert "## How many?" in text
    assert "**40,000**" in text
    assert (
        "1. “It holds 40,000.” Title 1, Paper 1, 16 March 2025, paragraph 2, <https://a.example/x>"
        in text
    )


def test_a_copied_answer_to_several_questions_has_each_under_its_own() -> None:
    text = answer_as_markdown(Turn("How many does it hold and who built it?", two_answers()))
    places = [
        text.index(words)
        for words in (
            "### How many does it hold?", "It holds 40,000.", "### Who built the hall?",
            "The articles do not answer it.", "#### Closest passages", "A hall was built.",
            "### Sources",
        )
    ]  # fmt: skip
    assert places == sorted(places)


def test_a_saved_conversation_has_no_pictures_or_links_of_an_article() -> None:
    evil = "![x](http://evil.example/i.png) <img src=x> [y](javascript:1)"
    made = answer(statements=(Statement(evil, (1,)),), text=evil, citations=(citation(1, evil),))
    from markdown_it import MarkdownIt

    page = MarkdownIt("commonmark").render(as_markdown([Turn(evil, made)]))
    assert not {"img", "a"} & {tag for tag, _ in Reader(page).elements}


def summary(number: int, **other: Any) -> ArticleSummary:
    facts: dict[str, Any] = {
        "id": f"i{number}",
        "label": f"Label {number}",
        "publisher": "Paper",
        "date": f"202{number}-05",
        "passages": number,
        "origin": "/secret",
    }
    return ArticleSummary(**(facts | other))


def test_the_list_filters_sorts_and_counts() -> None:
    rows = [summary(1), summary(2, label="Other"), summary(3, date=None)]
    assert "1 of 3 articles, 2 passages" in list_html(rows, "other PAPER")
    newest = list_html(rows)
    assert newest.index("Other") < newest.index("Label 1") < newest.index("Label 3")
    oldest = list_html(rows, sort="Oldest first")
    assert oldest.index("Label 1") < oldest.index("Other") < oldest.index("Label 3")
    assert "No article has these words" in list_html(rows, "zebra")
    assert "no articles yet" in list_html([])
    assert "/secret" not in newest


def test_the_timeline_has_every_article_at_its_date() -> None:
    page = timeline_html([summary(1), summary(2), summary(3, date=None, label="<i>Undated</i>")])
    reader = Reader(page)
    assert len(reader.of_class("pd-title")) == 3
    for words in ("May 2021", "May 2022", "<i>Undated</i>"):
        assert words in reader.text


def test_an_upload_says_file_by_file_what_happened() -> None:
    page = added_html([Added("a<b>.md", 1), Added("c.pdf", problem="It is broken.")], 3)
    text = Reader(page).text
    assert "2 of 3 files read" in text
    assert "a<b>.md: added" in text
    assert "c.pdf: It is broken." in text


def test_the_evaluation_report_is_shown_or_said_to_be_missing(tmp_path: Path) -> None:
    missing = tmp_path / "no.json"
    assert "There is no evaluation report yet" in evaluation_html(missing, tmp_path)
    report = tmp_path / "report.json"
    figure = {"mean": 0.5, "low": 0.25, "high": 0.75, "n": 4}
    report.write_text(
        json.dumps(
            {
                "title": "<i>gold</i>",
                "date": "2026-01-01",
                "questions": 4,
                "systems": {"ours": {"metrics": {"top1": figure}}},
            }
        )
    )
    text = Reader(evaluation_html(report, tmp_path)).text
    for words in ("<i>gold</i>", "4 questions", "ours", "50", "25 to 75", "First source right"):
        assert words in text
    report.write_text("{}")
    broken = evaluation_html(report, tmp_path)
    assert "can't be read" in Reader(broken).text


def test_a_long_conversation_fits_the_browser_and_keeps_the_newest() -> None:
    turns = [Turn(f"q{n}", answer(text="x" * 100_000)) for n in range(50)]
    kept = restore(store(turns))
    assert 5 <= len(kept) <= 10
    assert kept[-1] == turns[-1]
    (only,) = restore(store([Turn("long", answer(text="x" * 3_000_000))]))
    assert (only.question, only.answer) == ("long", None)
    assert "too long" in (only.note or "")
