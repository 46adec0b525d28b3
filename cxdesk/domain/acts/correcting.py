"""A second verdict, date or fact beside the first, which stays (DOMAIN §3, §4.9; STANDARDS §8.28)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cxdesk.catalogue import _
from cxdesk.domain import events as e
from cxdesk.domain.codes import check_codes
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision, Words
from cxdesk.domain.events.deadlines import VERDICT
from cxdesk.domain.instances import ClockInstance, Verdict
from cxdesk.domain.roles import Actor, guard, refusal
from cxdesk.domain.words import CORRECTABLE, Act, Severity, Status

SECOND_VERDICTS: Final = (Verdict.MET, Verdict.BREACHED, Verdict.CANCELLED, Verdict.UNKNOWN)
"""What a verdict may be found to have been."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One correction as it was asked for."""

    complaint: Complaint
    actor: Actor
    fact: str
    value: str


def correct(
    complaint: Complaint,
    actor: Actor,
    fact: str,
    value: str,
    reason: str,
    owed: Sequence[ClockInstance],
    at: datetime,
) -> Decision:
    """A second value beside the first: never a breach mended by editing a date (STANDARDS §8.28).

    *fact* is one of CORRECTABLE, or `verdict:CLOCK:CYCLE:INSTANCE` of one of *owed*, the complaint's instances, that
    has a verdict. Clocks without one follow a corrected receipt, or a fact that chooses the standards.
    """
    guard(Act.CORRECT, complaint, actor)
    if not reason.strip():
        raise refusal(complaint, actor, _("a correction needs a reason"), about="reason")
    asked = _Asked(complaint, actor, fact, value.strip())
    was: str | None
    if fact.startswith(VERDICT):
        was, second = _second_verdict(asked, owed)
    elif fact in CORRECTABLE:
        was, second = complaint.fact(fact), _second_value(asked, at)
    else:
        raise refusal(
            complaint,
            actor,
            _("{fact} cannot be corrected; what can: {known}, verdict:CLOCK:CYCLE:INSTANCE"),
            fact=fact,
            known=", ".join(CORRECTABLE),
            about="fact",
        )
    if second == was:
        told = _("{fact} is {value} already: say another")
        raise refusal(complaint, actor, told, fact=fact, value=was, about="value")
    return Decision((e.Corrected(fact, second, was),), (Words("reason", reason),))


def _second_verdict(asked: _Asked, owed: Sequence[ClockInstance]) -> tuple[str, str]:
    decided = {VERDICT + ":".join(map(str, found.key)): found for found in owed if found.fixed}
    if asked.fact not in decided:
        raise refusal(
            asked.complaint,
            asked.actor,
            _("{fact} names no verdict of this complaint; there are: {known}"),
            fact=asked.fact,
            known=", ".join(decided) or _("none yet"),
            about="fact",
        )
    if asked.value not in SECOND_VERDICTS:
        raise refusal(
            asked.complaint,
            asked.actor,
            _("{value} is no verdict; there are: {known}"),
            value=asked.value,
            known=", ".join(SECOND_VERDICTS),
            about="value",
        )
    found = decided[asked.fact]
    return found.corrected or found.verdict, asked.value


def _second_value(asked: _Asked, at: datetime) -> str:
    if not asked.value:
        raise refusal(asked.complaint, asked.actor, _("a correction needs the second value"), about="value")
    if asked.fact == "received_at":
        return _second_receipt(asked, at)
    if asked.fact != "severity":
        check_codes(value=asked.value)
    elif asked.value not in set(Severity):
        told = _("{value} is no severity; S1 to S4 are")
        raise refusal(asked.complaint, asked.actor, told, value=asked.value, about="value")
    return asked.value


def _second_receipt(asked: _Asked, at: datetime) -> str:
    complaint, actor = asked.complaint, asked.actor
    try:
        received_at = datetime.fromisoformat(asked.value)
    except ValueError:
        received_at = datetime.min  # noqa: DTZ901 (without a zone, so refused as any other)
    if received_at.tzinfo is None:
        raise refusal(complaint, actor, _("{value} is no instant with its zone"), value=asked.value, about="value")
    if complaint.merged_into is not None:
        raise refusal(
            complaint,
            actor,
            _("it was merged into {master}, which took its receipt over: correct that one"),
            master=complaint.merged_into,
            about="fact",
        )
    latest = min(at, _earliest_deed(complaint))
    if received_at > latest:
        raise refusal(
            complaint,
            actor,
            _("it cannot have been received after {latest}: by then the desk dealt with it"),
            latest=latest.isoformat(timespec="seconds"),
            about="value",
        )
    return received_at.astimezone(UTC).isoformat()


def _earliest_deed(complaint: Complaint) -> datetime:
    """The first thing that anybody is known to have done about it; recording it at the latest."""
    known = (complaint.acknowledged_at, complaint.responded_at, complaint.resolved_at, complaint.closed_at)
    moments = [complaint.recorded_at, *(moment for moment in known if moment is not None)]
    moments += [contact.at for contact in complaint.contacts]
    moments += [option.offered_at for option in complaint.options]
    if complaint.status is not Status.RECEIVED:
        moments.append(complaint.status_since)
    return min(moments)
