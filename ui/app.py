"""The layout of the page, and which handler answers which event."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import gradio as gr

from ui import api
from ui.articles import SORTS
from ui.handlers import Handlers
from ui.library import FILES_AT_ONCE, Library
from ui.welcome import header_html

TITLE = "Policy Debate"
STORAGE_KEY = "policy-debate-conversation"
# Gradio scrambles what it keeps in the browser with a key of the page; a fixed one lets the
# conversation outlive a restart of the server. It protects nothing and need not.
STORAGE_SECRET = "policy-debate-1"

# How many questions are worked on at once; more wait their turn, seconds at most.
ASKED_AT_ONCE = 24

# The one piece of script that Gradio runs itself: it hands its doors to chat.js.
_BRIDGE = """
window.pdBridge = {
  remove: (id) => trigger('remove_article', {id: id}),
  undo: (token) => trigger('undo_remove', {token: token}),
  read: (wanted) => server.read_article(wanted),
};
"""

Hidden = dict[str, Any]
# An event of the page itself: no endpoint for programs, no tool of the MCP server.
PRIVATE: Hidden = {"api_visibility": "private", "show_progress": "hidden"}


def head() -> str:
    """Our style sheet and script, inside the page: nothing more to fetch."""
    folder = files("ui")
    css = (folder / "style.css").read_text(encoding="utf-8")
    script = (folder / "chat.js").read_text(encoding="utf-8")
    return f"<style>{css}</style><script>{script}</script>"


def build_app(library: Library, *, report: Path, changes: bool = False) -> gr.Blocks:
    """The page over a library; ``changes`` lets programs add and remove articles too."""
    on = Handlers(library, report)

    def read_article(wanted: Any) -> str:
        return on.read_article(wanted)  # Gradio marks what it serves, which a method refuses

    app: gr.Blocks = gr.Blocks(
        title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 86400)
    )
    with app:
        api.register(library, changes=changes)  # first: it gets the plain names
        kept = gr.BrowserState(None, storage_key=STORAGE_KEY, secret=STORAGE_SECRET)
        pending = gr.State(None)
        bridge = _html("", js_on_load=_BRIDGE, server_functions=[read_article], elem_id="pd-bridge")
        header = _html(header_html(len(library.index)), elem_id="pd-header")
        with gr.Tabs(elem_id="pd-tabs"):
            with gr.Tab("Chat", id="chat"):
                chat = _chat()
            with gr.Tab("Articles", id="articles") as articles_tab:
                shelf = _shelf()
            with gr.Tab("Timeline", id="timeline") as timeline_tab:
                timeline = _html("", elem_id="pd-timeline")
            with gr.Tab("Evaluation", id="evaluation") as evaluation_tab:
                evaluation = _html("", elem_id="pd-evaluation")

        talk = [
            chat["thread"], chat["live"], chat["box"], chat["ask"], chat["stop"], kept, pending,
        ]  # fmt: skip
        filters = [chat["publishers"], chat["after"], chat["before"]]
        asked = gr.on(
            [chat["ask"].click, chat["box"].submit],
            on.ask,
            [chat["box"], kept, pending, *filters],
            talk,
            concurrency_limit=ASKED_AT_ONCE,
            trigger_mode="multiple",  # "once" would swallow a question right after Stop
            **PRIVATE,
        )
        chat["stop"].click(on.stop, [pending, kept], talk, cancels=[asked], queue=False, **PRIVATE)
        chat["clear"].click(on.clear, None, talk, queue=False, **PRIVATE)
        chat["save"].click(on.markdown, [kept], [chat["markdown"]], queue=False, **PRIVATE).then(
            None, [chat["markdown"]], None, js="(text) => window.pdSave(text)", **PRIVATE
        )
        for one in filters:
            one.change(
                None, filters, None, js="(...given) => window.pdFilters(...given)", **PRIVATE
            )
        chat["unlimit"].click(lambda: ([], "", ""), None, filters, queue=False, **PRIVATE)

        listings = [chat["publishers"], shelf["list"], timeline]
        narrowing = [shelf["words"], shelf["sort"]]
        for event in (shelf["words"].change, shelf["sort"].change):
            event(on.filtered, narrowing, [shelf["list"]], **PRIVATE)
        shelf["drop"].upload(
            on.upload,
            [shelf["drop"], *narrowing],
            [shelf["added"], shelf["drop"], header, *listings],
            concurrency_limit=2,
            **PRIVATE,
        )
        changed = [shelf["toast"], header, *listings]
        bridge.remove_article(on.remove, narrowing, changed, **PRIVATE)
        bridge.undo_remove(on.undo, narrowing, changed, **PRIVATE)
        for tab in (articles_tab, timeline_tab):
            # The second step is for who typed a filter meanwhile: their list may have come first.
            tab.select(on.listings, narrowing, listings, **PRIVATE).then(
                on.filtered, narrowing, [shelf["list"]], **PRIVATE
            )
        evaluation_tab.select(on.evaluation, None, [evaluation], **PRIVATE)
        app.load(on.load, [kept], [header, chat["thread"], *listings], **PRIVATE)
    return app


def _html(value: str, **options: Any) -> gr.HTML:
    """A place for our own markup, without Gradio's styles for prose."""
    return gr.HTML(value, apply_default_css=False, **options)


def _chat() -> dict[str, Any]:
    """The thread, and below it what a question is asked with."""
    thread = _html("", elem_id="pd-thread")
    live = _html("", elem_id="pd-live")
    with gr.Column(elem_id="pd-composer"):
        with gr.Row(elem_id="pd-ask-row"):
            box = gr.Textbox(
                label="Your question",
                show_label=False,
                placeholder="Ask about the articles",
                lines=1,
                max_lines=6,
                autofocus=True,
                container=False,
                elem_id="pd-box",
                scale=1,
            )
            ask = gr.Button("Ask", variant="primary", elem_id="pd-ask", scale=0, min_width=84)
            stop = gr.Button(
                "Stop", variant="secondary", elem_id="pd-stop", visible=False, scale=0, min_width=84
            )
        with gr.Row(elem_id="pd-tools"):
            _html(
                '<button type="button" class="pd-small" id="pd-limit" aria-expanded="false" '
                'aria-controls="pd-filters">Limit articles</button><span id="pd-chips" '
                'role="status"></span>',
                elem_id="pd-limit-row",
            )
            clear = gr.Button("New conversation", size="sm", elem_id="pd-clear", scale=0)
            save = gr.Button("Download", size="sm", elem_id="pd-save", scale=0)
        with gr.Row(elem_id="pd-filters"):
            publishers = gr.Dropdown(
                [], label="Only these publishers", multiselect=True, elem_id="pd-publishers"
            )
            after = gr.Textbox(
                label="From", placeholder="2025-03-15 or 2025", elem_id="pd-after", max_length=10
            )
            before = gr.Textbox(
                label="Up to", placeholder="2025-04", elem_id="pd-before", max_length=10
            )
            unlimit = gr.Button("No limits", size="sm", elem_id="pd-unlimit", scale=0)
        markdown = gr.Textbox(visible="hidden", elem_id="pd-markdown", label="Markdown")
    return {
        "thread": thread, "live": live, "box": box, "ask": ask, "stop": stop, "clear": clear,
        "save": save, "publishers": publishers, "after": after, "before": before,
        "unlimit": unlimit, "markdown": markdown,
    }  # fmt: skip


def _shelf() -> dict[str, Any]:
    """The articles tab."""
    drop = gr.File(
        label=f"Add articles: drop files here (up to {FILES_AT_ONCE} at once)",
        file_count="multiple",
        elem_id="pd-drop",
        height=140,
    )
    added = _html("", elem_id="pd-added")
    with gr.Row(elem_id="pd-narrow"):
        words = gr.Textbox(
            label="Filter", placeholder="Words of the title or publisher", elem_id="pd-words"
        )
        sort = gr.Dropdown(list(SORTS), value="Newest first", label="Sort", elem_id="pd-sort")
    listed = _html("", elem_id="pd-articles")
    toast = _html("", elem_id="pd-toast")
    return {
        "drop": drop, "added": added, "words": words, "sort": sort, "list": listed, "toast": toast,
    }  # fmt: skip
