"""Which files are to be read: folders are walked, links never loop."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import ReadError

SUPPORTED_SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".jsonl"})


@dataclass(slots=True)
class Found:
    """Real paths of readable files in order, what is wrong, and how many files don't count."""

    files: list[Path] = field(default_factory=list)
    problems: list[tuple[Path, str]] = field(default_factory=list)
    ignored: int = 0


def find_files(paths: Iterable[str | Path]) -> Found:
    """Files to read below ``paths``, each real file once, folders in sorted order.

    Hidden files and folders are skipped; files of other types in a folder are counted as
    ignored, and one that is named outright is a problem.
    """
    found = Found()
    seen_files: set[Path] = set()
    for given in paths:
        path = _expanded(given)
        if _is(Path.is_dir, path):
            problems, supported = len(found.problems), 0
            for file in _walk(path, found, set()):
                if file.suffix.lower() in SUPPORTED_SUFFIXES:
                    supported += 1
                    _take(file, found, seen_files)
                else:
                    found.ignored += 1
            if not supported and len(found.problems) == problems:
                found.problems.append((path, f"{path} holds no articles ({_kinds()})."))
        elif _is(Path.is_file, path):
            if path.suffix.lower() in SUPPORTED_SUFFIXES:
                _take(path, found, seen_files)
            else:
                found.problems.append((path, f"{path} is of a type that is not read ({_kinds()})."))
        elif _is(Path.exists, path):
            found.problems.append((path, f"{path} is neither a file nor a folder; leave it out."))
        else:
            found.problems.append((path, f"{path} does not exist; check the spelling."))
    return found


def hash_file(path: Path) -> str:
    """SHA-256 of the file's bytes; raises :class:`ReadError`."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ReadError(
            f"{path} can't be read ({error.strerror}); check its permissions."
        ) from error


def _take(path: Path, found: Found, seen: set[Path]) -> None:
    real = path.resolve()
    if real in seen:
        return
    seen.add(real)
    try:
        str(real).encode()
    except UnicodeEncodeError:
        shown = str(real).encode(errors="backslashreplace").decode()
        found.problems.append((real, f"{shown} has a name that is not UTF-8; rename it."))
        return
    # A link such as story.txt may lead to a file without an ending; the ending says how to read.
    found.files.append(real if real.suffix == path.suffix else path.absolute())


def _expanded(given: str | Path) -> Path:
    try:
        return Path(given).expanduser()
    except RuntimeError:
        return Path(given)  # “~nobody”: said to be missing, as it is


def _is(test: Callable[[Path], bool], path: Path) -> bool:
    try:
        return test(path)
    except OSError:
        return False  # in a folder that is closed to us


def _walk(folder: Path, found: Found, above: set[Path]) -> Iterator[Path]:
    real = folder.resolve()
    if real in above:
        return  # a link to a folder that we are in
    above.add(real)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        found.problems.append(
            (folder, f"{folder} can't be opened ({error.strerror}); check its permissions.")
        )
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        try:
            folder_entry, file_entry = entry.is_dir(), entry.is_file()
        except OSError:
            continue  # a link that leads to itself leads to no file
        if folder_entry:
            yield from _walk(Path(entry.path), found, above)
        elif file_entry:
            yield Path(entry.path)


def _kinds() -> str:
    return "those that are: " + ", ".join(sorted(SUPPORTED_SUFFIXES))
