"""Chosen sentences become statements with citations, and statements a text."""

from __future__ import annotations

from collections.abc import Sequence

from rag.datatypes import Citation, Claim, Side, Statement
from rag.parse import Parser
from rag.phrase import phrase
from rag.select import Candidate

NOT_IN_THE_ARTICLES = "The articles do not answer this question."
NO_ARTICLES = "There are no articles in the index yet."
OWN_VOICE = "in the article's own words"
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def cite(candidate: Candidate, number: int) -> Citation:
    """The citation of a sentence, as the article has it."""
    article = candidate.article
    return Citation(
        number=number,
        article_id=article.id,
        title=article.label,
        publisher=article.publisher,
        date=article.date,
        url=article.url,
        paragraph=candidate.paragraph,
        start=candidate.start,
        end=candidate.end,
        quote=candidate.text,
    )


class Composer:
    """Collects the statements of one answer; a sentence keeps one number throughout."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._numbers: dict[tuple[str, int], int] = {}
        self.citations: list[Citation] = []
        self.statements: list[Statement] = []

    def has(self, candidate: Candidate) -> bool:
        """Whether the reader has been shown the sentence."""
        return (candidate.article.id, candidate.start) in self._numbers

    def number(self, candidate: Candidate) -> int:
        """The [n] of a sentence; given out on first use."""
        place = candidate.article.id, candidate.start
        if place not in self._numbers:
            self._numbers[place] = len(self.citations) + 1
            self.citations.append(cite(candidate, len(self.citations) + 1))
        return self._numbers[place]

    def state(
        self,
        group: Sequence[Candidate],
        *,
        side: Side | None = None,
        speaker: str | None = None,
        date: str | None = None,
    ) -> Statement:
        """Add what the first sentence of ``group`` says, citing all of them."""
        said = phrase(group[0], self._parser)
        numbers = [self.number(one) for one in group]
        text = said.text
        if said.lead is not None and not self.has(said.lead):
            # Cited after what it leads up to: that is what answers the question.
            numbers.append(self.number(said.lead))
            text = f"[Before this: {' '.join(said.lead.text.split())}] {text}"
        statement = Statement(text, tuple(dict.fromkeys(numbers)), side, speaker, date)
        self.statements.append(statement)
        return statement


def differ(claims: Sequence[Claim], citations: Sequence[Citation]) -> Statement:
    """Our own sentence that says the sources disagree; it cites every value."""
    cited = [citations[claim.citation - 1] for claim in claims]
    one_article = len({citation.article_id for citation in cited}) == 1
    # Two articles of one publisher are told apart by their titles.
    by_title = len({citation.publisher for citation in cited}) < len(cited)
    told = []
    for claim, citation in zip(claims, cited, strict=True):
        parts = [claim.speaker] if claim.speaker else []
        if not one_article or not claim.speaker:
            parts.append(_source(citation, by_title=by_title))
        told.append(f"{claim.value} ({', '.join(parts)})")
    all_named = all(claim.speaker for claim in claims)
    where = f", both in {_source(cited[0], by_title=True)}" if one_article and all_named else ""
    numbers = tuple(dict.fromkeys(claim.citation for claim in claims))
    return Statement(f"The sources differ: {' and '.join(told)}{where}.", numbers)


def _source(citation: Citation, *, by_title: bool) -> str:
    name = (None if by_title else citation.publisher) or f"“{citation.title.strip('“”')}”"
    return f"{name}, {day(citation.date)}" if citation.date else name


def day(date: str) -> str:
    """ "2025-03-16" as "16 March 2025"; as far as known, also without the year ("--03-16") or
    as a day of the week ("-W-6"), see :class:`rag.dates.When`.
    """
    if date.startswith("-W-"):
        return _WEEKDAYS[int(date[3:]) - 1]
    if date.startswith("--"):
        month, *rest = date[2:].split("-")
        return " ".join([*(str(int(p)) for p in rest), _MONTHS[int(month) - 1]])
    parts = date.split("-")
    named = [_MONTHS[int(parts[1]) - 1]] if len(parts) > 1 else []
    return " ".join([*(str(int(p)) for p in parts[2:3]), *named, parts[0]])


def opened(short: str) -> str:
    """The fact as an answer opens with it."""
    return short[:1].upper() + short[1:]


def as_text(
    statements: Sequence[Statement],
    *,
    short: str | None = None,
    as_of: str | None = None,
    remarks: Sequence[str] = (),
) -> str:
    """The answer as a person reads it: the fact, then the statements, each with its [n]."""
    if as_of and not any(statement.date for statement in statements):
        remarks = (*remarks, f"As of {day(as_of)}.")
    if any(statement.side for statement in statements):
        return _in_two(statements, remarks)
    if any(statement.date for statement in statements):
        lines = [
            f"- {day(s.date)}: {_marked(s)}" if s.date else f"- {_marked(s)}" for s in statements
        ]
        return "\n".join([*lines, *remarks])
    opening = [f"{opened(short).rstrip('.')}."] if short else []
    return " ".join([*opening, *(_marked(s) for s in statements), *remarks])


def _in_two(statements: Sequence[Statement], remarks: Sequence[str]) -> str:
    lines = []
    for side in dict.fromkeys(s.side for s in statements if s.side):
        lines.append(f"{side.capitalize()}:")
        lines += [f"- {_by(s)}{_marked(s)}" for s in statements if s.side == side]
    lines += [_marked(s) for s in statements if s.side is None]
    return "\n".join([*lines, *remarks])


def _by(statement: Statement) -> str:
    """Who says it, unless the sentence opens with them."""
    speaker = statement.speaker or OWN_VOICE
    opens = statement.text.casefold().removeprefix("the ").startswith(speaker.casefold())
    return "" if opens else f"{speaker}: "


def _marked(statement: Statement) -> str:
    return statement.text + "".join(f" [{number}]" for number in statement.citations)
