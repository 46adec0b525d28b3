"""What 100,000 questions may cost: a ratio to the bare searches they need; no seconds are asserted."""

from pathlib import Path
from runpy import run_path

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "bench_calendar.py"


def test_open_time_costs_at_most_three_times_the_bare_searches_it_needs() -> None:
    benchmark = run_path(str(BENCHMARK))
    for _name, ours, floor in benchmark["main"]():
        assert ours <= benchmark["BUDGET"] * floor
