"""What all benchmarks share: a measured row, and how one is told."""

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
