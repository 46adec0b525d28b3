"""When a complaint waited for somebody else, and for what reason (DOMAIN §4.10)."""

from datetime import datetime

from cxdesk.domain.due import Gaps, gaps_after


class Pauses:
    """Every pause of one complaint; the last one may be open.

    `any` says that there ever was one, `is_open` that somebody else has the next move.
    """

    __slots__ = ("_ended", "_open_reason", "_open_since", "any", "is_open")

    def __init__(self) -> None:
        self._ended: list[tuple[str, datetime, datetime]] = []
        self._open_since: datetime | None = None
        self._open_reason = ""
        self.any = self.is_open = False

    def begin(self, at: datetime, reason: str) -> None:
        """A pause opens; end the one before first."""
        self._open_since, self._open_reason = at, reason
        self.any = self.is_open = True

    def end(self, at: datetime) -> str | None:
        """The reason of the pause that ends there; None when none was open."""
        if self._open_since is None:
            return None
        self._ended.append((self._open_reason, self._open_since, at))
        self._open_since = None
        self.is_open = False
        return self._open_reason

    def gaps(self, reasons: frozenset[str], since: datetime, until: datetime | None = None) -> Gaps:
        """The ended pauses for these reasons from *since* on, with the open one up to *until* where that is given."""
        if not reasons or not self.any:
            return ()
        found = [(begun, ended) for reason, begun, ended in self._ended if reason in reasons]
        if until is not None and self._open_since is not None and self._open_reason in reasons:
            found.append((self._open_since, until))
        return gaps_after(found, since)

    def open_since(self, reasons: frozenset[str], since: datetime) -> datetime | None:
        """From when the open pause, if it is for one of these reasons, stops a clock that began at *since*."""
        if self._open_since is None or self._open_reason not in reasons:
            return None
        return max(self._open_since, since)
