"""The figures of a run as plain data: what the table, the JSON file and the page show."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from corpus import PolicyDebateError
from eval.metrics import METRICS
from eval.run import RunResult, SystemResult
from eval.statistics import abstention, estimate, paired

ABSTENTION = ("precision", "recall", "f1", "auc", "answer_rate", "ece")
# A difference counts as a loss or a gain when its interval leaves out zero.
REPORT_VERSION = 1


def build_report(result: RunResult, *, against: str = "ours") -> dict[str, Any]:
    """All figures by system, with intervals clustered by topic and paired differences."""
    topics = [question.topic for question in result.questions]
    base = next((s for s in result.systems if s.name == against), None)
    return {
        "version": REPORT_VERSION,
        "title": result.title,
        "date": datetime.date.today().isoformat(),
        "questions": len(result.questions),
        "stale": result.stale,
        "seconds": round(result.seconds, 1),
        "index_seconds": result.index_seconds,
        "memory_mb": round(result.memory_mb),
        "systems": {s.name: _system(s, result, topics, base) for s in result.systems},
        "items": [_item(i, result) for i in range(len(result.questions))],
    }


def _system(
    system: SystemResult, result: RunResult, topics: list[str], base: SystemResult | None
) -> dict[str, Any]:
    metrics: dict[str, Any] = {}
    for name in METRICS:
        rows = [i for i, one in enumerate(system.scores) if name in one]
        if not rows:
            continue
        values = [system.scores[i][name] for i in rows]
        clusters = [topics[i] for i in rows]
        metrics[name] = asdict(estimate(values, clusters))
        if base is not None and base is not system:
            ours = [base.scores[i].get(name, 0.0) for i in rows]
            metrics[name]["ours_minus_this"] = asdict(paired(ours, values, clusters))
    figures = abstention(
        [o.confidence for o in system.outputs],
        [q.answerable for q in result.questions],
        [o.abstained for o in system.outputs],
    )
    by_type: dict[str, float] = {}
    for kind in sorted({q.type for q in result.questions}):
        rows = [i for i, q in enumerate(result.questions) if q.type == kind]
        values = [_verdict(result.questions[i].answerable, system.scores[i]) for i in rows]
        by_type[kind] = float(np.mean(values))
    words = [len(o.text.split()) for o in system.outputs if not o.abstained]
    return {
        "metrics": metrics,
        "abstention": asdict(figures),
        "by_type": by_type,
        "words": float(np.mean(words)) if words else 0.0,
        "seconds": _seconds(system),
    }


def _seconds(system: SystemResult) -> dict[str, dict[str, float]]:
    stages: dict[str, list[float]] = {}
    for output in system.outputs:
        for stage, seconds in output.seconds.items():
            stages.setdefault(stage, []).append(seconds)
    return {
        stage: {"p50": float(np.percentile(v, 50)), "p95": float(np.percentile(v, 95))}
        for stage, v in stages.items()
    }


def _verdict(answerable: bool, scores: dict[str, float]) -> float:
    """One figure for a question: the vital facts, or the right sentence, or the refusal."""
    if not answerable:
        return scores["refused"]
    return scores.get("vital_recall", scores["citation_f1"])


def _item(i: int, result: RunResult) -> dict[str, Any]:
    question = result.questions[i]
    answers = {}
    for system in result.systems:
        output = system.outputs[i]
        answers[system.name] = {
            "text": output.text,
            "abstained": output.abstained,
            "confidence": round(output.confidence, 3),
            "quotes": [[q.article_id, q.paragraph, q.quote] for q in output.quotes],
            "scores": {name: round(value, 3) for name, value in system.scores[i].items()},
            "verdict": round(_verdict(question.answerable, system.scores[i]), 3),
        }
    return {**question.model_dump(mode="json"), "answers": answers}


def write_json(report: dict[str, Any], path: Path) -> None:
    """Write the report for ``--baseline`` and for other programs."""
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """An earlier report; raises :class:`PolicyDebateError` if it is none."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        if report["version"] != REPORT_VERSION:
            raise PolicyDebateError(
                f"The report {path} has version {report['version']}, and this program reads "
                f"version {REPORT_VERSION}; run the evaluation again."
            )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PolicyDebateError(f"{path} is not a report of `policy-debate eval`.") from error
    return dict(report)


def compare(report: dict[str, Any], earlier: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Questions that got ``better`` or ``worse`` since an earlier report, by system."""
    before = {item["id"]: item for item in earlier["items"]}
    changes: dict[str, list[dict[str, Any]]] = {"better": [], "worse": []}
    for item in report["items"]:
        old = before.get(item["id"])
        for name, answer in item["answers"].items():
            then = (old or {}).get("answers", {}).get(name)
            if then is None or then["verdict"] == answer["verdict"]:
                continue
            row = {
                "system": name, "id": item["id"], "question": item["question"],
                "before": then["verdict"], "now": answer["verdict"],
            }  # fmt: skip
            changes["better" if answer["verdict"] > then["verdict"] else "worse"].append(row)
    return changes


def below(report: dict[str, Any], thresholds: dict[str, dict[str, float]]) -> list[str]:
    """Which thresholds (system, figure, least value) are missed, in sentences.

    A figure with a leading ``max:`` must not be above its value. Raises
    :class:`PolicyDebateError` for a system or figure that is not in the report.
    """
    missed = []
    for system, wanted in thresholds.items():
        if system not in report["systems"]:
            known = ", ".join(report["systems"])
            raise PolicyDebateError(f"The thresholds name the system {system!r}; run are {known}.")
        figures = flat(report["systems"][system])
        for name, value in wanted.items():
            key = name.removeprefix("max:")
            if key not in figures:
                raise PolicyDebateError(
                    f"The thresholds name the figure {key!r}; known are {', '.join(figures)}."
                )
            found = figures[key]
            if found > value if name.startswith("max:") else found < value:
                word = "above" if name.startswith("max:") else "below"
                missed.append(f"{system}: {key} is {found:.3f}, {word} {value:.3f}.")
    return missed


def flat(system: dict[str, Any]) -> dict[str, float]:
    """Every figure of a system under one name."""
    figures = {name: one["mean"] for name, one in system["metrics"].items()}
    figures |= {f"abstention_{name}": system["abstention"][name] for name in ABSTENTION}
    return figures


def losses(report: dict[str, Any], names: Sequence[str]) -> list[str]:
    """Where ours is worse than a system by more than chance, in sentences."""
    found = []
    for name in names:
        for metric, one in report["systems"][name]["metrics"].items():
            gap = one.get("ours_minus_this")
            if gap and gap["high"] < 0:
                found.append(f"{name} is better than ours on {metric} by {-gap['mean']:.3f}.")
    return found
