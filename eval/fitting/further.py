"""Teach the cross-encoder more, in adapters of nearly all its layers.

``python -m eval.fitting.further DATA_FOLDER OUT_FOLDER xquad_dev clapnq_dev gold_dev stories
yesno readers affairs talks`` goes on from ``adapters/without_0.npz`` and ``without_1.npz``, which
:mod:`eval.fitting.adapt` made with few layers and fewer questions. Questions of articles that
neither half has seen are shared out between them. The stories' questions outnumber all others, and
a network that learned from them alone forgot the public sets (:data:`SHARE`, :data:`TWICE`). Every
question is read once, its sentences mostly with the ones before them (:data:`WITHOUT_BEFORE`).
What was learned counts :data:`KEPT` times, the rest is what was there before (Wortsman and others,
2022, on fine-tuning). Then ``adapter.npz`` is made as there. An hour on two cores with
``bfloat16``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from eval.fitting.adapt import (
    MOST_RIGHT,
    Learned,
    listwise_loss,
    mean_of,
    padded,
    short_numbers,
    take_step,
    thinned,
)
from eval.fitting.examples import Example, read_examples
from eval.fitting.fit import HALVES, fit_ranking, seekers
from eval.fitting.optimise import Array
from eval.fitting.reader import Reader
from eval.fitting.searching import Memory
from index.encode import Encoder
from rag.crossencoder import CrossEncoder, texts_of
from rag.models import READ_TOGETHER
from rag.network import Row

FIRST_LAYER, RANK = 1, 16
AT_ONCE, RATE, RATE_TOP, WARM_UP = 8, 4e-4, 1.2e-4, 30
HARDEST, OTHERS, OF_THE_NEXT = 2, 1, 6
# Rows of about one length are read together: less is padded.
READ_AT_ONCE = 10
KEPT = 1.0
# What of the halves' mean lies beyond this rank is less than a hundredth of what was learned.
RANK_SHIPPED = 32

# Of the questions that either half has seen, so many are read, and those of small sets twice.
SHARE = {"readers": 0.25, "stories": 0.2, "yesno": 0.1}
TWICE = ("xquad_dev", "clapnq_dev", "gold_dev")
# How often an answered question is shown without its answer.
TAKEN = {"clapnq_dev": 0.05, "xquad_dev": 0.3, "gold_dev": 0.25, "yesno": 0.1}
TAKEN_ELSE = 0.35

# So often a question's sentences are shown without those before them, that they be read for what
# they say themselves; and so often a sentence that only follows a right one is shown with it.
WITHOUT_BEFORE, FOLLOWING = 0.15, 0.6

YES_NO = "yesno"
# Of a yes-no question only one sentence that decides it is marked. One that is so like it may
# say the same, and is not shown as wrong.
AS_GOOD_AS_RIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question with the rows of its right and of its wrong sentences, the likeliest first.

    ``alone`` are all these rows, first the right ones, without the sentences before. ``following``
    are the numbers of wrong rows whose sentence follows a right one.
    """

    name: str
    group: str
    right: list[Row]
    wrong: list[Row]
    alone: list[Row]
    following: frozenset[int]


def lesson_of(example: Example, shortlist: Array, cross: CrossEncoder) -> Lesson | None:
    """``None`` for an answerable question of which no right sentence was found."""
    found = example.found
    likeliest = np.argsort(-(found.rows @ shortlist), kind="stable")
    likeliest = likeliest[:READ_TOGETHER]
    gold, right = example.gold[likeliest], example.right[likeliest]
    if example.answerable and not gold.any():
        return None
    wrong = ~(gold | right)
    if example.name == YES_NO:
        pooled = np.stack(
            [found.passages[found.passage[i]].alone_pooled[found.sentence[i]] for i in likeliest]
        )
        wrong &= (pooled @ pooled[gold].T).max(axis=1, initial=0) < AS_GOOD_AS_RIGHT
    texts = texts_of(found, likeliest)
    order = [*np.flatnonzero(gold), *np.flatnonzero(wrong)]
    rows = cross.rows(example.text, [texts[i] for i in order])
    alone = cross.rows(example.text, [texts[i]._replace(before="") for i in order])
    answers = {(texts[i].title, texts[i].sentence) for i in np.flatnonzero(gold)}
    count = int(gold.sum())
    following = frozenset(
        n for n, i in enumerate(order[count:]) if (texts[i].title, texts[i].before) in answers
    )
    return Lesson(example.name, example.group, rows[:count], rows[count:], alone, following)


def go_on(learned: Learned, lessons: Sequence[Lesson], chance: random.Random) -> Learned:
    """What was learned, and on top of it what every lesson, read once, taught."""
    reader = Reader(FIRST_LAYER, RANK)
    reader.add_to_weights(learned)
    reader.take_over_top(learned)
    reader.train()
    parameters = [*reader.thin(), *reader.top()]
    optimizer = torch.optim.AdamW(
        [{"params": reader.thin()}, {"params": reader.top()}], weight_decay=0.01
    )
    left = list(lessons)
    chance.shuffle(left)
    steps = len(left) // AT_ONCE
    for step in range(steps):
        pace = min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
        for group, rate in zip(optimizer.param_groups, (RATE, RATE_TOP), strict=True):
            group["lr"] = rate * pace
        batch = left[step * AT_ONCE : (step + 1) * AT_ONCE]
        shown = [(one.name, *_shown(one, chance)) for one in batch]
        logits = _read(reader, [row for _, right, wrong in shown for row in (*right, *wrong)])
        loss = listwise_loss(logits, shown)
        take_step(optimizer, parameters, loss)
        if step % 50 == 0:
            print(f"{step} of {steps}: {float(loss.detach()):.3f}", file=sys.stderr, flush=True)
    return on_top(learned, reader.learned())


def on_top(before: Learned, learned: Learned) -> Learned:
    """The adapter that does what was there ``before`` and :data:`KEPT` times what was ``learned``
    with it; their last layers, which were learned whole, are mixed.
    """
    found: Learned = {}
    for name, array in learned.items():
        if name.endswith(".down"):
            found[name] = np.concatenate([before[name], array]) if name in before else array
        elif name.endswith(".up"):
            scaled = (array * np.float32(KEPT)).astype(array.dtype)
            both = [before[name], scaled] if name in before else [scaled]
            found[name] = np.concatenate(both, axis=1)
        else:
            old, new = (one.astype(np.float32) for one in (before[name], array))
            found[name] = (old + KEPT * (new - old)).astype(array.dtype)
    return found


def _shown(lesson: Lesson, chance: random.Random) -> tuple[list[Row], list[Row]]:
    """Rows to read now: no right one where "none of them" is to be the answer."""
    rows = [*lesson.right, *lesson.wrong]
    if chance.random() < WITHOUT_BEFORE:
        rows = lesson.alone
    taken = chance.random() < TAKEN.get(lesson.name, TAKEN_ELSE)
    right, wrong = rows[: len(lesson.right)], rows[len(lesson.right) :]
    right = [] if taken else right
    right = chance.sample(right, MOST_RIGHT) if len(right) > MOST_RIGHT else right
    next_ones = range(min(HARDEST, len(wrong)), min(HARDEST + OF_THE_NEXT, len(wrong)))
    shown = [*range(next_ones.start), *chance.sample(next_ones, min(OTHERS, len(next_ones)))]
    behind = sorted(lesson.following - set(shown))
    if behind and chance.random() < FOLLOWING:
        shown.append(chance.choice(behind))
    return right, [wrong[i] for i in shown]


def _read(reader: Reader, rows: Sequence[Row]) -> Tensor:
    order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
    parts = []
    for start in range(0, len(order), READ_AT_ONCE):
        ids, mask, kinds = padded([rows[i] for i in order[start : start + READ_AT_ONCE]])
        with short_numbers():
            with torch.no_grad():
                hidden = reader.below(ids, mask, kinds)
            parts.append(reader(hidden, mask).float())
    return torch.cat(parts)[torch.tensor(np.argsort(order))]


def main() -> None:
    """Read, go on twice and write."""
    data, out, names = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    memory = Memory(Encoder(), seekers())
    go_on_twice(
        [one for name in names for one in read_examples(data, name, memory, made=False)], out
    )


def go_on_twice(examples: Sequence[Example], out: Path) -> None:
    """Teach both halves, and write them and their mean."""
    halves = [dict(np.load(HALVES / f"without_{half}.npz")) for half in (0, 1)]
    seen = [frozenset(one.pop("groups").tolist()) for one in halves]
    new = sorted({one.group for one in examples} - seen[0] - seen[1])
    shortlist, cross = fit_ranking(examples), CrossEncoder(adapter=None)
    for half, learned in enumerate(halves):
        chance = random.Random(7 + half)
        groups = {*seen[half], *new[1 - half :: 2]}
        mine = [one for one in examples if one.group in groups]
        some = [
            one for one in mine if one.group in new or chance.random() < SHARE.get(one.name, 1.0)
        ]
        found = [lesson for one in some if (lesson := lesson_of(one, shortlist, cross))]
        found += [lesson for lesson in found if lesson.name in TWICE]
        halves[half] = go_on(learned, found, chance)
        np.savez_compressed(
            HALVES / f"without_{half}.npz", **halves[half], groups=np.array(sorted(groups))
        )
    np.savez_compressed(out / "adapter.npz", **thinned(mean_of(*halves), RANK_SHIPPED))


if __name__ == "__main__":
    main()
