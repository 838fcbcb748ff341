"""The command line as a user types it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import BRIDGE, HARBOUR

from rag.terminal import safe

ROOT = Path(__file__).parents[1]


def run(*arguments: str | Path, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of one run of the program."""
    done = subprocess.run(
        [sys.executable, "-c", "from rag.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **(env or {})},
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index made by the program, which takes seconds to start: once for all tests."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "articles").mkdir()
    for name, text in (("harbour.md", HARBOUR), ("bridge.md", BRIDGE)):
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    code, out, _ = run("index", "add", folder / "articles", "--index", folder / "made")
    assert code == 0
    assert "2 added" in out
    return folder / "made"


@pytest.fixture
def made(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "made"))


def test_add_ask_list_remove_verify(made: Path) -> None:
    code, out, _ = run("ask", "How many rivets did the engineers replace?", "--index", made)
    assert code == 0
    answer, _, sources = out.partition("Sources")
    assert "312 rivets" in answer
    assert "[1]" in answer
    assert "The old bridge reopens · The Example Courier · 2024-06-20 · paragraph 2" in sources
    assert "» Engineers replaced 312 rivets" in sources

    assert "bridge" in run("index", "list", "--index", made)[1]
    assert run("index", "remove", "bridge", "--index", made)[0] == 0
    assert "bridge" not in run("index", "list", "--index", made)[1]
    code, out, _ = run("index", "verify", "--index", made)
    assert (code, "Sound" in out) == (0, True)


def test_json_is_the_whole_answer(made: Path) -> None:
    code, out, _ = run("ask", "Who speaks for the crews?", "--json", "--index", made)
    assert code == 0
    assert "Tomas Reyes" in json.loads(out)["citations"][0]["quote"]


def test_the_first_question_indexes_the_shipped_briefs_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = {"XDG_DATA_HOME": str(tmp_path)}
    monkeypatch.delenv("POLICY_DEBATE_INDEX")
    code, out, err = run("ask", "How many inmates can CECOT hold?", env=env)
    assert code == 0
    assert "40,000" in out
    assert "shipped briefs" in err
    code, out, err = run("ask", "How many inmates can CECOT hold?", env=env)
    assert "40,000" in out
    assert "shipped briefs" not in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ask", "", "--index", "{made}"), "empty"),
        (("ask", "x" * 100_000, "--index", "{made}"), "max_question_chars"),
        (("ask", "Who?", "--index", "nowhere"), "no index at nowhere"),
        (("index", "list", "--index", "nowhere"), "no index at nowhere"),
        (("index", "remove", "nothing", "--index", "{made}"), "no article 'nothing'"),
        (
            ("index", "add", "no-such-file.txt", "--index", "{made}"),
            "no-such-file.txt does not exist",
        ),
    ],
)
def test_bad_input_is_one_sentence_and_exit_1(
    made: Path, arguments: tuple[str, ...], said: str
) -> None:
    code, _, err = run(*(a.replace("{made}", str(made)) for a in arguments))
    assert code == 1
    assert said in " ".join(err.split())
    assert len(err.strip().splitlines()) <= 4


def test_one_bad_file_is_reported_and_the_rest_is_added(tmp_path: Path, articles: Path) -> None:
    made = tmp_path / "made"
    assert run("index", "add", articles, "--index", made)[0] == 0
    (articles / "bad.pdf").write_bytes(b"%PDF-1.4 nothing here")
    (articles / "good.txt").write_text("A ferry will link the islands from May.", encoding="utf-8")
    code, out, err = run("index", "add", articles, "--index", made)
    assert code == 1
    assert "1 added, 2 unchanged, 1 failed" in out
    assert "bad.pdf" in err


def test_a_damaged_index_is_reported_and_repaired(made: Path) -> None:
    (made / "vectors.faiss").write_bytes(b"junk")
    code, _, err = run("index", "verify", "--index", made)
    assert code == 1
    assert "FAISS" in err
    code, out, _ = run("index", "verify", "--repair", "--index", made)
    assert (code, "Repaired" in out) == (0, True)


def test_several_questions_are_answered_one_under_the_other(made: Path) -> None:
    code, out, _ = run(
        "ask", "How much will the dredging cost, and who won the chess final?", "--index", made
    )
    assert code == 0
    words = " ".join(out.split())
    places = [
        words.index(one)
        for one in (
            "How much will the dredging cost?", "$41 million",
            "Who won the chess final? The articles do not answer", "Sources",
            "Closest passages, which do not answer",
        )
    ]  # fmt: skip
    assert places == sorted(places)


def test_an_article_cannot_command_the_terminal(tmp_path: Path) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    (folder / "note.txt").write_text(
        "The ferry \x1b]0;owned\x1b costs 12 euros\x1b[2J per [bold red]crossing[/] \u202eback.",
        encoding="utf-8",
    )
    path = tmp_path / "index"
    run("index", "add", folder, "--index", path)
    _, out, _ = run("ask", "How much does the ferry cost?", "--index", path)
    assert "12 euros" in out
    assert "[bold red]" in out
    assert not {"\x1b", "\u202e"} & set(out)


def test_safe_keeps_words_and_line_breaks() -> None:
    assert safe("naïve “text”\n\tend") == "naïve “text”\n\tend"
