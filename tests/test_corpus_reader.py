"""The subprocess that parses: it is replaced when it fails, and never takes us with it."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from corpus import Limits, Reader, ReadError
from corpus.worker import answer_to, article_from_plain

PROSE = "The ferry to Norbay sails every day at noon, the harbour master said."


@pytest.fixture
def fine(tmp_path: Path) -> Path:
    path = tmp_path / "fine.txt"
    path.write_text(PROSE, encoding="utf-8")
    return path


def process_of(reader: Reader) -> Any:
    assert reader._process is not None
    return reader._process


def test_one_process_for_many_files(fine: Path) -> None:
    with Reader() as reader:
        first = reader.read(fine)
        number = process_of(reader).pid
        assert reader.read(fine) == first
        assert process_of(reader).pid == number
    assert reader._process is None


def test_after_a_timeout_the_next_file_is_read(fine: Path) -> None:
    slow = fine.with_name("slow.txt")
    slow.write_text((PROSE + " ") * 20_000, encoding="utf-8")
    with Reader(Limits(seconds_per_file=0.05)) as reader:
        reader.read(fine)  # the first file has the time to start on top
        old = process_of(reader)
        with pytest.raises(ReadError, match=r"slow\.txt took longer than 0\.05 s .*setting"):
            reader.read(slow)
        assert old.poll() is not None
        assert reader.read(fine)[0].text == PROSE


def test_a_process_that_was_ended_from_outside_is_replaced(fine: Path) -> None:
    with Reader() as reader:
        reader.read(fine)
        process_of(reader).kill()
        process_of(reader).wait()
        assert reader.read(fine)[0].text == PROSE


def test_a_crash_is_the_file_s_fault_and_said(fine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.reader._START", "import sys, os; sys.stdin.readline(); os.abort()")
    with (
        Reader() as reader,
        pytest.raises(ReadError, match=r"fine\.txt needs more memory .*or broke its parser"),
    ):
        reader.read(fine)


def test_a_process_that_does_not_start_is_said(fine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.reader._START", "raise SystemExit(3)")
    with Reader() as reader:
        for _ in range(3):
            with pytest.raises(ReadError, match=r"fine\.txt"):
                reader.read(fine)


def test_an_interrupted_read_leaves_no_late_reply(
    fine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = fine.with_name("other.txt")
    other.write_text(PROSE.replace("Norbay", "Eastport"), encoding="utf-8")
    with Reader() as reader:
        reader.read(fine)

        def interrupt(timeout: float) -> str:
            raise KeyboardInterrupt

        monkeypatch.setattr(reader._replies, "get", interrupt)
        with pytest.raises(KeyboardInterrupt):
            reader.read(fine)
        assert "Eastport" in reader.read(other)[0].text


def test_from_another_folder(fine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = fine.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "json.py").write_text("raise SystemExit('the user’s own module')")
    (elsewhere / "corpus.py").write_text("raise SystemExit('the user’s own module')")
    monkeypatch.chdir(elsewhere)
    with Reader() as reader:
        (article,) = reader.read("../fine.txt")
        assert Path(article.origin).is_absolute()
        monkeypatch.chdir(fine.parent)
        assert reader.read("fine.txt")[0].origin == str(fine)


def test_what_libraries_print_is_not_seen(fine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    broken = fine.with_name("broken.pdf")
    broken.write_bytes(b"%PDF-1.4\nnothing of a PDF\n%%EOF")
    with Reader() as reader, pytest.raises(ReadError):
        reader.read(broken)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["gone.txt", "a\nb.txt", "größe 1.txt", "-c.txt"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with Reader() as reader, pytest.raises(ReadError, match="does not exist; check the spelling"):
        reader.read(tmp_path / name)


def test_names_of_all_kinds(tmp_path: Path) -> None:
    with Reader() as reader:
        for name in ("größe.txt", "a b.txt", "-c.txt", "статья.txt", "A.TXT"):
            path = tmp_path / name
            path.write_text(PROSE, encoding="utf-8")
            assert reader.read(path)[0].origin == str(path)


def test_a_folder_and_a_pipe(tmp_path: Path) -> None:
    folder = tmp_path / "a.txt"
    folder.mkdir()
    with Reader(Limits(seconds_per_file=5)) as reader:
        with pytest.raises(ReadError, match="is a folder"):
            reader.read(folder)
        if hasattr(os, "mkfifo"):
            os.mkfifo(tmp_path / "b.txt")
            with pytest.raises(ReadError, match="is not a file"):
                reader.read(tmp_path / "b.txt")


def test_a_library_s_surprise_is_one_sentence(fine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def surprise(path: Path, limits: Limits) -> None:
        raise RuntimeError("first line\nsecond line " + "x" * 1000)

    monkeypatch.setattr("corpus.worker.parse", surprise)
    answer = answer_to(f'{{"path": "{fine}"}}', Limits())
    assert "fine.txt can't be read (RuntimeError: first line second line" in answer
    assert "\\n" not in answer
    assert len(answer) < 600


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarm on this system")
def test_without_its_parent_a_looping_process_ends(fine: Path) -> None:
    with Reader(Limits(seconds_per_file=0.2)) as reader:
        reader.read(fine)
        process = process_of(reader)
        slow = fine.with_name("slow.txt")
        slow.write_text((PROSE + " ") * 60_000, encoding="utf-8")
        assert process.stdin is not None
        process.stdin.write(f'{{"path": "{slow}", "seconds": 0.1}}\n')
        process.stdin.flush()
        assert process.wait(timeout=20) == -signal.SIGALRM


def test_an_article_survives_the_way(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: A\nsources: [B]\n---\n## Next\n\n{PROSE}", encoding="utf-8")
    with Reader() as reader:
        (article,) = reader.read(path)
    from dataclasses import asdict

    assert article_from_plain(asdict(article)) == article
    assert article.sources[0].title == "B"
