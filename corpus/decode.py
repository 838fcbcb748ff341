"""Bytes become text, or a refusal that names what they are instead."""

from __future__ import annotations

import codecs
import re

from corpus.errors import ReadError

_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BOMS = tuple(mark for mark, _ in _BOMS)
_ALLOWED_CONTROLS = frozenset(b"\t\n\r\x0c\x1b")

# Text in a western alphabet has few letters beyond ASCII; in any other single-byte
# encoding nearly every letter is, and Windows-1252 would read it as nonsense.
_WESTERN_SHARE = 0.2

# Signs of another encoding read as Windows-1252: a sign amid the letters of a word
# (“mo¿na”), or a capital after a small letter (“isnÕt”).
_MISREAD = re.compile(
    r"[^\W\d_][^\w\s\x00-\x7f’‘´·\xad–—…•-][^\W\d_]|[a-z][À-ÖØ-ÞŠŒŽŸ]|[a-z][¹²³]\w"
)
_MISREAD_SHARE = 0.1


def decode(data: bytes, name: str) -> str:
    """The text of a file with line ends as ``\\n``; ``name`` is for the error message.

    Reads UTF-8, UTF-16 and UTF-32 (by their mark; UTF-16 also without, if its zero bytes
    show it) and Windows-1252/Latin-1. Raises :class:`ReadError` for anything else.
    """
    text = _decode(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ReadError(f"{name} is empty; add an article's text to it, or leave it out.")
    return text


def _decode(data: bytes, name: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, name)
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (len(magic) > 2 or b"\0" in data[:1024]):
            raise ReadError(
                f"{name} is not text (it looks like {kind}); give it its real ending, or leave it "
                "out."
            )
    guessed = _utf16_without_mark(data)
    if guessed:
        return _strictly(data, guessed, name)
    controls = sum(1 for byte in data[:65536] if byte < 32 and byte not in _ALLOWED_CONTROLS)
    if b"\0" in data or controls > 0.01 * min(len(data), 65536):
        raise ReadError(f"{name} is not text (it holds binary data); leave it out.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _single_byte(data, name)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(
            f"{name} says it is {encoding.upper()} but byte {error.start} is not; save it as UTF-8."
        ) from error


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:4096]
    if len(sample) < 8 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    # In UTF-16 of a western language nearly every second byte is zero, and no other is.
    if odd > 0.7 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None


def _single_byte(data: bytes, name: str) -> str:
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    if sum(1 for character in lenient if character > "\x7f") - broken >= broken:
        # Reading the whole file as Windows-1252 would garble every sign that is right.
        raise ReadError(
            f"{name} is UTF-8 but for {broken:,} broken characters (the first after "
            f"{lenient.find(chr(0xFFFD)):,} good ones); correct them and add it again."
        )
    if _high(data) <= _WESTERN_SHARE * len(data):
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            pass  # a byte that Windows-1252 leaves undefined: name the encoding below
        else:
            if len(_MISREAD.findall(text)) <= _MISREAD_SHARE * _high(data):
                return text
    from charset_normalizer import from_bytes

    best = from_bytes(data[:65536]).best()
    kind = best.encoding.replace("_", "-").upper() if best else "an unknown encoding"
    raise ReadError(
        f"{name} is not UTF-8 (it looks like {kind}); save it as UTF-8 and add it again."
    )


def _high(data: bytes) -> int:
    return len(data) - len(data.translate(None, bytes(range(0x80, 0x100))))
