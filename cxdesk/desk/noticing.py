"""What tells a screen that somebody changed the desk: any commit, but for those that only keep somebody's draft."""

from typing import TYPE_CHECKING, NamedTuple

from cxdesk.store import pulse as stored

if TYPE_CHECKING:
    from cxdesk.desk.watching import Watch


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
