"""Bytes become text: read right, or refused with the encoding named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import ReadError
from corpus.decode import decode

FRENCH = "Le café de l’hôtel rouvre à Noël — “enfin”, dit José Núñez, très ému. " * 3
POLISH = "Można było zbudować łódź, żeby przepłynąć zatokę i wrócić na święta. " * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_what_is_read(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding), "a.txt") == FRENCH


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding), "a.txt") == FRENCH


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
def test_cyrillic_is_refused_with_a_name(encoding: str) -> None:
    text = "Паром отправляется каждый день в полдень, сказал начальник порта. " * 5
    with pytest.raises(ReadError, match=r"a\.txt is not UTF-8 \(it looks like [A-Z0-9-]+\)"):
        decode(text.encode(encoding), "a.txt")


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2"])
def test_another_latin_alphabet_is_not_taken_for_western(encoding: str) -> None:
    with pytest.raises(ReadError, match="it looks like"):
        decode(POLISH.encode(encoding), "a.txt")


def test_mac_roman_is_not_taken_for_windows() -> None:
    text = "It isn’t the café’s fault, they’re saying; it’s the résumé that didn’t fit. " * 5
    with pytest.raises(ReadError, match="it looks like"):
        decode(text.encode("mac-roman"), "a.txt")


def test_one_bad_byte_does_not_garble_the_rest() -> None:
    data = FRENCH.encode() + b"\xe9 end"
    with pytest.raises(ReadError, match="is UTF-8 but for 1 broken character"):
        decode(data, "a.txt")


def test_a_file_cut_in_the_middle_of_a_character() -> None:
    with pytest.raises(ReadError, match="UTF-8"):
        decode((FRENCH + "é").encode()[:-1], "a.txt")


def test_a_wrong_mark_is_named() -> None:
    with pytest.raises(ReadError, match="UTF-16-LE"):
        decode(b"\xff\xfea", "a.txt")


def test_line_ends_are_one_kind() -> None:
    assert decode(b"a\r\nb\rc\n", "a.txt") == "a\nb\nc\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0", "a PNG image"),
        (b"MZ\x90\0\x03", "a Windows program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office document"),
        (b"text \0 text", "binary data"),
    ],
)
def test_binary(data: bytes, kind: str) -> None:
    with pytest.raises(ReadError, match=kind):
        decode(data, "a.txt")


def test_a_text_that_starts_like_a_program() -> None:
    assert decode(b"MZ Wallace wrote this.", "a.txt") == "MZ Wallace wrote this."


def text_or_error(data: bytes) -> str:
    try:
        return decode(data, "a.txt")
    except ReadError as error:
        return f"refused: {error}"


@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_are_text_or_one_sentence(data: bytes) -> None:
    outcome = text_or_error(data)
    assert outcome.strip()
    assert not outcome.startswith("refused: ") or "\n" not in outcome


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf8_is_never_altered(text: str) -> None:
    if not text.startswith(("%PDF", "{\\rtf")):
        outcome = text_or_error(text.encode())
        assert outcome == text.removeprefix("\ufeff") or "is empty" in outcome
