"""Splitting for the encoder's window, and merging two rankings."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Reader
from index import Encoder
from index.encode import shared_encoder
from index.fuse import fuse
from index.lexical import match_expression
from index.passages import split_passages


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return shared_encoder()


@pytest.mark.parametrize(
    "paragraph",
    [
        "The ferry sails at noon. " * 90,
        "word " * 1_500 + "end.",
        "x" * 4_000,
        "No.",
        "Короткое слово. " * 200,
    ],
)
def test_nothing_is_cut_off_by_the_encoder(
    tmp_path: Path, encoder: Encoder, paragraph: str
) -> None:
    title = "A very long headline about the harbour and the ferry " * 12
    (tmp_path / "a.md").write_text(
        f"---\ntitle: {title}\n---\n## The heading above it\n\n{paragraph}\n", encoding="utf-8"
    )
    with Reader() as reader:
        article = reader.read(tmp_path / "a.md")[0]
    passages = split_passages(article, encoder)
    covered: set[int] = set()
    for passage in passages:
        text = passage.search_text(article)
        assert encoder.count_tokens(text) <= encoder.max_tokens - 2
        assert text.startswith("A very long headline")
        covered |= set(range(passage.start, passage.end))
    spaces = {i for i, c in enumerate(article.text) if c.isspace()}
    body = article.paragraphs[0]
    assert covered | spaces >= set(range(body.start, body.end))


def test_a_passage_in_two_lists_beats_one_at_the_top_of_one() -> None:
    assert next(item for item, _ in fuse([[1, 2, 3], [4, 2, 5]], [1, 1])) == 2


def test_weights_and_ties() -> None:
    assert [item for item, _ in fuse([[1], [2]], [1, 2])] == [2, 1]
    assert [item for item, _ in fuse([[2], [1]], [1, 1])] == [1, 2]
    with pytest.raises(ValueError, match="weights"):
        fuse([[1]], [1, 2])


@given(st.lists(st.lists(st.integers(0, 30), unique=True), min_size=1, max_size=3))
def test_fusion_loses_and_invents_nothing(rankings: list[list[int]]) -> None:
    merged = fuse(rankings, [1.0] * len(rankings))
    assert {item for item, _ in merged} == {item for ranking in rankings for item in ranking}
    scores = [score for _, score in merged]
    assert scores == sorted(scores, reverse=True)


def test_a_question_becomes_a_word_query() -> None:
    assert match_expression("Who opposed the plan?") == '"opposed" OR "plan"'
    assert match_expression("Who was it?") == '"who" OR "was" OR "it"'
    assert match_expression("?!") is None
    assert (match_expression("word" + " w".join(map(str, range(500)))) or "").count(" OR ") < 64
