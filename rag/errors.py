"""The errors as one tree, for callers who catch them.

::

    PolicyDebateError
    ├── ReadError                 a file could not become an article
    ├── IndexProblem
    │   ├── IndexNotFound         there is no index at that path
    │   ├── IndexCorrupt          it is not as it was written
    │   ├── IndexTooNew           a newer version of the program made it
    │   ├── EncoderMismatch       it was built with another embedding model
    │   ├── EncoderUnavailable    the embedding model can't be loaded
    │   └── ArticleNotFound       no article has that id
    ├── QuestionError             the question or its history can't be used
    ├── ParserUnavailable         the packaged parser can't be loaded
    ├── CrossEncoderUnavailable   the packaged cross-encoder can't be loaded
    └── ConfigError               a setting has a value it can't have
"""

from corpus.errors import PolicyDebateError, ReadError
from index.errors import (
    ArticleNotFound,
    EncoderMismatch,
    EncoderUnavailable,
    IndexCorrupt,
    IndexNotFound,
    IndexProblem,
    IndexTooNew,
)


class QuestionError(PolicyDebateError):
    """The question (or the history given with it) can't be used."""


class ParserUnavailable(PolicyDebateError):
    """The packaged parser is missing or is not the known one."""


class CrossEncoderUnavailable(PolicyDebateError):
    """The packaged cross-encoder is missing or is not the known one."""


class ConfigError(PolicyDebateError):
    """A setting has a value that it can't have."""


__all__ = [
    "ArticleNotFound",
    "ConfigError",
    "CrossEncoderUnavailable",
    "EncoderMismatch",
    "EncoderUnavailable",
    "IndexCorrupt",
    "IndexNotFound",
    "IndexProblem",
    "IndexTooNew",
    "ParserUnavailable",
    "PolicyDebateError",
    "QuestionError",
    "ReadError",
]
