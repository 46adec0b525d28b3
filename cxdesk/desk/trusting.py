"""`verify` and `rebuild` on an open desk."""

from collections.abc import Sequence

from cxdesk.catalogue import _
from cxdesk.desk import DATABASE
from cxdesk.desk.core import Core, standing_row
from cxdesk.domain import clocks
from cxdesk.domain.deeds import Deed
from cxdesk.domain.evolve import states
from cxdesk.errors import WrongUse
from cxdesk.store import projection, sqlite, streams, verify
from cxdesk.store.streams import Recorded
from cxdesk.store.verify import Head, Problem


class Trusting(Core):
    """Whether what the desk shows is what happened."""

    def verify(self, against: str = "") -> list[Problem]:
        """Everything that does not hold; *against* is a printed chain head `NUMBER:HASH` (DOMAIN §4.17)."""
        head = parse_head(against) if against else None
        with sqlite.translated(self.folder / DATABASE), sqlite.reading(self._connection) as connection:
            return list(verify.problems(connection, self._rows_for, head))

    def rebuild(self) -> int:
        """Write read models and search anew from the events; how many complaints."""
        self.doer(Deed.REBUILD)
        with self._writing() as connection:
            count = verify.rebuild(connection, self._rows_for)
            verify.rebuild_search(connection)
        return count

    def head(self) -> str:
        """The chain head as reports print it."""
        with sqlite.translated(self.folder / DATABASE):
            number, digest = streams.head(self._connection)
        return f"{number}:{digest}"

    def _rows_for(self, number: int, history: Sequence[Recorded]) -> projection.Rows:
        happened = [recorded.happened for recorded in history]
        lived = states(happened)
        standing = clocks.standing(self.snapshots, happened)
        return projection.rows_of(number, history, lived, standing_row(lived[-1], standing, history))


def parse_head(text: str) -> Head:
    """A head as it was printed, `NUMBER:HASH` or `NUMBER, HASH`; raises WrongUse."""
    number, mark, digest = "".join(text.split()).replace(",", ":").partition(":")
    if not mark or not number.isdecimal() or len(digest) != 64:
        raise WrongUse(_("a chain head reads NUMBER:HASH, as the daily report prints it"), where="--against")
    return Head(int(number), digest.lower())
