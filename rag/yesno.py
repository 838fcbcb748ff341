"""Yes or no in front of a sentence, where the sentence has the question's own words.

Only then: on 2,388 questions that readers of the stories asked in other words, no rule or model
tried told yes from no well enough to be trusted (``eval/fitting/README.md``), and this one fires
on hardly any of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.named import denied
from rag.question import Question
from rag.stancewords import NEGATIONS
from rag.words import stem

if TYPE_CHECKING:
    from spacy.tokens import Doc

CLOSED = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|might|must|should)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(?:same|differ\w*|agree\w*|match\w*|both|only|ever|always|never|more|less|most|all|first"
    r"|any|still|already|yet|enough|every\w*|than|before|after|or)\b|\d",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?!(?-i:May)\b)(?:would|could|may|might|should|if|unless|until|plan\w*|propos\w+|want\w*|ask\w*|demand\w*"
    r"|call\w*|consider\w*|whether|claim\w*|alleg\w+|accus\w+|reported\w*|said|says|expect\w*"
    r"|likely|only|but|although|though|however|yet|while|partly|some|most|instead|except|will"
    r"|to be|seek\w*|hop\w+|according)\b",
    re.IGNORECASE,
)
# A longer sentence says more than one thing.
_SHORT = 20
_ENOUGH = 0.75


def yes_or_no(question: Question, doc: Doc) -> str | None:
    """``"Yes"`` if a sentence plainly says of the question's words what the question does,
    ``"No"`` if it plainly denies it; ``None`` where that is not plain.
    """
    if not CLOSED.search(question.text) or _COMPARES.search(question.text):
        return None
    asked = {term.stem for term in question.content}
    said = [t for t in doc if stem(t.text) in asked]
    covered = len({stem(t.text) for t in said}) / max(len(asked), 1)
    if covered < _ENOUGH or not any(t.pos_ == "VERB" for t in said):
        return None
    if _HEDGED.search(doc.text) or len(doc) > _SHORT:
        return None
    if {w.lower() for w in question.text.split()} & NEGATIONS:
        return None
    if any(denied(t) for t in said if t.pos_ in ("VERB", "NOUN", "ADJ")):
        return "No"
    negated = any(t.dep_ == "neg" or t.lower_ in NEGATIONS | {"no"} for t in doc)
    return None if negated else "Yes"
