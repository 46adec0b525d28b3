"""A silent import against `executemany` of the very same rows into the same schema, in the same batches (BUDGETS)."""

import os
import pickle
import resource
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import BinaryIO
from unittest.mock import patch

from measure import Measured
from samples import write_past

from cxdesk.desk import Desk, NewDesk, make
from cxdesk.desk.importing import WRITE_BACK, Importing, TakenOver, Takeover
from cxdesk.desk.past import PastComplaint
from cxdesk.imports.load import Reading, load, plan
from cxdesk.store import checkpoint, sqlite
from cxdesk.store.bulk import Prepared

BUDGET = 3.0
LOCK_BUDGET = 0.1
MEMORY_BUDGET = 150.0
ROUNDS = 3
_NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def rows(count: int, file: Path | None = None) -> list[Measured]:
    """The rows of the import: time, the longest lock in seconds, peak memory in MiB. *file* is a real CSV to take."""
    with tempfile.TemporaryDirectory() as folder:
        return _measured(Path(folder), count, file)


def _measured(folder: Path, count: int, file: Path | None) -> list[Measured]:
    source = file or folder / "past.csv"
    if file is None:
        write_past(source, count)
    # Once for the batches: keeping a copy of each costs time that is not ours.
    with (folder / "batches").open("wb") as kept, _copied(kept):
        _ours(folder / "copied", source)
    rounds = [
        (_ours(folder / f"ours-{turn}", source), _floor(folder / f"floor-{turn}", folder / "batches"))
        for turn in range(ROUNDS)
    ]
    (ours, added, locks), floor = min(taken for taken, _ in rounds), min(bare for _, bare in rounds)
    locks.sort()
    note = f"{added} complaints, {added / ours:.0f}/s, {len(locks)} batches, {sum(locks):.1f} s of it under the lock"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spread = f"median {locks[len(locks) // 2]:.3f}, 95% {locks[len(locks) * 95 // 100]:.3f}, longest {locks[-1]:.3f} s"
    return [
        Measured("import", ours, floor, BUDGET, note),
        Measured("import.lock", locks[len(locks) * 95 // 100], LOCK_BUDGET, 1.0, spread),
        Measured("import.memory", peak, MEMORY_BUDGET, 1.0, "MiB, both runs"),
    ]


def _ours(folder: Path, source: Path) -> tuple[float, int, list[float]]:
    """Seconds, complaints added, seconds of each lock."""
    locks: list[float] = []
    make(folder, NewDesk(login="ann", timezone="Asia/Shanghai"), now=lambda: _NOW, randomness=os.urandom)
    with (
        _timed(locks),
        Desk.open(folder, agent="ann", now=lambda: _NOW, randomness=os.urandom) as desk,
    ):
        began = perf_counter()
        loaded = load(desk, plan(source, Reading()))
        seconds = perf_counter() - began
    return seconds, loaded.added, locks


@contextmanager
def _timed(locks: list[float]) -> Iterator[None]:
    """Note how long each batch held the lock."""
    usual = Importing.take_over

    def take_over(self: Importing, import_: Takeover, past: Sequence[PastComplaint], line: int) -> TakenOver:
        taken = usual(self, import_, past, line)
        locks.append(taken.locked_seconds)
        return taken

    with patch.object(Importing, "take_over", take_over):
        yield


@contextmanager
def _copied(kept: BinaryIO) -> Iterator[None]:
    """Keep a copy of every batch that is written."""
    usual, usual_write = Importing.take_over, Prepared.write
    written: list[Prepared] = []

    def write(self: Prepared, connection: sqlite3.Connection) -> None:
        written.append(self)
        usual_write(self, connection)

    def take_over(self: Importing, import_: Takeover, past: Sequence[PastComplaint], line: int) -> TakenOver:
        taken = usual(self, import_, past, line)
        # Outside the lock, whose length decides about the size of the next batch.
        for one in written:
            pickle.dump(one.inserts, kept)
        written.clear()
        return taken

    with patch.object(Prepared, "write", write), patch.object(Importing, "take_over", take_over):
        yield


def _floor(folder: Path, batches: Path) -> float:
    """Seconds of `executemany` alone: same schema, same pragmas, same checkpoints, same transactions."""
    make(folder, NewDesk(login="ann", timezone="Asia/Shanghai"), now=lambda: _NOW, randomness=os.urandom)
    path = folder / "cxdesk.db"
    connection = sqlite.connect(path)
    checkpoint.settle(connection)
    seconds, not_written_back = 0.0, 0
    with batches.open("rb") as kept:
        while True:
            try:
                inserts = pickle.load(kept)  # noqa: S301 (our own file of a moment ago)
            except EOFError:
                break
            began = perf_counter()
            with sqlite.writing(connection):
                for statement, values in inserts:
                    connection.executemany(statement, values)
            not_written_back += sum(len(values) for statement, values in inserts if " complaints " in statement)
            if not_written_back >= WRITE_BACK:
                checkpoint.write_back(connection, path)
                not_written_back = 0
            seconds += perf_counter() - began
    connection.close()
    return seconds
