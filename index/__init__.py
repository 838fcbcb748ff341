"""Passages are stored, embedded and found.

>>> from index import Index
>>> index = Index.create("my-index")          # doctest: +SKIP
>>> index.add(["articles/"])                  # doctest: +SKIP
>>> index.search("What is CECOT?", k=5)       # doctest: +SKIP
"""

from index.datatypes import AddReport, Hit, Progress, VerifyReport
from index.encode import PACKAGED, Encoder
from index.errors import (
    ArticleNotFound,
    EncoderMismatch,
    EncoderUnavailable,
    IndexCorrupt,
    IndexNotFound,
    IndexProblem,
    IndexTooNew,
)
from index.library import Index, Mode
from index.rows import ArticleSummary
from index.within import Within

__all__ = [
    "PACKAGED",
    "AddReport",
    "ArticleNotFound",
    "ArticleSummary",
    "Encoder",
    "EncoderMismatch",
    "EncoderUnavailable",
    "Hit",
    "Index",
    "IndexCorrupt",
    "IndexNotFound",
    "IndexProblem",
    "IndexTooNew",
    "Mode",
    "Progress",
    "VerifyReport",
    "Within",
]
