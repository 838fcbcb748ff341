"""Pictures of the chat's main states: ``python -m ui.screenshots FOLDER``.

Serves the shipped briefs and photographs them with Debian's Chromium (the ``dev`` extra has
Playwright). JPEG, each well under 250 kB.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from corpus import PolicyDebateError
from index import Index
from rag import load_settings
from rag.shipped import briefs_folder
from ui.server import Serving, start
from ui.welcome import EXAMPLES

QUALITY = 82
DESKTOP = {"width": 1280, "height": 760}
PHONE = {"width": 390, "height": 844}


def main(folder: Path) -> None:
    """Write the pictures into ``folder``; raises :class:`PolicyDebateError` without a browser."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise PolicyDebateError("No `chromium` is installed; run `apt-get install chromium`.")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary) / "index"
        with Index.create(place) as index:
            index.add(briefs_folder())
        app, library, address = start(load_settings(index=place), Serving())
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium, args=["--no-sandbox"]
                )
                _desktop(_page(browser, address, viewport=DESKTOP), folder)
                _dark(_page(browser, address, viewport=DESKTOP, color_scheme="dark"), folder)
                _phone(_page(browser, address, viewport=PHONE, is_mobile=True), folder)
                browser.close()
        finally:
            app.close(verbose=False)
            library.close()


def _page(browser: Any, address: str, **options: Any) -> Any:
    page = browser.new_context(**options).new_page()
    page.goto(address)
    page.wait_for_selector("body.pd-ready .pd-welcome")
    return page


def _desktop(page: Any, folder: Path) -> None:
    _shoot(page, folder / "start.jpg")
    _ask(page, EXAMPLES[0])
    page.locator(".pd-cite").first.click()
    page.wait_for_selector("#pd-quote")
    _shoot(page, folder / "source.jpg")
    page.keyboard.press("Escape")
    _ask(page, "Who won the 1998 World Cup?")
    _shoot(page, folder / "not-in-the-articles.jpg")
    for name, part in (("Articles", "list"), ("Timeline", "timeline"), ("Evaluation", "eval")):
        page.get_by_role("tab", name=name).click()
        page.wait_for_selector(f"#pd-{name.lower()} .pd-{part}")
        _shoot(page, folder / f"{name.lower()}.jpg")


def _dark(page: Any, folder: Path) -> None:
    _ask(page, EXAMPLES[2])
    page.locator(".pd-cite").first.click()
    page.wait_for_selector("#pd-quote")
    _shoot(page, folder / "dark.jpg")


def _phone(page: Any, folder: Path) -> None:
    _ask(page, EXAMPLES[2])
    _shoot(page, folder / "phone.jpg")
    page.locator(".pd-cite").first.click()
    page.wait_for_selector("#pd-quote")
    _shoot(page, folder / "phone-source.jpg")


def _ask(page: Any, question: str) -> None:
    before = page.locator("#pd-thread .pd-turn").count()
    page.locator("#pd-box textarea").fill(question)
    page.locator("#pd-box textarea").press("Enter")
    page.locator("#pd-thread .pd-turn").nth(before).wait_for()


def _shoot(page: Any, path: Path) -> None:
    page.mouse.move(0, 0)
    page.screenshot(path=path, type="jpeg", quality=QUALITY, animations="disabled")
    print(f"{path} ({path.stat().st_size // 1000} kB)")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the folder for the pictures: python -m ui.screenshots FOLDER")
    main(Path(sys.argv[1]))
