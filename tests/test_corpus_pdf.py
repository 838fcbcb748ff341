"""PDF: lines become paragraphs; page numbers, running titles and bad files."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
)

from corpus import Article, Limits, Reader, ReadError
from corpus.formats.pdf import _joined
from corpus.parse import parse

FIRST = [
    "The harbour board approved the dredging of the north channel on Monday,",
    "after a debate that went on until midnight and ended with a vote of seven",
    "to two.",
]
SECOND = [
    "Fishing crews object to the plan because the silt from the works will bury",
    "the oyster beds, they say, and because nobody asked them for a cross-",
    "border study of the north channel or for an environ-",
    "mental one.",
]


def font(name: str) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject(f"/{name}"),
        }
    )


def pdf(*pages: list[str], info: dict[str, str] | None = None) -> PdfWriter:
    """A PDF with each page's lines below one another."""
    writer = PdfWriter()
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font("Helvetica"))})
    for lines in pages:
        page = writer.add_blank_page(600, 800)
        content = DecodedStreamObject()
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        content.set_data(f"BT /F1 12 Tf 50 750 Td {shown} ET".encode())
        page[NameObject("/Contents")] = writer._add_object(content)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if info:
        writer.add_metadata(info)
    return writer


def save(tmp_path: Path, writer: PdfWriter) -> Path:
    path = tmp_path / "a.pdf"
    writer.write(path)
    return path


def read(tmp_path: Path, *pages: list[str], info: dict[str, str] | None = None) -> Article:
    (article,) = parse(save(tmp_path, pdf(*pages, info=info)), Limits())
    return article


def body(article: Article) -> list[str]:
    return [article.paragraph_text(p.number) for p in article.paragraphs]


def test_lines_become_paragraphs(tmp_path: Path) -> None:
    article = read(tmp_path, ["Harbour vote splits town", "May 4, 2024", *FIRST, *SECOND])
    assert (article.title, article.date) == ("Harbour vote splits town", "2024-05-04")
    one, two = body(article)
    assert one == " ".join(FIRST)
    assert "a cross-border study" in two


def test_the_properties_of_the_file(tmp_path: Path) -> None:
    info = {"/Title": "Harbour vote", "/Author": "Ann Lee", "/CreationDate": "D:20200101"}
    article = read(tmp_path, FIRST, info=info)
    assert (article.title, article.author) == ("Harbour vote", "Ann Lee")
    assert article.date is None


@pytest.mark.parametrize("count", [2, 3, 5])
def test_page_numbers_and_running_titles_go(tmp_path: Path, count: int) -> None:
    bodies = [[line.replace("seven", f"{'x' * n}even") for line in FIRST] for n in range(count)]
    bodies = [[lines[0].replace("Monday", "x" * i), *lines[1:2], "x" * i + lines[2]]
              for i, lines in enumerate(bodies)]  # fmt: skip
    pages = [
        [f"The Example Courier | {n}", *lines, f"Page {n} of {count}"]
        for n, lines in enumerate(bodies, start=1)
    ]
    assert body(read(tmp_path, *pages)) == [" ".join(lines) for lines in bodies]


def test_a_paragraph_that_goes_on_over_the_page(tmp_path: Path) -> None:
    article = read(tmp_path, [*FIRST[:2], "- 1 -"], [*FIRST[2:], *SECOND, "- 2 -"])
    assert body(article)[0] == " ".join(FIRST)


def test_a_number_amid_the_page_is_the_article_s(tmp_path: Path) -> None:
    lines = [*FIRST, "The board paid for the whole of the works, so the chair said, the sum of",
             "2024", "crowns and no more than that, although the crews had asked for much more",
             "than it.", *FIRST]  # fmt: skip
    assert "the sum of 2024 crowns" in read(tmp_path, lines).text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["an environ-", "mental study"], "an environmental study"),
        (["a cross-", "border study"], "a cross-border study"),
        (["soft\xad", "ly"], "softly"),
        (["from 1990-", "2000"], "from 1990- 2000"),
        (["a dash -", "and more"], "a dash - and more"),
    ],
)
def test_words_at_the_end_of_a_line(lines: list[str], text: str) -> None:
    assert _joined(lines, {"environmental"}) == text


def text_or_error(reader: Reader, path: Path) -> str:
    try:
        return reader.read(path)[0].text
    except ReadError as error:
        message = str(error)
    assert message.startswith(str(path))
    assert "\n" not in message
    return message


def test_too_many_pages(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"limits\.max_pdf_pages"):
        parse(save(tmp_path, pdf(FIRST, FIRST)), Limits(max_pdf_pages=1))


def test_locked_by_a_library_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    def refuse(*_: object) -> None:
        raise DependencyError("cryptography>=3.1 is required for AES algorithm")

    writer = pdf(FIRST)
    writer.encrypt("secret", algorithm="RC4-128")
    monkeypatch.setattr(PdfReader, "decrypt", refuse)
    with pytest.raises(ReadError, match="locked"):
        parse(save(tmp_path, writer), Limits())


def test_a_file_locked_for_printing_only_is_read(tmp_path: Path) -> None:
    writer = pdf(FIRST)
    writer.encrypt("", "owner", algorithm="RC4-128")
    assert body(parse(save(tmp_path, writer), Limits())[0]) == [" ".join(FIRST)]


def test_a_form_that_draws_itself(tmp_path: Path) -> None:
    writer = pdf(FIRST)
    form = DecodedStreamObject()
    form.set_data(b"/X Do")
    form.update({NameObject("/Type"): NameObject("/XObject"),
                 NameObject("/Subtype"): NameObject("/Form")})  # fmt: skip
    reference = writer._add_object(form)
    own = DictionaryObject({NameObject("/X"): reference})
    form[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): own})
    page = writer.pages[0]
    page["/Resources"][NameObject("/XObject")] = own
    content = DecodedStreamObject()
    content.set_data(b"/X Do")
    page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), content])
    with Reader(Limits(seconds_per_file=10)) as reader:
        assert text_or_error(reader, save(tmp_path, writer))


def test_pages_that_claim_to_be_endless(tmp_path: Path) -> None:
    writer = pdf(FIRST)
    pages = writer._root_object["/Pages"]
    pages[NameObject("/Kids")].append(writer._root_object.raw_get("/Pages"))
    pages[NameObject("/Count")] = NumberObject(1_000_000_000)
    with Reader(Limits(seconds_per_file=10)) as reader:
        assert "a.pdf" in text_or_error(reader, save(tmp_path, writer))


def test_every_cut_of_a_file_is_text_or_one_sentence(tmp_path: Path) -> None:
    stream = io.BytesIO()
    pdf(FIRST, SECOND).write(stream)
    data = stream.getvalue()
    path = tmp_path / "a.pdf"
    with Reader(Limits(seconds_per_file=10)) as reader:
        for end in range(10, len(data), 97):
            path.write_bytes(data[:end])
            assert text_or_error(reader, path)
