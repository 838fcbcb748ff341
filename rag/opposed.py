"""The answer to a question for views: for and against, by who holds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.asked import asks_about, holders_asked
from rag.compose import Composer
from rag.datatypes import Side, Statement
from rag.debated import FROM, debated_model, look_up
from rag.draft import Draft, Search, as_a_fact, finish
from rag.merge import says_no_more
from rag.parse import Parser
from rag.select import Reading
from rag.sides import CLEARLY, Position, asked_for
from rag.stance import shared_stance_reader
from rag.stancewords import AGAINST_GROUPS, FOR_GROUPS
from rag.wordvectors import WordVectors

if TYPE_CHECKING:
    from spacy.tokens import Doc

BOTH: tuple[Side, Side] = ("for", "against")
# Of a side that was not asked for, enough to show that it is there.
OTHER_SIDE = 2
# From this confidence on, what answers a question for one side best is on that side.
LEADS = 0.6
# A side that was asked for has so many more statements than another answer.
MORE_VIEWS = 2


def draft_sides(
    search: Search,
    reading: Reading,
    asked: Sequence[Side],
    parser: Parser,
    words: WordVectors,
    most: int,
) -> tuple[Draft | None, float]:
    """Views for and against what is debated, by who holds them (None if there are none),
    and how likely it is that the articles debate it.
    """
    question = parser(reading.question.text)
    debate = look_up(
        lambda asked: search(asked).reading, reading, parser, words, shared_stance_reader()
    )
    confidence = debated_model().probability(debate.signs)
    if confidence < FROM:
        return None, as_a_fact(reading, confidence)
    found = debate.positions
    if len(asked) == 1 and reading.chosen:
        # "Who called it a dumping ground?": what answers best comes first.
        best = reading.chosen[0].candidate
        if reading.confidence >= LEADS and not any(p.candidate == best for p in found):
            found.append(asked_for(reading.chosen[0], asked[0], parser))
        found.sort(key=lambda p: p.candidate != best)
    composer = Composer(parser)
    sides: dict[Side, tuple[Statement, ...]] = {}
    order: list[Side] = [*asked, *(s for s in BOTH if s not in asked)]
    heard = [p for p in found if _is_asked(p, question)]
    theirs = {p.side for p in heard}
    if heard and holders_asked(question):
        # "What do the unions say?" is answered by them alone, "What do critics say?" by anybody;
        # "What do the unions say for it?" leaves room for what others say against it.
        found = [p for p in found if p in heard or p.side not in theirs]
        if len(asked) > 1:
            order = [side for side in order if side in theirs]
    if theirs:
        # What those say who were asked for comes first, on whichever side it is.
        order.sort(key=lambda side: side not in theirs)
    for side in order:
        limit, more = (most, MORE_VIEWS) if side in asked else (min(most, OTHER_SIDE), 0)
        sides[side] = tuple(
            composer.state([p.candidate], side=side, speaker=p.speaker)
            for p in _by_holder([p for p in found if p.side == side], limit, more, question)
        )
    sides |= {side: () for side in BOTH if side not in sides}
    if not any(sides[side] for side in asked):
        return None, reading.confidence
    remarks = [f"The articles give no view {side} it." for side in order if not sides[side]]
    remarks += [f"The articles give no view of {holder}." for holder in debate.unheard]
    return finish(composer, sides=sides, remarks=remarks), confidence


def _is_asked(position: Position, question: Doc) -> bool:
    """Whether the question asks for the views of its holder; "critics" are nobody in particular."""
    if not position.speaker or position.key in FOR_GROUPS | AGAINST_GROUPS:
        return False
    return asks_about(question, position.speaker)


def _by_holder(found: Sequence[Position], most: int, more: int, question: Doc) -> list[Position]:
    """The best of each holder, then what else they say; what is said already is left out.

    Whom the question asks about comes first, and where it gives a name, nobody else.
    """
    asked = [p for p in found if _is_asked(p, question)]
    rest = [p for p in found if p not in asked]
    if any(p.speaker and any(w[0].isupper() for w in p.speaker.split()) for p in asked):
        rest = []
    firsts: list[Position] = []
    seconds: list[Position] = []
    for position in [*asked, *rest]:
        if any(says_no_more(position.ranked, o.ranked) for o in [*firsts, *seconds]):
            continue
        known = any(position.key and position.key == other.key for other in firsts)
        (seconds if known else firsts).append(position)
    ordered = [*firsts, *seconds]
    # What is less sure is on the wrong side too often to make the list longer.
    return ordered[:most] + [p for p in ordered[most:] if p.sided >= CLEARLY and p.speaker][:more]
