"""What in a sentence is speech, and whose it is where a sentence is nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index import Index
from rag.parse import Parser
from rag.quotes import begins_inside, parted
from rag.select import Candidate
from rag.speaker import holder_of, speaker_of

TALK = """# Sandport argues over its barrage

“The barrage will outlive us all,” said Ada Quill, the mayor. “It pays for itself in ten years.” \
She expects the work to begin in May. Tom Reyes, who fishes for crab, called it “a wall in the \
wrong place. It will silt up. Nobody will dredge it,” and left the hall.

“We were not asked,” he said.

The engineer Bo Lund came from Norbay by boat. He slept badly.

“The sums are wrong,” she said.

MIA ORR: We have counted the eels. There were 300 of them.

ORR: The ministry says that eels come back. Mayor Quill has her doubts.

09:15 — A judge in Norbay, Ines Falk, stopped the work. The ban was drafted by Secretary Jo Brandt.
"""


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Candidate]]:
    folder = tmp_path_factory.mktemp("quotes")
    (folder / "talk.md").write_text(TALK, encoding="utf-8")
    with Index.create(folder / "index") as index:
        index.add(folder / "talk.md")
        article = index.article(index.articles()[0].id)
        yield {
            article.text[s.start : s.end]: Candidate(article, p.number, s.start, s.end)
            for p in article.paragraphs
            for s in p.sentences
        }


@pytest.mark.parametrize(
    ("begins", "speaker"),
    [
        ("“The barrage will", "Quill"),
        ("“It pays for itself", "Quill"),
        ("Tom Reyes, who", "Reyes"),
        ("It will silt up", "Reyes"),
        ("“We were not asked", "Reyes"),
        ("MIA ORR: We have", "Orr"),
        ("There were 300", "Orr"),
        ("ORR: The ministry", "Orr"),
        ("09:15 — A judge", "Falk"),
        ("The ban was", "Brandt"),
    ],
)
def test_who_says_or_does_it(sentences: dict[str, Candidate], begins: str, speaker: str) -> None:
    found = next(one for text, one in sentences.items() if text.startswith(begins))
    view = holder_of(found, Parser())
    assert view is not None
    assert speaker in (view.holder or "")


def test_who_does_something_says_nothing(sentences: dict[str, Candidate]) -> None:
    found = next(one for text, one in sentences.items() if text.startswith("09:15"))
    assert speaker_of(found, Parser()) is None


def test_a_place_is_nobody_who_spoke(sentences: dict[str, Candidate]) -> None:
    found = next(one for text, one in sentences.items() if text.startswith("“The sums"))
    assert "Norbay" not in (speaker_of(found, Parser()) or "")


@pytest.mark.parametrize(
    ("sentence", "inside", "telling", "is_open"),
    [
        ("“It will never be built,” he said.", False, "“Yes,” he said.", False),
        ("He called it “theft”.", False, "He called it “theft”.", False),
        ("“It pays for itself in ten years.”", False, "", False),
        ("“It pays for itself in ten years.", False, "", True),
        ("Nobody will dredge it,” and left.", True, "“Yes,” and left.", False),
        ('"It will never be built," he said.', False, "“Yes,” he said.", False),
        ("No speech at all.", False, "No speech at all.", False),
    ],
)
def test_speech_is_left_out(sentence: str, inside: bool, telling: str, is_open: bool) -> None:
    found = parted(sentence, inside)
    assert (found.telling, found.open) == (telling, is_open)


def test_speech_goes_on_over_sentences(sentences: dict[str, Candidate]) -> None:
    inside = {text.split()[0] for text, one in sentences.items() if begins_inside(one)}
    assert inside == {"It", "Nobody"}
