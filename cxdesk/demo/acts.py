"""How a step of a story is done on the desk: its act by name, and what it needs in the order the files write it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from cxdesk.demo.stories import Ahead, Step
from cxdesk.desk import Answers, Change, Desk, NewComplaint, Received, option
from cxdesk.domain import events as e
from cxdesk.domain.words import Direction, OptionType, Outcome, Severity


class Doing(NamedTuple):
    """One step being done: the desk as its agent has it open, and the complaint."""

    desk: Desk
    ref: str
    ahead: Ahead
    named: Mapping[str, str]
    """References of complaints by the name of their story."""


def receive(desk: Desk, facts: Mapping[str, Any]) -> Change:
    """Log a story's complaint."""
    told = dict(facts)
    customer = Received(**told.pop("customer", {}))
    severity = Severity(told.pop("severity")) if "severity" in told else None
    return desk.log(NewComplaint(customer=customer, severity=severity, **told))


def perform(doing: Doing, step: Step) -> None:
    """Do it; what the desk refuses is a bug of the story."""
    _ACTS[step.act](doing, *step.needs)


def _contact(doing: Doing, direction: str, channel: str, text: str, minutes: int) -> None:
    doing.desk.contact(doing.ref, Direction(direction), channel, text, minutes=minutes)


def _offer(doing: Doing, kind: str, text: str, value: str, valid: str, promised: str) -> None:
    amount, _space, currency = value.partition(" ")
    doing.desk.offer(
        doing.ref,
        option(
            OptionType(kind),
            text,
            value=Decimal(amount) if amount else None,
            currency=currency or None,
            valid_until=doing.ahead(valid) if valid else None,
            promised_at=doing.ahead(promised) if promised else None,
        ),
    )


def _close(doing: Doing, outcome: str = "", reason: str = "") -> None:
    doing.desk.close(doing.ref, Outcome(outcome) if outcome else None, reason=reason)


def _decline(doing: Doing, reason: str, recourse: str) -> None:
    doing.desk.decline(doing.ref, reason, recourse, notice_sent=True)


def _revisit_done(doing: Doing, resolved: bool, satisfaction: int, note: str) -> None:
    doing.desk.revisit_done(doing.ref, Answers(resolved, satisfaction, note=note))


def _revisit_on(doing: Doing, day: str) -> None:
    local = doing.ahead(day).astimezone(doing.desk.zone)
    on = (local.replace(hour=0, minute=0) - local.resolution).date()
    doing.desk.move_revisit(doing.ref, on, "The customer asked for this day.")


def _quick_resolve(doing: Doing, code: str, why: str, unit: str, kind: str, text: str, evidence: str) -> None:
    doing.desk.quick_resolve(
        doing.ref,
        severity=None,
        cause=(code, why, unit),
        offer=option(OptionType(kind), text),
        evidence=evidence,
    )


_ACTS: Final[Mapping[str, Callable[..., object]]] = {
    "take": lambda doing: doing.desk.take(doing.ref),
    "start": lambda doing: doing.desk.start(doing.ref),
    "acknowledge": lambda doing, channel, text: doing.desk.acknowledge(doing.ref, channel, text),
    "assess": lambda doing, severity: doing.desk.assess(doing.ref, e.Assessed(Severity(severity))),
    "contact": _contact,
    "ask": lambda doing, question, until: doing.desk.ask(doing.ref, question, doing.ahead(until)),
    "refer": lambda doing, what, until: doing.desk.refer(doing.ref, what, doing.ahead(until)),
    "find-cause": lambda doing, code, why, unit: doing.desk.find_cause(doing.ref, code, why, unit),
    "offer": _offer,
    "approve": lambda doing, number: doing.desk.approve(doing.ref, number),
    "deny": lambda doing, number, reason: doing.desk.deny(doing.ref, number, reason),
    "retract": lambda doing, number, reason: doing.desk.retract(doing.ref, number, reason),
    "accept": lambda doing, number, evidence: doing.desk.accept(doing.ref, number, evidence),
    "refuse": lambda doing, number, reason: doing.desk.refuse(doing.ref, number, reason),
    "fulfil": lambda doing, evidence: doing.desk.fulfil(doing.ref, evidence),
    "fail": lambda doing, reason: doing.desk.fail(doing.ref, reason),
    "final": lambda doing, decision, reasons, recourse: doing.desk.final(doing.ref, decision, reasons, recourse),
    "reopen": lambda doing, reason: doing.desk.reopen(doing.ref, reason),
    "close": _close,
    "lapse": lambda doing, reason: doing.desk.lapse(doing.ref, reason),
    "withdraw": lambda doing, said: doing.desk.withdraw(doing.ref, said),
    "decline": _decline,
    "merge": lambda doing, into: doing.desk.merge(doing.ref, doing.named[into]),
    "escalate": lambda doing, reason: doing.desk.escalate(doing.ref, reason),
    "answer": lambda doing, text: doing.desk.answer(doing.ref, text),
    "promise": lambda doing, text, until: doing.desk.promise(doing.ref, text, doing.ahead(until)),
    "keep": lambda doing, number: doing.desk.keep(doing.ref, number),
    "break": lambda doing, number, reason: doing.desk.break_(doing.ref, number, reason),
    "revisit-attempt": lambda doing, channel, note: doing.desk.revisit_attempted(doing.ref, channel, note),
    "revisit-done": _revisit_done,
    "revisit-on": _revisit_on,
    "quick-resolve": _quick_resolve,
}
