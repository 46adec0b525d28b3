"""Mail that came in: one row per message, there before anything reads it, and what became of it (DOMAIN §8)."""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from cxdesk.catalogue import N_, _
from cxdesk.errors import NotDone
from cxdesk.store.moments import from_us, maybe_from_us


class InboxState(StrEnum):
    """Where a message stands. STORED waits to be read; AUTOMATIC was kept and changed nothing (TRAPS 37)."""

    STORED = N_("stored")
    FILED = N_("filed")
    AUTOMATIC = N_("automatic")
    QUARANTINED = N_("quarantined")
    RELEASED = N_("released")
    REJECTED = N_("rejected")
    DUPLICATE = N_("duplicate")


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One message. `received_at` is when the mailbox had it, `stored_at` when the desk.

    `named_id` is the complaint that a quarantined message names without proving that it may. `proposal` is "accept" or
    "refuse" where the text seems to answer an option, `option` which one.
    """

    id: int
    digest: str
    message_id: str
    source: str
    state: str
    size: int
    received_at: datetime
    stored_at: datetime
    attempts: int
    verdict: str
    reason: str
    detail: str
    problems: tuple[str, ...]
    sender: str
    sender_name: str
    subject: str
    complaint_id: int | None
    named_id: int | None
    proposal: str
    option: int | None
    after_closing: bool
    decided_at: datetime | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message once it was read. `message_id` is "" where another message has it already."""

    state: InboxState
    message_id: str = ""
    verdict: str = ""
    reason: str = ""
    detail: str = ""
    problems: Sequence[str] = ()
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    complaint_id: int | None = None
    named_id: int | None = None
    proposal: str = ""
    option: int | None = None
    after_closing: bool = False


_NAMES = [field.name for field in fields(InboxRow)]
_COLUMNS = ", ".join(_NAMES)
_READ: Mapping[str, Callable[[Any], object]] = {
    "received_at": from_us,
    "stored_at": from_us,
    "decided_at": maybe_from_us,
    "after_closing": bool,
    "problems": lambda text: tuple(json.loads(text)),
}


def _message(row: Sequence[Any]) -> InboxRow:
    said: dict[str, Any] = dict(zip(_NAMES, row, strict=True))
    return InboxRow(**said | {name: read(said[name]) for name, read in _READ.items()})


def keep(
    connection: sqlite3.Connection, digest: str, source: str, size: int, received_at: int, now: int
) -> tuple[int, bool]:
    """The number of the message of that *digest*, and whether it is new."""
    cursor = connection.execute(
        """
        INSERT OR IGNORE INTO inbox (digest, source, state, size, received_at, stored_at)
        VALUES (?, ?, 'stored', ?, ?, ?)
        """,
        (digest, source, size, received_at, now),
    )
    (number,) = connection.execute("SELECT id FROM inbox WHERE digest = ?", (digest,)).fetchone()
    return int(number), cursor.rowcount == 1


def waiting(connection: sqlite3.Connection, limit: int) -> list[int]:
    """Messages that are stored and not read yet, the oldest first."""
    query = "SELECT id FROM inbox WHERE state = 'stored' ORDER BY id LIMIT ?"
    return [row[0] for row in connection.execute(query, (limit,))]


def begin(connection: sqlite3.Connection, number: int) -> int:
    """Count one more attempt at reading a message: one that ends its reader is known by it. How many there were."""
    row = connection.execute(
        "UPDATE inbox SET attempts = attempts + 1 WHERE id = ? RETURNING attempts", (number,)
    ).fetchone()
    return int(row[0]) if row else 0


def find(connection: sqlite3.Connection, number: int) -> InboxRow | None:
    """One message."""
    found = connection.execute(f"SELECT {_COLUMNS} FROM inbox WHERE id = ?", (number,)).fetchone()
    return _message(found) if found else None


def get(connection: sqlite3.Connection, number: int) -> InboxRow:
    """One message; raises NotDone for an unknown number."""
    found = find(connection, number)
    if found is None:
        raise NotDone(
            _("the inbox has no message {number}").format(number=number), mend="cxdesk mail quarantine list --all"
        )
    return found


def of_message_id(connection: sqlite3.Connection, message_id: str) -> InboxRow | None:
    """The message that has this Message-ID; none has an empty one."""
    if not message_id:
        return None
    query = f"SELECT {_COLUMNS} FROM inbox WHERE message_id = ? AND message_id <> ''"
    found = connection.execute(query, (message_id,)).fetchone()
    return _message(found) if found else None


def settle(
    connection: sqlite3.Connection,
    number: int,
    outcome: Outcome,
    *,
    before: InboxState,
    now: int | None = None,
    agent: str = "",
) -> bool:
    """Write down what became of a message; False when it is not (any more) in the state *before*.

    *now* and *agent* are said where a person decided.
    """
    cursor = connection.execute(
        """
        UPDATE inbox SET state = :state, message_id = :message_id, verdict = :verdict, reason = :reason,
               detail = :detail, problems = :problems, sender = :sender, sender_name = :sender_name,
               subject = :subject, complaint_id = :complaint_id, named_id = :named_id,
               proposal = :proposal, option = :option,
               after_closing = :after_closing, decided_at = :now, decided_by = :agent
        WHERE id = :id AND state = :before
        """,
        {
            "state": outcome.state.value,
            "message_id": outcome.message_id,
            "verdict": outcome.verdict,
            "reason": outcome.reason,
            "detail": outcome.detail,
            "problems": json.dumps(list(outcome.problems), ensure_ascii=False),
            "sender": outcome.sender,
            "sender_name": outcome.sender_name,
            "subject": outcome.subject,
            "complaint_id": outcome.complaint_id,
            "named_id": outcome.named_id,
            "proposal": outcome.proposal,
            "option": outcome.option,
            "after_closing": int(outcome.after_closing),
            "now": now,
            "agent": agent,
            "id": number,
            "before": before.value,
        },
    )
    return cursor.rowcount == 1


def decide(
    connection: sqlite3.Connection, number: int, state: InboxState, *, reason: str, now: int, agent: str
) -> bool:
    """A person decided about a message that waits for it; False when it does not."""
    cursor = connection.execute(
        """
        UPDATE inbox SET state = ?, detail = CASE WHEN ? = '' THEN detail ELSE ? END, decided_at = ?, decided_by = ?
        WHERE id = ? AND state IN ('quarantined', 'automatic')
        """,
        (state.value, reason, reason, now, agent, number),
    )
    return cursor.rowcount == 1


def listed(connection: sqlite3.Connection, states: tuple[str, ...] = (), limit: int = 200) -> list[InboxRow]:
    """Messages in *states* (all when empty), the newest first."""
    where = f"WHERE state IN ({', '.join('?' * len(states))})" if states else ""
    query = f"SELECT {_COLUMNS} FROM inbox {where} ORDER BY id DESC LIMIT ?"
    return [_message(row) for row in connection.execute(query, (*states, limit))]


def of_complaint(connection: sqlite3.Connection, complaint_id: int) -> list[InboxRow]:
    """The messages about one complaint in their order."""
    query = f"SELECT {_COLUMNS} FROM inbox WHERE complaint_id = ? AND complaint_id IS NOT NULL ORDER BY id"
    return [_message(row) for row in connection.execute(query, (complaint_id,))]


def count_quarantined(connection: sqlite3.Connection) -> int:
    """How many messages wait for somebody to look at them."""
    return int(connection.execute("SELECT count(*) FROM inbox WHERE state = 'quarantined'").fetchone()[0])


def opened_lately(connection: sqlite3.Connection, sender: str, since: int) -> int:
    """How many of the sender's messages became complaints of their own since then."""
    query = """
        SELECT count(*) FROM inbox
        WHERE sender = ? COLLATE NOCASE AND stored_at > ? AND reason = 'new' AND state = 'filed'
    """
    return int(connection.execute(query, (sender, since)).fetchone()[0])


def opened_with(connection: sqlite3.Connection, sender: str, subject: str, since: int) -> list[int]:
    """The complaints that the sender's messages of this subject became since then, the newest first."""
    query = """
        SELECT complaint_id FROM inbox
        WHERE sender = ? COLLATE NOCASE AND stored_at > ? AND reason = 'new' AND state = 'filed' AND subject = ?
        ORDER BY id DESC
    """
    return [int(row[0]) for row in connection.execute(query, (sender, since, subject))]


def position(connection: sqlite3.Connection, source: str) -> tuple[int, int] | None:
    """How far a mailbox was read: the validity of its uids and the last of them; None before the first time."""
    row = connection.execute("SELECT validity, last_uid FROM mail_positions WHERE source = ?", (source,)).fetchone()
    return (int(row[0]), int(row[1])) if row else None


def move_on(connection: sqlite3.Connection, source: str, validity: int, last_uid: int) -> None:
    """The mailbox was read up to this uid; within one validity never backwards."""
    connection.execute(
        """
        INSERT INTO mail_positions VALUES (:source, :validity, :last_uid)
        ON CONFLICT (source) DO UPDATE SET validity = excluded.validity, last_uid =
            CASE WHEN validity = excluded.validity THEN max(last_uid, excluded.last_uid) ELSE excluded.last_uid END
        """,
        {"source": source, "validity": validity, "last_uid": last_uid},
    )
