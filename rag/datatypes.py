"""The answer: statements that rest on quoted sentences.

The invariant that everything rests on: ``article.text[c.start:c.end] == c.quote``, and
the quote lies in paragraph ``c.paragraph`` of that article.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypedDict

from index import Hit

Side = Literal["for", "against"]


class Message(TypedDict):
    """One turn of the conversation before the question."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A quoted sentence: ``start`` and ``end`` are offsets into the article's text.

    ``number`` is the [n] of the answer's text, ``paragraph`` counts from 1, ``date`` is
    ISO 8601 to the precision that is known.
    """

    number: int
    article_id: str
    title: str
    publisher: str | None
    date: str | None
    url: str | None
    paragraph: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the answer with the numbers of the citations it rests on.

    ``text`` may hold words of ours in [brackets], which name what "they" or "this move"
    stands for; the quote in the citation never does. ``speaker`` is who holds the view, as
    the article names them, and None where the article speaks in its own voice. ``date`` is
    when what it tells happened (ISO 8601, as precise as known), in a timeline.
    """

    text: str
    citations: tuple[int, ...]
    side: Side | None = None
    speaker: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One of the values that sources give for the same thing, and who gives it."""

    value: str
    citation: int
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A disagreement between sources."""

    topic: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say about a question, or that they don't say.

    ``short`` is the fact itself where one is asked for ("238", "James Boasberg", "Yes",
    "Probably no"), in the words of a citation, save for yes and no. ``as_of`` is the date of
    the source that the first statement rests on. ``remarks`` are sentences of ours about the
    answer ("The articles give no view against it."), which cite nothing. ``confidence`` is in
    0..1. ``passages`` is what was retrieved, best first. When ``abstained``, ``statements`` and
    ``citations`` are empty and ``closest`` cites the nearest passages, which are no answer.

    Where several questions were asked at once, ``parts`` has the answer to each in turn, some of
    which may abstain; the other fields hold all of theirs, with one numbering of the citations.
    """

    question: str
    question_as_understood: str
    text: str
    abstained: bool
    confidence: float
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    sides: dict[Side, tuple[Statement, ...]] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    closest: tuple[Citation, ...] = ()
    passages: tuple[Hit, ...] = ()
    answered_by: str = "quotes"
    warnings: tuple[str, ...] = ()
    short: str | None = None
    as_of: str | None = None
    remarks: tuple[str, ...] = ()
    parts: tuple[Answer, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON values; of the passages, what is needed to find them."""
        plain: dict[str, Any] = {
            name: getattr(self, name)
            for name in (
                "question", "question_as_understood", "text", "abstained", "confidence",
                "answered_by", "short", "as_of",
            )
        }  # fmt: skip
        for name in ("statements", "citations", "conflicts", "closest"):
            plain[name] = [asdict(item) for item in getattr(self, name)]
        plain["sides"] = {
            side: [asdict(item) for item in items] for side, items in self.sides.items()
        }
        plain["passages"] = [
            {
                "article_id": hit.article.id,
                "paragraph": hit.paragraph,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "text": hit.text,
                "score": hit.score,
                "cosine": hit.cosine,
                "bm25": hit.bm25,
            }
            for hit in self.passages
        ]
        plain["remarks"] = list(self.remarks)
        plain["warnings"] = list(self.warnings)
        plain["parts"] = [part.to_dict() for part in self.parts]
        return plain
