"""The side of the question that learns is the one that the program runs."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from eval.fitting.queryside import RANK, Lesson, Questioner, learn
from index.encode import Encoder
from index.packaged import packaged_tokenizer
from index.tokens import ends_of
from rag.sought import QuestionEncoder

QUESTION = "who is in charge of the boats"
SENTENCES = ["Tomas Reyes has run the ferry since March.", "The ferry is old.", "It rained."]


def ids_of(text: str) -> list[int]:
    start, end = ends_of(packaged_tokenizer())
    return [start, *Encoder().token_ids(text), end]


def test_before_it_learns_it_is_the_packaged_encoder() -> None:
    reader = Questioner(RANK)
    reader.eval()
    with torch.inference_mode():
        vectors = reader([ids_of(QUESTION), ids_of("Why?")]).numpy()
    assert vectors == pytest.approx(Encoder().encode([QUESTION, "Why?"]), abs=1e-4)


def test_it_learns_and_the_program_runs_what_it_learned(tmp_path: Path) -> None:
    encoder = Encoder()
    sentences = encoder.encode(SENTENCES)
    lesson = Lesson("ferry", ids_of(QUESTION), torch.tensor(sentences), [0])
    reader = learn([lesson] * 384, random.Random(0))
    np.savez(tmp_path / "learned.npz", allow_pickle=False, **reader.learned())
    vector = QuestionEncoder(tmp_path / "learned.npz").vector(QUESTION)
    reader.eval()
    with torch.inference_mode():
        trained = reader([ids_of(QUESTION)])[0].numpy()
    assert vector == pytest.approx(trained, abs=5e-3)
    before, after = (sentences @ v for v in (encoder.encode([QUESTION])[0], vector))
    assert after[0] - after[1:].max() > before[0] - before[1:].max() + 0.1
