"""What stands over the arithmetic of a clock: standards, corrections, terms, as people read them; for every face."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.desk.value_words import due_text, fact_text, fact_value, instant_text, word, words
from cxdesk.domain.amounts import long_form
from cxdesk.domain.complaint import Correction
from cxdesk.domain.explain import ClockExplanation, Explanation
from cxdesk.domain.instances import ClockInstance, Verdict
from cxdesk.domain.policy import Basis, Clock, DueTime, NonBusinessReceipt, Roll


def standards_text(ref: str, told: Explanation) -> str:
    """Under which standards the deadlines came about."""
    return _("{ref}: policy {policy}, calendar {calendar} ({zone}), standards {snapshot}").format(
        ref=ref, policy=told.policy, calendar=told.calendar, zone=told.zone, snapshot=told.snapshot[:12]
    )


def correction_text(one: Correction, zone: tzinfo) -> str:
    """Both values, and what the second one moves: never what had its verdict (DOMAIN §4.9)."""
    told = (
        _("corrected by {login}, {at}: {fact}, {was} → {second}; the first verdict stays")
        if one.fact.startswith("verdict:")
        else _("corrected by {login}, {at}: {fact}, {was} → {second}; clocks that had their verdict by then keep it")
    )
    was, second = (fact_value(one.fact, value, zone) for value in (one.was, one.value))
    at = instant_text(one.at, zone)
    return told.format(login=one.by, at=at, fact=fact_text(one.fact), was=was, second=second)


def clock_title(found: ClockInstance) -> str:
    """Which clock; cycle and number where there are several."""
    if found.cycle > 1:
        return _("{clock}, cycle {cycle}, number {number}").format(
            clock=word(found.clock), cycle=found.cycle, number=found.instance
        )
    if found.instance > 1:
        return _("{clock}, number {number}").format(clock=word(found.clock), number=found.instance)
    return word(found.clock)


def clock_terms(told: ClockExplanation, now: datetime) -> list[tuple[str, object]]:
    """What the clock counts by and where it stands, a label and its value each."""
    found, zone = told.instance, told.zone
    target = _("comes with the fact") if found.target is None else long_form(found.target)
    pairs: list[tuple[str, object]] = [
        (_("target"), _("{what} ({why})").format(what=target, why=basis_word(found.basis))),
        (_("calendar"), _("{calendar} ({zone})").format(calendar=told.calendar, zone=zone)),
    ]
    rules = _rules(found.terms)
    if rules:
        pairs.append((_("rules"), rules))
    pairs.append((_("stands"), _standing(told, now)))
    if found.corrected is not None:
        pairs.append((_("first verdict"), word(found.verdict)))
        pairs.append((_("corrected to"), word(found.corrected)))
    return pairs


def _standing(told: ClockExplanation, now: datetime) -> str:
    found, zone = told.instance, _zone(told)
    if found.verdict is Verdict.PAUSED and found.paused_since is not None:
        since = instant_text(found.paused_since, zone)
        return _("paused since {since}; told as if the pause ended now").format(since=since)
    if found.stopped_at is not None:
        return f"{word(found.verdict)} · {instant_text(found.stopped_at, zone)}"
    if found.overdue_at(now) and found.due_at is not None:
        return _("overdue since {due}").format(due=due_text(found.due_at, zone))
    return word(found.verdict)


def conventions(clock: Clock) -> list[str]:
    """How its last day is counted where that is not the plain way; the day of the start is day 0 in all of them."""
    said = []
    if clock.due_time is DueTime.CLOSE_OF_BUSINESS:
        said.append(_("due at close of business"))
    if clock.due_time is DueTime.SAME_TIME:
        said.append(_("due at the same clock time"))
    if clock.roll is Roll.NEXT_WORKING_DAY:
        said.append(_("a last day that is no working day moves to the next one"))
    if clock.nonbusiness_receipt is NonBusinessReceipt.NEXT_BUSINESS_DAY:
        said.append(_("a receipt after business counts from the next opening"))
    return said


def _rules(clock: Clock) -> str:
    said = conventions(clock)
    if clock.pause:
        said.append(_("pauses for: {reasons}").format(reasons=words(sorted(clock.pause))))
    return _("; ").join(said)


def _zone(told: ClockExplanation) -> tzinfo:
    return ZoneInfo(told.zone)


def basis_word(basis: Basis) -> str:
    """Who set the deadline, for people."""
    told = {Basis.LAW: _("law"), Basis.CONTRACT: _("contract"), Basis.TARGET: _("the desk's own target")}
    return told[basis]


def provisional_text(told: ClockExplanation) -> str:
    """That holidays behind the last published year are not known; "" where they are."""
    if not told.instance.provisional or told.covered_until is None:
        return ""
    return _("provisional: holidays are published until {day}; later days are counted by the week alone").format(
        day=told.covered_until
    )
