"""Fit the sentence and abstention models on development sets and write them as JSON.

``python -m eval.fitting.fit DATA_FOLDER OUT_FOLDER xquad_dev clapnq_dev``

Scores in the files are cross-validated: five folds cut by article, all sets together. Only
which sentences the cross-encoder is to read is fitted on everything beforehand.
"""

from __future__ import annotations

import datetime
import json
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from eval.fitting.boosted import boosted
from eval.fitting.examples import (
    AS_IS,
    NO_PARAGRAPH,
    NO_SENTENCE,
    OTHER_NAME,
    OTHER_WORD,
    Example,
    read_examples,
)
from eval.fitting.optimise import Array, binary_logit, conditional_logit
from eval.fitting.scores import calibration_error, summary
from eval.fitting.searching import Memory, Seek
from index.encode import Encoder
from index.model import FloatMatrix
from rag.crossencoder import CrossEncoder, read_together
from rag.features import FEATURES
from rag.logistic import Logistic
from rag.models import (
    CHOICE,
    CONSIDERED,
    AnswerModel,
    SentenceModel,
    choice_rows,
    product_name,
)
from rag.parse import Parser
from rag.relations import relations
from rag.signals import PRODUCTS, SIGNALS, Signals, Usual, best_sentences, signals
from rag.sought import QuestionEncoder
from rag.trees import Trees
from rag.wordvectors import WordVectors

FOLDS = 5
L2_SENTENCE = 0.02
L2_CHOICE = 0.003
L2_ANSWER = 0.03
MOST_SENTENCES = 5
KEPT_PARSES = 100_000

# How much each kind of unanswerable question weighs against the answerable ones (1.0).
# Without the made ones a model learns to tell topics apart, not answers. What is left of a
# long passage without its gold sentences often still answers, so that kind weighs little.
NEGATIVES = {
    "factual": {
        AS_IS: 0.4,
        NO_PARAGRAPH: 0.2,
        NO_SENTENCE: 0.15,
        OTHER_NAME: 0.15,
        OTHER_WORD: 0.1,
    },
    "long": {AS_IS: 0.85, NO_SENTENCE: 0.05, OTHER_WORD: 0.1},
    "asked": {AS_IS: 1.0},
}
ALL_ASKED = ("stories", "readers", "affairs", "talks")
"""Sets with enough questions that are near and not answered: none are made from theirs."""


# How much a set counts (1 where it is not named). Our own sets are of news, as the articles
# to be asked will be, and their many questions would else outvote the public ones. What the
# stories count for abstention is a trade with the public sets (README.md).
SENTENCE_WEIGHTS = {"gold_dev": 0.25, "stories": 0.5, "readers": 0.5, "affairs": 0.5, "talks": 0.25}
ANSWER_WEIGHTS = {"clapnq_dev": 2.0, "xquad_dev": 1.5, "talks": 0.5}


# Where all questions are on the topic, likeness to an article is no sign of an answer; where
# most are on another, it is. Which it is shows in how alike the passages are among themselves
# (rag.signals.cohesion): .05 to .15 in the public sets, .3 to .7 where the articles tell of one
# affair. A linear model of the sets other than ours counts this much in the first case.
MIXED_COUNTS, MIXED_UP_TO, ALIKE_FROM = 0.7, 0.1, 0.3


# Of the stories' questions and of the made ones so many are read: reading takes .2 seconds each.
STORIES_READ, MADE_READ = 0.6, 0.4


HALVES = Path(__file__).parent / "adapters"
"""What :mod:`eval.fitting.adapt` learned without one half of the articles."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The two models, fitted together, and the trees of the second as a file has them."""

    sentence: SentenceModel
    answer: AnswerModel
    trees: dict[str, Any]


class Relations:
    """Reads how the best sentences relate to a question, and remembers their parses."""

    def __init__(self, encoder: Encoder) -> None:
        self._parser = Parser(kept=KEPT_PARSES)
        self._words = WordVectors(encoder)

    def of(self, example: Example, scores: Array) -> dict[str, float]:
        """See :func:`rag.relations.relations`."""
        best = self._parser.many(best_sentences(example.found, scores))
        asked = self._parser(example.text)
        return relations(example.question, asked, best, self._words.similar)


def some_of(examples: Sequence[Example], seed: int = 14) -> list[Example]:
    """All questions of the public sets and of gold, and a part of the others."""
    chance = random.Random(seed)
    shares = [
        STORIES_READ if e.name in ALL_ASKED else 1.0 if e.variant == AS_IS else MADE_READ
        for e in examples
    ]
    return [e for e, share in zip(examples, shares, strict=True) if chance.random() < share]


def fit_ranking(examples: Sequence[Example]) -> Array:
    """Weights of the features, with which the gold sentences come first."""
    ranked, weights = _ranked(examples)
    return conditional_logit(
        [e.found.rows for e in ranked], [e.gold for e in ranked], weights, L2_SENTENCE
    )


def _ranked(examples: Sequence[Example]) -> tuple[list[Example], list[float]]:
    """Those with a gold sentence; what a set counts does not depend on its size."""
    ranked = [e for e in examples if e.gold.any()]
    sizes = {n: sum(e.name == n for e in ranked) for n in {e.name for e in ranked}}
    return ranked, [SENTENCE_WEIGHTS.get(e.name, 1.0) / sizes[e.name] for e in ranked]


def read_closely(example: Example, shortlist: Array, cross: CrossEncoder) -> Example:
    """The example with only the sentences that the cross-encoder reads."""
    model = SentenceModel(shortlist, shortlist, np.zeros(len(CHOICE)), 0.0, MOST_SENTENCES)
    rows, _ = model.likeliest(example.found)
    found = read_together(cross, example.question, example.found, rows)
    rows = rows[: len(found.rows)]
    return replace(example, found=found, right=example.right[rows], gold=example.gold[rows])


def fit(examples: Sequence[Example], related: Relations) -> Fitted:
    """Fit on examples that were read closely."""
    ranked, weights = _ranked(examples)
    by_score = fit_ranking(examples)
    nothing = np.zeros(len(FEATURES))
    scorer = SentenceModel(nothing, by_score, np.zeros(len(CHOICE)), 0.0, MOST_SENTENCES)
    rows, labels, row_weights = [], [], []
    for example, weight in zip(ranked, weights, strict=True):
        scores = scorer.score(example.found)
        best = np.argsort(-scores, kind="stable")[:CONSIDERED]
        rows.append(choice_rows(example.question, example.found, scores)[best])
        labels.append(example.gold[best].astype(float))
        row_weights.append(np.full(len(best), weight))
    choice, bias = binary_logit(
        np.concatenate(rows), np.concatenate(labels), np.concatenate(row_weights), L2_CHOICE
    )
    sentence = SentenceModel(nothing, by_score, choice, bias, MOST_SENTENCES)
    rows_of_all = np.stack([one.row for one in signals_of(examples, sentence, related)])
    usual = Usual(rows_of_all.mean(axis=0), rows_of_all.std(axis=0))
    answered = np.array([float(e.answerable) for e in examples])
    counts = example_weights(examples)
    with_products = usual.with_products(rows_of_all)
    usually = Logistic(*binary_logit(with_products, answered, counts, L2_ANSWER))
    known = np.array([e.name not in ALL_ASKED for e in examples], dtype=float)
    mixed = Logistic(*binary_logit(with_products, answered, counts * known, L2_ANSWER))
    trees = boosted(rows_of_all, answered, counts)
    bounds = (MIXED_COUNTS, MIXED_UP_TO, ALIKE_FROM)
    answer = AnswerModel(usually, mixed, usual, Trees.from_json(trees), *bounds)
    return Fitted(sentence, answer, trees)


def signals_of(
    examples: Sequence[Example], model: SentenceModel, related: Relations
) -> list[Signals]:
    """The abstention model's view of every example."""
    found = []
    for e in examples:
        scores = model.score(e.found)
        found.append(signals(e.question, e.asked, e.found, scores, related.of(e, scores)))
    return found


def example_weights(examples: Sequence[Example]) -> Array:
    """In each set, answerable questions weigh the same together as unanswerable ones."""
    kinds = [(e.name, e.variant, e.answerable) for e in examples]
    counts = {kind: kinds.count(kind) for kind in set(kinds)}
    weights = []
    for kind in kinds:
        name, variant, answerable = kind
        sort = "factual" if (name, OTHER_NAME, False) in counts else "long"
        made = NEGATIVES["asked" if name in ALL_ASKED else sort]
        share = 1.0 if answerable else made.get(variant, 0.0)
        weights.append(ANSWER_WEIGHTS.get(name, 1.0) * share / counts[kind])
    return np.array(weights)


def apply(
    examples: Sequence[Example], fitted: Fitted, related: Relations
) -> tuple[list[Array], list[list[int]], Array]:
    """Scores, chosen rows and probability of every example."""
    scores = [fitted.sentence.score(e.found) for e in examples]
    chosen = [
        fitted.sentence.choose(e.question, e.found, s)
        for e, s in zip(examples, scores, strict=True)
    ]
    seen = signals_of(examples, fitted.sentence, related)
    return scores, chosen, np.array([fitted.answer.probability(one) for one in seen])


def cross_validate(
    examples: Sequence[Example], related: Relations, seed: int = 0
) -> tuple[list[Array], list[list[int]], Array]:
    """As :func:`apply`, every example by a model that saw nothing of its article."""
    groups = sorted({e.group for e in examples})
    np.random.default_rng(seed).shuffle(groups)
    fold = {group: i % FOLDS for i, group in enumerate(groups)}
    scores: list[Array] = [np.zeros(0)] * len(examples)
    chosen: list[list[int]] = [[] for _ in examples]
    probabilities = np.zeros(len(examples))
    for k in range(FOLDS):
        held = [i for i, e in enumerate(examples) if fold[e.group] == k]
        fitted = fit([e for e in examples if fold[e.group] != k], related)
        results = apply([examples[i] for i in held], fitted, related)
        for i, s, c, p in zip(held, *results, strict=True):
            scores[i], chosen[i], probabilities[i] = s, c, p
    return scores, chosen, probabilities


def write(
    folder: Path,
    examples: Sequence[Example],
    shortlist: Array,
    names: Sequence[str],
    related: Relations,
) -> None:
    """Fit on all examples and write ``selector.json`` and ``answerable.json``."""
    held = cross_validate(examples, related)
    report = summary(examples, *held)
    labels = np.array([float(e.answerable) for e in examples])
    error = calibration_error(held[2], labels, example_weights(examples))
    fitted = fit(examples, related)
    head = {
        "date": datetime.date.today().isoformat(),
        "fitted_on": list(names),
        "cross_validated": "value and 95 % bootstrap interval; five folds cut by article",
    }
    ranking = {n: {k: v for k, v in r.items() if "auc" not in k} for n, r in report.items()}
    abstaining = {n: {k: v for k, v in r.items() if "auc" in k} for n, r in report.items()}
    selector = head | {
        "scores": ranking,
        "most_sentences": fitted.sentence.most,
        "shortlist": _named(FEATURES, shortlist),
        "features": _named(FEATURES, fitted.sentence.weights),
        "choice_bias": round(fitted.sentence.choice_bias, 5),
        "choice": _named(CHOICE, fitted.sentence.choice),
    }
    answer = fitted.answer
    answerable = head | {
        "scores": abstaining,
        "calibration_error": round(error, 4),
        "mean": _named(SIGNALS, answer.usual.mean),
        "deviation": _named(SIGNALS, answer.usual.deviation),
        "usually": _linear(answer.usually),
        "mixed": {
            "most": answer.most,
            "mixed_up_to": answer.mixed_up_to,
            "alike_from": answer.alike_from,
            **_linear(answer.mixed),
        },
    }
    compact = json.dumps(fitted.trees, separators=(",", ":")) + "\n"
    (folder / "answerable_trees.json").write_text(compact, encoding="utf-8")
    for name, data in (("selector", selector), ("answerable", answerable)):
        text = json.dumps(data, indent=2) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def crosses() -> Callable[[Example], CrossEncoder]:
    """For an example, a cross-encoder that has not learned from its article."""
    files = sorted(HALVES.glob("without_*.npz"))
    learned = [(CrossEncoder(path), frozenset(np.load(path)["groups"].tolist())) for path in files]

    def of(example: Example) -> CrossEncoder:
        return next(cross for cross, groups in learned if example.group not in groups)

    return of


def seekers() -> Seek:
    """What a question seeks, by a network that has not learned from its article."""
    files = sorted(HALVES.glob("question_*.npz"))
    learned = [
        (QuestionEncoder(path), frozenset(np.load(path)["groups"].tolist())) for path in files
    ]

    def of(question: str, group: str) -> FloatMatrix:
        return next(one for one, seen in learned if group not in seen).vector(question)

    return of


def main() -> None:
    """Read, fit and write, with the adapters that :mod:`eval.fitting.adapt` and
    :mod:`eval.fitting.queryside` left.
    """
    data, out, names = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    encoder = Encoder()
    memory = Memory(encoder, seekers())
    examples = [
        e for name in names for e in read_examples(data, name, memory, made=name not in ALL_ASKED)
    ]
    shortlist = fit_ranking(examples)
    cross = crosses()
    closely = [read_closely(e, shortlist, cross(e)) for e in some_of(examples)]
    write(out, closely, shortlist, names, Relations(encoder))


def _linear(model: Logistic) -> dict[str, Any]:
    products = [product_name(*pair) for pair in PRODUCTS]
    return {
        "bias": round(model.bias, 5),
        "signals": _named(SIGNALS, model.weights[: len(SIGNALS)]),
        "products": _named(products, model.weights[len(SIGNALS) :]),
    }


def _named(names: Sequence[str], values: Array) -> dict[str, float]:
    return {name: round(float(value), 5) for name, value in zip(names, values, strict=True)}


if __name__ == "__main__":
    main()
