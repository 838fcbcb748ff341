"""Plain text: paragraphs by blank lines, by line, or unwrapped from a fixed width."""

from __future__ import annotations

import re

from corpus.blocks import Block, Draft, ends_a_sentence
from corpus.decode import decode

# A form feed ends a page, and with it a line.
_BLANK = re.compile(r"\n\s*\n|\x0c")
# Text wrapped by an editor or a mail program has lines of about this length.
_WRAPPED = range(40, 111)
_FILLED = 0.7
# A wrapped text has at least this many full lines.
_FULL_LINES = 4
_LIST_ITEM = re.compile(r"(?:[-–•*▪◦]|\d{1,2}[.)])\s")


def read_plain(data: bytes, name: str) -> Draft:
    """The blocks of a text file; headings are told apart later."""
    return Draft(plain_blocks(decode(data, name)))


def plain_blocks(text: str) -> list[Block]:
    """Blocks of text without any markup."""
    chunks = [
        [line.strip() for line in chunk.split("\n") if line.strip()] for chunk in _BLANK.split(text)
    ]
    width = _wrapping_width([line for chunk in chunks for line in chunk])
    blocks: list[Block] = []
    for lines in chunks:
        if width:
            lines = _unwrap(lines, width)
        elif _is_wrapped(lines):
            lines = [" ".join(lines)]
        blocks.extend(Block(line) for line in lines)
    return blocks


def _wrapping_width(lines: list[str]) -> int | None:
    """The width at which the whole text is wrapped; ``None`` if it is not."""
    # An address longer than the line can't be wrapped.
    lengths = [len(line) for line in lines if " " in line]
    width = max(lengths, default=0)
    full = [line for line in lines if _FILLED * width <= len(line) <= width]
    broken = sum(1 for line in full if not ends_a_sentence(line))
    wrapped = (
        width in _WRAPPED
        and len(full) >= _FULL_LINES
        and 2 * sum(map(len, full)) >= sum(lengths)
        and broken > len(full) / 2
        # Headlines and verse are of any length; filled lines nearly all reach the edge.
        and sum(1 for line in full if len(line) > 0.85 * width) > len(full) / 2
    )
    return width if wrapped else None


def _unwrap(lines: list[str], width: int) -> list[str]:
    """Join a line to the next where the next word would not have fitted on it."""
    joined: list[str] = []
    length = 0  # of the last line before it was joined
    for line in lines:
        first = line.split(maxsplit=1)[0]
        # Editors differ by a character or two in what they count.
        fits = length + 1 + len(first) <= width - 2
        if joined and not fits and not _LIST_ITEM.match(line):
            joined[-1] += " " + line
        else:
            joined.append(line)
        length = len(line)
    return joined


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
