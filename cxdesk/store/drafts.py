"""What somebody was typing: one draft for each agent, form and complaint, gone when it is saved."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from cxdesk.store.moments import from_us, to_us

_KEEP = """
    INSERT INTO drafts (login, form, about, said, saved_at) VALUES (:login, :form, :about, :said, :saved_at)
    ON CONFLICT (login, form, about) DO UPDATE SET said = excluded.said, saved_at = excluded.saved_at
"""


class Kept(NamedTuple):
    """A draft: *said* is field → text, *about* the complaint's reference, "" for a new one."""

    form: str
    about: str
    said: Mapping[str, str]
    saved_at: datetime


def keep(
    connection: sqlite3.Connection, login: str, form: str, about: str, said: Mapping[str, str], at: datetime
) -> None:
    """Keep what was typed; inside a write transaction."""
    text = json.dumps(dict(said), ensure_ascii=False)
    connection.execute(_KEEP, {"login": login, "form": form, "about": about, "said": text, "saved_at": to_us(at)})


def drop(connection: sqlite3.Connection, login: str, form: str, about: str) -> None:
    """Forget it; inside a write transaction."""
    connection.execute("DELETE FROM drafts WHERE login = ? AND form = ? AND about = ?", (login, form, about))


def kept(connection: sqlite3.Connection, login: str) -> list[Kept]:
    """All that this agent left unsaved, the newest first."""
    rows = connection.execute(
        "SELECT form, about, said, saved_at FROM drafts WHERE login = ? ORDER BY saved_at DESC, form, about", (login,)
    )
    return [Kept(form, about, json.loads(said), from_us(saved_at)) for form, about, said, saved_at in rows]
