"""What the sentence model looks at: one row of numbers for each candidate sentence.

Late interaction (ColBERT, Khattab and Zaharia 2020) weighted by rarity, alone and in the
passage's context; likeness to what is sought (:mod:`rag.sought`); words in common, the same or
called otherwise (:mod:`rag.lexicon`); and whether a name, date or number of the kind asked for
stands in the sentence and not in the question already. What the cross-encoder says is zero until
:meth:`Candidates.read_together`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.model import FloatMatrix, TokenVectors
from rag.question import TYPED, Question, Vector, share
from rag.sought import IN_CONTEXT
from rag.views import PassageView, max_similarity
from rag.words import (
    DAYS,
    MONTHS,
    NUMBER_WORDS,
    ORDINAL,
    STOP_WORDS,
    TIME_WORDS,
    YEAR,
    Words,
    longest_run,
    read_words,
)

Matrix = NDArray[np.float64]

READ_CLOSELY = 40
"""Only so many sentences, the best by similarity, are compared word by word."""

FEATURES = (
    "late", "late_context", "pooled", "sought", "sought_context", "passage_sought",
    "passage_cosine", "passage_bm25", "log_length", "first",
    "position", "exact", "exact_before", "run", "typed", "untyped", "typed_near", "marker",
    "first_definition", "new_words", "late_before", "late_after", "late_context_before",
    "late_context_after", "gain_of_pair", "rest", "rest_context", "unnamed", "unnamed_context",
    "asked", "asked_context", "empty", "empty_context", "covered", "covered_context",
    "missing", "missing_context", "weakest_context", "exact_passage", "called", "called_before",
    "called_passage", "cross", "cross_likely", "cross_reworded", "cross_reworded_likely",
)  # fmt: skip

_PLACE = re.compile(
    r"\b(?:in|at|from|near|to|of|on|outside|across|off|between|into|through|around|north|south"
    r"|east|west|along)\s+(?:the\s+)?(?:[a-z]+\s+)?[A-Z][\w’'-]+"
)
_MARKERS = {
    "reason": re.compile(
        r"\b(?:because|since|due to|owing to|as a result|caused?|causing|so that|in order to"
        r"|therefore|thus|reason|led to|leading to|result(?:ed|ing)? (?:in|of|from)|to (?:avoid"
        r"|prevent|protect|ensure|allow|help|make|reduce|give|keep|provide|create)|enabl\w+"
        r"|in response|arguing|citing|after)\b",
        re.IGNORECASE,
    ),
    "manner": re.compile(
        r"\b(?:by|through|via|using|with|when|from|means|process|method)\b", re.IGNORECASE
    ),
    "define": re.compile(
        r"\b(?:is|are|was|were) (?:an?|the|any|one|defined|used|called|known)\b|\bmeans?\b"
        r"|\brefers? to\b|\bcalled\b|\bknown as\b",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class Candidates:
    """The sentences that were read closely: ``rows`` of shape (sentences, features).

    ``passage`` and ``sentence`` (both from 0) say which sentence a row is; ``passages``
    are all that were retrieved, best first, with their ``bm25`` scores.
    """

    passages: Sequence[PassageView]
    bm25: Vector
    passage: NDArray[np.int64]
    sentence: NDArray[np.int64]
    rows: Matrix

    def column(self, name: str) -> Vector:
        """The values of one feature."""
        return self.rows[:, FEATURES.index(name)]

    def text(self, row: int) -> str:
        """The words of a candidate."""
        view = self.passages[int(self.passage[row])]
        return view.sentences[int(self.sentence[row])]

    def around(self, row: int) -> Words:
        """The words of a candidate's passage and of its title."""
        view = self.passages[int(self.passage[row])]
        return read_words("\n".join((view.title, *view.sentences)))

    def read_together(
        self, kept: NDArray[np.int64], logits: Vector, reworded: Vector
    ) -> Candidates:
        """Only the ``kept`` rows, with what the cross-encoder said of each: to the question as
        it was asked, and as the sentence would put it, whichever is higher.
        """
        rows = self.rows[kept].copy()
        either = np.maximum(logits, reworded)
        for name, values in (("cross", logits), ("cross_reworded", either)):
            rows[:, FEATURES.index(name)] = values / 10
            rows[:, FEATURES.index(f"{name}_likely")] = 1 / (1 + np.exp(-values))
        return Candidates(self.passages, self.bm25, self.passage[kept], self.sentence[kept], rows)


def candidates(
    question: Question,
    asked: TokenVectors,
    sought: FloatMatrix,
    passages: Sequence[PassageView],
    bm25_scores: Sequence[float],
) -> Candidates:
    """Features of the sentences of ``passages`` (best passage first).

    ``sought`` is the vector of what is sought, of shape (384,).
    ``bm25_scores`` are higher for better, and 0 for a passage that BM25 did not find.
    """
    bm25 = np.array(bm25_scores, dtype=float)
    passage = np.array([p for p, v in enumerate(passages) for _ in v.sentences], dtype=np.int64)
    sentence = np.array([i for v in passages for i in range(len(v.sentences))], dtype=np.int64)
    if not len(passage):
        return Candidates(passages, bm25, passage, sentence, np.zeros((0, len(FEATURES))))
    alone = max_similarity(asked.vectors, [v.alone for v in passages])
    context = max_similarity(asked.vectors, [v.context for v in passages])
    pooled = np.concatenate([v.alone_pooled @ asked.pooled for v in passages]).astype(float)
    found = _similarities(question, passages, passage, sentence, alone, context)
    found["pooled"] = pooled
    for name, vector in (("passage_cosine", asked.pooled), ("passage_sought", sought)):
        found[name] = np.array([float(v.pooled @ vector) for v in passages])[passage]
    found["sought"] = np.concatenate([v.alone_pooled @ sought for v in passages]).astype(float)
    found["sought_context"] = np.concatenate([v.context_pooled @ sought for v in passages]).astype(
        float
    )
    found["passage_bm25"] = (bm25 / max(float(bm25.max()), 1e-6))[passage]
    lengths = np.array([length for v in passages for length in v.lengths])
    found["log_length"] = np.log(np.maximum(lengths, 1))
    found["first"] = (sentence == 0).astype(float)
    sizes = np.array([len(v.sentences) for v in passages])[passage]
    found["position"] = sentence / np.maximum(sizes - 1, 1)
    by_similarity = found["late"] + found["late_context"] + 0.6 * pooled
    by_similarity += found["sought"] + IN_CONTEXT * found["sought_context"]
    kept = np.sort(np.argsort(-by_similarity, kind="stable")[:READ_CLOSELY])
    for name in FEATURES:
        if name not in found:
            found[name] = np.zeros(len(passage))
    _read_words(question, passages, passage, sentence, kept, found)
    rows = np.stack([found[name][kept] for name in FEATURES], axis=1)
    return Candidates(passages, bm25, passage[kept], sentence[kept], rows)


def _similarities(
    question: Question,
    passages: Sequence[PassageView],
    passage: NDArray[np.int64],
    sentence: NDArray[np.int64],
    alone: NDArray[np.float32],
    context: NDArray[np.float32],
) -> dict[str, Vector]:
    found: dict[str, Vector] = {}
    content = np.zeros(len(question.token_rarity))
    named, asked, empty, titled = (np.zeros(len(content)) for _ in range(4))
    in_title = read_words(passages[0].title).known
    for term in question.terms:
        places = list(term.tokens)
        content[places] = not term.stop
        named[places] = term.named
        asked[places] = term.asked
        empty[places] = term.stop
        titled[places] = term.stem in in_title
    rarity = content * question.token_rarity
    total = max(float(rarity.sum()), 1e-6)
    weights = {
        "late": question.late_weights,
        "rest": share(rarity * (1 - titled)),
        "unnamed": rarity * (1 - named) / total,
        "asked": rarity * asked / total,
        "empty": share(empty * question.all_weights),
    }
    # The similarity of a word is the mean over its pieces.
    pieces = np.zeros((len(content), len(question.content)))
    for i, term in enumerate(question.content):
        pieces[list(term.tokens), i] = 1 / max(len(term.tokens), 1)
    term_weights = np.array([term.weight for term in question.content])
    by_term = []
    for suffix, similar in (("", alone), ("_context", context)):
        for name, vector in weights.items():
            found[name + suffix] = similar @ vector
        words = similar @ pieces
        by_term.append(words)
        found["covered" + suffix] = 1 / (1 + np.exp(-12 * (words - 0.6))) @ term_weights
        found["missing" + suffix] = (term_weights * (1 - words)).max(axis=1, initial=0.0)
    found["weakest_context"] = by_term[1].min(axis=1, initial=1.0)
    best = np.maximum(*by_term)
    follows = sentence > 0
    pair = best.copy()
    pair[1:][follows[1:]] = np.maximum(best[1:], best[:-1])[follows[1:]]
    found["gain_of_pair"] = (pair - best) @ term_weights
    for name in ("late", "late_context"):
        before, after = np.zeros(len(sentence)), np.zeros(len(sentence))
        before[1:] = np.where(follows[1:], found[name][:-1], 0)
        after[:-1] = np.where(follows[1:], found[name][1:], 0)
        found[name + "_before"], found[name + "_after"] = before, after
    return found


def _read_words(
    question: Question,
    passages: Sequence[PassageView],
    passage: NDArray[np.int64],
    sentence: NDArray[np.int64],
    kept: NDArray[np.int64],
    found: dict[str, Vector],
) -> None:
    titles = [read_words(view.title).known for view in passages]
    known = [
        titles[p].union(*(read_words(text).known for text in view.sentences))
        for p, view in enumerate(passages)
    ]
    asked_run = tuple(term.stem for term in question.terms)
    content = {term.stem for term in question.content}
    kind = question.kind
    for row in (int(i) for i in kept):
        p, s = int(passage[row]), int(sentence[row])
        view = passages[p]
        text = view.sentences[s]
        words = read_words(text)
        before = read_words(view.sentences[s - 1]).known if s else frozenset[str]()
        found["exact"][row] = sum(t.weight for t in question.content if t.stem in words.known)
        found["exact_passage"][row] = sum(t.weight for t in question.content if t.stem in known[p])
        found["exact_before"][row] = sum(
            t.weight for t in question.content if t.stem in before and t.stem not in words.known
        )
        here = [t.known(words.known) for t in question.content]
        called = list(zip(question.content, here, strict=True))
        found["called"][row] = sum(t.weight for t, is_here in called if is_here)
        found["called_passage"][row] = sum(t.weight for t in question.content if t.known(known[p]))
        found["called_before"][row] = sum(
            t.weight for t, is_here in called if not is_here and t.known(before)
        )
        found["run"][row] = longest_run(asked_run, words.stems) / max(len(asked_run), 1)
        if kind in TYPED:
            given = question.stems | titles[p] if kind in ("person", "org") else question.stems
            things = typed_words(words, kind, given)
            found["typed"][row] = max((value for _, value in things), default=0.0)
            found["untyped"][row] = float(not things)
            if kind == "place" and _PLACE.search(text):
                found["typed"][row] += 0.5
            places = [j for j, word in enumerate(words.stems) if word in content]
            if places:
                found["typed_near"][row] = max(
                    (v / (1 + min(abs(i - j) for j in places) / 4) for i, v in things), default=0.0
                )
        elif kind in _MARKERS:
            value = 0.5 if kind == "manner" else 1.0
            found["marker"][row] = value * bool(_MARKERS[kind].search(text))
        found["first_definition"][row] = float(s == 0 and kind in ("define", "thing"))
        new = sum(word not in question.stems for word in _content(words))
        found["new_words"][row] = min(new, 6) / 6


@lru_cache(maxsize=16_384)
def _content(words: Words) -> tuple[str, ...]:
    kept = zip(words.stems, words.raw, strict=True)
    return tuple(word for word, raw in kept if raw.lower() not in STOP_WORDS)


def typed_words(words: Words, kind: str, given: frozenset[str]) -> list[tuple[int, float]]:
    """Where words of a kind stand that are not ``given``, and how surely they are."""
    return [(i, v) for i, v in _of_kind(words.raw, kind) if words.stems[i] not in given]


# The same for every question, so it is kept like the words themselves.
@lru_cache(maxsize=16_384)
def _of_kind(raw_words: tuple[str, ...], kind: str) -> tuple[tuple[int, float], ...]:
    found = []
    for i, raw in enumerate(raw_words):
        follower = raw_words[i + 1] if i + 1 < len(raw_words) else ""
        # At the start of a sentence a capital says nothing, unless another word has one too.
        plain = i == 0 and not follower[:1].isupper()
        value = _certainty(raw, kind, first=plain)
        if value:
            found.append((i, value))
    return tuple(found)


def _certainty(raw: str, kind: str, first: bool) -> float:
    lower = raw.lower()
    if kind == "number":
        if not (lower in NUMBER_WORDS or any(c.isdigit() for c in raw)):
            return 0.0
        return 0.5 if YEAR.fullmatch(raw) else 1.0
    if kind == "time":
        month = lower in MONTHS and raw[0].isupper()
        if YEAR.fullmatch(raw) or month or lower in DAYS:
            return 1.0
        return 0.5 if ORDINAL.fullmatch(lower) or lower in TIME_WORDS else 0.0
    named = raw[0].isupper() and lower not in STOP_WORDS and lower not in MONTHS
    return 1.0 if named and not first else 0.0
