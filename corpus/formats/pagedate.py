"""The date of a web page, from markup that says it is the date of publication.

General extractors also take a year from a footer or from the address of a picture; a
wrong date is worse than none, so only what is named as the article's date counts here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from corpus.dates import parse_date

_META_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "date", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "parsely-pub-date",
    "sailthru.date", "article.published", "dc.date", "dc.date.issued", "dcterms.date",
    "dcterms.issued", "dcterms.created", "citation_publication_date", "citation_date",
    "cxenseparse:recs:publishtime",
)  # fmt: skip
_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report|Analysis)$")
_PUBLISHED_CLASS = re.compile(r"\b(?:published|entry-date|post-date|pub-?date)\b", re.I)
# Where a page lists other articles, and their dates.
_ASIDE = frozenset({"aside", "footer", "nav", "form", "ul", "ol"})


def page_date(tree: Any) -> str | None:
    """ISO 8601 date of publication that the markup states; ``None`` if it states none."""
    for dates in (_linked_data(tree), _metas(tree), _marked_up(tree)):
        for date in dates:
            if date:
                return date
    # A lone <time> is the article's; of several nobody can tell.
    alone = {parse_date(e.get("datetime") or "") for e in tree.iter("time") if not _aside(e)}
    return alone.pop() if len(alone) == 1 else None


def _linked_data(tree: Any) -> Iterator[str | None]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            found: list[Any] = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue  # many sites write broken JSON here
        for thing in found:  # grows while it is walked: what is inside comes after
            if isinstance(thing, list):
                found.extend(thing)
            elif isinstance(thing, dict):
                found.extend(v for v in thing.values() if isinstance(v, dict | list))
        for thing in found:
            if isinstance(thing, dict) and _is_article(thing):
                yield parse_date(str(thing.get("datePublished") or ""))


def _is_article(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and _ARTICLE_TYPE.search(kind) for kind in kinds)


def _metas(tree: Any) -> Iterator[str | None]:
    said: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        said.setdefault(name.lower(), meta.get("content") or "")
    for name in _META_NAMES:
        yield parse_date(said.get(name, ""))


def _marked_up(tree: Any) -> Iterator[str | None]:
    for element in tree.iter():
        if not isinstance(element.tag, str) or _aside(element):
            continue
        named = "datepublished" in (element.get("itemprop") or "").lower()
        timed = element.tag == "time" and (
            "pubdate" in element.attrib or _PUBLISHED_CLASS.search(element.get("class") or "")
        )
        if named or timed:
            stated = element.get("datetime") or element.get("content")
            yield parse_date(stated or " ".join(element.itertext())[:80])


def _aside(element: Any) -> bool:
    # A few levels are enough, and a page of 100,000 nested tags would take for ever.
    for depth, above in enumerate(element.iterancestors()):
        if above.tag in _ASIDE or "comment" in (above.get("class") or "").lower():
            return True
        if depth > 8:
            break
    return False
