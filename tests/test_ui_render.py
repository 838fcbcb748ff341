"""Answers as HTML, with awkward words; no browser, no server."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ui_made import Reader, answer, citation, two_answers

from index import Within
from rag import Answer, Claim, Conflict, Statement
from ui.conversation import Turn
from ui.render import check_of, parts_of, searching_html, turn_html
from ui.safety import clip, day, html, isolated, link, web_address


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


def test_days_without_a_year_stay_where_the_answer_has_them() -> None:
    dates = ("1931", "--11", "2025-04", "--03-04", "-W-6")
    made = answer(statements=tuple(Statement(f"On {d}.", (1,), date=d) for d in dates))
    page = shown(made)
    words = ["1931", "November", "April 2025", "4 March", "Saturday"]
    assert sorted(words, key=page.text.index) == words


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


def test_each_of_several_questions_has_its_answer_under_it() -> None:
    page = shown(two_answers())
    assert len(page.of_class("pd-part")) == 2
    places = [
        page.text.index(words)
        for words in (
            "How many does it hold?It holds 40,000.",
            "Who built the hall?Not in the articles.",
            "A hall was built.",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    assert len(page.of_class("pd-cite")) == 2


def test_several_answers_come_one_after_the_other() -> None:
    turn = Turn("q", two_answers())
    assert parts_of(two_answers()) == 1
    assert "Who built the hall?</h3>" not in turn_html(turn, 0, 1).replace("</bdi>", "")
    assert "Who built the hall?" in turn_html(turn, 0)


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
