"""Revisits that are planned, by their days: pages from a key up and down, however many there are."""

import sqlite3
from typing import NamedTuple

VisitKey = tuple[str, int, int]
"""Where a revisit stands in the agenda: its day as ISO text, the complaint's id, its number."""

FIRST: VisitKey = ("", 0, 0)
LAST: VisitKey = ("~", 0, 0)


class Visit(NamedTuple):
    """One planned revisit; `due_on` is "" where its day was erased; instants are microseconds UTC."""

    complaint_id: int
    number: int
    due_on: str
    closes_at: int
    attempts: int
    is_next: int
    """Whether no other of the complaint is planned before it."""

    @property
    def key(self) -> VisitKey:
        """Where it stands."""
        return (self.due_on, self.complaint_id, self.number)


_IS_NEXT = """
    NOT EXISTS (SELECT 1 FROM revisits AS other WHERE other.complaint_id = revisits.complaint_id
        AND other.number < revisits.number AND other.state = 'planned')
"""
# Who handled a complaint does not see its day before it comes (DOMAIN §9).
_PAGE = """
    SELECT complaint_id, number, due_on, closes_at, attempts, {is_next}
    FROM revisits INDEXED BY revisits_by_day
    WHERE state = 'planned' AND (due_on, complaint_id, number) {bound} (:day, :complaint, :number)
        AND (due_on <= :today
            OR NOT EXISTS (SELECT 1 FROM complaints WHERE complaints.id = complaint_id AND complaints.owner = :viewer))
    ORDER BY due_on {order}, complaint_id {order}, number {order} LIMIT :limit
"""
_BELOW = _PAGE.format(is_next=_IS_NEXT, bound=">", order="ASC")
_FROM = _PAGE.format(is_next=_IS_NEXT, bound=">=", order="ASC")
_ABOVE = _PAGE.format(is_next=_IS_NEXT, bound="<", order="DESC")


def below(
    connection: sqlite3.Connection, key: VisitKey, *, viewer: str, today: str, limit: int, inclusive: bool = True
) -> tuple[list[Visit], bool]:
    """Revisits from *key* on that the login *viewer* may see on the local day *today*; and whether there are more."""
    found = _read(connection, _FROM if inclusive else _BELOW, key, viewer, today, limit)
    return found[:limit], len(found) > limit


def above(
    connection: sqlite3.Connection, key: VisitKey, *, viewer: str, today: str, limit: int
) -> tuple[list[Visit], bool]:
    """Revisits before *key*, in order; and whether there are more."""
    found = _read(connection, _ABOVE, key, viewer, today, limit)
    return found[:limit][::-1], len(found) > limit


def of(connection: sqlite3.Connection, complaint_id: int, number: int) -> Visit | None:
    """That revisit, as long as it is planned."""
    row = connection.execute(
        """
        SELECT complaint_id, number, due_on, closes_at, attempts, 1 FROM revisits
        WHERE complaint_id = ? AND number = ? AND state = 'planned'
        """,
        (complaint_id, number),
    ).fetchone()
    return Visit(*row) if row else None


def _read(
    connection: sqlite3.Connection, query: str, key: VisitKey, viewer: str, today: str, limit: int
) -> list[Visit]:
    day, complaint, number = key
    asked = {"day": day, "complaint": complaint, "number": number, "viewer": viewer, "today": today, "limit": limit + 1}
    return [Visit(*row) for row in connection.execute(query, asked)]
