"""Learn what a sentence says to a question that wants yes or no.

Used by :mod:`eval.fitting.yesno`. First from ``yesno.tsv``, sentences of invented news, each with a
question that it answers with yes, one that it answers with no and one that it leaves open: the
three are read together, so that neither the sentence nor its likeness to the question tells
them apart. Then from ``yesno.jsonl``, what readers of the stories asked in their own words, each
question with the sentence that decides it.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from eval.fitting.adapt import States, short_numbers, take_step
from eval.fitting.reader import WIDTH, Reader
from rag.network import Network
from rag.spans import pair_row
from rag.verdict import LABELS

HERE = Path(__file__).parent
INVENTED = HERE / "yesno.tsv"
ASKED = HERE / "yesno.jsonl"

FIRST_LAYER, RANK = 2, 16
EPOCHS, AT_ONCE, RATE, WARM_UP = 2, 8, 5e-4, 100
EPOCHS_ASKED, AT_ONCE_ASKED, RATE_ASKED, WARM_UP_ASKED = 2, 16, 3e-4, 20
# So many invented sentences are read again beside the readers' questions.
AGAIN = 1000
# So many batches hold texts of about one length: less is padded.
SORTED_TOGETHER = 20

Learned = dict[str, np.ndarray[Any, Any]]


@dataclass(frozen=True, slots=True)
class Three:
    """A sentence with a question for each of :data:`rag.verdict.LABELS`, in their order."""

    sentence: str
    questions: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A reader's question, the sentence that decides it (with its article), and what that says."""

    story: str
    doc_id: str
    question: str
    sentence: str
    label: str


def asked() -> list[Asked]:
    """The questions of ``yesno.jsonl``, sorted by story."""
    rows = map(json.loads, ASKED.read_text("utf-8").splitlines())
    return sorted((Asked(**row) for row in rows), key=lambda one: one.story)


def halves_of(questions: Sequence[Asked]) -> dict[str, int]:
    """Which half each story is in."""
    return {story: i % 2 for i, story in enumerate(sorted({one.story for one in questions}))}


def invented() -> list[Three]:
    """The sentences of ``yesno.tsv``."""
    rows = [line.split("\t") for line in INVENTED.read_text(encoding="utf-8").splitlines()]
    return [Three(sentence, (yes, no, left)) for sentence, yes, no, left in rows]


def learn(threes: Sequence[Three], before: Path, seed: int = 0) -> Learned:
    """The adapters on top of those of the file ``before``, and the last layer, as
    :class:`rag.verdict.VerdictReader` reads them.
    """
    network, chance = Network(), random.Random(seed)
    reader, head = _reader(before), nn.Linear(WIDTH, len(LABELS))
    states = States(
        reader,
        [pair_row(network, q, three.sentence)[0] for three in threes for q in three.questions],
    )
    batches = list(_batches(len(threes), chance))
    descent = _Descent(reader, head, len(batches), RATE, WARM_UP)
    for batch in batches:
        pairs = [len(LABELS) * i + label for i in batch for label in range(len(LABELS))]
        with short_numbers():
            hidden = reader.states(*states.of(pairs))[:, 0].float()
        descent.step(_loss(head(hidden)))
    return _learned(reader, head)


def go_on(
    learned: Learned,
    before: Path,
    questions: Sequence[Asked],
    threes: Sequence[Three],
    seed: int = 0,
) -> Learned:
    """What :func:`learn` gave, with what more these questions teach."""
    network, chance = Network(), random.Random(seed)
    reader, head = _reader(before), nn.Linear(WIDTH, len(LABELS))
    reader.take_over(learned)
    head.weight.data = torch.tensor(learned["verdict.weight"])
    head.bias.data = torch.tensor(learned["verdict.bias"])
    told = [(one.question, one.sentence, LABELS.index(one.label)) for one in questions]
    again = [
        (question, three.sentence, label)
        for three in chance.sample(threes, AGAIN)
        for label, question in enumerate(three.questions)
    ]
    every = [*told, *again]
    states = States(reader, [pair_row(network, q, sentence)[0] for q, sentence, _ in every])
    order = [*range(len(told))] * EPOCHS_ASKED + [*range(len(told), len(every))]
    batches = _of_a_length(order, states.lengths, chance)
    descent = _Descent(reader, head, len(batches), RATE_ASKED, WARM_UP_ASKED)
    for batch in batches:
        labels = torch.tensor([every[i][2] for i in batch])
        with short_numbers():
            hidden = reader.states(*states.of(batch))[:, 0].float()
        descent.step(nn.functional.cross_entropy(head(hidden), labels))
    return _learned(reader, head)


def taken_over(before: Path) -> Learned:
    """What of the cross-encoder's adapters the network has in its weights while it learns: those
    of the layers that have adapters here.
    """
    with np.load(before) as arrays:
        return {
            name: array
            for name, array in arrays.items()
            if name.split(".")[0].isdigit() and int(name.split(".")[0]) >= FIRST_LAYER
        }


def midway(one: Learned, other: Learned) -> Learned:
    """Half way between two that went on from the same: their matrices are near each other, so
    that the product of the means is nearly the mean of the products.
    """
    return {
        name: ((array.astype(np.float32) + other[name].astype(np.float32)) / 2).astype(array.dtype)
        for name, array in one.items()
    }


def _reader(before: Path) -> Reader:
    reader = Reader(FIRST_LAYER, RANK)
    with np.load(before) as arrays:
        reader.add_to_weights(dict(arrays))
    reader.eval()
    return reader


def _learned(reader: Reader, head: nn.Linear) -> Learned:
    return {
        **reader.adapters(),
        "verdict.weight": head.weight.detach().numpy(),
        "verdict.bias": head.bias.detach().numpy(),
    }


class _Descent:
    """So many steps down the losses that come, with a rate that rises at first and then falls."""

    def __init__(
        self, reader: Reader, head: nn.Linear, steps: int, rate: float, warm_up: int
    ) -> None:
        self._parameters = [*reader.thin(), *head.parameters()]
        self._optimizer = torch.optim.AdamW(self._parameters, weight_decay=0.01)
        self._steps, self._rate, self._warm_up = steps, rate, warm_up
        self._taken = 0
        reader.train()

    def step(self, loss: Tensor) -> None:
        left = 1 - self._taken / self._steps
        for group in self._optimizer.param_groups:
            group["lr"] = self._rate * min(1.0, (self._taken + 1) / self._warm_up) * max(0.02, left)
        take_step(self._optimizer, self._parameters, loss)
        if self._taken % 100 == 0:
            print(
                f"{self._taken} of {self._steps}: {float(loss.detach()):.3f}",
                file=sys.stderr,
                flush=True,
            )
        self._taken += 1


def _loss(logits: Tensor) -> Tensor:
    """Of sentences with their three questions one after the other: that each gets its label, and
    that a sentence's yes is likelier to be one than its no is.
    """
    labels = torch.arange(len(logits)) % len(LABELS)
    leaning = logits[:, 0] - logits[:, 1]
    apart = nn.functional.softplus(leaning[1 :: len(LABELS)] - leaning[0 :: len(LABELS)]).mean()
    loss: Tensor = nn.functional.cross_entropy(logits, labels) + apart
    return loss


def _batches(count: int, chance: random.Random) -> Iterator[list[int]]:
    order = list(range(count))
    for _ in range(EPOCHS):
        chance.shuffle(order)
        for start in range(0, count - AT_ONCE + 1, AT_ONCE):
            yield order[start : start + AT_ONCE]


def _of_a_length(
    order: list[int], lengths: Sequence[int], chance: random.Random
) -> list[list[int]]:
    chance.shuffle(order)
    batches: list[list[int]] = []
    for start in range(0, len(order), AT_ONCE_ASKED * SORTED_TOGETHER):
        some = order[start : start + AT_ONCE_ASKED * SORTED_TOGETHER]
        some.sort(key=lambda i: lengths[i])
        batches += [some[i : i + AT_ONCE_ASKED] for i in range(0, len(some), AT_ONCE_ASKED)]
    chance.shuffle(batches)
    return batches
