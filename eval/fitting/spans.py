"""Train the adapters with which the packaged network finds an answer's words in a sentence.

Used by :mod:`eval.fitting.facts`. The loss is that of Devlin and others (2019) for SQuAD 2.0:
the first and the last token of the answer, wherever its text stands in the sentence, or
``[CLS]`` where the sentence does not answer.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from eval.fitting.adapt import States, take_step
from eval.fitting.batches import batches
from eval.fitting.reader import WIDTH, Reader
from rag.network import Network, Row
from rag.spans import pair_row

FIRST_LAYER, RANK = 6, 16
EPOCHS, AT_ONCE, RATE, WARM_UP = 3, 12, 5e-4, 40

Learned = dict[str, np.ndarray[Any, Any]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a sentence; ``spans`` are first and last tokens of each place where the
    answer stands among the tokens of ``row``: none, where the sentence does not answer.
    """

    row: Row
    spans: tuple[tuple[int, int], ...]


def pair_of(network: Network, question: str, sentence: str, answers: Sequence[str]) -> Pair:
    """``answers`` is empty for a sentence that does not answer; else see ``spans``."""
    row, offsets = pair_row(network, question, sentence)
    found = set()
    for answer in answers:
        start = sentence.find(answer)
        while answer and start >= 0:
            end = start + len(answer)
            first = [i for i, (a, b) in enumerate(offsets) if a <= start < b]
            last = [i for i, (a, b) in enumerate(offsets) if a < end <= b]
            if first and last:
                found.add((row[1] + first[0], row[1] + last[0]))
            start = sentence.find(answer, start + 1)
    return Pair(row, tuple(sorted(found)))


def learn(pairs: Sequence[Pair], seed: int = 0) -> Learned:
    """The adapters and the last layer, as :class:`rag.spans.SpanReader` reads them."""
    reader = Reader(FIRST_LAYER, RANK)
    reader.eval()
    states = States(reader, [one.row for one in pairs])
    torch.manual_seed(seed)
    head = nn.Linear(WIDTH, 2)
    parameters = [*reader.thin(), *head.parameters()]
    optimizer = torch.optim.AdamW(parameters, weight_decay=0.01)
    reader.train()
    chance = random.Random(seed)
    lengths = [len(pair.row[0]) for pair in pairs]
    steps = EPOCHS * (len(pairs) // AT_ONCE + 1)
    for step, batch in enumerate(batches(lengths, EPOCHS, AT_ONCE, chance)):
        pace = min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
        for group in optimizer.param_groups:
            group["lr"] = RATE * pace
        logits = head(reader.states(*states.of(batch)))
        loss = _loss(logits, [pairs[i] for i in batch])
        take_step(optimizer, parameters, loss)
        if step % 50 == 0:
            print(f"{step} of {steps}: {float(loss.detach()):.3f}", file=sys.stderr, flush=True)
    return {
        **reader.adapters(),
        "span.weight": head.weight.detach().numpy(),
        "span.bias": head.bias.detach().numpy(),
    }


def _loss(logits: Tensor, pairs: Sequence[Pair]) -> Tensor:
    total = torch.zeros(())
    for one, every in zip(logits, pairs, strict=True):
        first, last = every.row[1], len(every.row[0]) - 1
        # [CLS] and the sentence; the question and the marks can't be an answer.
        mine = torch.cat([one[:1], one[first:last]])
        chances = torch.log_softmax(mine, dim=0)
        places = [(a - first + 1, b - first + 1) for a, b in every.spans] or [(0, 0)]
        total = total - torch.logsumexp(
            torch.stack([chances[a, 0] + chances[b, 1] for a, b in places]), 0
        )
    return total / len(pairs)
