"""Errors that a user can do something about.

Every message is one sentence that names the file or setting and the fix.
The tree starts here because ``corpus`` is the lowest folder: ``index`` and
``rag`` add their own branches to it, and ``rag.errors`` draws it whole.
"""


class PolicyDebateError(Exception):
    """Base of every error this project raises on purpose."""


class ReadError(PolicyDebateError):
    """A file could not become an article; the message names the file and says why."""
