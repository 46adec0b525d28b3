"""The snapshots that were ever in force, by hash."""

import sqlite3
from collections.abc import Iterator, Mapping
from functools import lru_cache

from cxdesk.domain.snapshot import Snapshot
from cxdesk.store import snapshots

KEPT = 64
"""Snapshots kept for all desks of a process, with their calendars compiled: what is in force, and what was lately."""


class Shelf(Mapping[str, Snapshot]):
    """Snapshots by hash, read when first asked for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._read: dict[str, Snapshot] = {}

    def __getitem__(self, name: str) -> Snapshot:
        if name not in self._read:
            self._read[name] = _parsed(snapshots.body(self._connection, name))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(snapshots.names(self._connection))

    def __len__(self) -> int:
        return len(snapshots.names(self._connection))


@lru_cache(maxsize=KEPT)
def _parsed(body: str) -> Snapshot:
    """Equal words are one snapshot: another desk of this process compiles no calendar again."""
    return Snapshot.from_json(body)
