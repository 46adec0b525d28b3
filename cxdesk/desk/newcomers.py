"""The customers of a batch of complaints: found by key, address or number, else made, each once (DOMAIN §12)."""

import sqlite3
from collections.abc import Iterable

from cxdesk.desk.ports import Received
from cxdesk.domain import events as e
from cxdesk.store import bulk, people, streams
from cxdesk.store.bulk import Point
from cxdesk.store.people import Customer, folded
from cxdesk.store.streams import NewEvent, Salts, Signature


class Newcomers:
    """Who complains in one batch, looked up at once; `made` are new to the desk, `points` new ways to reach them."""

    def __init__(self, connection: sqlite3.Connection, batch: Iterable[Received]) -> None:
        everybody = [who for who in batch if who.is_known]
        points = {point for who in everybody for point in _points(who)}
        self.made: list[Customer] = []
        self.points: list[tuple[int, str, str]] = []
        self._connection = connection
        self._by_key = bulk.customers_by_key(connection, {who.key for who in everybody if who.key})
        self._by_point = bulk.customers_by_point(connection, points) if points else {}
        self._known = bulk.customers(connection, {*self._by_key.values(), *self._by_point.values()})
        self._next_id = people.next_customer_id(connection)
        self._new: set[int] = set()
        self._reached: dict[int, set[str]] = {}

    def of(self, who: Received) -> Customer | None:
        """The customer, as far as complaints copy from them; None when nothing was said about the person."""
        if not who.is_known:
            return None
        points = _points(who)
        number = self._by_key.get(who.key) if who.key else None
        if number is None:
            number = next((self._by_point[point] for point in points if point in self._by_point), None)
        if number is None:
            number = self._make(who)
        for point, value in points.items():
            if point not in self._by_point:
                self._by_point[point] = number
                self.points.append((number, point[0], value))
                if number not in self._new:
                    self._reached.setdefault(number, set()).add(f"{point[0]}s")
        return self._known[number]

    def recipient(self, who: Received) -> str:
        """Where a letter to them goes; "" when nobody knows."""
        customer = self.of(who)
        if who.email or customer is None or customer.id in self._new:
            return who.email
        stored = people.customer(self._connection, customer.id)
        return next(iter(stored.emails), "") if stored else ""

    def events(self, signature: Signature, salts: Salts) -> list[NewEvent]:
        """What the customers' own streams are told."""
        told: list[tuple[int, int, e.Event]] = [
            (one.id, 1, e.CustomerAdded(one.segment, one.value_band)) for one in self.made
        ]
        for number, fields in self._reached.items():
            seq = streams.next_seq(self._connection, streams.CUSTOMER, number)
            told.append((number, seq, e.CustomerChanged(tuple(sorted(fields)))))
        return [
            event
            for number, seq, happened in told
            for event in streams.prepare(
                streams.CUSTOMER, number, seq, (happened,), (), signature.recorded_at, signature, salts
            )
        ]

    def _make(self, who: Received) -> int:
        number = self._next_id
        self._next_id += 1
        customer = Customer(
            number, who.key or None, who.name, who.language or None, who.segment or None, who.value_band or None
        )
        self.made.append(customer)
        self._new.add(number)
        self._known[number] = customer
        if who.key:
            self._by_key[who.key] = number
        return number


def _points(who: Received) -> dict[Point, str]:
    """The ways to reach them, as they are compared and as they were written; "withheld" is no number to be known by."""
    given = (("email", who.email), ("phone", who.phone))
    return {(kind, compared): value for kind, value in given if (compared := folded(kind, value))}
