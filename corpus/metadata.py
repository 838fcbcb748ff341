"""Title, date, author and publisher from the lines above an article's text.

Only lines that are nothing else count: a date in running text is not the article's date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.blocks import Block, Draft, ends_a_sentence, ends_abbreviated, is_prose
from corpus.bylines import Stated, stated_in
from corpus.clean import drop_footer, drop_offers, is_menu_line

# How far down header lines are looked for.
_HEADER_BLOCKS = 14
# A paragraph of this many words is the body; a standfirst is shorter.
_BODY_WORDS = 30
_HEADING_WORDS = 14
_LABEL_WORDS = 3
_TITLE_WORDS = 25

_SITE_AFTER_TITLE = re.compile(r"\s*[|\-–—:·•]\s*(?P<site>\S.*)$")
_CAPITAL_WORDS = re.compile(
    r"\s+(?P<site>(?:[A-Z][\w.&'’-]*|of|the|and)(?:\s+(?:[A-Z][\w.&'’-]*|of|the|and)){0,4})$"
)


@dataclass(slots=True)
class _Header:
    title: str | None = None
    stated: Stated = field(default_factory=Stated)
    kept: list[Block] = field(default_factory=list)


def read_header(draft: Draft) -> Draft:
    """The draft without boilerplate, its unknown metadata filled from its header lines."""
    blocks = drop_footer(drop_offers(draft.blocks))
    header = _scan(blocks[:_HEADER_BLOCKS], draft.title)
    stated = header.stated
    marked = mark_headings(header.kept + blocks[_HEADER_BLOCKS:])
    if all(block.heading for block in marked):
        # Lines without any running text: they are all there is, so they are the article.
        header.title, marked = draft.title, draft.blocks
    return Draft(
        blocks=marked,
        title=header.title,
        publisher=draft.publisher or stated.publisher,
        author=draft.author or stated.author,
        date=draft.date or stated.date or stated.updated,
        url=draft.url,
        id=draft.id,
        sources=draft.sources,
        trusted=draft.trusted,
    )


def mark_headings(blocks: list[Block]) -> list[Block]:
    """Short lines without a full stop above running text become headings.

    Above the first running text (a name, a place, a kicker) any number of them; further
    down only the last, for the lines above it may be a list.
    """
    first = next((i for i, b in enumerate(blocks) if not b.heading and is_prose(b.text)), 0)
    marked: list[Block] = []
    for i in range(len(blocks) - 1, -1, -1):
        block = blocks[i]
        if not block.heading and i + 1 < len(blocks) and _can_head(block):
            following = blocks[i + 1]
            above_text = following.heading or is_prose(following.text)
            if above_text or (i < first and marked[-1].heading):
                block = Block(block.text, heading=True)
        if marked or not block.heading:  # a heading above nothing goes
            marked.append(block)
    return marked[::-1]


def _can_head(block: Block) -> bool:
    text = block.text
    return (
        not block.item
        and block.words <= _HEADING_WORDS
        and not ends_a_sentence(text, ".!…")
        and text.rstrip()[-1:] not in ",;:"
        and not text.startswith(("-", "•", "*", "–", '"', "“", "'", "‘"))
        and not text[:1].islower()
    )


def _scan(blocks: list[Block], known_title: str | None) -> _Header:
    header = _Header(title=known_title)
    seen_prose = False
    for i, block in enumerate(blocks):
        text = block.text
        stated = stated_in(text)
        if stated is not None:
            header.stated.add(stated)
            continue
        if is_menu_line(text) and not seen_prose and not block.item:
            continue
        if header.title is None and not seen_prose and _can_be_title(block, blocks[i + 1 :]):
            if block.words <= _LABEL_WORDS and _better_title_below(blocks[i + 1 :]):
                continue  # a section's name above the headline
            header.title = text
        elif header.title and _repeats(text, header):
            continue
        elif is_prose(text) and not block.heading:
            header.kept.append(block)
            seen_prose = True
            if block.words >= _BODY_WORDS or _prose_follows(blocks, i):
                header.kept.extend(blocks[i + 1 :])
                break
        else:
            header.kept.append(block)
    return header


def _can_be_title(block: Block, below: list[Block]) -> bool:
    text = block.text
    if block.item or not below:
        return False  # the only line is the article
    if ends_abbreviated(text) and block.words <= _HEADING_WORDS:
        return text.count(". ") == 0
    if block.heading:
        return True
    return not is_prose(text) and block.words < _TITLE_WORDS and not ends_a_sentence(text, ".")


def _repeats(text: str, header: _Header) -> bool:
    """The title again, alone or with the site's name, which is then the publisher."""
    title = header.title or ""
    if text.casefold() == title.casefold():
        return True
    short, long = sorted((title, text), key=len)
    if not long.casefold().startswith(short.casefold()):
        return False
    rest = long[len(short) :]
    site = _SITE_AFTER_TITLE.match(rest)
    if site is None and len(short.split()) >= 4:
        site = _CAPITAL_WORDS.match(rest)
    if site is None or len(site["site"].split()) > 5 or ends_a_sentence(rest):
        return False
    header.stated.publisher = header.stated.publisher or site["site"]
    header.title = short
    return True


def _better_title_below(blocks: list[Block]) -> bool:
    for block in blocks[:4]:
        if is_prose(block.text):
            return False
        if block.words > _LABEL_WORDS and not is_menu_line(block.text):
            return stated_in(block.text) is None
    return False


def _prose_follows(blocks: list[Block], i: int) -> bool:
    return i + 1 < len(blocks) and is_prose(blocks[i + 1].text)
