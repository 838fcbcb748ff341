"""PDF: the text layer by pypdf, lines put together into paragraphs."""

from __future__ import annotations

import io
import re
import statistics
from collections import Counter

from corpus.blocks import Block, Draft, ends_a_sentence, is_prose
from corpus.errors import ReadError
from corpus.limits import Limits

_PAGE_NUMBER = re.compile(r"^\W*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*$", re.I)
# A line at the edge of this many pages, numbers aside, is a running title.
_RUNNING = 3
_NUMBER = re.compile(r"\d+")
_BROKEN_WORD = re.compile(r"(?P<first>[^\W\d_]+)[-\u2010\xad]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")


def read_pdf(data: bytes, name: str, limits: Limits) -> Draft:
    """The blocks of a PDF; raises :class:`ReadError` if it is locked, broken or scanned."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError(
                f"{name} is locked with a password; save an unlocked copy and add that."
            )
        count = len(reader.pages)
        if count > limits.max_pdf_pages:
            raise ReadError(
                f"{name} has {count:,} pages and the limit is {limits.max_pdf_pages:,} (setting "
                "limits.max_pdf_pages); split it, or raise the limit."
            )
        pages = [page.extract_text() or "" for page in reader.pages]
        info = reader.metadata
    except ReadError:
        raise
    except DependencyError as error:
        # Only encryption needs a library that pypdf does not bring.
        raise ReadError(
            f"{name} is locked by encryption; save an unlocked copy and add that."
        ) from error
    except RecursionError as error:
        raise ReadError(
            f"{name} is a PDF that refers to itself; save it anew and add that."
        ) from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError, IndexError,
            AssertionError, NotImplementedError, OverflowError) as error:  # fmt: skip
        # pypdf lets Python's own errors through where a file breaks the format.
        reason = str(error).strip().split("\n")[0] or type(error).__name__
        raise ReadError(
            f"{name} is not a readable PDF ({reason}); save it anew and add that."
        ) from error
    if not any(page.strip() for page in pages):
        raise ReadError(f"{name} holds no text, only images; run text recognition over it first.")
    title = (info.title or "").strip() if info else ""
    author = (info.author or "").strip() if info else ""
    # The creation date of the file is not the date of the article, so it is not used.
    return Draft(_blocks(pages), title=title or None, author=author or None)


def _blocks(pages: list[str]) -> list[Block]:
    # The end of a page is no blank line: paragraphs go on over it.
    lines = _lines([[line.strip() for line in page.strip().split("\n")] for page in pages])
    known = set(_FIRST_WORD.findall(" ".join(lines).lower()))
    lengths = [len(line) for line in lines if line]
    width = statistics.quantiles(lengths, n=10)[-1] if len(lengths) > 1 else 80
    blocks: list[Block] = []
    current: list[str] = []
    for line in lines:
        if line:
            current.append(line)
        # A short line that ends a sentence, or a blank one, ends the paragraph.
        if current and (not line or (len(line) < 0.75 * width and _closes(line, current))):
            blocks.append(Block(_joined(current, known)))
            current = []
    if current:
        blocks.append(Block(_joined(current, known)))
    return blocks


def _lines(pages: list[list[str]]) -> list[str]:
    """The lines of all pages without page numbers and running titles."""
    edges = Counter(
        _NUMBER.sub("#", pages[p][i]) for p in range(len(pages)) for i in _edge(pages[p])
    )
    least = min(_RUNNING, max(2, len(pages)))
    lines: list[str] = []
    for page in pages:
        edge = set(_edge(page))
        for i, line in enumerate(page):
            running = i in edge and (
                _PAGE_NUMBER.match(line)
                or (edges[_NUMBER.sub("#", line)] >= least and not is_prose(line))
            )
            if not running:
                lines.append(line)
    return lines


def _edge(page: list[str]) -> list[int]:
    """Where the first two and the last two lines of a page are."""
    filled = [i for i, line in enumerate(page) if line]
    return sorted({*filled[:2], *filled[-2:]})


def _joined(lines: list[str], known: set[str]) -> str:
    """One line, with the words whole that a hyphen divides at the end of a line.

    The hyphen goes only where the document has the word without it, for it may be part of
    the word (“cross-border”).
    """
    text = ""
    for line in lines:
        broken = _BROKEN_WORD.search(text)
        second = _FIRST_WORD.match(line)
        if not broken or not second:
            text = f"{text} {line}" if text else line
        elif text.endswith("\xad") or (broken["first"] + second[0]).lower() in known:
            text = text[:-1] + line
        else:
            text += line
    return text


def _closes(line: str, current: list[str]) -> bool:
    return ends_a_sentence(line) or len(current) == 1
