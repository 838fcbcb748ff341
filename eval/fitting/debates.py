"""Fit the model of whether the articles debate what is asked about (``rag.debated``).

``python -m eval.fitting.debates OUT_FOLDER``

The sentences of five debates (:mod:`eval.fitting.stances`) are written out as articles and indexed
together, fifty times over; half of the articles have a title that does not name the matter. Then
the questions of these debates are asked, which can be answered, and those of five others by the
same writers, in the same fields of life, which can't. Readers of the stories, who did not use the
articles' words, asked for views as well (``asks.jsonl``): each of their questions is put to the
story, and to the next one, which does not debate it.
"""

from __future__ import annotations

import datetime
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from eval.datasets import index_of
from eval.fitting.export import STORIES_FOLDER
from eval.fitting.forms import ASKS
from eval.fitting.optimise import Array
from eval.fitting.scores import auc
from eval.fitting.stances import Debate, Sided, read_debates, read_stances
from index import Index
from rag.config import load_settings
from rag.debated import SIGNS, is_debated, look_up
from rag.parse import Parser
from rag.select import PassageViews, Reading, Selector

ROUNDS, TOGETHER, ARTICLES = 50, 5, 4
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, whether its debate is in the index, and its signs: shape (signs,). Those of one
    ``group`` are never both learned from and judged.
    """

    group: int
    is_there: bool
    signs: Array


def ask_all(debates: Sequence[Debate], stances: Sequence[Sided], seed: int = 0) -> Iterator[Asked]:
    """The questions of all rounds."""
    chance, parser = random.Random(seed), Parser()
    of_writer: dict[str, list[Debate]] = defaultdict(list)
    for debate in debates:
        of_writer[debate.writer].append(debate)
    sentences: dict[int, list[str]] = defaultdict(list)
    for one in stances:
        sentences[one.debate.number].append(one.text)
    for _ in range(ROUNDS):
        pairs = [chance.sample(of_writer[w], 2) for w in chance.sample(sorted(of_writer), TOGETHER)]
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
    parser = Parser()
    asks: dict[str, list[str]] = defaultdict(list)
    for line in ASKS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["form"] in ("both", "for", "against") and row["group"]:
            asks[row["story"]].append(row["question"])
    stories = sorted(asks)
    for story, before in zip(stories, [stories[-1], *stories], strict=False):
        with (
            tempfile.TemporaryDirectory() as scratch,
            index_of(STORIES_FOLDER, story, Path(scratch), None) as index,
        ):
            selector = Selector(PassageViews(index.encoder), parser)
            for asked in (story, before):
                for question in asks[asked]:
                    yield Asked(int(asked), asked == story, _signs(index, selector, question))


def fit(asked: Sequence[Asked]) -> tuple[Array, float]:
    """Weights of shape (signs,), and the bias."""
    rows = np.stack([one.signs for one in asked])
    mean, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    model = LogisticRegression(C=1.0).fit((rows - mean) / scale, [one.is_there for one in asked])
    weights = model.coef_[0] / scale
    return weights, float(model.intercept_[0] - mean @ weights)


def held_out(asked: Sequence[Asked]) -> Array:
    """Probabilities, each by a model that has not seen the debate: shape (questions,)."""
    found = np.zeros(len(asked))
    for fold in range(FOLDS):
        weights, bias = fit([one for one in asked if one.group % FOLDS != fold])
        for i, one in enumerate(asked):
            if one.group % FOLDS == fold:
                found[i] = 1 / (1 + np.exp(-(one.signs @ weights + bias)))
    return found


def scores(asked: Sequence[Asked], chances: Array) -> dict[str, Any]:
    """How well the two kinds are told apart."""
    there = np.array([one.is_there for one in asked])
    shown = np.array([is_debated(p, one.signs) for p, one in zip(chances, asked, strict=True)])
    return {
        "questions": len(asked),
        "auc": round(auc(chances[there], chances[~there]), 3),
        "answered": round(float(np.mean(shown[there])), 3),
        "refused": round(float(np.mean(~shown[~there])), 3),
    }


def main() -> None:
    """Ask, fit, report and write ``debated.json``."""
    debates = read_debates()
    asked = list(ask_all(debates, read_stances(debates)))
    of_stories = list(ask_stories())
    both = [*asked, *of_stories]
    chances = held_out(both)
    weights, bias = fit(both)
    data = {
        "date": datetime.date.today().isoformat(),
        "fitted_on": ["debates.tsv", "stances.tsv", "asks.jsonl", "stories"],
        "cross_validated": f"{FOLDS} folds cut by debate",
        "scores": {
            "debates": scores(asked, chances[: len(asked)]),
            "stories": scores(of_stories, chances[len(asked) :]),
        },
        "bias": round(bias, 4),
        "signs": {name: round(float(w), 4) for name, w in zip(SIGNS, weights, strict=True)},
    }
    print(data["scores"])
    text = json.dumps(data, indent=2) + "\n"
    (Path(sys.argv[1]) / "debated.json").write_text(text, encoding="utf-8")


def _signs(index: Index, selector: Selector, question: str) -> Array:
    passages = load_settings().passages

    def read(text: str, closely: bool = False) -> Reading:
        hits = index.search(text, k=passages)
        return selector.read(text, hits, *index.token_statistics(), closely=closely)

    return look_up(read, read(question, closely=True), selector.parser, selector.words).signs


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
