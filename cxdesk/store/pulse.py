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


def version(connection: sqlite3.Connection) -> int:
    """A number that is another one when any other connection committed since this one asked last."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def drafts(connection: sqlite3.Connection) -> tuple[int, ...]:
    """What changes whenever somebody's draft is kept, taken over or dropped."""
    return tuple(connection.execute(_DRAFTS).fetchone())


def others(connection: sqlite3.Connection) -> tuple[int | None, ...]:
    """What changes with acts, letters, mail and passes; each by the end of a table or an index of what waits."""
    return tuple(connection.execute(_OTHERS).fetchone())
