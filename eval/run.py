"""Ask every system every question, keep each answer as it comes, and resume where it stopped."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus import Article
from eval.datasets import INDEX_SECONDS
from eval.gold import GoldQuestion, stale
from eval.metrics import rank_scores, score
from eval.systems import Output, System
from index import Index

FollowRun = Callable[[str, int, int], None]
"""Told the system's name, how many questions are done, and how many there are."""


@dataclass(slots=True)
class SystemResult:
    """One system's outputs and figures, in the order of the questions."""

    name: str
    outputs: list[Output]
    scores: list[dict[str, float]]


@dataclass(slots=True)
class RunResult:
    """Everything that one run found; ``stale`` questions are listed, not scored."""

    title: str
    questions: list[GoldQuestion]
    systems: list[SystemResult] = field(default_factory=list)
    stale: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    index_seconds: float | None = None
    memory_mb: float = 0.0


def run(
    title: str,
    systems: Sequence[System],
    questions: Sequence[GoldQuestion],
    index: Index,
    folder: Path,
    follow: FollowRun | None = None,
) -> RunResult:
    """Evaluate; answers already in ``folder`` for these questions and this index are reused."""
    started = time.perf_counter()
    gone = stale(questions, index)
    usable = [question for question in questions if question.id not in gone]
    articles = {summary.id: index.article(summary.id) for summary in index.articles()}
    result = RunResult(title, usable, stale=gone)
    for system in systems:
        outputs = _outputs(system, usable, index, folder, follow)
        rewritten = _rewritten(system, usable, index, folder)
        result.systems.append(_scored(system.name, usable, outputs, rewritten, articles))
    result.seconds = time.perf_counter() - started
    noted = index.note(INDEX_SECONDS)
    result.index_seconds = float(noted) if noted else None
    result.memory_mb = _peak_memory_mb()
    return result


def _peak_memory_mb() -> float:
    try:
        import resource
    except ImportError:
        return 0.0  # Windows does not say
    # Kilobytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _scored(
    name: str,
    questions: Sequence[GoldQuestion],
    outputs: list[Output],
    rewritten: dict[str, Output],
    articles: dict[str, Article],
) -> SystemResult:
    scores = [score(q, o, articles) for q, o in zip(questions, outputs, strict=True)]
    for one, ranks in zip(scores, rank_scores(questions, outputs, articles), strict=True):
        one.update(ranks)
    for question, one in zip(questions, scores, strict=True):
        if question.id in rewritten and "vital_recall" in one:
            one["followup_recall"] = one["vital_recall"]
            ideal = score(question, rewritten[question.id], articles)
            one["followup_rewrite_recall"] = ideal["vital_recall"]
    return SystemResult(name, outputs, scores)


def _outputs(
    system: System,
    questions: Sequence[GoldQuestion],
    index: Index,
    folder: Path,
    follow: FollowRun | None,
) -> list[Output]:
    path = folder / f"{system.name}-{_key(questions, index)}.jsonl"
    done = _read(path)
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        for number, question in enumerate(questions):
            if follow:
                follow(system.name, number, len(questions))
            if question.id not in done:
                done[question.id] = system.answer(question)
                _write(stream, question.id, done[question.id])
    if follow:
        follow(system.name, len(questions), len(questions))
    return [done[question.id] for question in questions]


def _rewritten(
    system: System, questions: Sequence[GoldQuestion], index: Index, folder: Path
) -> dict[str, Output]:
    """Follow-ups asked again in their gold rewrite: what is lost in understanding them."""
    follow_ups = [q for q in questions if q.history and q.gold_rewrite]
    path = folder / f"{system.name}-rewritten-{_key(questions, index)}.jsonl"
    done = _read(path)
    with path.open("a", encoding="utf-8") as stream:
        for question in follow_ups:
            if question.id not in done:
                done[question.id] = system.answer(question, rewritten=True)
                _write(stream, question.id, done[question.id])
    return {question.id: done[question.id] for question in follow_ups}


def _key(questions: Sequence[GoldQuestion], index: Index) -> str:
    """Answers count again only for the same questions, articles and program."""
    digest = hashlib.sha256(index.store.generation.encode())
    for question in questions:
        digest.update(question.model_dump_json().encode())
    root = Path(__file__).resolve().parents[1]
    for package in ("corpus", "index", "rag", "eval"):
        for path in sorted((root / package).rglob("*.py")) + sorted(
            (root / package).rglob("data/*.json")
        ):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _read(path: Path) -> dict[str, Output]:
    found: dict[str, Output] = {}
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                plain = json.loads(line)
                found[plain["id"]] = Output.from_plain(plain["output"])
            except (ValueError, KeyError, TypeError):
                continue  # the last line of an interrupted run: that question is asked again
    return found


def _write(stream: object, question_id: str, output: Output) -> None:
    line = json.dumps({"id": question_id, "output": output.to_plain()}, ensure_ascii=False)
    print(line, file=stream, flush=True)  # type: ignore[call-overload]
