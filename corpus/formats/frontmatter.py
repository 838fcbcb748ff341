"""YAML front matter: metadata that the author of the file states."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

import yaml

from corpus.blocks import Draft
from corpus.datatypes import Source
from corpus.dates import parse_date
from corpus.errors import ReadError

_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


def split_front_matter(text: str, name: str) -> tuple[dict[str, Any], str]:
    """The front matter (empty if there is none) and the text below it."""
    opening = re.match(r"---[ \t]*\n", text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if not opening or not closing:
        return {}, text
    try:
        loaded = yaml.safe_load(text[opening.end() : closing.start()])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = str(error).split("\n")[0]
        raise ReadError(
            f"{name} has front matter that is not YAML ({reason}); correct it."
        ) from error
    rest = text[closing.end() :].removeprefix("\n")
    if loaded is None:
        return {}, rest
    if not isinstance(loaded, dict):
        # Two horizontal rules, not metadata.
        return {}, text
    return loaded, rest


def apply_metadata(draft: Draft, fields: Mapping[str, Any]) -> None:
    """Set what the fields state; unknown keys and empty values are passed over."""
    draft.title = _text(fields, "title") or draft.title
    draft.publisher = _text(fields, "publisher", "site", "source") or draft.publisher
    draft.author = _text(fields, "author", "by", "authors") or draft.author
    draft.url = _text(fields, "url", "link") or draft.url
    draft.id = _text(fields, "id", "doc_id") or draft.id
    date = fields.get("date")
    if isinstance(date, datetime.date):
        draft.date = date.isoformat()[:10]
    elif date is not None:
        draft.date = parse_date(str(date)) or draft.date
    sources = fields.get("sources")
    if isinstance(sources, list):
        draft.sources = tuple(_source(item) for item in sources if isinstance(item, dict | str))


def _text(fields: Mapping[str, Any], *names: str) -> str | None:
    for name in names:
        value = fields.get(name)
        items = value if isinstance(value, list) else [value]
        texts = [text for text in map(_plain, items) if text]
        if texts:
            return ", ".join(texts)
    return None


def _plain(value: Any) -> str | None:
    """A text or a number as text; of an object (an author, a publisher) its name."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(str(value).split()) or None


def _source(item: dict[str, Any] | str) -> Source:
    if isinstance(item, str):
        return Source(item)
    date = item.get("date")
    return Source(
        title=_text(item, "title") or "untitled",
        publisher=_text(item, "publisher"),
        date=date.isoformat()[:10] if isinstance(date, datetime.date) else _text(item, "date"),
        url=_text(item, "url"),
    )
