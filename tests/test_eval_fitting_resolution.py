"""What the network that finds what a follow-up leans on learns from, and that it is what runs."""

from __future__ import annotations

import random
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import torch

from eval.fitting.adapt import padded
from eval.fitting.batches import batches
from eval.fitting.reader import Reader
from eval.fitting.resolution import FIRST_LAYER, RANK, Lesson, lesson, talks
from rag.followup import texts_before
from rag.network import Network
from rag.resolution import MOST_TOKENS, Resolver, conversation

LEARNED = Path(str(files("rag") / "data" / "resolution.npz"))
NETWORK = Network()


def of(before: str, reply: str, question: str, alone: str) -> Lesson:
    turn = {"q": question, "alone": alone, "how": "pronoun"}
    return lesson(NETWORK, 0, turn, texts_before([(before, reply)]))


def lacking(one: Lesson) -> set[str]:
    return {
        one.texts[w.text][w.start : w.end]
        for (w, _), lacks in zip(one.read.words, one.lacks, strict=True)
        if lacks
    }


def test_what_the_full_question_adds_is_lacked_and_is_what_the_pronoun_means() -> None:
    one = of(
        "Who opened the bridge?", "Tom Reyes opened it.",
        "How old is he?", "How old is Tom Reyes?",
    )  # fmt: skip
    assert lacking(one) == {"Tom", "Reyes"}
    meant = [
        {one.texts[w.text][w.start : w.end] for w in (one.read.words[n][0] for n in places)}
        for places in one.meant
    ]
    assert meant == [set(), set(), set(), {"Tom", "Reyes"}]


def test_what_stands_alone_lacks_nothing() -> None:
    one = of(
        "Who opened the bridge?",
        "Tom Reyes.",
        "Is it true that it sank?",
        "Is it true that it sank?",
    )
    assert not any(one.lacks)
    assert not any(one.meant)
    assert not any(one.swaps)


def test_what_the_new_question_exchanges_is_swapped() -> None:
    one = of(
        "How many members of Greenpeace came?", "40.",
        "And Oxfam?", "How many members of Oxfam came?",
    )  # fmt: skip
    swapped = [
        one.texts[0][w.start : w.end]
        for (w, _), swaps in zip(one.read.words, one.swaps, strict=True)
        if swaps
    ]
    assert swapped == ["Greenpeace"]
    assert lacking(one) == {"many", "members", "came"}


def test_a_long_conversation_is_cut_and_the_latest_of_it_kept() -> None:
    texts = [f"What did number{n} say of it? " + "word " * 200 for n in range(8)]
    read = conversation(NETWORK, "Why?", texts)
    assert len(read.row[0]) <= MOST_TOKENS
    first = [(w.start, w.end) for w, _ in read.words if w.text == 0]
    assert texts[0][slice(*first[2])] == "number0"


def test_the_conversations_say_what_they_claim() -> None:
    every = talks()
    assert len(every) > 700
    for talk in every:
        assert talk["turns"][0]["how"] == "first"
        for turn in talk["turns"]:
            if turn["how"] == "first":
                assert turn["q"] == turn["alone"]
            assert bool(turn.get("answers")) == bool(turn.get("ev")), turn["q"]


def test_the_program_runs_the_network_that_learned() -> None:
    reader = Reader(FIRST_LAYER, RANK)
    with np.load(LEARNED) as arrays:
        learned = dict(arrays)
    reader.take_over(learned)
    reader.eval()
    texts = ("Who opened the bridge?", "Tom Reyes opened it.")
    read = conversation(NETWORK, "How old is he?", texts)
    with torch.inference_mode():
        states = reader.states(*_below(reader, read.row))[0].numpy()
    words = states[[place for _, place in read.words]]
    logits = words @ learned["lacked.weight"][0] + learned["lacked.bias"][0]
    run = Resolver(LEARNED).resolve("How old is he?", texts)
    # The program's weights have eight bits.
    assert run.lacked == pytest.approx(1 / (1 + np.exp(-logits)), abs=0.15)
    assert run.meant.sum(axis=1) == pytest.approx(np.ones(len(run.asked)))


def _below(reader: Reader, row: tuple[list[int], int]) -> tuple[torch.Tensor, torch.Tensor]:
    ids, mask, kinds = padded([row])
    return reader.below(ids, mask, kinds), mask


def test_every_row_is_in_one_batch_an_epoch_beside_rows_of_its_length() -> None:
    lengths = [n % 50 for n in range(230)]
    found = list(batches(lengths, 2, 8, random.Random(0)))
    assert sorted(i for batch in found for i in batch) == sorted(2 * list(range(230)))
    assert max(map(len, found)) == 8
    spread = [max(lengths[i] for i in batch) - min(lengths[i] for i in batch) for batch in found]
    assert sum(spread) / len(spread) < 10
