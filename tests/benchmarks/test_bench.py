"""The benchmark program runs, on a desk too small to say anything about speed, and tells every row."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "benchmarks" / "bench.py"
KEPT, BROKEN = 0, 3

Row = dict[str, str | float | bool]


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    """One run without valgrind, which takes its time, over a desk of few."""
    areas = ("import", "size", "sweep", "report", "search", "page", "eight", "start")
    command = [sys.executable, str(BENCH), *areas, "-n", "130", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PATH": ""})
    assert done.returncode in {KEPT, BROKEN}, done.stderr
    return {row["name"]: row for row in json.loads(done.stdout)}


def test_every_row_is_told_with_its_floor_and_its_budget(rows: dict[str, Row]) -> None:
    names = {name.split(":")[0].split(",")[0].split(".")[0] for name in rows}
    assert names == {"import", "size", "sweep", "report daily", "search", "page", "eight", "start"}
    assert all(set(row) == {"name", "ours", "floor", "budget", "note", "ratio", "holds"} for row in rows.values())


def test_no_act_of_eight_at_once_is_lost_or_refused(rows: dict[str, Row]) -> None:
    assert (rows["eight: lost"]["ours"], rows["eight: locked"]["ours"]) == (0, 0)


def test_without_valgrind_starts_are_told_by_the_clock_and_say_so(rows: dict[str, Row]) -> None:
    assert rows["start: list, s"]["note"] == "by the clock: valgrind is not installed"
