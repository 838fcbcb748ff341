"""The conversation: turns as the page keeps them, and what can be taken away.

It lives in the reader's browser and comes back from there, so it is checked on the way in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from index import Within
from rag import Answer, Citation, Message
from rag.compose import opened
from ui.safety import day, visible, web_address

VERSION = 1
EVERYWHERE = Within()
KEPT = 60
KEPT_CHARS = 1_000_000
"""Turns and characters that are kept: a browser gives a page about five megabytes."""

TOO_LONG = "The answer was too long to be kept in this browser; ask again to see it."


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer; ``stopped`` if the reader did not want the rest of it.

    ``note`` is a sentence of ours in place of an answer (a refused question).
    """

    question: str
    answer: Answer | None = None
    within: Within = EVERYWHERE
    stopped: bool = False
    note: str | None = None


_TURNS = TypeAdapter(list[Turn])


def store(turns: Sequence[Turn]) -> dict[str, Any]:
    """Plain JSON values for the browser, newest turns first served.

    The retrieved passages stay behind, and so does an answer that is too long to keep.
    """
    kept: list[dict[str, Any]] = []
    room = KEPT_CHARS
    for turn in reversed(turns[-KEPT:]):
        plain = _plain_turn(turn)
        if (size := len(json.dumps(plain))) > KEPT_CHARS:
            plain = _plain_turn(replace(turn, answer=None, note=TOO_LONG))
            size = len(json.dumps(plain))
        room -= size
        if room < 0:
            break
        kept.append(plain)
    return {"version": VERSION, "turns": kept[::-1]}


def _plain_turn(turn: Turn) -> dict[str, Any]:
    answer = replace(turn.answer, passages=()) if turn.answer else None
    return asdict(replace(turn, answer=answer))


def restore(stored: object) -> list[Turn]:
    """The turns out of :func:`store`; raises ``ValueError`` if they are not readable."""
    if stored is None:
        return []
    if not isinstance(stored, dict) or stored.get("version") != VERSION:
        raise ValueError("The conversation kept in this browser is of another version.")
    try:
        return _TURNS.validate_python(stored.get("turns"))
    except ValidationError as error:
        raise ValueError("The conversation kept in this browser can't be read.") from error


def history(turns: Sequence[Turn]) -> list[Message]:
    """The turns as the chain takes them."""
    messages: list[Message] = []
    for turn in turns:
        if turn.answer is not None:
            messages.append({"role": "user", "content": turn.question})
            messages.append({"role": "assistant", "content": turn.answer.text})
    return messages


def limits_in_words(within: Within) -> str:
    """ "only The Courier, from May 2024 on"; empty where nothing is limited."""
    parts = [" and ".join(within.publishers)] if within.publishers else []
    if within.after:
        parts.append(f"from {day(within.after)} on")
    if within.before:
        parts.append(f"up to {day(within.before)}")
    return f"only {', '.join(parts)}" if parts else ""


def answer_as_markdown(turn: Turn) -> str:
    """One turn: the answer with numbered citations, each with quote and source."""
    lines = [f"## {_plain(turn.question)}", ""]
    answer = turn.answer
    if answer is None:
        return "\n".join([*lines, _plain(turn.note or "Stopped before an answer."), ""])
    if answer.question_as_understood != answer.question and not answer.parts:
        lines += [f"*Understood as: {_plain(answer.question_as_understood)}*", ""]
    limits = limits_in_words(turn.within)
    if limits:
        lines += [f"*Searched {_plain(limits)}.*", ""]
    for part in answer.parts or (answer,):
        if answer.parts:
            lines += [f"### {_plain(part.question_as_understood)}", ""]
        lines += _said(part)
        if answer.parts and part.closest:
            lines += ["#### Closest passages", "", *map(_source, part.closest), ""]
    cited = answer.closest if answer.abstained else answer.citations
    if cited:
        lines += ["### Closest passages" if answer.abstained else "### Sources", ""]
        lines += [_source(one) for one in cited]
    return "\n".join([*lines, ""])


def _said(answer: Answer) -> list[str]:
    """What one question got: the fact, the text, the sides, where sources differ, remarks."""
    lines = []
    if answer.short:
        lines += [f"**{_plain(opened(answer.short))}**", ""]
    lines += [f"{_plain(answer.text)}", ""]
    for name, words in (("for", "For"), ("against", "Against")):
        statements = answer.sides.get(name, ())  # type: ignore[call-overload]
        if statements:
            lines += [f"### {words}", ""]
            for one in statements:
                who = f"{_plain(one.speaker)}: " if one.speaker else ""
                lines.append(f"- {who}{_plain(one.text)} {_numbers(one.citations)}")
            lines.append("")
    for conflict in answer.conflicts:
        lines += [f"### Sources differ: {_plain(conflict.topic)}", ""]
        for claim in conflict.claims:
            who = f" ({_plain(claim.speaker)})" if claim.speaker else ""
            lines.append(f"- {_plain(claim.value)}{who} [{claim.citation}]")
        lines.append("")
    lines += [*(f"*{_plain(remark)}*" for remark in answer.remarks)]
    return lines


def as_markdown(turns: Sequence[Turn]) -> str:
    """The whole conversation as a Markdown document."""
    parts = ["# Questions and answers from the articles", ""]
    return "\n".join([*parts, *(answer_as_markdown(turn) for turn in turns)])


def _source(citation: Citation) -> str:
    parts = [
        _plain(citation.title),
        _plain(citation.publisher or "publisher unknown"),
        day(citation.date),
        f"paragraph {citation.paragraph}",
    ]
    address = web_address(citation.url)
    if address:
        parts.append(f"<{address.replace('<', '%3C').replace('>', '%3E')}>")
    return f"{citation.number}. “{_plain(citation.quote)}” {', '.join(parts)}"


def _numbers(numbers: Sequence[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def _plain(text: str) -> str:
    """One line of words: an article's Markdown stays words where this file is opened."""
    return re.sub(r"([\\`*_{}<>#|!]|\](?=\())", r"\\\1", " ".join(visible(text).split()))
