"""What in a sentence is speech, and what tells of it.

"“A family can cross the road,” Strachan said. “It has power.”" are two sentences of Strachan's: the
second names nobody. Interviews are printed with a name in capitals before what is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.select import Candidate

# Speech that is a sentence, and not some words in one ("called it “theft”").
_SPEECH = "“{}”"
_STANDS_FOR = "Yes"
_LEAST_WORDS = 3
_MARKS = re.compile(r"[“”\"]")
_LABEL = re.compile(r"^(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ.’' -]{2,40}): ")
# What stands before a sentence in live pages and dispatches: "08:05 —", "MONTERREY, April 26 —".
_LEAD = re.compile(
    r"^(?:\d{1,2}[.:]\d{2}(?: ?[ap]\.?m\.?)?[ —–:-]*"
    r"|[A-ZÀ-Þ][A-ZÀ-Þ .’'-]+(?:, [^—–]{1,25})? [—–-]+ )(?=\S)"
)
_ASKS = frozenset(("QUESTION", "ANSWER", "UPDATE", "NOTE", "LIVE"))


@dataclass(frozen=True, slots=True)
class Parted:
    """A sentence without what is said in it; ``telling`` is empty where nothing else is left, and
    ``open`` says that its last speech goes on after it.
    """

    telling: str
    open: bool


def parted(sentence: str, inside: bool = False) -> Parted:
    """The sentence with a word in place of each speech; ``inside`` says that it begins in one."""
    pieces: list[str] = []
    lead = None if inside else _LEAD.match(sentence)
    start = lead.end() if lead else 0
    for mark in _MARKS.finditer(sentence, start):
        before = sentence[start : mark.start()]
        if mark.group() == '"' or (mark.group() == "“") != inside:
            pieces.append(_short(before, inside))
            inside = not inside
            start = mark.end()
    pieces.append(_short(sentence[start:], inside))
    telling = "".join(pieces)
    left = re.sub(rf"“{_STANDS_FOR}[,.?!]?”", "", telling)
    return Parted(telling if any(c.isalpha() for c in left) else "", inside)


def begins_inside(candidate: Candidate) -> bool:
    """Whether a speech that began earlier in the paragraph goes on in the sentence."""
    paragraph = candidate.article.paragraphs[candidate.paragraph - 1]
    return parted(candidate.article.text[paragraph.start : candidate.start]).open


def label_of(candidate: Candidate) -> str | None:
    """Whose name stands in capitals before what is said, in the paragraph so far."""
    article = candidate.article
    paragraph = article.paragraphs[candidate.paragraph - 1]
    found = None
    for sentence in paragraph.sentences:
        if sentence.start <= candidate.start:
            label = _LABEL.match(article.text[sentence.start : sentence.end])
            found = label.group("name") if label else found
    if found is None or found in _ASKS:
        return None
    last = re.escape(found.split()[-1])
    whole = re.search(rf"\b(?:[A-ZÀ-Þ][\w’'-]+ ){{1,2}}(?i:{last})\b", article.text)
    return whole.group() if whole and not whole.group().isupper() else found.title()


def _short(words: str, inside: bool) -> str:
    if not inside:
        return words
    stripped = words.strip()
    if len(stripped.split()) < _LEAST_WORDS:
        return f"“{words}”"
    end = stripped[-1:] if stripped[-1:] in ",.?!" else ""
    return f"“{_STANDS_FOR}{end}”"
