"""The obvious alternatives, with the same encoder, so that only the method differs.

Their libraries are an optional extra: ``pip install -e ".[baselines]"``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from corpus import PolicyDebateError
from corpus.segment import split_sentences
from eval.gold import GoldQuestion
from eval.systems import Output, Quote, said_in_quotes
from index import Index
from index.model import FloatMatrix

# What the libraries' own tutorials use.
CHUNK_CHARS, OVERLAP_CHARS, TOP_K = 1_000, 200, 4
ENSEMBLE_WEIGHTS = (0.5, 0.5)
# Cosine of question and best sentence below which a baseline abstains. On the gold dev split
# no cosine tells the two kinds of question apart (AUC 0.54); this one still answers 80 % of
# the answerable ones, about as many as ours.
ABSTAIN_BELOW = 0.45

Chunk = tuple[str, int, int]
"""(article id, start, end) in the article's text."""


class _Extractive:
    """Chunks are retrieved, and the sentence with the highest cosine is the answer."""

    name = ""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._articles = {a.id: index.article(a.id) for a in index.articles()}
        self._vectors: dict[str, FloatMatrix] = {}

    def retrieve(self, question: str) -> Sequence[Chunk]:
        raise NotImplementedError

    def answer(self, question: GoldQuestion, *, rewritten: bool = False) -> Output:
        """See :class:`eval.systems.System`; the history is not used, as in the tutorials."""
        text = (question.gold_rewrite or question.question) if rewritten else question.question
        started = time.perf_counter()
        chunks = self.retrieve(text)
        searched = time.perf_counter()
        quotes = self._sentences(chunks)
        asked = self._index.encoder.encode([text])[0]
        scores = np.array([float(vector @ asked) for vector in self._encoded(quotes)])
        best = int(np.argmax(scores)) if quotes else -1
        confidence = max(0.0, float(scores[best])) if quotes else 0.0
        chosen = [quotes[best]] if quotes else []
        output = said_in_quotes(chosen, confidence, confidence < ABSTAIN_BELOW)
        seconds = {"search": searched - started, "answer": time.perf_counter() - searched}
        return replace(output, ranking=self._ranking(chunks), understood=text, seconds=seconds)

    def _encoded(self, quotes: Sequence[Quote]) -> list[FloatMatrix]:
        """Sentence vectors, made once, as ours are."""
        missing = list({q.quote for q in quotes if q.quote not in self._vectors})
        fresh = self._index.encoder.encode(missing)
        self._vectors.update(zip(missing, fresh, strict=True))
        return [self._vectors[q.quote] for q in quotes]

    def _sentences(self, chunks: Sequence[Chunk]) -> list[Quote]:
        found: dict[tuple[str, int], Quote] = {}
        for article_id, start, end in chunks:
            article = self._articles[article_id]
            for paragraph in article.paragraphs:
                if paragraph.end <= start or paragraph.start >= end:
                    continue
                for s in split_sentences(article.text, paragraph.start, paragraph.end):
                    if s.start < end and s.end > start:
                        quote = article.text[s.start : s.end]
                        found[article_id, s.start] = Quote(
                            article_id, paragraph.number, s.start, s.end, quote
                        )
        return list(found.values())

    def _ranking(self, chunks: Sequence[Chunk]) -> tuple[tuple[str, int], ...]:
        places: dict[tuple[str, int], None] = {}
        for article_id, start, end in chunks:
            for paragraph in self._articles[article_id].paragraphs:
                if paragraph.start < end and paragraph.end > start:
                    places[article_id, paragraph.number] = None
        return tuple(places)


class _LangChainBase(_Extractive):
    def __init__(self, index: Index) -> None:
        super().__init__(index)
        try:
            from langchain_community.vectorstores import FAISS
            from langchain_core.documents import Document
            from langchain_text_splitters import RecursiveCharacterTextSplitter
        except ImportError as error:
            raise _missing(error) from error
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP_CHARS, add_start_index=True
        )
        documents = [Document(a.text, metadata={"id": a.id}) for a in self._articles.values()]
        self._documents = splitter.split_documents(documents)
        store = FAISS.from_documents(self._documents, index.encoder)
        self._retriever: Any = store.as_retriever(search_kwargs={"k": TOP_K})

    def retrieve(self, question: str) -> Sequence[Chunk]:
        return [
            (
                d.metadata["id"],
                d.metadata["start_index"],
                d.metadata["start_index"] + len(d.page_content),
            )
            for d in self._retriever.invoke(question)
        ]


class LangChainPlain(_LangChainBase):
    """Recursive splitter, MiniLM, FAISS, top 4, the sentence with the highest cosine."""

    name = "langchain"


class LangChainEnsemble(_LangChainBase):
    """The same with LangChain's EnsembleRetriever over FAISS and BM25."""

    name = "langchain-ensemble"

    def __init__(self, index: Index) -> None:
        super().__init__(index)
        try:
            from langchain_classic.retrievers import EnsembleRetriever
            from langchain_community.retrievers import BM25Retriever
        except ImportError as error:
            raise _missing(error) from error
        words = BM25Retriever.from_documents(self._documents, k=TOP_K)
        self._retriever = EnsembleRetriever(
            retrievers=[self._retriever, words], weights=list(ENSEMBLE_WEIGHTS)
        )


class HaystackHybrid(_Extractive):
    """Haystack's in-memory BM25 and embedding retrievers, joined by reciprocal rank fusion."""

    name = "haystack-hybrid"

    def __init__(self, index: Index) -> None:
        super().__init__(index)
        # Haystack reports its use to its makers unless told not to; nothing here calls out.
        os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")
        try:
            from haystack import Document
            from haystack.components.joiners import DocumentJoiner
            from haystack.components.retrievers.in_memory import (
                InMemoryBM25Retriever,
                InMemoryEmbeddingRetriever,
            )
            from haystack.document_stores.in_memory import InMemoryDocumentStore
        except ImportError as error:
            raise _missing(error) from error
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        places = [(a, p) for a in self._articles.values() for p in a.paragraphs]
        texts = [a.text[p.start : p.end] for a, p in places]
        vectors = index.encoder.encode(texts)
        store.write_documents(
            [
                Document(
                    id=f"{a.id}#{p.number}",
                    content=text,
                    embedding=[float(x) for x in vector],
                    meta={"id": a.id, "start": p.start, "end": p.end},
                )
                for (a, p), text, vector in zip(places, texts, vectors, strict=True)
            ]
        )
        self._words = InMemoryBM25Retriever(store, top_k=10)
        self._dense = InMemoryEmbeddingRetriever(store, top_k=10)
        self._joiner = DocumentJoiner("reciprocal_rank_fusion", top_k=10)

    def retrieve(self, question: str) -> Sequence[Chunk]:
        """Both lists, joined."""
        lists = [
            self._words.run(query=question)["documents"],
            self._dense.run(query_embedding=self._index.encoder.embed_query(question))["documents"],
        ]
        joined = self._joiner.run(documents=lists)["documents"]
        return [(d.meta["id"], d.meta["start"], d.meta["end"]) for d in joined]


def _missing(error: ImportError) -> PolicyDebateError:
    return PolicyDebateError(
        f"A baseline needs {error.name}, which is not installed: pip install -e '.[baselines]'."
    )
