"""What happens when something on the page is used. No layout here, no HTML of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gradio as gr

from corpus import PolicyDebateError
from index import Within
from rag import Answer
from rag.shipped import briefs_folder
from ui import articles as lists
from ui.conversation import Turn, as_markdown, history, restore, store
from ui.evaluation import evaluation_html
from ui.library import Added, Library
from ui.panel import article_html, missing_html
from ui.render import (
    parts_of,
    searching_html,
    statements_in_order,
    turn_html,
    turns_html,
)
from ui.safety import clip, visible
from ui.welcome import header_html, welcome_html

log = logging.getLogger(__name__)

STEP_SECONDS = 0.06
"""Between two statements: enough to be read as coming one after the other."""

UNEXPECTED = (
    "Something went wrong here; the details are in the program's log. Ask again, and if it stays, "
    "start the program again."
)


@dataclass(frozen=True, slots=True)
class Pending:
    """The turn that is on its way in one session, and how much of it is shown.

    ``stopped`` tells the search that sends it that the reader has pressed Stop.
    """

    turn: Turn
    shown: int
    stopped: threading.Event


class Handlers:
    """The page's events over one :class:`ui.library.Library`."""

    def __init__(self, library: Library, report: Path) -> None:
        self.library = library
        self.report = report

    # -- the chat ---------------------------------------------------------------------

    def ask(
        self,
        question: str,
        kept: object,
        pending: Pending | None,
        publishers: list[str],
        after: str,
        before: str,
    ) -> Iterator[tuple[Any, ...]]:
        """Thread, live turn, box, ask, stop, kept, pending: as the answer comes."""
        if pending is not None:  # Enter while an answer comes; the question stays in the box
            yield (gr.skip(),) * 7
            return
        turns = _readable(kept)
        if not question.strip():
            yield self._still(turns)
            return
        number = len(turns)
        try:
            turn = Turn(question, within=limits(publishers, after, before))
        except ValueError as error:
            gr.Warning(visible(str(error)))
            yield self._still(turns, question)
            return
        thread = turns_html(turns)
        busy = gr.update(visible=False), gr.update(visible=True)
        stopped = threading.Event()
        yield thread, searching_html(turn, number), "", *busy, gr.skip(), Pending(turn, 0, stopped)
        try:
            answer = self.library.ask(question, history(turns), turn.within)
            turn = replace(turn, answer=answer)
        except PolicyDebateError as error:
            turn = replace(turn, note=self.library.plainly(error))
        except Exception:  # the last line before the reader: logged, and said plainly
            log.exception("A question could not be answered.")
            turn = replace(turn, note=UNEXPECTED)
        if turn.answer is not None:
            for shown in range(1, parts_of(turn.answer)):
                # Gradio may still send what was on its way when the reader pressed Stop.
                if stopped.is_set():
                    return
                live = turn_html(turn, number, shown)
                yield gr.skip(), live, gr.skip(), *busy, gr.skip(), Pending(turn, shown, stopped)
                time.sleep(STEP_SECONDS)
        if not stopped.is_set():
            yield self._still([*turns, turn])

    def stop(self, pending: Pending | None, kept: object) -> tuple[Any, ...]:
        """What has come so far stays, marked as stopped."""
        turns = _readable(kept)
        if pending is None:
            return self._still(turns)
        pending.stopped.set()
        answer = _so_far(pending.turn.answer, pending.shown) if pending.shown else None
        return self._still([*turns, replace(pending.turn, answer=answer, stopped=True)])

    def clear(self) -> tuple[Any, ...]:
        """An empty conversation."""
        return self._still([])

    def load(self, kept: object) -> tuple[Any, ...]:
        """The whole page as it is now: header, thread, publishers, list, timeline."""
        turns = _readable(kept)
        return self.header(), self._thread(turns), *self.listings("", "Newest first")

    def markdown(self, kept: object) -> str:
        """The conversation to take away."""
        return as_markdown(_readable(kept))

    # -- the articles -----------------------------------------------------------------

    def header(self) -> str:
        """The top of the page."""
        return header_html(len(self.library.index))

    def listings(self, words: str, sort: str) -> tuple[Any, ...]:
        """Publishers, list and timeline as the index is now."""
        articles = self.library.articles()
        names = sorted({one.publisher for one in articles if one.publisher})
        return (
            gr.update(choices=[(clip(visible(name), 80), name) for name in names]),
            lists.list_html(articles, words, sort),
            lists.timeline_html(articles),
        )

    def filtered(self, words: str, sort: str) -> str:
        """The list alone."""
        return lists.list_html(self.library.articles(), words, sort)

    def upload(self, files: list[str] | None, words: str, sort: str) -> Iterator[tuple[Any, ...]]:
        """Progress, drop zone, header, publishers, list, timeline: file by file."""
        given = [(Path(path), Path(path).name) for path in files or ()]
        if not given:
            yield (gr.skip(),) * 6
            return
        results: list[Added] = []
        yield lists.added_html(results, len(given)), *(gr.skip(),) * 5
        for result in self._added(given):
            results.append(result)
            yield lists.added_html(results, len(given)), *(gr.skip(),) * 5
        for path, _ in given:
            path.unlink(missing_ok=True)
        done = lists.added_html(results, len(given))
        yield done, None, self.header(), *self.listings(words, sort)

    def _added(self, given: Sequence[tuple[Path, str]]) -> Iterator[Added]:
        try:
            yield from self.library.add(given)
        except Exception:  # the last line before the reader: logged, and said plainly
            log.exception("An upload failed.")
            yield Added("The rest", problem=UNEXPECTED)

    def remove(self, words: str, sort: str, event: gr.EventData) -> tuple[Any, ...]:
        """Toast, header, publishers, list, timeline."""
        try:
            toast = lists.removed_html(self.library.remove(_text(event, "id")))
        except PolicyDebateError as error:
            toast = lists.notice_html(self.library.plainly(error))
        return toast, self.header(), *self.listings(words, sort)

    def undo(self, words: str, sort: str, event: gr.EventData) -> tuple[Any, ...]:
        """Toast, header, publishers, list, timeline."""
        try:
            toast = lists.notice_html(self.library.undo(_text(event, "token")))
        except PolicyDebateError as error:
            toast = lists.notice_html(self.library.plainly(error))
        return toast, self.header(), *self.listings(words, sort)

    def read_article(self, wanted: Any) -> str:
        """The side panel's HTML for ``{"id", "start", "end", "check"}``."""
        if not isinstance(wanted, dict) or not isinstance(wanted.get("id"), str):
            return missing_html("There is no such article.")
        try:
            article = self.library.article(wanted["id"])
        except PolicyDebateError:
            return missing_html("This article is no longer in the index; it may have been removed.")
        start, end, check = (wanted.get(name) for name in ("start", "end", "check"))
        if isinstance(start, int) and isinstance(end, int) and isinstance(check, str):
            return article_html(article, start, end, check)
        return article_html(article)

    # -- the evaluation ---------------------------------------------------------------

    def evaluation(self) -> str:
        """The latest report."""
        return evaluation_html(self.report)

    # -- inside -----------------------------------------------------------------------

    def _thread(self, turns: Sequence[Turn]) -> str:
        if turns:
            return turns_html(turns)
        articles = self.library.articles()
        briefs = str(briefs_folder())
        return welcome_html(len(articles), any(one.origin.startswith(briefs) for one in articles))

    def _still(self, turns: Sequence[Turn], box: str | None = None) -> tuple[Any, ...]:
        """Nothing is on its way."""
        return (
            self._thread(turns), "", gr.skip() if box is None else box,
            gr.update(visible=True), gr.update(visible=False), store(turns), None,
        )  # fmt: skip


def limits(publishers: Sequence[str], after: str | None, before: str | None) -> Within:
    """The filters as the index takes them; raises ``ValueError`` for a date that is none."""
    return Within(tuple(publishers), (after or "").strip() or None, (before or "").strip() or None)


def _readable(kept: object) -> list[Turn]:
    try:
        return restore(kept)
    except ValueError as error:
        gr.Warning(f"{error} A new one was begun.")
        return []


def _so_far(answer: Answer | None, shown: int) -> Answer | None:
    """The answer cut to the statements that were on the page."""
    if answer is None or answer.abstained:
        return answer
    seen = statements_in_order(answer)[:shown]
    parts = []
    for part in answer.parts:
        if shown > 0:
            parts.append(_so_far(part, shown) or part)
        shown -= len(statements_in_order(part))
    return replace(
        answer,
        parts=tuple(parts),
        statements=tuple(one for one in answer.statements if one in seen),
        sides={
            name: kept
            for name, rows in answer.sides.items()
            if (kept := tuple(one for one in rows if one in seen))
        },
        conflicts=(),
        text=" ".join(one.text for one in seen),
    )


def _text(event: gr.EventData, name: str) -> str:
    value = (event._data or {}).get(name)
    return value if isinstance(value, str) else ""
