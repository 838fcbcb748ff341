"""Learn to say yes or no: a network that tells them apart, and when to believe it.

``python -m eval.fitting.yesno OUT_FOLDER``

The network learns first from invented sentences, then from what readers of the stories asked
(:mod:`eval.fitting.verdicts`; an hour and a half on two cores), twice: without one half of the
stories and without the other. ``verdict.npz`` is half way between both. ``yesno.json`` is fitted on
what each half's network makes of the stories it has not seen. The sentences that are judged are
those that the system puts first, right or wrong, read by a cross-encoder that has not seen their
article; one that does not decide the question is taken to leave it open.
"""

from __future__ import annotations

import datetime
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import numpy as np

from eval.datasets import index_of
from eval.fitting.export import STORIES_FOLDER
from eval.fitting.fit import HALVES
from eval.fitting.optimise import Array
from eval.fitting.verdicts import (
    ASKED,
    Asked,
    asked,
    go_on,
    halves_of,
    invented,
    learn,
    midway,
    taken_over,
)
from rag.config import load_settings
from rag.crossencoder import CrossEncoder
from rag.lexicon import Expression
from rag.logistic import log_softmax
from rag.parse import Parser
from rag.select import PassageViews, Selector
from rag.verdict import ADAPTERS, LABELS, VerdictReader
from rag.yesno import SIGNS, next_ones, signs

PENALTY = 0.3  # scikit-learn's C: less is simpler
FOLDS = 10
SAY_FROM, PROBABLY_FROM = 0.85, 0.65
# So many of the questions are read to fit when the word is said: a fifth of a second each.
SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Read:
    """A question and the sentence put first; ``label`` is what the deciding sentence says, and
    ``decides`` whether the one put first is it.
    """

    story: str
    question: str
    expressions: tuple[Expression, ...]
    sentence: str
    others: tuple[str, ...]
    label: str
    decides: bool
    confidence: float


def read_all(questions: Sequence[Asked]) -> Iterator[Read]:
    """Each of the questions, which are sorted by story."""
    settings = load_settings()
    paths = sorted(HALVES.glob("without_*.npz"))
    crosses = [CrossEncoder(path) for path in paths]
    seen = [frozenset(np.load(path)["groups"].tolist()) for path in paths]
    chance = random.Random(0)
    some = [one for one in questions if chance.random() < SHARE]
    for story, of_story in groupby(some, key=lambda one: one.story):
        with (
            tempfile.TemporaryDirectory() as scratch,
            index_of(STORIES_FOLDER, story, Path(scratch), None) as index,
        ):
            views = PassageViews(index.encoder)
            selectors = [Selector(views, cross=cross) for cross in crosses]
            for one in of_story:
                # "s1-toll-2" is of the affair "toll", "n92-flights-2" of "92-flights".
                affair = one.doc_id.split("-", 1)[1].rsplit("-", 1)[0]
                names = {affair, f"{story}-{affair}"}
                half = next((i for i, groups in enumerate(seen) if not names & groups), 0)
                hits = index.search(one.question, k=settings.passages)
                reading = selectors[half].read(one.question, hits, *index.token_statistics())
                ranked = [each.candidate.text for each in reading.ranked]
                first = ranked[0]
                decides = first in one.sentence or one.sentence in first
                yield Read(
                    story, one.question, reading.question.expressions, first,
                    tuple(next_ones(first, ranked)), one.label, decides, reading.confidence,
                )  # fmt: skip


def rows_of(
    reads: Sequence[Read], readers: Sequence[VerdictReader], halves: Mapping[str, int]
) -> Array:
    """The signs of each, by the network that has not seen its story: shape (reads, signs)."""
    parser = Parser()
    return np.stack(
        [
            signs(
                parser(one.question),
                one.expressions,
                parser(one.sentence),
                readers[halves[one.story]].read(one.question, one.sentence),
                [readers[halves[one.story]].read(one.question, other) for other in one.others],
                one.confidence,
            )
            for one in reads
        ]
    )


def held_out(rows: Array, reads: Sequence[Read]) -> Array:
    """Probabilities (questions, labels), each by a model that has not seen the story."""
    found = np.zeros((len(rows), len(LABELS)))
    names = sorted({one.story for one in reads})
    np.random.default_rng(0).shuffle(names)
    place = {name: i % FOLDS for i, name in enumerate(names)}
    folds = np.array([place[one.story] for one in reads])
    for fold in range(FOLDS):
        others = [one for one, f in zip(reads, folds, strict=True) if f != fold]
        weights, bias = fit(rows[folds != fold], others)
        found[folds == fold] = np.exp(log_softmax(rows[folds == fold] @ weights + bias))
    return found


def fit(rows: Array, reads: Sequence[Read]) -> tuple[Array, Array]:
    """Weights (signs, labels) and bias (labels,) of a multinomial logit.

    A sentence that is not the deciding one counts half as leaving the question open, and half
    as saying what is right: another sentence of the article may say the same.
    """
    from sklearn.linear_model import LogisticRegression

    labels = [LABELS.index(one.label) for one in reads]
    labels += [LABELS.index(one.label if one.decides else "open") for one in reads]
    mean, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    model = LogisticRegression(C=PENALTY, max_iter=5000)
    model.fit((np.vstack([rows, rows]) - mean) / scale, labels)
    weights = model.coef_.T / scale[:, None]
    return weights, model.intercept_ - mean @ weights


def write(out: Path, rows: Array, reads: Sequence[Read]) -> None:
    """``yesno.json``."""
    chances = held_out(rows, reads)
    right = np.array([one.label for one in reads]) == np.array(LABELS)[chances[:, :2].argmax(1)]
    decides = np.array([one.decides for one in reads])
    sure = chances[:, :2].max(axis=1)
    said, probably = sure >= SAY_FROM, (sure >= PROBABLY_FROM) & (sure < SAY_FROM)
    weights, bias = fit(rows, reads)
    data = {
        "date": datetime.date.today().isoformat(),
        "fitted_on": [ASKED.name],
        "cross_validated": f"networks by halves, {FOLDS} folds; the first sentence may be wrong",
        "scores": {
            "questions": len(rows),
            "first_sentence_decides": sum(one.decides for one in reads),
            "said": int(said.sum()),
            "right_of_said": round(float(right[said].mean()), 3),
            "right_with_the_deciding_sentence": round(float((right & decides)[said].mean()), 3),
            "said_with_probably": int(probably.sum()),
            "right_of_these": round(float(right[probably].mean()), 3),
        },
        "say_from": SAY_FROM,
        "probably_from": PROBABLY_FROM,
        "bias": [round(float(b), 5) for b in bias],
        "signs": {
            name: [round(float(w), 5) for w in row]
            for name, row in zip(SIGNS, weights, strict=True)
        },
    }
    print(data["scores"])
    (out / "yesno.json").write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Learn, read, fit and write."""
    out, before = Path(sys.argv[1]), Path(str(files("rag") / "data" / "adapter.npz"))
    # The cross-encoder may learn more; this network needs what it learned on top of.
    np.savez_compressed(out / f"{ADAPTERS[0]}.npz", allow_pickle=False, **taken_over(before))
    questions, threes = asked(), invented()
    halves = halves_of(questions)
    first = learn(threes, before)
    both = [
        go_on(first, before, [one for one in questions if halves[one.story] != half], threes)
        for half in (0, 1)
    ]
    np.savez_compressed(out / "verdict.npz", allow_pickle=False, **midway(*both))
    reads = list(read_all(questions))
    with tempfile.TemporaryDirectory() as scratch:
        paths = [Path(scratch) / f"{half}.npz" for half in (0, 1)]
        for path, learned in zip(paths, both, strict=True):
            np.savez(path, allow_pickle=False, **learned)
        rows = rows_of(reads, [VerdictReader(before, path) for path in paths], halves)
    write(out, rows, reads)


if __name__ == "__main__":
    main()
