"""Train what the encoder makes of a question, while what it makes of sentences stays.

``python -m eval.fitting.queryside DATA_FOLDER OUT_FOLDER xquad_dev clapnq_dev gold_dev stories
yesno readers`` learns twice, each time without one half of the articles, and writes
``adapters/question_0.npz`` and ``question_1.npz`` beside this file, as :mod:`eval.fitting.adapt`
does for the cross-encoder; ``question.npz`` in ``OUT_FOLDER`` has the mean of both networks'
weights. 15 minutes on two cores.

Fine-tuning the side of the question alone (Lee and others, 2021, DensePhrases) leaves the vectors
of an index as they are. The loss is a softmax over all sentences of the articles that the
question was asked about: those that answer share one numerator.
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

from eval.fitting.adapt import WARM_UP, Learned, mean_of, take_step
from eval.fitting.examples import is_gold
from eval.fitting.fit import HALVES
from eval.fitting.reader import plain_bert, put_adapters, thin_parts
from eval.fitting.searching import Corpus, Memory, parts_of
from index.encode import Encoder
from index.packaged import packaged_tokenizer, packaged_weights
from index.tokens import ends_of
from rag.sought import IN_CONTEXT

RANK, EPOCHS, AT_ONCE, RATE = 16, 2, 32, 1e-3
SHARPNESS = 20.0
"""What cosines are multiplied by in the softmax."""
LAYERS = 6


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question with its articles' sentences, shape (sentences, 384), and the rows that answer."""

    group: str
    ids: list[int]
    sentences: Tensor
    gold: list[int]


class Questioner(nn.Module):
    """The encoder as a network that can be trained, with adapters in all layers."""

    def __init__(self, rank: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.bert = _bert()
        for parameter in self.bert.parameters():
            parameter.requires_grad_(False)
        self.adapted = put_adapters(self.bert, range(LAYERS), rank, dropout)

    def forward(self, ids: Sequence[Sequence[int]]) -> Tensor:
        """Unit vectors of shape (questions, 384)."""
        width = max(map(len, ids))
        rows = torch.tensor([[*row, *[0] * (width - len(row))] for row in ids])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in ids])
        states = self.bert(input_ids=rows, attention_mask=mask).last_hidden_state
        total = (states * mask[:, :, None]).sum(dim=1)
        return nn.functional.normalize(total, dim=-1)

    def thin(self) -> list[nn.Parameter]:
        """The adapters' matrices."""
        return [m for one in self.adapted.values() for m in (one.down, one.up)]

    def learned(self) -> Learned:
        """All that was learned, as :mod:`rag.sought` reads it."""
        return thin_parts(self.adapted)


def lessons_of(folder: Path, name: str, memory: Memory) -> Iterator[Lesson]:
    """The answerable questions of a set."""
    encoder, tokenizer = memory.encoder, packaged_tokenizer()
    for part in parts_of(folder, name):
        corpus = Corpus(folder / f"{part}_corpus.jsonl", memory)
        views = [memory.view(passage) for passage in corpus.passages]
        both = np.concatenate(
            [view.alone_pooled + IN_CONTEXT * view.context_pooled for view in views]
        )
        sentences = torch.tensor(both)
        places = [
            (key, text)
            for key, view in zip(corpus.paragraphs, views, strict=True)
            for text in view.sentences
        ]
        lines = (folder / f"{part}_questions.jsonl").read_text(encoding="utf-8").splitlines()
        for row in map(json.loads, lines):
            homes = {(spot["doc_id"], spot["paragraph"]) for spot in row["evidence"]}
            gold = [
                i for i, (key, text) in enumerate(places) if key in homes and is_gold(text, row)
            ]
            if gold:
                group = row.get("group") or row["evidence"][0]["doc_id"]
                start, end = ends_of(tokenizer)
                ids = [start, *encoder.token_ids(row["question"])[:62], end]
                yield Lesson(group, ids, sentences, gold)


def learn(lessons: Sequence[Lesson], chance: random.Random) -> Questioner:
    """An encoder of questions that has read every lesson :data:`EPOCHS` times."""
    reader = Questioner(RANK)
    reader.train()
    optimizer = torch.optim.AdamW(reader.thin(), weight_decay=0.01)
    left = list(lessons)
    each = len(left) // AT_ONCE
    for step in range(EPOCHS * each):
        if step % each == 0:
            chance.shuffle(left)
        pace = min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / (EPOCHS * each))
        for group in optimizer.param_groups:
            group["lr"] = RATE * pace
        start = step % each * AT_ONCE
        batch = left[start : start + AT_ONCE]
        loss = torch.zeros(())
        for one, vector in zip(batch, reader([one.ids for one in batch]), strict=True):
            logits = SHARPNESS * (one.sentences @ vector)
            right = torch.logsumexp(logits[one.gold], 0)
            loss = loss + torch.logsumexp(logits, 0) - right
        take_step(optimizer, reader.thin(), loss / len(batch))
        if step % 50 == 0:
            loss_now = float(loss.detach()) / len(batch)
            print(f"{step} of {EPOCHS * each}: {loss_now:.3f}", file=sys.stderr, flush=True)
    return reader


def _bert() -> Any:
    bert = plain_bert(LAYERS)
    weights = packaged_weights()
    kept = {k: torch.tensor(weights[k]) for k in bert.state_dict() if k in weights}
    bert.load_state_dict(kept, strict=False)
    return bert


def main() -> None:
    """Read, learn twice and write."""
    data, out, names = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    memory = Memory(Encoder())
    lessons = [one for name in names for one in lessons_of(data, name, memory)]
    groups = sorted({one.group for one in lessons})
    np.random.default_rng(0).shuffle(groups)
    halves: list[Learned] = []
    for number in (0, 1):
        seen = set(groups[1 - number :: 2])
        some = [one for one in lessons if one.group in seen]
        learned = learn(some, random.Random(number)).learned()
        halves.append(learned)
        kept: Learned = {"groups": np.array(sorted(seen))}
        np.savez_compressed(HALVES / f"question_{number}.npz", **learned, **kept)
    np.savez_compressed(out / "question.npz", **mean_of(*halves))


if __name__ == "__main__":
    main()
