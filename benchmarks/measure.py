"""What all benchmarks share: a measured row, how one is told, and the fastest of several rounds."""

from collections.abc import Callable
from time import perf_counter, process_time
from typing import NamedTuple


class Measured(NamedTuple):
    """One row: *ours* against *floor* in the same unit, and how many times the floor the budget allows."""

    name: str
    ours: float
    floor: float
    budget: float
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many floors ours takes."""
        return self.ours / self.floor

    @property
    def holds(self) -> bool:
        """Whether the budget is kept."""
        return self.ratio <= self.budget

    def line(self) -> str:
        """`name ours floor ratio budget`, and the note."""
        row = f"{self.name} {self.ours:.4g} {self.floor:.4g} {self.ratio:.2f} {self.budget:.2f}"
        return f"{row}  # {self.note}" if self.note else row


def fastest(work: Callable[[], object], rounds: int = 7) -> float:
    """Seconds of the fastest round: what disturbs a round is not ours."""
    return min(_seconds(work) for _round in range(rounds))


def fastest_pair(
    ours: Callable[[], object], floor: Callable[[], object], rounds: int = 7, *, computes: bool = False
) -> tuple[float, float]:
    """The same of two, turn by turn, so that a slow minute of the machine meets both.

    What only *computes* is measured in the seconds its process was at work: others on the machine add nothing.
    """
    clock = process_time if computes else perf_counter
    pairs = [(_seconds(ours, clock), _seconds(floor, clock)) for _round in range(rounds)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def _seconds(work: Callable[[], object], clock: Callable[[], float] = perf_counter) -> float:
    started = clock()
    work()
    return clock() - started
