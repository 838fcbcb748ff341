"""The README stays true: its answer is the program's, and its commands are all of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from rag.cli import app

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_answer_shown_is_the_answer_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    block = re.search(r'```console\n\$ policy-debate ask "([^"]+)"\n(.*?)```', README, re.DOTALL)
    assert block
    monkeypatch.delenv("POLICY_DEBATE_INDEX")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "92")
    app(["ask", block[1]], standalone_mode=False)
    printed = [line.rstrip() for line in capsys.readouterr().out.strip().splitlines()]
    assert printed == block[2].strip().splitlines()


def test_every_command_is_in_the_readme() -> None:
    def names(group: typer.main.TyperGroup, before: str) -> list[str]:
        found = []
        for name, command in group.commands.items():
            if isinstance(command, typer.main.TyperGroup):
                found += names(command, f"{before} {name}")
            else:
                found.append(f"{before} {name}")
        return found

    commands = [*names(typer.main.get_command(app), "policy-debate"), "policy-debate eval"]  # type: ignore[arg-type]
    assert len(commands) >= 6
    missing = [command for command in commands if command not in README]
    assert missing == []
