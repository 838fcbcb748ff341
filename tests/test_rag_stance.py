"""Which side a sentence takes on what a question asks about."""

from __future__ import annotations

import numpy as np
import pytest

from rag.crossencoder import Text
from rag.stance import LABELS, shared_stance_reader

CANAL = "What are the arguments for and against the canal?"


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("Farmers welcomed the canal, which would bring water to dry fields.", "for"),
        ("The canal would save the valley's farmers two harvests in five, Ada Quill said.", "for"),
        ("Tom Reyes warned that the canal would cost the town 300 jobs.", "against"),
        ("Residents sued the county to stop the canal.", "against"),
        ("The museum of clocks in Norbay opens at nine and is closed on Mondays.", "none"),
    ],
)
def test_the_side(sentence: str, label: str) -> None:
    chances = np.exp(shared_stance_reader().read(CANAL, [Text("", "", sentence)]))[0]
    assert chances.sum() == pytest.approx(1)
    assert LABELS[int(chances.argmax())] == label


def test_views_on_something_else_take_no_side() -> None:
    """The same sentences, asked about a matter that they do not touch."""
    sentences = [
        "Farmers welcomed the canal, which would bring water to dry fields.",
        "Tom Reyes warned that the canal would cost the town 300 jobs.",
    ]
    texts = [Text("", "", one) for one in sentences]
    here = np.exp(shared_stance_reader().read(CANAL, texts))[:, 2]
    elsewhere = np.exp(shared_stance_reader().read("Is the teachers' strike fair?", texts))[:, 2]
    assert (elsewhere > 2 * here).all()


def test_no_sentences_are_read() -> None:
    assert shared_stance_reader().read(CANAL, []).shape == (0, len(LABELS))
