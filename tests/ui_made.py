"""Answers made by hand, and a reader of markup, for the tests of the pages."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from rag import Answer, Citation, Statement


def citation(number: int, quote: str = "It holds 40,000.", **other: Any) -> Citation:
    facts: dict[str, Any] = {
        "article_id": f"a{number}", "title": f"Title {number}", "publisher": f"Paper {number}",
        "date": "2025-03-16", "url": None, "paragraph": 2, "start": 10, "end": 10 + len(quote),
    }  # fmt: skip
    return Citation(number=number, quote=quote, **(facts | other))


def answer(**other: Any) -> Answer:
    facts: dict[str, Any] = {
        "question": "How many?", "question_as_understood": "How many?",
        "text": "It holds 40,000. [1]", "abstained": False, "confidence": 0.93,
        "statements": (Statement("It holds 40,000.", (1,)),),
        "citations": (citation(1),),
    }  # fmt: skip
    return Answer(**(facts | other))


class Reader(HTMLParser):
    """What a browser would make of markup: elements, attributes and words."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.depth = 0
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.depth += tag not in ("img", "br", "input")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def of_class(self, name: str) -> list[dict[str, str | None]]:
        return [a for _, a in self.elements if name in (a.get("class") or "").split()]


def two_answers() -> Answer:
    """What two questions in one message got: an answer, and that there is none."""
    first = answer(question="How many?", question_as_understood="How many does it hold?")
    second = answer(
        question="Who built it?", question_as_understood="Who built the hall?", statements=(),
        citations=(), text="The articles do not answer it.", abstained=True, confidence=0.2,
        closest=(citation(2, "A hall was built."),),
    )  # fmt: skip
    return answer(
        question="How many does it hold and who built it?",
        question_as_understood="How many does it hold? Who built the hall?",
        text=f"{first.question_as_understood}\n{first.text}\n\nWho built the hall?\n{second.text}",
        parts=(first, second),
    )
