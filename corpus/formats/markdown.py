"""Markdown: what a reader of the rendered page sees, with front matter as metadata."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.blocks import Block, Draft
from corpus.decode import decode
from corpus.formats.frontmatter import apply_metadata, split_front_matter

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")


def read_markdown(data: bytes, name: str) -> Draft:
    """The blocks of a Markdown file: headings without #, links and emphasis as their words."""
    fields, body = split_front_matter(decode(data, name), name)
    draft = Draft([], trusted=bool(fields))
    apply_metadata(draft, fields)
    title_from: str | None = None
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    for i, token in enumerate(tokens):
        if token.type == "inline":
            text = " ".join(_words(token.children or []).split())
            opener = tokens[i - 1]
            heading = opener.type == "heading_open"
            if heading and opener.tag == "h1" and title_from is None and not draft.blocks:
                title_from = text
                continue
            if text:
                draft.blocks.append(Block(text, heading))
        elif token.type == "html_block":
            text = " ".join(_TAG.sub(" ", _COMMENT.sub(" ", token.content)).split())
            if text:
                draft.blocks.append(Block(text))
        elif token.type in ("fence", "code_block") and token.content.strip():
            draft.blocks.append(Block(" ".join(token.content.split())))
    if draft.title is None:
        draft.title = title_from
    elif title_from and title_from.casefold() != draft.title.casefold():
        draft.blocks.insert(0, Block(title_from, heading=True))
    return draft


def _words(tokens: list[Token]) -> str:
    """The visible words of inline tokens; images and HTML show none of ours."""
    parts = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts)
