"""Other people's question sets as gold questions: XQuAD, CLAPnq and MT-RAG style files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corpus import PolicyDebateError
from eval.datasets import Question, read_questions
from eval.gold import Evidence, GoldQuestion, Nugget, Turn
from index import ArticleNotFound, Index


def from_public(questions: list[Question], index: Index, kind: str) -> list[GoldQuestion]:
    """Questions of :mod:`eval.datasets` as gold; the topic (for clustering) is the article.

    Where a set marks gold sentences these are the evidence; else the sentences of the gold
    paragraph that hold an answer, and short answers are the aliases of one vital nugget.
    """
    return [_one(question, index, kind) for question in questions]


def read_public(folder: Path, name: str, index: Index) -> list[GoldQuestion]:
    """``NAME_questions.jsonl`` in ``folder`` as gold questions over ``index``."""
    return from_public(read_questions(folder / f"{name}_questions.jsonl"), index, name)


def read_mtrag(path: Path) -> list[GoldQuestion]:
    """MT-RAG style tasks (IBM mt-rag-benchmark): ``input`` turns, ``contexts``, answerability."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(_mtrag_one(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise PolicyDebateError(
                f"{path}, line {number}: not an MT-RAG task ({type(error).__name__}: {error})."
            ) from error
    return found


def _one(question: Question, index: Index, kind: str) -> GoldQuestion:
    evidence: list[Evidence] = []
    for spot in question.evidence:
        article_id, number = spot.key
        try:
            article = index.article(article_id)
        except ArticleNotFound:
            continue
        paragraph = article.paragraphs[number - 1]
        if spot.sentences:
            evidence.extend(
                Evidence(article_id=article_id, quote=s.strip()) for s in spot.sentences
            )
            continue
        sentences = [article.text[s.start : s.end] for s in paragraph.sentences]
        holding = [s for s in sentences if any(a.lower() in s.lower() for a in question.answers)]
        evidence.extend(
            Evidence(article_id=article_id, quote=quote)
            # An answer that crosses a sentence's end is evidenced by the whole paragraph.
            for quote in holding or [article.text[paragraph.start : paragraph.end]]
        )
    # Where sentences are marked the answers are written freely: their words are no aliases.
    marked = any(spot.sentences for spot in question.evidence)
    short = [] if marked else [a for a in question.answers if len(a.split()) <= 12]
    return GoldQuestion(
        id=question.id,
        topic=question.evidence[0].doc_id if question.evidence else f"{kind}-unanswerable",
        type="answerable" if question.answerable else "unanswerable",
        answerable=question.answerable and bool(evidence),
        history=tuple(Turn(**turn) for turn in question.history),
        question=question.question,
        nuggets=(Nugget(aliases=tuple(short)),) if short and evidence else (),
        evidence=tuple(evidence),
    )


def _mtrag_one(task: dict[str, Any]) -> GoldQuestion:
    turns = [
        Turn(role="user" if turn["speaker"] == "user" else "assistant", content=turn["text"])
        for turn in task["input"]
    ]
    labels = {str(label).upper() for label in task.get("Answerability", ["ANSWERABLE"])}
    contexts = task.get("contexts", []) if labels & {"ANSWERABLE", "PARTIAL"} else []
    return GoldQuestion(
        id=str(task["task_id"]),
        topic=str(task.get("conversation_id", task["task_id"])),
        type="follow-up" if len(turns) > 1 else "answerable",
        answerable=bool(contexts),
        history=tuple(turns[:-1]),
        question=turns[-1].content,
        evidence=tuple(
            Evidence(article_id=str(c["document_id"]), quote=str(c["text"]).strip())
            for c in contexts
        ),
    )
