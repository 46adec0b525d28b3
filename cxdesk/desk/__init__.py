"""The desk: one method per act; the documented public Python API, and the only door to the store.

    from pathlib import Path
    from datetime import UTC, datetime
    from os import urandom
    from cxdesk.desk import Desk, NewComplaint, Received

    with Desk.open(Path("desk"), agent="ann", now=lambda: datetime.now(UTC), randomness=urandom) as desk:
        change = desk.log(NewComplaint(channel="phone", subject="Late", customer=Received(email="a@example.org")))
        desk.take(change.ref)

Every act raises `Refused` naming the acts that are allowed now, `UnknownReference`, `UnknownAgent`, or
`DeskUnavailable`; when it returns, what it did is on disk.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxdesk.desk.foreseeing import Foreseen, Likely
    from cxdesk.desk.making import NewDesk, make
    from cxdesk.desk.opened import UnknownAgent, UnknownCustomer
    from cxdesk.desk.ports import Change, Received
    from cxdesk.desk.reading import Dossier, Moment
    from cxdesk.desk.receiving import NewComplaint
    from cxdesk.desk.retargeting import Shift
    from cxdesk.desk.settling import option
    from cxdesk.desk.standards import Applied
    from cxdesk.desk.sweeping import Swept
    from cxdesk.desk.whole import Desk
    from cxdesk.domain.acts.following import Answers
    from cxdesk.domain.decision import Refused
    from cxdesk.store.agenda import Agenda
    from cxdesk.store.outbox import OutboxRow, OutboxState
    from cxdesk.store.outbox_way import LetterStep
    from cxdesk.store.people import Agent, Customer
    from cxdesk.store.references import UnknownReference

__all__ = [
    "Agenda",
    "Agent",
    "Answers",
    "Applied",
    "Change",
    "Customer",
    "Desk",
    "Dossier",
    "Foreseen",
    "LetterStep",
    "Likely",
    "Moment",
    "NewComplaint",
    "NewDesk",
    "OutboxRow",
    "OutboxState",
    "Received",
    "Refused",
    "Shift",
    "Swept",
    "UnknownAgent",
    "UnknownCustomer",
    "UnknownReference",
    "make",
    "option",
]


# What a desk's folder holds, under the names that people look for.
DATABASE = "cxdesk.db"
SETTINGS = "desk.toml"
SECRET = "secret"  # noqa: S105 (a file's name)
TEMPLATES = "templates"

# Showing a complaint or the queue needs the light rooms alone (`queue`, `wording`), not all of the desk (BUDGETS).
_HOMES = {
    "cxdesk.desk.settling": ("option",),
    "cxdesk.desk.foreseeing": ("Foreseen", "Likely"),
    "cxdesk.desk.opened": ("UnknownAgent", "UnknownCustomer"),
    "cxdesk.desk.making": ("NewDesk", "make"),
    "cxdesk.desk.ports": ("Change", "Received"),
    "cxdesk.desk.reading": ("Dossier", "Moment"),
    "cxdesk.desk.receiving": ("NewComplaint",),
    "cxdesk.desk.retargeting": ("Shift",),
    "cxdesk.desk.standards": ("Applied",),
    "cxdesk.desk.sweeping": ("Swept",),
    "cxdesk.desk.whole": ("Desk",),
    "cxdesk.domain.acts.following": ("Answers",),
    "cxdesk.domain.decision": ("Refused",),
    "cxdesk.store.agenda": ("Agenda",),
    "cxdesk.store.outbox": ("OutboxRow", "OutboxState"),
    "cxdesk.store.outbox_way": ("LetterStep",),
    "cxdesk.store.people": ("Agent", "Customer"),
    "cxdesk.store.references": ("UnknownReference",),
}


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415 (only on the first use of a name)

    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(name)
    found: object = getattr(import_module(home), name)
    globals()[name] = found
    return found
