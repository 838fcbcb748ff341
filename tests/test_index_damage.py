"""What happens to an index whose files were deleted, flipped or made by a newer version."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from index import Index, IndexCorrupt, IndexTooNew
from index.schema import DENSE_FILE, STORE_FILE

QUESTION = "How many rivets were replaced?"


def flip(path: Path, position: int) -> None:
    data = bytearray(path.read_bytes())
    data[position] ^= 0x20
    path.write_bytes(bytes(data))


@pytest.fixture
def closed(index: Index) -> Path:
    """The folder of an index that no one has open."""
    index.close()
    return index.path


def test_a_missing_faiss_file_is_rebuilt_with_a_notice(closed: Path) -> None:
    (closed / DENSE_FILE).unlink()
    with Index.open(closed) as opened:
        assert "312 rivets" in opened.search(QUESTION, k=1)[0].text
        assert "missing" in opened.notices[0]
    with Index.open(closed) as again:
        again.search(QUESTION)
        assert again.notices == []


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.999])
def test_a_flipped_byte_in_the_faiss_file_is_noticed(closed: Path, share: float) -> None:
    with Index.open(closed) as sound:
        expected = [(hit.passage_id, hit.score) for hit in sound.search(QUESTION)]
    path = closed / DENSE_FILE
    flip(path, int(path.stat().st_size * share))
    with Index.open(closed) as opened:
        assert [(hit.passage_id, hit.score) for hit in opened.search(QUESTION)] == expected
        assert "rebuilt" in opened.notices[0]


def test_a_faiss_file_of_another_index_is_not_used(closed: Path, tmp_path: Path) -> None:
    with Index.create(tmp_path / "second") as second:
        (tmp_path / "one.txt").write_text("A ferry sails to Norbay.", encoding="utf-8")
        second.add(tmp_path / "one.txt")
    (closed / DENSE_FILE).write_bytes((tmp_path / "second" / DENSE_FILE).read_bytes())
    with Index.open(closed) as opened:
        assert "312 rivets" in opened.search(QUESTION, k=1)[0].text


def change(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path / STORE_FILE)
    connection.execute(sql)
    connection.commit()
    connection.close()


def test_changed_words_of_an_article_are_never_quoted(closed: Path) -> None:
    change(closed, "UPDATE articles SET text = replace(text, '312', '999')")
    with Index.open(closed) as opened:
        with pytest.raises(IndexCorrupt, match="bridge"):
            opened.search(QUESTION)
        report = opened.verify()
        assert any("bridge" in problem for problem in report.problems)


def test_repair_reads_a_damaged_article_from_its_file_again(closed: Path) -> None:
    change(closed, "UPDATE articles SET text = replace(text, '312', '999')")
    with Index.open(closed) as opened:
        assert opened.verify(repair=True).ok
        assert "312 rivets" in opened.search(QUESTION, k=1)[0].text


def test_repair_without_the_file_says_what_stays_broken(closed: Path, articles: Path) -> None:
    change(closed, "UPDATE articles SET text = replace(text, '312', '999')")
    (articles / "bridge.md").unlink()
    with Index.open(closed) as opened:
        report = opened.verify(repair=True)
        assert not report.ok
        assert any("bridge" in problem for problem in report.problems)
        opened.remove("bridge")
        assert "Eastport" in opened.search("Which court hears it?", k=1)[0].text


def test_a_damaged_vector_is_noticed_and_mended(closed: Path) -> None:
    change(closed, "UPDATE passages SET vector = zeroblob(1536) WHERE id = 1")
    (closed / DENSE_FILE).unlink()
    with Index.open(closed) as opened:
        with pytest.raises(IndexCorrupt, match="repair"):
            opened.search(QUESTION)
        assert opened.verify(repair=True).ok


def test_damaged_word_tables_are_noticed_and_mended(closed: Path) -> None:
    change(closed, "DELETE FROM passage_words WHERE rowid = 1")
    change(closed, "UPDATE token_counts SET passages = passages + 1")
    with Index.open(closed) as opened:
        assert len(opened.verify().problems) == 2
        report = opened.verify(repair=True)
        assert report.ok
        assert len(report.repaired) == 2


def test_every_byte_region_of_the_store_is_caught_or_harmless(closed: Path) -> None:
    """A flip anywhere gives a clear error, a report, or exactly what was there before."""
    path = closed / STORE_FILE
    original = path.read_bytes()
    with Index.open(closed) as sound:
        expected = [hit.text for hit in sound.search(QUESTION)]
    for position in range(0, len(original), max(1, len(original) // 60)):
        path.write_bytes(original)
        flip(path, position)
        outcome = outcome_of(closed)
        assert outcome in ("refused", "reported") or outcome == expected


def outcome_of(path: Path) -> str | list[str]:
    try:
        with Index.open(path) as opened:
            if not opened.verify().ok:
                return "reported"
            return [hit.text for hit in opened.search(QUESTION)]
    except (IndexCorrupt, IndexTooNew) as error:
        return "refused" if str(path) in str(error) else "unclear"


def test_a_newer_index_is_refused_by_name(closed: Path) -> None:
    change(closed, "UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(IndexTooNew, match="newer version"):
        Index.open(closed)


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_a_store_that_is_no_database(closed: Path, content: bytes) -> None:
    (closed / STORE_FILE).write_bytes(content)
    with pytest.raises(IndexCorrupt, match="damaged"):
        Index.open(closed)
