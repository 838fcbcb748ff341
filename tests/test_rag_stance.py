"""Which side a sentence argues for, by its words."""

from __future__ import annotations

import json

import numpy as np
import pytest

from eval.fitting.stances import fit, parsed, read_debates, read_stances
from rag.attribution import views
from rag.parse import Parser
from rag.stance import LABELS, StanceModel, grams, stance_model


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("The tunnel would save drivers forty minutes a day, Ada Quill said.", "for"),
        ("Since the lamps were put up, burglaries have fallen by a third.", "for"),
        ("Farmers welcomed the canal, which would bring water to dry fields.", "for"),
        ("The tunnel would cost the town 300 jobs, Tom Reyes warned.", "against"),
        ("Residents sued the county to stop the canal.", "against"),
        ("Lawyers argued that the decree violates the constitution.", "against"),
        ("The tunnel is 3.4 kilometres long and opened in 2019.", "none"),
        ("Parliament is to vote on the decree on 12 May.", "none"),
    ],
)
def test_the_side(parser: Parser, sentence: str, label: str) -> None:
    doc = parser(sentence)
    chances = stance_model().chances(doc, views(doc))
    assert chances.sum() == pytest.approx(1)
    assert LABELS[int(chances.argmax())] == label


def test_names_and_numbers_are_no_words_of_a_side(parser: Parser) -> None:
    one = grams(parser("Ada Quill told Sandport that 300 people were happy."))
    other = grams(parser("Tom Reyes told Norbay that 412 people were happy."))
    assert one == other
    assert "not-help" in grams(parser("It does not help."))


def test_every_sentence_belongs_to_a_debate() -> None:
    debates = read_debates()
    stances = read_stances(debates)
    assert [one.number for one in debates] == list(range(len(debates)))
    assert {one.label for one in stances} == {*LABELS, "both"}
    assert {one.debate.number for one in stances} == set(range(len(debates)))
    assert all(one.text and (one.label != "none" or not one.holder) for one in stances)


def test_a_side_is_learned_from_the_sentences() -> None:
    """A model fitted on few debates tells those it has not seen better than chance."""
    debates = read_debates()
    plain = {one.number for one in debates if one.style == "agency"}
    few = sorted(plain)[:40]
    chosen = [
        one for one in read_stances(debates) if one.debate.number in few and one.label in LABELS
    ]
    words, rows = parsed(chosen)
    labels = [LABELS.index(one.label) for one in chosen]
    seen = [i for i, one in enumerate(chosen) if one.debate.number not in few[::2]]
    data = fit([words[i] for i in seen], rows[seen], np.array([labels[i] for i in seen]))
    model = StanceModel.from_json(json.dumps(data))
    right = [
        int(model.weigh(words[i], rows[i])[:2].argmax()) == labels[i]
        for i in range(len(chosen))
        if i not in set(seen) and chosen[i].label != "none"
    ]
    assert sum(right) / len(right) > 0.6
