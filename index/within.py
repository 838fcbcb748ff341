"""Which articles a search may look at: by publisher and by date."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Within:
    """A limit on the articles of a search; an empty one allows all.

    ``publishers`` are names as the articles give them. ``after`` and ``before`` are ISO 8601
    dates (``2025``, ``2025-04``, ``2025-04-14``), both inclusive: an article whose date is
    only known to the month counts if any day of that month lies inside. An article without
    a date lies in no range. Raises ``ValueError`` for a date of another form.
    """

    publishers: tuple[str, ...] = ()
    after: str | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        for name in ("after", "before"):
            value = getattr(self, name)
            if value is not None and not _is_date(value):
                raise ValueError(
                    f"The date {value!r} of `{name}` is not like 2025, 2025-04 or 2025-04-14; "
                    "correct it or leave it out."
                )

    def __bool__(self) -> bool:
        """Whether it limits anything."""
        return bool(self.publishers or self.after or self.before)

    def allows(self, publisher: str | None, date: str | None) -> bool:
        """Whether an article with this publisher and ISO date counts."""
        if self.publishers and publisher not in self.publishers:
            return False
        if not (self.after or self.before):
            return True
        if not date:
            return False
        first, last = _first_day(date), _last_day(date)
        return (not self.after or last >= _first_day(self.after)) and (
            not self.before or first <= _last_day(self.before)
        )


def _is_date(value: str) -> bool:
    parts = value.split("-")
    return (
        1 <= len(parts) <= 3
        and all(part.isascii() and part.isdigit() for part in parts)
        and [len(part) for part in parts] == [4, 2, 2][: len(parts)]
        and all(1 <= int(part) <= most for part, most in zip(parts[1:], (12, 31), strict=False))
    )


def _first_day(date: str) -> str:
    return f"{date}-01-01"[:10] if len(date) == 4 else f"{date}-01"[:10]


def _last_day(date: str) -> str:
    # The 31st of a short month is no day, but it sorts after all of its days.
    return f"{date}-12-31"[:10] if len(date) == 4 else f"{date}-31"[:10]
