"""Which files are read: each once, whatever the links; what is wrong is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus import ReadError, find_files, hash_file


def write(path: Path, text: str = "The ferry sails.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(*paths: Path) -> list[str]:
    found = find_files(paths)
    assert not found.problems
    return [path.name for path in found.files]


def test_folders_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.MD", "a/y.pdf", "c.png", ".hidden.txt", ".git/x.txt"):
        write(tmp_path / name)
    found = find_files([tmp_path])
    assert [path.name for path in found.files] == ["y.pdf", "z.MD", "b.txt"]
    assert found.ignored == 1


def test_each_file_once(tmp_path: Path) -> None:
    file = write(tmp_path / "in" / "a.txt")
    (tmp_path / "in" / "again.txt").symlink_to(file)
    (tmp_path / "in" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "in" / "self.txt").symlink_to("self.txt")
    (tmp_path / "in" / "gone.txt").symlink_to("nowhere.txt")
    assert names(tmp_path, file, tmp_path / "in") == ["a.txt"]


def test_the_ending_of_a_link_says_how_to_read(tmp_path: Path) -> None:
    blob = write(tmp_path / "blobs" / "8f3a")
    link = tmp_path / "story.txt"
    link.symlink_to(blob)
    found = find_files([link])
    assert found.files == [link]


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    for given in (tmp_path / "gone.txt", Path("~nobody-here/x.txt"), Path("a\0b.txt")):
        found = find_files([given])
        assert [message for _, message in found.problems] == [
            f"{given} does not exist; check the spelling."
        ]


def test_a_folder_without_articles_is_said_each_time(tmp_path: Path) -> None:
    full, empty = write(tmp_path / "full" / "a.txt").parent, tmp_path / "empty"
    empty.mkdir()
    found = find_files([full, empty, full])
    assert [path for path, _ in found.problems] == [empty]


def test_a_type_that_is_not_read(tmp_path: Path) -> None:
    found = find_files([write(tmp_path / "a.rtf")])
    assert ".docx, .htm, .html, .jsonl, .md, .pdf, .txt" in found.problems[0][1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "b.txt")
    assert names(tmp_path) == ["a.txt"]
    assert "neither a file nor a folder" in find_files([tmp_path / "b.txt"]).problems[0][1]


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX only")
def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(name)).write_text("The ferry sails.")
    except OSError:
        pytest.skip("this file system wants UTF-8")
    found = find_files([tmp_path])
    assert found.files == []
    assert r"caf\udce9.txt has a name that is not UTF-8" in found.problems[0][1]


def test_the_hash(tmp_path: Path) -> None:
    assert hash_file(write(tmp_path / "a.txt", "")).startswith("e3b0c44298fc1c14")
    with pytest.raises(ReadError, match=r"gone\.txt can't be read"):
        hash_file(tmp_path / "gone.txt")
