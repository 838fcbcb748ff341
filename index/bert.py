"""A BERT encoder (Devlin and others, 2019) as an ONNX graph, built of its weights.

Attention, the sums before a layer's normalisation and the activation are single operations
(onnxruntime's contrib operators), as its own optimiser would make them of the many nodes of
an export; and nothing has to be exported, for which torch would be needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = Mapping[str, NDArray[np.float32]]
"""By the names that transformers gives them."""

LAYERS = 6
HEADS = 12
WIDTH = 384

TOKENS = "input_ids"
"""Input: int32 of shape (texts, t)."""
MASK = "attention_mask"
"""Input: int32 of shape (texts, t), 1 for a token and 0 for padding."""
KINDS = "token_type_ids"
"""Input where texts have two parts: int32 of shape (texts, t), 0 in the first, 1 in the other."""
STATES = "last_hidden_state"
"""Output: float32 of shape (texts, t, :data:`WIDTH`)."""

WORDS = "embeddings.word_embeddings.weight"

_DOMAIN = "com.microsoft"
_EPSILON = 1e-12
# What the operators of onnxruntime 1.23 are written for.
_OPSET, _IR = 17, 10


def bert(weights: Weights, *, layers: int = LAYERS, two_parts: bool = False) -> bytes:
    """The serialised graph, from :data:`TOKENS` and :data:`MASK` (and, for texts of two parts,
    :data:`KINDS`) to :data:`STATES`.
    """
    from onnx import TensorProto, helper

    graph = _Graph(weights)
    states = graph.embeddings(two_parts)
    for number in range(layers):
        states = graph.layer(number, states)
    graph.add("Identity", [states], STATES)
    shape, inputs = ["texts", "tokens"], [TOKENS, MASK, *([KINDS] if two_parts else [])]
    made = helper.make_graph(
        graph.nodes,
        "bert",
        [helper.make_tensor_value_info(name, TensorProto.INT32, shape) for name in inputs],
        [helper.make_tensor_value_info(STATES, TensorProto.FLOAT, [*shape, WIDTH])],
        graph.held,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_DOMAIN, 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=_IR)
    return bytes(model.SerializeToString())


class _Graph:
    """Nodes and the arrays they read; every method gives the name of what it adds."""

    def __init__(self, weights: Weights) -> None:
        from onnx import NodeProto, TensorProto

        self._weights = weights
        self.nodes: list[NodeProto] = []
        self.held: list[TensorProto] = []

    def embeddings(self, two_parts: bool) -> str:
        start = "embeddings"
        kinds = self._weights[f"{start}.token_type_embeddings.weight"]
        places = self._weights[f"{start}.position_embeddings.weight"]
        if not two_parts:
            # All tokens are of the first kind, whose vector every place then has.
            places = places + kinds[0]
        inputs = [
            TOKENS, KINDS if two_parts else "", self._hold(WORDS),
            self.hold(f"{start}/places", places),
            self.hold(f"{start}/kinds", kinds) if two_parts else "",
        ]  # fmt: skip
        return self.add(
            "EmbedLayerNormalization", [*inputs, *self._norm(f"{start}.LayerNorm")], start,
            epsilon=_EPSILON,
        )  # fmt: skip

    def layer(self, number: int, states: str) -> str:
        name = f"encoder.layer.{number}"
        own = f"{name}.attention.self"
        parts = ("query", "key", "value")
        matrix = np.concatenate([self._weights[f"{own}.{p}.weight"].T for p in parts], axis=1)
        bias = np.concatenate([self._weights[f"{own}.{p}.bias"] for p in parts])
        inputs = [states, self.hold(f"{own}/weight", matrix), self.hold(f"{own}/bias", bias), MASK]
        found = self.add("Attention", inputs, own, num_heads=HEADS)
        attended = self._added(f"{name}.attention.output", found, states)
        inner = f"{name}.intermediate.dense"
        wide = self.add("MatMul", [attended, self._turned(inner)], f"{inner}/product")
        wide = self.add("BiasGelu", [wide, self._hold(f"{inner}.bias")], inner)
        return self._added(f"{name}.output", wide, attended)

    def add(self, kind: str, inputs: Sequence[str], output: str, **settings: Any) -> str:
        from onnx import helper

        domain = None if kind in ("MatMul", "Identity") else _DOMAIN
        # The operator that takes the embeddings must name a second output, for a mask.
        outputs = [output, ""] if kind == "EmbedLayerNormalization" else [output]
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **settings))
        return output

    def hold(self, name: str, array: NDArray[np.float32]) -> str:
        from onnx import numpy_helper

        self.held.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def _added(self, name: str, found: str, states: str) -> str:
        """The product with a matrix, its bias, and what it is added to; normalised."""
        product = self.add("MatMul", [found, self._turned(f"{name}.dense")], f"{name}/product")
        norm = self._norm(f"{name}.LayerNorm")
        inputs = [product, states, *norm, self._hold(f"{name}.dense.bias")]
        return self.add("SkipLayerNormalization", inputs, name, epsilon=_EPSILON)

    def _norm(self, name: str) -> list[str]:
        return [self._hold(f"{name}.weight"), self._hold(f"{name}.bias")]

    def _turned(self, name: str) -> str:
        """transformers keeps (out, in); ONNX multiplies by (in, out)."""
        return self.hold(f"{name}.weight", self._weights[f"{name}.weight"].T)

    def _hold(self, name: str) -> str:
        return self.hold(name, self._weights[name])
