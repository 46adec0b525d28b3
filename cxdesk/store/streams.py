"""Event streams: appended once, chained, read back with the words that belong to them (HOUSE, DOMAIN §4.17, §10)."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from cxdesk.catalogue import _
from cxdesk.domain.decision import Words
from cxdesk.domain.events import Event, Happened
from cxdesk.domain.events.codec import from_data, to_json
from cxdesk.errors import NotDone
from cxdesk.store import chain, search
from cxdesk.store.moments import from_us, to_us

COMPLAINT = "complaint"
CUSTOMER = "customer"
AGENT = "agent"
DESK = "desk"

_DRAWN = 64
"""Salts at once."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Entry(NamedTuple):
    """Somebody's words as kept; `text` is None once erased."""

    kind: str
    text: str | None


class Recorded(NamedTuple):
    """A stored event with its desk-wide number, who sat at the machine, and its words."""

    id: int
    os_user: str
    happened: Happened
    entries: tuple[Entry, ...] = ()

    def text(self, *kinds: str) -> str | None:
        """The first words of one of *kinds*, None when there are none or they were erased."""
        for entry in self.entries:
            if entry.kind in kinds:
                return entry.text
        return None


class NewEvent(NamedTuple):
    """An event ready to append: encoded, its words salted; everything but its number and hash is settled.

    In the order of the stored columns, the words last.
    """

    stream: str
    stream_id: int
    seq: int
    at: int
    recorded_at: int
    agent: str
    os_user: str
    type: str
    version: int
    data: str
    entries: tuple[tuple[str, bytes, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who records, and when the desk learned it."""

    agent: str
    os_user: str
    recorded_at: datetime


@dataclass(slots=True)
class Salts:
    """Randomness for salts, handed in from the edge; one draw serves many words."""

    source: Callable[[int], bytes]
    _unused: list[bytes] = field(default_factory=list, repr=False)

    def next(self) -> bytes:
        """The next unused salt."""
        if not self._unused:
            drawn = self.source(chain.SALT_BYTES * _DRAWN)
            self._unused = [drawn[at : at + chain.SALT_BYTES] for at in range(0, len(drawn), chain.SALT_BYTES)]
        return self._unused.pop()


def storable(text: str) -> str:
    """Text as SQLite can keep it: a byte that a terminal could not read stands in it as `�`."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    return text


def prepare(
    stream: str,
    stream_id: int,
    first_seq: int,
    events: Sequence[Event],
    words: Iterable[Words],
    at: datetime,
    signature: Signature,
    salts: Salts,
) -> list[NewEvent]:
    """Encode *events* for their stream; each of *words* is salted and its digest goes into its event's data.

    Words are kept as far as they are text (`storable`). Raises NotDone for a name or code that is none.
    """
    spoken: dict[int, list[tuple[str, bytes, str]]] = {}
    for said in words:
        spoken.setdefault(said.event, []).append((said.kind, salts.next(), storable(said.text)))
    moment, recorded_at = to_us(at), to_us(signature.recorded_at)
    agent, os_user = signature.agent, signature.os_user
    prepared = []
    for place, event in enumerate(events):
        seq, kind, version = first_seq + place, type(event).__name__, event.version
        entries = spoken.get(place)
        if entries is None:
            data = _readable(to_json(event))
            row = NewEvent(stream, stream_id, seq, moment, recorded_at, agent, os_user, kind, version, data)
        else:
            data = _readable(to_json(event, [(kind, chain.digest(salt, text)) for kind, salt, text in entries]))
            row = NewEvent(
                stream, stream_id, seq, moment, recorded_at, agent, os_user, kind, version, data, tuple(entries)
            )
        prepared.append(row)
    return prepared


def _readable(data: str) -> str:
    if not data.isascii() and storable(data) != data:
        raise NotDone(_("a name or code holds bytes that are no text; type it again: {data}").format(data=data))
    return data


@dataclass(slots=True)
class Tail:
    """Where the chain and the entries end: read once per transaction, carried along while appending."""

    event_id: int
    hash: bytes
    entry_id: int

    @classmethod
    def of(cls, connection: sqlite3.Connection) -> "Tail":
        """The end as the running transaction sees it."""
        last = connection.execute("SELECT id, hash FROM events ORDER BY id DESC LIMIT 1").fetchone()
        (entry_id,) = connection.execute("SELECT coalesce(max(id), 0) FROM entries").fetchone()
        event_id, head = last or (0, chain.GENESIS)
        return cls(event_id, head, entry_id)


StoredRows = list[tuple[object, ...]]


def chained(events: Iterable[NewEvent], tail: Tail) -> tuple[StoredRows, StoredRows, StoredRows]:
    """Rows of the events behind *tail*, of their entries and of the search index; *tail* moves along."""
    rows: StoredRows = []
    entries: StoredRows = []
    found: list[tuple[int, str]] = []
    for event in events:
        tail.event_id += 1
        columns = (tail.event_id, *event[:-1])
        tail.hash = chain.link(tail.hash, columns)
        rows.append((*columns, tail.hash))
        for kind, salt, text in event.entries:
            tail.entry_id += 1
            entries.append((tail.entry_id, tail.event_id, kind, salt, text))
            if kind in search.INDEXED:
                found.append((tail.entry_id, text))
    return rows, entries, [(number, search.tokens(text)) for number, text in found]


def append(connection: sqlite3.Connection, events: Iterable[NewEvent], tail: Tail | None = None) -> Tail:
    """Append *events* at the end of the chain with their words and search rows; inside a write transaction."""
    tail = tail or Tail.of(connection)
    rows, entries, indexed = chained(events, tail)
    connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    if entries:
        connection.executemany("INSERT INTO entries (id, event_id, kind, salt, text) VALUES (?, ?, ?, ?, ?)", entries)
    if indexed:
        connection.executemany("INSERT INTO search (rowid, tokens) VALUES (?, ?)", indexed)
    return tail


_EVENTS_OF = """
    SELECT id, seq, at, recorded_at, agent, os_user, type, data
    FROM events WHERE stream = ? AND stream_id = ? ORDER BY seq
"""

_ENTRIES_OF = """
    SELECT event_id, kind, text
    FROM entries WHERE event_id IN (SELECT id FROM events WHERE stream = ? AND stream_id = ?) ORDER BY id
"""


def load(connection: sqlite3.Connection, stream: str, stream_id: int) -> tuple[Recorded, ...]:
    """A whole stream in order, with its words."""
    spoken: dict[int, list[Entry]] = {}
    for event_id, kind, text in connection.execute(_ENTRIES_OF, (stream, stream_id)):
        spoken.setdefault(event_id, []).append(Entry(kind, text))
    return tuple(
        Recorded(
            event_id,
            os_user,
            Happened(seq, from_us(at), from_us(recorded_at), agent, decode(kind, data)),
            tuple(spoken.get(event_id, ())),
        )
        for event_id, seq, at, recorded_at, agent, os_user, kind, data in connection.execute(
            _EVENTS_OF, (stream, stream_id)
        )
    )


def decode(kind: str, data: str) -> Event:
    """The event that was stored under type *kind*."""
    return from_data(kind, json.loads(data))


def decoded(stored: Iterable[tuple[str, str]]) -> list[Event]:
    """As `decode`, for the types and data of many: JSON is read in one piece."""
    kinds, data = zip(*stored, strict=True) if stored else ((), ())
    return [from_data(kind, told) for kind, told in zip(kinds, json.loads(f"[{','.join(data)}]"), strict=True)]


def recorded(events: Sequence[Event], drafts: Sequence[NewEvent], first_id: int = 0) -> tuple[Recorded, ...]:
    """What just prepared events will read back as, so that rows can be computed before anything is written."""
    return tuple(
        [
            Recorded(
                first_id + place,
                draft.os_user,
                Happened(draft.seq, from_us(draft.at), from_us(draft.recorded_at), draft.agent, event),
                tuple([Entry(kind, text) for kind, _, text in draft.entries]),
            )
            for place, (event, draft) in enumerate(zip(events, drafts, strict=True))
        ]
    )


def head(connection: sqlite3.Connection) -> tuple[int, str]:
    """Number and hash of the newest event: what a report prints so that a cut tail is seen (DOMAIN §4.17)."""
    last = connection.execute("SELECT id, hash FROM events ORDER BY id DESC LIMIT 1").fetchone()
    return (last[0], last[1].hex()) if last else (0, chain.GENESIS.hex())


def next_seq(connection: sqlite3.Connection, stream: str, stream_id: int) -> int:
    """The number that the stream's next event will have."""
    (seq,) = connection.execute(
        "SELECT coalesce(max(seq), 0) + 1 FROM events WHERE stream = ? AND stream_id = ?", (stream, stream_id)
    ).fetchone()
    return int(seq)
