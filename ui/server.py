"""Serving the page: who may reach it, what it may load, how it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from corpus import PolicyDebateError
from rag import Settings
from ui.app import build_app, head
from ui.evaluation import REPORT
from ui.guard import Guard, is_loopback
from ui.library import Library
from ui.theme import theme

QUEUE_MOST = 200


class ServeError(PolicyDebateError):
    """The chat can't be served as asked."""


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve; ``port`` None takes the first free one from 7860 on."""

    host: str = "127.0.0.1"
    port: int | None = None
    auth: tuple[str, str] | None = None
    mcp: bool = False
    changes: bool = False
    insecure: bool = False
    report: Path = REPORT


def check(serving: Serving) -> None:
    """Raise :class:`ServeError` if others could reach the chat unasked."""
    if serving.auth or serving.insecure or is_loopback(serving.host):
        return
    raise ServeError(
        f"With --host {serving.host} others can read the articles and change them; give "
        "--auth USER:PASSWORD, or --insecure if that is meant."
    )


def credentials(given: str | None) -> tuple[str, str] | None:
    """USER and PASSWORD of ``--auth``; raises :class:`ServeError`."""
    if given is None:
        return None
    user, colon, password = given.partition(":")
    if not (user and colon and password):
        raise ServeError("--auth needs a name and a password with a colon: --auth USER:PASSWORD.")
    return user, password


def start(settings: Settings, serving: Serving) -> tuple[gr.Blocks, Library, str]:
    """Open the index, warm up and serve in the background: the app, its library, its address.

    Raises :class:`PolicyDebateError`: an index that can't be opened, a port that is taken.
    """
    check(serving)
    library = Library(settings)
    library.warm_up()
    app = build_app(library, report=serving.report, changes=serving.changes)
    app.queue(max_size=QUEUE_MOST, default_concurrency_limit=16)
    # Then the page has one name or other of this computer; a proxy needs --auth or --insecure.
    local_only = is_loopback(serving.host) and not (serving.auth or serving.insecure)
    options: dict[str, Any] = {
        "server_name": serving.host,
        "server_port": serving.port,
        "auth": serving.auth,
        "mcp_server": serving.mcp,
        "max_file_size": settings.limits.max_file_bytes,
        "theme": theme(),
        "head": head(),
        "app_kwargs": {"middleware": [Middleware(Guard, local_only=local_only)]},
    }
    try:
        _, address, _ = app.launch(
            share=False, quiet=True, prevent_thread_lock=True, inbrowser=False, show_error=False,
            allowed_paths=[], strict_cors=True, ssr_mode=False, pwa=False, enable_monitoring=False,
            run_history=False, footer_links=[], max_threads=64, **options,
        )  # fmt: skip
    except OSError as error:
        library.close()
        raise ServeError(
            f"The chat can't listen on {serving.host}, port {serving.port or '7860 to 7959'}; name "
            "a free one with --port, and a host of this computer with --host."
        ) from error
    return app, library, address
