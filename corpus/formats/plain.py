"""Plain text: paragraphs by blank lines, by line, or unwrapped from a fixed width."""

from __future__ import annotations

import re
import statistics

from corpus.blocks import Block, Draft, ends_a_sentence
from corpus.decode import decode

_BLANK = re.compile(r"\n[ \t\x0c]*\n")
# Text wrapped by an editor or a mail program has lines of about this length.
_WRAPPED = range(40, 111)


def read_plain(data: bytes, name: str) -> Draft:
    """The blocks of a text file; headings are told apart later."""
    return Draft(plain_blocks(decode(data, name)))


def plain_blocks(text: str) -> list[Block]:
    """Blocks of text without any markup."""
    blocks: list[Block] = []
    for chunk in _BLANK.split(text.replace("\x0c", "\n\n")):
        lines = [line.strip() for line in chunk.split("\n") if line.strip()]
        if _is_wrapped(lines):
            lines = [" ".join(lines)]
        blocks.extend(Block(line) for line in lines)
    return blocks


def _is_wrapped(lines: list[str]) -> bool:
    if len(lines) < 2:
        return False
    inner = lines[:-1]
    if max(len(line) for line in lines) > _WRAPPED.stop or (
        statistics.median(len(line) for line in inner) not in _WRAPPED
        and round(statistics.median(len(line) for line in inner)) not in _WRAPPED
    ):
        return False
    # One paragraph a line would end most lines with a full stop.
    broken = sum(1 for line in inner if not ends_a_sentence(line))
    return broken > len(inner) / 2
