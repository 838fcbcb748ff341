"""Gold questions: their form, how they are read, and whether they still fit the articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus import Article, PolicyDebateError
from index import ArticleNotFound, Index

GOLD_FOLDER = Path(__file__).parent / "gold"

# A question that shares this many words in a row with its evidence gives the answer away.
SHARED_RUN = 6
# Two questions whose words overlap by more (Jaccard) ask the same.
SAME_QUESTION = 0.6


class Turn(BaseModel):
    """A turn before the question."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Literal["user", "assistant"]
    content: str


class Nugget(BaseModel):
    """An atomic fact: found when one of its ``aliases`` occurs in the answer, in any case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    aliases: tuple[str, ...] = Field(min_length=1)
    vital: bool = True
    side: Literal["for", "against"] | None = None
    speaker: str | None = None

    def found_in(self, text: str) -> bool:
        """Whether the text states it."""
        low = text.casefold()
        return any(alias.casefold() in low for alias in self.aliases)


class Evidence(BaseModel):
    """A sentence that supports a nugget, word for word."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article_id: str
    quote: str = Field(min_length=1)


class GoldQuestion(BaseModel):
    """One question. ``conflict`` says whether the sources really disagree (``None``: not asked)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    split: Literal["dev", "test"] = "test"
    topic: str
    type: str
    answerable: bool
    history: tuple[Turn, ...] = ()
    question: str = Field(min_length=1)
    gold_rewrite: str | None = None
    nuggets: tuple[Nugget, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    must_not: tuple[str, ...] = ()
    conflict: bool | None = None

    @model_validator(mode="after")
    def _answerable_has_evidence(self) -> GoldQuestion:
        if self.answerable and not self.evidence:
            raise ValueError("an answerable question needs evidence")
        if not self.answerable and (self.nuggets or self.evidence):
            raise ValueError("an unanswerable question has neither nuggets nor evidence")
        return self


def read_gold(path: Path) -> list[GoldQuestion]:
    """The questions of a file; raises :class:`PolicyDebateError` naming file, line and field."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyDebateError(f"The gold file {path} can't be read ({error}).") from error
    questions: list[GoldQuestion] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = GoldQuestion.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "the whole line"
            raise PolicyDebateError(
                f"{path}, line {number}, field {field}: {first['msg'].lower()}; correct the line."
            ) from error
        if question.id in seen:
            raise PolicyDebateError(
                f"{path}, line {number}, field id: {question.id!r} stands in line "
                f"{seen[question.id]} already; give each question its own."
            )
        seen[question.id] = number
        questions.append(question)
    if not questions:
        raise PolicyDebateError(f"The gold file {path} holds no question; add some.")
    return questions


def stale(questions: Sequence[GoldQuestion], index: Index) -> dict[str, str]:
    """By question id, why its evidence no longer fits the articles of the index."""
    texts: dict[str, str | None] = {}
    found: dict[str, str] = {}
    for question in questions:
        for evidence in question.evidence:
            if evidence.article_id not in texts:
                texts[evidence.article_id] = _text(index, evidence.article_id)
            text = texts[evidence.article_id]
            if text is None:
                found[question.id] = f"there is no article {evidence.article_id!r}"
            elif evidence.quote not in text:
                found[question.id] = (
                    f"{evidence.article_id!r} no longer says “{evidence.quote[:60]}…”"
                )
    return found


def faults(questions: Sequence[GoldQuestion]) -> list[str]:
    """What makes a set unfit as a test, in sentences; empty if it is fit."""
    found: list[str] = []
    for question in questions:
        quotes = " ".join(evidence.quote for evidence in question.evidence)
        found.extend(
            f"{question.id}: no alias of {nugget.aliases} occurs in its evidence."
            for nugget in question.nuggets
            if not nugget.found_in(quotes)
        )
        for evidence in question.evidence:
            shared = _runs(question.question) & _runs(evidence.quote)
            if shared:
                found.append(f"{question.id}: shares “{min(shared)}” with its evidence.")
                break
    dev = [q for q in questions if q.split == "dev" and not q.history]
    test = [q for q in questions if q.split == "test" and not q.history]
    for one in dev:
        words = set(_words(one.question))
        for other in test:
            others = set(_words(other.question))
            if len(words & others) > SAME_QUESTION * len(words | others):
                found.append(f"{one.id} (dev) asks the same as {other.id} (test).")
    mixed = {q.topic for q in dev} & {q.topic for q in test}
    found.extend(f"The topic {topic!r} is in both splits." for topic in sorted(mixed))
    return found


def spans_of(question: GoldQuestion, articles: dict[str, Article]) -> list[tuple[str, int, int]]:
    """(article id, start, end) of every evidence sentence that is in the articles."""
    spans = []
    for evidence in question.evidence:
        article = articles.get(evidence.article_id)
        start = article.text.find(evidence.quote) if article else -1
        if start >= 0:
            spans.append((evidence.article_id, start, start + len(evidence.quote)))
    return spans


def _text(index: Index, article_id: str) -> str | None:
    try:
        return index.article(article_id).text
    except ArticleNotFound:
        return None


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _runs(text: str) -> set[str]:
    words = _words(text)
    return {" ".join(words[i : i + SHARED_RUN]) for i in range(len(words) - SHARED_RUN + 1)}
