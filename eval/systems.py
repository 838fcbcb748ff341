"""What is compared: ours, ours without a part, and controls that must look bad or perfect.

Every system gives an :class:`Output`; the metrics know nothing else about it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

from corpus import PolicyDebateError
from eval.gold import GoldQuestion
from index import Index
from rag import Answer, AnswerChain, Message, Settings
from rag.compose import as_text
from rag.select import PassageViews, Selector


@dataclass(frozen=True, slots=True)
class Quote:
    """A cited sentence; offsets are into the article's text, ``paragraph`` is from 1."""

    article_id: str
    paragraph: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with indices into the output's quotes."""

    text: str
    quotes: tuple[int, ...]
    side: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """An answer as the metrics see it; ``ranking`` holds (article id, paragraph), best first.

    ``conflicts`` holds the values of each disagreement shown. Times are in seconds.
    """

    text: str
    abstained: bool
    confidence: float
    statements: tuple[Said, ...] = ()
    quotes: tuple[Quote, ...] = ()
    ranking: tuple[tuple[str, int], ...] = ()
    conflicts: tuple[tuple[str, ...], ...] = ()
    understood: str = ""
    seconds: dict[str, float] = field(default_factory=dict)

    def to_plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Output:
        """The reverse of :meth:`to_plain`."""
        return cls(
            **{
                **plain,
                "statements": tuple(
                    Said(**{**s, "quotes": tuple(s["quotes"])}) for s in plain["statements"]
                ),
                "quotes": tuple(Quote(**q) for q in plain["quotes"]),
                "ranking": tuple((a, n) for a, n in plain["ranking"]),
                "conflicts": tuple(tuple(c) for c in plain["conflicts"]),
            }
        )


class System(Protocol):
    """Anything that answers."""

    name: str

    def answer(self, question: GoldQuestion, *, rewritten: bool = False) -> Output:
        """Answer a question; ``rewritten`` asks its gold rewrite without the history."""


class Ours:
    """The answer chain, with the settings of a variant."""

    def __init__(self, name: str, index: Index, settings: Settings, views: PassageViews) -> None:
        self.name = name
        self._index = index
        self._chain = AnswerChain(index, settings, views=views)

    def answer(self, question: GoldQuestion, *, rewritten: bool = False) -> Output:
        """See :class:`System`."""
        history: list[Message] = []
        text = question.question
        if rewritten:
            text = question.gold_rewrite or text
        else:
            history = [{"role": t.role, "content": t.content} for t in question.history]
        started = time.perf_counter()
        self._index.search(text, k=self._chain.settings.passages, mode=self._chain.settings.search)
        searched = time.perf_counter()
        found = self._chain.answer(text, history)
        done = time.perf_counter()
        # The chain searches too, so its own time holds a second search.
        seconds = {"search": searched - started, "answer": done - searched}
        return replace(output_of(found), seconds=seconds)


def output_of(answer: Answer) -> Output:
    """An :class:`Answer` as the metrics see it."""
    quotes = tuple(
        Quote(c.article_id, c.paragraph, c.start, c.end, c.quote) for c in answer.citations
    )
    place = {c.number: i for i, c in enumerate(answer.citations)}
    sided = {id(s): side for side, items in answer.sides.items() for s in items}
    return Output(
        text=answer.text,
        abstained=answer.abstained,
        confidence=answer.confidence,
        statements=tuple(
            Said(
                s.text,
                tuple(place[n] for n in s.citations if n in place),
                s.side or sided.get(id(s)),
                s.speaker,
            )
            for s in answer.statements
        ),
        quotes=quotes,
        ranking=tuple((hit.article.id, hit.paragraph) for hit in answer.passages),
        conflicts=tuple(tuple(c.value for c in conflict.claims) for conflict in answer.conflicts),
        understood=answer.question_as_understood,
    )


class GoldControl:
    """Quotes the gold evidence and knows what is answerable: must look perfect."""

    name = "gold"

    def __init__(self, index: Index) -> None:
        self._index = index

    def answer(self, question: GoldQuestion, *, rewritten: bool = False) -> Output:
        """See :class:`System`."""
        if not question.answerable:
            return Output("The articles do not answer this question.", True, 0.0)
        quotes: list[Quote] = []
        for evidence in question.evidence:
            article = self._index.article(evidence.article_id)
            start = article.text.find(evidence.quote)
            number = next(p.number for p in article.paragraphs if p.start <= start < p.end)
            quotes.append(
                Quote(article.id, number, start, start + len(evidence.quote), evidence.quote)
            )
        said = [Said(q.quote, (i,)) for i, q in enumerate(quotes)]
        for nugget in question.nuggets:
            if nugget.side:
                holding = [i for i, q in enumerate(quotes) if nugget.found_in(q.quote)]
                said.extend(
                    Said(quotes[i].quote, (i,), nugget.side, nugget.speaker) for i in holding
                )
        values = tuple(n.aliases[0] for n in question.nuggets if n.vital)
        return Output(
            text=" ".join(q.quote for q in quotes),
            abstained=False,
            confidence=1.0,
            statements=tuple(said),
            quotes=tuple(quotes),
            ranking=tuple(dict.fromkeys((q.article_id, q.paragraph) for q in quotes)),
            conflicts=(values,) if question.conflict else (),
            understood=question.gold_rewrite or question.question,
        )


class Shuffled:
    """Ours, with the citations of the answer before: citations must look wrong."""

    name = "shuffled-citations"

    def __init__(self, base: System) -> None:
        self._base = base
        self._before: Output | None = None

    def answer(self, question: GoldQuestion, *, rewritten: bool = False) -> Output:
        """See :class:`System`."""
        own = self._base.answer(question, rewritten=rewritten)
        before, self._before = self._before, own if own.quotes else self._before
        if before is None or not own.quotes:
            return own
        others = tuple(before.quotes[i % len(before.quotes)] for i in range(len(own.quotes)))
        return replace(own, quotes=others)


class AlwaysAbstains:
    """Never answers."""

    name = "always-abstain"

    def answer(self, question: GoldQuestion, *, rewritten: bool = False) -> Output:
        """See :class:`System`."""
        return Output("The articles do not answer this question.", True, 0.0)


class Uncalibrated:
    """Ours, with the raw share of the question that the best sentence matches as confidence."""

    name = "ours-uncalibrated"

    def __init__(self, index: Index, settings: Settings, views: PassageViews) -> None:
        self._index = index
        self._selector = Selector(views)
        never = settings.model_copy(update={"answer_from": 0.0})
        self._open = Ours(self.name, index, never, views)

    def answer(self, question: GoldQuestion, *, rewritten: bool = False) -> Output:
        """See :class:`System`."""
        output = self._open.answer(question, rewritten=rewritten)
        hits = self._index.search(output.understood, 24)
        reading = self._selector.read(output.understood, hits, *self._index.token_statistics())
        raw = max(0.0, min(1.0, reading.late))
        if raw < 0.5:
            refused = Output("The articles do not answer this question.", True, raw)
            return replace(refused, ranking=output.ranking, understood=output.understood)
        return replace(output, confidence=raw)


def said_in_quotes(quotes: Sequence[Quote], confidence: float, abstained: bool) -> Output:
    """The output of a baseline that answers with sentences and nothing else."""
    if abstained or not quotes:
        return Output("", True, confidence)
    from rag.datatypes import Statement

    statements = tuple(Said(q.quote, (i,)) for i, q in enumerate(quotes))
    text = as_text([Statement(s.text, (i + 1,)) for i, s in enumerate(statements)])
    return Output(text, False, confidence, statements, tuple(quotes))


def builders(index: Index, settings: Settings) -> dict[str, Callable[[], System]]:
    """Every known system by name, made only when it is asked for."""
    from eval import baselines

    # Shared, so that the vectors of a passage are made once for all variants.
    views = PassageViews(index.encoder)

    def variant(name: str, **changes: Any) -> Callable[[], System]:
        return lambda: Ours(name, index, settings.model_copy(update=changes), views)

    return {
        "ours": variant("ours"),
        "ours-no-late-interaction": variant("ours-no-late-interaction", late_interaction=False),
        "ours-dense-only": variant("ours-dense-only", search="dense"),
        "ours-bm25-only": variant("ours-bm25-only", search="bm25"),
        "ours-uncalibrated": lambda: Uncalibrated(index, settings, views),
        "langchain": lambda: baselines.LangChainPlain(index),
        "langchain-ensemble": lambda: baselines.LangChainEnsemble(index),
        "haystack-hybrid": lambda: baselines.HaystackHybrid(index),
        "shuffled-citations": lambda: Shuffled(Ours("ours", index, settings, views)),
        "always-abstain": AlwaysAbstains,
        "never-abstain": variant("never-abstain", answer_from=0.0),
        "gold": lambda: GoldControl(index),
    }


def build(names: Sequence[str], index: Index, settings: Settings) -> Iterator[System]:
    """The named systems; raises :class:`PolicyDebateError` that lists the known ones."""
    known = builders(index, settings)
    for name in names:
        if name not in known:
            raise PolicyDebateError(
                f"There is no system {name!r}; the known ones are {', '.join(known)}."
            )
    for name in names:
        yield known[name]()
