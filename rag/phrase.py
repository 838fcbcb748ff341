"""A quoted sentence as it can be understood alone, and who says it.

"They argue ..." is shown as "They [immigrant advocates] argue ...": the words in brackets
are ours, and the citation keeps the article's. Where no name fits for certain, the
sentence before is shown with it and cited too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.parse import Parser
from rag.reference import is_person_noun, name_for, opening
from rag.select import Candidate

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Phrase:
    """``text`` for the reader; ``lead`` is the sentence before, where it is shown."""

    text: str
    lead: Candidate | None = None


def phrase(candidate: Candidate, parser: Parser) -> Phrase:
    """The sentence with what its opening stands for; its own words unchanged."""
    plain = " ".join(candidate.text.split())
    head = opening(parser(candidate.text))
    led_by = preceding(candidate, 3)
    if head is None or not led_by:
        return Phrase(plain)
    name = name_for(head, parser.many([one.text for one in led_by]))
    if name is not None:
        if name.casefold() in plain.casefold():
            return Phrase(plain)
        return Phrase(_with_name(candidate.text, head, name))
    lead = led_by[-1]
    if lead.paragraph != candidate.paragraph or is_person_noun(head):
        return Phrase(plain)
    return Phrase(plain, lead)


def preceding(candidate: Candidate, count: int) -> list[Candidate]:
    """The sentences before one in its article, in order, as far as the paragraph before."""
    return [one for one in earlier(candidate, count) if one.paragraph >= candidate.paragraph - 1]


def earlier(candidate: Candidate, count: int) -> list[Candidate]:
    """The sentences before one in its article, in order."""
    article, found = candidate.article, list[Candidate]()
    for number in range(candidate.paragraph, 0, -1):
        found += [
            Candidate(article, number, span.start, span.end)
            for span in reversed(article.paragraphs[number - 1].sentences)
            if span.start < candidate.start
        ]
        if len(found) >= count:
            break
    return found[:count][::-1]


def _with_name(text: str, head: Token, name: str) -> str:
    place = head.idx + len(head.text)
    return " ".join(f"{text[:place]} [{name}]{text[place:]}".split())
