"""Web pages: the article alone, and only the metadata that the markup states."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from corpus import Article, Limits
from corpus.parse import parse

ONE = "The harbour board approved the dredging of the north channel on Monday, after a long debate."
TWO = "Fishing crews object to the plan because the silt will bury the oyster beds off the coast."
THREE = "A court will hear the complaint in June, and until then no ship may dredge there at all."


def read(tmp_path: Path, page: str | bytes) -> Article:
    path = tmp_path / "page.html"
    path.write_bytes(page.encode() if isinstance(page, str) else page)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    (article,) = parse(path, Limits())
    return article


def body(article: Article) -> list[str]:
    return [article.paragraph_text(p.number) for p in article.paragraphs]


def page(head: str = "", article: str = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>") -> str:
    return f"""<html><head><title>Harbour dredging divides</title>{head}</head><body>
<nav><a href=/>Home</a> <a href=/w>World</a></nav>
<article><h1>Harbour dredging divides</h1>{article}</article>
<aside><h3>Related</h3><a href=/x>The lighthouse is for sale</a>
<time datetime="2020-01-01">1 Jan 2020</time></aside>
<footer>© 2021 The Example Courier. Posted 3 March 2018</footer></body></html>"""


LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Organization", "name": "The Example Courier"},
        {
            "@type": "NewsArticle",
            "headline": "Harbour dredging divides",
            "datePublished": "2024-05-04T23:30:00-05:00",
            "dateModified": "2024-05-09",
            "author": [{"@type": "Person", "name": "Ann Lee"}],
            "publisher": {"@type": "Organization", "name": "The Example Courier"},
        },
    ],
}


def test_the_article_alone(tmp_path: Path) -> None:
    article = read(tmp_path, page())
    assert body(article) == [ONE, TWO, THREE]
    assert article.title == "Harbour dredging divides"


def test_a_date_that_is_not_stated_stays_unknown(tmp_path: Path) -> None:
    picture = '<meta property="og:image" content="https://x.org/uploads/2019/03/stock.jpg">'
    article = read(tmp_path, page(picture))
    assert (article.date, article.author, article.publisher) == (None, None, None)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2024-05-04T10:05:00.000+02:00">',
        '<meta name="DC.date.issued" content="2024-05-04">',
        '<meta itemprop="datePublished" content="2024-05-04T10:05:00Z">',
        '<meta name="date" content="May 4, 2024">',
        f'<script type="application/ld+json">{json.dumps(LINKED)}</script>',
        f'<script type="application/ld+json">{json.dumps(LINKED["@graph"])}</script>',
    ],
)
def test_dates_in_the_head(tmp_path: Path, head: str) -> None:
    assert read(tmp_path, page(head)).date == "2024-05-04"


@pytest.mark.parametrize(
    ("markup", "date"),
    [
        ('<time datetime="2024-05-04T10:05">May 4</time>', "2024-05-04"),
        ('<span itemprop="datePublished">4 May 2024</span>', "2024-05-04"),
        ('<time class="entry-date published" datetime="2024-05-04">x</time>'
         '<time class="updated" datetime="2024-06-01">y</time>', "2024-05-04"),
        ('<time datetime="2024-05-04">x</time><time datetime="2024-06-01">y</time>', None),
        ('<time datetime="03/04/2024">x</time>', None),
    ],
)  # fmt: skip
def test_dates_in_the_body(tmp_path: Path, markup: str, date: str | None) -> None:
    article = f"<div>{markup}</div><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>"
    assert read(tmp_path, page(article=article)).date == date


def test_metadata_of_meta_tags(tmp_path: Path) -> None:
    head = """<meta property="og:site_name" content="The Example Courier">
<meta name="author" content="Ann Lee"><meta property="og:title" content="The channel vote">
<link rel="canonical" href="https://example.org/channel">"""
    article = read(tmp_path, page(head))
    assert (article.title, article.publisher) == ("The channel vote", "The Example Courier")
    assert (article.author, article.url) == ("Ann Lee", "https://example.org/channel")


def test_metadata_of_linked_data(tmp_path: Path) -> None:
    article = read(
        tmp_path, page(f'<script type="application/ld+json">{json.dumps(LINKED)}</script>')
    )
    assert (article.author, article.publisher) == ("Ann Lee", "The Example Courier")


def test_broken_linked_data_is_passed_over(tmp_path: Path) -> None:
    head = '<script type="application/ld+json">{"datePublished": "2024-05-04",</script>'
    assert read(tmp_path, page(head)).date is None


def test_words_of_a_line_break_stay_apart_and_nothing_comes_twice(tmp_path: Path) -> None:
    article = f"""<p>{ONE}<br>After<br/>that it <code>ended</code>.</p><h2>What next?</h2><p>No.</p>
<ul><li>Ships wait<ul><li>for long</li></ul></li></ul>
<blockquote>Said once. <p>{TWO}</p> Said last.</blockquote>
<table><tr><th>Year</th><th>Cost</th></tr><tr><td>2020</td><td>5 million</td></tr></table>
<p>{THREE}</p>"""
    found = read(tmp_path, page(article=article))
    assert body(found) == [
        f"{ONE} After that it ended.",
        "No.",
        "Ships wait",
        "for long",
        "Said once.",
        TWO,
        "Said last.",
        "Year | Cost",
        "2020 | 5 million",
        THREE,
    ]
    assert found.paragraphs[1].heading == "What next?"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("iso-8859-1", "cp1252"), ("utf-16", "utf-8"), ("nonsense", "utf-8"), ("utf-7", "utf-8"),
     ("windows-1251", "windows-1251")],
)  # fmt: skip
def test_the_declared_encoding(tmp_path: Path, declared: str, encoding: str) -> None:
    word = "Паром" if encoding == "windows-1251" else "“déjà”"
    text = page(f'<meta charset="{declared}">', f"<p>{word} {ONE}</p><p>{TWO}</p><p>{THREE}</p>")
    data = text.replace("©", "(c)").encode(encoding)
    assert body(read(tmp_path, data))[0] == f"{word} {ONE}"
