"""What tells a screen that somebody changed the desk: any commit, but for those that only keep somebody's draft."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cxdesk.desk.watching import Watch

_DRAFTS = "SELECT count(*), coalesce(max(saved_at), 0) FROM drafts"

_OTHERS = """
    SELECT (SELECT max(id) FROM events), (SELECT max(id) FROM outbox), (SELECT max(id) FROM inbox),
           (SELECT max(id) FROM notices), (SELECT max(id) FROM runs),
           (SELECT count(*) FROM outbox WHERE state IN ('queued', 'deferred', 'leased')),
           (SELECT count(*) FROM outbox WHERE state = 'failed'),
           (SELECT count(*) FROM inbox WHERE state = 'stored'), (SELECT count(*) FROM inbox WHERE state = 'quarantined')
"""
"""Each answered by the end of a table or by an index of what waits."""


class Pulse(NamedTuple):
    """The database's change counter, and what stood in the desk when it was read."""

    version: int
    drafts: tuple[int, ...] = ()
    others: tuple[int | None, ...] = ()

    def is_news_after(self, before: "Pulse") -> bool:
        """Whether something else changed than what people are typing."""
        if self.version == before.version:
            return False
        return self.drafts == before.drafts or self.others != before.others


def pulse(door: "Watch", before: Pulse | None) -> Pulse:
    """The desk's pulse now; where nobody wrote since *before*, that is one question of some microseconds."""
    version = door.version()
    if before is not None and before.version == version:
        return before
    with door._reading() as connection:
        drafts = connection.execute(_DRAFTS).fetchone()
        others = connection.execute(_OTHERS).fetchone()
    return Pulse(version, tuple(drafts), tuple(others))
