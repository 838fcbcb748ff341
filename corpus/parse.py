"""One file's bytes become its articles. Runs in the limited process, see ``worker``."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from corpus.blocks import Draft
from corpus.build import build
from corpus.datatypes import Article
from corpus.errors import ReadError
from corpus.limits import Limits
from corpus.metadata import read_header


def parse(path: Path, limits: Limits) -> list[Article]:
    """All articles of a file; raises :class:`ReadError`, naming the file."""
    name = str(path)
    data = _bytes(path, limits)
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        from corpus.formats.jsonl import read_jsonl

        return [
            build(
                d, origin=f"{path}#{record}", name=f"{name}#{record}", content_hash=h, limits=limits
            )
            for record, h, d in read_jsonl(data, name, limits)
        ]
    draft = _draft(data, suffix, name, limits)
    draft.id = draft.id or path.stem
    if not draft.trusted:
        draft = read_header(draft)
    digest = hashlib.sha256(data).hexdigest()
    return [build(draft, origin=str(path), name=name, content_hash=digest, limits=limits)]


def _draft(data: bytes, suffix: str, name: str, limits: Limits) -> Draft:
    # Imported where they are needed: each reader brings a library of its own.
    if suffix == ".txt":
        from corpus.formats.plain import read_plain

        return read_plain(data, name)
    if suffix == ".md":
        from corpus.formats.markdown import read_markdown

        return read_markdown(data, name)
    if suffix in (".html", ".htm"):
        from corpus.formats.html import read_html

        return read_html(data, name)
    if suffix == ".pdf":
        from corpus.formats.pdf import read_pdf

        return read_pdf(data, name, limits)
    if suffix == ".docx":
        from corpus.formats.word import read_word

        return read_word(data, name, limits)
    raise ReadError(f"{name} is of a type that is not read.")


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            raise ReadError(f"{path} is not a file; leave it out.")  # a pipe would never end
        size = status.st_size
        if size > limits.max_file_bytes:
            raise ReadError(
                f"{path} has {size:,} bytes and the limit is {limits.max_file_bytes:,} (setting "
                "limits.max_file_bytes); split it, or raise the limit."
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError(f"{path} does not exist; check the spelling.") from error
    except IsADirectoryError as error:
        raise ReadError(f"{path} is a folder; name the files in it.") from error
    except (OSError, ValueError) as error:  # a NUL in a path is a ValueError
        reason = getattr(error, "strerror", None) or error
        raise ReadError(f"{path} can't be read ({reason}); check its permissions.") from error
    if not data.strip():
        raise ReadError(f"{path} is empty; add an article's text to it, or leave it out.")
    return data
