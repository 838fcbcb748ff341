"""Yes or no in front of a sentence, where it is clear enough that the sentence says so.

A small fitted model weighs what a network makes of question and sentence (:mod:`rag.verdict`)
and what rules see in them: words that are denied, refusals, exceptions, plans. Neither alone
is right often enough to be believed (``eval/fitting/README.md``).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.lexicon import Expression
from rag.logistic import log_odds, log_softmax
from rag.named import denied
from rag.question import Vector
from rag.stancewords import NEGATIONS, REFUSALS
from rag.verdict import Verdict
from rag.words import STOP_WORDS, Words, read_words, stem

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

CLOSED = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|might|must|should)\b",
    re.IGNORECASE,
)
"""How a question begins that wants yes or no."""

ASKED_WORDS = ("still", "ever", "any", "all", "first", "unanimous")

SIGNS = (
    "leaning", "left_open", "others_lean", "others_decide", "confidence", "known",
    "denied_word", "denied_verb", "denies", "question_denies", "says_none", "excepts",
    "contrasts", "refuses", "question_refuses", "verb_known", "verb_called", "words",
    "question_words", "other_number", "counts", "hedged", "reports", "question_modal",
    "question_past", "name_missing",
    *(f"question_{word}" for word in ASKED_WORDS),
)  # fmt: skip

OTHERS = 2
"""So many of the sentences that come next are heard too: another article may say it plainly."""

_CHOICE = re.compile(r"\bor\b", re.IGNORECASE)
# "Can you tell me who ...?" wants no yes.
_REQUEST = re.compile(r"^\w+ (?:you|we|i)\b", re.IGNORECASE)
_NONE = frozenset("no none nobody nothing neither".split())
_EXCEPTING = frozenset("only except unless until exempt".split())
_CONTRASTING = frozenset("but although though however while".split())
_HEDGING = frozenset("would could may might if whether plan proposed expected".split())
_REPORTING = re.compile(
    r"\b(?:sa(?:id|ys|y)|argu\w+|claim\w*|accus\w+|den(?:y|ied|ies)|according|alleg\w+|insist\w*"
    r"|told|tells|promis\w+|call(?:s|ed)|complain\w*|report(?:ed|s|edly)|believe\w*|warn\w*)\b",
    re.IGNORECASE,
)
_MODAL = frozenset("can could may must should will would".split())
_PAST = frozenset("did was were has have had".split())


@dataclass(frozen=True, slots=True)
class YesNoModel:
    """A multinomial logit over :data:`SIGNS` with a column for each of :data:`rag.verdict.LABELS`:
    ``weights`` (signs, 3), ``bias`` (3,). A word is said from probability ``say_from`` on, and
    with "probably" from ``probably_from`` on.
    """

    weights: NDArray[np.float64]
    bias: Vector
    say_from: float
    probably_from: float

    @classmethod
    def from_json(cls, text: str) -> YesNoModel:
        """Read what ``eval.fitting.yesno`` wrote; raises ``KeyError`` if a sign is missing."""
        data = json.loads(text)
        weights = np.array([data["signs"][name] for name in SIGNS], dtype=float)
        bounds = (float(data[name]) for name in ("say_from", "probably_from"))
        return cls(weights, np.array(data["bias"], dtype=float), *bounds)

    def word(self, row: Vector) -> str | None:
        """``"Yes"`` or ``"No"``, ``"Probably yes"`` or ``"Probably no"``, or ``None`` if neither is
        sure enough.
        """
        yes, no, _ = np.exp(log_softmax(row @ self.weights + self.bias))
        word, sure = ("yes", yes) if yes > no else ("no", no)
        if sure < self.probably_from:
            return None
        return f"Probably {word}" if sure < self.say_from else word.capitalize()


@lru_cache(maxsize=1)
def yes_no_model() -> YesNoModel:
    """The fitted model that comes with the program."""
    return YesNoModel.from_json((files("rag") / "data" / "yesno.json").read_text("utf-8"))


def wants_yes_or_no(question: str) -> bool:
    """Whether a question wants yes or no, and not one of two things or to be told something."""
    return bool(CLOSED.search(question)) and not (
        _CHOICE.search(question) or _REQUEST.search(question)
    )


def next_ones(sentence: str, ranked: Sequence[str]) -> list[str]:
    """The :data:`OTHERS` best of the sentences beside the one put first."""
    return [one for one in ranked[: OTHERS + 1] if one != sentence][:OTHERS]


def signs(
    question: Doc,
    expressions: Sequence[Expression],
    sentence: Doc,
    verdict: Verdict,
    others: Sequence[Verdict],
    confidence: float,
) -> Vector:
    """A value for every name in :data:`SIGNS`.

    ``expressions`` are what of the question may be called otherwise, ``verdict`` what the network
    makes of both, ``others`` what it makes of the :data:`OTHERS` next sentences, ``confidence``
    that of the whole answer.
    """
    said = read_words(sentence.text)
    content = [t for t in question if t.is_alpha and t.lower_ not in STOP_WORDS and t.pos_ != "AUX"]
    asked = {stem(t.text) for t in content}
    verb = next(t for t in question if t.dep_ == "ROOT")
    aligned, verb_called = _aligned(asked & said.known, expressions, said, verb)
    lower, asked_lower = ({t.lower_ for t in doc} for doc in (sentence, question))
    numbers = {t.text for t in sentence if t.like_num}
    values: dict[str, float] = {
        "leaning": verdict.yes - verdict.no,
        "left_open": verdict.open - float(np.logaddexp(verdict.yes, verdict.no)),
        "others_lean": sum(math.exp(one.yes) - math.exp(one.no) for one in others),
        "others_decide": max((1 - math.exp(one.open) for one in others), default=0.0),
        "confidence": log_odds(confidence),
        "known": len(asked & said.known) / max(len(asked), 1),
        "denied_word": any(_denied(t) for t in sentence if stem(t.text) in aligned),
        "denied_verb": any(denied(t) for t in sentence if stem(t.text) == stem(verb.text)),
        "denies": any(t.dep_ == "neg" or t.lower_ in NEGATIONS for t in sentence),
        "question_denies": any(t.dep_ == "neg" for t in question),
        "says_none": bool(lower & _NONE),
        "excepts": bool(lower & _EXCEPTING),
        "contrasts": bool(lower & _CONTRASTING),
        "refuses": any(t.lemma_.lower() in REFUSALS for t in sentence),
        "question_refuses": any(t.lemma_.lower() in REFUSALS for t in question),
        "verb_known": stem(verb.text) in said.known,
        "verb_called": verb_called,
        "words": math.log(len(sentence)),
        "question_words": math.log(len(question)),
        "other_number": any(t.like_num and t.text not in numbers for t in question),
        "counts": bool(numbers),
        "hedged": bool(lower & _HEDGING),
        "reports": bool(_REPORTING.search(sentence.text)),
        "question_modal": question[0].lower_ in _MODAL,
        "question_past": question[0].lower_ in _PAST,
        "name_missing": any(t.pos_ == "PROPN" and stem(t.text) not in said.known for t in question),
        **{f"question_{word}": word in asked_lower for word in ASKED_WORDS},
    }
    return np.array([float(values[name]) for name in SIGNS])


def _aligned(
    known: set[str], expressions: Sequence[Expression], said: Words, verb: Token
) -> tuple[set[str], bool]:
    """The stems by which the sentence has the question's words, or calls them otherwise, and
    whether the question's verb is among what it calls otherwise.
    """
    aligned, verb_called = set(known), False
    for expression in expressions:
        called = next((other for other in expression.others if other.stands_in(said)), None)
        if called is not None:
            if not expression.stems <= said.known:
                aligned |= called.stems
            verb_called |= expression.start <= verb.idx < expression.end
    return aligned, verb_called


def _denied(token: Token) -> bool:
    return token.pos_ in ("VERB", "NOUN", "ADJ") and denied(token)
