"""The report as one page that works offline: scoreboard, plots, every question."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from eval.plots import plots
from eval.table import rows_of, summary


def page(report: dict[str, Any], metrics: Sequence[str]) -> str:
    """The HTML. Answers and articles are untrusted: the script shows them as text only."""
    template = (files("eval") / "page.html").read_text(encoding="utf-8")
    # "<" is escaped so that no text can end the script element.
    data = json.dumps(report["items"], ensure_ascii=False).replace("<", "\\u003c")
    parts = {
        "TITLE": html.escape(f"{report['title']}, {report['date']}"),
        "SUMMARY": html.escape(
            f"{report['questions']} questions, {len(report['systems'])} systems, " + summary(report)
        ),
        "SCOREBOARD": _scoreboard(report, metrics),
        "PLOTS": "".join(
            f"<figure><figcaption>{html.escape(title)}</figcaption>{svg}</figure>"
            for title, svg in plots(report).items()
        ),
        "STALE": "".join(
            f"<p class=stale>Not scored: {html.escape(i)}: {html.escape(why)}</p>"
            for i, why in report["stale"].items()
        ),
    }
    for name, text in parts.items():
        template = template.replace(f"@@{name}@@", text)
    # Last, so that no text of a question is taken for one of the marks above.
    return template.replace("@@DATA@@", data)


def _scoreboard(report: dict[str, Any], metrics: Sequence[str]) -> str:
    head = "".join(f"<th>{html.escape(name)}</th>" for name in report["systems"])
    body = ""
    for name, *cells in rows_of(report, metrics):
        shown = "".join(
            f"<td{' class=lost' if '*' in cell else ''}>{html.escape(cell)}</td>" for cell in cells
        )
        body += f"<tr><th>{html.escape(name)}</th>{shown}</tr>"
    return f"<table><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table>"
