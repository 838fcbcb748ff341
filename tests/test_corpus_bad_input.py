"""Bad files: one clear sentence that names the file, and the reader goes on."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

from corpus import Limits, Reader, ReadError, find_files

PROSE = "The ferry to Norbay sails every day at noon, the harbour master said."


def refusal(path: Path, limits: Limits | None = None) -> str:
    with Reader(limits) as reader:
        with pytest.raises(ReadError) as caught:
            reader.read(path)
        fine = path.with_name("fine.txt")
        fine.write_text(PROSE, encoding="utf-8")
        assert reader.read(fine)[0].text == PROSE, "the reader must go on after a bad file"
    message = str(caught.value)
    assert path.name in message
    assert "\n" not in message
    return message


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_file(tmp_path: Path, data: bytes) -> None:
    assert "empty" in refusal(write(tmp_path / "a.txt", data))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + os.urandom(500), "PNG"),
        (b"PK\x03\x04" + os.urandom(500), "ZIP"),
        (b"%PDF-1.7 \n", "PDF"),
        (bytes(range(32)) * 40, "binary"),
    ],
)
def test_a_binary_named_txt(tmp_path: Path, data: bytes, kind: str) -> None:
    assert kind in refusal(write(tmp_path / "a.txt", data))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"]
)
def test_encodings_are_read_right(tmp_path: Path, encoding: str) -> None:
    text = f"{PROSE} Café Müller opens at nine, señor."
    with Reader() as reader:
        assert reader.read(write(tmp_path / "a.txt", text.encode(encoding)))[0].text == text


def test_another_encoding_is_named(tmp_path: Path) -> None:
    text = "Паром отправляется каждый день в полдень, сказал начальник порта. " * 5
    message = refusal(write(tmp_path / "a.txt", text.encode("cp1251")))
    assert "UTF-8" in message


def test_a_file_beyond_the_limit_names_the_setting(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    assert "limits.max_file_bytes" in refusal(path)


def pdf(build: PdfWriter) -> bytes:
    stream = io.BytesIO()
    build.write(stream)
    return stream.getvalue()


def text_pdf(lines: list[str]) -> bytes:
    """A one-page PDF with a line of text below the other."""
    from pypdf.generic import DecodedStreamObject

    writer = PdfWriter()
    page = writer.add_blank_page(600, 800)
    content = DecodedStreamObject()
    shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
    content.set_data(f"BT /F1 12 Tf 50 700 Td {shown} ET".encode())
    page[NameObject("/Contents")] = writer._add_object(content)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
    )
    return pdf(writer)


def test_a_locked_pdf(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    assert "password" in refusal(write(tmp_path / "a.pdf", pdf(writer)))


def test_a_scanned_pdf(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    assert "no text" in refusal(write(tmp_path / "a.pdf", pdf(writer)))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_pdf(tmp_path: Path, share: float) -> None:
    data = text_pdf(["The ferry sails every day."])
    refusal(write(tmp_path / "a.pdf", data[: int(len(data) * share)]))


def test_a_pdf_whose_pages_go_round_in_a_circle(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    root = writer._root_object["/Pages"]
    root[NameObject("/Kids")] = ArrayObject([writer._root_object.raw_get("/Pages")])
    root[NameObject("/Count")] = NumberObject(5)
    refusal(write(tmp_path / "a.pdf", pdf(writer)), Limits(seconds_per_file=10))


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (300 * 1024 * 1024))
    assert "limits.max_unpacked_bytes" in refusal(path)


@pytest.mark.parametrize("data", [b"not a zip", b"PK\x03\x04 broken"])
def test_a_broken_docx(tmp_path: Path, data: bytes) -> None:
    assert "docx" in refusal(write(tmp_path / "a.docx", data))


def test_a_slow_file_is_given_up(tmp_path: Path) -> None:
    path = write(tmp_path / "slow.txt", (PROSE + " ").encode() * 20_000)
    with Reader(Limits(seconds_per_file=0.001)) as reader:
        fine = write(tmp_path / "fine.txt", PROSE.encode())
        reader.read(fine)  # the first file has the time to start on top
        with pytest.raises(ReadError, match=r"limits\.seconds_per_file"):
            reader.read(path)


def test_a_file_that_needs_too_much_memory(tmp_path: Path) -> None:
    path = write(tmp_path / "wide.txt", b"word " * 3_000_000)
    limits = Limits(memory_bytes=200 * 1024 * 1024, max_text_chars=50_000_000)
    assert "limits.memory_bytes" in refusal(path, limits)


def test_one_line_of_five_megabytes(tmp_path: Path) -> None:
    path = write(tmp_path / "long.txt", (PROSE + " ").encode() * 70_000)
    with Reader() as reader:
        article = reader.read(path)[0]
    assert len(article.paragraphs[0].sentences) == 70_000


def test_broken_front_matter(tmp_path: Path) -> None:
    data = f"---\ntitle: [unclosed\n---\n{PROSE}".encode()
    assert "YAML" in refusal(write(tmp_path / "a.md", data))


def test_links_that_loop_are_walked_once(tmp_path: Path) -> None:
    inner = tmp_path / "folder" / "inner"
    inner.mkdir(parents=True)
    write(inner / "a.txt", PROSE.encode())
    (inner / "up").symlink_to(tmp_path / "folder", target_is_directory=True)
    (inner / "self").symlink_to("self")
    found = find_files([tmp_path / "folder"])
    assert [path.name for path in found.files] == ["a.txt"]


def test_what_can_not_be_read_is_said(tmp_path: Path) -> None:
    write(tmp_path / "picture.png", b"x")
    (tmp_path / "empty").mkdir()
    given = [tmp_path / "gone", tmp_path / "picture.png", tmp_path / "empty"]
    found = find_files(given)
    assert [path for path, _ in found.problems] == given
    assert all(str(path) in message for path, message in found.problems)
