"""Word documents (.docx) by python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from corpus.blocks import Block, Draft
from corpus.errors import ReadError
from corpus.limits import Limits

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBERED = f"{_W}pPr/{_W}numPr"
# A text box is written twice, the second time for old programs; deleted and moved text is
# not what the document says.
_NOT_SHOWN = frozenset(
    {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", _W + "del",
     _W + "moveFrom", _W + "instrText", _W + "delText", _W + "rPr", _W + "pPr"}
)  # fmt: skip
_SPACES = frozenset({_W + "br", _W + "cr", _W + "tab"})
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read_word(data: bytes, name: str, limits: Limits) -> Draft:
    """The blocks of a .docx; raises :class:`ReadError` if it is broken or a zip bomb."""
    _check_archive(data, name, limits)
    from docx import Document
    from docx.opc.exceptions import OpcError
    from docx.text.paragraph import Paragraph

    try:
        document = Document(io.BytesIO(data))
        blocks: list[Block] = []
        title: str | None = None
        for element in _parts(document.element.body):
            if element.tag == _W + "tr":
                cells = [_words(cell) for cell in element.iter(_W + "tc") if _row(cell) is element]
                text = " | ".join(filter(None, cells))
                blocks.append(Block(text, item=True))
                continue
            paragraph = Paragraph(element, document)
            text = _words(element)
            style = (paragraph.style.name or "") if paragraph.style is not None else ""
            if style == "Title" and title is None:
                title = text or None
                continue
            item = style.startswith("List") or element.find(_NUMBERED) is not None
            blocks.append(Block(text, style.startswith(("Heading", "Title")), item=item))
        blocks = [block for block in blocks if block.text]
        properties = document.core_properties
        title = title or (properties.title or "").strip() or None
        author = (properties.author or "").strip()
    except (
        OpcError,
        KeyError,
        ValueError,
        AttributeError,
        SyntaxError,
        zipfile.BadZipFile,
    ) as error:
        # lxml's XML errors are SyntaxErrors.
        reason = str(error).strip().split("\n")[0] or type(error).__name__
        raise ReadError(
            f"{name} is not a readable .docx ({reason}); save it anew and add that."
        ) from error
    if title and blocks and blocks[0].text.casefold() == title.casefold():
        blocks.pop(0)
    # python-docx writes its own name where no author was given.
    return Draft(blocks, title=title, author=author if author not in ("", "python-docx") else None)


def _parts(body: Any) -> Iterator[Any]:
    """Paragraphs and rows of tables in their order, also those in content controls."""
    waiting = [iter(body)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag in (_W + "p", _W + "tr"):
            yield element
        elif element.tag not in _NOT_SHOWN:
            waiting.append(iter(element))


def _row(cell: Any) -> Any:
    """The row that a cell is in; a table inside the cell has rows of its own."""
    return next(cell.iterancestors(_W + "tr"))


def _words(element: Any) -> str:
    """The words of a paragraph or cell as shown, with insertions and without deletions."""
    parts: list[str] = []
    waiting = [iter(element)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
            continue
        if child.tag == _W + "t":
            parts.append(child.text or "")
        elif child.tag == _W + "noBreakHyphen":
            parts.append("\u2011")
        elif child.tag in _SPACES or child.tag == _W + "p":
            parts.append(" ")
        if child.tag not in _NOT_SHOWN:
            waiting.append(iter(child))
    return " ".join("".join(parts).split())


def _check_archive(data: bytes, name: str, limits: Limits) -> None:
    if data.startswith(_OLD_OFFICE):
        raise ReadError(
            f"{name} is locked with a password or in the old format of Word; save an unlocked "
            "copy as .docx and add that."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise ReadError(
            f"{name} is not a readable .docx ({error}); save it anew and add that."
        ) from error
    if unpacked > limits.max_unpacked_bytes:
        raise ReadError(
            f"{name} would unpack to {unpacked:,} bytes and the limit is "
            f"{limits.max_unpacked_bytes:,} (setting limits.max_unpacked_bytes); leave it out, or "
            "raise the limit."
        )
