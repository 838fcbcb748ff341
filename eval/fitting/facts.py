"""Fit the model that picks the fact out of the best sentence, on short-answer questions.

``python -m eval.fitting.facts DATA_FOLDER OUT_FOLDER xquad_dev``

The sentence read is the one that the system puts first, right or wrong, so that the
probability holds for what a reader sees.
"""

from __future__ import annotations

import datetime
import json
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.datasets import index_of, read_questions
from eval.fitting.optimise import Array, binary_logit
from rag.config import load_settings
from rag.fact import SPAN, span_rows
from rag.parse import Parser
from rag.select import PassageViews, Selector

L2 = 0.01
FOLDS = 5
SHOW_FROM = 0.65


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans of one question: ``rows`` (spans, SPAN) and which of them is right."""

    group: str
    rows: Array
    right: Array


def same(found: str, answer: str) -> bool:
    """Whether two short texts are one answer, but for articles and a word or two."""
    one, two = _plain(found), _plain(answer)
    if not one or not two:
        return False
    short, long = sorted((one, two), key=len)
    return f" {short} " in f" {long} " and len(short) >= 0.4 * len(long)


def read_spans(folder: Path, name: str) -> list[Spans]:
    """The spans in the best sentence of every answerable question of a set."""
    settings = load_settings()
    found = []
    with (
        tempfile.TemporaryDirectory() as scratch,
        index_of(folder, name, Path(scratch), None) as index,
    ):
        parser = Parser()
        selector = Selector(PassageViews(index.encoder), parser)
        for question in read_questions(folder / f"{name}_questions.jsonl"):
            if not question.answerable:
                continue
            hits = index.search(question.question, k=settings.passages)
            reading = selector.read(question.question, hits, *index.token_statistics())
            doc = parser(reading.ranked[0].candidate.text)
            rows = span_rows(reading.question, doc)
            if rows:
                right = [any(same(s.text, a) for a in question.answers) for s, _ in rows]
                stacked = np.stack([row for _, row in rows])
                group = question.evidence[0].doc_id
                found.append(Spans(group, stacked, np.array(right, dtype=float)))
    return found


def held_out(spans: Sequence[Spans]) -> list[tuple[float, bool]]:
    """For every question the best span's probability, by a model that did not see its
    article, and whether that span is right.
    """
    groups = sorted({one.group for one in spans})
    found = []
    for fold in range(FOLDS):
        held = {group for i, group in enumerate(groups) if i % FOLDS == fold}
        weights, bias = _fit([one for one in spans if one.group not in held])
        for one in spans:
            if one.group in held:
                logits = one.rows @ weights + bias
                best = int(np.argmax(logits))
                found.append((float(1 / (1 + np.exp(-logits[best]))), bool(one.right[best])))
    return found


def main() -> None:
    """Fit, report and write ``fact.json``."""
    folder, out, names = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    spans = [one for name in names for one in read_spans(folder, name)]
    held = held_out(spans)
    shown = [right for sure, right in held if sure >= SHOW_FROM]
    weights, bias = _fit(spans)
    data = {
        "date": datetime.date.today().isoformat(),
        "fitted_on": names,
        "cross_validated": "five folds cut by article; the best sentence may be wrong",
        "scores": {
            "questions": len(spans),
            "shown": len(shown),
            "right_of_shown": round(sum(shown) / max(len(shown), 1), 3),
            "right_of_all": round(sum(right for _, right in held) / len(held), 3),
        },
        "show_from": SHOW_FROM,
        "bias": round(bias, 5),
        "features": {n: round(float(w), 5) for n, w in zip(SPAN, weights, strict=True)},
    }
    print(data["scores"])
    (out / "fact.json").write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def _fit(spans: Sequence[Spans]) -> tuple[Array, float]:
    rows = np.concatenate([one.rows for one in spans])
    right = np.concatenate([one.right for one in spans])
    return binary_logit(rows, right, np.ones(len(rows)), L2)


def _plain(text: str) -> str:
    words = re.sub(r"\b(?:the|an?|about|approximately)\b|[^\w\s.%$]", " ", text.lower())
    return " ".join(words.split())


if __name__ == "__main__":
    main()
