"""How often the rule of :mod:`rag.yesno` says yes or no, and how often it is right.

``python -m eval.fitting.yesno`` reads ``yesno.jsonl``: questions that readers of the stories
typed in their own words, each with the sentence that decides it and what it says: ``yes``,
``no``, or ``open`` where it is on the matter and says neither.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from index.encode import shared_encoder
from rag.parse import Parser
from rag.question import read_question
from rag.yesno import yes_or_no

QUESTIONS = Path(__file__).parent / "yesno.jsonl"


def main() -> None:
    """Print how many questions of each label got which answer."""
    encoder, parser = shared_encoder(), Parser()
    found: Counter[tuple[str, str | None]] = Counter()
    for row in map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines()):
        spans = encoder.token_offsets(row["question"])
        question = read_question(row["question"], [0] * len(spans), spans, {}, 1)
        found[row["label"], yes_or_no(question, parser(row["sentence"]))] += 1
    for (label, said), count in sorted(found.items(), key=str):
        print(f"{label:5} {said or '-':4} {count:5}")


if __name__ == "__main__":
    main()
