"""An `Answer` becomes HTML. Pure, and the only way for an answer onto the page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from rag import Answer, Citation, Conflict, Statement
from rag.compose import opened
from rag.terminal import confidence_in_words
from ui.conversation import Turn, answer_as_markdown, limits_in_words
from ui.safety import clip, day, html, isolated

STATEMENT_CHARS = 2_000
TIP_CHARS = 420

_OURS = re.compile(r"\[[^\[\]]{1,200}\]")
_SIDES = (("for", "For"), ("against", "Against"))


def check_of(quote: str) -> str:
    """A short digest by which the panel knows that the quote is still in the article."""
    return hashlib.sha256(quote.encode(errors="surrogatepass")).hexdigest()[:16]


def turns_html(turns: Sequence[Turn], first: int = 0) -> str:
    """Finished turns, oldest first; ``first`` is the number of the first one."""
    return "".join(turn_html(turn, number) for number, turn in enumerate(turns, start=first))


def turn_html(turn: Turn, number: int, shown: int | None = None) -> str:
    """One turn. With ``shown``, only so many statements yet: the rest is on its way."""
    parts = [f'<article class="pd-turn" data-turn="{number}" aria-label="Question and answer">']
    parts.append(question_html(turn))
    if turn.answer is not None:
        parts.append(_answer(turn, turn.answer, number, shown))
    if turn.note:
        parts.append(f'<p class="pd-problem" role="alert">{html(turn.note)}</p>')
    if turn.stopped:
        parts.append('<p class="pd-stopped">You stopped this answer.</p>')
    return "".join([*parts, "</article>"])


def searching_html(turn: Turn, number: int) -> str:
    """A turn whose articles are being searched."""
    return (
        f'<article class="pd-turn" data-turn="{number}">{question_html(turn)}'
        '<p class="pd-status" role="status"><span class="pd-pulse" aria-hidden="true"></span>'
        "Searching the articles…</p></article>"
    )


def question_html(turn: Turn) -> str:
    """The reader's question, with the limits it was asked under."""
    limits = limits_in_words(turn.within)
    note = f'<p class="pd-limits">Searched {isolated(limits)}</p>' if limits else ""
    question = isolated(clip(turn.question, STATEMENT_CHARS))
    return f'<header class="pd-question"><h2>{question}</h2>{note}</header>'


def _answer(turn: Turn, answer: Answer, number: int, shown: int | None) -> str:
    kind = "pd-abstained" if answer.abstained else "pd-answered"
    parts = [f'<div class="pd-answer {kind}">']
    # Several questions stand over their answers as they were understood.
    if answer.question_as_understood != answer.question and not answer.parts:
        understood = isolated(answer.question_as_understood)
        parts.append(f'<p class="pd-understood">Understood as: <q>{understood}</q></p>')
    if answer.parts:
        parts += _in_turn(answer.parts, number, shown)
    elif answer.abstained:
        parts.append(_abstained(answer, number))
    else:
        parts.append(_statements(answer, number, shown))
    done = shown is None or answer.abstained
    if done:
        if not answer.parts:
            parts += _remarks(answer)
        parts += [f'<p class="pd-warning">{isolated(one)}</p>' for one in answer.warnings]
        parts.append(_footer(turn, answer))
    else:
        parts.append('<p class="pd-status" role="status">Writing…</p>')
    return "".join([*parts, "</div>"])


def _in_turn(answers: Sequence[Answer], number: int, shown: int | None) -> list[str]:
    """The answers to several questions of one message, each under its question."""
    parts = []
    for one in answers:
        if shown is not None and shown <= 0:
            break
        body = _abstained(one, number) if one.abstained else _statements(one, number, shown)
        done = shown is None or parts_of(one) < shown
        parts.append(
            f'<section class="pd-part"><h3>{isolated(one.question_as_understood)}</h3>{body}'
            f"{''.join(_remarks(one)) if done else ''}</section>"
        )
        shown = None if shown is None else shown - parts_of(one)
    return parts


def _remarks(answer: Answer) -> list[str]:
    return [f'<p class="pd-remark">{isolated(one)}</p>' for one in answer.remarks]


def parts_of(answer: Answer) -> int:
    """How many pieces the answer streams in: its statements, sides included."""
    return len(statements_in_order(answer)) if not answer.abstained else 0


def statements_in_order(answer: Answer) -> list[Statement]:
    """The statements in the order in which they are shown: those of no side, for, against."""
    if answer.parts:
        return [one for part in answer.parts for one in statements_in_order(part)]
    sided = [one for name, _ in _SIDES for one in answer.sides.get(name, ())]  # type: ignore[call-overload]
    return [one for one in answer.statements if one not in sided] + sided


def _statements(answer: Answer, number: int, shown: int | None) -> str:
    visible = statements_in_order(answer)[:shown]
    sided = [one for name, _ in _SIDES for one in answer.sides.get(name, ())]  # type: ignore[call-overload]
    common = [one for one in visible if one not in sided]
    cited = {one.number: one for one in answer.citations}
    parts = []
    if answer.short:
        as_of = ""
        if answer.as_of:
            as_of = f'<span class="pd-asof">as of {html(day(answer.as_of))}</span>'
        parts.append(f'<p class="pd-short">{isolated(opened(answer.short))} {as_of}</p>')
    dated = [one for one in common if one.date]
    plain = [one for one in common if not one.date]
    if plain:
        body = " ".join(_statement(one, cited, number) for one in plain)
        parts.append(f'<div class="pd-text">{body}</div>')
    if dated:
        rows = "".join(
            f"<li>{_time(one.date or '')}<div>{_statement(one, cited, number)}</div></li>"
            for one in _in_time(dated)
        )
        parts.append(f'<ol class="pd-dates">{rows}</ol>')
    if answer.sides:
        parts.append(_sides(answer, visible, cited, number))
    if shown is None:  # below what is still coming it would be pushed down
        parts += [_conflict(conflict, cited, number) for conflict in answer.conflicts]
    return "".join(parts)


def _in_time(dated: Sequence[Statement]) -> list[Statement]:
    """Earliest first; where a year is not known, as the answer has them."""
    dates = [one.date or "" for one in dated]
    known = not any(date.startswith("-") for date in dates)
    return sorted(dated, key=lambda one: one.date or "") if known else list(dated)


def _time(date: str) -> str:
    """When; a day without its year is none that a machine could read."""
    known = "" if date.startswith("-") else f' datetime="{html(date)}"'
    return f"<time{known}>{html(day(date))}</time>"


def _statement(one: Statement, cited: dict[int, Citation], turn: int) -> str:
    quotes = " ".join(cited[n].quote for n in one.citations if n in cited)
    marks = "".join(cite_html(cited[n], turn) for n in one.citations if n in cited)
    words = _with_our_words(clip(one.text, STATEMENT_CHARS), quotes)
    return f'<span class="pd-statement"><bdi dir="auto">{words}</bdi>{marks}</span>'


def _with_our_words(text: str, quotes: str) -> str:
    """The text escaped; [brackets] that no quote has are words of ours and look so."""
    parts, end = [], 0
    for found in _OURS.finditer(text):
        if found[0] in quotes:
            continue
        parts.append(html(text[end : found.start()]))
        parts.append(
            f'<span class="pd-ours" title="Our words, for clarity">{html(found[0])}</span>'
        )
        end = found.end()
    return "".join([*parts, html(text[end:])])


def cite_html(one: Citation, turn: int) -> str:
    """The [n] that shows its quote and opens the article at it."""
    source = f"{one.title}, {one.publisher or 'publisher unknown'}, {day(one.date)}"
    return (
        f'<button type="button" class="pd-cite" {_place(one)} data-turn="{turn}" '
        f'data-n="{one.number}" data-tip="{html(clip(one.quote, TIP_CHARS))}" '
        f'data-source="{html(clip(source, 200))}" '
        f'aria-label="Source {one.number}: {html(clip(source, 120))}">[{one.number}]</button>'
    )


def _place(one: Citation) -> str:
    return (
        f'data-article="{html(one.article_id)}" data-start="{one.start}" data-end="{one.end}" '
        f'data-check="{check_of(one.quote)}"'
    )


def _sides(
    answer: Answer, visible: Sequence[Statement], cited: dict[int, Citation], turn: int
) -> str:
    columns = []
    for name, words in _SIDES:
        rows = [one for one in answer.sides.get(name, ()) if one in visible]  # type: ignore[call-overload]
        if not answer.sides.get(name):  # type: ignore[call-overload]
            body = '<li class="pd-none">The articles give none.</li>'
        else:
            body = "".join(f"<li>{_spoken(one, cited, turn)}</li>" for one in rows)
        columns.append(
            f'<section class="pd-side pd-{name}" aria-label="{words}"><h3>{words}</h3>'
            f"<ul>{body}</ul></section>"
        )
    return f'<div class="pd-sides">{"".join(columns)}</div>'


def _spoken(one: Statement, cited: dict[int, Citation], turn: int) -> str:
    return _speaker(one.speaker) + _statement(one, cited, turn)


def _speaker(name: str | None) -> str:
    return f'<span class="pd-speaker">{isolated(clip(name, 120))}</span>' if name else ""


def _conflict(conflict: Conflict, cited: dict[int, Citation], turn: int) -> str:
    cells = []
    for claim in conflict.claims:
        source = cited.get(claim.citation)
        cells.append(
            f'<li><span class="pd-value">{isolated(clip(claim.value, 200))}</span>'
            f"{_speaker(claim.speaker)}"
            + (
                f'<span class="pd-who">{isolated(source.publisher or source.title)}</span>'
                f'<span class="pd-when">{html(day(source.date))} {cite_html(source, turn)}</span>'
                if source
                else ""
            )
            + "</li>"
        )
    return (
        '<section class="pd-conflict" aria-label="The sources differ"><h3>The sources differ'
        f"<span>{isolated(clip(conflict.topic, 200))}</span></h3><ul>{''.join(cells)}</ul>"
        "</section>"
    )


def _abstained(answer: Answer, turn: int) -> str:
    parts = [
        f'<p class="pd-not-here"><strong>Not in the articles.</strong> {isolated(answer.text)}</p>'
    ]
    if answer.closest:
        rows = "".join(_closest(one, turn) for one in answer.closest)
        parts.append(
            f'<h3>The closest passages, which are no answer</h3><ol class="pd-closest">{rows}</ol>'
        )
    return "".join(parts)


def _closest(one: Citation, turn: int) -> str:
    return (
        f"<li><blockquote>{isolated(clip(one.quote, TIP_CHARS))}</blockquote><p>"
        f"{cite_html(one, turn)} {isolated(one.title)} · "
        f"{isolated(one.publisher or 'publisher unknown')} · {html(day(one.date))}</p></li>"
    )


def _sure(confidence: float) -> str:
    # "Unlikely" would be odd above an answer that was given all the same.
    words = confidence_in_words(confidence)
    return "Perhaps" if words == "unlikely" else words.capitalize()


def _footer(turn: Turn, answer: Answer) -> str:
    """How sure, from how many sources, and what can be done with the answer."""
    parts = []
    if not answer.abstained:
        articles = len({one.article_id for one in answer.citations})
        sources = f"{articles} article" + ("" if articles == 1 else "s")
        parts.append(
            f'<span class="pd-sure">{_sure(answer.confidence)} an answer to this</span> '
            f"<span>from {sources}</span>"
        )
        if answer.as_of and not answer.short:
            parts.append(f"<span>as of {html(day(answer.as_of))}</span>")
    buttons = (
        '<button type="button" class="pd-small" data-copy '
        f'data-markdown="{html(answer_as_markdown(turn))}">Copy with sources</button>'
        if answer.citations or answer.closest
        else ""
    )
    return (
        f'<footer class="pd-foot">{"".join(parts)}<span class="pd-acts">{buttons}</span></footer>'
    )
