"""From a question to an answer: retrieve, rank sentences, decide, compose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from langchain_core.callbacks import CallbackManagerForChainRun
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import patch_config

from index import Hit, Index, Within
from rag.compose import NOT_IN_THE_ARTICLES, as_text, cite, differ, state
from rag.config import Settings
from rag.conflicts import Value, differing_values, topic_of
from rag.datatypes import Answer, Citation, Claim, Conflict, Message
from rag.errors import QuestionError
from rag.followup import stand_alone
from rag.retriever import HIT, PassageRetriever
from rag.select import PassageViews, Ranked, Selector

CLOSEST_SHOWN = 3


class AnswerChain(Runnable[Any, Answer]):
    """A LangChain ``Runnable``: a question (``str``, or ``{"question", "history"}``) to an
    :class:`Answer`. Keep one for many questions: the models and caches stay warm. Chains
    over one index may share ``views``.
    """

    def __init__(
        self, index: Index, settings: Settings, *, views: PassageViews | None = None
    ) -> None:
        self.index = index
        self.settings = settings
        self.retriever = PassageRetriever(index=index, k=settings.passages, mode=settings.search)
        self._selector = Selector(
            views if views is not None else PassageViews(index.encoder),
            late_interaction=settings.late_interaction,
        )

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answer one question; raises :class:`QuestionError` if it can't be used."""
        return self._call_with_config(self._answer, input, config)

    def answer(
        self, question: str, history: Sequence[Message] = (), within: Within | None = None
    ) -> Answer:
        """The same without LangChain's dictionary; ``within`` limits the articles."""
        return self.invoke({"question": question, "history": list(history), "within": within})

    def _answer(
        self, input: Any, run_manager: CallbackManagerForChainRun, config: RunnableConfig
    ) -> Answer:
        question, history = self._parse(input)
        understood = stand_alone(question, history)
        notices_before = len(self.index.notices)
        child = patch_config(config, callbacks=run_manager.get_child())
        within = input.get("within") if isinstance(input, dict) else None
        documents = self.retriever.invoke(understood, child, within=within)
        hits = [cast(Hit, document.metadata[HIT]) for document in documents]
        statistics = self.index.token_statistics()
        reading = self._selector.read(understood, hits, *statistics)
        confidence = reading.confidence
        if understood != question:
            # The topic that was added is in no sentence of the answer, so that it can only
            # lower the match: what was asked counts as it was asked.
            asked = self._selector.read(question, hits, *statistics)
            confidence = max(confidence, asked.confidence)
        warnings = tuple(self.index.notices[notices_before:])
        if not reading.chosen or confidence < self.settings.answer_from:
            return self._abstain(question, understood, confidence, reading.ranked, hits, warnings)
        best = reading.chosen[: self.settings.statements]
        candidates = [one.candidate for one in [*best, *_same_words(best, reading.ranked)]]
        values = differing_values(reading.question, reading.ranked)
        candidates += [v.candidate for v in values if v.candidate not in candidates]
        statements, citations = state(candidates)
        conflicts: tuple[Conflict, ...] = ()
        if values:
            claims = tuple(_claim(value, citations) for value in values)
            conflicts = (Conflict(topic_of(reading.question), claims),)
            statements += (differ(claims),)
        return Answer(
            question=question,
            question_as_understood=understood,
            text=as_text(statements),
            abstained=False,
            confidence=confidence,
            statements=statements,
            citations=citations,
            conflicts=conflicts,
            passages=tuple(hits),
            warnings=warnings,
        )

    def _abstain(
        self,
        question: str,
        understood: str,
        confidence: float,
        ranked: Sequence[Ranked],
        hits: Sequence[Hit],
        warnings: tuple[str, ...],
    ) -> Answer:
        return Answer(
            question=question,
            question_as_understood=understood,
            text=NOT_IN_THE_ARTICLES
            if len(self.index)
            else "There are no articles in the index yet.",
            abstained=True,
            confidence=confidence,
            closest=tuple(
                cite(one.candidate, number)
                for number, one in enumerate(ranked[:CLOSEST_SHOWN], start=1)
            ),
            passages=tuple(hits),
            warnings=warnings,
        )

    def _parse(self, input: Any) -> tuple[str, list[Message]]:
        if isinstance(input, str):
            input = {"question": input}
        if not isinstance(input, dict) or not isinstance(input.get("question"), str):
            raise QuestionError(
                'Give the question as text, or as {"question": ..., "history": ...}.'
            )
        question = " ".join(input["question"].split())
        if not any(c.isalnum() for c in question):
            raise QuestionError("The question is empty; ask something in words.")
        limit = self.settings.max_question_chars
        if len(question) > limit:
            raise QuestionError(
                f"The question has {len(question):,} characters and the limit is {limit:,} "
                "(setting max_question_chars); ask it more shortly."
            )
        history: list[Message] = []
        for turn in input.get("history") or ():
            if (
                not isinstance(turn, dict)
                or turn.get("role") not in ("user", "assistant")
                or not isinstance(turn.get("content"), str)
            ):
                raise QuestionError(
                    'Each turn of the history is {"role": "user" or "assistant", "content": text}.'
                )
            history.append(cast(Message, {"role": turn["role"], "content": turn["content"]}))
        return question, history


def _same_words(chosen: Sequence[Ranked], ranked: Sequence[Ranked]) -> list[Ranked]:
    """Sentences of other articles that say exactly what a chosen one says."""
    words = {" ".join(one.candidate.text.split()) for one in chosen}
    known = {(one.candidate.article.id, one.candidate.start) for one in chosen}
    return [
        one
        for one in ranked
        if " ".join(one.candidate.text.split()) in words
        and (one.candidate.article.id, one.candidate.start) not in known
    ]


def _claim(value: Value, citations: Sequence[Citation]) -> Claim:
    place = (value.candidate.article.id, value.candidate.start)
    number = next(c.number for c in citations if (c.article_id, c.start) == place)
    return Claim(value.shown, number)
