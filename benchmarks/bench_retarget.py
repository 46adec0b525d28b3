"""Holding every open complaint to other standards: a minute for 100,000 of them, and how long others wait at most.

The floor is what BUDGETS allows for as many as the desk has open: there is no bare SQL that would do the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection
from time import perf_counter

from desks import copy_of, opened
from measure import Measured

from cxdesk.desk import Desk

OPEN = 100_000
SECONDS_ALLOWED = 60.0
LOCK_ALLOWED = 0.1
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class TimedDesk(Desk):
    """A desk that knows for how long it held the write lock at most."""

    longest = 0.0

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """As every desk, with a watch."""
        with super()._writing() as connection:
            started = perf_counter()
            yield connection
            self.longest = max(self.longest, perf_counter() - started)


def rows(count: int, _file: Path | None = None) -> list[Measured]:
    """Seconds for a policy with another calendar and another target, over the open complaints of a desk of *count*."""
    with copy_of(count) as folder:
        settings = folder / "desk.toml"
        text = settings.read_text(encoding="utf-8").replace("closed = []", 'closed = ["2026-11-24"]', 1)
        changed = '\n[policy.standard.clock.resolve]\ntarget = "25d"\n'
        settings.write_text(text + changed, encoding="utf-8")
        with opened(folder, TimedDesk, NOW) as desk:
            started = perf_counter()
            previewed = sum(1 for _shift in desk.preview_policy())
            preview_seconds = perf_counter() - started
            desk.longest = 0.0
            started = perf_counter()
            applied = desk.apply_policy()
            seconds = perf_counter() - started
            longest = desk.longest
    allowed = SECONDS_ALLOWED * applied.retargeted / OPEN
    note = f"{applied.retargeted} open of {count}, {previewed} dates move"
    return [
        Measured("policy preview, s", preview_seconds, allowed, 1.0, note),
        Measured("policy apply, s", seconds, allowed, 1.0, note),
        Measured("policy apply: longest lock, s", longest, LOCK_ALLOWED, 1.0, note),
    ]
