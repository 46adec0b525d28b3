"""The snapshots that were ever in force, by hash."""

import sqlite3
from collections.abc import Iterator, Mapping

from cxdesk.domain.snapshot import Snapshot
from cxdesk.store import snapshots


class Shelf(Mapping[str, Snapshot]):
    """Snapshots by hash, read when first asked for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._read: dict[str, Snapshot] = {}

    def __getitem__(self, name: str) -> Snapshot:
        if name not in self._read:
            self._read[name] = Snapshot.from_json(snapshots.body(self._connection, name))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(snapshots.names(self._connection))

    def __len__(self) -> int:
        return len(snapshots.names(self._connection))
