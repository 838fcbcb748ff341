"""Errors of the index, each with the fix in its message."""

from corpus.errors import PolicyDebateError


class IndexProblem(PolicyDebateError):
    """Base of what can be wrong with an index."""


class IndexNotFound(IndexProblem):
    """There is no index at the given path."""


class IndexCorrupt(IndexProblem):
    """The store does not hold what it held when it was written."""


class IndexTooNew(IndexProblem):
    """The index was written by a newer version of this program."""


class EncoderMismatch(IndexProblem):
    """The index was built with another embedding model."""


class EncoderUnavailable(IndexProblem):
    """The embedding model cannot be loaded, or is not the one it claims to be."""


class ArticleNotFound(IndexProblem):
    """No article has the given id."""
