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

from cxdesk.desk.acting import option
from cxdesk.desk.core import UnknownAgent
from cxdesk.desk.delivering import Delivering
from cxdesk.desk.making import NewDesk, make
from cxdesk.desk.peopling import UnknownCustomer
from cxdesk.desk.ports import Change, Received
from cxdesk.desk.reading import Dossier, Moment
from cxdesk.desk.receiving import NewComplaint
from cxdesk.desk.standards import Applied, Shift, Standards
from cxdesk.desk.sweeping import Sweeping, Swept
from cxdesk.desk.trusting import Trusting
from cxdesk.domain.acts.following import Answers
from cxdesk.domain.decision import Refused
from cxdesk.store.complaints import UnknownReference


class Desk(Sweeping, Standards, Delivering, Trusting):
    """An open desk; see the module for how to open one."""


__all__ = [
    "Answers",
    "Applied",
    "Change",
    "Desk",
    "Dossier",
    "Moment",
    "NewComplaint",
    "NewDesk",
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
