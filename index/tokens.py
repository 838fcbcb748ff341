"""Tokenizers of the packaged networks, which take every text for plain words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def plain_tokenizer(file: Path) -> Tokenizer:
    """The tokenizer of a ``tokenizer.json``, which neither cuts nor fills up."""
    from tokenizers import Tokenizer

    tokenizer: Tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    # An article that says "[SEP]" says just that.
    tokenizer.encode_special_tokens = True
    return tokenizer


def ends_of(tokenizer: Tokenizer) -> tuple[int, int]:
    """The ids of ``[CLS]`` and ``[SEP]``, which stand around what a network reads."""
    vocabulary = tokenizer.get_vocab()
    return vocabulary["[CLS]"], vocabulary["[SEP]"]
