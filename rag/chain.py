"""From a question to an answer: retrieve, rank sentences, decide, compose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

from langchain_core.callbacks import CallbackManagerForChainRun
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import patch_config

from index import Hit, Index, Within
from index.encode import PACKAGED, shared_encoder
from rag.agreement import NONE_FOUND, asked_of
from rag.casing import with_care
from rag.chronology import draft_timeline
from rag.compose import NO_ARTICLES, NOT_IN_THE_ARTICLES, cite
from rag.config import Settings
from rag.datatypes import Answer, Message
from rag.draft import (
    Draft,
    Finding,
    draft_fact,
    telling_who,
)
from rag.errors import QuestionError
from rag.followup import stand_alone, understand
from rag.identity import as_who_is
from rag.opposed import draft_sides
from rag.parse import Parser
from rag.plainly import KNOWN_ABOUT, plainly
from rag.retriever import HIT, PassageRetriever
from rag.select import PassageViews, Reading, Selector
from rag.several import Asked, questions_in
from rag.shape import shape_of
from rag.summary import draft_topic, topic_asked
from rag.together import say_the_same, together

CLOSEST_SHOWN = 3
# "Who is Okafor?" where a sentence calls Okafor the board's chair: of 33 such sentences about names
# from the stories 30 told it, however little of the question they matched.
WHERE_TOLD = 0.9

Find = Callable[..., Finding]


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
        self._parser = Parser()
        # The form is fitted on the packaged encoder's vectors.
        packaged = index.encoder.name == PACKAGED
        self._form_encoder = index.encoder if packaged else shared_encoder()
        self._selector = Selector(
            views if views is not None else PassageViews(index.encoder),
            self._parser,
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
        within = input.get("within") if isinstance(input, dict) else None
        find = self._find(patch_config(config, callbacks=run_manager.get_child()), within)
        plain = plainly(question)
        # "..., and do the reports agree?" asks of the sources what is asked before it.
        asked = Asked((plain,)) if asked_of(plain) else questions_in(plain, self._parser)
        if len(asked.questions) > 1 and (answers := self._in_turn(asked, history, find)):
            return together(question, answers)
        return self._answer_one(question, history, find)

    def _in_turn(self, asked: Asked, history: Sequence[Message], find: Find) -> list[Answer] | None:
        """The answers to several questions, of which a later one may lean on those before it;
        ``None`` where they are better answered as one.
        """
        forms = [shape_of(one, self._form_encoder).form for one in asked.questions]
        if set(forms) == {"sides"}:
            # "Who praises it and who attacks it?"
            return None
        turns = list(history)
        if asked.lead:
            turns.append({"role": "user", "content": _as_turn(asked.lead)})
        answers: list[Answer] = []
        for one in asked.questions:
            answers.append(self._answer_one(self._led(one, asked.lead, turns), turns, find))
            turns.append({"role": "user", "content": answers[-1].question_as_understood})
            turns.append({"role": "assistant", "content": answers[-1].text})
        if all(answer.abstained for answer in answers) or say_the_same(answers):
            return None
        return answers

    def _led(self, question: str, lead: str, turns: Sequence[Message]) -> str:
        """The question with the lead before it, where it names nothing and points to nothing."""
        if not lead or stand_alone(plainly(question), turns, self._parser) != plainly(question):
            return question
        named = any(token.pos_ == "PROPN" for token in self._parser(question))
        return question if named else f"{lead.rstrip('.:')}: {question}"

    def _answer_one(self, question: str, history: Sequence[Message], find: Find) -> Answer:
        asked = plainly(question)
        leaning = understand(asked, history, self._parser)
        understood = as_who_is(leaning.question)
        compared = asked_of(understood)
        understood = compared or understood
        notices_before = len(self.index.notices)
        # What else a draft looks for is only ranked: it decides nothing.
        search = partial(find, closely=False)
        shape = shape_of(understood, self._form_encoder)
        finding = find(understood)
        if understood == leaning.question != leaning.bare:
            # The topic that was added finds the passages, but is in no sentence of the answer.
            reading = self._read(leaning.bare, finding.hits)
            if reading.confidence > finding.reading.confidence:
                finding = Finding(finding.hits, reading)
        confidence = finding.reading.confidence
        most = self.settings.statements
        draft: Draft | None = None
        if shape.form == "sides":
            draft, confidence = draft_sides(
                search, finding.reading, shape.asked, self._parser, self._selector.words, most
            )
        elif shape.form == "timeline":
            draft, confidence = draft_timeline(search, finding, self._selector)
        elif topic := topic_asked(understood):
            draft, confidence = draft_topic(
                topic, finding.reading, self._parser, self._selector.words, most
            )
        elif telling_who(finding.reading, self._parser) is not None:
            confidence = max(confidence, WHERE_TOLD)
        if not finding.reading.chosen or confidence < self.settings.answer_from:
            return self._abstain(question, understood, confidence, finding, notices_before)
        if draft is None:
            draft = draft_fact(
                search, finding.reading, self._parser, most,
                remarks=[NONE_FOUND] if compared else [],
            )  # fmt: skip
        return Answer(
            question=question,
            question_as_understood=understood,
            text=draft.text,
            abstained=False,
            confidence=confidence,
            statements=draft.statements,
            citations=draft.citations,
            sides=draft.sides,
            conflicts=draft.conflicts,
            passages=finding.hits,
            warnings=tuple(self.index.notices[notices_before:]),
            short=draft.short,
            as_of=draft.as_of,
            remarks=draft.remarks,
        )

    def _find(self, config: RunnableConfig, within: Within | None) -> Find:
        def find(question: str, *, closely: bool = True) -> Finding:
            documents = self.retriever.invoke(question, config, within=within)
            hits = tuple(cast(Hit, document.metadata[HIT]) for document in documents)
            return Finding(hits, self._read(question, hits, closely))

        return find

    def _read(self, question: str, hits: Sequence[Hit], closely: bool = True) -> Reading:
        counts, total = self.index.token_statistics()
        words = (hit.article.text[hit.passage.start : hit.passage.end] for hit in hits)
        careful = with_care(question, words)
        return self._selector.read(careful, hits, counts, total, closely=closely)

    def _abstain(
        self,
        question: str,
        understood: str,
        confidence: float,
        finding: Finding,
        notices_before: int,
    ) -> Answer:
        closest = finding.reading.ranked[:CLOSEST_SHOWN]
        return Answer(
            question=question,
            question_as_understood=understood,
            text=NOT_IN_THE_ARTICLES if len(self.index) else NO_ARTICLES,
            abstained=True,
            confidence=confidence,
            closest=tuple(cite(one.candidate, n) for n, one in enumerate(closest, start=1)),
            passages=finding.hits,
            warnings=tuple(self.index.notices[notices_before:]),
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


def _as_turn(lead: str) -> str:
    """What stands before a message's questions, as one that was asked before them."""
    topic = lead.rstrip(":")
    return lead if lead.endswith(".") else f"{KNOWN_ABOUT}{topic}?"
