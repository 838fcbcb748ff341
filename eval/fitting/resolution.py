"""Train the network that finds what a follow-up leans on.

``python -m eval.fitting.resolution rag/data``

``talks.jsonl`` holds conversations: each question as it was typed, and as it would stand alone.
The words that the second has and the first has not are what it lacks; a pronoun of the first
in whose place the second has others stands for those. What the assistant replied is once the
writer's short reply, and once, where the articles are ours, what the program itself replied.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from eval.fitting.adapt import States, short_numbers, take_step
from eval.fitting.batches import batches
from eval.fitting.reader import WIDTH, Reader
from index.lexical import FUNCTION_WORDS
from rag.followup import TURNS, texts_before
from rag.lacked import called
from rag.network import Network
from rag.resolution import POINTERS, WORD, Conversation, conversation

TALKS = Path(__file__).parent / "talks.jsonl"
FIRST_LAYER, RANK, INNER = 3, 16, 64
EPOCHS, AT_ONCE, RATE, RATE_TOP, WARM_UP = 6, 16, 5e-4, 1e-3, 50
# A question is asked in the frame of the last one if they are alike at least so much.
FRAME = 0.6

Learned = dict[str, np.ndarray[Any, Any]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question with what was said before it, and what is right: for each word of the texts
    whether the question ``lacks`` it and ``swaps`` it for its own; for each of its own words
    which of them it is ``meant`` for, none if it does not point.
    """

    talk: int
    how: str
    question: str
    alone: str
    texts: tuple[str, ...]
    read: Conversation
    lacks: tuple[bool, ...]
    swaps: tuple[bool, ...]
    meant: tuple[tuple[int, ...], ...]


def talks() -> list[dict[str, Any]]:
    """The conversations of ``talks.jsonl``."""
    return [json.loads(line) for line in TALKS.read_text(encoding="utf-8").splitlines()]


def lessons(every: Sequence[dict[str, Any]], network: Network) -> Iterator[Lesson]:
    """Every question but the first of each conversation; twice where there are two replies."""
    for number, talk in enumerate(every):
        turns = talk["turns"]
        for reply in ("reply", "replied"):
            if not all(reply in turn for turn in turns):
                continue
            for k in range(1, len(turns)):
                before = [(t["alone"], t[reply]) for t in turns[max(0, k - TURNS) : k]]
                texts = texts_before(before)
                yield lesson(network, number, turns[k], texts)


def lesson(network: Network, talk: int, turn: dict[str, Any], texts: Sequence[str]) -> Lesson:
    """What is to be learned of one question."""
    question, alone = turn["q"], turn["alone"]
    read = conversation(network, question, texts)
    mine = [called(m.group()) for m in WORD.finditer(question)]
    full = [called(m.group()) for m in WORD.finditer(alone)]
    stems = [called(texts[w.text][w.start : w.end]) for w, _ in read.words]
    added: set[str] = set()
    stands_for: dict[int, set[str]] = {}
    for tag, a, b, c, d in SequenceMatcher(None, mine, full, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        new = {s for s in full[c:d] if s not in FUNCTION_WORDS and s not in mine}
        added |= new
        for i in range(a, b):
            if mine[i] in POINTERS and new:
                stands_for[i] = new
    lacks = tuple(s in added for s in stems)
    meant = tuple(
        tuple(n for n, s in enumerate(stems) if s in stands_for.get(i, ()))
        for i in range(len(read.asked))
    )
    swapped = _swapped(texts[0], mine, full)
    swaps = tuple(w.text == 0 and w.start in swapped for w, _ in read.words)
    return Lesson(talk, turn["how"], question, alone, tuple(texts), read, lacks, swaps, meant)


def _swapped(last: str, mine: Sequence[str], full: Sequence[str]) -> set[int]:
    """Where the words of the last question begin in whose place the new one has words of its own:
    nowhere unless the rest of it is nearly the last question's.
    """
    words = list(WORD.finditer(last))
    before = [called(m.group()) for m in words]
    matcher = SequenceMatcher(None, before, full, autojunk=False)
    own = {w for w in mine if w not in FUNCTION_WORDS}
    changed = [op for op in matcher.get_opcodes() if op[0] != "equal"]
    if len(changed) > 2 or matcher.ratio() < FRAME or len(mine) > len(full) / 2 + 1:
        return set()
    return {
        words[i].start()
        for tag, a, b, c, d in changed
        if tag == "replace" and own & set(full[c:d])
        for i in range(a, b)
        if before[i] not in FUNCTION_WORDS
    }


def learn(every: Sequence[Lesson], seed: int = 0) -> Learned:
    """Adapters and last layers, as :class:`rag.resolution.Resolver` reads them."""
    torch.manual_seed(seed)
    reader, chance = Reader(FIRST_LAYER, RANK), random.Random(seed)
    heads = nn.ModuleDict({
        "lacked": nn.Linear(WIDTH, 1), "swapped": nn.Linear(WIDTH, 1),
        "pointing": nn.Linear(WIDTH, 1),
        "pointer": nn.Linear(WIDTH, INNER, bias=False), "word": nn.Linear(WIDTH, INNER, bias=False),
    })  # fmt: skip
    reader.eval()
    states = States(reader, [one.read.row for one in every])
    shown = list(batches([len(one.read.row[0]) for one in every], EPOCHS, AT_ONCE, chance))
    optimizer = torch.optim.AdamW(
        [{"params": reader.thin()}, {"params": list(heads.parameters())}], weight_decay=0.01
    )
    parameters = [*reader.thin(), *heads.parameters()]
    reader.train()
    for step, batch in enumerate(shown):
        pace = min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / len(shown))
        for group, rate in zip(optimizer.param_groups, (RATE, RATE_TOP), strict=True):
            group["lr"] = rate * pace
        with short_numbers():
            last = reader.states(*states.of(batch)).float()
        loss = _loss(last, [every[i] for i in batch], heads)
        take_step(optimizer, parameters, loss)
        if step % 50 == 0:
            print(f"{step} of {len(shown)}: {float(loss.detach()):.3f}", file=sys.stderr)
    return {
        **reader.adapters(),
        **{name: one.detach().numpy() for name, one in heads.state_dict().items()},
    }


def _loss(states: Tensor, some: Sequence[Lesson], heads: nn.ModuleDict) -> Tensor:
    total = torch.zeros(())
    for row, one in zip(states, some, strict=True):
        asked = row[[place for _, place in one.read.asked]]
        words = row[[place for _, place in one.read.words]]
        lacks = torch.tensor([float(x) for x in one.lacks])
        points = torch.tensor([float(bool(x)) for x in one.meant])
        losses = nn.functional.binary_cross_entropy_with_logits
        total = total + losses(heads["lacked"](words)[:, 0], lacks, reduction="sum") / 6
        swaps = torch.tensor([float(x) for x in one.swaps])
        total = total + losses(heads["swapped"](words)[:, 0], swaps, reduction="sum") / 6
        total = total + losses(heads["pointing"](asked)[:, 0], points, reduction="sum") / 3
        chances = torch.log_softmax(heads["pointer"](asked) @ heads["word"](words).T, dim=1)
        for i, places in enumerate(one.meant):
            if places:
                total = total - torch.logsumexp(chances[i, list(places)], 0) / 3
    return total / len(some)


def main() -> None:
    """Learn and write ``resolution.npz``."""
    learned = learn(list(lessons(talks(), Network())))
    np.savez_compressed(Path(sys.argv[1]) / "resolution.npz", allow_pickle=False, **learned)


if __name__ == "__main__":
    main()
