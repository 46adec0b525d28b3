"""A sender that dies at any statement of its loop loses nothing, and doubles only what it held in its hand (§8)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks")
@pytest.mark.parametrize("letters", [1, pytest.param(3, marks=pytest.mark.endurance)])
def test_a_sender_killed_at_every_statement_loses_no_letter(tmp_path: Path, letters: int) -> None:
    """TRAPS 43: only between the acceptance and its record does a letter go twice, under the same Message-ID."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.mail.killing", str(tmp_path), str(letters)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    deaths = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(deaths) > 100, "the loop of the sender has that many statements"
    for deadly, death in enumerate(deaths, 1):
        assert len(death["taken"]) == letters, deadly
        assert death["whole"], deadly
        assert death["states"] == ["accepted"] * letters, deadly
        assert death["given"] == ["given"] * letters, deadly
        assert death["told"] == [1] * letters, deadly
        assert death["verified"], deadly
        unrecorded = death["taken_before"] - death["recorded_before"]
        assert unrecorded in (0, 1), deadly
        assert sum(death["taken"].values()) == letters + unrecorded, deadly
    doubled = [sum(death["taken"].values()) > letters for death in deaths]
    assert any(doubled), "the window between acceptance and record was met"
    assert not doubled[-1]
