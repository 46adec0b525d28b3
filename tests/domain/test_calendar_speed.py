"""What 100,000 questions may cost: a ratio to the bare searches they need; no seconds are asserted."""

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
TRIES = 3


def test_open_time_costs_at_most_three_times_the_bare_searches_it_needs() -> None:
    """The machine may be disturbed while it is measured: once within the budget shows that it can be kept."""
    command = [sys.executable, str(BENCHMARKS / "bench.py"), "calendar"]
    assert any(subprocess.run(command, capture_output=True, check=False).returncode == 0 for _try in range(TRIES))
