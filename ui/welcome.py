"""What a newcomer sees: what this is, and questions that work."""

from __future__ import annotations

from ui.safety import html

EXAMPLES = (
    "What do critics say about CECOT?",
    "What do supporters say about the deportations?",
    "What did Judge James Boasberg order?",
    "How many inmates can CECOT hold?",
)
"""Questions about the shipped briefs; not shown over other articles."""


def welcome_html(articles: int, examples: bool) -> str:
    """The empty state: a sentence of what this is, then questions to click."""
    if not articles:
        return (
            '<div class="pd-welcome"><h2>There are no articles yet</h2><p>Add some in the Articles '
            "tab, then ask about them here. Every sentence of an answer is quoted from an article "
            "and shows where.</p></div>"
        )
    count = "1 article" if articles == 1 else f"{articles:,} articles"
    buttons = "".join(
        f'<li><button type="button" class="pd-example">{html(one)}</button></li>'
        for one in (EXAMPLES if examples else ())
    )
    tries = f"<p>Try one of these:</p><ul>{buttons}</ul>" if buttons else ""
    return (
        f'<div class="pd-welcome"><h2>Ask what the articles say</h2><p>Answers come from {count}, '
        "word for word. Every sentence carries a number such as "
        '<span class="pd-cite pd-sample">[1]</span>: point at it to see the quote, click it to '
        "read the article at that place. If the articles do not answer, you are told so.</p>"
        f"{tries}</div>"
    )


def header_html(articles: int) -> str:
    """The top of the page."""
    count = "1 article" if articles == 1 else f"{articles:,} articles"
    return (
        '<div class="pd-brand"><span class="pd-logo" aria-hidden="true">“ ”</span>'
        f"<div><h1>Policy Debate</h1><p>answers quoted from {count}</p></div></div>"
        '<button type="button" class="pd-small" id="pd-theme" aria-label="Switch between light and '
        'dark"><span aria-hidden="true">◐</span> Theme</button>'
    )
