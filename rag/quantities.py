"""The quantities and dates that a sentence gives, made comparable: sums, shares, measures, counts.

By form alone, so that "$412 million" and "365 million dollars" are of one kind, and "8 May" is
no count.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rag.dates import dated
from rag.words import YEAR

Kind = str
"""``money``, ``percent``, ``date``, ``count``, or what is measured (``time``, ``length`` ...)."""

_SMALL = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_TIMES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "m": 1e6, "bn": 1e9, "k": 1e3,
}  # fmt: skip
_SHARES = {
    "half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0, "sixth": 100 / 6,
    "tenth": 10.0,
}  # fmt: skip
_CURRENCIES = {
    "$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee",
    **{name: name for name in (
        "dollar euro pound yen yuan rupee peso franc crown krona krone rand real dinar dirham "
        "shilling lira zloty forint won baht rouble ruble hryvnia florin mark").split()},
}  # fmt: skip
_OF_KIND: dict[Kind, dict[str, float]] = {
    "length": {"metre": 1, "meter": 1, "kilometre": 1e3, "kilometer": 1e3, "km": 1e3,
               "mile": 1609.34, "nautical mile": 1852,
               "foot": 0.3048, "feet": 0.3048, "centimetre": 0.01,
               "centimeter": 0.01, "yard": 0.9144, "inch": 0.0254, "m": 1},
    "mass": {"tonne": 1e3, "ton": 1e3, "kilogram": 1, "kilo": 1, "kg": 1, "gram": 1e-3,
             "lb": 0.4536},
    "time": {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "night": 86400,
             "week": 604800, "fortnight": 1209600, "month": 2629800, "year": 31557600,
             "decade": 315576000},
    "area": {"hectare": 1e4, "acre": 4046.86},
    "volume": {"litre": 1, "liter": 1, "gallon": 3.785, "barrel": 159},
    "power": {"watt": 1, "kilowatt": 1e3, "kw": 1e3, "megawatt": 1e6, "mw": 1e6,
              "gigawatt": 1e9, "gw": 1e9},
    "energy": {"kwh": 1e3, "mwh": 1e6, "gwh": 1e9, "kilowatt-hour": 1e3,
               "megawatt-hour": 1e6, "gigawatt-hour": 1e9},
    "degree": {"degree": 1},
}  # fmt: skip
_UNITS = {
    unit: (kind, float(size)) for kind, units in _OF_KIND.items() for unit, size in units.items()
}

_WORD = "|".join(sorted([*_SMALL, *_TENS], key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?P<before>US\$|C\$|A\$|[$€£¥₹])?\s?"
    r"(?<![\w.,-])(?P<number>(?:a |two )?dozen|a(?= (?:fortnight|decade)\b)"
    rf"|\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?"
    rf"|(?:{_WORD})(?:-(?:{_WORD}))?)"
    r"(?P<times>(?:[ -](?:hundred|thousand|million|billion|trillion)|m|bn|k)\b)?"
    r"(?![^\W\d_])(?![\w.,:]*\d)(?!st\b|nd\b|rd\b|th\b)",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\b(?P<times>a|an|one|two|three|four|half)?[ -]?(?P<share>half|thirds?|quarters?|fifths?"
    r"|sixths?|tenths?) of\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s?(?:%|percent(?:age points?)?\b|per cent\b)", re.IGNORECASE)
_NEXT = re.compile(r"[ -](?P<word>nautical miles?|[^\W\d_]+(?:-hours?)?)")
BOUND = re.compile(
    r"\b(?:about|around|approximately|roughly|nearly|almost|some|an estimated|close to|up to"
    r"|(?:more|fewer|less|larger|higher|longer) than|over|under|above|below|at least|at most"
    r"|as (?:many|much|few|little) as|no (?:more|fewer|less) than|not quite"
    r"|exceed(?:ed|s|ing)?|top(?:ped|s)|surpass(?:ed|es))\s+"
    r"(?:a |an |the )?$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:about|around|approximately|roughly|nearly|almost|some|an estimated|close to|not quite)\b",
    re.IGNORECASE,
)
ABOUT = 0.1
"""So far off, as a share, "about" may be."""
# "A dozen" is about twelve.
_DOZEN = 0.3
_CLOCK = re.compile(r"\s?(?:[ap]\.?m\b|o'clock)", re.IGNORECASE)
_AGE = re.compile(r",\s*$")
_WRITTEN = re.compile(
    r"(?:in|since|during|early|late|last|this|by|of)? ?(?:early |late |mid-)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?(?: of)? )?[A-Z][a-z]+\.?(?: \d{1,2}(?:st|nd|rd|th)?\b)?"
    r"(?:,? \d{4})?|\d{4}|[a-z]+(?: [a-z]+)?"
)
_HAS_YEAR = re.compile(r"\d{4}")
_IS_WEEKDAY = re.compile(r"day$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """``text`` as written, from ``start``; ``amount`` in the base unit of its ``kind``.

    ``unit`` is the currency, or of a count the word after it; ``off`` is how far it may be off, as
    a share: :data:`ABOUT` of "some 200", without limit of "more than 200". A date's ``amount`` is 0
    and its ``unit`` the ISO date.
    """

    text: str
    start: int
    kind: Kind
    amount: float
    unit: str
    off: float = 0.0

    def agrees(self, other: Quantity) -> bool:
        """Whether both can be true of one thing."""
        if self.kind != other.kind:
            return True
        if self.kind == "date":
            return _same_date(self, other)
        if self.kind == "money" and self.unit != other.unit:
            return True
        # Converted, a measure is rounded; a third is 33 percent.
        exact = self.kind in ("count", "money") or self.unit == other.unit
        off = max(self.off, other.off, 0.0 if exact else 0.05)
        most = max(abs(self.amount), abs(other.amount))
        return math.isinf(off) or abs(self.amount - other.amount) <= off * most


def quantities(text: str, published: str | None = None) -> list[Quantity]:
    """What a sentence gives, in its order; weekdays are placed by ``published``, if known."""
    dates = [
        Quantity(_date_text(text, when.place), when.place, "date", 0.0, when.iso)
        for when in dated(text, published)
    ]
    taken = [(d.start, d.start + len(d.text)) for d in dates]
    found = [
        one for one in (*_numbers(text), *_shares(text))
        if not any(start <= one.start < end for start, end in taken)
    ]  # fmt: skip
    return sorted([*dates, *found], key=lambda one: one.start)


def _numbers(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        start, end = match.start("number"), match.end()
        amount = _amount(match.group("number"))
        times = (match.group("times") or "").strip(" -").lower()
        amount *= _TIMES.get(times, 1.0)
        if _CLOCK.match(text, end):
            continue
        off = _off(text[: match.start()])
        if "dozen" in match.group("number").lower():
            off = max(off, _DOZEN)
        if sign := match.group("before"):
            unit = _CURRENCIES[sign[-1]]
            yield Quantity(text[match.start() : end].strip(), match.start(), "money", amount, unit,
                           off)  # fmt: skip
            continue
        if percent := _PERCENT.match(text, end):
            yield Quantity(text[start : percent.end()], start, "percent", amount, "percent", off)
            continue
        following = _NEXT.match(text, end)
        word = following.group("word").lower() if following else ""
        single = word if word in _UNITS else word.removesuffix("s")
        if following and single in _CURRENCIES:
            yield Quantity(text[start : following.end()], start, "money", amount, single, off)
        elif following and single in _UNITS and not (single == "m" and times):
            kind, size = _UNITS[single]
            shown = text[start : following.end()]
            yield Quantity(shown, start, kind, amount * size, single, off)
        elif (
            YEAR.fullmatch(match.group("number"))
            or match.group("number").lower() == "one"
            or (_AGE.search(text[:start]) and text[end : end + 1] == ",")
        ):
            continue
        else:
            yield Quantity(text[start:end], start, "count", amount, word, off)


def _shares(text: str) -> Iterator[Quantity]:
    for match in _SHARE.finditer(text):
        size = _SHARES[match.group("share").lower().removesuffix("s")]
        times = (match.group("times") or "a").lower()
        amount = size * {"a": 1, "an": 1, "half": 0.5}.get(times, _SMALL.get(times, 1))
        off = _off(text[: match.start()])
        shown = match.group().removesuffix(" of").strip()
        yield Quantity(shown, match.start(), "percent", amount, "share", off)


def _off(before: str) -> float:
    """How far a number may be off, by the words ``before`` it."""
    found = BOUND.search(before.rstrip(" ") + " ")
    if found is None:
        return 0.0
    return ABOUT if _ABOUT.match(found.group()) else math.inf


def _amount(written: str) -> float:
    low = written.lower()
    if low.endswith("dozen"):
        return 24.0 if low.startswith("two") else 12.0
    if low == "a":
        return 1.0
    if low[0].isdigit():
        return float(low.replace(",", ""))
    return float(sum(_SMALL.get(part, _TENS.get(part, 0)) for part in low.split("-")))


def _date_text(text: str, place: int) -> str:
    match = _WRITTEN.match(text, place)
    return match.group().rstrip(".,") if match else text[place : place + 10]


def _same_date(one: Quantity, other: Quantity) -> bool:
    """A year that is not written is a guess, and so is the week of a weekday."""
    short, long = sorted((one.unit, other.unit), key=len)
    if long.startswith(short):
        return True
    if len(short) < len(long) or len(short) < 7:
        return False
    written = _HAS_YEAR.search(one.text) and _HAS_YEAR.search(other.text)
    if not written and short[5:] == long[5:]:
        return True
    if len(short) == 10 and any(_IS_WEEKDAY.search(d.text) for d in (one, other)):
        apart = date.fromisoformat(one.unit) - date.fromisoformat(other.unit)
        return apart.days % 7 == 0
    return False
