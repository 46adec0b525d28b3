"""One `log` with its acknowledgement queued, durable, against one durable commit of the very same rows (BUDGETS)."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest.mock import patch

from make_desk import make_desk
from measure import Measured

from cxdesk.desk import Desk, NewComplaint, NewDesk, Received, make
from cxdesk.store import checkpoint, sqlite

BUDGET = 4.0
SIZE_BUDGET = 1.5
LOGS = 400
WARM = 30
SMALL = 1_000
_NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

Insert = tuple[str, list[Any]]


class Recording(sqlite3.Connection):
    """A connection that keeps what is inserted, one list for each transaction."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.commits: list[list[Insert]] = []

    def execute(self, statement: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """As the usual one."""
        if statement.startswith("BEGIN IMMEDIATE"):
            self.commits.append([])
        elif statement.lstrip().startswith("INSERT"):
            self.commits[-1].append((statement, [parameters]))
        return super().execute(statement, parameters)

    def executemany(self, statement: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """As the usual one."""
        found = list(parameters)
        self.commits[-1].append((statement, found))
        return super().executemany(statement, found)


def rows(count: int, _file: Path | None = None) -> list[Measured]:
    """The time of one log, and its 95th percentile on a desk of *count* complaints against one of 1,000."""
    with tempfile.TemporaryDirectory() as folder:
        return [_against_its_rows(Path(folder)), _by_size(Path(folder), count)]


def _against_its_rows(folder: Path) -> Measured:
    _made(folder / "recorded")
    with patch("sqlite3.connect", partial(sqlite3.connect, factory=Recording)), _opened(folder / "recorded") as desk:
        for number in range(LOGS):
            _log(desk, number)
        kept = desk._connection
        assert isinstance(kept, Recording)
        commits = kept.commits[-LOGS:]
    _made(folder / "floor")
    floor = sqlite.connect(folder / "floor" / "cxdesk.db")
    checkpoint.settle(floor)

    def commit(number: int) -> None:
        with sqlite.writing(floor):
            for statement, values in commits[number]:
                floor.executemany(statement, values)

    with _opened(folder / "ours") as desk:
        ours, bare = _in_turns(partial(_log, desk), commit)
    floor.close()
    inserted = sum(len(values) for _statement, values in commits[-1])
    return Measured("log", _share(ours, 0.5), _share(bare, 0.5), BUDGET, f"median of {LOGS}, {inserted} rows each")


def _by_size(folder: Path, count: int) -> Measured:
    for name, size in (("large", count), ("small", SMALL)):
        make_desk(folder / name, size)
    with _opened(folder / "large") as large, _opened(folder / "small") as small:
        many, few = _in_turns(partial(_log, large), partial(_log, small))
    return Measured("log.p95", _share(many, 0.95), _share(few, 0.95), SIZE_BUDGET, f"{count} complaints to {SMALL}")


def _in_turns(one: Callable[[int], object], other: Callable[[int], object]) -> tuple[list[float], list[float]]:
    """Seconds of each, done in turns so that the machine's noise falls on both."""
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(LOGS):
        for act, seconds in zip((one, other), found, strict=True):
            began = perf_counter()
            act(number)
            seconds.append(perf_counter() - began)
    return sorted(found[0][WARM:]), sorted(found[1][WARM:])


def _share(seconds: list[float], share: float) -> float:
    return seconds[int(len(seconds) * share)]


def _made(folder: Path) -> None:
    make(folder, NewDesk(login="ann", rehearsal=True), now=lambda: _NOW, randomness=os.urandom)


def _opened(folder: Path) -> Desk:
    if not folder.exists():
        _made(folder)
    return Desk.open(folder, agent="ann", now=lambda: _NOW, randomness=os.urandom)


def _log(desk: Desk, number: int) -> None:
    who = Received(name="Sample Customer", email=f"log{number}@customer.example")
    text = "The parcel came a week late and the box was open. 快递迟到了一周，包装也破了，申请退款。"
    desk.log(NewComplaint(channel="phone", subject="Late parcel", text=text, customer=who))
