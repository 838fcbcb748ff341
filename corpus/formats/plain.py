"""Plain text: paragraphs by blank lines, by line, or unwrapped from a fixed width."""

from __future__ import annotations

import re

from corpus.blocks import Block, Draft, ends_a_sentence
from corpus.decode import decode

_BLANK = re.compile(r"\n[ \t\x0c]*\n")
# Text wrapped by an editor or a mail program has lines of about this length.
_WRAPPED = range(40, 111)
_FILLED = 0.7


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
    inner = [len(line) for line in lines[:-1]]
    if not inner or max(inner) not in _WRAPPED or len(lines[-1]) > max(inner) + 10:
        return False
    # An editor fills its lines; a header's lines are as long as what they say.
    if min(inner) < _FILLED * max(inner):
        return False
    # One paragraph a line would end most lines with a full stop.
    broken = sum(1 for line in lines[:-1] if not ends_a_sentence(line))
    return broken > len(inner) / 2
