"""Files made to hang or crash a parser: an article or an error within the limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Limits, Reader, ReadError

PROSE = "The ferry to Norbay sails every day at noon, the harbour master said."
ENTITIES = "".join(
    f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' if i else '<!ENTITY l0 "ha">' for i in range(12)
)

PAGES = {
    "tags that are never closed": "<div>" * 100_000 + PROSE,
    "closed tags": "<div>" * 100_000 + PROSE + "</div>" * 100_000,
    "tables": "<table><tr><td>" * 20_000 + PROSE,
    "one long word": "<p>" + "x" * 15_000_000,
    "inline tags": "<p>" + "<b>" * 100_000 + PROSE,
    "lists": "<ul><li>" * 50_000 + PROSE,
    "quotes": "<blockquote>" * 100_000 + PROSE + "</blockquote>" * 100_000,
    "entities": f"<!DOCTYPE x [{ENTITIES}]><html><body><p>&l11; {PROSE}</p></body></html>",
    "attributes": "<p " + " ".join(f"a{i}=1" for i in range(200_000)) + f">{PROSE}</p>",
    "fifteen megabytes of paragraphs": f"<p>{PROSE}</p>" * 180_000,
    "a comment without end": f"<p>{PROSE}</p><!--" + "-" * 1_000_000,
    "linked data nested without end": '<script type="application/ld+json">'
    + "[" * 200_000 + f"</script><p>{PROSE}</p>",
    "times": '<time datetime="x">' * 50_000 + PROSE,
}  # fmt: skip


def text_or_error(reader: Reader, path: Path) -> str:
    try:
        return reader.read(path)[0].text
    except ReadError as error:
        message = str(error)
    assert message.startswith(str(path))
    return message


@pytest.mark.parametrize("page", PAGES)
def test_a_page(tmp_path: Path, page: str) -> None:
    path = tmp_path / "bomb.html"
    path.write_text(PAGES[page], encoding="utf-8")
    fine = tmp_path / "fine.txt"
    fine.write_text(PROSE, encoding="utf-8")
    with Reader(Limits(seconds_per_file=3)) as reader:
        reader.read(fine)
        outcome = text_or_error(reader, path)
        assert outcome
        assert "bomb.html" not in outcome or "\n" not in outcome
        assert reader.read(fine)[0].text == PROSE


@pytest.mark.parametrize(
    "markdown",
    ["> " * 50_000 + PROSE, "[" * 100_000 + PROSE, "*a " * 100_000, "- " * 20_000 + PROSE,
     "`" * 200_000 + PROSE, f"<!--{'-' * 500_000}\n\n{PROSE}", "<" * 200_000 + PROSE],
    ids=["quotes", "brackets", "stars", "lists", "ticks", "comment", "tags"],
)  # fmt: skip
def test_markdown(tmp_path: Path, markdown: str) -> None:
    path = tmp_path / "bomb.md"
    path.write_text(markdown, encoding="utf-8")
    with Reader(Limits(seconds_per_file=3)) as reader:
        assert text_or_error(reader, path)


@pytest.mark.parametrize("unit", ["word ", "No. ", "x", "…", "“Yes.” ", "\u200b", "- ", "U.S. "])
def test_one_long_line(tmp_path: Path, unit: str) -> None:
    path = tmp_path / "line.txt"
    path.write_text(f"{unit * (1_000_000 // len(unit))}{PROSE}", encoding="utf-8")
    with Reader(Limits(seconds_per_file=10)) as reader:
        article = reader.read(path)[0]
    assert article.text.endswith(PROSE)
    assert article.paragraphs[-1].end == len(article.text)
