"""Fit the model of whether a sentence is for or against what is debated (``rag.stance``).

``python -m eval.fitting.stances OUT_FOLDER``

``debates.tsv`` names invented debates, many of them over something that sounds unfriendly (a ban,
a closure, a strike), so that tone alone does not tell the side. Its columns: number, who wrote it,
how it is written, the matter, and what a reader would ask. ``stances.tsv`` holds sentences as they
stand in news articles on them: the debate's number, whether the sentence is for the matter, against
it, tells both sides or takes none, who holds the view, and the sentence.
"""

from __future__ import annotations

import csv
import datetime
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from eval.fitting.optimise import Array
from rag.attribution import views
from rag.parse import Parser
from rag.stance import LABELS, SIGNS, StanceModel, grams, signs

HERE = Path(__file__).parent
DEBATES, STANCES = HERE / "debates.tsv", HERE / "stances.tsv"
FOLDS = 5
# Chosen on the folds; .03 to .3 were tried.
PENALTY = 0.1
# Rarer words and pairs tell nothing; smaller weights neither.
SEEN, LEAST = 3, 0.02


@dataclass(frozen=True, slots=True)
class Debate:
    """What is debated; ``writer`` wrote debates of one field, and ``style`` says how."""

    number: int
    writer: str
    style: str
    matter: str
    question: str


@dataclass(frozen=True, slots=True)
class Sided:
    """A sentence on a debate; ``label`` is one of :data:`rag.stance.LABELS` or ``both``, and
    ``holder`` empty where nobody holds the view, or one holds each.
    """

    debate: Debate
    label: str
    holder: str
    text: str


def read_debates() -> list[Debate]:
    """The debates, by their numbers."""
    return [Debate(int(number), *rest) for number, *rest in _rows(DEBATES)]


def read_stances(debates: Sequence[Debate]) -> list[Sided]:
    """The sentences."""
    return [Sided(debates[int(number)], *rest) for number, *rest in _rows(STANCES)]


def parsed(sentences: Sequence[Sided]) -> tuple[list[frozenset[str]], Array]:
    """The words and pairs of each sentence, and its signs: shape (sentences, signs)."""
    docs = Parser().many([one.text for one in sentences])
    return [grams(doc) for doc in docs], np.stack([signs(doc, views(doc)) for doc in docs])


def fit(words: Sequence[frozenset[str]], rows: Array, labels: Array) -> dict[str, Any]:
    """The model as it is written."""
    mean, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    counts = Counter(gram for found in words for gram in found)
    features = [
        {gram: 1.0 for gram in found if counts[gram] >= SEEN}
        | {_sign(name): value for name, value in zip(SIGNS, row, strict=True)}
        for found, row in zip(words, (rows - mean) / scale, strict=True)
    ]
    columns = DictVectorizer()
    model = LogisticRegression(C=PENALTY, max_iter=500, tol=1e-3)
    model.fit(columns.fit_transform(features), labels)
    weights = dict(zip(columns.get_feature_names_out(), model.coef_.T, strict=True))
    of_signs = np.array([weights.pop(_sign(name)) for name in SIGNS]) / scale[:, None]
    return {
        "bias": _rounded(model.intercept_ - mean @ of_signs),
        "signs": {name: _rounded(row) for name, row in zip(SIGNS, of_signs, strict=True)},
        "grams": {
            gram: _rounded(row) for gram, row in weights.items() if np.abs(row).max() >= LEAST
        },
    }


def held_out(sentences: Sequence[Sided], words: Sequence[frozenset[str]], rows: Array) -> Array:
    """Probabilities (sentences, labels), each by a model that has not seen the debate."""
    labels = np.array([LABELS.index(one.label) for one in sentences])
    fold = [one.debate.number % FOLDS for one in sentences]
    found = np.zeros((len(labels), len(LABELS)))
    for number in range(FOLDS):
        kept = [i for i, of in enumerate(fold) if of != number]
        data = fit([words[i] for i in kept], rows[kept], labels[kept])
        model = StanceModel.from_json(json.dumps(data))
        for i, of in enumerate(fold):
            if of == number:
                found[i] = model.weigh(words[i], rows[i])
    return found


def scores(sentences: Sequence[Sided], chances: Array, rows: Array) -> dict[str, Any]:
    """The right side of the sentences that have one: all, by style, and of those it is sure of."""
    labels = np.array([LABELS.index(one.label) for one in sentences])
    sided = labels < 2
    right = chances[:, :2].argmax(axis=1) == labels
    order = np.argsort(-chances[:, :2].max(axis=1))
    place = {name: i for i, name in enumerate(SIGNS)}
    favour = rows[:, place["stated_for"]] + rows[:, place["told_for"]]
    against = rows[:, place["stated_against"]] + rows[:, place["told_against"]]
    ruled = (favour > against) != (favour < against)
    styles = sorted({one.debate.style for one in sentences})
    of_style = {s: np.array([one.debate.style == s for one in sentences]) for s in styles}
    return {
        "sentences": len(sentences),
        "side_right": {
            "all": _share(right[sided]),
            **{style: _share(right[sided & where]) for style, where in of_style.items()},
        },
        "side_right_of_the_surest": {
            f"{share:.0%}": _share(right[order[: int(share * len(order))]])
            for share in (0.1, 0.25, 0.5)
        },
        "label_right": _share(chances.argmax(axis=1) == labels),
        "rules_tell_a_side": _share(ruled[sided]),
        "rules_right_where_they_do": _share(
            (favour < against)[sided & ruled] == labels[sided & ruled]
        ),
    }  # fmt: skip


def main() -> None:
    """Fit, report and write ``stance.json``."""
    out = Path(sys.argv[1])
    sentences = [one for one in read_stances(read_debates()) if one.label in LABELS]
    words, rows = parsed(sentences)
    labels = np.array([LABELS.index(one.label) for one in sentences])
    data = {
        "date": datetime.date.today().isoformat(),
        "fitted_on": [STANCES.name],
        "cross_validated": f"{FOLDS} folds cut by debate",
        "scores": scores(sentences, held_out(sentences, words, rows), rows),
        **fit(words, rows, labels),
    }
    print(json.dumps(data["scores"], indent=2))
    (out / "stance.json").write_text(json.dumps(data, separators=(",", ":")) + "\n", "utf-8")


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _sign(name: str) -> str:
    """Named so that it is no word."""
    return f"={name}"


def _share(right: Array) -> float:
    return round(float(np.mean(right)), 3)


def _rounded(row: Array) -> list[float]:
    return [round(float(value), 3) for value in row]


if __name__ == "__main__":
    main()
