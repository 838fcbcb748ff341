"""YAML front matter: metadata that the author of the file states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from corpus.blocks import Draft
from corpus.datatypes import Source
from corpus.dates import parse_date
from corpus.errors import ReadError


def split_front_matter(text: str, name: str) -> tuple[dict[str, Any], str]:
    """The front matter (empty if there is none) and the text below it."""
    if not text.startswith("---\n"):
        return {}, text
    end = text.find("\n---", 3)
    closed = end >= 0 and text[end + 4 : end + 5] in ("", "\n", " ")
    if not closed:
        return {}, text
    try:
        # BaseLoader: every value is the text as written (safe_load reads 12:30 as 750).
        loaded = yaml.load(text[4 : end + 1], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError) as error:
        reason = str(error).split("\n")[0]
        raise ReadError(
            f"{name} has front matter that is not YAML ({reason}); correct it."
        ) from error
    rest = text[end + 4 :].partition("\n")[2]
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
    if fields.get("date"):
        draft.date = parse_date(str(fields["date"])) or draft.date
    sources = fields.get("sources")
    if isinstance(sources, list):
        draft.sources = tuple(_source(item) for item in sources if isinstance(item, dict | str))


def _text(fields: Mapping[str, Any], *names: str) -> str | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, list):
            value = ", ".join(str(item) for item in value)
        if isinstance(value, str | int | float) and str(value).strip():
            return " ".join(str(value).split())
    return None


def _source(item: dict[str, Any] | str) -> Source:
    if isinstance(item, str):
        return Source(item)
    return Source(
        title=_text(item, "title") or "untitled",
        publisher=_text(item, "publisher"),
        date=_text(item, "date"),
        url=_text(item, "url"),
    )
