"""Which sentences answer the question: IDF-weighted late interaction.

Each question token looks for its best match among a sentence's tokens (MaxSim, as in
ColBERT, Khattab and Zaharia 2020), weighted by how rare the token is in the index.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from corpus import Article
from index import Encoder, Hit
from index.encode import TokenVectors
from index.lexical import FUNCTION_WORDS

# One entry is about 40 kB (a sentence of 25 tokens), so this is some 160 MB at most.
CACHED_SENTENCES = 4_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a retrieved passage; offsets are into the article's text."""

    article: Article
    paragraph: int
    start: int
    end: int
    rank: int

    @property
    def text(self) -> str:
        """The exact words."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its signals: late interaction and pooled cosine, both at most 1."""

    candidate: Candidate
    late: float
    pooled: float

    @property
    def score(self) -> float:
        """Late interaction decides; the pooled cosine helps where it is close."""
        return self.late + 0.3 * self.pooled


class SentenceRanker:
    """Ranks sentences for questions; token vectors are kept for the latest sentences."""

    def __init__(
        self, encoder: Encoder, cached: int = CACHED_SENTENCES, late_interaction: bool = True
    ) -> None:
        self._encoder = encoder
        self._late = late_interaction
        self._size = cached
        self._cache: OrderedDict[str, TokenVectors] = OrderedDict()
        self._lock = Lock()

    def rank(
        self, question: str, hits: Sequence[Hit], counts: Mapping[int, int], total: int
    ) -> list[Scored]:
        """All sentences of the hits, best first.

        ``counts`` says in how many of the ``total`` passages of the index a token occurs.
        """
        candidates = sentences_of(hits)
        if not candidates:
            return []
        asked = self._encoder.encode_tokens([question])[0]
        weights = self._weights(question, asked, counts, total)
        scored = []
        for candidate, tokens in zip(
            candidates, self._tokens([c.text for c in candidates]), strict=True
        ):
            if not self._late:
                late = float(asked.pooled @ tokens.pooled)
            elif tokens.vectors.size and asked.vectors.size:
                best = (asked.vectors @ tokens.vectors.T).max(axis=1)
                late = float(weights @ best)
            else:
                late = 0.0
            scored.append(Scored(candidate, late, float(asked.pooled @ tokens.pooled)))
        scored.sort(key=lambda s: (-s.score, s.candidate.rank, s.candidate.start))
        return scored

    def _weights(
        self, question: str, asked: TokenVectors, counts: Mapping[int, int], total: int
    ) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        spans = self._encoder.token_offsets(question)[: len(asked.ids)]
        weights = np.zeros(len(asked.ids))
        for i, (token, (start, end)) in enumerate(zip(asked.ids, spans, strict=False)):
            word = question[start:end].lower()
            if not any(c.isalnum() for c in word):
                continue
            seen = counts.get(int(token), 0)
            weights[i] = math.log(1 + (total - seen + 0.5) / (seen + 0.5))
            if word in FUNCTION_WORDS:
                # Question words are rare in articles, and say little all the same.
                weights[i] *= 0.1
        sum_ = float(weights.sum())
        return weights / sum_ if sum_ > 0 else weights

    def _tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        with self._lock:
            known = {text: self._cache[text] for text in set(texts) if text in self._cache}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        fresh = dict(zip(missing, self._encoder.encode_tokens(missing), strict=True))
        with self._lock:
            for text in texts:
                if text in self._cache:
                    self._cache.move_to_end(text)
            self._cache.update(fresh)
            while len(self._cache) > self._size:
                self._cache.popitem(last=False)
        return [known.get(text) or fresh[text] for text in texts]


def sentences_of(hits: Sequence[Hit]) -> list[Candidate]:
    """The sentences that touch the hits' passages, each once, in order of the hits."""
    found: dict[tuple[str, int], Candidate] = {}
    for rank, hit in enumerate(hits):
        passage = hit.passage
        paragraph = hit.article.paragraphs[passage.paragraph - 1]
        for sentence in paragraph.sentences:
            if sentence.end > passage.start and sentence.start < passage.end:
                key = (hit.article.id, sentence.start)
                if key not in found:
                    found[key] = Candidate(
                        hit.article, paragraph.number, sentence.start, sentence.end, rank
                    )
    return list(found.values())
