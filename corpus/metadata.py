"""Title, date, author and publisher from the lines above an article's text.

Only lines that are nothing else count: a date in running text is not the article's date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.blocks import Block, Draft, ends_a_sentence, is_prose
from corpus.clean import drop_advertising, drop_footer, is_menu_line
from corpus.dates import parse_date

# How far down header lines are looked for.
_HEADER_BLOCKS = 14
# A paragraph of this many words is the body; a standfirst is shorter.
_BODY_WORDS = 30
_HEADING_WORDS = 14
_LABEL_WORDS = 3

_DATED = re.compile(
    r"^(?:(?:first\s+)?published|posted|date|issued|released|publication\s+date)\b\s*(?:on|at)?\s*:?\s*(?P<date>.+)$",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"^(?:last\s+)?(?:updated|modified|edited)\b\s*(?:on|at)?\s*:?\s*(?P<date>.+)$", re.I
)
_WORD = r"[A-ZÀ-Þ][\w.'’-]*"
_NAME = rf"{_WORD}(?:\s+(?:de|del|da|di|la|le|van|von|der|den|bin|al|{_WORD})){{0,4}}"
_BYLINE = re.compile(
    rf"^(?:(?:[Ww]ritten|[Rr]eported|[Ss]tory)\s+[Bb]y|[Bb]y|BY|[Aa]uthor\s*:|AUTHOR\s*:)\s+"
    rf"(?P<author>{_NAME}(?:(?:,\s*|\s+and\s+|\s*&\s*){_NAME})*)\s*(?P<rest>[|•·,–—-].*)?$"
)
_PUBLISHER = re.compile(r"^(?:publisher|source|outlet|site)\s*:\s*(?P<publisher>.{2,60})$", re.I)


@dataclass(slots=True)
class _Header:
    title: str | None = None
    date: str | None = None
    updated: str | None = None
    author: str | None = None
    publisher: str | None = None
    kept: list[Block] = field(default_factory=list)


def read_header(draft: Draft) -> Draft:
    """The draft without boilerplate, its unknown metadata filled from its header lines."""
    blocks = drop_footer(drop_advertising(draft.blocks))
    header = _scan(blocks[:_HEADER_BLOCKS], draft.title)
    return Draft(
        blocks=mark_headings(header.kept + blocks[_HEADER_BLOCKS:]),
        title=draft.title or header.title,
        publisher=draft.publisher or header.publisher,
        author=draft.author or header.author,
        date=draft.date or header.date or header.updated,
        url=draft.url,
        id=draft.id,
        sources=draft.sources,
        trusted=draft.trusted,
    )


def mark_headings(blocks: list[Block]) -> list[Block]:
    """Short lines without a full stop above running text become headings."""
    marked = []
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        marked.append(
            Block(block.text, block.heading or (following is not None and _heads(block, following)))
        )
    while marked and marked[-1].heading:
        marked.pop()  # a heading above nothing
    return marked


def _heads(block: Block, following: Block) -> bool:
    text = block.text
    return (
        block.words <= _HEADING_WORDS
        and not ends_a_sentence(text, ".!…")
        and text.rstrip()[-1:] not in ",;:"
        and not text.startswith(("-", "•", "*", "–", '"', "“", "'", "‘"))
        and not text[:1].islower()
        and (following.heading or is_prose(following.text))
    )


def _scan(blocks: list[Block], known_title: str | None) -> _Header:
    header = _Header(title=known_title)
    seen_prose = False
    in_header = True
    for i, block in enumerate(blocks):
        text = block.text
        if not in_header:
            header.kept.append(block)
            continue
        if _take_metadata(text, header):
            continue
        if is_menu_line(text) and not seen_prose:
            continue
        if is_prose(text) and not block.heading:
            in_header = block.words < _BODY_WORDS and not _prose_follows(blocks, i)
            seen_prose = True
            header.kept.append(block)
            continue
        if header.title and _repeats(text, header):
            continue
        if header.title is None and not seen_prose and not ends_a_sentence(text, "."):
            if block.words <= _LABEL_WORDS and _better_title_below(blocks[i + 1 :]):
                continue  # a section's name above the headline
            header.title = text
            continue
        header.kept.append(block)
    return header


def _take_metadata(text: str, header: _Header) -> bool:
    """Whether the line is a date, a byline or a publisher, and note it if so."""
    for pattern, name in ((_DATED, "date"), (_UPDATED, "updated")):
        match = pattern.match(text)
        date = parse_date(match["date"]) if match else None
        if date:
            setattr(header, name, getattr(header, name) or date)
            return True
    date = parse_date(text)
    if date and len(text) > 4:
        header.date = header.date or date
        return True
    byline = _BYLINE.match(text)
    if byline:
        header.author = header.author or byline["author"]
        rest = (byline["rest"] or "").strip(" |•·,–—-")
        if rest:
            _take_metadata(rest, header)
        return True
    publisher = _PUBLISHER.match(text)
    if publisher:
        header.publisher = header.publisher or publisher["publisher"].strip()
        return True
    if " | " in text and len(text) < 120:
        # "By Ann Lee | May 4, 2024": a line of which every part is metadata.
        trial = _Header()
        if all(_take_metadata(part.strip(), trial) for part in text.split(" | ")):
            header.date = header.date or trial.date
            header.updated = header.updated or trial.updated
            header.author = header.author or trial.author
            return True
    return False


def _repeats(text: str, header: _Header) -> bool:
    """The title again, alone or with the site's name, which is then the publisher."""
    title = header.title or ""
    if text.casefold() == title.casefold():
        return True
    if text.casefold().startswith(title.casefold()):
        rest = text[len(title) :].strip(" |-–—:·•")
        if rest and len(rest.split()) <= 5:
            header.publisher = header.publisher or rest
            return True
    return False


def _better_title_below(blocks: list[Block]) -> bool:
    for block in blocks[:4]:
        if is_prose(block.text):
            return False
        if block.words > _LABEL_WORDS and not is_menu_line(block.text):
            return not _take_metadata(block.text, _Header())
    return False


def _prose_follows(blocks: list[Block], i: int) -> bool:
    return i + 1 < len(blocks) and is_prose(blocks[i + 1].text)
