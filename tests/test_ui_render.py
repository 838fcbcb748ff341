"""Answers, articles and lists as HTML, with awkward words; no browser, no server."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article, Paragraph, Sentence
from index import ArticleSummary, Within
from rag import Answer, Citation, Claim, Conflict, Statement
from ui.articles import added_html, list_html, timeline_html
from ui.conversation import Turn, answer_as_markdown, as_markdown, history, restore, store
from ui.evaluation import evaluation_html
from ui.library import Added
from ui.panel import SHOWN_CHARS, article_html
from ui.render import check_of, parts_of, searching_html, turn_html
from ui.safety import clip, day, html, isolated, link, web_address


def citation(number: int, quote: str = "It holds 40,000.", **other: Any) -> Citation:
    facts: dict[str, Any] = {
        "article_id": f"a{number}", "title": f"Title {number}", "publisher": f"Paper {number}",
        "date": "2025-03-16", "url": None, "paragraph": 2, "start": 10, "end": 10 + len(quote),
    }  # fmt: skip
    return Citation(number=number, quote=quote, **(facts | other))


def answer(**other: Any) -> Answer:
    facts: dict[str, Any] = {
        "question": "How many?", "question_as_understood": "How many?",
        "text": "It holds 40,000. [1]", "abstained": False, "confidence": 0.93,
        "statements": (Statement("It holds 40,000.", (1,)),),
        "citations": (citation(1),),
    }  # fmt: skip
    return Answer(**(facts | other))


class Reader(HTMLParser):
    """What a browser would make of markup: elements, attributes and words."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.depth = 0
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.depth += tag not in ("img", "br", "input")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def of_class(self, name: str) -> list[dict[str, str | None]]:
        return [a for _, a in self.elements if name in (a.get("class") or "").split()]


def shown(made: Answer, **turn: Any) -> Reader:
    return Reader(turn_html(Turn(made.question, made, **turn), 0))


def test_a_statement_carries_its_number_its_quote_and_its_place() -> None:
    page = shown(answer())
    (cite,) = page.of_class("pd-cite")
    assert (cite["data-n"], cite["data-article"], cite["data-start"]) == ("1", "a1", "10")
    assert cite["data-tip"] == "It holds 40,000."
    assert cite["data-check"] == check_of("It holds 40,000.")
    assert "Title 1, Paper 1, 16 March 2025" in (cite["aria-label"] or "")
    assert page.text.count("[1]") == 1


def test_confidence_is_in_words() -> None:
    assert "Very likely" in shown(answer()).text
    assert "0.9" not in shown(answer()).text
    assert "93" not in shown(answer()).text


def test_the_fact_comes_first_and_says_as_of_when() -> None:
    text = shown(answer(short="40,000", as_of="2025-03-16")).text
    assert text.index("40,000") < text.index("It holds")
    assert "as of 16 March 2025" in text


def test_the_question_as_understood_is_shown_only_where_it_differs() -> None:
    assert "Understood as" not in shown(answer()).text
    assert "How many (CECOT)?" in shown(answer(question_as_understood="How many (CECOT)?")).text


def test_two_sides_are_two_columns_with_speakers_and_an_empty_one_says_so() -> None:
    one = Statement("Crime fell.", (1,), "for", "The minister")
    page = shown(answer(statements=(one,), sides={"for": (one,)}))
    assert len(page.of_class("pd-side")) == 2
    assert page.text.count("Crime fell.") == 1
    assert "The minister" in page.text
    assert "The articles give none." in page.text


def test_a_conflict_shows_value_source_and_date() -> None:
    conflict = Conflict("number of members", (Claim("238", 1), Claim("250", 2)))
    made = answer(citations=(citation(1), citation(2, date="2025-04")), conflicts=(conflict,))
    text = shown(made).text
    for words in (
        "The sources differ",
        "number of members",
        "238",
        "Paper 1",
        "16 March 2025",
        "250",
        "Paper 2",
        "April 2025",
    ):
        assert words in text


def test_dated_statements_are_a_list_in_order_of_time() -> None:
    made = answer(
        statements=(
            Statement("Later.", (1,), date="2025-04"),
            Statement("Earlier.", (1,), date="2024-12-31"),
        )
    )
    text = shown(made).text
    assert text.index("31 December 2024") < text.index("Earlier.") < text.index("April 2025")


def test_words_in_brackets_look_like_ours_unless_they_are_quoted() -> None:
    page = shown(answer(statements=(Statement("[The court] said no.", (1,)),)))
    assert len(page.of_class("pd-ours")) == 1
    quoted = answer(
        statements=(Statement("[The court] said no.", (1,)),),
        citations=(citation(1, "[The court] said no."),),
    )
    assert shown(quoted).of_class("pd-ours") == []


def test_an_abstention_looks_different_and_shows_the_closest_passages() -> None:
    made = answer(
        abstained=True, statements=(), citations=(), text="The articles do not answer it.",
        closest=(citation(1), citation(2)), confidence=0.2,
    )  # fmt: skip
    page = shown(made)
    assert page.of_class("pd-abstained")
    assert not page.of_class("pd-answered")
    assert "Not in the articles." in page.text
    assert len(page.of_class("pd-cite")) == 2
    assert "likely an answer" not in page.text


def test_remarks_warnings_limits_and_stopping_are_said() -> None:
    made = answer(
        remarks=("The articles give only one side.",), warnings=("The index was rebuilt.",)
    )
    text = shown(made, within=Within(("The Courier",), "2024", "2025-02"), stopped=True).text
    for words in (
        "only one side",
        "was rebuilt",
        "only The Courier, from 2024 on, up to February 2025",
        "You stopped",
    ):
        assert words in text


def test_a_partly_shown_answer_grows_and_ends_as_the_whole() -> None:
    made = answer(statements=tuple(Statement(f"Sentence {n}.", (1,)) for n in range(4)))
    turn = Turn("q", made)
    counts = [turn_html(turn, 0, n).count("pd-statement") for n in range(1, parts_of(made))]
    assert counts == [1, 2, 3]
    assert "Copy with sources" not in turn_html(turn, 0, 3)
    assert turn_html(turn, 0).count("pd-statement") == 4
    assert "Searching" in searching_html(turn, 0)


def test_what_is_not_there_yet_is_neither_denied_nor_in_the_way() -> None:
    rows = (Statement("Pro.", (1,), "for"), Statement("Con.", (1,), "against"))
    conflict = Conflict("t", (Claim("238", 1), Claim("250", 1)))
    made = answer(
        statements=rows, sides={"for": rows[:1], "against": rows[1:]}, conflicts=(conflict,)
    )
    early = turn_html(Turn("q", made), 0, 1)
    assert "Pro." in early
    for words in ("Con.", "give none", "The sources differ"):
        assert words not in early


AWKWARD = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("<>&\"'`{}$[]()!#*_\u202e\u2066\x00\x1b\n"),
    ),
    max_size=60,
)  # fmt: skip


@given(AWKWARD, AWKWARD)
def test_no_words_become_markup(one: str, two: str) -> None:
    said = Statement(one, (1,), "for", two, None)
    made = answer(
        question=one, question_as_understood=two, short=two, as_of=one, remarks=(one,),
        warnings=(two,), statements=(said,), sides={"for": (said,)},
        citations=(citation(1, one, title=two, publisher=one, date=two, article_id=one, url=one),),
        conflicts=(Conflict(one, (Claim(two, 1),)),),
    )  # fmt: skip
    plain = answer(
        question="q", question_as_understood="u", short="s", as_of="2025", remarks=("r",),
        warnings=("w",), statements=(replace(said, text="t", speaker="s" if two else two),),
        sides={"for": (replace(said, text="t", speaker="s" if two else two),)},
        citations=(citation(1),), conflicts=(Conflict("c", (Claim("v", 1),)),),
    )  # fmt: skip
    page = shown(made)
    allowed = {tag for tag, _ in shown(plain).elements} | {"span"}
    assert {tag for tag, _ in page.elements} <= allowed
    assert page.depth == 0
    assert not any(name.startswith("on") for _, attrs in page.elements for name in attrs)
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b") & set(
        page.text
    )


@given(AWKWARD)
def test_escaping_keeps_every_harmless_character(text: str) -> None:
    page = Reader(f"<p title='x'>{html(text)}</p>")
    assert len(page.elements) == 1
    assert (
        len(page.text.replace("\r", "\n")) == len(text.replace("\r\n", "\n").replace("\r", "\n"))
        or "\r" in text
    )


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


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " data:text/html,x",
        "//evil.example/",
        "",
        "ftp://a.example/",
        "http:///x",
        "https://a\u202e.example/",
        "file:///etc/passwd",
        None,
        "https://a.example/ x",
        "http://[bad",
    ],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert web_address(url) is None
    assert link(url, "open") == ""


def test_a_link_tells_nothing_and_breaks_nothing() -> None:
    made = link('https://a.example/?q="x"&y=<z>', "open")
    ((tag, attrs),) = Reader(made).elements
    assert tag == "a"
    assert attrs["href"] == 'https://a.example/?q="x"&y=<z>'
    assert attrs["rel"] == "noopener noreferrer nofollow"


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2025-03-16", "16 March 2025"),
        ("2025-03", "March 2025"),
        ("2025", "2025"),
        ("2025-03-16T10:00:00", "16 March 2025"),
        (None, "undated"),
        ("2025-99", "2025-99"),
        ("<b>", "<b>"),
    ],
)
def test_dates_as_people_write_them(iso: str | None, words: str) -> None:
    assert day(iso) == words


def test_long_words_are_cut_with_an_ellipsis() -> None:
    assert clip("one two three", 9) == "one two…"
    assert clip("x" * 50, 10) == "x" * 9 + "…"
    assert clip("short", 10) == "short"
    assert isolated("a").startswith("<bdi")


def test_the_conversation_comes_back_from_the_browser_as_it_was() -> None:
    conflict = Conflict("t", (Claim("v", 1),))
    made = answer(
        sides={"for": (Statement("x", (1,), "for", "s", "2025"),)},
        conflicts=(conflict,),
        remarks=("r",),
    )
    turns = [Turn("q", made, Within(("P",), "2024"), True), Turn("r", None, note="Too long.")]
    again = restore(json.loads(json.dumps(store(turns))))
    assert again == turns
    assert history(again) == [
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
