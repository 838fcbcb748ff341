"""The web chat over the shipped briefs, in a real browser."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ui_harness import Site, ask, needs_chromium, ready, tab, visitor

from index import Within
from rag import Answer, Statement
from ui.welcome import EXAMPLES

pytestmark = needs_chromium

BOASBERG = "What did Judge James Boasberg order?"
ARRIVED = "How many members of Tren de Aragua arrived?"


def known_answer(served: Site, question: str) -> Answer:
    return served.library.ask(question, (), Within())


def test_a_newcomer_asks_reads_and_checks_a_source(page: Any, served: Site) -> None:
    page.get_by_text("Ask what the articles say").wait_for()
    page.get_by_role("button", name=EXAMPLES[0]).click()
    turn = page.locator("#pd-thread .pd-turn").first
    turn.wait_for()
    answer = known_answer(served, EXAMPLES[0])
    first, second = answer.citations[:2]
    for statement in answer.statements:
        assert statement.text in turn.inner_text()
    # What a screen reader is told: the answer, once.
    assert answer.statements[0].text in page.locator("#pd-say").inner_text()
    assert "0.9" not in turn.inner_text()

    cite = turn.get_by_role("button", name="Source 1")
    cite.hover()
    assert first.quote in page.get_by_role("tooltip").inner_text()
    cite.click()
    mark = page.locator("#pd-quote")
    mark.wait_for()
    assert mark.text_content() == first.quote
    panel = page.get_by_role("complementary", name="Source")
    text = panel.inner_text()
    assert first.title in text
    assert (first.publisher or "") in text
    whole = served.library.article(first.article_id)
    assert panel.locator(".pd-par").count() == len(whole.paragraphs)

    page.get_by_role("button", name="Next").click()
    page.wait_for_function(
        f"document.querySelector('#pd-where').textContent == 'Source 2 of {len(answer.citations)}'"
    )
    assert mark.text_content() == second.quote
    page.get_by_role("button", name="Previous").click()
    page.wait_for_function("document.querySelector('#pd-prev').disabled")
    assert mark.text_content() == first.quote


def test_the_answer_comes_statement_by_statement(page: Any, served: Site) -> None:
    page.evaluate(
        """() => { window.steps = [];
        new MutationObserver(() => {
          const live = document.querySelector('#pd-live .pd-turn');
          if (live) window.steps.push(live.innerText.includes('Searching') ? 'searching'
            : live.querySelectorAll('.pd-statement').length);
        }).observe(document.querySelector('#pd-live'), {childList: true, subtree: true}); }"""
    )
    ask(page, ARRIVED)
    steps = list(dict.fromkeys(page.evaluate("window.steps")))
    statements = len(known_answer(served, ARRIVED).statements)
    assert statements >= 3
    assert steps == ["searching", *range(1, statements)]


def test_nothing_above_moves_while_an_answer_comes(page: Any) -> None:
    ask(page, EXAMPLES[0])
    page.evaluate(
        """() => { window.tops = [];
        const look = () => {
          const turn = document.querySelector('#pd-live .pd-turn, #pd-thread .pd-turn:last-child');
          const asked = turn?.querySelector('h2');
          if (asked?.textContent.includes('Boasberg'))
            window.tops.push(Math.round(asked.getBoundingClientRect().top));
          requestAnimationFrame(look);
        };
        look(); }"""
    )
    ask(page, BOASBERG)
    page.locator("#pd-thread .pd-turn").nth(1).get_by_text("Copy with sources").wait_for()
    tops = page.evaluate("window.tops")
    assert len(tops) >= 2
    assert len(set(tops)) == 1


def test_a_follow_up_is_understood_from_the_question_before(page: Any) -> None:
    ask(page, EXAMPLES[0])
    turn = ask(page, "How many can it hold?")
    assert "Understood as" in turn.inner_text()
    assert "CECOT" in turn.locator(".pd-understood").inner_text()
    assert "40,000" in turn.inner_text()
    page.get_by_role("button", name="New conversation").click()
    page.locator(".pd-welcome").wait_for()
    assert page.locator(".pd-turn").count() == 0


def test_what_is_not_in_the_articles_looks_like_no_answer(page: Any) -> None:
    turn = ask(page, "Who won the 1998 World Cup?")
    assert turn.locator(".pd-abstained").is_visible()
    assert "Not in the articles" in turn.inner_text()
    assert turn.locator(".pd-closest li").count() >= 1
    turn.get_by_role("button", name="Source 1").click()
    page.locator("#pd-quote").wait_for()
    assert page.locator("#pd-quote").text_content() in turn.inner_text()


def test_limits_are_shown_and_kept_to(page: Any) -> None:
    page.get_by_role("button", name="Limit articles").click()
    page.get_by_label("From").fill("2031")
    page.get_by_text("from 2031").wait_for()
    turn = ask(page, EXAMPLES[0])
    assert "Searched only from 2031 on" in turn.inner_text()
    assert turn.locator(".pd-abstained").is_visible()
    page.get_by_label("From").fill("soon")
    page.locator("#pd-box textarea").fill(EXAMPLES[0])
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("is not like 2025").first.wait_for()
    page.wait_for_function(f"document.querySelector('#pd-box textarea').value == {EXAMPLES[0]!r}")
    page.get_by_role("button", name="No limits").click()
    page.wait_for_function("!document.querySelector('.pd-chip')")
    turn = ask(page, EXAMPLES[0])
    assert turn.locator(".pd-answered").is_visible()


def test_stop_keeps_what_came_and_the_next_question_works(
    page: Any, served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, release = served.library.ask, threading.Event()

    def slow(*given: Any) -> Answer:
        assert release.wait(20)
        return real(*given)

    monkeypatch.setattr(served.library, "ask", slow)
    turn = ask(page, BOASBERG, wait=False)
    page.get_by_text("Searching the articles").wait_for()
    page.get_by_role("button", name="Stop", exact=True).click()
    turn.get_by_text("You stopped this answer").wait_for()
    release.set()
    monkeypatch.undo()
    assert ask(page, EXAMPLES[0]).locator(".pd-answered").is_visible()
    assert page.locator("#pd-thread .pd-turn").count() == 2


def test_stop_in_the_middle_keeps_the_statements_that_were_there(
    page: Any, served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.handlers.STEP_SECONDS", 0.4)
    made = known_answer(served, BOASBERG)
    many = replace(made, statements=tuple(Statement(f"Number {n}.", (1,)) for n in range(20)))
    monkeypatch.setattr(served.library, "ask", lambda *given: many)
    turn = ask(page, BOASBERG, wait=False)
    page.locator("#pd-live").get_by_text("Number 1.").wait_for()
    page.get_by_role("button", name="Stop", exact=True).click()
    turn.get_by_text("You stopped this answer").wait_for()
    kept = turn.locator(".pd-statement").count()
    assert 2 <= kept < 12
    assert f"Number {kept - 1}." in turn.inner_text()
    page.locator("#pd-live .pd-turn").wait_for(state="hidden")


def test_two_readers_do_not_wait_for_or_see_each_other(
    browser: Any, served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, release = served.library.ask, threading.Event()

    def first_waits(question: str, *given: Any) -> Answer:
        assert question != BOASBERG or release.wait(20)
        return real(question, *given)

    monkeypatch.setattr(served.library, "ask", first_waits)
    with visitor(browser, served) as (one, _), visitor(browser, served) as (two, _):
        waiting = ask(one, BOASBERG, wait=False)
        one.get_by_text("Searching the articles").wait_for()
        assert ask(two, EXAMPLES[0]).locator(".pd-answered").is_visible()
        assert one.get_by_text("Searching the articles").is_visible()
        release.set()
        waiting.wait_for()
        assert "Boasberg" not in two.locator("#pd-thread").inner_text()
        assert "CECOT" not in one.locator("#pd-thread").inner_text()


def test_two_sides_stand_side_by_side_and_below_each_other_on_a_phone(
    page: Any, served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = known_answer(served, EXAMPLES[0])
    sides: Any = {
        "for": (Statement("It lowers crime.", (1,), "for", "The government"),),
        "against": (Statement("It jails innocents.", (2,), "against", "Rights groups"),),
    }
    both = replace(made, statements=sides["for"] + sides["against"], sides=sides)
    monkeypatch.setattr(served.library, "ask", lambda *given: both)
    turn = ask(page, "What is said for and against CECOT?")
    one = turn.get_by_role("region", name="For", exact=True)
    two = turn.get_by_role("region", name="Against", exact=True)
    assert "The government" in one.inner_text()
    assert "Rights groups" in two.inner_text()
    assert one.bounding_box()["y"] == two.bounding_box()["y"]
    page.set_viewport_size({"width": 390, "height": 844})
    assert one.bounding_box()["y"] + one.bounding_box()["height"] <= two.bounding_box()["y"]


def test_everything_works_from_the_keyboard(page: Any) -> None:
    assert page.evaluate("document.activeElement.closest('#pd-box') !== null")
    page.keyboard.type(EXAMPLES[0])
    page.keyboard.press("Enter")
    page.locator("#pd-thread .pd-turn").wait_for()
    page.keyboard.press("Escape")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.dataset.n == '1'"):
            break
    assert page.evaluate("document.activeElement.dataset.n") == "1"
    assert page.get_by_role("tooltip").is_visible()
    page.keyboard.press("Enter")
    page.locator("#pd-quote").wait_for()
    assert page.evaluate("document.activeElement.id") == "pd-close"
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelector('#pd-panel').hidden")
    assert page.evaluate("document.activeElement.dataset.n") == "1"


def test_an_answer_and_the_conversation_can_be_taken_away(page: Any, served: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = ask(page, EXAMPLES[0])
    answer = known_answer(served, EXAMPLES[0])
    turn.get_by_role("button", name="Copy with sources").click()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    ask(page, BOASBERG)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert download.value.suggested_filename.endswith(".md")
    for citation in answer.citations:
        assert f"{citation.number}. “{citation.quote}”" in copied
        assert f"{citation.number}. “{citation.quote}”" in saved
    assert f"## {BOASBERG}" in saved
    assert f"## {BOASBERG}" not in copied


def test_a_restarted_server_costs_no_conversation(browser: Any, served: Site) -> None:
    with visitor(browser, served) as (page, _):
        ask(page, EXAMPLES[0])
        served.down()
        try:
            page.locator(".pd-cite").first.click()
            page.get_by_text("the server does not answer").wait_for()
            page.keyboard.press("Escape")
            ask(page, BOASBERG, wait=False)
            page.get_by_text("Connection to the server was lost").first.wait_for()
        finally:
            served.up()
        page.wait_for_function("!document.body.innerText.includes('Connection to the server')")
        ready(page)
        assert page.locator("#pd-thread .pd-question").all_inner_texts() == [EXAMPLES[0]]
        page.wait_for_function(f"document.querySelector('#pd-box textarea').value == {BOASBERG!r}")
        served.down()
        served.up()
        turn = ask(page, "How many can it hold?")
        assert "CECOT" in turn.locator(".pd-understood").inner_text()


def test_timeline_and_evaluation_can_be_read(page: Any) -> None:
    tab(page, "Timeline")
    entry = page.locator("#pd-timeline .pd-title").first
    title = entry.inner_text()
    entry.click()
    page.locator("#pd-panel-title").wait_for()
    assert page.locator("#pd-panel-title").inner_text() == title
    page.keyboard.press("Escape")
    tab(page, "Evaluation")
    page.get_by_text("The evaluation that comes with the program").wait_for()
    assert page.locator("#pd-evaluation table").count() >= 1


@pytest.mark.parametrize("question", EXAMPLES)
def test_the_example_questions_have_answers(served: Site, question: str) -> None:
    assert not known_answer(served, question).abstained
