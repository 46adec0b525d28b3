"""Customers as a screen finds them while somebody types; read through the `Watch`."""

from typing import TYPE_CHECKING

from cxdesk.store import people, streams
from cxdesk.store.people import Customer
from cxdesk.text import width

if TYPE_CHECKING:
    from cxdesk.desk.watching import Watch

__all__ = ["Customer", "customers"]

LEAST_CELLS = 2
"""So much must be typed: one letter finds everybody; one Chinese character is a family name."""


def customers(door: "Watch", words: str, limit: int) -> list[Customer]:
    """Who is known by these words of a name or key, or by how an address or number begins; the newest first."""
    if width(words.strip()) < LEAST_CELLS:
        return []
    with door._reading() as connection:
        return people.customers(connection, streams.storable(words), limit)
