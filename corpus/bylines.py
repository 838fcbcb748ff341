"""Lines that say who wrote an article and when, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.clean import is_menu_line
from corpus.dates import parse_date

_DATED = re.compile(
    r"^(?:(?:first\s+)?published|posted|date|issued|released|publication\s+date)\b\s*(?:on|at)?\s*:?\s*(?P<date>.+)$",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"^(?:last\s+)?(?:updated|modified|edited)\b\s*(?:on|at)?\s*:?\s*(?P<date>.+)$", re.I
)
_PUBLISHER = re.compile(
    r"^(?:publisher|source|outlet|site)\s*:\s*(?P<publisher>.{2,60})$", re.IGNORECASE
)
_BY = re.compile(
    r"^(?:(?:(?:written|reported|posted|published|story|words|text)\s+)?by\s*:?|authors?\s*:)\s+",
    re.IGNORECASE,
)
_BETWEEN_PARTS = re.compile(r"\s+[|•·/–—-]\s+|\s*[|•·]\s*")
_BETWEEN_NAMES = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s+with\s+", re.IGNORECASE)
_FOR_WHOM = re.compile(r"\s+(?:for|of|in|at|from)\s+.*$", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:writers?|reporters?|correspondents?|editors?|staff|columnists?|contributors?|chief"
    r"|newsroom|news|press|times|post|herald|tribune|courier|journal|gazette|network|media"
    r"|agency|service|magazine)\b",
    re.IGNORECASE,
)
_AGENCIES = frozenset({"reuters", "ap", "afp", "upi", "bloomberg", "staff", "newsroom"})
_CONNECTOR = re.compile(r"(?:de|del|da|di|la|le|van|von|der|den|bin|al|el|dos)", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?:the|this|that|our|an?|its|his|her|their|(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
    re.IGNORECASE,
)
# The site shows the day of the visit.
_TODAY = re.compile(r"^today\b", re.IGNORECASE)
# Lines of metadata are shorter than this.
_LONGEST = 160


@dataclass(slots=True)
class Stated:
    """What one line, or all of them together, state; ``updated`` counts if ``date`` is unknown."""

    date: str | None = None
    updated: str | None = None
    author: str | None = None
    publisher: str | None = None

    def add(self, other: Stated) -> None:
        """Fill what is unknown from ``other``."""
        self.date = self.date or other.date
        self.updated = self.updated or other.updated
        self.author = self.author or other.author
        self.publisher = self.publisher or other.publisher


def stated_in(text: str) -> Stated | None:
    """What a line states if it is metadata and nothing else; otherwise ``None``."""
    text = text.strip()
    if not text or len(text) > _LONGEST or _TODAY.match(text):
        return None
    return _single(text) or _separated(text) or _run_together(text)


def _single(text: str) -> Stated | None:
    updated = _UPDATED.match(text)
    if updated and (date := parse_date(updated["date"])):
        return Stated(updated=date)
    dated = _DATED.match(text)
    if dated and (date := parse_date(dated["date"])):
        return Stated(date=date)
    # A bare number of four digits may be anything.
    if len(text) > 4 and (date := parse_date(text)):
        return Stated(date=date)
    publisher = _PUBLISHER.match(text)
    if publisher:
        return Stated(publisher=publisher["publisher"].strip())
    by = _BY.match(text)
    author = _names(text[by.end() :]) if by else None
    return Stated(author=author) if author else None


def _separated(text: str) -> Stated | None:
    """“By Ann Lee | May 4, 2024 | 5 min read”: every part is metadata or a menu's."""
    parts = [part for part in _BETWEEN_PARTS.split(text) if part]
    if len(parts) < 2:
        return None
    together = Stated()
    found = False
    for part in parts:
        stated = _single(part) or _run_together(part)
        if stated is not None:
            together.add(stated)
            found = True
        elif not (is_menu_line(part) or _ROLE.search(part)):
            return None
    return together if found else None


def _run_together(text: str) -> Stated | None:
    """“By Ann Lee May 4, 2024”, “May 4, 2024 by Ann Lee”, “May 4, 2024 5 min read”."""
    words = text.split()
    if not 3 <= len(words) <= 20:
        return None
    for i in range(1, len(words)):
        left, right = " ".join(words[:i]), " ".join(words[i:])
        first, second = _single(left), _single(right)
        dated = [s for s in (first, second) if s is not None and len(s.date or s.updated or "") > 7]
        if not dated:
            continue
        if first is not None and second is not None:
            first.add(second)
            return first
        if (first is None and is_menu_line(left)) or (second is None and is_menu_line(right)):
            return dated[0]
    return None


def _names(text: str) -> str | None:
    """The names at the start, as they are written; ``None`` if there are none."""
    bare = _FOR_WHOM.sub("", text.strip().rstrip("|•·,–—- "))
    if bare.endswith(".") and len(bare.split()) > 6:
        return None  # a sentence that begins with “By”
    end = start = 0
    for position, part in _parts(bare):
        if position and (_ROLE.search(part) or part.lower().startswith("the ")):
            break  # “, Staff Writer”, “, The Example Courier”
        if not _is_name(part):
            return None
        end = position + len(part)
    return bare[start:end] or None


def _parts(text: str) -> list[tuple[int, str]]:
    parts = []
    start = 0
    for match in _BETWEEN_NAMES.finditer(text):
        parts.append((start, text[start : match.start()]))
        start = match.end()
    parts.append((start, text[start:]))
    return parts


def _is_name(text: str) -> bool:
    words = text.split()
    if len(words) == 1:
        # One word is a name of an agency, or no name: “By Design”.
        return text.lower() in _AGENCIES
    return (
        2 <= len(words) <= 5
        and not _NO_NAME.fullmatch(words[0])
        and not any(character.isdigit() for character in text)
        and not text.endswith(("!", "?", ":"))
        and all(word[0].isupper() or _CONNECTOR.fullmatch(word) for word in words)
    )
