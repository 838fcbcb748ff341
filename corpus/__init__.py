"""A file becomes an article: metadata, clean text, paragraphs, sentences.

>>> from corpus import Reader
>>> with Reader() as reader:                      # doctest: +SKIP
...     article = reader.read("article.html")[0]
"""

from corpus.datatypes import Article, Paragraph, Sentence, Source
from corpus.errors import PolicyDebateError, ReadError
from corpus.find import SUPPORTED_SUFFIXES, Found, find_files, hash_file
from corpus.limits import Limits
from corpus.reader import Reader

__all__ = [
    "SUPPORTED_SUFFIXES",
    "Article",
    "Found",
    "Limits",
    "Paragraph",
    "PolicyDebateError",
    "ReadError",
    "Reader",
    "Sentence",
    "Source",
    "find_files",
    "hash_file",
]
