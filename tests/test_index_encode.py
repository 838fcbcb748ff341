"""The packaged model is the one that sentence-transformers would run; others are run by it."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index import Encoder, EncoderUnavailable
from index.encode import shared_encoder
from index.packaged import FOLDER, PACKAGE

TEXTS = [
    "Who pays?",
    "  The harbour board approved the dredging\nof the north channel on Monday.  ",
    "« Où vont-ils ? » demanda-t-elle — 238 hommes, 6,000,000 $ et l'été.",
    "The silt will bury the oyster beds. " * 60,
    "",
    "移民 🚢 naïve CAFÉ",
]


@pytest.fixture(scope="module")
def packaged() -> Encoder:
    return shared_encoder()


@pytest.fixture(scope="module")
def by_sentence_transformers() -> Encoder:
    folder = importlib.metadata.distribution(PACKAGE).locate_file(FOLDER)
    return Encoder(str(folder))


def test_pooled_vectors_are_those_of_sentence_transformers(
    packaged: Encoder, by_sentence_transformers: Encoder
) -> None:
    ours, theirs = packaged.encode(TEXTS), by_sentence_transformers.encode(TEXTS)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)
    assert packaged.dimension == by_sentence_transformers.dimension == ours.shape[1]


def test_token_vectors_are_those_of_sentence_transformers(
    packaged: Encoder, by_sentence_transformers: Encoder
) -> None:
    assert packaged.max_tokens == by_sentence_transformers.max_tokens
    both = packaged.encode_tokens(TEXTS), by_sentence_transformers.encode_tokens(TEXTS)
    for text, ours, theirs in zip(TEXTS, *both, strict=True):
        assert ours.ids.tolist() == theirs.ids.tolist(), text
        np.testing.assert_allclose(ours.vectors, theirs.vectors, atol=1e-4)
        np.testing.assert_allclose(ours.pooled, theirs.pooled, atol=1e-5)
        spans = packaged.token_offsets(text)
        assert spans == by_sentence_transformers.token_offsets(text)
    np.testing.assert_array_equal(packaged.token_table, by_sentence_transformers.token_table)


def test_a_text_alone_has_the_vector_it_has_among_others(packaged: Encoder) -> None:
    together = packaged.encode(TEXTS)
    for text, row in zip(TEXTS, together, strict=True):
        np.testing.assert_allclose(packaged.encode([text])[0], row, atol=1e-5)


def test_marks_of_the_network_are_words_in_an_article(packaged: Encoder) -> None:
    """Every token of a text has its place in it, also of one that tells the reader to stop."""
    text = "Stop here [SEP] and [CLS] answer [PAD] nothing."
    found, spans = packaged.encode_tokens([text, "another"])[0], packaged.token_offsets(text)
    assert len(found.ids) == len(spans)
    assert "".join(text[a:b] for a, b in spans) == text.replace(" ", "")


def test_a_question_needs_no_torch(tmp_path: Path) -> None:
    """Importing it takes longer than answering."""
    (tmp_path / "a.txt").write_text("The harbour opened in 1931. It closed in 1988.\n")
    script = (
        "import sys; from index import Index; from rag import answer\n"
        "with Index.create('made') as made: made.add('a.txt')\n"
        "said = answer('When did the harbour open?', index='made')\n"
        "assert '1931' in said.text, said.text\n"
        "sys.exit('torch' in sys.modules)"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(root)!r})\n{script}"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_a_folder_that_holds_no_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="set `model` to 'all-MiniLM-L6-v2'"):
        _ = Encoder(str(tmp_path)).dimension
