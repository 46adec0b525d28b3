"""References as people type them, and the complaints they name."""

import re
import sqlite3

from cxdesk.catalogue import _
from cxdesk.errors import NotDone

_REFERENCE = re.compile(r"([A-Za-z]{1,8})-?(\d{1,15})|(\d{1,15})")


class UnknownReference(NotDone):
    """No complaint has this reference."""

    def __init__(self, ref: str) -> None:
        super().__init__(_("there is no complaint {ref}").format(ref=ref), mend="cxdesk list")
        self.ref = ref


def find(connection: sqlite3.Connection, ref: str) -> int:
    """The id of the complaint *ref* (`CX-7`, `cx7` or `7`); raises UnknownReference."""
    typed = _REFERENCE.fullmatch(ref.strip())
    if typed is None:
        raise UnknownReference(ref)
    number = int(typed[2] or typed[3])
    row = connection.execute("SELECT id, ref FROM complaints WHERE id = ?", (number,)).fetchone()
    if row is None or (typed[1] and not row[1].casefold().startswith(typed[1].casefold() + "-")):
        raise UnknownReference(ref)
    return int(row[0])


def ref_of(connection: sqlite3.Connection, complaint_id: int) -> str:
    """The reference of a complaint that exists."""
    return str(connection.execute("SELECT ref FROM complaints WHERE id = ?", (complaint_id,)).fetchone()[0])
