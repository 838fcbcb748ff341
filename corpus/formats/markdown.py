"""Markdown: what a reader of the rendered page sees, with front matter as metadata."""

from __future__ import annotations

import re
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.blocks import Block, Draft, is_prose
from corpus.decode import decode
from corpus.formats.frontmatter import apply_metadata, split_front_matter

_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# Tags that end a word, as far as a browser shows it.
_LINE_BREAK_ANYWHERE = re.compile(r"<(?:br|/?(?:p|div|li|td|th|tr|h[1-6]))\b[^<>]*>", re.IGNORECASE)
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


def read_markdown(data: bytes, name: str) -> Draft:
    """The blocks of a Markdown file: headings without #, links and emphasis as their words."""
    fields, body = split_front_matter(decode(data, name), name)
    draft = Draft([], trusted=bool(fields))
    apply_metadata(draft, fields)
    title_from: str | None = None
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    inside = 0  # list items
    cells: list[str] | None = None
    for i, token in enumerate(tokens):
        if token.type in ("list_item_open", "list_item_close"):
            inside += token.nesting
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            draft.blocks.append(Block(" | ".join(filter(None, cells)), item=True))
            cells = None
        elif token.type == "inline":
            text = " ".join(_words(token.children or []).split())
            opener = tokens[i - 1]
            if cells is not None:
                cells.append(text)
                continue
            heading = opener.type == "heading_open" and not _underlined_prose(opener, text)
            if heading and opener.tag == "h1" and title_from is None and not draft.blocks:
                title_from = text
            elif text:
                draft.blocks.append(Block(text, heading, item=inside > 0))
        elif token.type in ("fence", "code_block", "html_block"):
            text = _without_tags(token.content) if token.type == "html_block" else token.content
            draft.blocks.append(Block(" ".join(text.split()), item=inside > 0))
    draft.blocks = [block for block in draft.blocks if block.text]
    if draft.title is None:
        draft.title = title_from
    elif title_from and title_from.casefold() != draft.title.casefold():
        draft.blocks.insert(0, Block(title_from, heading=True))
    return draft


def _underlined_prose(opener: Token, text: str) -> bool:
    """Whether a paragraph became a heading by the rule (``---``) right below it."""
    return opener.markup in ("-", "=") and is_prose(text)


def _words(tokens: list[Token]) -> str:
    """The visible words of inline tokens; images and HTML tags show none of ours."""
    parts = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak") or _LINE_BREAK.match(token.content):
            parts.append(" ")
    return "".join(parts)


def _without_tags(html: str) -> str:
    return unescape(_TAG.sub("", _LINE_BREAK_ANYWHERE.sub(" ", _HIDDEN.sub("", html))))
