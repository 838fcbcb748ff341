"""How answers and reports look in a terminal (rich). Article text is untrusted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from corpus import Article
from index import AddReport, ArticleSummary
from index import Progress as Step
from index.datatypes import ProgressCallback
from rag.datatypes import Answer, Citation

# Control characters would let an article move the cursor or rename the window, and
# direction overrides would let it show a quotation backwards.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

CONTEXT_CHARS = 240


def safe(text: str) -> str:
    """Text for a terminal: what could command it is replaced by a visible mark."""
    return _UNSAFE.sub("\ufffd", text)


def confidence_in_words(confidence: float) -> str:
    """What a person makes of the number."""
    for least, words in ((0.9, "very likely"), (0.75, "likely"), (0.5, "more likely than not")):
        if confidence >= least:
            return words
    return "unlikely"


def show_answer(console: Console, answer: Answer, articles: dict[str, Article]) -> None:
    """The answer, then its sources; ``articles`` by id, for the context of the quotes."""
    if answer.question_as_understood != answer.question and not answer.parts:
        console.print(Text(f"Understood as: {safe(answer.question_as_understood)}", style="italic"))
    console.print(Text(safe(answer.text), style="bold" if answer.abstained else ""))
    _show_cited(console, "Sources", answer.citations, articles)
    for one in answer.parts or (answer,):
        of = f", which do not answer “{safe(one.question_as_understood)}”" if answer.parts else ""
        _show_cited(console, f"Closest passages{of}", one.closest, articles)


def _show_cited(
    console: Console, title: str, cited: Sequence[Citation], articles: dict[str, Article]
) -> None:
    if not cited:
        return
    console.print()
    console.print(Text(title, style="bold"))
    for citation in cited:
        console.print(_heading(citation))
        console.print(Padding(_in_context(citation, articles[citation.article_id]), (0, 0, 0, 4)))


def _heading(citation: Citation) -> Text:
    line = Text(f"[{citation.number}] ", style="bold cyan")
    line.append(safe(citation.title), style="bold")
    for part in (
        citation.publisher or "publisher unknown",
        citation.date or "undated",
        f"paragraph {citation.paragraph}",
    ):
        line.append(f" · {safe(part)}", style="not bold")
    if citation.url:
        line.append(f" · {safe(citation.url)}", style="not bold")
    return line


def _in_context(citation: Citation, article: Article) -> Text:
    """The quoted sentence, marked, among its neighbours in the paragraph."""
    paragraph = article.paragraphs[citation.paragraph - 1]
    before = article.text[paragraph.start : citation.start]
    after = article.text[citation.end : paragraph.end]
    if len(before) > CONTEXT_CHARS:
        before = "…" + before[-CONTEXT_CHARS:].split(" ", 1)[-1]
    if len(after) > CONTEXT_CHARS:
        after = after[:CONTEXT_CHARS].rsplit(" ", 1)[0] + "…"
    text = Text(safe(before), style="dim")
    text.append("» ", style="not dim bold cyan")
    text.append(safe(citation.quote), style="not dim bold")
    text.append(" «", style="not dim bold cyan")
    text.append(safe(after))
    return text


def show_articles(console: Console, articles: list[ArticleSummary]) -> None:
    """The table of ``index list``."""
    table = Table(box=None, header_style="bold")
    table.add_column("Id", overflow="fold")
    for name in ("Title", "Publisher", "Date"):
        table.add_column(name)
    table.add_column("Passages", justify="right")
    for one in articles:
        table.add_row(
            *(
                Text(safe(cell))
                for cell in (one.id, one.label, one.publisher or "–", one.date or "–")
            ),
            str(one.passages),
        )
    console.print(table)
    console.print(f"{len(articles)} articles, {sum(one.passages for one in articles)} passages")


def show_added(console: Console, errors: Console, report: AddReport) -> None:
    """The summary of ``index add``, and a line for every file that failed."""
    parts = [
        f"{len(ids)} {name}"
        for name, ids in (
            ("added", report.added), ("updated", report.updated), ("unchanged", report.unchanged),
            ("removed (file gone)", report.removed),
        )
        if ids
    ]  # fmt: skip
    if report.ignored:
        parts.append(f"{report.ignored} files of other types ignored")
    if report.failed:
        parts.append(f"{len(report.failed)} failed")
    console.print((", ".join(parts) or "nothing to add") + f" ({report.seconds:.1f} s)")
    for _path, reason in report.failed:
        errors.print(Text(f"Failed: {safe(reason)}", style="red"))


@contextmanager
def file_progress(console: Console, title: str) -> Iterator[ProgressCallback]:
    """A bar that follows :class:`index.Progress`, gone when the work is done."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[file]}", style="dim"),
        console=console,
        transient=True,
    ) as bar:
        task = bar.add_task(title, total=None, file="")

        def follow(step: Step) -> None:
            bar.update(
                task, total=step.total, completed=step.done, file=safe(Path(step.path).name)[:40]
            )

        yield follow
