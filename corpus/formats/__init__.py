"""One module a format: bytes of a file become drafts of articles."""
