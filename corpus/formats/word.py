"""Word documents (.docx) by python-docx."""

from __future__ import annotations

import io
import zipfile

from corpus.blocks import Block, Draft
from corpus.errors import ReadError
from corpus.limits import Limits


def read_word(data: bytes, name: str, limits: Limits) -> Draft:
    """The blocks of a .docx; raises :class:`ReadError` if it is broken or a zip bomb."""
    _check_archive(data, name, limits)
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        document = Document(io.BytesIO(data))
        blocks: list[Block] = []
        title: str | None = None
        for paragraph in document.paragraphs:
            text = " ".join(paragraph.text.split())
            style = (paragraph.style.name or "") if paragraph.style is not None else ""
            if style == "Title" and title is None:
                title = text or None
            elif text:
                blocks.append(Block(text, style.startswith(("Heading", "Title"))))
        for table in document.tables:
            for row in table.rows:
                cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
                text = " | ".join(cell for cell in cells if cell)
                if text:
                    blocks.append(Block(text))
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


def _check_archive(data: bytes, name: str, limits: Limits) -> None:
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
