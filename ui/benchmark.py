"""How fast the chat is: ``python -m ui.benchmark [USERS] [SECONDS]``.

First a browser: milliseconds from Enter to the first statement on the page, one reader, the
shipped briefs, a server that has warmed up. Then USERS (20) callers for SECONDS (60), each
asking, reading for three seconds, asking again: errors, median and 95th percentile of seconds.
"""

from __future__ import annotations

import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from corpus import PolicyDebateError
from index import Index
from rag import load_settings
from rag.shipped import briefs_folder
from ui.server import Serving, start
from ui.welcome import EXAMPLES

READING_SECONDS = 3.0
ROUNDS = 3
QUESTIONS = (
    *EXAMPLES,
    "How many members of Tren de Aragua were flown to El Salvador?",
    "What did the Supreme Court order about Kilmar Abrego Garcia?",
    "Who has criticised the deportation agreement?",
    "What is the Alien Enemies Act?",
    "What did the US pay El Salvador for taking deportees?",
    "How is Tren de Aragua described?",
    "When did the planes leave?",
    "Who won the 1998 World Cup?",
)


def main(users: int, seconds: float) -> None:
    """Print both figures; raises :class:`PolicyDebateError` without a browser."""
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary) / "index"
        with Index.create(place) as index:
            index.add(briefs_folder())
        app, library, address = start(load_settings(index=place), Serving())
        try:
            waits = browser_waits(address)
            print(
                f"Enter to first statement, {len(waits)} questions: "
                f"p50 {statistics.median(waits) * 1000:.0f} ms, worst {max(waits) * 1000:.0f} ms"
            )
            times, errors = crowd(address, users, seconds)
            print(
                f"{users} users for {seconds:.0f} s: {len(times)} answers, {errors} errors, "
                f"p50 {statistics.median(times):.2f} s, "
                f"p95 {statistics.quantiles(times, n=20)[-1]:.2f} s"
            )
        finally:
            app.close(verbose=False)
            library.close()


def browser_waits(address: str) -> list[float]:
    """Seconds from Enter to the first statement (or "not in the articles"), a question each."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise PolicyDebateError("No `chromium` is installed; run `apt-get install chromium`.")
    waits = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector("body.pd-ready .pd-welcome")
        for number, question in enumerate(QUESTIONS * ROUNDS):
            page.locator("#pd-box textarea").fill(question)
            began = time.perf_counter()
            page.locator("#pd-box textarea").press("Enter")
            page.wait_for_selector(f'[data-turn="{number}"] .pd-answer')
            waits.append(time.perf_counter() - began)
            page.wait_for_selector(f'#pd-thread [data-turn="{number}"] .pd-foot')
        browser.close()
    return waits


def crowd(address: str, users: int, seconds: float) -> tuple[list[float], int]:
    """Seconds of each answer, and how many questions failed."""
    from gradio_client import Client  # type: ignore[import-untyped]

    clients = [Client(address, verbose=False) for _ in range(users)]
    times: list[float] = []
    failed: list[str] = []
    end = time.monotonic() + seconds

    def user(number: int) -> None:
        chance = random.Random(number)
        time.sleep(chance.random() * READING_SECONDS)
        while time.monotonic() < end:
            began = time.perf_counter()
            try:
                clients[number].predict(chance.choice(QUESTIONS), api_name="/ask")
            except Exception as error:  # whatever a user would have met is what is counted
                failed.append(repr(error))
            else:
                times.append(time.perf_counter() - began)
            time.sleep(READING_SECONDS)

    threads = [threading.Thread(target=user, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for reason in sorted(set(failed))[:5]:
        print(f"Error: {reason}")
    return times, len(failed)


if __name__ == "__main__":
    given = [float(one) for one in sys.argv[1:]]
    main(int(given[0]) if given else 20, given[1] if len(given) > 1 else 60.0)
