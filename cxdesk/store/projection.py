"""What the read models hold for one complaint: a pure function of its history, to write, verify and rebuild by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from cxdesk.domain import events as e
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.instances import ClockInstance
from cxdesk.domain.mail_alarms import ALARMING, MAIL, mail_alarm
from cxdesk.domain.policy import Clock
from cxdesk.domain.words import OptionState, RevisitState, Status
from cxdesk.store.moments import NEVER, maybe_us, to_us
from cxdesk.store.streams import Recorded

Value = str | int | None
Row = tuple[Value, ...]
Rows = dict[str, dict[Row, Row]]
"""Per table: key columns → the other columns, in the order of TABLES."""

SUBJECT_CHARACTERS = 80

BREACH = "breach"
"""The step under which a missed deadline stands among the alarms."""

TABLES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "complaints": (
        ("id",),
        (
            "ref", "seq", "status", "outcome", "confirmed", "subject", "severity", "channel", "category", "product",
            "cause", "unit", "remedy", "owner", "customer_id", "segment", "value_band", "language", "jurisdiction",
            "tags", "received_at", "recorded_at", "acknowledged_at", "responded_at", "resolved_at", "closed_at",
            "acknowledgement", "waiting_until", "next_due", "next_due_clock", "overdue", "next_step", "level",
            "unanswered", "cycle", "reopened", "returned", "safety", "vulnerable", "test", "imported", "merged_into",
            "policy", "snapshot", "source", "source_key", "offer_until", "revisit_on",
        ),
    ),
    "clocks": (
        ("complaint_id", "clock", "cycle", "instance"),
        (
            "kind", "basis", "policy", "target", "started_at", "due_at", "verdict", "stopped_at", "paused_since",
            "provisional", "corrected",
        ),
    ),
    "options": (
        ("complaint_id", "number"),
        (
            "cycle", "type", "text", "value", "currency", "state", "offered_by", "offered_at", "valid_until",
            "promised_at", "approved_by",
        ),
    ),
    "revisits": (
        ("complaint_id", "number"),
        (
            "cycle", "state", "due_on", "opens_at", "closes_at", "attempts", "done_at", "resolved", "satisfaction",
        ),
    ),
    "promises": (("complaint_id", "number"), ("text", "due_at", "state")),
    "escalations": (
        ("complaint_id", "number"),
        ("level", "sent_to", "cause", "at", "answer_by", "answered_by"),
    ),
    "alarms": (("complaint_id", "clock", "cycle", "instance", "due_at", "step"), ("at", "late")),
    "spells": (("complaint_id", "number"), ("status", "owner", "from_at", "to_at")),
    "attachments": (("complaint_id", "seq"), ("name", "size", "sha256")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """How a complaint stands against its clocks: what lists sort by and what the sweep looks for."""

    instances: tuple[ClockInstance, ...] = ()
    next_due_at: datetime | None = None
    next_due_clock: str = ""
    overdue: bool = False
    next_step_at: datetime | None = None
    policy: str = ""


def rows_of(complaint_id: int, history: Sequence[Recorded], states: Sequence[Complaint], standing: Standing) -> Rows:
    """Every row that the read models hold for the complaint, keyed; *states* are those after each of its events."""
    complaint = states[-1]
    kinds = {type(recorded.happened.event) for recorded in history}
    return {
        "complaints": {(complaint_id,): _complaint(complaint, history, standing)},
        "clocks": clock_rows(complaint_id, standing.instances),
        "options": _options(complaint_id, complaint, history) if complaint.options else {},
        "revisits": _revisits(complaint_id, complaint, history) if complaint.revisits else {},
        "promises": _promises(complaint_id, complaint, history) if complaint.promises else {},
        "escalations": _escalations(complaint_id, complaint) if complaint.escalations else {},
        "alarms": {} if kinds.isdisjoint(_ALARMING) else _alarms(complaint_id, history),
        "spells": _spells(complaint_id, states, history),
        "attachments": _attachments(complaint_id, history) if e.Attached in kinds else {},
    }


def _attachments(complaint_id: int, history: Sequence[Recorded]) -> dict[Row, Row]:
    """Files by the event that kept them; their names and contents' hashes are words, gone once erased."""
    found: dict[Row, Row] = {}
    for recorded in history:
        event = recorded.happened.event
        if isinstance(event, e.Attached):
            digest = recorded.text("content") or event.sha256
            found[(complaint_id, recorded.happened.seq)] = (recorded.text("file") or "", event.size, digest)
    return found


def _complaint(complaint: Complaint, history: Sequence[Recorded], standing: Standing) -> Row:
    wait = complaint.wait
    return (
        complaint.ref,
        complaint.seq,
        complaint.status.value,
        complaint.outcome.value if complaint.outcome else "",
        int(complaint.confirmed),
        subject_of(history),
        complaint.severity.value if complaint.severity else "",
        complaint.channel,
        complaint.category or "",
        complaint.product or "",
        complaint.cause or "",
        complaint.unit or "",
        complaint.remedy or "",
        complaint.owner or "",
        complaint.customer,
        complaint.segment or "",
        complaint.value_band or "",
        complaint.language or "",
        complaint.jurisdiction or "",
        " ".join(complaint.tags),
        to_us(complaint.received_at),
        to_us(complaint.recorded_at),
        maybe_us(complaint.acknowledged_at),
        maybe_us(complaint.responded_at),
        maybe_us(complaint.resolved_at),
        maybe_us(complaint.closed_at),
        complaint.acknowledgement.value,
        maybe_us(wait.until) if wait else None,
        to_us(standing.next_due_at) if standing.next_due_at else NEVER,
        standing.next_due_clock,
        int(standing.overdue),
        to_us(standing.next_step_at) if standing.next_step_at else NEVER,
        complaint.level if complaint.escalations else 0,
        len(complaint.unanswered) if complaint.escalations else 0,
        complaint.cycle,
        complaint.reopened,
        complaint.returned,
        int(complaint.safety),
        int(complaint.vulnerable),
        int(complaint.test),
        int(complaint.imported),
        complaint.merged_into or "",
        standing.policy or complaint.policy,
        complaint.snapshot,
        complaint.source or "",
        complaint.source_key or "",
        _offer_until(complaint) if complaint.options else 0,
        _first_revisit(complaint, history) if complaint.revisits else None,
    )


def _offer_until(complaint: Complaint) -> int:
    """Until when the last of its open options stands; 0 where none is open."""
    open_ones = (option for option in complaint.options if option.state is OptionState.OPEN)
    return max((to_us(one.valid_until) if one.valid_until else NEVER for one in open_ones), default=0)


def _first_revisit(complaint: Complaint, history: Sequence[Recorded]) -> str | None:
    """The local day of the first planned one, ISO; "" of one whose day was erased, None where none is planned."""
    planned = [visit.number for visit in complaint.revisits if visit.state is RevisitState.PLANNED]
    days = _days(history) if planned else {}
    return min((days.get(number, "") for number in planned), default=None)


def _days(history: Sequence[Recorded]) -> dict[int, str]:
    return texts_of(history, "revisit_day", e.RevisitPlanned, e.RevisitMoved)


def subject_of(history: Sequence[Recorded]) -> str:
    """What lists show: the subject as given, else the beginning of what happened."""
    first = history[0]
    said = first.text("subject") or first.text("narrative")
    if said is None:
        kept = next((entry for entry in first.entries if entry.kind in {"subject", "narrative"}), None)
        return "[erased]" if kept is not None and kept.text is None else ""
    line = " ".join(said.split())
    return line if len(line) <= SUBJECT_CHARACTERS else line[: SUBJECT_CHARACTERS - 1] + "…"


def clock_rows(complaint_id: int, instances: Sequence[ClockInstance]) -> dict[Row, Row]:
    """The rows of its clocks, keyed."""
    rows: dict[Row, Row] = {}
    for at in instances:
        terms = _written(at.terms)
        corrected = at.corrected.value if at.corrected else ""
        rows[complaint_id, terms.name, at.cycle, at.instance] = (
            terms.kind,
            terms.basis,
            at.policy,
            terms.target,
            to_us(at.started_at),
            None if at.due_at is None else to_us(at.due_at),
            at.verdict.value,
            None if at.stopped_at is None else to_us(at.stopped_at),
            None if at.paused_since is None else to_us(at.paused_since),
            1 if at.provisional else 0,
            corrected,
        )
    return rows


class _Terms(NamedTuple):
    """The columns that all instances of a clock share; `clock` is held on to, for it is known by its identity."""

    clock: Clock
    name: str
    kind: str
    basis: str
    target: str


_KEPT = 1024
_terms: dict[int, _Terms] = {}


def _written(clock: Clock) -> _Terms:
    """Told once for each clock of a policy: a desk has few, and their instances by the million."""
    found = _terms.get(id(clock))
    if found is None:
        if len(_terms) >= _KEPT:
            _terms.clear()
        target = str(clock.target) if clock.target else ""
        found = _terms[id(clock)] = _Terms(clock, clock.name, clock.kind.value, clock.basis.value, target)
    return found


def texts_of(history: Sequence[Recorded], kind: str, *types: type[e.Event]) -> dict[int, str]:
    """The words of *kind* by the number of the option, promise or revisit they belong to; the latest stand."""
    found: dict[int, str] = {}
    for recorded in history:
        event = recorded.happened.event
        number = getattr(event, "number", None)
        if number is not None and isinstance(event, types):
            found[number] = recorded.text(kind) or ""
    return found


def _options(complaint_id: int, complaint: Complaint, history: Sequence[Recorded]) -> dict[Row, Row]:
    texts = texts_of(history, "option", e.Offered)
    return {
        (complaint_id, option.number): (
            option.cycle,
            option.type.value,
            texts.get(option.number, ""),
            str(option.value) if option.value is not None else None,
            option.currency,
            option.state.value,
            option.offered_by,
            to_us(option.offered_at),
            maybe_us(option.valid_until),
            maybe_us(option.promised_at),
            option.approved_by,
        )
        for option in complaint.options
    }


def _revisits(complaint_id: int, complaint: Complaint, history: Sequence[Recorded]) -> dict[Row, Row]:
    days = _days(history)
    return {
        (complaint_id, visit.number): (
            visit.cycle,
            visit.state.value,
            days.get(visit.number, ""),
            to_us(visit.opens_at),
            to_us(visit.closes_at),
            len(visit.attempted_at),
            maybe_us(visit.done_at),
            None if visit.resolved is None else int(visit.resolved),
            visit.satisfaction,
        )
        for visit in complaint.revisits
    }


def _promises(complaint_id: int, complaint: Complaint, history: Sequence[Recorded]) -> dict[Row, Row]:
    texts = texts_of(history, "promise", e.Promised)
    return {
        (complaint_id, promise.number): (texts.get(promise.number, ""), to_us(promise.due_at), promise.state.value)
        for promise in complaint.promises
    }


def _escalations(complaint_id: int, complaint: Complaint) -> dict[Row, Row]:
    return {
        (complaint_id, escalation.number): (
            escalation.level,
            ",".join(escalation.to),
            escalation.trigger,
            to_us(escalation.at),
            maybe_us(escalation.answer_by),
            escalation.answered_by,
        )
        for escalation in complaint.escalations
    }


_ALARMING = frozenset({e.Warned, e.Breached, e.Escalated, *ALARMING})
"""Events without which nothing alarmed: most histories have none."""


def alarm_keys(complaint_id: int, history: Sequence[Recorded]) -> frozenset[Row]:
    """The alarms that fired already."""
    return frozenset(_alarms(complaint_id, history))


def _alarms(complaint_id: int, history: Sequence[Recorded]) -> dict[Row, Row]:
    """What fired, once each; what was due before an import is a fact of its history, no alarm (DOMAIN §12).

    An alarm about a letter belongs to no cycle; its instance counts the complaint's letters that failed.
    """
    alarms: dict[Row, Row] = {}
    silent_until = _silent_until(history)
    letters = 0
    for recorded in history:
        event = recorded.happened.event
        mail = mail_alarm(event)
        if mail is not None:
            letters += 1
            at = to_us(recorded.happened.at)
            alarms[(complaint_id, MAIL, 0, letters, at, f"{mail.trouble}:{mail.letter}")] = (at, 0)
            continue
        if not isinstance(event, e.Warned | e.Breached | e.Escalated) or event.due_at is None:
            continue
        if silent_until is not None and event.due_at < silent_until:
            continue
        step = BREACH if isinstance(event, e.Breached) else event.step
        key = (complaint_id, event.clock, event.cycle, event.instance, to_us(event.due_at), step)
        alarms[key] = (to_us(recorded.happened.at), int(event.late))
    return alarms


def _silent_until(history: Sequence[Recorded]) -> datetime | None:
    first = history[0].happened.event
    return first.alarms_from if isinstance(first, e.Logged) else None


def _spells(complaint_id: int, states: Sequence[Complaint], history: Sequence[Recorded]) -> dict[Row, Row]:
    """Status and owner from–to, so that the backlog of a past day is a query."""
    turns: list[tuple[str, str, int]] = []
    for state, recorded in zip(states, history, strict=True):
        happened = recorded.happened
        status, owner = state.status.value, state.owner or ""
        if turns and turns[-1][0] == status and turns[-1][1] == owner:
            continue
        at = to_us(happened.at)
        if type(happened.event) is e.HistoryImported:
            at = _imported_turn(state, at)
        turns.append((status, owner, max(at, turns[-1][2]) if turns else at))
    ends = [at for _, _, at in turns[1:]] + [NEVER]
    return {
        (complaint_id, number): (status, owner, from_at, to_at)
        for number, ((status, owner, from_at), to_at) in enumerate(zip(turns, ends, strict=True), start=1)
    }


def _imported_turn(state: Complaint, at: int) -> int:
    """An imported complaint changed its status when its source says, not when it was imported.

    One that is closed without a date was so from its receipt, as far as anybody knows: it counts on no day as closed.
    """
    turned = state.closed_at or state.resolved_at
    if turned is None and state.status is Status.CLOSED:
        turned = state.received_at
    return to_us(turned) if turned else at
