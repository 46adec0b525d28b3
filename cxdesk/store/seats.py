"""Seats at a desk: each window that keeps drafts holds a numbered one, by a lock that ends with its process."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from cxdesk.store.locks import lock

MOST = 64
"""More windows than that are not open at one desk: where no seat is to be had, files cannot be locked here."""

NOWHERE = 0
"""The seat of all windows where files cannot be locked: they share their drafts."""


class Seat(NamedTuple):
    """A seat that is held until it is left, or its process ends; *file* is the descriptor that holds it."""

    number: int
    file: int | None = None

    def leave(self) -> None:
        """Let another window have it; what was kept at it stays."""
        if self.file is not None:
            os.close(self.file)


def take(database: Path) -> Seat:
    """The first seat at the desk of *database* that no window which runs holds."""
    for number in range(1, MOST + 1):
        file = _held(database, number)
        if file is not None:
            return Seat(number, file)
    return Seat(NOWHERE)


@contextmanager
def free(database: Path, number: int, own: int) -> Iterator[bool]:
    """Whether no window which runs holds that seat, asked from seat *own*; if so, none takes it within this.

    Where files cannot be locked nobody knows, and every seat is as good as free; whoever can lock them does not know
    whether a window that cannot still runs.
    """
    if NOWHERE in {own, number}:
        yield own == NOWHERE
        return
    file = _held(database, number)
    try:
        yield file is not None
    finally:
        if file is not None:
            os.close(file)


def _held(database: Path, number: int) -> int | None:
    """The descriptor that holds the seat from now on; None where another one does, or nobody can."""
    path = database.with_name(f"{database.name}-seat-{number}")
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    with suppress(OSError):  # whoever shares the desk shares its seats
        os.chmod(path, stat.S_IMODE(database.stat().st_mode))
    if lock(file):
        return file
    os.close(file)
    return None
