"""How likely it is that the articles answer the question.

A logistic model on the best sentence's late interaction and pooled cosine; coefficients
in ``data/answerable.json``, fitted by ``python -m eval.fit_answerable``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from rag.select import Scored

SIGNALS = ("late", "pooled")


@lru_cache(maxsize=1)
def coefficients() -> dict[str, float]:
    """The fitted model: ``bias``, ``late`` and ``pooled``."""
    data = json.loads((files("rag") / "data" / "answerable.json").read_text(encoding="utf-8"))
    return {name: float(data["coefficients"][name]) for name in ("bias", *SIGNALS)}


def signals(ranked: Sequence[Scored]) -> dict[str, float]:
    """What the model looks at: the best late interaction and pooled cosine of any sentence."""
    return {
        "late": max((s.late for s in ranked), default=0.0),
        "pooled": max((s.pooled for s in ranked), default=0.0),
    }


def confidence_of(ranked: Sequence[Scored]) -> float:
    """Probability in 0..1 that the articles answer; 0 where nothing was found."""
    if not ranked:
        return 0.0
    model = coefficients()
    found = signals(ranked)
    total = model["bias"] + sum(model[name] * value for name, value in found.items())
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, total))))
