"""Dates as news sites write them, and only where they are beyond doubt."""

from __future__ import annotations

import datetime
import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sep sept", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_DAY_NAME = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?\s*(?:[ap]\.?m\.?)?"
_ZONE = r"(?:\(?[A-Z]{1,5}\)?|[+-]\d{2}:?\d{2})?"
_TIME = rf"(?:(?:,?\s*(?:[/–—-]\s*)?(?:at\s+)?|T){_CLOCK}\s*{_ZONE})?"
_TIME_FIRST = rf"(?:{_CLOCK}\s*(?:[A-Z]{{1,5}})?\s*(?:,\s*|\s+on\s+|\s+))?"

_FORMS = tuple(
    re.compile(f"{_TIME_FIRST}{_DAY_NAME}{form}{_TIME}", re.IGNORECASE | re.ASCII)
    for form in (
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"{_DAY}-{_MONTH}-{_YEAR}",
        rf"{_YEAR}-(?P<number>\d{{2}})-(?P<day>\d{{2}})",
        rf"{_YEAR}/(?P<number>\d{{2}})/(?P<day>\d{{2}})",
        rf"{_MONTH}\s+{_YEAR}",
        rf"{_YEAR}-(?P<number>\d{{2}})",
        _YEAR,
    )
)


def parse_date(text: str) -> str | None:
    """ISO 8601 at the precision given (day, month or year); ``None`` if in any doubt.

    The whole text must be the date: "14 April 2025", "Apr. 14, 2025 10:05 am",
    "2025-04-14T10:05:00Z", "April 2025". Numbers such as 03/04/2025 stay unknown.
    """
    bare = text.strip().strip("|•·–—-").strip()
    for form in _FORMS:
        match = form.fullmatch(bare)
        if match is None:
            continue
        parts = match.groupdict()
        year = int(parts["year"])
        month = parts.get("month")
        number = _MONTHS[month.lower()] if month else int(parts.get("number") or 0)
        day = int(parts.get("day") or 0)
        if not number:
            return f"{year:04d}"
        if not 1 <= number <= 12:
            return None
        if not day:
            return f"{year:04d}-{number:02d}"
        try:
            return datetime.date(year, number, day).isoformat()
        except ValueError:
            return None
    return None
