"""Plain text and Markdown: what is the article, what is around it, and what it says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Article, Reader

ONE = (
    "The harbour board approved the dredging of the north channel on Monday, after a debate that"
    " went on until midnight and ended with a vote of seven to two."
)
TWO = (
    "Fishing crews object to the plan because, they say, the silt from the works will bury the"
    " oyster beds that feed three villages along the coast."
)
THREE = "A court will hear the complaint in June, and until then no ship may dredge there."


def read(tmp_path: Path, text: str, name: str = "story.txt") -> Article:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with Reader() as reader:
        (article,) = reader.read(path)
    for paragraph in article.paragraphs:
        position = paragraph.start
        for sentence in paragraph.sentences:
            assert article.text[position : sentence.start].strip() == ""
            piece = article.text[sentence.start : sentence.end]
            assert piece
            assert piece == piece.strip()
            position = sentence.end
        assert article.text[position : paragraph.end].strip() == ""
    return article


def body(article: Article) -> list[str]:
    return [article.paragraph_text(p.number) for p in article.paragraphs]


MESSY = {
    "menus above, related posts below": f"""\
Skip to main content
World
Subscribe

Harbour dredging divides the town

By Ann Lee | May 4, 2024
5 min read

{ONE}

{TWO}

Related Posts

Ten beaches to visit this summer
Why the old lighthouse was sold
""",
    "a line a paragraph, a list of other stories": f"""\
Politics
Harbour dredging divides the town
By ANN LEE
Published: May 4, 2024 10:05 am
{ONE}
{TWO}
-
Politics4 days ago
Council leader steps down over parking scandal
-
Tech21 hours ago
The best phones of the year
""",
    "legal lines and a newsletter": f"""\
We use cookies to improve your visit. Accept all
Harbour dredging divides the town - The Example Courier
4 May 2024
Author: Ann Lee

{ONE}

Advertisement

{TWO}

Sign up for our newsletter
© 2024 The Example Courier. All rights reserved.
""",
    "headline twice, the second time with the site": f"""\
Today : Jun 30, 2024
Harbour dredging divides the town

Harbour dredging divides the town The Example Courier

Saturday, May 4, 2024

Written by Ann Lee

{ONE}

Read more: The history of the harbour in pictures

{TWO}

Leave a comment
2 comments
""",
    "wrapped by an editor": "Harbour dredging divides the town\n\nMay 4, 2024\n\nBy Ann Lee\n\n"
    + "\n\n".join(
        "\n".join(text[i : i + 70] for i in range(0, len(text), 70)) for text in (ONE, TWO)
    ).replace(" \n", "\n"),
    "blurbs under related posts": f"""\
Harbour dredging divides the town
Updated: 2024-05-04
By Ann Lee
{ONE}
{TWO}
You may also like
The lighthouse is for sale
Bids are open until Friday.
Share this
""",
}


@pytest.mark.parametrize("shape", MESSY)
def test_a_messy_page_gives_the_article_alone(tmp_path: Path, shape: str) -> None:
    article = read(tmp_path, MESSY[shape])
    if shape == "wrapped by an editor":
        assert [p.replace(" ", "") for p in body(article)] == [
            ONE.replace(" ", ""),
            TWO.replace(" ", ""),
        ]
    else:
        assert body(article) == [ONE, TWO]
    assert article.title is not None
    assert article.title.startswith("Harbour dredging divides the town")
    assert article.date == "2024-05-04"
    assert (article.author or "").lower() == "ann lee"


def test_the_site_named_after_the_repeated_title_is_the_publisher(tmp_path: Path) -> None:
    article = read(tmp_path, MESSY["headline twice, the second time with the site"])
    assert article.publisher == "The Example Courier"


def test_what_is_not_said_stays_unknown(tmp_path: Path) -> None:
    article = read(tmp_path, f"{ONE} It began on May 4, 2024 and cost much.\n\n{TWO}")
    assert article.title is None
    assert (article.date, article.author, article.publisher) == (None, None, None)
    assert article.label.startswith("“The harbour board approved")


def test_an_ambiguous_date_stays_unknown(tmp_path: Path) -> None:
    assert (
        read(tmp_path, f"Harbour news of the week\n\nPublished: 03/04/2025\n\n{ONE}").date is None
    )


def test_headings_are_context_and_not_passages(tmp_path: Path) -> None:
    text = f"Harbour dredging divides the town\n\n{ONE}\n\nWhat happens next?\n\n{TWO}\n\n{THREE}"
    article = read(tmp_path, text)
    assert [p.heading for p in article.paragraphs] == [
        None,
        "What happens next?",
        "What happens next?",
    ]
    assert "What happens next?" in article.text
    assert "What happens next?" not in body(article)


def test_short_paragraphs_of_the_article_stay(tmp_path: Path) -> None:
    article = read(tmp_path, f"{ONE}\n\n“I never said that.”\n\nNo.\n\n{TWO}\n\nWe won!")
    assert body(article) == [ONE, "“I never said that.”", "No.", TWO, "We won!"]


def test_words_are_never_altered(tmp_path: Path) -> None:
    odd = "The “déjà vu” of El Niño—cost: $2.7 million…  he said;\u200b 5 < 6 & *so* on, it’s fine."
    assert body(read(tmp_path, odd)) == [odd]
