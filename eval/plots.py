"""The report's plots, as SVG text that needs nothing from elsewhere."""

from __future__ import annotations

import io
from typing import Any

from corpus import PolicyDebateError

# Controls whose curves are straight lines.
FLAT = ("gold", "always-abstain")
COMPARED = ("ours", "langchain", "langchain-ensemble", "haystack-hybrid")
RECALLS = (("recall@1", 1), ("recall@5", 5), ("recall@10", 10))


def plots(report: dict[str, Any]) -> dict[str, str]:
    """SVG by title: per type, reliability, recall curves, latency."""
    try:
        import matplotlib
    except ImportError as error:
        raise PolicyDebateError(
            "The report's plots need matplotlib: pip install -e '.[eval]'."
        ) from error
    matplotlib.use("svg")
    systems = {name: one for name, one in report["systems"].items() if name not in FLAT}
    return {
        "By type of question": _by_type(systems),
        "Reliability of the confidence": _reliability(systems),
        "Recall of the paragraphs": _recall(systems),
        "Time for an answer": _latency(systems),
    }


def _figure() -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 3.8), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _svg(figure: Any) -> str:
    stream = io.StringIO()
    # Without a date the same figures give the same file.
    figure.savefig(stream, format="svg", metadata={"Date": None}, transparent=True)
    text = stream.getvalue()
    return text[text.index("<svg") :]


def _by_type(systems: dict[str, Any]) -> str:
    figure, axes = _figure()
    kinds = list(next(iter(systems.values()))["by_type"])
    shown = [name for name in COMPARED if name in systems]
    width = 0.8 / max(1, len(shown))
    for i, name in enumerate(shown):
        places = [k + i * width for k in range(len(kinds))]
        axes.bar(places, [systems[name]["by_type"][k] for k in kinds], width, label=name)
    axes.set_xticks(
        [k + 0.4 - width / 2 for k in range(len(kinds))], kinds, rotation=40, ha="right"
    )
    axes.set_ylim(0, 1)
    axes.legend(frameon=False, fontsize=8)
    return _svg(figure)


def _reliability(systems: dict[str, Any]) -> str:
    figure, axes = _figure()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    for name in ("ours", "ours-uncalibrated", "langchain"):
        if name in systems:
            curve = systems[name]["abstention"]["curve"]
            axes.plot([c[0] for c in curve], [c[1] for c in curve], marker="o", label=name)
    axes.set_xlabel("confidence")
    axes.set_ylabel("share that is answerable")
    axes.legend(frameon=False, fontsize=8)
    return _svg(figure)


def _recall(systems: dict[str, Any]) -> str:
    figure, axes = _figure()
    for name, one in systems.items():
        if "recall@1" in one["metrics"] and name not in ("shuffled-citations", "never-abstain"):
            values = [one["metrics"][metric]["mean"] for metric, _ in RECALLS]
            axes.plot([k for _, k in RECALLS], values, marker="o", label=name)
    axes.set_xlabel("k")
    axes.set_ylabel("gold paragraph among the first k")
    axes.legend(frameon=False, fontsize=8)
    return _svg(figure)


def _latency(systems: dict[str, Any]) -> str:
    figure, axes = _figure()
    timed = {n: s["seconds"]["answer"] for n, s in systems.items() if "answer" in s["seconds"]}
    names = list(timed)
    axes.barh(names, [timed[n]["p95"] * 1000 for n in names], label="p95", color="lightsteelblue")
    axes.barh(names, [timed[n]["p50"] * 1000 for n in names], label="p50")
    axes.set_xlabel("ms")
    axes.legend(frameon=False, fontsize=8)
    return _svg(figure)
