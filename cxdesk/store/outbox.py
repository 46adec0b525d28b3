"""The outbox as a state machine on disk: queued → leased → accepted | deferred | failed | cancelled (DOMAIN §8)."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from cxdesk.catalogue import C_, N_, NC_, _
from cxdesk.errors import NotDone
from cxdesk.store import outbox_way
from cxdesk.store.moments import from_us, maybe_from_us, to_us


class OutboxState(StrEnum):
    """Where one letter stands on its way out."""

    QUEUED = N_("queued")
    LEASED = N_("leased")
    DEFERRED = N_("deferred")
    ACCEPTED = NC_("letter", "accepted")
    FAILED = NC_("letter", "failed")
    CANCELLED = NC_("letter", "cancelled")


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter as it is queued: facts and text, the sender makes the MIME of it."""

    message_id: str
    letter: str
    recipient: str
    name: str
    language: str
    subject: str
    body: str
    automatic: bool = True


class EarlierLetter(NamedTuple):
    """An automatic letter that was accepted before, seen from another one."""

    accepted_at: datetime
    same_address: bool
    same_complaint: bool
    answers: bool
    same_subject: bool


class Answered(NamedTuple):
    """The mail that a letter answers: what the intake said of it, and whether a person decided on it."""

    message_id: str
    verdict: str
    sender: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One letter of the outbox. `counted_from` attempts were made before somebody last said to try it again."""

    id: int
    message_id: str
    complaint_id: int | None
    letter: str
    recipient: str
    name: str
    language: str
    subject: str
    body: str
    automatic: bool
    state: OutboxState
    attempts: int
    next_try_at: datetime
    lease_until: datetime | None
    lease_holder: str | None
    queued_at: datetime
    accepted_at: datetime | None
    code: str
    error: str
    counted_from: int

    @property
    def attempts_now(self) -> int:
        """How many attempts count for the next wait."""
        return self.attempts - self.counted_from


_NAMES = tuple(field.name for field in fields(OutboxRow))
_COLUMNS = ", ".join(_NAMES)
_INSTANTS = ("next_try_at", "lease_until", "queued_at", "accepted_at")

_DUE_ROWS = f"""
    SELECT {_COLUMNS} FROM outbox
    WHERE state IN ('queued', 'deferred', 'leased') AND next_try_at <= :now
    ORDER BY next_try_at, id LIMIT :limit
"""

_LEASE = """
    UPDATE outbox SET state = 'leased', lease_until = :until, lease_holder = :holder, next_try_at = :until,
           attempts = attempts + 1
    WHERE id = :id
"""

_END = """
    UPDATE outbox SET state = :state, lease_until = NULL, lease_holder = NULL, next_try_at = :next_try_at,
           accepted_at = :accepted_at, code = :code, error = :error
    WHERE id = :id AND (lease_holder = :holder OR (:state = 'accepted' AND state <> 'accepted'))
"""

# Both sides of the union by their index; a letter that is in both is told once.
_EARLIER = """
    WITH found AS (
        SELECT id FROM outbox
        WHERE recipient = :recipient COLLATE NOCASE AND automatic = 1 AND accepted_at > :since
        UNION
        SELECT id FROM outbox WHERE complaint_id = :complaint AND automatic = 1 AND accepted_at > :since
    )
    SELECT o.accepted_at, o.recipient = :recipient COLLATE NOCASE, o.complaint_id IS :complaint,
           EXISTS (SELECT 1 FROM inbox AS i WHERE i.complaint_id = o.complaint_id AND i.stored_at <= o.queued_at),
           coalesce(c.subject = (SELECT subject FROM complaints WHERE id = :complaint), 0)
    FROM found CROSS JOIN outbox AS o ON o.id = found.id LEFT JOIN complaints AS c ON c.id = o.complaint_id
    ORDER BY o.accepted_at
"""

_ANSWERED = """
    SELECT message_id, verdict, sender, decided_by FROM inbox
    WHERE complaint_id = :complaint AND stored_at <= :queued_at ORDER BY id DESC LIMIT 1
"""

_SENT_BEFORE = """
    SELECT message_id FROM outbox
    WHERE complaint_id = :complaint AND id < :id AND accepted_at IS NOT NULL AND recipient = :recipient COLLATE NOCASE
    ORDER BY id
"""


def _letter(row: Sequence[Any]) -> OutboxRow:
    said: dict[str, Any] = dict(zip(_NAMES, row, strict=True))
    instants = {name: maybe_from_us(said[name]) for name in _INSTANTS}
    return OutboxRow(**{**said, **instants, "automatic": bool(said["automatic"]), "state": OutboxState(said["state"])})


def queue(connection: sqlite3.Connection, complaint_id: int | None, letter: NewLetter, now: int) -> int:
    """Put a letter into the outbox, in the transaction of the act that owes it; its number."""
    cursor = connection.execute(
        """
        INSERT INTO outbox (message_id, complaint_id, letter, recipient, name, language, subject, body, automatic,
                            state, next_try_at, queued_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?)
        """,
        (
            letter.message_id,
            complaint_id,
            letter.letter,
            letter.recipient,
            letter.name,
            letter.language,
            letter.subject,
            letter.body,
            int(letter.automatic),
            now,
            now,
        ),
    )
    return int(cursor.lastrowid or 0)


def lease_next(
    connection: sqlite3.Connection, now: int, until: int, holder: str, only: frozenset[int] | None = None
) -> OutboxRow | None:
    """The next letter due, taken for *holder* until *until*; a lease that ran out is due again. None when none is due.

    *only* narrows to these numbers. Inside a write transaction, so that two senders never take the same one.
    """
    if only is not None:
        candidates = [_one(connection, number) for number in sorted(only)]
        row = next((found for found in candidates if found and _is_due(found, now)), None)
    else:
        found = connection.execute(_DUE_ROWS, {"now": now, "limit": 1}).fetchone()
        row = _letter(found) if found else None
    if row is None:
        return None
    connection.execute(_LEASE, {"until": until, "holder": holder, "id": row.id})
    return _one(connection, row.id)


def _is_due(row: OutboxRow, now: int) -> bool:
    return row.state in {"queued", "deferred", "leased"} and to_us(row.next_try_at) <= now


def _one(connection: sqlite3.Connection, number: int) -> OutboxRow | None:
    found = connection.execute(f"SELECT {_COLUMNS} FROM outbox WHERE id = ?", (number,)).fetchone()
    return _letter(found) if found else None


def get(connection: sqlite3.Connection, number: int) -> OutboxRow:
    """One letter; raises NotDone for an unknown number."""
    row = _one(connection, number)
    if row is None:
        raise NotDone(_("the outbox has no letter {number}").format(number=number), mend="cxdesk outbox list")
    return row


def end_lease(
    connection: sqlite3.Connection,
    row: OutboxRow,
    state: OutboxState,
    *,
    now: int,
    next_try_at: int | None = None,
    code: str = "",
    error: str = "",
) -> bool:
    """Record what became of a leased letter; False when the lease had gone to another sender meanwhile.

    That it was accepted is true whoever holds the lease by now: it is recorded, or it would be sent again (TRAPS 43).
    """
    cursor = connection.execute(
        _END,
        {
            "state": state.value,
            "next_try_at": to_us(row.next_try_at) if next_try_at is None else next_try_at,
            "accepted_at": now if state is OutboxState.ACCEPTED else None,
            "code": code,
            "error": error,
            "id": row.id,
            "holder": row.lease_holder,
        },
    )
    if cursor.rowcount == 1:
        outbox_way.note(connection, row.id, state.value, now, code=code, error=error)
    return cursor.rowcount == 1


def release(connection: sqlite3.Connection, row: OutboxRow, *, next_try_at: int, error: str) -> None:
    """Give a leased letter back untried: the connection failed before it was its turn."""
    connection.execute(
        """
        UPDATE outbox SET state = 'deferred', lease_until = NULL, lease_holder = NULL, attempts = attempts - 1,
               next_try_at = ?, error = ? WHERE id = ? AND lease_holder = ?
        """,
        (next_try_at, error, row.id, row.lease_holder),
    )


def to_requeue(connection: sqlite3.Connection, number: int, now: int) -> OutboxRow:
    """A letter that may be tried again; raises NotDone for one that is out, or being sent."""
    row = get(connection, number)
    if row.state == OutboxState.ACCEPTED:
        raise NotDone(_("letter {number} was accepted already; it is not sent twice").format(number=number))
    if row.state == OutboxState.LEASED and to_us(row.next_try_at) > now:
        raise NotDone(_("letter {number} is being sent just now").format(number=number))
    return row


def requeue(connection: sqlite3.Connection, number: int, now: int, agent: str = "") -> OutboxRow:
    """Try a failed, cancelled or deferred letter again from now; what was accepted is never sent twice.

    The last answer stays until there is another one, and attempts go on being counted. Raises NotDone as `to_requeue`.
    """
    to_requeue(connection, number, now)
    connection.execute(
        """
        UPDATE outbox SET state = 'queued', counted_from = attempts, next_try_at = ?, lease_until = NULL,
               lease_holder = NULL
        WHERE id = ?
        """,
        (now, number),
    )
    outbox_way.note(connection, number, OutboxState.QUEUED.value, now, agent=agent)
    return get(connection, number)


def count_due(connection: sqlite3.Connection, now: int, only: frozenset[int] | None = None) -> int:
    """How many letters are due and not under way, among *only* where given."""
    if only is not None:
        found = [_one(connection, number) for number in sorted(only)]
        return sum(row is not None and _is_due(row, now) for row in found)
    query = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'deferred', 'leased') AND next_try_at <= ?"
    return int(connection.execute(query, (now,)).fetchone()[0])


def due(connection: sqlite3.Connection, now: int, limit: int) -> list[OutboxRow]:
    """The letters that a sender would take now, in its order."""
    return [_letter(row) for row in connection.execute(_DUE_ROWS, {"now": now, "limit": limit})]


def earlier(connection: sqlite3.Connection, row: OutboxRow, since: datetime) -> list[EarlierLetter]:
    """The automatic letters accepted after *since* for the same address or complaint, the earliest first."""
    facts = {"recipient": row.recipient, "complaint": row.complaint_id, "since": to_us(since)}
    return [
        EarlierLetter(from_us(at), *map(bool, facts_of_it)) for at, *facts_of_it in connection.execute(_EARLIER, facts)
    ]


def answered(connection: sqlite3.Connection, row: OutboxRow) -> Answered | None:
    """The mail about the complaint that came in last before the letter was queued; None where none did."""
    if row.complaint_id is None:
        return None
    facts = {"complaint": row.complaint_id, "queued_at": to_us(row.queued_at)}
    found = connection.execute(_ANSWERED, facts).fetchone()
    return Answered(*found) if found else None


def sent_before(connection: sqlite3.Connection, row: OutboxRow) -> list[str]:
    """The Message-IDs of the letters about the complaint that this recipient had before, the earliest first."""
    facts = {"complaint": row.complaint_id, "id": row.id, "recipient": row.recipient}
    return [message_id for (message_id,) in connection.execute(_SENT_BEFORE, facts)]


def to_cancel(connection: sqlite3.Connection, number: int) -> OutboxRow:
    """A letter that is not under way; raises NotDone for one that is out or being sent."""
    row = get(connection, number)
    if row.state not in {OutboxState.QUEUED, OutboxState.DEFERRED, OutboxState.FAILED}:
        raise NotDone(
            _("letter {number} is {state}; it cannot be cancelled").format(number=number, state=C_("letter", row.state))
        )
    return row


def cancel(connection: sqlite3.Connection, number: int, now: int, agent: str = "") -> OutboxRow:
    """Do not send a letter; raises NotDone as `to_cancel`."""
    to_cancel(connection, number)
    connection.execute("UPDATE outbox SET state = 'cancelled' WHERE id = ?", (number,))
    outbox_way.note(connection, number, OutboxState.CANCELLED.value, now, agent=agent)
    return get(connection, number)


def listed(connection: sqlite3.Connection, states: tuple[str, ...] = (), limit: int = 200) -> list[OutboxRow]:
    """Letters in *states* (all when empty), the newest first."""
    where = f"WHERE state IN ({', '.join('?' * len(states))})" if states else ""
    query = f"SELECT {_COLUMNS} FROM outbox {where} ORDER BY id DESC LIMIT ?"
    return [_letter(row) for row in connection.execute(query, (*states, limit))]


def about(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[str]:
    """The references of the complaints that the letters of these numbers are about, the oldest complaint first."""
    asked = """
        SELECT ref FROM complaints WHERE id IN
            (SELECT complaint_id FROM outbox WHERE id IN (SELECT value FROM json_each(?)))
        ORDER BY id
    """
    return [str(ref) for (ref,) in connection.execute(asked, (f"[{','.join(map(str, numbers))}]",))]


def of_complaint(connection: sqlite3.Connection, complaint_id: int) -> list[OutboxRow]:
    """The letters of one complaint in their order."""
    query = f"SELECT {_COLUMNS} FROM outbox WHERE complaint_id = ? ORDER BY id"
    return [_letter(row) for row in connection.execute(query, (complaint_id,))]
