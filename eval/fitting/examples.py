"""Development questions become examples, with unanswerable ones made from answerable ones.

For every answerable question three more are made whose answer is missing while the topic
is there: its gold paragraph taken out; only its gold sentences taken out; and a name in the
question swapped for another of the same article (a false premise). The idea of contrasts
that differ only in the answer is that of SQuAD 2.0 (Rajpurkar and others, 2018).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.fitting.searching import Corpus, Memory, parts_of, passage_of
from eval.fitting.swaps import swap_name, swap_word
from index.model import TokenVectors
from rag.features import Candidates
from rag.question import Question
from rag.views import PassageText

AS_IS, NO_PARAGRAPH, NO_SENTENCE = "as_is", "no_paragraph", "no_sentence"
OTHER_NAME, OTHER_WORD = "other_name", "other_word"


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its candidates. ``group`` keeps what shares an article in one fold.

    ``right`` says which candidates count as right in the scores, ``gold`` those to learn from.
    """

    name: str
    variant: str
    group: str
    text: str
    question: Question
    asked: TokenVectors
    found: Candidates
    right: NDArray[np.bool_]
    gold: NDArray[np.bool_]
    gold_sentences: int

    @property
    def answerable(self) -> bool:
        """Whether the answer is in the passages' corpus."""
        return self.gold_sentences > 0


def read_examples(
    folder: Path, name: str, memory: Memory, *, made: bool = True
) -> Iterator[Example]:
    """All examples of a set, real and, if wanted, made.

    A set may be in parts, ``NAME_*_corpus.jsonl``: each is searched by itself.
    """
    for part in parts_of(folder, name):
        yield from _read_part(folder, part, name, memory, made)


def _read_part(folder: Path, part: str, name: str, memory: Memory, made: bool) -> Iterator[Example]:
    corpus = Corpus(folder / f"{part}_corpus.jsonl", memory)
    lines = (folder / f"{part}_questions.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["question"] for line in lines]
    for number, line in enumerate(lines):
        row = json.loads(line)
        spot = row["evidence"][0] if row["answerable"] else None
        group = row.get("group") or (spot["doc_id"] if spot else f"{name}-{number // 12}")
        yield _example(corpus, name, AS_IS, group, row, row["question"], set(), {})
        if not (spot and made):
            continue
        places = {(spot["doc_id"], spot["paragraph"]) for spot in row["evidence"]}
        home = {i for i, key in enumerate(corpus.paragraphs) if key in places}
        rest = [p for p in corpus.passages if p.article == spot["doc_id"]]
        rest = [p for p in rest if p not in [corpus.passages[i] for i in home]]
        elsewhere = not spot.get("sentences") and any(
            _mentions(answer, p.search_text) for p in rest for answer in row["answers"]
        )
        text = row["question"]
        if not elsewhere:
            yield _example(corpus, name, NO_PARAGRAPH, group, row, text, home, {})
            without, instead = _cut(corpus, home, row)
            yield _example(corpus, name, NO_SENTENCE, group, row, text, without, instead)
        other = swap_name(text, [corpus.passages[i] for i in home], rest, row["id"])
        if other:
            yield _example(corpus, name, OTHER_NAME, group, row, other, set(), {})
        other = swap_word(text, [corpus.passages[i] for i in home], texts, row["id"])
        if other:
            yield _example(corpus, name, OTHER_WORD, group, row, other, set(), {})


def _example(
    corpus: Corpus, name: str, variant: str, group: str, row: dict[str, Any], text: str,
    without: set[int], instead: dict[int, PassageText],
) -> Example:  # fmt: skip
    question, asked, found, order = corpus.example(text, group, without, instead)
    size = len(found.rows)
    right, gold = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    count = 0
    if variant == AS_IS and row["answerable"]:
        homes = {(spot["doc_id"], spot["paragraph"]) for spot in row["evidence"]}
        for i in range(size):
            right[i] = is_gold(found.text(i), row)
            gold[i] = right[i] and corpus.paragraphs[order[found.passage[i]]] in homes
        count = max(len(_marked(row)), 1)
    return Example(name, variant, group, text, question, asked, found, right, gold, count)


def is_gold(sentence: str, row: dict[str, Any]) -> bool:
    """Whether a sentence of a question's paragraph answers it."""
    marked = _marked(row)
    if marked:
        return sentence in marked
    return any(answer in sentence for answer in row["answers"])


def _marked(row: dict[str, Any]) -> set[str]:
    return {text for spot in row["evidence"] for text in spot.get("sentences", [])}


def _cut(
    corpus: Corpus, home: set[int], row: dict[str, Any]
) -> tuple[set[int], dict[int, PassageText]]:
    without: set[int] = set()
    instead: dict[int, PassageText] = {}
    for i in home:
        passage = corpus.passages[i]
        kept = [text for text in passage.texts if not is_gold(text, row)]
        if not kept:
            without.add(i)
        elif len(kept) < len(passage.sentences):
            instead[i] = passage_of(passage.article, passage.title, kept)
    return without, instead


def _mentions(answer: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(answer.lower())}(?!\w)", text.lower()))
