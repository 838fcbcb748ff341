"""Fit the models that tell rival answers of two articles from answers to two questions.

``python -m eval.fitting.rivals rag/data``

The cases (``conflicts/``) are made-up reports that do or do not contradict each other. In the
stories (``stories/``) of two affairs, whose authors put no contradictions in, nothing is to be
found, until a sentence of ``insertions.tsv`` is put into one of their articles. In those of one
affair six outlets contradict each other on some questions, which have the ``values`` that differ.
"""

from __future__ import annotations

import datetime
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from eval.fitting.export import STORIES_FOLDER
from eval.fitting.optimise import Array, binary_logit
from index import Index
from rag.config import load_settings
from rag.fact import is_asked_for
from rag.given import Given, kinds_asked
from rag.rivals import RIVALRY, rivals
from rag.select import PassageViews, Reading, Selector
from rag.spans import shared_span_reader
from rag.words import read_words

CASES_FOLDER = Path(__file__).parent / "conflicts"
INSERTIONS = Path(__file__).parent / "insertions.tsv"
FOLDS = 10
L2 = 0.003
SHOW_FROM = {"names": 0.5, "quantities": 0.5}
# Two or three short reports that are all on one thing are not like a folder of articles.
CASES_COUNT = 0.4
# Of the stories' own questions so many are read: what is not there is seen in a part of them.
STORIES_READ = 0.25


@dataclass(frozen=True, slots=True)
class Asked:
    """The pairs of one question: ``rows`` (pairs, RIVALRY), which of them really differ, whether it
    wants ``names`` or ``quantities``, whether it is of a ``case``, and whether its sources
    ``differ``; how much it ``counts``.
    """

    group: str
    part: str
    case: bool
    differ: bool
    rows: Array
    right: Array
    counts: float = 1.0


Ask = Callable[[str], Reading]


def read_cases() -> Iterator[Asked]:
    """Each question over its own two or three reports."""
    for path in sorted(CASES_FOLDER.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            with tempfile.TemporaryDirectory() as folder:
                reading = _asking(Path(folder), case["articles"])(case["question"])
            values = [[value] for value in case["values"]] if case["differs"] else []
            for one in _asked(case["id"], reading, True, values):
                yield replace(one, counts=CASES_COUNT)


def read_stories() -> Iterator[Asked]:
    """The stories' questions, then those of the insertions, each with its sentence put in."""
    inserted, chance = read_insertions(), random.Random(3)
    for path in sorted(STORIES_FOLDER.glob("*_corpus.jsonl")):
        articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        asked = path.with_name(path.name.replace("corpus", "questions"))
        questions = {
            row["id"]: row
            for row in map(json.loads, asked.read_text(encoding="utf-8").splitlines())
            if row["answerable"] and not row["history"]
        }
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            ask = _asking(folder, articles)
            for row in questions.values():
                values = row.get("values", [])
                if not values and chance.random() >= STORIES_READ:
                    continue
                yield from _asked(path.name, ask(row["question"]), bool(values), values)
            for one in inserted.get(path.name.split("_")[0], []):
                number = next(n for n, a in enumerate(articles) if a["doc_id"] == one.doc_id)
                _write(folder, number, _with(articles[number], one.sentence))
                reading = ask(questions[one.question]["question"])
                differing = [[value] for value in one.values] if one.differs else []
                yield from _asked(path.name, reading, True, differing)
                _write(folder, number, articles[number])


@dataclass(frozen=True, slots=True)
class Insertion:
    """A ``sentence`` for the article ``doc_id`` of a story, which gives the second of the
    ``values`` where the article that answers the ``question`` (an id) gives the first.
    """

    question: str
    doc_id: str
    sentence: str
    differs: bool
    values: tuple[str, str]


def read_insertions() -> dict[str, list[Insertion]]:
    """By the story's number."""
    found: dict[str, list[Insertion]] = {}
    for line in INSERTIONS.read_text(encoding="utf-8").splitlines():
        story, question, doc_id, sentence, label, first, second, _ = line.split("\t")
        found.setdefault(story.zfill(2), []).append(
            Insertion(question, doc_id, sentence, label == "differs", (first, second))
        )
    return found


def _with(article: dict[str, Any], sentence: str) -> dict[str, Any]:
    """The sentence at the end of the paragraph that has most words in common with it."""
    words = read_words(sentence).known
    paragraphs = list(article["paragraphs"])
    best = max(range(len(paragraphs)), key=lambda n: len(words & read_words(paragraphs[n]).known))
    paragraphs[best] += f" {sentence}"
    return {**article, "paragraphs": paragraphs}


def held_out(asked: Sequence[Asked]) -> list[tuple[Asked, float, bool]]:
    """For every question with pairs: the likeliest one's probability, by a model that did not
    see its case or story, and whether that pair really differs.
    """
    groups = sorted({one.group for one in asked})
    np.random.default_rng(0).shuffle(groups)
    found = []
    for fold in range(FOLDS):
        held = set(groups[fold::FOLDS])
        weights, bias = _fit([one for one in asked if one.group not in held])
        for one in asked:
            if one.group in held and len(one.rows):
                logits = one.rows @ weights + bias
                best = int(np.argmax(logits))
                found.append((one, float(1 / (1 + np.exp(-logits[best]))), bool(one.right[best])))
    return found


def main() -> None:
    """Fit, report and write ``rivals.json``."""
    every = [*read_cases(), *read_stories()]
    data: dict[str, Any] = {
        "date": datetime.date.today().isoformat(),
        "fitted_on": ["conflicts", "stories", "insertions"],
        "cross_validated": "ten folds cut by case and story",
    }
    for part, show_from in SHOW_FROM.items():
        asked = [one for one in every if one.part == part]
        shown = [(one, right) for one, sure, right in held_out(asked) if sure >= show_from]
        weights, bias = _fit(asked)
        data[part] = {
            "scores": {
                "differing": sum(one.differ for one in asked),
                "shown_rightly": sum(right for _, right in shown),
                "with_a_wrong_value": sum(one.differ and not right for one, right in shown),
                "cases_that_do_not_differ": sum(one.case and not one.differ for one in asked),
                "of_these_shown": sum(one.case and not one.differ for one, _ in shown),
                "story_questions": sum(not one.case for one in asked),
                "of_these_shown_too": sum(not one.case for one, _ in shown),
            },
            "show_from": show_from,
            "bias": round(bias, 5),
            "features": {n: round(float(w), 5) for n, w in zip(RIVALRY, weights, strict=True)},
        }
        print(part, data[part]["scores"])
    text = json.dumps(data, indent=2) + "\n"
    (Path(sys.argv[1]) / "rivals.json").write_text(text, encoding="utf-8")


def _fit(asked: Sequence[Asked]) -> tuple[Array, float]:
    filled = [one for one in asked if len(one.rows)]
    rows = np.concatenate([one.rows for one in filled])
    right = np.concatenate([one.right for one in filled])
    # A question with many pairs tells more than one with few, but not as much as it has pairs.
    weights = np.concatenate([
        np.full(len(one.rows), one.counts / len(one.rows) ** 0.5) for one in filled
    ])  # fmt: skip
    return binary_logit(rows, right, weights, L2)


def _asking(folder: Path, articles: Sequence[dict[str, Any]]) -> Ask:
    """Asks the articles as they are written in the folder at that time."""
    (folder / "articles").mkdir()
    for number, article in enumerate(articles):
        _write(folder, number, article)
    index = Index.create(folder / "index")
    settings = load_settings()
    selector = Selector(PassageViews(index.encoder))

    def ask(question: str) -> Reading:
        index.add(folder / "articles")
        hits = index.search(question, k=settings.passages)
        return selector.read(question, hits, *index.token_statistics())

    return ask


def _write(folder: Path, number: int, article: dict[str, Any]) -> None:
    date = f"date: {article['date']}\n" if article.get("date") else ""
    head = f"---\ntitle: {json.dumps(article['title'])}\n{date}---\n\n"
    body = "\n\n".join(article["paragraphs"])
    (folder / "articles" / f"{number}.md").write_text(head + body + "\n", encoding="utf-8")


def _asked(
    group: str, reading: Reading, case: bool, values: Sequence[Sequence[str]]
) -> Iterator[Asked]:
    """Nothing for a question that a few words can't answer. ``values`` are the ways in which each
    of the values that differ is put.
    """
    if not is_asked_for(reading.question):
        return
    pairs = rivals(reading, shared_span_reader())
    counted = [pair for pair in pairs if pair[0].quantity is not None]
    part = "quantities" if counted or kinds_asked(reading.question.text) else "names"
    pairs = counted or pairs
    rows = np.stack([p[2] for p in pairs]) if pairs else np.zeros((0, len(RIVALRY)))
    right = [float(_differ(first, second, values)) for first, second, _ in pairs]
    yield Asked(group, part, case, bool(values), rows, np.array(right))


def _differ(first: Given, second: Given, values: Sequence[Sequence[str]]) -> bool:
    """Whether the two are two of the values."""
    one, other = (
        {
            n
            for n, ways in enumerate(values)
            if any(given.text in way or way in given.text for way in ways)
        }
        for given in (first, second)
    )
    return bool(one and other and one != other)


if __name__ == "__main__":
    main()
