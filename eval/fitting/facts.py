"""Learn to put the fact in front: a network that finds an answer's words, and when to show them.

``python -m eval.fitting.facts DATA_FOLDER OUT_FOLDER xquad_dev gold_dev stories``

The sentences are those that the system puts first, right or wrong, read by a cross-encoder that
has not seen their article. The span reader is trained twice, without one half of the articles
and without the other; the mean of both is ``spans.npz``. Whether its words are shown is decided
by ``fact.json``, fitted on what each half's network makes of articles it has not seen.
"""

from __future__ import annotations

import datetime
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.datasets import index_of
from eval.fitting.adapt import mean_of
from eval.fitting.fit import HALVES
from eval.fitting.optimise import Array, binary_logit
from eval.fitting.spans import Pair, learn, pair_of
from rag.config import load_settings
from rag.crossencoder import CrossEncoder
from rag.fact import SHOWING, is_asked_for, showing_row
from rag.network import Network
from rag.question import Question
from rag.select import PassageViews, Selector
from rag.spans import SpanReader

L2 = 0.01
FOLDS = 5
SHOW_FROM = 0.7
BEST = 3


@dataclass(frozen=True, slots=True)
class Read:
    """An answerable question; ``best`` are the sentences put first, ``gold`` those that answer.

    ``half`` says which network has not seen its article.
    """

    name: str
    group: str
    half: int
    question: Question
    answers: tuple[str, ...]
    gold: tuple[str, ...]
    best: tuple[str, ...]
    confidence: float


def same(found: str, answer: str) -> bool:
    """Whether two short texts are one answer, but for articles and a word or two."""
    one, two = _plain(found), _plain(answer)
    if not one or not two:
        return False
    short, long = sorted((one, two), key=len)
    return f" {short} " in f" {long} " and len(short) >= 0.4 * len(long)


def read_all(folder: Path, names: Sequence[str]) -> Iterator[Read]:
    """Every answerable question that stands alone, over its own set (or part of one)."""
    settings = load_settings()
    files = sorted(HALVES.glob("without_*.npz"))
    crosses = [CrossEncoder(path) for path in files]
    seen = [frozenset(np.load(path)["groups"].tolist()) for path in files]
    for name in names:
        parts = sorted(folder.glob(f"{name}*_questions.jsonl"))
        for part in (path.name.removesuffix("_questions.jsonl") for path in parts):
            with (
                tempfile.TemporaryDirectory() as scratch,
                index_of(folder, part, Path(scratch), None) as index,
            ):
                views = PassageViews(index.encoder)
                selectors = [Selector(views, cross=cross) for cross in crosses]
                text = (folder / f"{part}_questions.jsonl").read_text(encoding="utf-8")
                for row in map(json.loads, text.splitlines()):
                    if not row["answerable"] or row["history"]:
                        continue
                    group = row.get("group") or row["evidence"][0]["doc_id"]
                    half = next(i for i, groups in enumerate(seen) if group not in groups)
                    hits = index.search(row["question"], k=settings.passages)
                    reading = selectors[half].read(row["question"], hits, *index.token_statistics())
                    yield Read(
                        name, group, half, reading.question, tuple(row["answers"]),
                        tuple(s for e in row["evidence"] for s in e.get("sentences", ())),
                        tuple(one.candidate.text for one in reading.ranked[:BEST]),
                        reading.confidence,
                    )  # fmt: skip


def pairs_of(reads: Sequence[Read], network: Network) -> list[Pair]:
    """What the span reader learns from: gold sentences with their answers, and of each
    question one sentence that looks like an answer and is none.
    """
    pairs = []
    for one in reads:
        text = one.question.text
        gold = one.gold or tuple(s for s in one.best[:1] if any(a in s for a in one.answers))
        found = [pair_of(network, text, sentence, one.answers) for sentence in gold[:2]]
        found = [pair for pair in found if pair.spans]
        if not found:
            continue
        pairs += found
        for sentence in one.best:
            if not any(sentence in g or g in sentence for g in gold) and not any(
                a.lower() in sentence.lower() for a in one.answers
            ):
                pairs.append(pair_of(network, text, sentence, ()))
                break
    return pairs


@dataclass(frozen=True, slots=True)
class Shown:
    """The words found for a question: values of ``SHOWING``, and whether they are right."""

    group: str
    row: Array
    right: bool


def shown_of(reads: Sequence[Read], readers: Sequence[SpanReader]) -> list[Shown]:
    """The words in each question's first sentence, by the network that has not seen it."""
    found = []
    for one in reads:
        if not is_asked_for(one.question):
            continue
        span = readers[one.half].best(one.question.text, one.best[0])
        if span is not None:
            words = one.best[0][span.start : span.end]
            row = showing_row(one.question, one.best[0], span, one.confidence)
            found.append(Shown(one.group, row, any(same(words, a) for a in one.answers)))
    return found


def held_out(shown: Sequence[Shown]) -> list[tuple[float, bool]]:
    """For every question the probability that the words are right, by a model that did not
    see its article, and whether they are.
    """
    groups = sorted({one.group for one in shown})
    np.random.default_rng(0).shuffle(groups)
    found = []
    for fold in range(FOLDS):
        held = set(groups[fold::FOLDS])
        weights, bias = _fit([one for one in shown if one.group not in held])
        for one in shown:
            if one.group in held:
                found.append((float(1 / (1 + np.exp(-(one.row @ weights + bias)))), one.right))
    return found


def main() -> None:
    """Read, learn twice, fit, report and write."""
    folder, out, names = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    write(out, list(read_all(folder, names)), names)


def write(out: Path, reads: Sequence[Read], names: Sequence[str]) -> None:
    """``spans.npz`` and ``fact.json``."""
    network = Network()
    halves = [learn(pairs_of([r for r in reads if r.half != half], network)) for half in (0, 1)]
    np.savez_compressed(out / "spans.npz", **mean_of(*halves))
    with tempfile.TemporaryDirectory() as scratch:
        paths = [Path(scratch) / f"{half}.npz" for half in (0, 1)]
        for path, learned in zip(paths, halves, strict=True):
            np.savez(path, allow_pickle=False, **learned)
        shown = shown_of(reads, [SpanReader(path) for path in paths])
    held = held_out(shown)
    over = [right for sure, right in held if sure >= SHOW_FROM]
    weights, bias = _fit(shown)
    data = {
        "date": datetime.date.today().isoformat(),
        "fitted_on": list(names),
        "cross_validated": "networks by halves, five folds; the first sentence may be wrong",
        "scores": {
            "questions": len(shown),
            "right_of_all": round(sum(right for _, right in held) / len(held), 3),
            "shown": len(over),
            "right_of_shown": round(sum(over) / max(len(over), 1), 3),
        },
        "show_from": SHOW_FROM,
        "bias": round(bias, 5),
        "features": {n: round(float(w), 5) for n, w in zip(SHOWING, weights, strict=True)},
    }
    print(data["scores"])
    (out / "fact.json").write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def _fit(shown: Sequence[Shown]) -> tuple[Array, float]:
    rows = np.stack([one.row for one in shown])
    right = np.array([float(one.right) for one in shown])
    return binary_logit(rows, right, np.ones(len(rows)), L2)


def _plain(text: str) -> str:
    words = re.sub(r"\b(?:the|an?|about|approximately)\b|[^\w\s.%$]", " ", text.lower())
    return " ".join(words.split())


if __name__ == "__main__":
    main()
