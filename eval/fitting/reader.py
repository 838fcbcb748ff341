"""The packaged cross-encoder as a network that can be trained, with low-rank adapters.

Adapters (LoRA: Hu and others, 2021) leave the packaged weights as they are and add a product
of two thin matrices to some of them, so that what is learned is small enough to come with
the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

import numpy as np
import torch
from torch import Tensor, nn

from rag.adapter import PARTS, product, unquantised
from rag.network import model_file

STEP = 2.0
"""How much an adapter counts while it learns: more is faster."""

LAYERS, WIDTH, HEADS, INNER, POSITIONS, VOCABULARY = 12, 384, 12, 1536, 512, 30_522


class Adapted(nn.Module):
    """A linear layer with an adapter of some rank beside it."""

    def __init__(self, linear: nn.Linear, rank: int, dropout: float) -> None:
        super().__init__()
        self.linear = linear
        self.down = nn.Parameter(torch.randn(rank, linear.in_features) / linear.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(linear.out_features, rank))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """The layer's output, and the adapter's added."""
        learned: Tensor = (self.dropout(x) @ self.down.T) @ self.up.T
        output: Tensor = self.linear(x) + STEP * learned
        return output


def put_adapters(bert: Any, layers: Iterable[int], rank: int, dropout: float) -> dict[str, Adapted]:
    """Adapters beside all matrices of the layers, by the names that :mod:`rag.adapter` uses."""
    torch.manual_seed(0)
    found: dict[str, Adapted] = {}
    for number in layers:
        for part in PARTS:
            *path, last = part.split(".")
            parent = bert.encoder.layer[number]
            for step in path:
                parent = getattr(parent, step)
            adapted = Adapted(getattr(parent, last), rank, dropout)
            setattr(parent, last, adapted)
            found[f"{number}.{part}"] = adapted
    return found


def thin_parts(adapted: Mapping[str, Adapted]) -> dict[str, np.ndarray[Any, Any]]:
    """The thin matrices that were learned, as :mod:`rag.adapter` reads them."""
    found = {}
    for name, one in adapted.items():
        found[f"{name}.down"] = one.down.detach().numpy().astype(np.float16)
        found[f"{name}.up"] = (STEP * one.up).detach().numpy().astype(np.float16)
    return found


class Reader(nn.Module):
    """The cross-encoder; layers from ``first`` on have adapters, those before stay as they are.

    ``below`` runs the layers that stay (its output can be kept), ``forward`` the rest.
    """

    def __init__(self, first: int, rank: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.first = first
        self.bert = _bert()
        for parameter in self.bert.parameters():
            parameter.requires_grad_(False)
        self.adapted = put_adapters(self.bert, range(first, LAYERS), rank, dropout)
        self.pooler = self.bert.pooler.dense
        self.head = nn.Linear(WIDTH, 1)
        loaded = unquantised(model_file().read_bytes())
        # Half the packaged logit less 1.5: sentences that do not answer begin below 0, which
        # stands for "none of them".
        self.head.weight.data = torch.tensor(loaded["classifier.weight"]) * 0.5
        self.head.bias.data = torch.tensor(loaded["classifier.bias"]) * 0.5 - 1.5
        self.pooler.requires_grad_(True)

    def train(self, mode: bool = True) -> Self:
        """As for any module, but what stays as it is drops nothing out."""
        super().train(mode)
        self.bert.embeddings.eval()
        for layer in self.bert.encoder.layer[: self.first]:
            layer.eval()
        return self

    def below(self, ids: Tensor, mask: Tensor, kinds: Tensor) -> Tensor:
        """Hidden states (texts, tokens, 384) before the first layer with adapters."""
        hidden: Tensor = self.bert.embeddings(input_ids=ids, token_type_ids=kinds)
        return self._layers(hidden, mask, 0, self.first)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """One logit a text, from the states that :meth:`below` gives."""
        hidden = self.states(hidden, mask)
        pooled = torch.tanh(self.pooler(hidden[:, 0]).float())
        logits: Tensor = self.head(pooled).squeeze(-1)
        return logits

    def states(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """What the last layer makes (texts, tokens, 384) of what :meth:`below` gives."""
        return self._layers(hidden, mask, self.first, LAYERS)

    def thin(self) -> list[nn.Parameter]:
        """The adapters' matrices."""
        return [m for one in self.adapted.values() for m in (one.down, one.up)]

    def top(self) -> list[nn.Parameter]:
        """What is trained as a whole."""
        return [*self.pooler.parameters(), *self.head.parameters()]

    def adapters(self) -> dict[str, np.ndarray[Any, Any]]:
        """The thin matrices that were learned, as :func:`rag.adapter.adapted` reads them."""
        return thin_parts(self.adapted)

    def learned(self) -> dict[str, np.ndarray[Any, Any]]:
        """All that was learned, as :func:`rag.adapter.adapted` reads it."""
        found = self.adapters()
        found["pooler.weight"] = self.pooler.weight.detach().numpy().astype(np.float16)
        found["pooler.bias"] = self.pooler.bias.detach().numpy().astype(np.float32)
        found["head.weight"] = self.head.weight.detach().numpy().astype(np.float32)
        found["head.bias"] = self.head.bias.detach().numpy().astype(np.float32)
        return found

    def add_to_weights(self, learned: dict[str, np.ndarray[Any, Any]]) -> None:
        """Take what :meth:`adapters` gave of another reader for given: of the layers that have
        adapters here too, it is added to the weights that stay as they are.
        """
        for name, one in self.adapted.items():
            if f"{name}.down" in learned:
                one.linear.weight.data += torch.tensor(product(learned, name))

    def take_over(self, learned: dict[str, np.ndarray[Any, Any]]) -> None:
        """The adapters that :meth:`adapters` gave of a reader whose are of the same rank."""
        for name, one in self.adapted.items():
            one.down.data = torch.tensor(learned[f"{name}.down"].astype(np.float32))
            one.up.data = torch.tensor(learned[f"{name}.up"].astype(np.float32)) / STEP

    def take_over_top(self, learned: dict[str, np.ndarray[Any, Any]]) -> None:
        """The last layers that :meth:`learned` gave of another reader."""
        for layer, name in ((self.pooler, "pooler"), (self.head, "head")):
            layer.weight.data = torch.tensor(learned[f"{name}.weight"].astype(np.float32))
            layer.bias.data = torch.tensor(learned[f"{name}.bias"].astype(np.float32))

    def _layers(self, hidden: Tensor, mask: Tensor, start: int, end: int) -> Tensor:
        shut = (1 - mask[:, None, None, :].to(hidden.dtype)) * -1e9
        for number in range(start, end):
            output = self.bert.encoder.layer[number](hidden, shut)
            hidden = output[0] if isinstance(output, tuple) else output
        return hidden


def plain_bert(layers: int) -> Any:
    """A BERT of the size of MiniLM, without its weights."""
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=WIDTH,
        num_hidden_layers=layers,
        num_attention_heads=HEADS,
        intermediate_size=INNER,
        max_position_embeddings=POSITIONS,
        # What it would leave out while it learns takes two fifths of the time here; the adapters
        # have a dropout of their own.
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    # The plain form of attention takes the mask that `Reader` makes.
    config._attn_implementation = "eager"
    return BertModel(config)


def _bert() -> Any:
    bert = plain_bert(LAYERS)
    loaded = unquantised(model_file().read_bytes())
    state = {k: torch.tensor(loaded[f"bert.{k}"]) for k in bert.state_dict()}
    bert.load_state_dict(state)
    return bert
