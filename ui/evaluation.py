"""The latest evaluation report, read only. It is a file; what wrote it is not imported."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

import rag
from ui.safety import html, untemplated

REPORT = Path("eval-report/report.json")
COLUMNS = (
    ("vital_recall", "Facts found"),
    ("top1", "First source right"),
    ("citation_precision", "Citations right"),
    ("refused", "Unanswerable refused"),
    ("answered", "Answerable answered"),
    ("recall@5", "Paragraph in first 5"),
)


def shipped_folder() -> Path:
    """Where the evaluation that comes with the program's source lies."""
    return Path(rag.__file__).parents[1] / "eval"


def evaluation_html(report: Path = REPORT, shipped: Path | None = None) -> str:
    """The report in ``report``, else the shipped one, else how to make one."""
    problem = ""
    if report.is_file():
        try:
            return _report(json.loads(report.read_text(encoding="utf-8")), report)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            problem = (
                f'<p class="pd-warning">The report {html(str(report))} can\'t be read '
                f"({html(type(error).__name__)}); run `policy-debate eval` again.</p>"
            )
    page = (shipped or shipped_folder()) / "README.md"
    if not page.is_file():
        return problem + (
            '<p class="pd-empty">There is no evaluation report yet. Run <code>policy-debate eval'
            f"</code> in this folder; it writes {html(str(REPORT))}, and this page shows it.</p>"
        )
    return problem + _shipped(page)


def _report(found: dict[str, Any], path: Path) -> str:
    systems: dict[str, Any] = found["systems"]
    shown = [
        (name, words)
        for name, words in COLUMNS
        if any(name in system["metrics"] for system in systems.values())
    ]
    head = "".join(f'<th scope="col">{html(words)}</th>' for _, words in shown)
    rows = "".join(
        f'<tr><th scope="row">{html(name)}</th>'
        + "".join(f"<td>{_figure(system['metrics'].get(metric))}</td>" for metric, _ in shown)
        + "</tr>"
        for name, system in systems.items()
    )
    return (
        f'<div class="pd-eval"><h2>{html(str(found["title"]))}</h2><p class="pd-facts">'
        f"{int(found['questions'])} questions · {html(str(found['date']))} · {html(path.name)}</p>"
        "<p>Shares of 100, each with its 95 % interval. The full report is beside this file as "
        "<code>report.html</code>.</p>"
        '<div class="pd-wide" tabindex="0" role="region" aria-label="Scoreboard"><table><thead>'
        f'<tr><th scope="col">System</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        "</div>"
    )


def _figure(value: Any) -> str:
    if value is None:
        return "–"
    mean, low, high = (float(value[name]) * 100 for name in ("mean", "low", "high"))
    return f"<b>{mean:.0f}</b> <small>{low:.0f} to {high:.0f}</small>"


def _shipped(page: Path) -> str:
    # The project's own text; even so, no HTML of it and no picture address gets through.
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "link"])
    body = untemplated(markdown.render(page.read_text(encoding="utf-8")))
    body = body.replace("<table>", '<div class="pd-wide" tabindex="0"><table>').replace(
        "</table>", "</table></div>"
    )
    picture = page.with_name("report.png")
    figure = ""
    if picture.is_file():
        data = base64.b64encode(picture.read_bytes()).decode()
        figure = f'<img alt="The evaluation report as a page" src="data:image/png;base64,{data}">'
    return (
        '<div class="pd-eval"><p class="pd-remark">The evaluation that comes with the program. Run '
        "<code>policy-debate eval</code> in this folder to see yours here.</p>"
        f"{figure}{body}</div>"
    )
