"""The articles as lists: the table of the articles tab, upload results, the timeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index import ArticleSummary
from ui.library import Added, Removed
from ui.safety import clip, day, html, isolated

SHOWN = 500
_LAST = "\U0010ffff"

SORTS: dict[str, tuple[Callable[[ArticleSummary], str | int], bool]] = {
    "Newest first": (lambda one: one.date or "", True),
    "Oldest first": (lambda one: one.date or _LAST, False),
    "Title": (lambda one: one.label.lower().lstrip("“\"'"), False),
    "Publisher": (lambda one: (one.publisher or _LAST).lower(), False),
    "Most passages": (lambda one: one.passages, True),
}


def list_html(
    articles: Sequence[ArticleSummary], words: str = "", sort: str = "Newest first"
) -> str:
    """The articles whose title or publisher has all the words, in the order named."""
    wanted = words.lower().split()
    found = [
        one
        for one in articles
        if all(word in f"{one.label} {one.publisher or ''}".lower() for word in wanted)
    ]
    key, backwards = SORTS.get(sort, SORTS["Newest first"])
    found.sort(key=key, reverse=backwards)
    if not articles:
        return (
            '<p class="pd-empty">There are no articles yet. Add files above, and ask about them in '
            "the chat.</p>"
        )
    passages = sum(one.passages for one in found)
    count = f"{len(found)} of {len(articles)} articles, {_passages(passages)}"
    if not found:
        count = "No article has these words in its title or publisher."
    rows = "".join(_row(one) for one in found[:SHOWN])
    more = (
        f'<p class="pd-count">The first {SHOWN} are shown; filter to see others.</p>'
        if len(found) > SHOWN
        else ""
    )
    return (
        f'<p class="pd-count" role="status">{count}</p><ul class="pd-list" aria-label="Articles">'
        f"{rows}</ul>{more}"
    )


def _passages(number: int) -> str:
    return "1 passage" if number == 1 else f"{number:,} passages"


def _row(one: ArticleSummary) -> str:
    label = clip(one.label, 200)
    count = _passages(one.passages)
    return (
        f'<li data-id="{html(one.id)}"><button type="button" class="pd-title" '
        f'data-article="{html(one.id)}">{isolated(label)}</button>'
        f'<span class="pd-facts">{isolated(one.publisher or "publisher unknown")} · '
        f"{html(day(one.date))} · {count}</span>"
        f'<button type="button" class="pd-small pd-remove" data-remove="{html(one.id)}" '
        f'data-label="{html(label)}" aria-label="Remove {html(label)}">Remove</button></li>'
    )


def added_html(results: Sequence[Added], total: int) -> str:
    """How far an upload is, file by file, with what went wrong in words."""
    done = len(results)
    share = done / total if total else 1
    good = sum(one.problem is None for one in results)
    words = f"{done} of {total} files read" if done < total else _outcome(good, total)
    rows = "".join(
        f'<li class="{"pd-bad" if one.problem else "pd-good"}">{isolated(one.name)}: '
        f"{html(_fate(one))}</li>"
        for one in results
    )
    return (
        f'<div class="pd-added" role="status"><p>{words}</p>'
        f'<progress max="1" value="{share:.2f}" aria-label="Files read"></progress>'
        f"<ul>{rows}</ul></div>"
    )


def _outcome(good: int, total: int) -> str:
    files = "file" if total == 1 else "files"
    return f"{good} of {total} {files} added" if good < total else f"{total} {files} added"


def _fate(one: Added) -> str:
    if one.problem:
        return one.problem
    if one.known:
        return "already among the articles"
    return "added" if one.articles == 1 else f"{one.articles} articles added"


def removed_html(removed: Removed) -> str:
    """What was removed, with the way back."""
    undo = (
        f'<button type="button" class="pd-small" data-undo="{html(removed.token)}">Undo</button>'
        if removed.token
        else ""
    )
    return (
        f'<div class="pd-toast" role="status"><span>Removed {isolated(clip(removed.label, 120))}.'
        f"</span>{undo}</div>"
    )


def notice_html(words: str) -> str:
    """A passing sentence of ours."""
    return f'<div class="pd-toast" role="status"><span>{html(words)}</span></div>'


def timeline_html(articles: Sequence[ArticleSummary]) -> str:
    """The articles by date: an overview of months, then a list; each opens its article."""
    dated = sorted((one for one in articles if one.date), key=lambda one: one.date or "")
    undated = [one for one in articles if not one.date]
    if not articles:
        return '<p class="pd-empty">There are no articles yet.</p>'
    months: dict[str, list[ArticleSummary]] = {}
    for one in dated[-SHOWN:]:
        months.setdefault((one.date or "")[:7], []).append(one)
    most = max((len(rows) for rows in months.values()), default=1)
    bars = "".join(
        f'<a href="#pd-m-{html(month)}" style="--share:{len(rows) / most:.3f}" '
        f'aria-label="{html(day(month))}: {len(rows)} articles"><i></i>'
        f"<b>{len(rows)}</b><span>{html(_short(month))}</span></a>"
        for month, rows in months.items()
    )
    sections = "".join(
        f'<section id="pd-m-{html(month)}"><h3>{html(day(month))}</h3>{_entries(rows)}</section>'
        for month, rows in reversed(months.items())
    )
    if undated:
        sections += f"<section><h3>Undated</h3>{_entries(undated[:SHOWN])}</section>"
    nav = f'<nav class="pd-bars" aria-label="Articles by month">{bars}</nav>'
    chart = nav if len(months) > 1 else ""
    return f'<div class="pd-timeline">{chart}{sections}</div>'


def _entries(rows: Sequence[ArticleSummary]) -> str:
    entries = "".join(
        f'<li><span class="pd-when">{html(day(one.date)) if one.date else ""}</span>'
        f'<button type="button" class="pd-title" data-article="{html(one.id)}">'
        f"{isolated(clip(one.label, 200))}</button>"
        f'<span class="pd-facts">{isolated(one.publisher or "publisher unknown")}</span></li>'
        for one in rows
    )
    return f'<ol class="pd-entries">{entries}</ol>'


def _short(month: str) -> str:
    words = day(month).split()
    return f"{words[0][:3]} {words[1]}" if len(words) == 2 else month
