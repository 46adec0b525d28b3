"""What a screen is shown of a desk: rows of a list, one complaint at one moment, who looks. Values, read elsewhere."""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from cxdesk.domain.permissions import FROM, MAY, OWNERS_OWN, is_anothers
from cxdesk.domain.words import SYSTEM, Act, Role, Status
from cxdesk.store.brief import Brief
from cxdesk.store.card import Card, Moment
from cxdesk.store.selects import Key

if TYPE_CHECKING:
    from cxdesk.desk.visiting import Visit
    from cxdesk.domain.allowed import Allowed


class Spot(NamedTuple):
    """Where a row stands in the queue: what has missed a deadline (part 0) before the rest, each part by its key."""

    part: int
    key: Key


class Row(NamedTuple):
    """One line of the queue; *may* has all that may be allowed, as far as the line tells: `Seen.allowed` is exact.

    *late* is the clock that is late for longest, and since when; None where nothing is. *answered*: the customer seems
    to have answered an option, and nobody recorded it.
    In the agenda it is a revisit's: *visit* says which.
    """

    brief: Brief
    spot: Spot
    may: frozenset[Act] = frozenset()
    visit: "Visit | None" = None
    late: tuple[str, datetime] | None = None
    answered: bool = False

    @property
    def ref(self) -> str:
        """The complaint's reference."""
        return self.brief.ref

    @property
    def key(self) -> str:
        """What tells this row from all others of its list."""
        return self.ref if self.visit is None else f"{self.ref}/{self.visit.number}"


class Window(NamedTuple):
    """Rows next to each other; *at* is the first of them at or behind the spot that was asked for."""

    rows: tuple[Row, ...]
    at: int
    above: bool
    below: bool


class Told(NamedTuple):
    """One line of a timeline as people read it; the words are as somebody said them, `None` never."""

    seq: int
    at: datetime
    who: str
    sentence: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, moment: Moment, zone: ZoneInfo) -> "Told":
        """As the card has it, told in the reader's language and the desk's zone."""
        from cxdesk.desk.value_words import spoken, word  # noqa: PLC0415 (rows are shown before anybody reads one)
        from cxdesk.desk.wording import sentence  # noqa: PLC0415 (as above)

        words = tuple(spoken(text, kind) for kind, text in moment.words)
        who = word(moment.agent) if moment.agent == SYSTEM else moment.agent
        return cls(moment.seq, moment.at, who, sentence(moment.type, moment.data, zone), words)


class Seen(NamedTuple):
    """One complaint at one moment: all that stands about it, and what the viewer may do with it now.

    *can* says to what of it each of the *allowed* acts may be done.
    """

    card: Card
    timeline: tuple[Told, ...]
    allowed: frozenset[Act]
    seq: int
    can: "Allowed"

    @property
    def ref(self) -> str:
        """The complaint's reference."""
        return str(self.card.complaint["ref"])


class Viewer(NamedTuple):
    """Who looks; a login that is no agent's has no role and may do nothing."""

    login: str
    role: Role | None
    zone: ZoneInfo


def may(viewer: Viewer, brief: Brief) -> frozenset[Act]:
    """What status, role and owner do not rule out: never less than what is allowed."""
    allowed = _allowed(viewer.role, brief.status)
    return allowed - OWNERS_OWN if is_anothers(brief.owner, viewer.login, viewer.role) else allowed


@cache
def _allowed(role: Role | None, status: Status) -> frozenset[Act]:
    return frozenset(act for act, statuses in FROM.items() if role in MAY[act] and status in statuses)
