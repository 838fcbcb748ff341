"""Fit the model of whether the articles debate what is asked about (``rag.debated``).

``python -m eval.fitting.debates OUT_FOLDER``

The sentences of five debates (:mod:`eval.fitting.stances`) are written out as articles and indexed
together, over and over; half of the articles have a title that does not name the matter. Then
the questions of these debates are asked, which can be answered, and those of five others by the
same writers, in the same fields of life, which can't. Readers of the stories, who did not use the
articles' words, asked for views as well (``asks.jsonl``): each of their questions is put to the
story, and to the next one, which does not debate it. Others wrote for each story which questions
for views its articles seem to answer, and don't (``views.tsv``), or labelled what its articles say
for and against matters, and named some on which they say nothing (:mod:`eval.fitting.matters`).
Asked about are only debates and stories that the network of :mod:`rag.stance` has not read.
"""

from __future__ import annotations

import datetime
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from eval.datasets import index_of
from eval.fitting.export import STORIES_FOLDER
from eval.fitting.forms import ASKS, read_views
from eval.fitting.matters import read_matters
from eval.fitting.optimise import Array
from eval.fitting.scores import auc
from eval.fitting.stances import (
    DEBATES_FITTED_ON,
    Debate,
    Sided,
    is_learned_from,
    read_debates,
    read_stances,
)
from index import Index
from rag.config import load_settings
from rag.debated import FEATURES, FROM, SIGNS, DebatedModel, features, look_up
from rag.logistic import Logistic
from rag.parse import Parser
from rag.select import PassageViews, Reading, Selector
from rag.stance import shared_stance_reader

ROUNDS, TOGETHER, ARTICLES = 12, 5, 4
FOLDS = 5
# scikit-learn's C: less is simpler. Of .003, .01 and .03 the last two were alike on all sets.
SIMPLE, NEAR_WEIGHT = 0.02, 1.5
# Views on something else are worse than none.
NOT_THERE_WEIGHT = 1.25


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, whether its debate is in the index, and its signs: shape (signs,). Those of one
    ``group`` are never both learned from and judged.
    """

    group: int
    is_there: bool
    signs: Array
    near: bool = False


def ask_all(debates: Sequence[Debate], stances: Sequence[Sided], seed: int = 0) -> Iterator[Asked]:
    """The questions of all rounds."""
    chance, parser = random.Random(seed), Parser()
    of_writer: dict[str, list[Debate]] = defaultdict(list)
    for debate in debates:
        if debate.number % DEBATES_FITTED_ON == 0:
            of_writer[debate.writer].append(debate)
    writers = sorted(writer for writer, theirs in of_writer.items() if len(theirs) > 1)
    sentences: dict[int, list[str]] = defaultdict(list)
    for one in stances:
        sentences[one.debate.number].append(one.text)
    for _ in range(ROUNDS):
        pairs = [chance.sample(of_writer[w], 2) for w in chance.sample(writers, TOGETHER)]
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            for debate, _other in pairs:
                _write(debate, sentences[debate.number], folder / "articles", chance)
            with Index.create(folder / "index") as index:
                index.add([folder / "articles"])
                selector = Selector(PassageViews(index.encoder), parser)
                for there, other in pairs:
                    yield Asked(there.number, True, _signs(index, selector, there.question))
                    yield Asked(other.number, False, _signs(index, selector, other.question))


def ask_stories() -> Iterator[Asked]:
    """What readers of the stories asked."""
    asks: dict[str, list[str]] = defaultdict(list)
    for line in ASKS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        views = row["form"] in ("both", "for", "against")
        if views and row["group"] and not is_learned_from(row["story"]):
            asks[row["story"]].append(row["question"])
    stories = sorted(asks)
    for story, before in zip(stories, [stories[-1], *stories], strict=False):
        there = [(question, True) for question in asks[story]]
        yield from _ask_story(story, there + [(question, False) for question in asks[before]])


def ask_near() -> Iterator[Asked]:
    """What the stories seem to debate, and do, or don't."""
    for story, of_story in groupby(read_views(), key=lambda one: one.story):
        if is_learned_from(story):
            continue
        for asked in _ask_story(story, [(one.question, one.is_there) for one in of_story]):
            yield replace(asked, near=True)


def ask_matters() -> Iterator[Asked]:
    """Two questions on each matter."""
    for story, of_story in groupby(read_matters(), key=lambda one: one.story):
        if is_learned_from(story):
            continue
        chance = random.Random(story)
        questions = [
            (question, one.is_debated)
            for one in of_story
            for question in (one.questions[0], chance.choice(one.questions[1:]))
        ]
        for asked in _ask_story(story, questions):
            yield replace(asked, near=True)


def _ask_story(story: str, questions: Sequence[tuple[str, bool]]) -> Iterator[Asked]:
    with (
        tempfile.TemporaryDirectory() as scratch,
        index_of(STORIES_FOLDER, story, Path(scratch), None) as index,
    ):
        selector = Selector(PassageViews(index.encoder), Parser())
        for question, is_there in questions:
            yield Asked(int(story), is_there, _signs(index, selector, question))


def fit(asked: Sequence[Asked]) -> DebatedModel:
    """On questions that count the same, but the near ones, which are what readers really ask."""
    rows = np.stack([one.signs for one in asked])
    mean, deviation = rows.mean(axis=0), rows.std(axis=0)
    model = LogisticRegression(C=SIMPLE, max_iter=5000).fit(
        features(rows, mean, deviation),
        [one.is_there for one in asked],
        [
            (NEAR_WEIGHT if one.near else 1.0) * (1.0 if one.is_there else NOT_THERE_WEIGHT)
            for one in asked
        ],
    )
    return DebatedModel(Logistic(model.coef_[0], float(model.intercept_[0])), mean, deviation)


def held_out(asked: Sequence[Asked]) -> Array:
    """Probabilities, each by a model that has not seen the debate: shape (questions,)."""
    found = np.zeros(len(asked))
    for fold in range(FOLDS):
        model = fit([one for one in asked if one.group % FOLDS != fold])
        for i, one in enumerate(asked):
            if one.group % FOLDS == fold:
                found[i] = model.probability(one.signs)
    return found


def scores(asked: Sequence[Asked], chances: Array) -> dict[str, Any]:
    """How well the two kinds are told apart."""
    there = np.array([one.is_there for one in asked])
    shown = chances >= FROM
    return {
        "questions": len(asked),
        "auc": round(auc(chances[there], chances[~there]), 3),
        "answered": round(float(np.mean(shown[there])), 3),
        "refused": round(float(np.mean(~shown[~there])), 3),
    }


def main() -> None:
    """Ask, fit, report and write ``debated.json``."""
    debates = read_debates()
    sets = {
        "debates": list(ask_all(debates, read_stances(debates))),
        "stories": list(ask_stories()),
        "near": list(ask_near()),
        "matters": list(ask_matters()),
    }
    (Path(sys.argv[1]) / "debated.json").write_text(report(sets), encoding="utf-8")


def report(sets: Mapping[str, Sequence[Asked]]) -> str:
    """The model fitted on all sets, and how well it does on each, as JSON."""
    every = [one for asked in sets.values() for one in asked]
    chances = held_out(every)
    model = fit(every)
    found: dict[str, Any] = {}
    for name, asked in sets.items():
        found[name] = scores(asked, chances[: len(asked)])
        chances = chances[len(asked) :]
    data = {
        "date": datetime.date.today().isoformat(),
        "fitted_on": [
            "debates.tsv",
            "stances.tsv",
            "asks.jsonl",
            "views.tsv",
            "matters.jsonl",
            "stories",
        ],
        "cross_validated": f"{FOLDS} folds cut by debate",
        "scores": found,
        "bias": round(model.logistic.bias, 4),
        "mean": _named(SIGNS, model.mean),
        "deviation": _named(SIGNS, model.deviation),
        "weights": _named(FEATURES, model.logistic.weights),
    }
    print(json.dumps(found, indent=2))
    return json.dumps(data, indent=2) + "\n"


def _named(names: Sequence[str], values: Array) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


def _signs(index: Index, selector: Selector, question: str) -> Array:
    passages = load_settings().passages

    def read(text: str, closely: bool = False) -> Reading:
        hits = index.search(text, k=passages)
        return selector.read(text, hits, *index.token_statistics(), closely=closely)

    reading = read(question, closely=True)
    reader = shared_stance_reader()
    return look_up(read, reading, selector.parser, selector.words, reader).signs


def _write(debate: Debate, sentences: Sequence[str], folder: Path, chance: random.Random) -> None:
    """The sentences in any order, as articles of short paragraphs."""
    order = list(sentences)
    chance.shuffle(order)
    folder.mkdir(exist_ok=True)
    for number in range(ARTICLES):
        left = order[number::ARTICLES]
        named = chance.random() < 0.5
        title = f"More on {debate.matter}" if named else " ".join(left[0].split()[:7])
        paragraphs = [title]
        while left:
            many = chance.choice((1, 2, 2, 3))
            paragraphs.append(" ".join(left[:many]))
            left = left[many:]
        path = folder / f"{debate.number}-{number}.txt"
        path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
