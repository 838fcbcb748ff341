"""``policy-debate eval``: found by the program through its entry point."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from corpus import PolicyDebateError
from index import Index

DEFAULT_OUT = Path("eval-report")
# Their libraries are an extra; without it they are left out, and the report says so.
BASELINES = ("langchain", "langchain-ensemble", "haystack-hybrid")


def command(
    gold: Annotated[
        Path | None, typer.Option(help="Gold questions; default: the shipped test split.")
    ] = None,
    split: Annotated[str, typer.Option(help="dev, test or all, of the shipped set.")] = "test",
    public: Annotated[
        Path | None, typer.Option(help="Folder of NAME_corpus.jsonl and NAME_questions.jsonl.")
    ] = None,
    name: Annotated[str, typer.Option("--set", help="NAME of the set in --public.")] = "xquad_dev",
    index: Annotated[Path | None, typer.Option(help="Index that --gold is about.")] = None,
    systems: Annotated[str, typer.Option(help="Names with commas; default: all.")] = "",
    metrics: Annotated[str, typer.Option(help="Figures to show, with commas.")] = "",
    out: Annotated[Path, typer.Option(help="Folder for the report.")] = DEFAULT_OUT,
    baseline: Annotated[
        Path | None, typer.Option(help="An earlier report.json to compare with.")
    ] = None,
    fail_under: Annotated[
        Path | None, typer.Option(help="TOML of least figures; exit 1 if one is missed.")
    ] = None,
) -> None:
    """Ask gold questions and show whether the answers are grounded."""
    # Imported here, so that the program's other commands start without all this.
    from eval import page, report, table
    from eval.run import run

    console = Console(highlight=False)
    errors = Console(stderr=True, highlight=False)
    shown = table.chosen_metrics(systems_of(metrics))
    earlier = report.read_json(baseline) if baseline else None
    thresholds = _thresholds(fail_under) if fail_under else None
    opened, questions, title = _material(gold, split, public, name, index, out)
    with opened, _bar(errors) as bar:
        chosen = _systems(systems_of(systems), opened, errors)
        tasks: dict[str, Any] = {}

        def follow(system: str, done: int, total: int) -> None:
            if system not in tasks:
                tasks[system] = bar.add_task(system, total=total)
            bar.update(tasks[system], completed=done)

        result = run(title, chosen, questions, opened, out / "answers", follow)
    found = report.build_report(result)
    report.write_json(found, out / "report.json")
    (out / "report.html").write_text(page.page(found, shown), encoding="utf-8")
    (out / "scoreboard.md").write_text(table.markdown(found, shown), encoding="utf-8")
    table.show(console, found, shown)
    if earlier is not None:
        table.show_changes(console, report.compare(found, earlier))
    console.print(Text(f"The report is in {out / 'report.html'} and {out / 'report.json'}."))
    missed = report.below(found, thresholds) if thresholds is not None else []
    for line in missed:
        errors.print(Text(line, style="red"))
    if missed:
        raise typer.Exit(1)


def systems_of(text: str) -> list[str]:
    """Names out of a list with commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def _systems(names: list[str], index: Index, errors: Console) -> list[Any]:
    from eval.systems import build, builders
    from rag import load_settings

    settings = load_settings()
    if names:
        return list(build(names, index, settings))
    made: list[Any] = []
    for name, make in builders(index, settings).items():
        try:
            made.append(make())
        except PolicyDebateError as error:
            if name not in BASELINES:
                raise
            errors.print(Text(f"Left out: {name}. {error}", style="yellow"))
    return made


def _material(
    gold: Path | None, split: str, public: Path | None, name: str, index: Path | None, out: Path
) -> tuple[Index, list[Any], str]:
    """The index, the questions and a title."""
    from eval.adapters import read_public
    from eval.datasets import index_files, index_of
    from eval.gold import GOLD_FOLDER, read_gold
    from rag.shipped import briefs_folder

    if public is not None:
        opened = index_of(public, name, out / f"{name}-index", None)
        return opened, list(read_public(public, name, opened)), name
    if gold is not None:
        if index is None:
            raise PolicyDebateError("--gold needs --index, the index that its questions are about.")
        return Index.open(index), list(read_gold(gold)), gold.stem
    if split not in ("dev", "test", "all"):
        raise PolicyDebateError(f"There is no split {split!r}; there are dev, test and all.")
    wanted = ("dev", "test") if split == "all" else (split,)
    questions = [q for part in wanted for q in read_gold(GOLD_FOLDER / f"{part}.jsonl")]
    if index is not None:
        return Index.open(index), questions, f"gold {split}"
    # Named after the folder: another copy of the program has the same briefs elsewhere, and
    # both would be in the index.
    place = hashlib.sha256(str(briefs_folder()).encode()).hexdigest()[:8]
    opened = index_files(briefs_folder(), out / f"briefs-index-{place}", None)
    return opened, questions, f"gold {split}"


def _thresholds(path: Path) -> dict[str, dict[str, float]]:
    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8"))
        return {s: {n: float(v) for n, v in figures.items()} for s, figures in loaded.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise PolicyDebateError(f"The thresholds {path} can't be read ({error}).") from error


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )
