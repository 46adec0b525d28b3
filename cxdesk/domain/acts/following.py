"""Revisits done or tried, as the customer tells how it stands (DOMAIN §9)."""

from dataclasses import dataclass
from datetime import datetime

from cxdesk.catalogue import _
from cxdesk.domain import events as e
from cxdesk.domain.acts.resolution import cancelled_visits
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.complaint import Complaint, Revisit
from cxdesk.domain.decision import Decision, Words
from cxdesk.domain.revisits import PlannedVisit
from cxdesk.domain.roles import Actor, guard, is_own_handling, refusal
from cxdesk.domain.words import Act, Status


@dataclass(frozen=True, slots=True)
class Answers:
    """What the customer said: solved and still solved? satisfied with outcome and with handling, 1–5 each?"""

    resolved: bool
    satisfaction: int | None = None
    handling: int | None = None
    note: str = ""
    other_needs: str = ""


def revisit_attempted(
    complaint: Complaint,
    actor: Actor,
    number: int | None,
    channel: str,
    note: str,
    most: int,
    calendar: Calendar,
    at: datetime,
) -> Decision:
    """The customer was not reached; after attempts on *most* different days the revisit ends as unreachable.

    A second attempt on one day is kept and does not count (DOMAIN §9).
    """
    visit = _due(complaint, actor, number)
    if not channel.strip():
        raise refusal(complaint, actor, _("an attempt needs the channel it was made by"), about="channel")
    days = {calendar.local_date(tried) for tried in (*visit.attempted_at, at)}
    attempted: tuple[e.Event, ...] = (e.RevisitAttempted(visit.number, channel),)
    if len(days) >= most:
        attempted = (*attempted, e.RevisitUnreachable(visit.number))
    return Decision(attempted, (Words("note", note),) if note.strip() else ())


def revisit_done(complaint: Complaint, actor: Actor, number: int | None, answers: Answers) -> Decision:
    """The customer was reached; "not resolved" sends the complaint back to work in the same act."""
    visit = _due(complaint, actor, number)
    for about, score in (("satisfaction", answers.satisfaction), ("handling", answers.handling)):
        if score is not None and not 1 <= score <= 5:
            raise refusal(complaint, actor, _("satisfaction is a number from 1 to 5"), about=about)
    words = tuple(
        Words(kind, text) for kind, text in (("note", answers.note), ("lead", answers.other_needs)) if text.strip()
    )
    done = Decision((e.RevisitDone(visit.number, answers.resolved, answers.satisfaction, answers.handling),), words)
    if answers.resolved:
        return done
    return done.then(Decision(_back_to_work(complaint, visit)))


def _back_to_work(complaint: Complaint, visit: Revisit) -> tuple[e.Event, ...]:
    """Resolved is returned, closed is reopened: each counts where the flow identity expects it (DOMAIN §4.15)."""
    cancelled = tuple(event for event in cancelled_visits(complaint) if event != e.RevisitCancelled(visit.number))
    again: e.Event = e.Returned() if complaint.status is Status.RESOLVED else e.Reopened()
    return (*cancelled, again)


def schedule_revisit(complaint: Complaint, actor: Actor, visit: PlannedVisit, reason: str, at: datetime) -> Decision:
    """One more revisit by hand, on a chosen day that is not over at *at*; not by the handler, as any revisit."""
    guard(Act.REVISIT, complaint, actor)
    _guard_handling(complaint, actor)
    if complaint.merged_into is not None:
        raise refusal(
            complaint, actor, _("it was merged into {master}, which is revisited"), master=complaint.merged_into
        )
    if visit.closes_at <= at:
        raise refusal(complaint, actor, _("the new day must lie ahead"), about="on")
    words = [Words("revisit_day", visit.day.isoformat())]
    if reason.strip():
        words.append(Words("reason", reason))
    return Decision((e.RevisitPlanned(visit.number, visit.opens_at, visit.closes_at),), tuple(words))


def move_revisit(
    complaint: Complaint, actor: Actor, number: int | None, to: PlannedVisit, reason: str, at: datetime
) -> Decision:
    """Another day that lies ahead, with its reason; the window is widened to hold it.

    Not by the handler where the handler may not do it: who knows the day could be kind on it (DOMAIN §9).
    """
    visit = _due(complaint, actor, number)
    if not reason.strip():
        raise refusal(complaint, actor, _("a reason is needed"), about="reason")
    if to.closes_at <= at:
        raise refusal(complaint, actor, _("the new day must lie ahead"), about="on")
    moved = e.RevisitMoved(visit.number, min(visit.opens_at, to.opens_at), max(visit.closes_at, to.closes_at))
    return Decision((moved,), (Words("revisit_day", to.day.isoformat()), Words("reason", reason)))


def _planned(complaint: Complaint, actor: Actor, number: int | None) -> Revisit:
    guard(Act.REVISIT, complaint, actor)
    planned = complaint.planned_revisits
    chosen = next((visit for visit in planned if number in {None, visit.number}), None)
    if chosen is not None:
        return chosen
    visit = None if number is None else complaint.revisit(number)
    if visit is None and not planned:
        raise refusal(complaint, actor, _("no revisit is planned"))
    known = ", ".join(str(one.number) for one in planned) or _("none")
    if visit is None:
        told = _("it has no revisit {number}; planned: {known}")
        raise refusal(complaint, actor, told, number=number, known=known, about="number")
    told = _("revisit {number} is {state}; planned: {known}")
    raise refusal(complaint, actor, told, number=number, state=visit.state, known=known, about="number")


def _due(complaint: Complaint, actor: Actor, number: int | None) -> Revisit:
    visit = _planned(complaint, actor, number)
    _guard_handling(complaint, actor)
    return visit


def _guard_handling(complaint: Complaint, actor: Actor) -> None:
    """Somebody other than the handler does it where the severity asks that (DOMAIN §3)."""
    if is_own_handling(complaint, actor):
        raise refusal(complaint, actor, _("whoever handled it does not revisit it; quality or a colleague does"))


def next_number(complaint: Complaint) -> int:
    """The number of the next revisit; numbers never repeat over cycles."""
    return max((visit.number for visit in complaint.revisits), default=0) + 1
