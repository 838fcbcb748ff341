"""Which sentences answer a question, how many of them, and how sure that is.

The retrieved passages are read once (token vectors alone and in context, kept in a bounded
cache); :mod:`rag.features` compares the question with every sentence, and the fitted
models of :mod:`rag.models` decide.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from threading import Lock

import numpy as np

from corpus import Article
from index import Encoder, Hit
from index.model import FloatMatrix
from index.passages import Passage
from rag.crossencoder import CrossEncoder, read_together, shared_cross_encoder
from rag.features import candidates
from rag.lexicon import shipped_lexicon
from rag.models import AnswerModel, SentenceModel
from rag.parse import Parser
from rag.question import Question, Vector, read_question
from rag.relations import relations
from rag.signals import best_sentences, signals
from rag.sought import sought
from rag.views import PassageText, PassageView, view_passages
from rag.wordvectors import WordVectors

# A passage of 100 tokens takes about 400 kB with its vectors, so this is some 400 MB at most.
CACHED_PASSAGES = 1_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a retrieved passage; offsets are into the article's text."""

    article: Article
    paragraph: int
    start: int
    end: int

    @property
    def text(self) -> str:
        """The exact words."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with the model's score; scores compare within one question.

    ``pooled`` is the sentence's vector, of unit length: shape (384,).
    """

    candidate: Candidate
    score: float
    pooled: FloatMatrix = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Alike:
    """A sentence with the cosine (-1..1) of its vector, ``alone`` and in its passage's
    ``context``, and a question's; ``pooled`` as in :class:`Ranked`.
    """

    candidate: Candidate
    alone: float
    context: float
    pooled: FloatMatrix = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the passages say to a question.

    ``ranked`` are the sentences, best first, and ``at_first`` the same by what tells without
    the cross-encoder; ``chosen`` are those that together answer, and ``confidence`` is the
    probability (0..1) that they do: none and 0 where the cross-encoder was not asked.
    ``late`` is the highest late interaction of any sentence.
    """

    question: Question
    ranked: tuple[Ranked, ...]
    at_first: tuple[Ranked, ...]
    chosen: tuple[Ranked, ...]
    confidence: float
    late: float


@lru_cache(maxsize=1)
def sentence_model() -> SentenceModel:
    """The fitted sentence model that comes with the program."""
    return SentenceModel.from_json(_data("selector.json"))


@lru_cache(maxsize=1)
def answer_model() -> AnswerModel:
    """The fitted abstention model that comes with the program."""
    return AnswerModel.from_json(_data("answerable.json"), _data("answerable_trees.json"))


class PassageViews:
    """Passages with their token vectors, kept for the latest; safe to share between threads."""

    def __init__(self, encoder: Encoder, cached: int = CACHED_PASSAGES) -> None:
        self.encoder = encoder
        self._size = cached
        self._cache: OrderedDict[tuple[str, str, int], tuple[PassageView, list[Candidate]]]
        self._cache = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many passages are kept."""
        return len(self._cache)

    def of(self, hits: Sequence[Hit]) -> list[tuple[PassageView, list[Candidate]]]:
        """View and sentences of each hit; what is not kept is encoded in one go."""
        keys = [(hit.article.content_hash, hit.article.id, hit.passage.start) for hit in hits]
        with self._lock:
            known = {key: self._cache[key] for key in keys if key in self._cache}
        missing = [(k, h) for k, h in zip(keys, hits, strict=True) if k not in known]
        if missing:
            texts, sentences = zip(*(_passage_text(hit) for _, hit in missing), strict=True)
            views = view_passages(texts, self.encoder.encode_tokens, self.encoder.token_offsets)
            fresh = zip(views, sentences, strict=True)
            known |= {key: entry for (key, _), entry in zip(missing, fresh, strict=True)}
        with self._lock:
            for key in keys:
                self._cache[key] = known[key]
                self._cache.move_to_end(key)
            while len(self._cache) > self._size:
                self._cache.popitem(last=False)
        return [known[key] for key in keys]


class Selector:
    """Reads passages for questions; safe to share between threads.

    ``views`` may be shared by several selectors. ``late_interaction=False`` ranks by the
    pooled vectors alone, for comparison.
    """

    def __init__(
        self,
        views: PassageViews,
        parser: Parser | None = None,
        cross: CrossEncoder | None = None,
        *,
        late_interaction: bool = True,
    ) -> None:
        self.parser = parser or Parser()
        self.words = WordVectors(views.encoder)
        self._views = views
        self._encoder = views.encoder
        self._cross = cross or shared_cross_encoder()
        self._late = late_interaction

    def read(
        self,
        question: str,
        hits: Sequence[Hit],
        counts: Mapping[int, int],
        total: int,
        *,
        closely: bool = True,
    ) -> Reading:
        """Rank and choose sentences of the hits (best first).

        ``counts`` says in how many of the ``total`` passages of the index a token occurs.
        Not ``closely``, sentences are only ranked, without the cross-encoder.
        """
        asked = self._encoder.encode_tokens([question])[0]
        spans = self._encoder.token_offsets(question)
        parsed = self.parser(question)
        expressions = shipped_lexicon().find(parsed)
        read = read_question(question, asked.ids.tolist(), spans, counts, total, expressions)
        entries = zip(hits, self._views.of(hits), strict=True)
        kept = [(hit, *entry) for hit, entry in entries if entry[1]]
        if not kept:
            return Reading(read, (), (), (), 0.0, 0.0)
        views = [view for _, view, _ in kept]
        wanted = sought(question, self._encoder)
        every = candidates(read, asked, wanted, views, [hit.bm25 or 0.0 for hit, _, _ in kept])

        def in_order(scores: Vector, rows: Iterable[int]) -> tuple[Ranked, ...]:
            found = []
            for row in rows:
                passage, sentence = int(every.passage[row]), int(every.sentence[row])
                pooled = every.passages[passage].alone_pooled[sentence]
                found.append(Ranked(kept[passage][2][sentence], float(scores[row]), pooled))
            return tuple(found)

        late = float(np.max(every.column("late")))
        model = sentence_model()
        likeliest, scores = model.likeliest(every)
        at_first = in_order(scores, np.argsort(-scores, kind="stable"))
        if not closely:
            return Reading(read, at_first, at_first, (), 0.0, late)
        found = read_together(self._cross, read, every, likeliest)
        exact = model.score(found)
        best = self.parser.many(best_sentences(found, exact))
        related = relations(read, parsed, best, self.words.similar)
        confidence = answer_model().probability(signals(read, asked, found, exact, related))
        if self._late:
            read_rows = likeliest[: len(exact)]
            chosen = [int(read_rows[i]) for i in model.choose(read, found, exact)]
            scores = scores - np.min(scores[read_rows]) + np.min(exact)
            scores[read_rows] = exact
        else:
            scores = every.column("pooled")
            chosen = [int(np.argmax(scores))]
        ranked = in_order(scores, np.argsort(-scores, kind="stable"))
        return Reading(read, ranked, at_first, in_order(scores, chosen), confidence, late)

    def alike(self, question: str, hits: Sequence[Hit]) -> list[Alike]:
        """Every sentence of the hits, as they stand there, by its likeness to the question."""
        asked = self._encoder.encode([question])[0]
        found = []
        for view, candidates_of in self._views.of(hits):
            cosines = view.alone_pooled @ asked, view.context_pooled @ asked
            for one, alone, context, pooled in zip(
                candidates_of, *cosines, view.alone_pooled, strict=True
            ):
                found.append(Alike(one, float(alone), float(context), pooled))
        return found


def _passage_text(hit: Hit) -> tuple[PassageText, list[Candidate]]:
    """The passage as it was embedded, and its sentences in the article.

    A sentence beyond the encoder's window lies in several passages: each shows its part to
    the models, and the candidate is the whole sentence.
    """
    article, passage = hit.article, hit.passage
    search_text = passage.search_text(article)
    shift = len(search_text) - (passage.end - passage.start) - passage.start
    paragraph = article.paragraphs[passage.paragraph - 1]
    spans: list[tuple[int, int]] = []
    found: list[Candidate] = []
    for sentence in paragraph.sentences:
        start, end = max(sentence.start, passage.start), min(sentence.end, passage.end)
        if start < end:
            spans.append((start + shift, end + shift))
            found.append(Candidate(article, paragraph.number, sentence.start, sentence.end))
    before = _leading_to(article, passage)
    text = PassageText(article.id, article.title or "", search_text, tuple(spans), before)
    return text, found


def _leading_to(article: Article, passage: Passage) -> str:
    """The sentence before a passage, in its paragraph or at the end of the one before under the
    same heading.
    """
    paragraph = article.paragraphs[passage.paragraph - 1]
    earlier = [one for one in paragraph.sentences if one.end <= passage.start]
    if not earlier and passage.paragraph > 1:
        above = article.paragraphs[passage.paragraph - 2]
        earlier = list(above.sentences) if above.heading == paragraph.heading else []
    return article.text[earlier[-1].start : earlier[-1].end] if earlier else ""


def _data(name: str) -> str:
    return (files("rag") / "data" / name).read_text(encoding="utf-8")
