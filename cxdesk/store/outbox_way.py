"""The way of a letter so far: every attempt and what it came to, and what people did about it."""

import sqlite3
from datetime import datetime
from typing import NamedTuple

from cxdesk.store.moments import from_us


class LetterStep(NamedTuple):
    """What a letter came to at one time; *agent* is who did it by hand, "" for the sender."""

    at: datetime
    state: str
    code: str
    error: str
    agent: str


def note(
    connection: sqlite3.Connection,
    letter: int,
    state: str,
    now: int,
    *,
    code: str = "",
    error: str = "",
    agent: str = "",
) -> None:
    """Write one step down, in the transaction that makes it."""
    connection.execute(
        "INSERT INTO outbox_way (letter_id, at, state, code, error, agent) VALUES (?, ?, ?, ?, ?, ?)",
        (letter, now, state, code, error, agent),
    )


def of_letter(connection: sqlite3.Connection, letter: int) -> list[LetterStep]:
    """The steps of one letter in their order."""
    query = "SELECT at, state, code, error, agent FROM outbox_way WHERE letter_id = ? ORDER BY id"
    return [LetterStep(from_us(at), *said) for at, *said in connection.execute(query, (letter,))]
