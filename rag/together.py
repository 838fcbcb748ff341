"""The answers to several questions of one message become one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.compose import as_text
from rag.datatypes import Answer, Conflict, Side, Statement

Place = tuple[str, int]


def say_the_same(answers: Sequence[Answer]) -> bool:
    """Whether one sentence leads every answer, so that there is nothing to take apart."""
    firsts = {_first_quote(one) for one in answers}
    return len(firsts) == 1 and None not in firsts


def together(question: str, answers: Sequence[Answer]) -> Answer:
    """One answer that has ``answers`` for its parts, with one numbering of the citations.

    It is an answer if any part is one, and as sure as the least sure of these. Of what a part
    says, only the first sentence may stand in an earlier part.
    """
    numbers: dict[Place, int] = {}
    said: set[str] = set()
    kept: list[Answer] = []
    for one in answers:
        kept.append(_without(one, said))
        said |= {statement.text for statement in kept[-1].statements}
        for citation in kept[-1].citations:
            numbers.setdefault((citation.article_id, citation.start), len(numbers) + 1)
    parts: list[Answer] = []
    last = len(numbers)
    for one in kept:
        parts.append(_renumbered(one, numbers, last))
        last += len(one.closest)
    cited = {c.number: c for part in parts for c in part.citations}
    answered = [part for part in parts if not part.abstained]
    sides: dict[Side, tuple[Statement, ...]] = {}
    for part in answered:
        for side, statements in part.sides.items():
            sides[side] = (*sides.get(side, ()), *statements)
    return Answer(
        question=question,
        question_as_understood=" ".join(part.question_as_understood for part in parts),
        text="\n\n".join(f"{part.question_as_understood}\n{part.text}" for part in parts),
        abstained=False,
        confidence=min(part.confidence for part in answered),
        statements=tuple(s for part in answered for s in part.statements),
        citations=tuple(cited[number] for number in sorted(cited)),
        sides=sides,
        conflicts=tuple(c for part in answered for c in part.conflicts),
        passages=tuple(
            {(h.article.id, h.passage.start): h for one in answers for h in one.passages}.values()
        ),
        warnings=tuple(dict.fromkeys(w for one in parts for w in one.warnings)),
        as_of=next((part.as_of for part in answered if part.as_of), None),
        remarks=tuple(remark for part in answered for remark in part.remarks),
        parts=tuple(parts),
    )


def _first_quote(answer: Answer) -> Place | None:
    if answer.abstained or answer.sides or answer.conflicts or not answer.statements:
        return None
    first = answer.citations[answer.statements[0].citations[0] - 1]
    return first.article_id, first.start


def _without(one: Answer, said: set[str]) -> Answer:
    """The answer without what was said before, save for its first statement."""
    if one.abstained or one.sides or one.conflicts:
        return one
    statements = [s for n, s in enumerate(one.statements) if n == 0 or s.text not in said]
    used = {number for statement in statements for number in statement.citations}
    return replace(
        one,
        statements=tuple(statements),
        citations=tuple(c for c in one.citations if c.number in used),
    )


def _renumbered(one: Answer, numbers: dict[Place, int], last: int) -> Answer:
    """The answer with the numbers that its sentences have in the whole; what is nearest to a part
    that is not answered is numbered after all that is cited, from after ``last`` on.
    """
    new = {c.number: numbers[c.article_id, c.start] for c in one.citations}

    def of(statement: Statement) -> Statement:
        return replace(statement, citations=tuple(new[n] for n in statement.citations))

    statements = tuple(map(of, one.statements))
    closest = tuple(replace(c, number=n) for n, c in enumerate(one.closest, start=last + 1))
    return replace(
        one,
        text=one.text if one.abstained else as_text(
            statements, short=one.short, as_of=one.as_of, remarks=one.remarks
        ),
        statements=statements,
        citations=tuple(replace(c, number=new[c.number]) for c in one.citations),
        sides={side: tuple(map(of, those)) for side, those in one.sides.items()},
        conflicts=tuple(
            Conflict(c.topic, tuple(replace(claim, citation=new[claim.citation])
                                    for claim in c.claims))
            for c in one.conflicts
        ),
        closest=closest,
        passages=(),
    )  # fmt: skip
