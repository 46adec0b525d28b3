"""What somebody may do with a complaint now: the domain's rule, told all that it asks of a desk."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from cxdesk.desk.shelf import Shelf
from cxdesk.domain import clocks
from cxdesk.domain.allowed import Allowed, Around, allowed
from cxdesk.domain.calendar import CalendarError
from cxdesk.domain.clocks import Standing
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.events import Happened
from cxdesk.domain.evolve import fold
from cxdesk.domain.permissions import AGENTS
from cxdesk.domain.roles import Actor
from cxdesk.domain.rules import RuleTie
from cxdesk.domain.snapshot import UnknownPolicy
from cxdesk.domain.words import Act
from cxdesk.errors import NotDone
from cxdesk.store import complaints, people
from cxdesk.store.snapshots import UnknownSnapshot


def allowed_now(
    connection: sqlite3.Connection,
    number: int,
    complaint: Complaint,
    actor: Actor,
    now: datetime,
    standing: Callable[[], Standing | None],
) -> Allowed:
    """What *actor* may do with *complaint*, the one of that *number*, at *now*; inside a read transaction."""
    return allowed(complaint, actor, _around(connection, number, complaint, now, standing))


def _around(
    connection: sqlite3.Connection,
    number: int,
    complaint: Complaint,
    now: datetime,
    standing: Callable[[], Standing | None],
) -> Around:
    master = complaint.merged_into
    return Around(
        now,
        standing,
        frozenset(one.login for one in people.agents(connection, active_only=True) if one.role in AGENTS),
        has_master=complaints.has_open_beside(connection, number, complaint.about),
        is_last_merged=master is not None
        and not complaints.merged_into(connection, complaints.find(connection, master)),
    )


def allowed_to_whom(
    connection: sqlite3.Connection, login: str, number: int, now: datetime, shelf: Shelf
) -> tuple[int, Allowed]:
    """The number of the last event; and as `allowed_now` for that *login*: nothing, where nobody works under it.

    Inside a read transaction.
    """
    history, actor = _history(connection, number), _worker(connection, login)
    if actor is None:
        return history[-1].seq, Allowed()
    can = allowed_now(connection, number, fold(history), actor, now, lambda: _standing(shelf, history))
    return history[-1].seq, can


def why_refused(
    connection: sqlite3.Connection, login: str, number: int, now: datetime, shelf: Shelf, acts: Sequence[Act]
) -> list[NotDone]:
    """The refusals that whoever has that *login* would meet with *acts*: none of one that trying does not refuse.

    Inside a read transaction.
    """
    from cxdesk.desk.opened import UnknownAgent  # noqa: PLC0415 (most acts that are begun are possible)
    from cxdesk.domain.why_not import why_not  # noqa: PLC0415 (as above)

    actor = _worker(connection, login)
    if actor is None:
        return [UnknownAgent(login)]
    history = _history(connection, number)
    complaint = fold(history)
    around = _around(connection, number, complaint, now, lambda: _standing(shelf, history))
    refused = (why_not(act, complaint, actor, around) for act in acts)
    return [refusal for refusal in refused if refusal is not None]


def _history(connection: sqlite3.Connection, number: int) -> list[Happened]:
    return [recorded.happened for recorded in complaints.history(connection, number)]


def _worker(connection: sqlite3.Connection, login: str) -> Actor | None:
    found = people.agent(connection, login)
    if found is None or not found.active:
        return None
    return Actor(found.login, found.role, found.authority, alone=people.has_one_worker(connection))


def _standing(shelf: Shelf, history: Sequence[Happened]) -> Standing | None:
    """None of a complaint that cannot be evaluated: it is shown all the same, and why is told by whoever acts."""
    try:
        return clocks.standing(shelf, history)
    except (RuleTie, UnknownPolicy, CalendarError, UnknownSnapshot):
        return None
