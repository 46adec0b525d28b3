"""What a query asks of options, revisits and letters, which stand in tables beside the complaint."""

from datetime import datetime
from typing import Final

from cxdesk.domain.words import OptionState, RevisitState, Status
from cxdesk.store.moments import to_us
from cxdesk.store.outbox import OutboxState
from cxdesk.store.query_inbox import INBOX
from cxdesk.store.query_tests import ALL_STATUSES, Row, Sql, Test

REVISITS = ("due", "missed", *(state.value for state in RevisitState))
_PLANNED = frozenset({"due", "missed", RevisitState.PLANNED.value})
_TO_SEND = (OutboxState.QUEUED, OutboxState.LEASED, OutboxState.DEFERRED)
LETTERS = {
    "failed": (OutboxState.FAILED,),
    "queued": _TO_SEND,
    "deferred": (OutboxState.DEFERRED,),
    "accepted": (OutboxState.ACCEPTED,),
    "cancelled": (OutboxState.CANCELLED,),
}
_LEFT = frozenset({OptionState.OPEN, OptionState.PROPOSED})
_POSSIBLE = {
    OptionState.OPEN: "complaints.status IN ('offered', 'waiting') AND ",
    OptionState.PROPOSED: "complaints.status NOT IN ('resolved', 'closed') AND ",
}
_AFTER_WORK = frozenset({Status.RESOLVED.value, Status.CLOSED.value})
_FINISHED = "complaints.status IN ('resolved', 'closed') AND "
"""Where such a thing can lie at all (DOMAIN §3): asked first, it spares a look into the other table."""

MAIL = (*LETTERS, "owed", "bounced", *INBOX)


class HasOption(Test):
    """An option stands in this state at *now*; an open one whose validity passed counts as expired."""

    __slots__ = ("now", "state")

    def __init__(self, state: OptionState, now: datetime) -> None:
        self.state: Final = state
        self.now: Final = now

    def _condition(self) -> Sql:
        now = to_us(self.now)
        if self.state is OptionState.OPEN:
            return Sql("options.state = 'open' AND coalesce(options.valid_until, 9223372036854775807) > ?", (now,))
        if self.state is OptionState.EXPIRED:
            return Sql("options.state = 'expired' OR (options.state = 'open' AND options.valid_until <= ?)", (now,))
        return Sql("options.state = ?", (self.state.value,))

    def sql(self) -> Sql:
        condition = self._condition()
        return Sql(
            f"{_POSSIBLE.get(self.state, '')}"
            f"EXISTS (SELECT 1 FROM options WHERE options.complaint_id = complaints.id AND ({condition.text}))",
            condition.params,
        )

    def matches(self, row: Row) -> bool:
        return any(self._holds(option.state, option.valid_until) for option in row.beside.options)

    def _holds(self, state: OptionState, valid_until: datetime | None) -> bool:
        passed = state is OptionState.OPEN and valid_until is not None and valid_until <= self.now
        return (OptionState.EXPIRED if passed else state) is self.state

    def driver(self) -> Sql | None:
        if self.state not in _LEFT:
            return None
        condition = self._condition()
        return Sql(
            "SELECT complaint_id AS id FROM options INDEXED BY options_in_state"
            f" WHERE state IN ('open', 'proposed') AND {condition.text}",
            condition.params,
        )

    def standing(self) -> tuple[str, Sql] | None:
        if self.state is not OptionState.OPEN:
            return None
        return "offering", Sql("complaints.offer_until > 0 AND complaints.offer_until > ?", (to_us(self.now),))


class HasRevisit(Test):
    """A revisit stands in a state; `due` is planned and its day has come, `missed` is planned and its window closed."""

    __slots__ = ("now", "state", "today")

    def __init__(self, state: str, today: str, now: datetime) -> None:
        self.state: Final = state
        self.today: Final = today
        self.now: Final = now

    def _condition(self, plus: str = "") -> Sql:
        """With a *plus* no index is led by it: one complaint's own revisits are looked at, not all of a day."""
        now = to_us(self.now)
        if self.state == "due":
            text = f"{plus}revisits.state = 'planned' AND {plus}revisits.due_on <= ? AND revisits.closes_at > ?"
            return Sql(text, (self.today, now))
        if self.state == "missed":
            return Sql(f"{plus}revisits.state = 'planned' AND +revisits.closes_at <= ?", (now,))
        return Sql(f"{plus}revisits.state = ?", (self.state,))

    def sql(self) -> Sql:
        condition = self._condition("+")
        possible = _FINISHED if self.state in _PLANNED else ""
        return Sql(
            f"{possible}"
            f"EXISTS (SELECT 1 FROM revisits WHERE revisits.complaint_id = complaints.id AND {condition.text})",
            condition.params,
        )

    def matches(self, row: Row) -> bool:
        planned = [visit for visit in row.beside.revisits if visit.state is RevisitState.PLANNED]
        if self.state == "due":
            return any(visit.due_on <= self.today and visit.closes_at > self.now for visit in planned)
        if self.state == "missed":
            return any(visit.closes_at <= self.now for visit in planned)
        return any(visit.state.value == self.state for visit in row.beside.revisits)

    def statuses(self) -> frozenset[str]:
        return _AFTER_WORK if self.state in _PLANNED else ALL_STATUSES

    def driver(self) -> Sql:
        condition = self._condition()
        bounded = " AND due_on <= ?" if self.state == "missed" else ""  # its window closes after its day
        return Sql(
            f"SELECT complaint_id AS id FROM revisits INDEXED BY revisits_by_day WHERE {condition.text}{bounded}",
            (*condition.params, self.today) if bounded else condition.params,
        )

    def standing(self) -> tuple[str, Sql] | None:
        if self.state not in {"due", "missed"}:
            return None
        day = Sql("complaints.revisit_on IS NOT NULL AND complaints.revisit_on <= ?", (self.today,))
        return "to_revisit", day


class HasMail(Test):
    """A letter about the complaint stands in one of the states on its way out."""

    __slots__ = ("states",)

    def __init__(self, states: tuple[OutboxState, ...]) -> None:
        self.states: Final = states

    def _values(self) -> str:
        return ", ".join(f"'{state.value}'" for state in self.states)

    def sql(self) -> Sql:
        return Sql(
            f"EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_of"
            f" WHERE outbox.complaint_id = complaints.id AND outbox.state IN ({self._values()}))"
        )

    def matches(self, row: Row) -> bool:
        return any(state in self.states for state in row.beside.mail)

    def driver(self) -> Sql | None:
        select = "SELECT complaint_id AS id FROM outbox INDEXED BY"
        if self.states == (OutboxState.FAILED,):
            return Sql(f"{select} outbox_failed WHERE state = 'failed' AND complaint_id IS NOT NULL")
        if set(self.states) <= {OutboxState.QUEUED, OutboxState.DEFERRED, OutboxState.LEASED}:
            return Sql(
                f"{select} outbox_to_send WHERE state IN ('queued', 'deferred', 'leased')"
                f" AND state IN ({self._values()}) AND complaint_id IS NOT NULL"
            )
        return None
