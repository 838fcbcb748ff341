"""Fit the model that tells differing answers of two articles from quantities of two things.

``python -m eval.fitting.rivals rag/data``

The cases (``conflicts/``) are made-up reports that do or do not contradict each other; in the
stories (``stories/``), whose authors put no contradictions in, nothing is to be found.
"""

from __future__ import annotations

import datetime
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.fitting.export import STORIES_FOLDER
from eval.fitting.optimise import Array, binary_logit
from index import Index
from rag.config import load_settings
from rag.rivals import RIVALRY, Rival, kinds_asked, rivals
from rag.select import PassageViews, Selector

CASES_FOLDER = Path(__file__).parent / "conflicts"
L2 = 0.001
FOLDS = 10
SHOW_FROM = 0.4


@dataclass(frozen=True, slots=True)
class Asked:
    """The pairs of one question: ``rows`` (pairs, RIVALRY), which of them really differ,
    whether the question is of a ``case``, and whether its sources ``differ``.
    """

    group: str
    case: bool
    differ: bool
    rows: Array
    right: Array


Ask = Callable[[str], list[tuple[Rival, Rival, Array]]]


def read_cases() -> Iterator[Asked]:
    """Each question over its own two or three reports."""
    for path in sorted(CASES_FOLDER.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            with tempfile.TemporaryDirectory() as folder:
                pairs = _asking(Path(folder), case["articles"])(case["question"])
            right = [
                case["differs"] and all(_is_one(r, case["values"]) for r in pair[:2])
                for pair in pairs
            ]
            yield _asked(case["id"], True, case["differs"], pairs, right)


def read_stories() -> Iterator[Asked]:
    """The stories' questions that quantities answer."""
    for path in sorted(STORIES_FOLDER.glob("*_corpus.jsonl")):
        articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        questions = path.with_name(path.name.replace("corpus", "questions"))
        with tempfile.TemporaryDirectory() as folder:
            ask = _asking(Path(folder), articles)
            for line in questions.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                if not row["answerable"] or row["history"] or not kinds_asked(row["question"]):
                    continue
                pairs = ask(row["question"])
                yield _asked(path.name, False, False, pairs, [False] * len(pairs))


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
    asked = [*read_cases(), *read_stories()]
    held = held_out(asked)
    shown = [(one, right) for one, sure, right in held if sure >= SHOW_FROM]
    weights, bias = _fit(asked)
    data = {
        "date": datetime.date.today().isoformat(),
        "fitted_on": ["conflicts", "stories"],
        "cross_validated": "ten folds cut by case and story",
        "scores": {
            "differing": sum(one.differ for one in asked),
            "shown_rightly": sum(right for _, right in shown),
            "with_a_wrong_value": sum(one.differ and not right for one, right in shown),
            "cases_that_do_not_differ": sum(one.case and not one.differ for one in asked),
            "of_these_shown": sum(one.case and not one.differ for one, _ in shown),
            "story_questions": sum(not one.case for one in asked),
            "of_these_shown_too": sum(not one.case for one, _ in shown),
        },
        "show_from": SHOW_FROM,
        "bias": round(bias, 5),
        "features": {n: round(float(w), 5) for n, w in zip(RIVALRY, weights, strict=True)},
    }
    print(data["scores"])
    text = json.dumps(data, indent=2) + "\n"
    (Path(sys.argv[1]) / "rivals.json").write_text(text, encoding="utf-8")


def _fit(asked: Sequence[Asked]) -> tuple[Array, float]:
    filled = [one for one in asked if len(one.rows)]
    rows = np.concatenate([one.rows for one in filled])
    right = np.concatenate([one.right for one in filled])
    # A question with many pairs tells more than one with few, but not as much as it has pairs.
    weights = np.concatenate([
        np.full(len(one.rows), 1 / len(one.rows) ** 0.5) for one in filled
    ])  # fmt: skip
    return binary_logit(rows, right, weights, L2)


def _asking(folder: Path, articles: Sequence[dict[str, Any]]) -> Ask:
    texts = folder / "articles"
    texts.mkdir()
    for number, article in enumerate(articles):
        date = f"date: {article['date']}\n" if article.get("date") else ""
        head = f"---\ntitle: {json.dumps(article['title'])}\n{date}---\n\n"
        body = "\n\n".join(article["paragraphs"])
        (texts / f"{number}.md").write_text(head + body + "\n", encoding="utf-8")
    index = Index.create(folder / "index")
    index.add(texts)
    settings = load_settings()
    selector = Selector(PassageViews(index.encoder))

    def ask(question: str) -> list[tuple[Rival, Rival, Array]]:
        hits = index.search(question, k=settings.passages)
        reading = selector.read(question, hits, *index.token_statistics())
        return rivals(reading.question, reading.ranked, reading.confidence, selector.words.similar)

    return ask


def _asked(
    group: str, case: bool, differ: bool,
    pairs: Sequence[tuple[Rival, Rival, Array]], right: Sequence[bool],
) -> Asked:  # fmt: skip
    rows = np.stack([p[2] for p in pairs]) if pairs else np.zeros((0, len(RIVALRY)))
    return Asked(group, case, differ, rows, np.array(right, dtype=float))


def _is_one(rival: Rival, values: Sequence[str]) -> bool:
    text = rival.quantity.text
    return any(text in value or value in text for value in values)


if __name__ == "__main__":
    main()
