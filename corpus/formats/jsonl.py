"""JSON lines: one article a line, for collections that come out of other programs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from corpus.blocks import Block, Draft
from corpus.decode import decode
from corpus.errors import ReadError
from corpus.formats.frontmatter import apply_metadata
from corpus.formats.plain import plain_blocks
from corpus.limits import Limits
from corpus.metadata import mark_headings

# `sentences` comes with some public question sets; sentences are found anew here.
_KEYS = frozenset(
    name
    for line in ("id doc_id title publisher author date url", "text paragraphs sentences sources")
    for name in line.split()
)


def read_jsonl(data: bytes, name: str, limits: Limits) -> Iterator[tuple[str, str, Draft]]:
    """(record, hash of its line, draft) of every line.

    An object has ``text``, or ``paragraphs`` (a list of texts), and may have ``id`` (or
    ``doc_id``), ``title``, ``publisher``, ``author``, ``date``, ``url``, ``sources``.
    Raises :class:`ReadError` naming the line and what is wrong with it.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(decode(data, name).split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{name}, line {number}"
        if number > limits.max_records:
            raise ReadError(
                f"{name} has over {limits.max_records:,} records (setting limits.max_records); "
                "split it, or raise the limit."
            )
        fields = _object(line, where)
        given = next((fields[k] for k in ("id", "doc_id") if fields.get(k) not in (None, "")), None)
        if not isinstance(given, str | int | None):
            raise ReadError(f"{where}: `id` must be a text or a number.")
        record = f"line-{number}" if given is None else str(given)
        if record in seen:
            raise ReadError(f"{where}: the id {record!r} was used in line {seen[record]} already.")
        seen[record] = number
        draft = Draft(_blocks(fields, where), trusted=True)
        apply_metadata(draft, {**fields, "id": record})
        yield record, hashlib.sha256(line.encode()).hexdigest(), draft


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = str(error).split(":")[0]
        raise ReadError(f"{where} is not JSON ({reason}); correct the line.") from error
    if not isinstance(fields, dict):
        raise ReadError(f"{where} is not a JSON object; each line is one article.")
    if "\\u" in line and _has_half_characters(fields):
        raise ReadError(f"{where} holds half a character (\\ud800 to \\udfff); correct the line.")
    unknown = sorted(set(fields) - _KEYS)
    if unknown:
        raise ReadError(
            f"{where} has the unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}."
        )
    return fields


def _blocks(fields: dict[str, Any], where: str) -> list[Block]:
    paragraphs = fields.get("paragraphs")
    if paragraphs is not None:
        if not isinstance(paragraphs, list) or not all(isinstance(p, str) for p in paragraphs):
            raise ReadError(f"{where}: `paragraphs` must be a list of texts.")
        # A line break inside a given paragraph does not make it two.
        blocks = [Block(" ".join(p.split("\n")).strip()) for p in paragraphs if p.strip()]
    elif isinstance(fields.get("text"), str):
        blocks = mark_headings(plain_blocks(fields["text"]))
    elif fields.get("text") is not None:
        raise ReadError(f"{where}: `text` must be a text.")
    else:
        raise ReadError(f"{where} has neither `text` nor `paragraphs`.")
    if not blocks:
        raise ReadError(f"{where} holds no article text.")
    return blocks


def _has_half_characters(fields: dict[str, Any]) -> bool:
    """Whether an escape such as \\ud83d stands alone: no such text can be stored."""
    try:
        json.dumps(fields, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False
