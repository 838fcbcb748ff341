"""The process that parses: limited in memory, and ended by its parent when it is slow.

It reads one JSON object a line, ``{"path": ..., "seconds": ...}``, and answers each with one
line, ``{"articles": [...]}`` or ``{"error": "..."}``. What libraries print goes nowhere.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.datatypes import Article, Paragraph, Sentence, Source
from corpus.errors import ReadError
from corpus.limits import Limits
from corpus.parse import parse

OUT_OF_MEMORY = "memory"


def article_from_plain(plain: dict[str, Any]) -> Article:
    """The article that ``asdict`` took apart."""
    paragraphs = tuple(
        Paragraph(**{**p, "sentences": tuple(Sentence(**s) for s in p["sentences"])})
        for p in plain["paragraphs"]
    )
    sources = tuple(Source(**source) for source in plain["sources"])
    return Article(**{**plain, "paragraphs": paragraphs, "sources": sources})


def answer_to(line: str, limits: Limits) -> str:
    """One line for one request."""
    path = Path(json.loads(line)["path"])
    try:
        return json.dumps({"articles": [asdict(article) for article in parse(path, limits)]})
    except ReadError as error:
        return json.dumps({"error": str(error)})
    except MemoryError:
        return json.dumps({"error": OUT_OF_MEMORY})
    except Exception as error:  # a library's surprise on one bad file must not end the others
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return json.dumps(
            {"error": f"{path} can't be read ({reason}); save it anew, or leave it out."}
        )


def main() -> None:
    """Serve requests until standard input ends; the limits come as the last argument."""
    limits = Limits(**json.loads(sys.argv[-1]))
    _limit_memory(limits.memory_bytes)
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    for line in sys.stdin:
        _end_after(json.loads(line)["seconds"])
        replies.write(answer_to(line, limits) + "\n")
        replies.flush()
        _end_after(0)


def _limit_memory(amount: int) -> None:
    try:
        import resource
    except ImportError:
        return  # Windows: see Limits.memory_bytes
    try:
        resource.setrlimit(resource.RLIMIT_AS, (amount, amount))
    except (ValueError, OSError):
        return  # a system that refuses it; the time limit still holds


def _end_after(seconds: float) -> None:
    """End the process later than its parent would: for a parent that is no longer there."""
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.setitimer(signal.ITIMER_REAL, 2 * seconds)
