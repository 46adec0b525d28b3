"""Addresses that automatic letters do not go to: they bounced, their owner protested, somebody said so (TRAPS §2)."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cxdesk.catalogue import N_
from cxdesk.store.moments import NEVER, from_us, to_us
from cxdesk.store.people import folded


class Why(StrEnum):
    """What made an address one not to write to."""

    BOUNCE = N_("bounce")
    FEEDBACK = N_("feedback")
    HAND = N_("hand")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One address; `until` is exclusive, None for good. `code` is the server's."""

    address: str
    why: str
    code: str
    at: datetime
    until: datetime | None
    agent: str


_COLUMNS = "address, why, code, at, until, agent"


def _read(row: tuple[str, str, str, int, int, str]) -> Suppression:
    address, why, code, at, until, agent = row
    return Suppression(address, why, code, from_us(at), None if until >= NEVER else from_us(until), agent)


def suppress(connection: sqlite3.Connection, one: Suppression) -> None:
    """Do not write to the address from now on; what was known of it is replaced, a longer time stays."""
    connection.execute(
        """
        INSERT INTO suppressed (folded, address, why, code, at, until, agent) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (folded) DO UPDATE SET address = excluded.address, why = excluded.why, code = excluded.code,
            at = excluded.at, agent = excluded.agent, until = max(until, excluded.until)
        """,
        (
            folded("email", one.address),
            one.address,
            one.why,
            one.code,
            to_us(one.at),
            NEVER if one.until is None else to_us(one.until),
            one.agent,
        ),
    )


def of_address(connection: sqlite3.Connection, address: str, now: int) -> Suppression | None:
    """Why the address is not written to at *now*; None when it is."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM suppressed WHERE folded = ? AND until > ?", (folded("email", address), now)
    ).fetchone()
    return _read(row) if row else None


def all_at(connection: sqlite3.Connection, now: int) -> list[Suppression]:
    """Every address not written to at *now*, the newest first."""
    query = f"SELECT {_COLUMNS} FROM suppressed WHERE until > ? ORDER BY at DESC, folded"
    return [_read(row) for row in connection.execute(query, (now,))]


def lift(connection: sqlite3.Connection, address: str) -> bool:
    """Write to the address again; False when it was not suppressed."""
    return connection.execute("DELETE FROM suppressed WHERE folded = ?", (folded("email", address),)).rowcount == 1
