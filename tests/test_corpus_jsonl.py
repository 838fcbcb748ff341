"""JSON lines: a record an article; what is wrong is named by file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus import Article, Limits, ReadError
from corpus.parse import parse


def read(tmp_path: Path, *records: Any, limits: Limits | None = None) -> list[Article]:
    path = tmp_path / "all.jsonl"
    lines = [r if isinstance(r, str) else json.dumps(r) for r in records]
    path.write_text("\n".join(lines), encoding="utf-8")
    return parse(path, limits or Limits())


def test_records(tmp_path: Path) -> None:
    first, second, third = read(
        tmp_path,
        {"id": "A 1", "title": "Harbour", "publisher": "Courier", "author": "Ann Lee",
         "date": "2024-05-04", "url": "https://x.org", "sources": [{"title": "Minutes"}],
         "text": "The ferry sails. It is late.\n\nNo."},
        "",
        {"doc_id": 7, "paragraphs": ["One\nparagraph.", " ", "Two."], "sentences": []},
        {"text": "Third."},
    )  # fmt: skip
    assert (first.id, first.title, first.publisher) == ("a-1", "Harbour", "Courier")
    assert (first.author, first.date, first.url) == ("Ann Lee", "2024-05-04", "https://x.org")
    assert first.sources[0].title == "Minutes"
    assert [len(p.sentences) for p in first.paragraphs] == [2, 1]
    assert [second.paragraph_text(n) for n in (1, 2)] == ["One paragraph.", "Two."]
    assert first.origin == f"{tmp_path / 'all.jsonl'}#A 1"
    assert (second.id, third.id) == ("7", "line-4")
    assert len({first.content_hash, second.content_hash, third.content_hash}) == 3


def test_the_record_stays_the_same_when_another_is_added(tmp_path: Path) -> None:
    (before,) = read(tmp_path, {"id": "a", "text": "A ferry sails."})
    _, after = read(tmp_path, {"id": "b", "text": "No."}, {"id": "a", "text": "A ferry sails."})
    assert before == after


def test_zero_is_an_id(tmp_path: Path) -> None:
    assert [a.id for a in read(tmp_path, {"id": 0, "text": "A."}, {"id": 1, "text": "B."})] == [
        "0",
        "1",
    ]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("{broken", r"line 2 is not JSON \(.+\); correct the line"),
        ("[1]", "line 2 is not a JSON object"),
        ("[" * 100_000, "line 2 is not JSON"),
        ({"text": "B.", "colour": 1}, "line 2 has the unknown key 'colour'; known are"),
        ({"id": "a", "text": "B."}, "line 2: the id 'a' was used in line 1"),
        ({"title": "x"}, "line 2 has neither `text` nor `paragraphs`"),
        ({"text": 5}, "line 2: `text` must be a text"),
        ({"text": "  "}, "line 2 holds no article text"),
        ({"paragraphs": ["a", 1]}, "line 2: `paragraphs` must be a list"),
        ({"id": ["a"], "text": "B."}, "line 2: `id` must be"),
        ({"text": "half \ud83d of it"}, "line 2 holds half a character"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, record: Any, said: str) -> None:
    with pytest.raises(ReadError, match=said) as caught:
        read(tmp_path, {"id": "a", "text": "A."}, record)
    assert str(caught.value).startswith(str(tmp_path / "all.jsonl"))
    assert "\n" not in str(caught.value)


def test_a_whole_character_beyond_the_first_plane(tmp_path: Path) -> None:
    (article,) = read(tmp_path, {"text": "It sank \U0001f600 twice."})
    assert article.text == "It sank \U0001f600 twice."


def test_too_many_records(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"limits\.max_records"):
        read(tmp_path, *[{"text": "A."}] * 3, limits=Limits(max_records=2))


def test_headings_in_a_text(tmp_path: Path) -> None:
    prose = "The harbour board approved the dredging of the north channel on Monday."
    (article,) = read(tmp_path, {"text": f"{prose}\n\nWhat next\n\n{prose}"})
    assert [p.heading for p in article.paragraphs] == [None, "What next"]
