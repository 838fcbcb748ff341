"""A development set's passages, searched as the index searches, with some left out or replaced."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from corpus.segment import split_sentences
from index.encode import Encoder
from index.fuse import fuse
from index.lexical import match_expression
from index.model import FloatMatrix, TokenVectors
from rag.features import Candidates, candidates
from rag.lexicon import shipped_lexicon
from rag.parse import Parser
from rag.question import Question, read_question
from rag.sought import sought
from rag.views import PassageText, PassageView, view_passages

PASSAGES = 24
DEPTH = 100


def parts_of(folder: Path, name: str) -> list[str]:
    """A set's names of files: its own, or, where it is in parts, ``NAME_*``; raises
    ``FileNotFoundError``.
    """
    if (folder / f"{name}_corpus.jsonl").exists():
        return [name]
    found = sorted(folder.glob(f"{name}_*_corpus.jsonl"))
    if not found:
        raise FileNotFoundError(f"No {name}_corpus.jsonl in {folder}; see eval/fitting/README.md.")
    return [path.name.removesuffix("_corpus.jsonl") for path in found]


Seek = Callable[[str, str], FloatMatrix]


class Memory:
    """The encoder, remembering what it has encoded, and a parser for the questions.

    ``seek`` gives, of a question and its group, what is sought (:mod:`rag.sought`).
    """

    def __init__(self, encoder: Encoder, seek: Seek | None = None) -> None:
        self.encoder = encoder
        self.seek = seek or (lambda question, group: sought(question, encoder))
        self.parser = Parser()
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
        self, text: str, group: str, without: set[int], instead: dict[int, PassageText]
    ) -> tuple[Question, TokenVectors, Candidates, list[int]]:
        """Search with some passages left out and some replaced; also which were found."""
        for i in without | set(instead):
            self._delete(i, self.passages[i])
        for i, passage in instead.items():
            self._insert(i, passage)
        current = {i: p for i, p in enumerate(self.passages) if i not in without} | instead
        asked = self.memory.encode([text])[0]
        encoder = self.memory.encoder
        ids, spans = asked.ids.tolist(), encoder.token_offsets(text)
        expressions = shipped_lexicon().find(self.memory.parser(text))
        question = read_question(text, ids, spans, self._counts, len(current), expressions)
        order, bm25 = self._search(text, asked, current)
        views = [replace(self.memory.view(current[i]), before=_before(i, current)) for i in order]
        found = candidates(
            question, asked, self.memory.seek(text, group), views, [bm25.get(i, 0.0) for i in order]
        )
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
            yield passage_of(document["doc_id"], title, [paragraph[a:b] for a, b in run])

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


def passage_of(article: str, title: str, sentences: list[str]) -> PassageText:
    """A passage made of whole sentences, as the index would embed it."""
    text = title + "\n"
    spans = []
    for i, sentence in enumerate(sentences):
        text += " " if i else ""
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence
    return PassageText(article, title, text, tuple(spans))


def _before(number: int, current: Mapping[int, PassageText]) -> str:
    """The last sentence before a passage, if it is still there."""
    above = current.get(number - 1)
    return above.texts[-1] if above and above.article == current[number].article else ""


def _sentences(paragraph: str, given: list[str] | None) -> list[tuple[int, int]]:
    if given is None:
        return [(s.start, s.end) for s in split_sentences(paragraph, 0, len(paragraph))]
    spans: list[tuple[int, int]] = []
    for sentence in given:
        start = paragraph.find(sentence, spans[-1][1] if spans else 0)
        spans.append((start, start + len(sentence)))
    return spans
