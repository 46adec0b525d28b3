"""Policies as written: `[policy.NAME]` in desk.toml, and preset files in the same words with a header (DOMAIN §6)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from cxdesk.catalogue import _
from cxdesk.config.clocks import Targets, WrittenClock, read_clock
from cxdesk.config.table import Table, suggestion
from cxdesk.domain.amounts import Pace, parse_amount
from cxdesk.domain.policy import Amount, LapseRule, Policy, Recourse, Step, Visit
from cxdesk.domain.snapshot import Standard
from cxdesk.domain.words import Role, Severity

DEFAULT_PRESET: Final = "iso10002-default"
DEFAULT_REASONS: Final = frozenset({"customer", "third_party"})
_SHARE: Final = re.compile(r"([0-9]{1,3}) ?%")
_VISIT: Final = re.compile(r"([0-9]{1,3})-([0-9]{1,3})(?: ([0-9]{1,3}) ?%)?")
_LIMITED: Final = (Role.AGENT, Role.SUPERVISOR, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class Ladders:
    """What a ladder's steps may leave out: who hears at each level, and how soon an answer is owed."""

    levels: Mapping[int, tuple[str, ...]]
    answer_within: Amount | None = None


def read_policy(
    table: Table, name: str, base: Standard | None, ladders: Ladders, calendar: str, pace: Pace
) -> Standard:
    """The policy *name*; what is not said comes from *base* (its preset), *calendar* when neither names one."""
    plain = base.policy if base else Policy(name, calendar, (), pause_reasons=DEFAULT_REASONS)
    clocks = _read_clocks(table, base, pace)
    targets: dict[str, Targets] = {written.clock.name: written.by_severity for written in clocks if written.by_severity}
    policy = replace(
        plain,
        name=name,
        calendar=table.text("calendar", calendar),
        clocks=tuple(written.clock for written in clocks),
        pause_reasons=frozenset(table.texts("pause_reasons", tuple(sorted(plain.pause_reasons)))),
        limits=read_limits(table, plain.limits),
        visits=read_visits(table, plain.visits),
        revisit_attempts=table.integer("revisit_attempts", plain.revisit_attempts, least=1, most=20),
        lapse=_read_lapse(table, plain.lapse),
        recourse=_read_recourse(table, plain.recourse),
    )
    policy = replace(policy, ladder=read_ladder(table, policy, ladders))
    _check_pauses(table, policy)
    return Standard(policy, targets)


def read_limits(table: Table, default: Mapping[Role, Decimal] | None) -> Mapping[Role, Decimal] | None:
    """`limits = { agent = 100, supervisor = 1000, manager = "unlimited" }`; a role that is not named is unlimited."""
    if "limits" not in table:
        return default
    section = table.table("limits")
    limits = {role: section.money(role.value, (default or {}).get(role)) for role in _LIMITED}
    section.close()
    known = {role: limit for role, limit in limits.items() if limit is not None}
    sums = [known.get(role, Decimal("Infinity")) for role in _LIMITED]
    if sums != sorted(sums):
        table.refuse("limits", _("a higher role has a lower limit"), _("agent ≤ supervisor ≤ manager"))
    return known


def read_visits(
    table: Table, default: Mapping[Severity, tuple[Visit, ...]] | None
) -> Mapping[Severity, tuple[Visit, ...]] | None:
    """`revisits = { S1 = ["1-3", "7-14"], S4 = ["7-30 20%"] }`: calendar days after fulfilment, and a share."""
    if "revisits" not in table:
        return default
    section = table.table("revisits")
    visits = {severity: _visits(section, severity.value) for severity in Severity if severity.value in section}
    section.close()
    return {**(default or {}), **visits}


def _visits(section: Table, key: str) -> tuple[Visit, ...]:
    visits: list[Visit] = []
    for text in section.texts(key):
        match = _VISIT.fullmatch(text)
        share = int(match[3] or 100) if match else 0
        if match is None or int(match[1]) > int(match[2]) or not 0 < share <= 100:
            section.refuse(key, _("“{text}” is no revisit").format(text=text), _('write days and a share: "30-60 30%"'))
            continue
        visits.append(Visit(len(visits) + 1, int(match[1]), int(match[2]), share / 100))
    return tuple(visits)


def read_ladder(table: Table, policy: Policy, ladders: Ladders) -> tuple[Step, ...]:
    """`[[….ladder]]`; steps for a clock replace those that the preset has for it, the others stay."""
    written = [step for item in table.tables("ladder") for step in _read_steps(item, policy, ladders)]
    spoken_for = {step.clock for step in written}
    names = {clock.name for clock in policy.clocks}
    kept = [step for step in policy.ladder if step.clock not in spoken_for and step.clock in names]
    return (*kept, *written)


def _read_steps(item: Table, policy: Policy, ladders: Ladders) -> list[Step]:
    clocks = item.texts("clock")
    share, offset = _read_at(item)
    level = item.integer("level", 1, least=0, most=9)
    notify = item.texts("notify", ladders.levels.get(level, ()))
    answer_within = item.amount("answer_within", ladders.answer_within if level > 1 else None)
    if not clocks:
        item.refuse("clock", _("a step of the ladder needs its clock"), _('write clock = "resolve"'))
    for clock in clocks:
        if policy.clock(clock) is None:
            known = [known.name for known in policy.clocks]
            item.refuse("clock", _("the policy has no clock “{name}”").format(name=clock), suggestion(clock, known))
    if not notify and level > 0:
        item.refuse("notify", _("nobody hears of this step"), _('write notify = ["owner", "supervisor"]'))
    item.close()
    if share is None and offset is None:
        return []
    return [Step(clock, level, notify, share, offset, answer_within) for clock in clocks]


def _read_at(item: Table) -> tuple[float | None, Amount | None]:
    text = item.text("at")
    match = _SHARE.fullmatch(text)
    if match and int(match[1]) > 0:
        return int(match[1]) / 100, None
    if text and text[0] in "+-":
        return None, item.converted("at", text, parse_amount)
    item.refuse(
        "at",
        _("“{text}” is no moment of a clock").format(text=text),
        _('write a share "80%", or a time "-2bh" before or "+1bd" after it is due'),
    )
    return None, None


def _read_clocks(table: Table, base: Standard | None, pace: Pace) -> list[WrittenClock]:
    inherited = {} if base is None else {clock.name: _inherited(base, clock.name) for clock in base.policy.clocks}
    section = table.table("clock")
    written: list[WrittenClock] = []
    for name in [*inherited, *(name for name in section.data if name not in inherited)]:
        if name not in section:
            written.append(inherited[name])
            continue
        clock = read_clock(section.table(name), name, inherited.get(name), pace)
        if clock is not None:
            written.append(clock)
    return written


def _inherited(base: Standard, name: str) -> WrittenClock:
    clock = next(clock for clock in base.policy.clocks if clock.name == name)
    return WrittenClock(clock, base.by_severity.get(name, {}))


def _read_lapse(table: Table, plain: LapseRule) -> LapseRule:
    section = table.table("lapse")
    rule = LapseRule(
        attempts=section.integer("attempts", plain.attempts, least=1, most=20),
        channels=section.integer("channels", plain.channels, least=1, most=9),
        business_days=section.integer("business_days", plain.business_days, most=250),
    )
    section.close()
    return rule


def _read_recourse(table: Table, plain: Recourse) -> Recourse:
    section = table.table("recourse")
    expires_on: date | None = section.day("expires_on") or plain.expires_on
    recourse = Recourse(
        body=section.text("body", plain.body),
        contact=section.text("contact", plain.contact),
        internal=section.text("internal", plain.internal),
        expires_on=expires_on,
    )
    section.close()
    return recourse


def _check_pauses(table: Table, policy: Policy) -> None:
    for clock in policy.clocks:
        for reason in sorted(clock.pause - policy.pause_reasons):
            table.refuse(
                "clock" if "clock" in table else "pause_reasons",
                _("the clock {clock} pauses for “{reason}”, which is none of the policy's pause_reasons").format(
                    clock=clock.name, reason=reason
                ),
                suggestion(reason, sorted(policy.pause_reasons)),
            )
