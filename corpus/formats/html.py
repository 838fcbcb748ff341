"""HTML: the main text by trafilatura (Barbaresi, ACL 2021), metadata from the markup."""

from __future__ import annotations

import re
from typing import Any

from corpus.blocks import Block, Draft
from corpus.dates import parse_date
from corpus.decode import decode
from corpus.errors import ReadError

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)


def read_html(data: bytes, name: str) -> Draft:
    """The article of a web page; raises :class:`ReadError` if the page has none."""
    from trafilatura import bare_extraction

    document: Any = bare_extraction(
        _text_of(data, name),
        include_comments=False,
        include_images=False,
        include_links=False,
        with_metadata=True,
        # Only the markup's own date; nothing is inferred from the text or the clock.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    body = getattr(document, "body", None)
    if document is None or body is None:
        raise ReadError(f"{name} holds no article text; save the page's text as .txt instead.")
    blocks: list[Block] = []
    title = document.title
    for element in body.iter("p", "head", "quote", "item", "row", "cell", "code"):
        if any(child.tag in ("p", "head", "quote", "item", "row", "cell") for child in element):
            continue
        text = " ".join("".join(element.itertext()).split())
        if text and not (element.tag == "head" and title and text.casefold() == title.casefold()):
            blocks.append(Block(text, element.tag == "head"))
    return Draft(
        blocks,
        title=title,
        publisher=document.sitename,
        author=document.author,
        date=parse_date(document.date) if document.date else None,
        url=document.url,
    )


def _text_of(data: bytes, name: str) -> str:
    declared = _META_CHARSET.search(data[:4096])
    if declared:
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # a page that declares the wrong encoding is read like any text
    return decode(data, name)
