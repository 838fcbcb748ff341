"""Development questions become examples, with unanswerable ones made from answerable ones.

For every answerable question three more are made whose answer is missing while the topic
is there: its gold paragraph taken out; only its gold sentences taken out; and a name in the
question swapped for another of the same article (a false premise). The idea of contrasts
that differ only in the answer is that of SQuAD 2.0 (Rajpurkar and others, 2018).
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.segment import split_sentences
from index.encode import Encoder, TokenVectors
from index.fuse import fuse
from index.lexical import match_expression
from rag.features import Candidates, candidates
from rag.question import Question, read_question
from rag.views import PassageText, PassageView, view_passages
from rag.words import STOP_WORDS, WORD, read_words, stem

PASSAGES = 24
DEPTH = 100
AS_IS, NO_PARAGRAPH, NO_SENTENCE = "as_is", "no_paragraph", "no_sentence"
OTHER_NAME, OTHER_WORD = "other_name", "other_word"
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*")


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


class Memory:
    """The encoder, remembering what it has encoded."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._known: dict[str, TokenVectors] = {}
        self._views: dict[str, PassageView] = {}

    def view(self, passage: PassageText) -> PassageView:
        """The passage with its vectors."""
        if passage.search_text not in self._views:
            view = view_passages([passage], self.encode, self.encoder.token_offsets)[0]
            self._views[passage.search_text] = view
        return self._views[passage.search_text]

    def encode(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Token vectors of every text."""
        missing = sorted({t for t in texts if t not in self._known}, key=len)
        self._known |= dict(zip(missing, self.encoder.encode_tokens(missing), strict=True))
        return [self._known[text] for text in texts]


class Corpus:
    """Passages of a development set, searched as the index searches."""

    def __init__(self, path: Path, memory: Memory) -> None:
        self.memory = memory
        self.passages: list[PassageText] = []
        self.paragraphs: list[tuple[str, int]] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            for number, paragraph in enumerate(document["paragraphs"]):
                spans = _sentences(paragraph, document.get("sentences"))
                for passage in self._split(document, paragraph, spans):
                    self.passages.append(passage)
                    self.paragraphs.append((document["doc_id"], number))
        self.memory.encode([t for p in self.passages for t in (p.search_text, *p.texts)])
        self._table = sqlite3.connect(":memory:")
        self._table.execute(
            "CREATE VIRTUAL TABLE f USING fts5"
            "(title, body, tokenize='porter unicode61 remove_diacritics 2')"
        )
        self._counts: Counter[int] = Counter()
        for i, passage in enumerate(self.passages):
            self._insert(i, passage)

    def example(
        self, text: str, without: set[int], instead: dict[int, PassageText]
    ) -> tuple[Question, TokenVectors, Candidates, list[int]]:
        """Search with some passages left out and some replaced; also which were found."""
        for i in without | set(instead):
            self._delete(i, self.passages[i])
        for i, passage in instead.items():
            self._insert(i, passage)
        current = {i: p for i, p in enumerate(self.passages) if i not in without} | instead
        asked = self.memory.encode([text])[0]
        encoder = self.memory.encoder
        question = read_question(
            text, asked.ids.tolist(), encoder.token_offsets(text), self._counts, len(current)
        )
        order, bm25 = self._search(text, asked, current)
        views = [self.memory.view(current[i]) for i in order]
        found = candidates(question, asked, views, [bm25.get(i, 0.0) for i in order])
        for i, passage in instead.items():
            self._delete(i, passage)
        for i in without | set(instead):
            self._insert(i, self.passages[i])
        return question, asked, found, order

    def _search(
        self, text: str, asked: TokenVectors, current: dict[int, PassageText]
    ) -> tuple[list[int], dict[int, float]]:
        numbers = sorted(current)
        vectors = self.memory.encode([current[i].search_text for i in numbers])
        cosine = np.array([v.pooled @ asked.pooled for v in vectors])
        dense = [numbers[j] for j in np.argsort(-cosine, kind="stable")[:DEPTH]]
        bm25: dict[int, float] = {}
        if expression := match_expression(text):
            bm25 = {
                int(i): -float(score)
                for i, score in self._table.execute(
                    "SELECT rowid, bm25(f) FROM f WHERE f MATCH ? ORDER BY bm25(f), rowid LIMIT ?",
                    (expression, DEPTH),
                )
            }
        fused = fuse([dense, list(bm25)], [1.0, 1.0])
        return [i for i, _ in fused[:PASSAGES]], bm25

    def _split(
        self, document: dict[str, Any], paragraph: str, spans: list[tuple[int, int]]
    ) -> Iterator[PassageText]:
        title = document["title"]
        encoder = self.memory.encoder
        room = encoder.max_tokens - 6 - encoder.count_tokens(title)
        runs: list[list[tuple[int, int]]] = [[]]
        used = 0
        for a, b in spans:
            size = encoder.count_tokens(paragraph[a:b])
            if runs[-1] and used + size > room:
                runs.append([])
                used = 0
            runs[-1].append((a, b))
            used += size
        for run in runs:
            yield _passage(document["doc_id"], title, [paragraph[a:b] for a, b in run])

    def _tokens(self, passage: PassageText) -> set[int]:
        return set(self.memory.encode([passage.search_text])[0].ids.tolist())

    def _insert(self, number: int, passage: PassageText) -> None:
        body = passage.search_text[len(passage.title) + 1 :]
        self._table.execute(
            "INSERT INTO f (rowid, title, body) VALUES (?, ?, ?)", (number, passage.title, body)
        )
        self._counts.update(self._tokens(passage))

    def _delete(self, number: int, passage: PassageText) -> None:
        self._table.execute("DELETE FROM f WHERE rowid = ?", (number,))
        self._counts.subtract(self._tokens(passage))


def read_examples(folder: Path, name: str, memory: Memory) -> Iterator[Example]:
    """All examples of a set, real and made.

    A set may be in parts, ``NAME_*_corpus.jsonl``: each is searched by itself.
    """
    parts = [name]
    if not (folder / f"{name}_corpus.jsonl").exists():
        found = sorted(folder.glob(f"{name}_*_corpus.jsonl"))
        parts = [path.name.removesuffix("_corpus.jsonl") for path in found]
    if not parts:
        raise FileNotFoundError(f"No {name}_corpus.jsonl in {folder}; see eval/fitting/README.md.")
    for part in parts:
        yield from _read_part(folder, part, name, memory)


def _read_part(folder: Path, part: str, name: str, memory: Memory) -> Iterator[Example]:
    corpus = Corpus(folder / f"{part}_corpus.jsonl", memory)
    lines = (folder / f"{part}_questions.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["question"] for line in lines]
    for number, line in enumerate(lines):
        row = json.loads(line)
        spot = row["evidence"][0] if row["answerable"] else None
        group = row.get("group") or (spot["doc_id"] if spot else f"{name}-{number // 12}")
        yield _example(corpus, name, AS_IS, group, row, row["question"], set(), {})
        if not spot:
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
        other = _swap_name(text, [corpus.passages[i] for i in home], rest, row["id"])
        if other:
            yield _example(corpus, name, OTHER_NAME, group, row, other, set(), {})
        other = _swap_word(text, [corpus.passages[i] for i in home], texts, row["id"])
        if other:
            yield _example(corpus, name, OTHER_WORD, group, row, other, set(), {})


def _example(
    corpus: Corpus, name: str, variant: str, group: str, row: dict[str, Any], text: str,
    without: set[int], instead: dict[int, PassageText],
) -> Example:  # fmt: skip
    question, asked, found, order = corpus.example(text, without, instead)
    size = len(found.rows)
    right, gold = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    count = 0
    if variant == AS_IS and row["answerable"]:
        homes = {(spot["doc_id"], spot["paragraph"]) for spot in row["evidence"]}
        for i in range(size):
            right[i] = _is_gold(found.text(i), row)
            gold[i] = right[i] and corpus.paragraphs[order[found.passage[i]]] in homes
        count = max(len(_marked(row)), 1)
    return Example(name, variant, group, text, question, asked, found, right, gold, count)


def _is_gold(sentence: str, row: dict[str, Any]) -> bool:
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
        kept = [text for text in passage.texts if not _is_gold(text, row)]
        if not kept:
            without.add(i)
        elif len(kept) < len(passage.sentences):
            instead[i] = _passage(passage.article, passage.title, kept)
    return without, instead


def _swap_name(
    question: str, home: list[PassageText], rest: list[PassageText], seed: str
) -> str | None:
    near = " ".join(p.search_text for p in home)
    own = [
        m for m in _NAME.finditer(question)
        if m.start() > 0 and m.group() in near and m.group().lower() not in STOP_WORDS
    ]  # fmt: skip
    others = sorted(
        {
            m.group()
            for p in rest
            for a, b in p.sentences
            for m in _NAME.finditer(p.search_text[a:b])
            if m.start() > 0 and m.group() not in near and m.group() not in question
        }
    )
    if not own or not others:
        return None
    chance = random.Random(seed)
    match = chance.choice(own)
    return question[: match.start()] + chance.choice(others) + question[match.end() :]


def _swap_word(
    question: str, home: list[PassageText], questions: list[str], seed: str
) -> str | None:
    """One plain word of the question exchanged for one of another question of its kind.

    The word after "how many", "which" or "what", or a verb; the new one is not in the
    paragraph that answers, so that the question becomes one of detail that is not told.
    """
    near = read_words(" ".join(p.search_text for p in home)).known
    own = [word for word in _plain_words(question) if word.lower() not in STOP_WORDS]
    if not own:
        return None
    chance = random.Random(seed)
    word = chance.choice(own)
    ending = word[-2:]
    others = sorted(
        {
            new
            for text in questions
            for new in _plain_words(text)
            if new[-2:] == ending and stem(new) not in near and stem(new) != stem(word)
        }
    )
    if not others:
        return None
    return re.sub(rf"\b{re.escape(word)}\b", chance.choice(others), question, count=1)


def _plain_words(text: str) -> list[str]:
    words = WORD.findall(text)
    return [
        w for w in words[1:] if w.isalpha() and w.islower() and len(w) > 3 and w not in STOP_WORDS
    ]


def _mentions(answer: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(answer.lower())}(?!\w)", text.lower()))


def _passage(article: str, title: str, sentences: list[str]) -> PassageText:
    text = title + "\n"
    spans = []
    for i, sentence in enumerate(sentences):
        text += " " if i else ""
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence
    return PassageText(article, title, text, tuple(spans))


def _sentences(paragraph: str, given: list[str] | None) -> list[tuple[int, int]]:
    if given is None:
        return [(s.start, s.end) for s in split_sentences(paragraph, 0, len(paragraph))]
    spans: list[tuple[int, int]] = []
    for sentence in given:
        start = paragraph.find(sentence, spans[-1][1] if spans else 0)
        spans.append((start, start + len(sentence)))
    return spans
