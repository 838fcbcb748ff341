"""Reading questions, and choosing sentences among retrieved passages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import Index
from rag.question import answer_kind
from rag.select import PassageViews, Selector, answer_model, sentence_model
from rag.words import longest_run, read_words, stem


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who ordered the flights stopped?", "person"),
        ("Which judge ruled?", "thing"),
        ("When did the bridge reopen?", "time"),
        ("In what year was it built?", "time"),
        ("How many rivets were replaced?", "number"),
        ("How much did it cost?", "number"),
        ("Where does the ferry go?", "place"),
        ("Which country pays?", "place"),
        ("Why did the crews object?", "reason"),
        ("How is the channel dredged?", "manner"),
    ],
)
def test_the_kind_of_answer_that_is_wanted(question: str, kind: str) -> None:
    assert answer_kind(question) == kind


@pytest.mark.parametrize(
    ("one", "other"),
    [("deported", "deporting"), ("cities", "city"), ("judges", "judge's"), ("paid", "pay")],
)
def test_inflections_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_different_words_keep_different_stems() -> None:
    assert len({stem(w) for w in ("order", "ore", "port", "prison", "price", "prize")}) == 6


def test_the_longest_run_of_words() -> None:
    first = read_words("The iron bridge reopened in June").stems
    second = read_words("In June the iron bridge reopened").stems
    assert longest_run(first, second) == 4
    assert longest_run(first, ()) == 0


def read(index: Index, selector: Selector, question: str) -> list[str]:
    hits = index.search(question, 24)
    reading = selector.read(question, hits, *index.token_statistics())
    assert 0.0 <= reading.confidence <= 1.0
    assert [r.score for r in reading.ranked] == sorted(
        (r.score for r in reading.ranked), reverse=True
    )
    assert {r.candidate.start for r in reading.chosen} <= {
        r.candidate.start for r in reading.ranked
    }
    return [one.candidate.text for one in reading.ranked]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How much does the dredging cost?", "$41 million"),
        ("Who speaks for the fishing crews?", "Tomas Reyes"),
        ("When will the court hear the complaint?", "14 June"),
        ("How many rivets were exchanged?", "312"),
    ],
)
def test_the_right_sentence_comes_first(index: Index, question: str, words: str) -> None:
    assert words in read(index, Selector(PassageViews(index.encoder)), question)[0]


def test_the_cache_is_bounded_and_changes_nothing(index: Index) -> None:
    small, all_ = PassageViews(index.encoder, 1), PassageViews(index.encoder)
    for question in ("How many rivets?", "Who objects?", "How many rivets?"):
        assert read(index, Selector(small), question) == read(index, Selector(all_), question)
    assert len(small) == 1
    assert len(all_) == index.store.counts()[1]


def test_threads_do_not_disturb_each_other(index: Index) -> None:
    selector = Selector(PassageViews(index.encoder))
    questions = ["How many rivets?", "Who objects?", "Which court?", "What will it cost?"] * 4
    alone = [read(index, selector, question) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda q: read(index, selector, q), questions))
    assert together == alone


def test_a_sentence_beyond_the_window_is_cited_whole(tmp_path: Path) -> None:
    words = " ".join(f"word{i} of the long list" for i in range(120))
    text = f"The ferry to Norbay carries {words} and ends with forty cars."
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    with Index.create(tmp_path / "index") as index:
        index.add(tmp_path / "long.txt")
        assert index.store.counts()[1] > 1, "the paragraph must be split for this test"
        assert (
            read(index, Selector(PassageViews(index.encoder)), "How many cars end the list?")[0]
            == text
        )


def test_nothing_retrieved_is_nothing_chosen(index: Index) -> None:
    reading = Selector(PassageViews(index.encoder)).read("Who?", [], *index.token_statistics())
    assert (reading.ranked, reading.chosen, reading.confidence) == ((), (), 0.0)


def test_a_model_file_that_lacks_a_feature_is_refused() -> None:
    assert sentence_model().most >= 1
    with pytest.raises(KeyError):
        type(sentence_model()).from_json('{"features": {}}')
    with pytest.raises(KeyError):
        type(answer_model()).from_json('{"signals": {}, "bias": 0}', '{"start": 0, "nodes": []}')
