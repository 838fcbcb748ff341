"""Learning the sides: the data hold together, and what learned is what the program runs."""

from __future__ import annotations

import random
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import torch

from eval.fitting.matters import read_matters, told
from eval.fitting.stances import (
    AGAINST,
    FOR,
    Learner,
    Topic,
    batches,
    invented_topics,
    lessons,
    read_debates,
    read_stances,
)
from rag.crossencoder import Text, row_of
from rag.network import Network
from rag.stance import LABELS, StanceReader
from rag.verdict import ADAPTERS as BEFORE

PATHS = [Path(str(files("rag") / "data" / f"{name}.npz")) for name in BEFORE]
TOPIC = Topic(
    ["Is the canal a good idea?"],
    ["Should the canal be stopped?"],
    favour=[Text("", "", f"The canal brings water to {n} farms.") for n in range(8)],
    against=[Text("", "", f"The canal costs {n} jobs.") for n in range(3)],
    none=[Text("", "", "The library is open.")],
)


def test_every_sentence_belongs_to_a_debate() -> None:
    debates = read_debates()
    stances = read_stances(debates)
    assert [one.number for one in debates] == list(range(len(debates)))
    assert {one.label for one in stances} == {*LABELS, "both"}
    assert {one.debate.number for one in stances} == set(range(len(debates)))
    assert all(one.text and (one.label != "none" or not one.holder) for one in stances)


def test_every_sentence_of_a_matter_is_in_an_article_of_its_story() -> None:
    matters = read_matters()
    assert len({one.story for one in matters}) > 160
    for story in ("01", "60", "163"):
        mine, texts = [one for one in matters if one.story == story], told(story)
        assert len(mine) > 10
        assert any(not one.is_debated for one in mine)
        for one in mine:
            assert {*one.favour, *one.against} <= set(texts)
            assert all(set(quoted) <= set(texts) for _, _, quoted in one.of)
            assert len(one.questions) == 4


def test_lessons_show_both_sides_and_turn_them_round_with_the_question() -> None:
    network, chance = Network(), random.Random(0)
    found = [lesson for _ in range(40) for lesson in lessons(TOPIC, network, chance)]
    sides = {
        (turned, label)
        for lesson in found
        for (ids, _), label in lesson
        if label in (FOR, AGAINST)
        for turned in [network.tokens("stopped").ids[0] in ids]
    }
    assert sides == {(False, FOR), (False, AGAINST), (True, FOR), (True, AGAINST)}
    harms = network.tokens("costs").ids[0]
    for lesson in found:
        for (ids, _), label in lesson:
            if label in (FOR, AGAINST):
                turned = network.tokens("stopped").ids[0] in ids
                assert (harms in ids) == ((label == AGAINST) != turned)


def test_debates_to_fit_on_are_not_learned_from() -> None:
    learned = {text.sentence for topic in invented_topics() for text in topic.favour}
    kept = {one.text for one in read_stances(read_debates()) if one.debate.number % 8 == 0}
    assert learned
    assert not learned & kept


@pytest.mark.slow
def test_the_program_runs_the_network_that_learned(tmp_path: Path) -> None:
    torch.manual_seed(0)
    learner, network, chance = Learner(PATHS), Network(), random.Random(0)
    rows = [row_of(network, TOPIC.questions[0], text) for text in TOPIC.favour + TOPIC.against]
    with torch.no_grad():
        before = learner.logits(rows)
    learner.learn(
        batches([one for _ in range(4) for one in lessons(TOPIC, network, chance)], chance), 1e-4
    )
    with torch.no_grad():
        wanted = torch.log_softmax(learner.logits(rows), dim=1).numpy()
    leaning = wanted[:, 0] - wanted[:, 1]
    assert (
        leaning[:8].mean() - leaning[8:].mean()
        > (before[:8, 0] - before[:8, 1]).mean() - (before[8:, 0] - before[8:, 1]).mean()
    )
    np.savez(tmp_path / "stance.npz", allow_pickle=False, **learner.learned())
    reader = StanceReader(*PATHS, tmp_path / "stance.npz")
    found = reader.read(TOPIC.questions[0], TOPIC.favour + TOPIC.against)
    assert np.abs(np.exp(found) - np.exp(wanted)).mean() < 0.1
