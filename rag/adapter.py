"""Low-rank adapters (LoRA: Hu and others, 2021) added to an eight-bit ONNX network.

What :mod:`eval.fitting.adapt` learned comes with the program as thin matrices. On loading
they are multiplied out, added to the packaged weights, and these made eight bits again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import ModelProto

PARTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""The weight matrices of a layer, in the order in which the network uses them."""

LOGITS = "logits"
STATES = "/bert/encoder/layer.11/output/LayerNorm/Add_1_output_0"
"""Names of the network's outputs: (texts, 1), and (texts, tokens, 384)."""

Arrays = Mapping[str, NDArray[Any]]


def adapted(packaged: bytes, adapter: Arrays) -> bytes:
    """The ONNX network ``packaged`` with what was learned in it.

    ``adapter`` has ``LAYER.PART.down`` of shape (rank, inputs) and ``.up`` (outputs, rank)
    for some layers, and, if they were learned too, the last two layers (``pooler``, ``head``)
    whole. What the last of the twelve layers makes is an output of its own, :data:`STATES`.
    """
    import onnx
    from onnx import numpy_helper

    model = onnx.load_from_string(packaged)
    places = {one.name: i for i, one in enumerate(model.graph.initializer)}
    held = {name: numpy_helper.to_array(model.graph.initializer[i]) for name, i in places.items()}

    def put(name: str, array: NDArray[Any]) -> None:
        tensor = numpy_helper.from_array(np.ascontiguousarray(array), name)
        model.graph.initializer[places[name]].CopyFrom(tensor)

    def put_matrix(base: str, matrix: NDArray[Any]) -> None:
        step = max(float(np.abs(matrix).max()), 1e-12) / 127
        whole = np.clip(np.rint(matrix / step), -127, 127)
        before = held[f"{base}_quantized"]
        put(f"{base}_quantized", whole.astype(before.dtype).reshape(before.shape))
        put(f"{base}_scale", np.array(step, dtype=np.float32).reshape(held[f"{base}_scale"].shape))
        put(f"{base}_zero_point", np.zeros_like(held[f"{base}_zero_point"]))

    for name, base in weight_names(model).items():
        short = name.removeprefix("bert.encoder.layer.").removesuffix(".weight")
        if f"{short}.down" in adapter:
            put_matrix(base, dequantised(held, base) + product(adapter, short).T)
    if "head.weight" in adapter:
        put_matrix("bert.pooler.dense.weight", adapter["pooler.weight"].astype(np.float32).T)
        put("bert.pooler.dense.bias", adapter["pooler.bias"])
        put_matrix("classifier.weight", adapter["head.weight"].T)
        put("classifier.bias", adapter["head.bias"])
    model.graph.output.append(
        onnx.helper.make_tensor_value_info(STATES, onnx.TensorProto.FLOAT, None)
    )
    return bytes(model.SerializeToString())


def weight_names(model: ModelProto) -> dict[str, str]:
    """From a matrix's name in the network to the name of its tensors in the file."""
    nodes = [node for node in model.graph.node if node.op_type == "MatMulInteger"]
    found = {}
    for node in nodes:
        # "/bert/encoder/layer.6/attention/self/query/MatMul_quant"
        path = ".".join(node.name.strip("/").split("/")[:-1])
        found[f"{path}.weight"] = node.input[1].removesuffix("_quantized")
    return found


def stacked(adapters: Sequence[Arrays]) -> dict[str, NDArray[Any]]:
    """Several adapters as one, whose products are the sums of theirs; of what was learned whole,
    the last.
    """
    found: dict[str, NDArray[Any]] = {}
    for adapter in adapters:
        for name, array in adapter.items():
            axis = {"down": 0, "up": 1}.get(name.rsplit(".", 1)[-1])
            together = axis is not None and name in found
            found[name] = np.concatenate([found[name], array], axis or 0) if together else array
    return found


def product(adapter: Arrays, short: str) -> NDArray[np.float32]:
    """What an adapter adds to the matrix ``LAYER.PART``: of shape (outputs, inputs)."""
    up, down = (adapter[f"{short}.{one}"].astype(np.float32) for one in ("up", "down"))
    added: NDArray[np.float32] = up @ down
    return added


def unquantised(network: bytes, *adapters: Arrays) -> dict[str, NDArray[np.float32]]:
    """The network's weights as floats, by the names that transformers gives them, with what
    the adapters add.
    """
    import onnx
    from onnx import numpy_helper

    model = onnx.load_from_string(network)
    held = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    found = {}
    for name, array in held.items():
        if name.endswith("_quantized") and not name.startswith("onnx::"):
            base = name.removesuffix("_quantized")
            found[base] = dequantised(held, base)
        elif array.dtype == np.float32 and not name.endswith("_scale"):
            found[name] = array
    for name, base in weight_names(model).items():
        found[name] = dequantised(held, base).T
        short = name.removeprefix("bert.encoder.layer.").removesuffix(".weight")
        for adapter in adapters:
            if f"{short}.down" in adapter:
                found[name] = found[name] + product(adapter, short)
    return found


def dequantised(held: Arrays, base: str) -> NDArray[np.float32]:
    """A matrix of eight-bit numbers as what they stand for, inputs first."""
    whole = held[f"{base}_quantized"].astype(np.float32)
    zero = held[f"{base}_zero_point"].astype(np.float32)
    values: NDArray[np.float32] = (whole - zero) * held[f"{base}_scale"].astype(np.float32)
    return values
