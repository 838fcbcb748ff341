"""Learn which sentences are for what a question asks about, and which against (``rag.stance``).

``python -m eval.fitting.stances OUT_FOLDER``; an hour and a half on two cores. It goes on from
the network that tells yes from no. First it reads invented debates: ``debates.tsv`` names them,
many over something that sounds unfriendly (a ban, a closure, a strike), so that tone alone does
not tell the side; ``stances.tsv`` holds sentences as they stand in news on them. Then it reads the
matters that the stories' articles debate (:mod:`eval.fitting.matters`), each question with
sentences of both sides and of neither: among these such as take a side on another matter of the
same articles. A sentence for the matter is to lean further that way than one against it; where the
question asks for the reverse, they change places.

Every fourth story and every eighth debate is left out, to fit on (``eval.fitting.debates``), and
the stories from 152 on, to judge.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from eval.fitting.adapt import padded, short_numbers, take_step
from eval.fitting.matters import Matter, read_matters, told
from eval.fitting.reader import WIDTH, Reader
from rag.crossencoder import Text, row_of
from rag.network import Network, Row
from rag.stance import LABELS
from rag.verdict import ADAPTERS as BEFORE

HERE = Path(__file__).parent
DEBATES, STANCES = HERE / "debates.tsv", HERE / "stances.tsv"

FIRST_LAYER, RANK = 2, 32
RATE, WARM_UP = 1e-4, 50
AT_ONCE, PASSES = 3, 2
FITTED_ON, JUDGED_FROM = 4, 152
DEBATES_FITTED_ON = 8

# How invented debates are asked about besides their reader's own question.
WORDINGS = (
    "Is {} a good idea?", "What are the arguments for and against {}?", "Should there be {}?",
    "Why do people object to {}?",
)  # fmt: skip
# So many lessons of a matter at most, and of an invented one; and what share of the latter.
MOST, MOST_INVENTED, INVENTED = 6, 2, 0.33
# How often a lesson's question is the reversed one, and how often both are asked.
REVERSED, BOTH_WAYS = 0.06, 0.14
ON_BOTH_SIDES = 0.3
# So many lessons hold texts of about one length: less is padded.
SORTED_TOGETHER = 60

FOR, AGAINST, NONE, BOTH = range(4)
_WANTED = torch.tensor([[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0], [0.5, 0.5, 0]])

Learned = dict[str, np.ndarray[Any, Any]]
Lesson = list[tuple[Row, int]]
"""Rows of one matter with their labels."""


@dataclass(frozen=True, slots=True)
class Debate:
    """What is debated; ``writer`` wrote debates of one field, and ``style`` says how."""

    number: int
    writer: str
    style: str
    matter: str
    question: str


@dataclass(frozen=True, slots=True)
class Sided:
    """A sentence on a debate; ``label`` is one of :data:`rag.stance.LABELS` or ``both``, and
    ``holder`` empty where nobody holds the view, or one holds each.
    """

    debate: Debate
    label: str
    holder: str
    text: str


@dataclass(slots=True)
class Topic:
    """What questions are put about, with the texts of each side, of both, of other matters in the
    same articles, and of none.
    """

    questions: list[str]
    reversed: list[str] = field(default_factory=list)
    favour: list[Text] = field(default_factory=list)
    against: list[Text] = field(default_factory=list)
    both: list[Text] = field(default_factory=list)
    elsewhere: list[Text] = field(default_factory=list)
    none: list[Text] = field(default_factory=list)
    most: int = MOST


def read_debates() -> list[Debate]:
    """The debates, by their numbers."""
    return [Debate(int(number), *rest) for number, *rest in _rows(DEBATES)]


def read_stances(debates: Sequence[Debate]) -> list[Sided]:
    """The sentences."""
    return [Sided(debates[int(number)], *rest) for number, *rest in _rows(STANCES)]


def is_learned_from(story: str) -> bool:
    """Whether the network reads the story's matters while it learns: a story by its number."""
    return int(story) < JUDGED_FROM and int(story) % FITTED_ON != 0


def invented_topics() -> list[Topic]:
    """The invented debates."""
    found: dict[int, Topic] = {}
    for one in read_stances(read_debates()):
        debate = one.debate
        if one.label in LABELS and debate.number % DEBATES_FITTED_ON:
            asked = [debate.question] * 3 + [wording.format(debate.matter) for wording in WORDINGS]
            topic = found.setdefault(debate.number, Topic(asked, most=MOST_INVENTED))
            text = Text("", "", one.text)
            (topic.favour, topic.against, topic.none)[LABELS.index(one.label)].append(text)
    return list(found.values())


def topics(matters: Sequence[Matter]) -> Iterator[Topic]:
    """The matters of stories, with all that their articles say."""
    by_story: dict[str, list[Matter]] = {}
    for matter in matters:
        by_story.setdefault(matter.story, []).append(matter)
    for story, mine in by_story.items():
        texts = told(story)
        sided = set().union(*({*one.favour, *one.against} for one in mine))
        for one in mine:
            favour, against = set(one.favour), set(one.against)
            yield Topic(
                [*one.questions, WORDINGS[0].format(one.name)],
                list(one.reversed),
                [texts[q] for q in one.favour if q not in against],
                [texts[q] for q in one.against if q not in favour],
                [texts[q] for q in one.favour if q in against],
                [texts[q] for q in texts if q in sided - favour - against],
                [text for q, text in texts.items() if q not in sided],
            )


def lessons(topic: Topic, network: Network, chance: random.Random) -> list[Lesson]:
    """All of the topic's sentences once, up to its most; the shorter side comes again."""
    favour, against = list(topic.favour), list(topic.against)
    if not favour and not against:
        return [_lesson(topic, [], [], network, chance) for _ in range(2)]
    chance.shuffle(favour)
    chance.shuffle(against)
    count = min((max(len(favour), len(against)) + 1) // 2, topic.most)
    return [
        _lesson(topic, _two(favour, i), _two(against, i), network, chance) for i in range(count)
    ]


def _two(texts: Sequence[Text], number: int) -> list[Text]:
    return [texts[(2 * number + i) % len(texts)] for i in range(min(2, len(texts)))]


def _lesson(
    topic: Topic,
    favour: Sequence[Text],
    against: Sequence[Text],
    network: Network,
    chance: random.Random,
) -> Lesson:
    question, throw = chance.choice(topic.questions), chance.random()
    reverse = chance.choice(topic.reversed) if topic.reversed else None
    if reverse and throw < REVERSED:
        question, favour, against = reverse, against, favour
    asked = [(question, text, FOR) for text in favour]
    asked += [(question, text, AGAINST) for text in against]
    others = 1 if asked else 2
    none = _some(topic.elsewhere, 1, chance) + _some(topic.none, others, chance)
    asked += [(question, text, NONE) for text in none]
    if topic.both and chance.random() < ON_BOTH_SIDES:
        asked.append((question, chance.choice(topic.both), BOTH))
    if reverse and REVERSED <= throw < REVERSED + BOTH_WAYS:
        asked += [(reverse, text, AGAINST) for text in favour[:1]]
        asked += [(reverse, text, FOR) for text in against[:1]]
    return [(row_of(network, q, text), label) for q, text, label in asked]


def _some(texts: Sequence[Text], count: int, chance: random.Random) -> list[Text]:
    return chance.sample(texts, min(count, len(texts)))


class Learner:
    """The network that is to learn, with its last layer.

    From its second layer on its matrices are learned whole: with adapters it took half as long
    again. Thin matrices hold .94 of what was learned then (of its squares).
    """

    def __init__(self, before: Sequence[Path]) -> None:
        self.reader, self.head = Reader(FIRST_LAYER, 1, dropout=0.0), nn.Linear(WIDTH, len(LABELS))
        for path in before:
            with np.load(path) as arrays:
                self.reader.add_to_weights(dict(arrays))
        for one in self.reader.adapted.values():
            one.down.requires_grad_(False)
            one.up.requires_grad_(False)
            one.linear.weight.requires_grad_(True)
        self._began = {
            name: one.linear.weight.detach().clone() for name, one in self.reader.adapted.items()
        }

    def learn(self, batches: Sequence[Sequence[Lesson]], rate: float) -> None:
        """One step a batch, with a rate that rises at first and then falls."""
        matrices = [one.linear for one in self.reader.adapted.values()]
        parameters = [*(one.weight for one in matrices), *self.head.parameters()]
        optimizer = torch.optim.AdamW(parameters, weight_decay=0.01)
        self.reader.train()
        for step, batch in enumerate(batches):
            pace = min(1.0, (step + 1) / WARM_UP) * max(0.03, 1 - step / len(batches))
            for group in optimizer.param_groups:
                group["lr"] = rate * pace
            loss = self._loss(batch)
            take_step(optimizer, parameters, loss)
            if step % 100 == 0:
                print(f"{step} of {len(batches)}: {float(loss.detach()):.3f}", file=sys.stderr)
        self.reader.eval()

    def learned(self) -> Learned:
        """As :class:`rag.stance.StanceReader` reads it."""
        found: Learned = {
            "stance.weight": self.head.weight.detach().numpy(),
            "stance.bias": self.head.bias.detach().numpy(),
        }
        for name, one in self.reader.adapted.items():
            change = one.linear.weight.detach() - self._began[name]
            left, size, right = torch.linalg.svd(change, full_matrices=False)
            root = size[:RANK].sqrt()
            found[f"{name}.up"] = (left[:, :RANK] * root).numpy().astype(np.float16)
            found[f"{name}.down"] = (root[:, None] * right[:RANK]).numpy().astype(np.float16)
        return found

    def logits(self, rows: Sequence[Row]) -> Tensor:
        """For each row and label: shape (rows, 3)."""
        ids, mask, kinds = padded(rows)
        with short_numbers():
            with torch.no_grad():
                hidden = self.reader.below(ids, mask, kinds)
            first = self.reader.states(hidden, mask)[:, 0].float()
            logits: Tensor = self.head(first).float()
        return logits

    def _loss(self, batch: Sequence[Lesson]) -> Tensor:
        """That each row gets its label, and that what is for a matter leans further that way than
        what is against it.
        """
        logits = self.logits([row for lesson in batch for row, _ in lesson])
        labels = [label for lesson in batch for _, label in lesson]
        loss = nn.functional.cross_entropy(logits, _WANTED[labels])
        leaning, start, apart = logits[:, 0] - logits[:, 1], 0, []
        for lesson in batch:
            places = range(start, start + len(lesson))
            start += len(lesson)
            favour = [i for i in places if labels[i] == FOR]
            against = [i for i in places if labels[i] == AGAINST]
            apart += [leaning[b] - leaning[a] for a in favour for b in against]
        return loss + nn.functional.softplus(torch.stack(apart)).mean() if apart else loss


def batches(found: list[Lesson], chance: random.Random) -> list[list[Lesson]]:
    """Lessons of about one length together, in any order."""
    chance.shuffle(found)
    made: list[list[Lesson]] = []
    for start in range(0, len(found), SORTED_TOGETHER):
        some = found[start : start + SORTED_TOGETHER]
        some.sort(key=lambda lesson: float(np.mean([len(ids) for (ids, _), _ in lesson])))
        made += [some[i : i + AT_ONCE] for i in range(0, len(some), AT_ONCE)]
    chance.shuffle(made)
    return made


def main() -> None:
    """Learn and write ``stance.npz``."""
    data = files("rag") / "data"
    learner = Learner([Path(str(data / f"{name}.npz")) for name in BEFORE])
    network, chance = Network(), random.Random(0)
    torch.manual_seed(0)
    invented = invented_topics()
    first = [lesson for topic in invented for lesson in lessons(topic, network, chance)]
    learner.learn(batches(first, chance), RATE)
    # With those of the second round it told the sides of neither (in .54).
    matters = [one for one in read_matters() if one.round == 1 and is_learned_from(one.story)]
    read: list[list[Lesson]] = []
    for _ in range(PASSES):
        again = chance.sample(invented, int(INVENTED * len(invented)))
        mixed = [*topics(matters), *again]
        read += batches([one for t in mixed for one in lessons(t, network, chance)], chance)
    learner.learn(read, RATE)
    out = Path(sys.argv[1]) / "stance.npz"
    np.savez_compressed(out, allow_pickle=False, **learner.learned())


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


if __name__ == "__main__":
    main()
