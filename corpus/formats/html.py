"""HTML: the main text by trafilatura (Barbaresi, ACL 2021), metadata from the markup."""

from __future__ import annotations

import codecs
import re
from typing import Any

from corpus.blocks import Block, Draft
from corpus.decode import BOMS, decode
from corpus.errors import ReadError
from corpus.formats.pagedate import page_date

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
# What the HTML standard reads for these names; a page that is UTF-16 could not declare it so.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "utf-16": "utf-8", "utf-16-le": "utf-8",
          "utf-16-be": "utf-8", "utf-32": "utf-8"}  # fmt: skip
# Python codecs that are no encodings of web pages.
_NOT_ENCODINGS = frozenset({"utf-7", "punycode", "idna", "unicode-escape", "raw-unicode-escape"})
_BLOCK_TAGS = frozenset({"p", "head", "quote", "item", "list", "row", "table"})


def read_html(data: bytes, name: str) -> Draft:
    """The article of a web page; raises :class:`ReadError` if the page has none."""
    from trafilatura import bare_extraction, load_html

    tree: Any = load_html(_text_of(data, name))
    # Read before the extraction, which takes the tree apart.
    date = page_date(tree) if tree is not None else None
    document: Any = bare_extraction(
        tree,
        include_comments=False,
        include_images=False,
        include_links=False,
        with_metadata=True,
    )
    body = getattr(document, "body", None)
    if document is None or body is None:
        raise ReadError(f"{name} holds no article text; save the page's text as .txt instead.")
    title = document.title
    blocks = [
        block
        for block in _blocks(body)
        if not (block.heading and title and block.text.casefold() == title.casefold())
    ]
    author = document.author
    return Draft(
        blocks,
        title=title,
        publisher=document.sitename,
        # Some pages name the author by the address of a profile.
        author=author if author and "://" not in author else None,
        date=date,
        url=document.url,
    )


def _blocks(body: Any) -> list[Block]:
    from lxml.etree import iterwalk  # type: ignore[import-untyped]

    blocks: list[Block] = []
    parts: list[str] = []

    def flush(tag: str) -> None:
        text = " ".join("".join(parts).split()).strip(" |")
        parts.clear()
        if text:
            blocks.append(Block(text, tag == "head", item=tag in ("item", "row")))

    for event, element in iterwalk(body, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag in _BLOCK_TAGS:
                flush(element.getparent().tag if element is not body else "")
            elif tag == "lb":
                parts.append(" ")
            elif tag == "cell" and "".join(parts).strip():
                parts.append(" | ")
            parts.append(element.text or "")
        else:
            if tag in _BLOCK_TAGS:
                flush(tag)
            parts.append(element.tail or "")
    flush("")
    return blocks


def _text_of(data: bytes, name: str) -> str:
    declared = _META_CHARSET.search(data[:4096])
    if declared and not data.startswith(BOMS):
        try:
            encoding = codecs.lookup(declared[1].decode("ascii")).name
            if encoding not in _NOT_ENCODINGS:
                return data.decode(_MEANT.get(encoding, encoding))
        except (LookupError, UnicodeError):
            pass  # a page that declares the wrong encoding is read like any text
    return decode(data, name)
