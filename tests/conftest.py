"""Shared by all tests: sample articles, a real encoder, and data that may be missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index import Index
from rag.shipped import briefs_folder

SHARED = Path(__file__).parents[2] / "shared"

HARBOUR = """\
---
title: Harbour dredging divides the town
publisher: The Example Courier
date: 2024-05-02
---
The harbour board approved the dredging of the north channel on Monday. The work will cost
$41 million and take two years, the board's chair, Ines Okafor, said.

Fishing crews object. "The silt will bury the oyster beds," said Tomas Reyes, who speaks
for 87 crews.

## What happens next

A court in Eastport will hear the crews' complaint on 14 June. Until then no ship may dredge.
"""

BRIDGE = """\
---
title: The old bridge reopens
publisher: The Example Courier
date: 2024-06-20
---
The iron bridge over the Tamsel reopened after eleven months of repairs.

Engineers replaced 312 rivets and strengthened the western pier.
"""


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real articles and public question sets; skips where it is missing."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the real articles and question sets in {SHARED}")
    return SHARED


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees or touches the settings and the data folder of whoever runs it."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    monkeypatch.setenv("POLICY_DEBATE_INDEX", str(home / "index"))
    monkeypatch.delenv("POLICY_DEBATE_CONFIG", raising=False)
    monkeypatch.chdir(home)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with two short articles."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    (folder / "bridge.md").write_text(BRIDGE, encoding="utf-8")
    return folder


@pytest.fixture
def index(tmp_path: Path, articles: Path) -> Iterator[Index]:
    """An index of :func:`articles`."""
    with Index.create(tmp_path / "index") as made:
        assert not made.add(articles).failed
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, without a window."""
    # Gradio takes seconds to import, which tests without a page need not wait for.
    from ui_harness import chromium

    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def briefs_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the web chat over the shipped briefs."""
    from ui_harness import site

    folder = tmp_path_factory.mktemp("chat") / "index"
    with Index.create(folder) as index:
        assert not index.add(briefs_folder()).failed
    with site(folder) as running:
        yield running


@pytest.fixture(scope="module")
def served(briefs_site: Any) -> Any:
    """The site that :func:`page` opens; a module may serve its own."""
    return briefs_site


@pytest.fixture
def page(browser: Any, served: Any) -> Iterator[Any]:
    """The web chat as a newcomer sees it; nothing of it may call out or fail."""
    from ui_harness import visitor

    with visitor(browser, served) as (opened, seen):
        yield opened
        assert seen.strangers(served.address) == []
        assert seen.errors == []
