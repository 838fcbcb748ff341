"""Named endpoints for programs, over HTTP and as tools of an MCP server.

The docstrings are shown to whoever uses them. Reading only, unless changes are asked for.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from corpus import PolicyDebateError
from index import Within
from ui.library import Library

SEARCH_MOST = 50
HISTORY_MOST = 40


def register(library: Library, *, changes: bool) -> None:
    """Add the endpoints to the app that is being built."""
    endpoints = [*_reading(library), *(_changing(library) if changes else ())]
    for function in endpoints:
        api(function, api_name=function.__name__, concurrency_limit=8)


def _reading(library: Library) -> list[Callable[..., Any]]:
    def ask(
        question: str,
        history: list[dict[str, str]] | None = None,
        publishers: list[str] | None = None,
        after: str = "",
        before: str = "",
    ) -> dict[str, Any]:
        """Answer a question from the articles; every statement cites quoted sentences.

        Args:
            question: The question in plain words.
            history: Earlier turns, oldest first: {"role": "user" or "assistant", "content": text}.
            publishers: Only articles of these publishers; empty for all.
            after: Only articles from this date on (2025, 2025-04 or 2025-04-14); empty for all.
            before: Only articles up to this date; empty for all.

        Returns:
            The answer: text, abstained, confidence (0 to 1), statements with the numbers of their
            citations, citations (quote, article_id, title, publisher, date, url, paragraph, start,
            end), sides, conflicts, closest (when abstained), remarks; parts has the answer to
            each question where several were asked at once.
        """
        with _plain(library):
            turns: Any = (history or [])[-HISTORY_MOST:]
            return library.ask(question, turns, _within(publishers, after, before)).to_dict()

    def search(
        question: str,
        k: int = 10,
        publishers: list[str] | None = None,
        after: str = "",
        before: str = "",
    ) -> list[dict[str, Any]]:
        """Find the passages that fit a question best, best first.

        Args:
            question: What to look for, in words.
            k: How many passages, 1 to 50.
            publishers: Only articles of these publishers; empty for all.
            after: Only articles from this date on (2025, 2025-04 or 2025-04-14); empty for all.
            before: Only articles up to this date; empty for all.

        Returns:
            Passages: text, article_id, title, publisher, date, url, paragraph, start, end, score.
        """
        with _plain(library):
            if not 1 <= k <= SEARCH_MOST:
                raise gr.Error(f"k must be between 1 and {SEARCH_MOST}.")
            hits = library.search(question, k, _within(publishers, after, before))
        return [
            {
                "text": hit.text,
                "article_id": hit.article.id,
                "title": hit.article.label,
                "publisher": hit.article.publisher,
                "date": hit.article.date,
                "url": hit.article.url,
                "paragraph": hit.paragraph,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "score": hit.score,
            }
            for hit in hits
        ]

    def articles() -> list[dict[str, Any]]:
        """List the articles that answers come from.

        Returns:
            Articles: id, title, publisher, date, passages (how many).
        """
        with _plain(library):
            return [
                {
                    "id": one.id,
                    "title": one.label,
                    "publisher": one.publisher,
                    "date": one.date,
                    "passages": one.passages,
                }
                for one in library.articles()
            ]

    return [ask, search, articles]


def _changing(library: Library) -> list[Callable[..., Any]]:
    def add_article(name: str, text: str) -> dict[str, Any]:
        """Add an article given as text.

        Args:
            name: A file name whose ending says what the text is: .txt, .md or .html.
            text: The article; Markdown may begin with front matter (title, publisher, date).

        Returns:
            name, and how many articles were added (0 if it is known already).
        """
        with _plain(library), tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "article"
            path.write_text(text, encoding="utf-8")
            added = next(library.add([(path, name)]))
            if added.problem:
                raise gr.Error(added.problem)
            return {"name": added.name, "articles": added.articles}

    def remove_article(article_id: str) -> dict[str, Any]:
        """Remove an article from the index; its file stays.

        Args:
            article_id: The id, as `articles` lists it.

        Returns:
            removed: the title of the article.
        """
        with _plain(library):
            return {"removed": library.remove(article_id).label}

    return [add_article, remove_article]


@contextmanager
def _plain(library: Library) -> Iterator[None]:
    """Expected errors reach the caller as one sentence; others stay in the log."""
    try:
        yield
    except PolicyDebateError as error:
        raise gr.Error(library.plainly(error), print_exception=False) from error
    except ValueError as error:
        raise gr.Error(str(error), print_exception=False) from error


def _within(publishers: list[str] | None, after: str, before: str) -> Within:
    return Within(tuple(publishers or ()), after or None, before or None)
