"""The side panel: a whole article as HTML, with the cited sentence marked."""

from __future__ import annotations

from corpus import Article, Paragraph
from ui.render import check_of
from ui.safety import day, html, isolated, link

SHOWN_CHARS = 400_000
"""Of one article at most, around what is cited: a page of megabytes helps nobody."""


def article_html(
    article: Article, start: int | None = None, end: int | None = None, check: str | None = None
) -> str:
    """The article, and its characters ``start`` to ``end`` marked if they are as cited.

    ``check`` is :func:`ui.render.check_of` the quote; where it does not fit, the article has
    changed since, which the panel says.
    """
    mark: tuple[int, int] | None = None
    note = ""
    if start is not None and end is not None:
        if 0 <= start < end <= len(article.text) and check == check_of(article.text[start:end]):
            mark = (start, end)
        else:
            note = (
                '<p class="pd-warning" role="alert">This article has changed since the answer, and '
                "the quoted sentence is no longer where it was. Ask again to get it as it is now."
                "</p>"
            )
    first, last = _window(article, mark)
    parts = [note]
    if first > 0 or last < len(article.text):
        parts.append(
            f'<p class="pd-warning">This article has {len(article.text):,} characters; here are '
            f"{last - first:,} of them around what is cited.</p>"
        )
    heading = None
    for paragraph in article.paragraphs:
        if paragraph.end <= first or paragraph.start >= last:
            continue
        if paragraph.heading and paragraph.heading != heading:
            parts.append(f'<h3 dir="auto">{html(paragraph.heading)}</h3>')
        heading = paragraph.heading
        parts.append(_paragraph(article, paragraph, mark, first, last))
    return f'{_head(article)}<div class="pd-article" tabindex="0">{"".join(parts)}</div>'


def missing_html(reason: str) -> str:
    """What the panel says in place of an article."""
    return f'<div class="pd-article"><p class="pd-problem" role="alert">{html(reason)}</p></div>'


def _head(article: Article) -> str:
    facts = [
        isolated(article.publisher or "publisher unknown"),
        f"<span>{html(day(article.date))}</span>",
    ]
    if article.author:
        facts.append(isolated(article.author))
    more = link(article.url, "Open the original")
    if more:
        facts.append(more)
    head = (
        f'<header class="pd-article-head"><h2 id="pd-panel-title" dir="auto">{html(article.label)}'
        f'</h2><p class="pd-facts">{" · ".join(facts)}</p>'
    )
    if article.sources:
        rows = "".join(
            f"<li>{isolated(one.title)} · {isolated(one.publisher or 'publisher unknown')} · "
            f"{html(day(one.date))} {link(one.url, 'open')}</li>"
            for one in article.sources
        )
        count = len(article.sources)
        head += f"<details><summary>Its own sources ({count})</summary><ul>{rows}</ul></details>"
    return head + "</header>"


def _window(article: Article, mark: tuple[int, int] | None) -> tuple[int, int]:
    size = len(article.text)
    if size <= SHOWN_CHARS:
        return 0, size
    middle = sum(mark) // 2 if mark else 0
    first = max(0, min(middle - SHOWN_CHARS // 2, size - SHOWN_CHARS))
    if mark:
        first = min(first, mark[0])
    return first, max(first + SHOWN_CHARS, mark[1] if mark else 0)


def _paragraph(
    article: Article, paragraph: Paragraph, mark: tuple[int, int] | None, first: int, last: int
) -> str:
    start, end = max(paragraph.start, first), min(paragraph.end, last)
    text = article.text
    if mark and start <= mark[0] and mark[1] <= end:
        body = (
            html(text[start : mark[0]])
            + f'<mark id="pd-quote" tabindex="-1">{html(text[mark[0] : mark[1]])}</mark>'
            + html(text[mark[1] : end])
        )
    else:
        body = html(text[start:end])
    return (
        f'<p class="pd-par" dir="auto"><span class="pd-num" aria-hidden="true">{paragraph.number}'
        f"</span>{body}</p>"
    )
