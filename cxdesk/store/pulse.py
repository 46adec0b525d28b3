"""By what a screen notices that somebody changed the desk, in questions that cost some microseconds."""

import sqlite3

_DRAFTS = "SELECT count(*), coalesce(max(saved_at), 0), coalesce(sum(seat), 0) FROM drafts"

_OTHERS = """
    SELECT (SELECT max(id) FROM events), (SELECT max(id) FROM outbox), (SELECT max(id) FROM inbox),
           (SELECT max(id) FROM notices), (SELECT max(id) FROM runs),
           (SELECT count(*) FROM outbox WHERE state IN ('queued', 'deferred', 'leased')),
           (SELECT count(*) FROM outbox WHERE state = 'failed'),
           (SELECT count(*) FROM inbox WHERE state = 'stored'), (SELECT count(*) FROM inbox WHERE state = 'quarantined')
"""


_WROTE = """
    SELECT DISTINCT complaints.ref
    FROM events JOIN complaints ON complaints.id = events.stream_id
    WHERE events.id > ? AND +events.stream = 'complaint' AND +events.type = 'Contacted' AND events.agent = 'system'
      AND json_extract(events.data, '$.direction') = 'in' AND NOT coalesce(json_extract(events.data, '$.stranger'), 0)
      AND complaints.owner = ?
    ORDER BY events.id
    LIMIT ?
"""


def version(connection: sqlite3.Connection) -> int:
    """A number that is another one when any other connection committed since this one asked last."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def drafts(connection: sqlite3.Connection) -> tuple[int, ...]:
    """What changes whenever somebody's draft is kept, taken over or dropped."""
    return tuple(connection.execute(_DRAFTS).fetchone())


def others(connection: sqlite3.Connection) -> tuple[int | None, ...]:
    """What changes with acts, letters, mail and passes; each by the end of a table or an index of what waits."""
    return tuple(connection.execute(_OTHERS).fetchone())


def wrote(connection: sqlite3.Connection, since: int, owner: str, most: int) -> list[str]:
    """The references of *owner*'s complaints to which a customer's mail came after the event of id *since*."""
    return [ref for (ref,) in connection.execute(_WROTE, (since, owner, most))]
