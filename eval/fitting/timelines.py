"""Fit which dated sentences belong to a timeline, and whether the articles tell of its topic.

``python -m eval.fitting.timelines OUT_FOLDER`` writes ``timeline.json`` from ``timelines.jsonl``:
92 questions for the order of events about the stories, as readers typed them, with the sentences
that another reader put on each timeline. For the second model each is put to the next story as
well, which tells nothing of it. Three minutes.
"""

from __future__ import annotations

import datetime
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from eval.datasets import index_of
from eval.fitting.export import STORIES_FOLDER
from eval.fitting.optimise import Array
from eval.fitting.scores import auc
from index import Hit, Index
from rag.config import load_settings
from rag.dates import dated
from rag.parse import Parser
from rag.select import PassageViews, Selector
from rag.shape import topic_of
from rag.timeline import (
    BELONGS,
    MOST,
    OF_EVENT,
    OF_TOPIC,
    event_signs,
    topic_signs,
    topic_stems,
)

TIMELINES = Path(__file__).parent / "timelines.jsonl"
FOLDS = 6
SIMPLE = 10.0
"""The inverse of L2, for signs that are between -1 and 1."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to a story: ``rows`` of shape (dated sentences, OF_EVENT) with those that
    ``belong``, of ``events`` in all; and the question's late interaction.
    """

    story: int
    is_there: bool
    rows: Array
    belong: Array
    events: int
    late: float


def ask_all() -> list[Asked]:
    """Every question, put to its own story and to the next."""
    questions: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in TIMELINES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        questions[row["story"]].append(row)
    stories = sorted(questions)
    found: list[Asked] = []
    for story, before in zip(stories, [stories[-1], *stories], strict=False):
        with (
            tempfile.TemporaryDirectory() as scratch,
            index_of(STORIES_FOLDER, story, Path(scratch), None) as index,
        ):
            selector = Selector(PassageViews(index.encoder), Parser())
            for is_there, rows in ((True, questions[story]), (False, questions[before])):
                found += [_ask(index, selector, int(story), is_there, row) for row in rows]
    return found


def _ask(
    index: Index, selector: Selector, story: int, is_there: bool, row: dict[str, Any]
) -> Asked:
    passages = load_settings().passages
    question = row["question"]
    topic = topic_of(question)
    stems = topic_stems(topic)
    first = index.search(question, k=passages)
    hits: dict[tuple[str, int], Hit] = {}
    for hit in (*first, *index.search(f"What happened with {topic}?", k=passages)):
        hits.setdefault((hit.article.id, hit.passage.start), hit)
    late = selector.read(question, first, *index.token_statistics(), closely=False).late
    wanted = {" ".join(event["sentence"].split()) for event in row["events"]}
    rows, belong = [np.zeros((0, len(OF_EVENT)))], []
    for one in selector.alike(question, list(hits.values())):
        if dated(one.candidate.text, None, without_year=True):
            rows.append(event_signs(one, stems)[None])
            belong.append(is_there and " ".join(one.candidate.text.split()) in wanted)
    return Asked(
        story, is_there, np.concatenate(rows), np.array(belong, dtype=bool), len(wanted), late
    )


def fit_events(asked: Sequence[Asked]) -> LogisticRegression:
    """Which dated sentences belong."""
    there = [one for one in asked if one.is_there]
    rows = np.concatenate([one.rows for one in there])
    return LogisticRegression(C=SIMPLE).fit(rows, np.concatenate([one.belong for one in there]))


def topic_rows(asked: Sequence[Asked], model: LogisticRegression) -> Array:
    """Signs for the second model: shape (questions, OF_TOPIC)."""
    return np.stack([topic_signs(_chances(one, model), one.late) for one in asked])


def main() -> None:
    """Ask, cross-validate by story, fit and write."""
    asked = ask_all()
    chances = np.zeros(len(asked))
    scores = []
    for fold in range(FOLDS):
        others = [one for one in asked if one.story % FOLDS != fold]
        events = fit_events(others)
        topic = _fit_topic(others, events)
        for i, one in enumerate(asked):
            if one.story % FOLDS == fold:
                chances[i] = topic.predict_proba(topic_rows([one], events))[0, 1]
                if one.is_there:
                    scores.append(_precision_recall(one, events))
    there = np.array([one.is_there for one in asked])
    events = fit_events(asked)
    topic = _fit_topic(asked, events)
    precision, recall, shown = np.mean(scores, axis=0)
    data = {
        "date": datetime.date.today().isoformat(),
        "fitted_on": ["timelines.jsonl", "stories"],
        "cross_validated": "six folds cut by story",
        "scores": {
            "precision": round(float(precision), 3),
            "recall": round(float(recall), 3),
            "shown": round(float(shown), 2),
            "topic_auc": round(float(auc(chances[there], chances[~there])), 3),
        },
        "event": _named(events, OF_EVENT),
        "topic": _named(topic, OF_TOPIC),
    }
    text = json.dumps(data, indent=2) + "\n"
    print(text)
    (Path(sys.argv[1]) / "timeline.json").write_text(text, encoding="utf-8")


def _fit_topic(asked: Sequence[Asked], events: LogisticRegression) -> LogisticRegression:
    return LogisticRegression(C=SIMPLE).fit(
        topic_rows(asked, events), [one.is_there for one in asked]
    )


def _chances(one: Asked, model: LogisticRegression) -> list[float]:
    if not len(one.rows):
        return []
    return [float(p) for p in model.predict_proba(one.rows)[:, 1]]


def _precision_recall(one: Asked, model: LogisticRegression) -> tuple[float, float, float]:
    chances = np.array(_chances(one, model))
    best = np.argsort(-chances)[:MOST]
    shown = best[chances[best] >= BELONGS]
    right = float(one.belong[shown].sum())
    return right / max(len(shown), 1), right / max(one.events, 1), float(len(shown))


def _named(model: LogisticRegression, names: Sequence[str]) -> dict[str, Any]:
    weights = zip(names, model.coef_[0], strict=True)
    return {
        "bias": round(float(model.intercept_[0]), 4),
        "weights": {name: round(float(weight), 4) for name, weight in weights},
    }


if __name__ == "__main__":
    main()
