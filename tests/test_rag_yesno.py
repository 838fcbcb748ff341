"""When "yes" and "no" are said in front of a sentence, and that the word is the right one."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from eval.fitting.adapt import padded
from eval.fitting.reader import Reader
from eval.fitting.verdicts import FIRST_LAYER, RANK, invented
from index import Index
from rag import AnswerChain, load_settings
from rag.lexicon import shipped_lexicon
from rag.network import Network
from rag.parse import Parser
from rag.spans import pair_row
from rag.verdict import Verdict, VerdictReader, shared_verdict_reader
from rag.yesno import SIGNS, YesNoModel, signs, wants_yes_or_no, yes_no_model

DATA = Path(str(files("rag") / "data"))


def word(question: str, sentence: str, confidence: float = 0.95) -> str | None:
    """What is put in front of the sentence."""
    parser = Parser()
    asked = parser(question)
    row = signs(
        asked,
        shipped_lexicon().find(asked),
        parser(sentence),
        shared_verdict_reader().read(question, sentence),
        [],
        confidence,
    )
    return yes_no_model().word(row)


@pytest.mark.parametrize(
    ("question", "sentence", "wanted"),
    [
        ("Did the council approve the bridge?", "The council approved the bridge.", "Yes"),
        ("Are dogs allowed on the ferry?", "Dogs are not allowed on the ferry.", "No"),
    ],
)
def test_a_plain_sentence_gets_its_word(question: str, sentence: str, wanted: str) -> None:
    assert word(question, sentence) == wanted


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Did the council approve the bridge?", "The council will debate the bridge in May."),
        ("Did the council approve the bridge?", "Critics asked the council about the bridge."),
        ("Was the fee raised?", "The ferry carries 900 passengers a day."),
    ],
)
def test_no_word_where_the_sentence_leaves_it_open(question: str, sentence: str) -> None:
    assert word(question, sentence) is None


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Did the council approve it?", True),
        ("can dogs come along", True),
        ("Is it a jail or a camp?", False),
        ("Can you tell me who approved it?", False),
        ("Who approved it?", False),
        ("What did the council do?", False),
    ],
)
def test_which_questions_want_yes_or_no(question: str, wanted: bool) -> None:
    assert wants_yes_or_no(question) is wanted


def test_what_is_denied_is_seen_with_other_words_for_it() -> None:
    parser = Parser()
    asked = parser("Did the judge permit the marches?")
    verdict = Verdict(-1.0, -1.0, -1.0)
    called = shipped_lexicon().find(asked)
    plain, denying = (
        dict(zip(SIGNS, signs(asked, called, parser(sentence), verdict, [], 0.5), strict=True))
        for sentence in ("The judge allowed the marches.", "The judge did not allow the marches.")
    )
    assert (plain["verb_called"], denying["verb_called"]) == (1, 1)
    assert (plain["denied_word"], denying["denied_word"]) == (0, 1)


def test_a_model_that_is_less_sure_says_less() -> None:
    row = np.zeros(len(SIGNS))
    row[SIGNS.index("leaning")] = 1.0
    weights = np.zeros((len(SIGNS), 3))
    weights[SIGNS.index("leaning")] = (2.0, -2.0, 0.0)
    for bounds, wanted in (
        ((0.5, 0.5), "Yes"),
        ((0.99, 0.5), "Probably yes"),
        ((0.99, 0.99), None),
    ):
        assert YesNoModel(weights, np.zeros(3), *bounds).word(row) == wanted
    assert YesNoModel(weights, np.zeros(3), 0.5, 0.5).word(-row) == "No"
    assert YesNoModel(weights, np.zeros(3), 0.99, 0.5).word(-row) == "Probably no"


def test_a_model_that_lacks_a_sign_is_refused() -> None:
    data: dict[str, Any] = json.loads((DATA / "yesno.json").read_text(encoding="utf-8"))
    del data["signs"]["leaning"]
    with pytest.raises(KeyError, match="leaning"):
        YesNoModel.from_json(json.dumps(data))


def test_the_answer_opens_with_the_word(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "The council approved the harbour bridge on Monday.\n\n"
        "Dogs are not allowed on the ferry.\n",
        encoding="utf-8",
    )
    with Index.create(tmp_path / "index") as index:
        index.add(tmp_path / "a.txt")
        chain = AnswerChain(index, load_settings())
        yes = chain.answer("Did the council approve the harbour bridge?")
        no = chain.answer("Are dogs allowed on the ferry?")
    assert yes.text.startswith("Yes")
    assert yes.citations[0].quote == "The council approved the harbour bridge on Monday."
    assert no.text.startswith("No")
    assert no.citations[0].quote == "Dogs are not allowed on the ferry."


def test_every_invented_sentence_has_three_different_questions() -> None:
    found = invented()
    assert len(found) > 4_000
    assert len({one.sentence for one in found}) == len(found)
    assert all(len(set(one.questions)) == 3 and all(one.questions) for one in found)


def test_the_program_runs_the_network_that_learned(tmp_path: Path) -> None:
    """The graph gives what the network that can be trained gives."""
    before = DATA / "verdict_before.npz"
    reader = Reader(FIRST_LAYER, RANK)
    with np.load(before) as arrays:
        reader.add_to_weights(dict(arrays))
    with np.load(DATA / "verdict.npz") as arrays:
        learned = dict(arrays)
    reader.take_over(learned)
    reader.eval()
    questions = ["Did the council approve the bridge?", "Was the bridge rejected?"]
    sentence = "The council approved the bridge by nine votes to two."
    rows = [pair_row(Network(), question, sentence)[0] for question in questions]
    with torch.inference_mode():
        # As it is, and not in the sixteen bits in which it learns on some processors.
        tokens, mask, kinds = padded(rows)
        first = reader.states(reader.below(tokens, mask, kinds), mask)[:, 0].numpy()
    logits = first @ learned["verdict.weight"].T + learned["verdict.bias"]
    run = VerdictReader(before, DATA / "verdict.npz")
    for question, row in zip(questions, logits, strict=True):
        found = run.read(question, sentence)
        assert found.yes - found.no == pytest.approx(row[0] - row[1], abs=0.01)
