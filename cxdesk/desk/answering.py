"""Which letter an act owes the customer, and what stands in it: decided from what the act recorded (STANDARDS §7.4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from cxdesk.catalogue import N_, NC_, in_context, in_language
from cxdesk.desk.ports import Change, Situation
from cxdesk.domain import events as e
from cxdesk.domain.complaint import Option
from cxdesk.domain.instances import ClockInstance
from cxdesk.domain.policy import DueTime, Policy, Unit
from cxdesk.domain.words import Outcome, WaitFor
from cxdesk.letters import Due, DuePrecision, LetterKind, due_text
from cxdesk.store.streams import Recorded

_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.REMEDIED: N_("what you accepted was done"),
    Outcome.NO_RESPONSE: N_("we tried to reach you several times and had no answer"),
    Outcome.EXTERNAL: N_("an outside body has decided the matter"),
}
"""The endings that are told by a letter of closure; the others have one of their own, or had it before."""

DECISIONS = (NC_("decision", "upheld"), NC_("decision", "partly upheld"), NC_("decision", "rejected"))
"""What a final response may decide (STANDARDS §7.4); a desk's own words show themselves."""

_DAYS = frozenset({Unit.BUSINESS_DAYS, Unit.DAYS, Unit.WEEKS, Unit.MONTHS})

BY_CONTACT: Mapping[LetterKind, str] = {
    LetterKind.PROGRESS_UPDATE: "progress",
    LetterKind.DELAY_NOTICE: "reason",
    LetterKind.RECOURSE_NOTICE: "reason",
}
"""The letters that a contact may ask for, and under which name its words stand in them."""

TOLD_CLOCKS = frozenset({"resolve", "respond"})
"""The clocks whose dates the customer was told, so that moving one is told as well."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One letter: its kind, the words written for it, and the dates that only it tells."""

    kind: LetterKind
    extra: Mapping[str, str] = field(default_factory=dict)
    answer_by: Due | None = None
    previous_due_at: Due | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What one act did, as a letter tells it: in the customer's *language*, dates in the desk's *zone*.

    `asked` is the letter that whoever contacts the customer asked for.
    """

    found: Situation
    change: Change
    language: str
    zone: ZoneInfo
    asked: LetterKind | None = None

    @property
    def history(self) -> tuple[Recorded, ...]:
        """All events so far, those of the act among them."""
        return (*self.found.history, *self.change.events)

    def said(self, *kinds: str) -> str:
        """What was said in this act."""
        return next((text for text in (one.text(*kinds) for one in self.change.events) if text), "")


def due_of(instance: ClockInstance) -> Due | None:
    """A due instant with the precision in which its target is told: as a day where its target counts days."""
    if instance.due_at is None:
        return None
    in_days = instance.target is not None and instance.target.unit in _DAYS
    by_day = in_days and instance.terms.due_time is DueTime.END_OF_DAY
    return Due(instance.due_at, DuePrecision.DAY if by_day else DuePrecision.TIME)


def owed(act: Act) -> Iterator[Owed]:
    """The letters that the act owes by itself: at most one, and an invitation after a remedy."""
    happened = [recorded.happened.event for recorded in act.change.events]
    if any(isinstance(event, e.FinalSent) for event in happened):
        yield _final(act)
        return
    ending = next((event for event in happened if isinstance(event, e.Closed)), None)
    if ending is not None:
        yield from _ended(act, ending.outcome)
        return
    offered = [event for event in happened if isinstance(event, e.Offered | e.OptionApproved)]
    if offered and any(isinstance(event, e.Fulfilled) for event in happened):
        yield Owed(LetterKind.SUMMARY_RESOLUTION, {"remedy": _remedy(act)})
    elif any(isinstance(event, e.OptionAccepted) for event in happened):
        yield _accepted(act)
    elif any(isinstance(event, e.OptionApproved) or not event.proposed for event in offered):
        yield _options(act)
    elif act.asked is not None and any(isinstance(event, e.Contacted) for event in happened):
        yield _told(act, act.asked)
    else:
        yield from _waiting_or_extended(act, happened)


def recourse_text(policy: Policy) -> str:
    """Where a customer may go under the policy, in one line."""
    recourse = policy.recourse
    return " ".join(part for part in (recourse.internal, recourse.body, recourse.contact) if part)


def _told(act: Act, asked: LetterKind) -> Owed:
    """What the desk had to say; a delay names the date that was not kept."""
    late = [
        one
        for one in act.found.standing.instances
        if one.clock in TOLD_CLOCKS
        and one.stopped_at is None
        and one.due_at is not None
        and one.due_at <= act.found.now
    ]
    previous = due_of(late[-1]) if late and asked is LetterKind.DELAY_NOTICE else None
    return Owed(asked, {BY_CONTACT[asked]: act.said("contact")}, previous_due_at=previous)


def _final(act: Act) -> Owed:
    decision, recourse = act.said("decision"), act.said("recourse")
    extra = {"decision": in_context(act.language, "decision", decision), "reasons": act.said("reasons")}
    return Owed(LetterKind.FINAL_RESPONSE, extra | _elsewhere(act, recourse))


def _elsewhere(act: Act, recourse: str) -> dict[str, str]:
    """Recourse in the act's own words; the policy's stands in the letter anyway."""
    return {} if recourse == recourse_text(act.change.standing.policy) else {"where_to_go": recourse}


def _ended(act: Act, outcome: Outcome) -> Iterator[Owed]:
    if outcome is Outcome.WITHDRAWN:
        yield Owed(LetterKind.WITHDRAWAL_CONFIRMATION)
    elif outcome is Outcome.DECLINED:
        extra = {"reason": act.said("reason")} | _elsewhere(act, act.said("recourse"))
        yield Owed(LetterKind.DECLINE_NOTICE, extra)
    elif outcome in _OUTCOMES:
        told = in_language(act.language, _OUTCOMES[outcome])
        remedied = outcome is Outcome.REMEDIED
        yield Owed(LetterKind.CLOSURE, {"outcome": told, "remedy": _remedy(act) if remedied else ""})
        if remedied:
            yield Owed(LetterKind.SURVEY_INVITATION, {"outcome": told})


def _accepted(act: Act) -> Owed:
    chosen = act.change.complaint.accepted
    if chosen is None:
        return Owed(LetterKind.ACCEPTANCE_RECORD)
    extra = {"option": _option_text(act, chosen)}
    if chosen.promised_at is not None and chosen.promised_at > act.found.now:
        extra["delivery_by"] = _day(act, chosen.promised_at)
    return Owed(LetterKind.ACCEPTANCE_RECORD, extra)


def _options(act: Act) -> Owed:
    """All that is open lies before the customer, also what was offered before."""
    table = [option for option in act.change.complaint.options if option.is_open(act.found.now)]
    ends = [option.valid_until for option in table if option.valid_until is not None]
    lines = "\n".join(_option_line(act, option) for option in table)
    return Owed(LetterKind.OPTIONS, {"options": lines}, answer_by=_due(min(ends)) if ends else None)


def _waiting_or_extended(act: Act, happened: Sequence[e.Event]) -> Iterator[Owed]:
    for event in happened:
        if isinstance(event, e.WaitBegan) and event.wait_for is WaitFor.CUSTOMER:
            yield Owed(LetterKind.INFORMATION_REQUEST, {"items": act.said("question")}, answer_by=_due(event.until))
        elif isinstance(event, e.Extended) and event.clock in TOLD_CLOCKS:
            answers = [one for one in act.found.standing.instances if one.clock == event.clock == "resolve"]
            previous = due_of(answers[-1]) if answers else None
            yield Owed(LetterKind.EXTENSION_NOTICE, {"reason": act.said("reason")}, previous_due_at=previous)


def _remedy(act: Act) -> str:
    chosen = act.change.complaint.accepted
    return "" if chosen is None else _option_text(act, chosen)


def _option_line(act: Act, option: Option) -> str:
    told = [_option_text(act, option)]
    for sentence, at in (
        (N_("you can accept it until {date}"), option.valid_until),
        (N_("we do it by {date}"), option.promised_at),
    ):
        if at is not None:
            told.append(in_language(act.language, sentence).format(date=_day(act, at)))
    return f"{option.number}. " + in_language(act.language, N_("; ")).join(told)


def _option_text(act: Act, option: Option) -> str:
    """As it was offered, with its value."""
    texts = (
        recorded.text("option")
        for recorded in act.history
        if isinstance(recorded.happened.event, e.Offered) and recorded.happened.event.number == option.number
    )
    text = next((text for text in texts if text), "")
    if option.value is None:
        return text
    value = f"{option.value} {option.currency or act.change.standing.policy.currency}".strip()
    if value in text:
        return text
    return in_language(act.language, N_("{text} (worth {value})")).format(text=text, value=value)


def _due(at: datetime) -> Due:
    return Due(at, DuePrecision.TIME)


def _day(act: Act, at: datetime) -> str:
    return due_text(_due(at), act.zone, act.language)
