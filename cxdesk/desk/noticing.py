"""What tells a screen that somebody changed the desk: any commit, but for those that only keep somebody's draft."""

from typing import TYPE_CHECKING, NamedTuple

from cxdesk.store import pulse as stored

if TYPE_CHECKING:
    from cxdesk.desk.watching import Watch


MOST_WROTE = 6
"""So many complaints are named whose customers wrote at once, and one more says that there are others."""


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
        return Pulse(version, stored.drafts(connection), stored.others(connection))


def wrote(door: "Watch", before: Pulse) -> list[str]:
    """Those of the viewer's complaints to which a customer's mail came since *before*."""
    since = next(iter(before.others), None) or 0
    with door._reading() as connection:
        return stored.wrote(connection, since, door.viewer.login, MOST_WROTE)
