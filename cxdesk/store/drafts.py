"""What somebody was typing: one draft for each agent, form, complaint and window, gone when it is saved."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from cxdesk.store.moments import from_us, to_us

_KEEP = """
    INSERT INTO drafts (login, form, about, seat, said, saved_at)
    VALUES (:login, :form, :about, :seat, :said, :saved_at)
    ON CONFLICT (login, form, about, seat) DO UPDATE SET said = excluded.said, saved_at = excluded.saved_at
"""
_KEPT = """
    SELECT form, about, seat, said, saved_at FROM drafts WHERE login = :login
    ORDER BY saved_at DESC, form, about, seat
"""


class Kept(NamedTuple):
    """A draft: *said* is field → text, *about* the complaint's reference, "" for a new one; *seat* whose window's."""

    form: str
    about: str
    seat: int
    said: Mapping[str, str]
    saved_at: datetime


class Key(NamedTuple):
    """Which draft is meant."""

    login: str
    form: str
    about: str
    seat: int


def keep(connection: sqlite3.Connection, key: Key, said: Mapping[str, str], at: datetime) -> None:
    """Keep what was typed; inside a write transaction."""
    text = json.dumps(dict(said), ensure_ascii=False)
    connection.execute(_KEEP, {**key._asdict(), "said": text, "saved_at": to_us(at)})


def drop(connection: sqlite3.Connection, key: Key) -> None:
    """Forget it; inside a write transaction."""
    connection.execute(
        "DELETE FROM drafts WHERE login = :login AND form = :form AND about = :about AND seat = :seat", key._asdict()
    )


def move(connection: sqlite3.Connection, key: Key, seat: int) -> bool:
    """Make it the draft of another *seat*; False where another window took or kept one meanwhile; in a transaction."""
    moved = connection.execute(
        """
        UPDATE OR IGNORE drafts SET seat = :to
        WHERE login = :login AND form = :form AND about = :about AND seat = :seat
        """,
        {**key._asdict(), "to": seat},
    )
    return moved.rowcount == 1


def kept(connection: sqlite3.Connection, login: str) -> list[Kept]:
    """All that this agent left unsaved, the newest first."""
    rows = connection.execute(_KEPT, {"login": login})
    return [Kept(form, about, seat, json.loads(said), from_us(at)) for form, about, seat, said, at in rows]
