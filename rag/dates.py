"""When what a sentence tells happened: dates in words, as precise as they are given.

A date without its year, a weekday or "last month" is placed by the article's date. Where the
article has none, it stays unknown, or is given as what it is: some 4 March, some Saturday.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH_LIST = (
    "january february march april may june july august september october november december"
).split()
_DAY_LIST = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = r"(?P<month>" + "|".join(m.capitalize() for m in _MONTH_LIST) + r"|Jan|Feb|Mar|Apr|Jun|Jul"
_MONTH += r"|Aug|Sept?|Oct|Nov|Dec)\.?"
_YEAR = r"(?P<year>1[6-9]\d\d|20\d\d)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH},? {_YEAR}\b",
        rf"\b{_MONTH},? {_YEAR}\b",
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,? \d)",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\b",
        rf"\b(?:[Ii]n|[Ss]ince|[Dd]uring|[Ee]arly|[Ll]ate|[Ll]ast|[Tt]his|[Bb]y|[Oo]f) "
        rf"(?:early |late |mid-)?{_MONTH}(?! \d)\b",
        rf"(?<![\d,.$€£-])\b{_YEAR}s?\b(?![,.]?\d)",
    )
)
_WEEKDAY = re.compile(
    r"\b(?<!a )(?P<weekday>" + "|".join(d.capitalize() for d in _DAY_LIST) + r")\b"
)
NEWS_DAYS = 60
# In some year there is a 29 February.
LEAP_YEAR = 2024
_RELATIVE = (
    (re.compile(r"\b(?:earlier |later )?this month\b", re.I), "month", 0),
    (re.compile(r"\blast month\b", re.I), "month", -1),
    (re.compile(r"\blast year\b", re.I), "year", -1),
    (re.compile(r"\bthis year\b", re.I), "year", 0),
    (re.compile(r"\byesterday\b", re.I), "day", -1),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class When:
    """``iso`` is YYYY, YYYY-MM or YYYY-MM-DD, and sorts; ``place`` is its offset.

    Of what no year is known it is --MM, --MM-DD or -W-D (1 is Monday), as ISO 8601:2000 shortens
    them.
    """

    iso: str
    place: int


def told_as_news(article_text: str, published: str | None) -> bool:
    """Whether "in February" may be read from the article's own date.

    An article that names full dates long before its own looks back at something: a month
    or a weekday in it may belong to any year.
    """
    base = _as_date(published)
    if base is None:
        return False
    full = [_as_date(when.iso) for when in dated(article_text, None) if len(when.iso) == 10]
    return all(abs((base - one).days) <= NEWS_DAYS for one in full if one is not None)


def dated(text: str, published: str | None, *, without_year: bool = False) -> list[When]:
    """The dates in ``text``, in reading order; ``published`` is the article's ISO date, or
    None where it does not place them: then those that need it are left out, or, with
    ``without_year``, given without.
    """
    found: list[When] = []
    taken: list[tuple[int, int]] = []
    base = _as_date(published)
    for form in _FORMS:
        for match in form.finditer(text):
            if any(match.start() < end and match.end() > start for start, end in taken):
                continue
            # A date that cannot be is not read in part either.
            taken.append(match.span())
            iso = _of_match(match.groupdict(), base)
            if iso and (without_year or not iso.startswith("-")):
                found.append(When(iso, match.start()))
    if base is not None:
        found += _relative(text, base)
    elif without_year:
        found += [When(f"-W-{1 + _day_number(m)}", m.start()) for m in _WEEKDAY.finditer(text)]
    return sorted(found, key=lambda when: when.place)


def _of_match(parts: dict[str, str | None], base: date | None) -> str | None:
    year, name, day = parts.get("year"), parts.get("month"), parts.get("day")
    if name is None:
        return year
    month = next(i for i, m in enumerate(_MONTH_LIST, 1) if m.startswith(name.lower()[:3]))
    if year is None:
        if base is None:
            return f"--{month:02d}" if day is None else _real(LEAP_YEAR, month, day, "--%m-%d")
        # A month without a year is the latest one, up to the article.
        year = str(base.year if month <= base.month else base.year - 1)
    if day is None:
        return f"{year}-{month:02d}"
    return _real(int(year), month, day, "%Y-%m-%d")


def _real(year: int, month: int, day: str, form: str) -> str | None:
    try:
        return date(year, month, int(day)).strftime(form)
    except ValueError:
        return None


def _day_number(match: re.Match[str]) -> int:
    return _DAY_LIST.index(match["weekday"].lower())


def _relative(text: str, base: date) -> list[When]:
    found = []
    for match in _WEEKDAY.finditer(text):
        back = (base.weekday() - _day_number(match)) % 7
        found.append(When((base - timedelta(days=back)).isoformat(), match.start()))
    for form, unit, shift in _RELATIVE:
        for match in form.finditer(text):
            if unit == "year":
                iso = str(base.year + shift)
            elif unit == "day":
                iso = (base + timedelta(days=shift)).isoformat()
            else:
                month = base.month - 1 + shift
                iso = f"{base.year + month // 12}-{month % 12 + 1:02d}"
            found.append(When(iso, match.start()))
    return found


def _as_date(published: str | None) -> date | None:
    if not published:
        return None
    parts = [int(part) for part in published[:10].split("-")]
    try:
        return date(
            parts[0], parts[1] if len(parts) > 1 else 12, parts[2] if len(parts) > 2 else 28
        )
    except ValueError:
        return None
