"""Desks to measure on: made once a run, thrown away with it; what writes gets a copy."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from sqlite3 import Connection
from typing import Any, TypeVar

from lives import NOW
from make_desk import make_desk

from cxdesk.desk import Desk

_made = tempfile.TemporaryDirectory()
Opened = TypeVar("Opened", bound=Desk)


@cache
def desk_of(count: int) -> Path:
    """The folder of a desk of *count* complaints, which stays as it is."""
    folder = Path(_made.name) / f"desk-{count}"
    make_desk(folder, count)
    return folder


@contextmanager
def copy_of(count: int) -> Iterator[Path]:
    """The same, to be written to."""
    with tempfile.TemporaryDirectory(dir=_made.name) as name:
        folder = Path(name) / "desk"
        shutil.copytree(desk_of(count), folder)
        os.sync()  # or the first commits of whoever measures wait for the copy
        yield folder


def opened(folder: Path, kind: type[Opened], at: datetime = NOW) -> Opened:
    """Its manager at work at *at*."""
    return kind.open(folder, agent="ann", now=lambda: at, randomness=os.urandom, clock_replaced=True)


Asked = tuple[str, str, tuple[Any, ...]]
"""`execute` or `executemany`, and what it was given."""


class Overheard:
    """A connection that keeps what it was asked, to be asked again without us."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.asked: list[Asked] = []

    def execute(self, query: str, *values: Any) -> Any:
        """As the connection does."""
        self.asked.append(("execute", query, values))
        return self._connection.execute(query, *values)

    def executemany(self, query: str, rows: Any) -> Any:
        """As the connection does."""
        kept = list(rows)
        self.asked.append(("executemany", query, (kept,)))
        return self._connection.executemany(query, kept)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)
