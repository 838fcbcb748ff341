"""PDF: the text layer by pypdf, lines put together into paragraphs."""

from __future__ import annotations

import io
import re
import statistics
from collections import Counter

from corpus.blocks import Block, Draft, ends_a_sentence
from corpus.dates import parse_date
from corpus.errors import ReadError
from corpus.limits import Limits

_PAGE_NUMBER = re.compile(r"^(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?$", re.I)
# A line that stands at the same place on this many pages is a running title.
_RUNNING = 3


def read_pdf(data: bytes, name: str, limits: Limits) -> Draft:
    """The blocks of a PDF; raises :class:`ReadError` if it is locked, broken or scanned."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

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
    lines_of = [[line.strip() for line in page.split("\n")] for page in pages]
    edges = Counter(line for lines in lines_of for line in set(_edge_lines(lines)))
    running = {line for line, n in edges.items() if n >= _RUNNING and not parse_date(line)}
    lines: list[str] = []
    for page in lines_of:
        lines.extend(li for li in page if li not in running and not _PAGE_NUMBER.match(li))
    lengths = [len(line) for line in lines if line]
    width = statistics.quantiles(lengths, n=10)[-1] if len(lengths) > 1 else 80
    blocks: list[Block] = []
    current: list[str] = []
    for line in lines:
        if line:
            current.append(line)
        # A short line that ends a sentence, or a blank one, ends the paragraph.
        if current and (not line or (len(line) < 0.75 * width and _closes(line, current))):
            blocks.append(Block(" ".join(current)))
            current = []
    if current:
        blocks.append(Block(" ".join(current)))
    return blocks


def _closes(line: str, current: list[str]) -> bool:
    return ends_a_sentence(line) or len(current) == 1


def _edge_lines(lines: list[str]) -> list[str]:
    filled = [line for line in lines if line]
    return filled[:2] + filled[-2:]
