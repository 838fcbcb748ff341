"""The words that answer, and when they are put in front of their sentence."""

from __future__ import annotations

import numpy as np
import pytest

from eval.fitting.facts import same
from eval.fitting.spans import pair_of
from rag.draft import fact_model
from rag.fact import FactModel, fact, is_asked_for
from rag.network import Network
from rag.question import Question, read_question
from rag.spans import Span, best_span, shared_span_reader


def asked(text: str) -> Question:
    spans = [(i, i + 1) for i in range(len(text))]
    return read_question(text, [0] * len(spans), spans, {}, 10)


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        (
            "How many prisoners fit into the new jail?",
            "The building, which opened in 2019, can house 1,250 inmates in 96 cells.",
            "1,250",
        ),
        (
            "Which official turned the request down?",
            "The request of Jan Ruiz was refused by Ada Holm, the deputy port warden, on Friday.",
            "Ada Holm",
        ),
        (
            "Where do the nets come from?",
            "The Sarno cooperative buys its nets from a workshop in Tarvik.",
            "Tarvik",
        ),
        (
            "Since when may boats enter again?",
            "Closed in January after the storm, the harbour was opened to boats on 3 April.",
            "3 April",
        ),
    ],
)
def test_the_words_that_answer_are_found_though_the_question_has_others(
    question: str, sentence: str, answer: str
) -> None:
    span = shared_span_reader().best(question, sentence)
    assert span is not None
    assert same(sentence[span.start : span.end], answer)


def test_words_are_likelier_where_the_sentence_answers() -> None:
    sentence = "Ada Holm, the port warden, opened the harbour on 3 April."
    reader = shared_span_reader()
    answered, near = (
        reader.best(question, sentence)
        for question in ("Who opened the harbour?", "How much did the new crane cost?")
    )
    assert answered is not None
    assert near is not None
    assert answered.around > 0.5 > near.around


@pytest.mark.parametrize("sentence", ["", "   ", "...", "« ! »"])
def test_a_sentence_without_words_has_no_answer_to_show(sentence: str) -> None:
    span = shared_span_reader().best("Who opened the harbour?", sentence)
    text = fact(asked("Who opened the harbour?"), sentence, span, 0.9, fact_model())
    assert not text or any(c.isalnum() for c in text)


def test_an_answer_is_made_of_whole_words() -> None:
    sentence = "Vasse left"
    offsets = [(0, 2), (2, 5), (6, 10)]
    logits = np.zeros((6, 2))
    logits[3, 0] = logits[3, 1] = 9.0  # "sse" alone is the likeliest token.
    span = best_span(logits, 2, sentence, offsets)
    assert span is not None
    assert (span.start, span.end) in {(0, 5), (0, 10), (6, 10)}
    assert 0 <= span.probability <= span.around <= 1 + 1e-9


def always() -> FactModel:
    model = fact_model()
    return FactModel(model.logistic, -1.0)


@pytest.mark.parametrize(
    ("sentence", "words", "shown"),
    [
        ("The jail can hold up to 40,000 inmates.", "40,000", "Up to 40,000"),
        ("More than 300 people came.", "300", "More than 300"),
        ("It was the Sarno Cooperative's idea.", "the Sarno Cooperative's", "Sarno Cooperative"),
        ("The basin has 7 square miles (18 km2).", "7 square miles (18 km2", "7 square miles"),
    ],
)
def test_a_bound_stays_with_its_number_and_marks_go(sentence: str, words: str, shown: str) -> None:
    start = sentence.index(words)
    span = Span(start, start + len(words), 0.9, 0.95)
    assert fact(asked("How many are there?"), sentence, span, 0.9, always()) == shown


def test_nothing_is_shown_where_it_is_unsure_or_not_asked_for() -> None:
    sentence = "Ada Holm opened the harbour."
    unsure = Span(0, 8, 0.02, 0.05)
    sure = Span(0, 8, 0.95, 0.99)
    who = asked("Who opened the harbour?")
    assert fact(who, sentence, sure, 0.95, fact_model()) == "Ada Holm"
    assert fact(who, sentence, unsure, 0.3, fact_model()) is None
    assert fact(who, sentence, None, 0.95, fact_model()) is None
    assert fact(asked("Why was it opened?"), sentence, sure, 0.95, fact_model()) is None
    assert not is_asked_for(asked("Did Ada Holm open the harbour?"))


def test_an_answer_to_learn_from_is_found_at_each_place_where_it_stands() -> None:
    network = Network()
    pair = pair_of(network, "Who came?", "Ada came, and Ada left.", ["Ada"])
    ids, first = pair.row
    ada = network.tokens("Ada").ids
    assert [ids[a : b + 1] for a, b in pair.spans] == [ada, ada]
    assert all(a >= first for a, _ in pair.spans)
    assert pair_of(network, "Who came?", "Ada came.", ()).spans == ()
