"""The command line: ``policy-debate ask``, ``policy-debate index add`` and the rest."""

from __future__ import annotations

import json
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from index import Index
from rag import terminal
from rag.config import Settings, default_index_path, load_settings
from rag.errors import PolicyDebateError
from rag.shipped import open_index

COMMANDS = "policy_debate.commands"
"""Entry points of this group become commands: `eval` is one."""

app = typer.Typer(
    help="Ask a folder of articles; every sentence of the answer cites its paragraph.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
index_app = typer.Typer(help="Add, list, remove and check articles.", no_args_is_help=True)
app.add_typer(index_app, name="index")

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", help="Folder of the index.", show_default="in the user's data folder"),
]


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotation marks.")],
    index: IndexOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole answer as JSON.")
    ] = False,
) -> None:
    """Answer a question from the articles, with sources."""
    settings = load_settings(index=index)
    with _open(settings) as opened:
        # Imported here: `index list` and friends do without LangChain.
        from rag.chain import AnswerChain

        with _errors().status("Searching the articles…"):
            answer = AnswerChain(opened, settings).answer(question)
        for warning in answer.warnings:
            _notice(warning)
        if as_json:
            print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
            return
        nearest = (c for one in (answer, *answer.parts) for c in one.closest)
        cited = {c.article_id for c in (*answer.citations, *nearest)}
        terminal.show_answer(_console(), answer, {i: opened.article(i) for i in cited})


@index_app.command("add")
def index_add(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    index: IndexOption = None,
    keep_missing: Annotated[
        bool, typer.Option(help="Keep articles whose file has gone from an added folder.")
    ] = False,
) -> None:
    """Add articles, or bring them up to date."""
    settings = load_settings(index=index)
    with (
        _open(settings, create=True) as opened,
        terminal.file_progress(_errors(), "Indexing") as follow,
    ):
        report = opened.add(paths, keep_missing=keep_missing, progress=follow, notice=_notice)
    terminal.show_added(_console(), _errors(), report)
    if report.failed:
        raise typer.Exit(1)


@index_app.command("list")
def index_list(index: IndexOption = None) -> None:
    """List the articles."""
    with _open(load_settings(index=index)) as opened:
        terminal.show_articles(_console(), opened.articles())


@index_app.command("remove")
def index_remove(
    ids: Annotated[list[str], typer.Argument(help="Ids, as `index list` shows them.")],
    index: IndexOption = None,
) -> None:
    """Remove articles, with their passages and vectors. Their files are not touched."""
    with _open(load_settings(index=index)) as opened:
        for article_id in ids:
            opened.remove(article_id, notice=_notice)
            _console().print(Text(f"Removed {terminal.safe(article_id)}."))


@index_app.command("verify")
def index_verify(
    index: IndexOption = None,
    repair: Annotated[bool, typer.Option(help="Mend what can be mended.")] = False,
) -> None:
    """Check that everything in the index is as it was written."""
    with (
        _open(load_settings(index=index)) as opened,
        _errors().status("Checking every article…"),
    ):
        report = opened.verify(repair=repair)
    for line in report.repaired:
        _console().print(Text(f"Repaired: {terminal.safe(line)}"))
    for line in report.problems:
        _errors().print(Text(f"Problem: {terminal.safe(line)}", style="red"))
    if not report.ok:
        hint = (
            "" if repair else f" Run `policy-debate index verify --repair --index {opened.path}`."
        )
        _errors().print(Text(f"{len(report.problems)} problems.{hint}"))
        raise typer.Exit(1)
    _console().print(f"Sound: {report.articles} articles, {report.passages} passages.")


def main() -> None:
    """Run the program; an expected error is one sentence and exit code 1."""
    try:
        _add_commands()
        app()
    except PolicyDebateError as error:
        _errors().print(Text(f"Error: {terminal.safe(str(error))}", style="red"))
        sys.exit(1)


def _add_commands() -> None:
    """Commands of packages that import this one, and that it therefore can't import."""
    for point in sorted(entry_points(group=COMMANDS), key=lambda point: point.name):
        app.command(point.name)(point.load())


def _open(settings: Settings, *, create: bool = False) -> Index:
    if settings.index == default_index_path():
        with terminal.file_progress(_errors(), "Indexing") as follow:
            return open_index(settings, create=create, progress=follow, notice=_notice)
    return open_index(settings, create=create)


def _console() -> Console:
    return Console(soft_wrap=False, highlight=False)


def _errors() -> Console:
    return Console(stderr=True, highlight=False)


def _notice(text: str) -> None:
    _errors().print(Text(terminal.safe(text), style="yellow"))
