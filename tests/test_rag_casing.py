"""Questions typed without care are read as if they had been typed with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Index
from rag import answer
from rag.casing import with_care

TEXTS = [
    "The council of Norbay met Ada Quill on Monday. The ferry MV-7 sank, and Ada Quill wept.",
    "Ferries are old in Norbay, said the mayor. President Moss and the president of the club came.",
]


@pytest.mark.parametrize(
    ("typed", "careful"),
    [
        ("whos ada quill", "Who's Ada Quill"),
        ("did quills ferry mv-7 sink in norbay?", "Did Quill's ferry MV-7 sink in Norbay?"),
        ("why didnt the president come?", "Why didn't the president come?"),
        ("why is the ferry old?", "Why is the ferry old?"),
        ("What did ada say in Norbay?", "What did ada say in Norbay?"),
        ("Whos the mayor of Norbay?", "Who's the mayor of Norbay?"),
        ("who weds zelda?", "Who weds zelda?"),
        ("", ""),
    ],
)
def test_capitals_are_those_of_the_passages(typed: str, careful: str) -> None:
    assert with_care(typed, TEXTS) == careful


def test_a_question_in_small_letters_is_answered_alike(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "The Norbay Rowers were banned by the Ministry of Sport last spring.", "utf-8"
    )
    (tmp_path / "b.txt").write_text(
        "The Ministry of Justice banned the Norbay Rowers, and the club appealed.", "utf-8"
    )
    with Index.create(tmp_path / "index") as index:
        index.add(tmp_path)
        asked = "Which ministry banned the Norbay Rowers?"
        large, small = (answer(one, index=index) for one in (asked, asked.lower()))
    assert small.conflicts
    assert small.conflicts[0].claims == large.conflicts[0].claims
    assert small.question_as_understood == asked.lower()
