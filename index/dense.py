"""Dense search: a FAISS index derived from the store's vectors.

The file can be deleted at any time. It carries the store's generation and a checksum of
its own bytes, because FAISS loads a file with a flipped byte without complaint; it is
written aside, synced and renamed, because ``faiss.write_index`` does neither.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.errors import IndexCorrupt
from index.model import FloatMatrix
from index.schema import DENSE_FILE
from index.store import Store

MAGIC = b"policy-debate dense index 1\n"


@dataclass(frozen=True, slots=True)
class DenseIndex:
    """Unit vectors by passage id, searched exactly by inner product (so by cosine)."""

    generation: str
    faiss_index: Any

    @property
    def size(self) -> int:
        """Number of vectors."""
        return int(self.faiss_index.ntotal)

    def ids(self) -> set[int]:
        """The passage ids that have a vector."""
        if not self.size:
            return set()
        return {int(i) for i in faiss.vector_to_array(self.faiss_index.id_map)}

    def search(
        self, vector: FloatMatrix, limit: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """(passage id, cosine), best first, for a query vector of shape (d,).

        With ``among``, only these passage ids are looked at.
        """
        limit = min(limit, self.size)
        if limit < 1 or not np.isfinite(vector).all():
            return []
        options = {}
        if among is not None:
            chosen = faiss.IDSelectorBatch(np.asarray(among, dtype=np.int64))
            options["params"] = faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]
        scores, ids = self.faiss_index.search(vector.reshape(1, -1), limit, **options)
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]


def build(store: Store) -> DenseIndex:
    """Make the FAISS index from the store; raises :class:`IndexCorrupt` on a bad vector."""
    generation = store.generation
    ids: list[int] = []
    blocks: list[FloatMatrix] = []
    for key in store.article_keys():
        passage_ids, vectors, sound = store.vectors_of(key)
        if not sound:
            raise IndexCorrupt(
                f"The index at {store.folder} is damaged: vectors of one article are not as they "
                f"were written; run `policy-debate index verify --repair --index {store.folder}`."
            )
        if passage_ids:
            ids.extend(passage_ids)
            blocks.append(vectors)
    width = blocks[0].shape[1] if blocks else 1
    index = faiss.IndexIDMap(faiss.IndexFlatIP(width))
    if blocks:
        index.add_with_ids(np.vstack(blocks), np.asarray(ids, dtype=np.int64))
    return DenseIndex(generation, index)


def save(dense: DenseIndex, folder: Path) -> None:
    """Write the file so that a crash leaves the old one or the new one, never a mixture."""
    payload = faiss.serialize_index(dense.faiss_index).tobytes()
    header = {
        "generation": dense.generation,
        "sha256": hashlib.sha256(payload).hexdigest(),
        "bytes": len(payload),
    }
    with tempfile.NamedTemporaryFile(dir=folder, prefix=DENSE_FILE + ".", delete=False) as stream:
        aside = Path(stream.name)
        try:
            stream.write(MAGIC + json.dumps(header).encode() + b"\n" + payload)
            stream.flush()
            os.fsync(stream.fileno())
        except BaseException:  # also on Ctrl-C: no half file stays behind
            aside.unlink(missing_ok=True)
            raise
    os.replace(aside, folder / DENSE_FILE)


def load(folder: Path, generation: str) -> DenseIndex | str:
    """The index in the file, or the reason why it can't be used."""
    path = folder / DENSE_FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return "its FAISS file was missing"
    except OSError as error:
        return f"its FAISS file could not be read ({error.strerror})"
    if not data.startswith(MAGIC):
        return "its FAISS file was damaged"
    line_end = data.find(b"\n", len(MAGIC))
    try:
        header = json.loads(data[len(MAGIC) : line_end])
        wanted, size, written_for = header["sha256"], header["bytes"], header["generation"]
    except (ValueError, KeyError, TypeError):
        return "its FAISS file was damaged"
    payload = data[line_end + 1 :]
    if len(payload) != size or hashlib.sha256(payload).hexdigest() != wanted:
        return "its FAISS file was damaged"
    if written_for != generation:
        return "its FAISS file was older than the articles"
    return DenseIndex(generation, faiss.deserialize_index(np.frombuffer(payload, dtype=np.uint8)))
