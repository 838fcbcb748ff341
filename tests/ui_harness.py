"""A real server and a real browser for the tests of the web chat."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from rag import Settings
from ui.library import Library
from ui.server import Serving, start

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="needs the browser `chromium` (apt-get install chromium)"
)


@dataclass
class Site:
    """A running server; ``library`` is the one it answers from."""

    settings: Settings
    serving: Serving
    app: Any = None
    library: Any = None
    address: str = ""

    def up(self) -> None:
        """Start it, on the port it had before if there was one."""
        port = int(self.address.rstrip("/").rsplit(":", 1)[1]) if self.address else None
        serving = Serving(
            port=port, report=self.serving.report, auth=self.serving.auth,
            mcp=self.serving.mcp, changes=self.serving.changes,
        )  # fmt: skip
        # Warming up makes first answers faster and each start slower; tests start often.
        with patch.object(Library, "warm_up"):
            self.app, self.library, self.address = start(self.settings, serving)

    def down(self) -> None:
        """Stop it as if it were killed: open connections break."""
        self.app.server.force_exit = True
        self.app.close(verbose=False)
        self.library.close()


@contextmanager
def site(index: Path, serving: Serving | None = None) -> Iterator[Site]:
    """A server over the index at a path."""
    made = Site(Settings(index=index), serving or Serving(report=index / "no-report.json"))
    made.up()
    try:
        yield made
    finally:
        made.down()


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Seen:
    """What a page did: where it went, and what went wrong in it."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def strangers(self, address: str) -> list[str]:
        """Requests to anywhere but the app."""
        own = (address.rstrip("/") + "/", "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]


@contextmanager
def visitor(browser: Any, site: Site, **options: Any) -> Iterator[tuple[Any, Seen]]:
    """A fresh browser profile on the page, ready to ask, and a record of what it does."""
    options.setdefault("viewport", {"width": 1280, "height": 800})
    context = browser.new_context(**options)
    context.set_default_timeout(15_000)
    seen = Seen()
    page = context.new_page()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("websocket", lambda socket: seen.requests.append(socket.url))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    try:
        page.goto(site.address)
        ready(page)
        yield page, seen
    finally:
        context.close()


def ready(page: Any) -> None:
    """Wait until the page can be used."""
    page.wait_for_selector("body.pd-ready #pd-thread :is(.pd-welcome, .pd-turn)")


def ask(page: Any, question: str, *, wait: bool = True) -> Any:
    """Type a question and press Enter; the finished turn."""
    before = page.locator("#pd-thread .pd-turn").count()
    page.locator("#pd-box textarea").fill(question)
    page.locator("#pd-box textarea").press("Enter")
    turn = page.locator("#pd-thread .pd-turn").nth(before)
    if wait:
        turn.wait_for()
    return turn


def tab(page: Any, name: str) -> None:
    """Open one of the four tabs."""
    page.get_by_role("tab", name=name).click()
