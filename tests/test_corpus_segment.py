"""Sentences: where one ends, and that none of them loses a word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.segment import split_sentences


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "expected",
    [
        ["The order by U.S. District Judge James Lee came late.", "He left at 5 p.m. on Sunday."],
        ["Gen. Smith met No. 5 of the St. Louis office.", "Mr. Jones paid $2.7 million."],
        ["It began with a lawsuit in the U.S.", "U.S. District Court staff paid."],
        ["They bled back into the U.S.", "Today they stay."],
        ["He called it “a friend of the U.S.”", "Rubio agreed."],
        ["“We won.”", "He smiled."],
        ["“Oopsie… too late,” he wrote.", "Then he left."],
        ["Why now?", "Nobody knows!", "J. K. Rowling of Acme Inc. came."],
        ["It was built in 1830 .", "It stands ."],
        ["She has a Ph.D. in law.", "John Roe, M.D., and Lt. Gov. Kim, etc., spoke."],
        ["He was in Washington, D.C.", "D.C. officials disagreed."],
        ["He lives in the U.S.", "U.S.-led forces came.", "The U.S. House voted."],
        ["Rep. Lee said no.", "Sen. Roe agreed.", "No.", "Nobody else did."],
        ["See Roe v. Wade.", "It cost $2.7 million, vs. 3.5 before."],
        ["“They left.”", "“Why?”", "He said: “It is over.", "We go home.”", "And they went."],
        [
            "It was only 22 per cent.",
            "Landings fall in March.",
            "The halls smell of fish.",
            "It is so.",
        ],
        ["He called it “a tax.”", "Now see Roe et al. Others were cut (cf. Smith, vol. V)."],
        ["It ended (he said so.)", "Then it rained.", "The J. K. Lee Co. closed."],
    ],
)
def test_boundaries(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=300), st.text(max_size=20))
def test_no_word_is_lost(text: str, before: str) -> None:
    whole = before + text
    position = len(before)
    for sentence in split_sentences(whole, len(before), len(whole)):
        assert whole[position : sentence.start].strip() == ""
        piece = whole[sentence.start : sentence.end]
        assert piece
        assert piece == piece.strip()
        position = sentence.end
    assert whole[position:].strip() == ""
