"""The report as tables for the terminal, and as Markdown for documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from corpus import PolicyDebateError
from eval.metrics import METRICS
from eval.report import ABSTENTION

SHOWN = (
    "citation_resolves", "quote_verbatim", "no_uncited", "recall@1", "recall@5", "recall@10",
    "all_evidence_recall@10", "mrr", "ndcg@10", "vital_recall", "nugget_recall", "top1",
    "citation_precision", "citation_recall", "citation_f1", "refused", "answered", "clean",
    "both_sides", "side_right", "speaker_right", "conflict_shown", "no_false_conflict",
    "followup_recall", "followup_rewrite_recall",
)  # fmt: skip


def chosen_metrics(names: Sequence[str]) -> Sequence[str]:
    """The metrics to show; raises :class:`PolicyDebateError` that lists the known ones."""
    for name in names:
        if name not in METRICS:
            raise PolicyDebateError(
                f"There is no metric {name!r}; the known ones are {', '.join(METRICS)}."
            )
    return names or SHOWN


def rows_of(report: dict[str, Any], metrics: Sequence[str]) -> list[list[str]]:
    """A row a figure: its name, then a cell a system. ``*`` marks where ours is worse."""
    systems = report["systems"]
    rows = []
    for name in metrics:
        if not any(name in one["metrics"] for one in systems.values()):
            continue
        row = [name]
        for one in systems.values():
            found = one["metrics"].get(name)
            if found is None:
                row.append("–")
                continue
            gap = found.get("ours_minus_this")
            mark = "*" if gap and gap["high"] < 0 else ""
            row.append(f"{found['mean']:.2f}{mark} [{found['low']:.2f}, {found['high']:.2f}]")
        rows.append(row)
    for name in ABSTENTION:
        cells = [f"{one['abstention'][name]:.2f}" for one in systems.values()]
        rows.append([f"abstention {name}", *cells])
    rows.append(["words in an answer", *(f"{one['words']:.0f}" for one in systems.values())])
    for stage in ("search", "answer"):
        cells = []
        for one in systems.values():
            seconds = one["seconds"].get(stage)
            cells.append(
                f"{seconds['p50'] * 1000:.0f} / {seconds['p95'] * 1000:.0f}" if seconds else "–"
            )
        rows.append([f"{stage} ms, p50 / p95", *cells])
    return rows


def show(console: Console, report: dict[str, Any], metrics: Sequence[str]) -> None:
    """Print the scoreboard; many systems are shown some at a time."""
    names = list(report["systems"])
    rows = rows_of(report, metrics)
    room = max(1, (console.width - 26) // 21)
    console.print(Text(f"{report['title']}: {report['questions']} questions", style="bold"))
    for first in range(0, len(names), room):
        part = range(first, min(first + room, len(names)))
        table = Table(box=None, header_style="bold")
        table.add_column("")
        for i in part:
            table.add_column(names[i], justify="right")
        for row in rows:
            table.add_row(row[0], *(row[i + 1] for i in part))
        console.print(table)
    console.print(Text("* better than ours, and not by chance (95 % paired interval)", style="dim"))
    console.print(summary(report))
    for question, reason in report["stale"].items():
        console.print(Text(f"Not scored: {question}: {reason}", style="yellow"))


def summary(report: dict[str, Any]) -> str:
    """How long the run and the indexing took, and the memory at its highest."""
    took = report["index_seconds"]
    indexing = "" if took is None else f"indexing took {took:.1f} s, "
    return f"{indexing}the questions {report['seconds']} s, {report['memory_mb']} MB at most"


def markdown(report: dict[str, Any], metrics: Sequence[str]) -> str:
    """The scoreboard as a Markdown table."""
    names = list(report["systems"])
    lines = ["| | " + " | ".join(names) + " |", "| --- |" + " ---: |" * len(names)]
    lines += ["| " + " | ".join(row) + " |" for row in rows_of(report, metrics)]
    return "\n".join(lines) + "\n"


def show_changes(console: Console, changes: dict[str, list[dict[str, Any]]]) -> None:
    """What got better and worse since the baseline, question by question."""
    for name, style in (("worse", "red"), ("better", "green")):
        rows = changes[name]
        console.print(Text(f"{len(rows)} {name}", style=f"bold {style}"))
        for row in rows:
            line = f"  {row['system']} {row['id']}: {row['before']:.2f} -> {row['now']:.2f}  "
            console.print(Text(line + row["question"]))
