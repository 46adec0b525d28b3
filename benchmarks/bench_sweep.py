"""A sweep with many due against its own updates and inserts in plain SQL, a transaction each; and one with none due."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from time import perf_counter

from desks import Asked, Overheard, copy_of, opened
from lives import NOW
from measure import Measured, fastest

from cxdesk.desk import Desk
from cxdesk.store import checkpoint, sqlite
from cxdesk.store.moments import NEVER, from_us

DUE = 1_000
BUDGET = 3.0
IDLE_ALLOWED = 0.005
GROWTH_ALLOWED = 1.5
ROUNDS = 3
IDLE_ROUNDS = 50
SMALLER = 10
"""How many times smaller the desk is that shows whether an idle pass depends on the size."""
_FEWEST = 150
_WHEN_DUE = "SELECT next_step FROM complaints WHERE next_step < ? ORDER BY next_step LIMIT 1 OFFSET ?"


def rows(count: int, _file: Path | None = None) -> list[Measured]:
    """Seconds: a pass that has 1,000 to do (or the half of what waits), and a pass that has nothing to do."""
    written, did = _overheard(count)
    pairs = [(_swept(count), _bare(count, written)) for _round in range(ROUNDS)]
    idle, idle_small = _idle(count), _idle(max(count // SMALLER, _FEWEST))
    return [
        Measured("sweep, s", min(ours for ours, _ in pairs), min(floor for _, floor in pairs), BUDGET, did),
        Measured("sweep: nothing due, s", idle, IDLE_ALLOWED, 1.0),
        Measured("sweep: nothing due, by size", idle, idle_small, GROWTH_ALLOWED, f"a desk {SMALLER} times smaller"),
    ]


def _then(connection: Connection) -> datetime:
    """When so many are due at once."""
    (waiting,) = connection.execute("SELECT count(*) FROM complaints WHERE next_step < ?", (NEVER,)).fetchone()
    (moment,) = connection.execute(_WHEN_DUE, (NEVER, min(DUE, waiting // 2) - 1)).fetchone()
    return from_us(moment)


def _ready(folder: Path) -> Desk:
    with opened(folder, Desk) as desk:
        then = _then(desk._connection)
    return opened(folder, Desk, then)


def _overheard(count: int) -> tuple[list[Asked], str]:
    """All that a pass writes, and what it did."""
    with copy_of(count) as folder, _ready(folder) as desk:
        heard = Overheard(desk._connection)
        desk._connection = heard  # type: ignore[assignment]  # it passes all on
        swept = desk.sweep()
    return [one for one in heard.asked if _writes(one[1])], f"{len(swept.refs)} acts: {dict(swept.did)}"


def _writes(query: str) -> bool:
    return query.split(None, 1)[0] in {"INSERT", "UPDATE", "DELETE"} or query in {"BEGIN IMMEDIATE", "ROLLBACK"}


def _swept(count: int) -> float:
    with copy_of(count) as folder, _ready(folder) as desk:
        started = perf_counter()
        desk.sweep()
        return perf_counter() - started


def _bare(count: int, written: list[Asked]) -> float:
    """The same statements with the same pragmas and checkpoints."""
    with copy_of(count) as folder, closing(sqlite.connect(folder / "cxdesk.db")) as connection:
        checkpoint.settle(connection)
        commits = 0
        started = perf_counter()
        for how, query, values in written:
            if query == "BEGIN IMMEDIATE" and connection.in_transaction:
                connection.execute("COMMIT")
                commits += 1
                if commits % checkpoint.COMMITS == 0:
                    checkpoint.write_back(connection, folder / "cxdesk.db")
            getattr(connection, how)(query, *values)
        connection.execute("COMMIT")
        return perf_counter() - started


def _idle(count: int) -> float:
    with copy_of(count) as folder, opened(folder, Desk, NOW) as desk:
        desk.sweep()
        return fastest(desk.sweep, IDLE_ROUNDS)
