"""Text that others wrote, made fit for the page. All of it goes through here."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

from rag.compose import day as without_year

# Controls, direction overrides and zero-width marks: they would let an article show a
# quotation backwards or hide words. Each becomes one visible mark, so that offsets hold.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]"
)
MARK = "\ufffd"

# What Gradio's and other templating might take for code of theirs.
_TEMPLATE = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;"})


def visible(text: str) -> str:
    """The text with what could command a display replaced by a visible mark, same length."""
    return _UNSAFE.sub(MARK, text)


def html(text: str) -> str:
    """Text for an HTML element or a quoted attribute."""
    return untemplated(escape(visible(text), quote=True))


def untemplated(markup: str) -> str:
    """Markup with the characters of template languages as entities; it looks the same."""
    return markup.translate(_TEMPLATE)


def isolated(text: str) -> str:
    """Text for an element, in a direction of its own that cannot reach its neighbours."""
    return f'<bdi dir="auto">{html(text)}</bdi>'


def clip(text: str, most: int) -> str:
    """At most ``most`` characters, cut at a word, with an ellipsis where something is left out."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    if text[most - 1].isspace() or head[-1:].isspace():
        return head.rstrip() + "…"
    return (head.rsplit(None, 1)[0] if any(c.isspace() for c in head[most // 2 :]) else head) + "…"


def web_address(url: str | None) -> str | None:
    """The address if it leads to the web (http or https), else ``None``."""
    if not url:
        return None
    cleaned = url.strip()
    if any(c.isspace() or _UNSAFE.match(c) for c in cleaned) or "\\" in cleaned:
        return None
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return None
    return cleaned if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def link(url: str | None, words: str) -> str:
    """A link that opens aside and tells the other site nothing; empty without a web address."""
    address = web_address(url)
    if address is None:
        return ""
    return (
        f'<a class="pd-link" href="{html(address)}" target="_blank" '
        f'rel="noopener noreferrer nofollow">{html(words)}</a>'
    )


MONTHS = (
    "January February March April May June July August September October November December".split()
)


def day(date: str | None) -> str:
    """An ISO 8601 date as people write it, to the precision that it has: "16 March 2025"; also
    one without its year (:class:`rag.dates.When`).
    """
    if not date:
        return "undated"
    if re.fullmatch(r"--(?:0[1-9]|1[0-2])(?:-\d{2})?|-W-[1-7]", date):
        return without_year(date)
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", date)
    if not found or not 1 <= int(found[2] or 1) <= 12:
        return date
    year, month, number = found.groups()
    if not month:
        return year
    name = MONTHS[int(month) - 1]
    return f"{int(number)} {name} {year}" if number else f"{name} {year}"
