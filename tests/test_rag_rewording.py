"""A question in the words of a sentence that may answer it."""

from __future__ import annotations

from importlib.resources import files

import pytest

from rag.lexicon import PARTS, Lexicon, read_entries, shipped_lexicon
from rag.parse import Parser
from rag.rewording import in_words_of
from rag.words import read_words, stem

PARSER = Parser()


def reworded(question: str, sentence: str, around: str = "", lexicon: Lexicon | None = None) -> str:
    found = (lexicon or shipped_lexicon()).find(PARSER(question))
    return in_words_of(question, found, read_words(sentence), read_words(f"{around}\n{sentence}"))


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        (
            "Which jurist halted the flights?",
            "A judge in Eastport blocked the flights on Monday.",
            "Which judge block the flights?",
        ),
        (
            "What did Ottawa say about the import duties?",
            "Canada wants the tariffs lifted.",
            "What did Canada say about the tariff?",
        ),
        (
            "Who is the spokesman of the foreign ministry?",
            "Ann Reyes, a State Department spokeswoman, declined to comment.",
            "Who is the spokeswoman of the State Department?",
        ),
    ],
)
def test_a_question_takes_the_words_of_the_sentence(
    question: str, sentence: str, expected: str
) -> None:
    assert reworded(question, sentence) == expected


SMALL = Lexicon(
    read_entries(
        "aid\tnoun\tmoney\n"
        "cash\tnoun\tmoney\n"
        "foreign aid\tnoun\tassistance\n"
        "duty\tnoun\ttariff\n"
        "America\tname\tUS\n"
        "seal\tverb\tclose\n"
        "kick out\tverb\texpel\n"
    )
)


@pytest.mark.parametrize(
    ("question", "sentence", "around", "expected"),
    [
        # What the passage has too is left as it is.
        ("How much cash came?", "Money came.", "They had no cash.", "How much cash came?"),
        # What the sentence does not say otherwise may stand near it.
        ("Who paid the duty?", "Ann Reyes paid.", "The tariff rose.", "Who paid the tariff?"),
        # The longest expression, and none within it.
        ("How much foreign aid came?", "Assistance came.", "", "How much assistance came?"),
        ("How much foreign aid came?", "Money came.", "", "How much foreign aid came?"),
        # A noun is no verb.
        ("How long is the seal?", "They closed it.", "", "How long is the seal?"),
        ("Who sealed it?", "They closed it.", "", "Who close it?"),
        # Inflected, in a hyphen, as a genitive.
        ("Who was kicked out?", "They expelled Ann.", "", "Who was expel?"),
        ("What is America's plan?", "The US will leave.", "", "What is US's plan?"),
        # An abbreviation is not the pronoun.
        ("What is America's plan?", "He told us.", "", "What is America's plan?"),
        # One word does not stand for two.
        ("Is aid cash?", "Money came.", "", "Is money cash?"),
    ],
)
def test_what_is_reworded(question: str, sentence: str, around: str, expected: str) -> None:
    assert reworded(question, sentence, around, SMALL) == expected


def test_every_entry_of_the_list_can_be_used() -> None:
    text = (files("rag") / "data" / "lexicon.tsv").read_text("utf-8")
    entries = list(read_entries(text))
    assert len({(word, part) for word, part, _ in entries}) == len(entries)
    for word, part, others in entries:
        assert part in PARTS, word
        assert all(other == other.strip() != "" for other in others), word
        assert word not in others, word
        assert len({tuple(map(stem, other.split())) for other in others}) == len(others), word
