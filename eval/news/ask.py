"""Ask the questions of a file over a folder of articles, and say which are answered well.

``python -m eval.news.ask ARTICLES SPLIT``. The splits ``dev`` and ``unseen`` are in plain
words; the ``paraphrased`` ones were written by readers of the articles who did not know the
program, and avoid the articles' words; ``conflicts_dev`` asks for what the articles differ
on, in many ways, and for what they don't; the ``several`` ones ask more than one thing in one
message; the ``talks`` ones are turns of conversations, each also as its writer would put it
``alone`` (``--alone`` asks that instead). A question is answered well if every fact is in
the answer's text and a citation quotes a sentence that carries it; the parts that a question
asks for (sides, a conflict, dates) count apart.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from index import Index
from rag import Answer, AnswerChain, load_settings

SPLITS = (
    "dev",
    "unseen",
    "paraphrased_dev",
    "paraphrased_unseen",
    "readers_dev",
    "readers_unseen",
    "readers_new",
    "readers_fresh",
    "readers_held",
    "conflicts_dev",
    "several_dev",
    "several_unseen",
    "talks_dev",
    "talks_unseen",
)


@dataclass(slots=True)
class Tally:
    """Right and all, by what was looked at; ``wrong`` lists the questions that went wrong."""

    counts: dict[str, list[int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, right: bool, question: str) -> None:
        """Count one judgement."""
        count = self.counts.setdefault(name, [0, 0])
        count[0] += right
        count[1] += 1
        if not right:
            self.wrong.append(f"{name}: {question}")


def judge(question: dict[str, Any], answer: Answer, tally: Tally) -> None:
    """Add what one answer got right to ``tally``."""
    asked = question["question"]
    if "parts" in question:
        _judge_parts(question, answer, tally)
        return
    if question["refuse"]:
        tally.add("refused", answer.abstained, f"{asked} ({answer.confidence:.2f})")
        return
    tally.add("not wrongly refused", not answer.abstained, f"{asked} ({answer.confidence:.2f})")
    text = f"{answer.short or ''} {answer.text}".lower()
    facts = all(any(one.lower() in text for one in fact) for fact in question["facts"])
    quotes = [citation.quote for citation in answer.citations]
    cited = any(part.lower() in quote.lower() for part in question["cite"] for quote in quotes)
    tally.add("answered", facts and cited and not answer.abstained, asked)
    if answer.citations:
        first = answer.citations[0].quote.lower()
        tally.add("first citation", any(p.lower() in first for p in question["cite"]), asked)
    if "sides" in question:
        have = {side for side, statements in answer.sides.items() if statements}
        tally.add("sides", set(question["sides"]) <= have, asked)
    if "conflict" in question:
        shown = " ".join(claim.value for one in answer.conflicts for claim in one.claims)
        wanted = question["conflict"]
        right = all(value in shown for value in wanted) if wanted else not answer.conflicts
        tally.add("conflicts", right, asked)
    if question.get("dated"):
        tally.add("dated", sum(s.date is not None for s in answer.statements) > 1, asked)


def _judge_parts(question: dict[str, Any], answer: Answer, tally: Tally) -> None:
    """What each of several questions asked at once got; in one answer to all, anywhere in it."""
    asked, wanted = question["question"], question["parts"]
    given = answer.parts or (answer,)
    if question["kind"] == "one":
        tally.add("one kept whole", len(given) == 1, asked)
    for number, part in enumerate(wanted):
        one = given[number] if len(given) == len(wanted) else answer
        named = f"{asked} [{number + 1}] ({one.confidence:.2f})"
        if part.get("refuse"):
            # An answer to the whole that does not say that a part is missing does not refuse it.
            tally.add("parts refused", one.abstained, named)
            continue
        text = one.text.lower()
        facts = all(any(alias.lower() in text for alias in fact) for fact in part["facts"])
        quotes = [citation.quote.lower() for citation in one.citations]
        cited = any(place.lower() in quote for place in part["cite"] for quote in quotes)
        tally.add("parts answered", facts and cited and not one.abstained, named)


def show(question: dict[str, Any], answer: Answer) -> str:
    """The question and its answer as a reader sees them."""
    lines = [f"\n## {question['kind']}: {question['question']}  ({answer.confidence:.2f})"]
    if answer.question_as_understood != question["question"]:
        lines.append(f"   understood: {answer.question_as_understood}")
    lines.append(answer.text)
    lines += [
        f"   [{c.number}] {c.article_id[:3]} {c.date or ''} p{c.paragraph}: {c.quote[:90]}"
        for c in answer.citations
    ]
    return "\n".join(lines)


def main(given: Sequence[str] | None = None) -> None:
    """Print the answers if asked to, and the share of right ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("split", choices=SPLITS)
    parser.add_argument("--show", action="store_true", help="print every answer")
    parser.add_argument(
        "--alone", action="store_true", help="ask follow-ups as they would stand alone"
    )
    arguments = parser.parse_args(given)
    lines = (files("eval") / "news" / f"{arguments.split}.jsonl").read_text("utf-8").splitlines()
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        index = Index.create(Path(folder) / "index")
        index.add(arguments.articles)
        chain = AnswerChain(index, load_settings())
        for question in map(json.loads, lines):
            if arguments.alone and "alone" in question:
                question |= {"question": question["alone"], "history": []}
            answer = chain.answer(question["question"], question["history"])
            judge(question, answer, tally)
            if arguments.show:
                print(show(question, answer))
    for name, (right, all_of_them) in tally.counts.items():
        print(f"{name:22s} {right}/{all_of_them}")
    print("\n".join(f"  - {line}" for line in tally.wrong))


if __name__ == "__main__":
    main()
