"""Train the cross-encoder's adapters on development sets.

``python -m eval.fitting.adapt DATA_FOLDER OUT_FOLDER xquad_dev clapnq_dev ...`` learns twice,
each time without one half of the articles, and writes ``adapters/without_0.npz`` and
``without_1.npz`` beside this file: what :mod:`eval.fitting.fit` shows the other models of a
question must come from a network that has not seen it. ``adapter.npz`` in ``OUT_FOLDER`` is
the mean of both, which has seen everything and is better than either (model soups: Wortsman
and others, 2022). About 40 minutes on two cores that know ``bfloat16``, some two hours on others.

The loss is listwise with a null answer, as readers for SQuAD 2.0 have it (Devlin and others,
2019): a question's sentences and "none of them", whose logit is zero, share one softmax.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from eval.fitting.examples import Example, read_examples
from eval.fitting.fit import HALVES, fit_ranking
from eval.fitting.reader import WIDTH, Reader
from eval.fitting.searching import Memory
from index.encode import Encoder
from rag.crossencoder import CrossEncoder, texts_of
from rag.models import READ_TOGETHER
from rag.network import Row

FIRST_LAYER, RANK = 6, 8
EPOCHS, AT_ONCE, RATE, RATE_TOP, WARM_UP = 2, 4, 5e-4, 1.7e-4, 40
MOST_RIGHT, HARDEST, OTHERS = 2, 3, 2

# How much a set's questions count, and how often an answerable one is shown without its
# answer: "none of them" is then right. Long answers of clapnq_dev leave traces of
# themselves, so that theirs is seldom taken away.
WEIGHTS = {"clapnq_dev": 2.0, "gold_dev": 1.5}
TAKEN_AWAY = {"clapnq_dev": 0.05, "xquad_dev": 0.3}
TAKEN_AWAY_ELSE = 0.25


Learned = dict[str, Any]


@dataclass(slots=True)
class Item:
    """A question; ``gold`` and ``wrong`` are numbers of rows, the likeliest sentence first."""

    name: str
    group: str
    gold: list[int]
    wrong: list[int]


class States:
    """Hidden states of all pairs below the first adapter, computed once, in 16 bits."""

    def __init__(self, reader: Reader, rows: Sequence[Row]) -> None:
        self.lengths = [len(ids) for ids, _ in rows]
        self._starts = np.cumsum([0, *self.lengths])
        self._all = torch.empty((int(self._starts[-1]), WIDTH), dtype=torch.bfloat16)
        order = sorted(range(len(rows)), key=lambda i: self.lengths[i])
        with torch.inference_mode(), short_numbers():
            for start in range(0, len(order), 64):
                some = order[start : start + 64]
                ids, mask, kinds = padded([rows[i] for i in some])
                hidden = reader.below(ids, mask, kinds)
                for row, i in enumerate(some):
                    self._all[self._starts[i] : self._starts[i + 1]] = hidden[
                        row, : self.lengths[i]
                    ].to(torch.bfloat16)

    def of(self, pairs: Sequence[int]) -> tuple[Tensor, Tensor]:
        """States (pairs, tokens, 384) and mask (pairs, tokens)."""
        width = max(self.lengths[i] for i in pairs)
        hidden = torch.zeros((len(pairs), width, WIDTH))
        mask = torch.zeros((len(pairs), width), dtype=torch.long)
        for row, i in enumerate(pairs):
            hidden[row, : self.lengths[i]] = self._all[self._starts[i] : self._starts[i + 1]]
            mask[row, : self.lengths[i]] = 1
        return hidden, mask


def learn(items: Sequence[Item], rows: Sequence[Row], seed: int) -> Reader:
    """A reader with adapters learned on the items."""
    reader = Reader(FIRST_LAYER, RANK)
    reader.eval()
    states = States(reader, rows)
    reader.train()
    parameters = [*reader.thin(), *reader.top()]
    optimizer = torch.optim.AdamW(
        [{"params": reader.thin()}, {"params": reader.top()}], weight_decay=0.01
    )
    chance = random.Random(seed)
    steps = EPOCHS * (len(items) // AT_ONCE)
    for step, batch in enumerate(_batches(items, chance)):
        pace = min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
        for group, rate in zip(optimizer.param_groups, (RATE, RATE_TOP), strict=True):
            group["lr"] = rate * pace
        shown = [_shown(item, chance) for item in batch]
        pairs = [pair for right, wrong in shown for pair in (*right, *wrong)]
        with short_numbers():
            logits = reader(*states.of(pairs)).float()
        loss = listwise_loss(logits, [(i.name, *one) for i, one in zip(batch, shown, strict=True)])
        take_step(optimizer, parameters, loss)
        if step % 100 == 0:
            print(f"{step} of {steps}: {float(loss.detach()):.3f}", file=sys.stderr)
    return reader


def listwise_loss(
    logits: Tensor, shown: Sequence[tuple[str, Sequence[Any], Sequence[Any]]]
) -> Tensor:
    """Mean loss of questions: name of the set, right pairs and wrong ones.

    ``logits`` are those of all their pairs in this order: shape (pairs,).
    """
    loss, start = torch.zeros(()), 0
    for name, right, wrong in shown:
        mine = logits[start : start + len(right) + len(wrong)]
        start += len(mine)
        every = torch.logsumexp(torch.cat([mine.new_zeros(1), mine]), 0)
        wanted = torch.logsumexp(mine[: len(right)], 0) if right else mine.new_zeros(())
        loss = loss + WEIGHTS.get(name, 1.0) * (every - wanted)
    return loss / len(shown)


def take_step(optimizer: torch.optim.Optimizer, parameters: Sequence[Tensor], loss: Tensor) -> None:
    """One step down the loss; gradients longer than 1 are cut."""
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()


def short_numbers() -> torch.autocast:
    """Sixteen bits where the processor has them: others only imitate them, and slowly."""
    known = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=known)


def _batches(items: Sequence[Item], chance: random.Random) -> Iterator[list[Item]]:
    left = list(items)
    for _ in range(EPOCHS):
        chance.shuffle(left)
        for start in range(0, len(left) - AT_ONCE + 1, AT_ONCE):
            yield left[start : start + AT_ONCE]


def _shown(item: Item, chance: random.Random) -> tuple[list[int], list[int]]:
    """The pairs to read now: right ones (none where "none of them" is right) and wrong ones."""
    taken = chance.random() < TAKEN_AWAY.get(item.name, TAKEN_AWAY_ELSE)
    right = [] if taken else item.gold
    right = chance.sample(right, MOST_RIGHT) if len(right) > MOST_RIGHT else right
    others = item.wrong[HARDEST:]
    return right, item.wrong[:HARDEST] + chance.sample(others, min(OTHERS, len(others)))


def padded(rows: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, mask and kinds of rows, each of shape (rows, longest)."""
    width = max(len(ids) for ids, _ in rows)
    ids, mask, kinds = (torch.zeros((len(rows), width), dtype=torch.long) for _ in range(3))
    for i, (row, asked) in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
        kinds[i, asked : len(row)] = 1
    return ids, mask, kinds


def items_of(examples: Sequence[Example], cross: CrossEncoder) -> tuple[list[Item], list[Row]]:
    """Questions, and the rows of token ids that they refer to by number."""
    shortlist = fit_ranking(examples)
    rows: list[Row] = []
    items = []
    for example in examples:
        likeliest = np.argsort(-(example.found.rows @ shortlist), kind="stable")[:READ_TOGETHER]
        numbers = range(len(rows), len(rows) + len(likeliest))
        rows += cross.rows(example.text, texts_of(example.found, likeliest))
        gold, right = example.gold[likeliest], example.right[likeliest]
        items.append(
            Item(
                example.name,
                example.group,
                [n for n, g in zip(numbers, gold, strict=True) if g],
                [n for n, g, r in zip(numbers, gold, right, strict=True) if not (g or r)],
            )
        )
    return items, rows


def mean_of(one: Learned, other: Learned) -> Learned:
    """The adapter whose network has the mean of both networks' weights.

    The mean of two products of thin matrices is one product again, of twice the rank.
    """
    found: Learned = {}
    for name, array in one.items():
        pair = [a.astype(np.float32) for a in (array, other[name])]
        if name.endswith(".down"):
            both = np.concatenate(pair, axis=0)
        else:
            both = np.concatenate(pair, axis=1) if name.endswith(".up") else np.add(*pair)
            both = both * np.float32(0.5)
        found[name] = both.astype(array.dtype)
    return found


def thinned(learned: Learned, rank: int) -> Learned:
    """The adapter of a rank not above ``rank`` that is nearest (Eckart and Young, 1936)."""
    found = dict(learned)
    for down in (name for name in learned if name.endswith(".down")):
        up = down.removesuffix("down") + "up"
        if len(learned[down]) > rank:
            product = learned[up].astype(np.float32) @ learned[down].astype(np.float32)
            left, sizes, right = np.linalg.svd(product, full_matrices=False)
            root = np.sqrt(sizes[:rank])
            found[up] = (left[:, :rank] * root).astype(learned[up].dtype)
            found[down] = (root[:, None] * right[:rank]).astype(learned[down].dtype)
    return found


def main() -> None:
    """Read, learn twice and write."""
    data, out, names = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    memory = Memory(Encoder())
    examples = [e for name in names for e in read_examples(data, name, memory, made=False)]
    items, rows = items_of(examples, CrossEncoder(adapter=None))
    groups = sorted({item.group for item in items})
    np.random.default_rng(0).shuffle(groups)
    half = {group: i % 2 for i, group in enumerate(groups)}
    halves: list[Learned] = []
    for number in (0, 1):
        some = [item for item in items if half[item.group] != number]
        learned: Learned = learn(some, rows, seed=1).learned()
        halves.append(learned)
        seen: Learned = {"groups": np.array(sorted({item.group for item in some}))}
        np.savez_compressed(HALVES / f"without_{number}.npz", **learned, **seen)
    np.savez_compressed(out / "adapter.npz", **mean_of(*halves))


if __name__ == "__main__":
    main()
