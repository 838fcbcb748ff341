"""Word documents: everything that is shown, in its order, and bad archives."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from corpus import Limits, Reader, ReadError
from corpus.blocks import Block, Draft
from corpus.formats.word import read_word

ONE = "The harbour board approved the dredging of the north channel on Monday."
TWO = "Fishing crews object to the plan because the silt will bury the oyster beds."


def read(build: Callable[[Any], None]) -> Draft:
    document = Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return read_word(stream.getvalue(), "a.docx", Limits())


def test_a_document() -> None:
    def build(document: Any) -> None:
        document.add_heading("Harbour vote", 0)
        document.add_paragraph(ONE)
        document.add_heading("What next", 1)
        document.add_paragraph("one", style="List Bullet")
        table = document.add_table(2, 2)
        for row, words in zip(table.rows, (("Year", "Cost"), ("2020", "5")), strict=True):
            for cell, word in zip(row.cells, words, strict=True):
                cell.text = word
        document.add_paragraph("").add_run("A\tb\nc")
        document.core_properties.author = "Ann Lee"

    draft = read(build)
    assert (draft.title, draft.author, draft.date) == ("Harbour vote", "Ann Lee", None)
    assert draft.blocks == [
        Block(ONE),
        Block("What next", heading=True),
        Block("one", item=True),
        Block("Year | Cost", item=True),
        Block("2020 | 5", item=True),
        Block("A b c"),
    ]


def test_the_program_s_own_name_is_no_author() -> None:
    assert read(lambda document: document.add_paragraph(ONE)).author is None


def test_insertions_links_and_controls_are_read_and_deletions_not() -> None:
    def build(document: Any) -> None:
        for tag in ("w:ins", "w:hyperlink", "w:smartTag"):
            paragraph = document.add_paragraph("Before ")
            around = OxmlElement(tag)
            around.append(paragraph.add_run("within")._r)
            paragraph._p.append(around)
            paragraph.add_run(" after.")
        paragraph = document.add_paragraph("It")
        gone = parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText> not</w:delText></w:r></w:del>")
        paragraph._p.append(gone)
        paragraph.add_run(" stays.")
        inner = document.add_paragraph("In a control.")._p
        control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        inner.getparent().replace(inner, control)
        control.append(content)
        content.append(inner)

    assert [block.text for block in read(build).blocks] == [
        *["Before within after."] * 3, "It stays.", "In a control."]  # fmt: skip


def test_merged_cells_come_once() -> None:
    def build(document: Any) -> None:
        table = document.add_table(1, 3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "wide"
        table.cell(0, 2).text = "narrow"

    assert [block.text for block in read(build).blocks] == ["wide | narrow"]


def test_equal_cells_and_a_table_in_a_cell() -> None:
    def build(document: Any) -> None:
        table = document.add_table(1, 3)
        for cell in table.row_cells(0)[:2]:
            cell.text = "5"
        table.cell(0, 2).add_table(1, 1).cell(0, 0).text = "inner"

    assert [block.text for block in read(build).blocks] == ["5 | 5 | inner"]


def test_the_title_repeated_in_the_text_goes() -> None:
    def build(document: Any) -> None:
        document.core_properties.title = "Harbour vote"
        document.add_paragraph("HARBOUR VOTE")
        document.add_paragraph(ONE)

    assert [block.text for block in read(build).blocks] == [ONE]


def test_a_style_that_is_not_defined() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph(ONE)
        properties = paragraph._p.get_or_add_pPr()
        style = OxmlElement("w:pStyle")
        style.set(qn("w:val"), "Nowhere")
        properties.append(style)

    assert [block.text for block in read(build).blocks] == [ONE]


def test_a_locked_or_old_document() -> None:
    with pytest.raises(ReadError, match=r"a\.docx is locked with a password or in the old format"):
        read_word(b"\xd0\xcf\x11\xe0" + bytes(600), "a.docx", Limits())


def archive(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    document = Document()
    document.add_paragraph(ONE)
    document.save(stream)
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, parts.get(entry, old.read(entry)))
    return out.getvalue()


def laughs() -> bytes:
    entities = "".join(
        f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' if i else '<!ENTITY l0 "ha">' for i in range(12)
    )
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return (
        f"<?xml version='1.0'?><!DOCTYPE x [{entities}]><w:document {w}><w:body><w:p><w:r>"
        f"<w:t>&l11;</w:t></w:r></w:p></w:body></w:document>"
    ).encode()


@pytest.mark.parametrize(
    "part",
    [b"", b"not xml", b"<a><b></a>", b"<a/>", laughs(), b"<a>" * 200_000],
    ids=["empty", "no-xml", "broken", "other", "laughs", "deep"],
)
def test_bad_parts_are_one_sentence(tmp_path: Path, part: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(archive({"word/document.xml": part}))
    with Reader(Limits(seconds_per_file=10)) as reader:
        with pytest.raises(ReadError, match=r"a\.docx") as caught:
            reader.read(path)
        assert "\n" not in str(caught.value)
        (tmp_path / "b.docx").write_bytes(archive({}))
        assert reader.read(tmp_path / "b.docx")[0].text == ONE


def test_every_cut_of_a_file_is_one_sentence() -> None:
    data = archive({})
    for end in range(1, len(data), 997):
        with pytest.raises(ReadError, match=r"a\.docx is not a readable \.docx"):
            read_word(data[:end], "a.docx", Limits())
