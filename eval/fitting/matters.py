"""Matters that the stories' articles debate: which sentences are for each, and which against.

``matters.jsonl`` has a line a story: its ``sentences`` (by "article:sentence", each with its
``doc_id``), and its ``matters``, each with four questions as readers put them (for both sides, for
a judgement, for those against, for those in favour), some that ask for the ``reversed`` matter,
and who says each sentence ``for`` and ``against`` it (nobody, where the article does). On some the
articles hold no view, near as they are. Those of ``round`` 2 were chosen so that many sentences
lie on the other side than for those of round 1. ``of`` are questions for the views of somebody in
particular, with who that is and the sentences that tell them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import Article, Reader
from eval.fitting.export import STORIES_FOLDER
from rag.crossencoder import Text

MATTERS = Path(__file__).parent / "matters.jsonl"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence of a story's article, word for word."""

    doc_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Matter:
    """What is debated; ``favour`` and ``against`` say who holds each sentence, "" for nobody."""

    story: str
    round: int
    name: str
    questions: tuple[str, ...]
    reversed: tuple[str, ...]
    favour: Mapping[Quoted, str]
    against: Mapping[Quoted, str]
    of: tuple[tuple[str, str, tuple[Quoted, ...]], ...]

    @property
    def is_debated(self) -> bool:
        """Whether any sentence takes a side."""
        return bool(self.favour or self.against)


def read_matters() -> list[Matter]:
    """All of them, by story."""
    found = []
    for line in MATTERS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        quoted = {ref: Quoted(*one) for ref, one in row["sentences"].items()}
        for matter in row["matters"]:
            found.append(
                Matter(
                    row["story"],
                    matter["round"],
                    matter["matter"],
                    tuple(matter["questions"]),
                    tuple(matter["reversed"]),
                    {quoted[ref]: holder for ref, holder in matter["for"].items()},
                    {quoted[ref]: holder for ref, holder in matter["against"].items()},
                    tuple(
                        (q, who, tuple(quoted[ref] for ref in refs))
                        for q, who, refs in matter["of"]
                    ),
                )
            )
    return found


def told(story: str) -> dict[Quoted, Text]:
    """Every sentence of a story's articles, with what it is read with."""
    with Reader() as reader:
        articles = reader.read(STORIES_FOLDER / f"{story}_corpus.jsonl")
    return {quoted: text for article in articles for quoted, text in _told(article)}


def _told(article: Article) -> Sequence[tuple[Quoted, Text]]:
    found, before = [], ""
    for paragraph in article.paragraphs:
        for sentence in paragraph.sentences:
            text = article.text[sentence.start : sentence.end]
            found.append((Quoted(article.id, text), Text("", before, text)))
            before = text
    return found
