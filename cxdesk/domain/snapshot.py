"""Everything that decides deadlines, as applied at one moment, named by its hash (DOMAIN §6)."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from cxdesk.catalogue import _
from cxdesk.domain.amounts import Pace, surely_within
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.levels import DEFAULT_LEVELS, Levels, levels_of
from cxdesk.domain.plain import from_plain, to_plain
from cxdesk.domain.policy import Amount, Basis, Clock, Facts, Policy
from cxdesk.domain.rules import FACT_KEYS, ClockChange, Rule, strongest
from cxdesk.domain.words import Severity
from cxdesk.errors import DeskUnavailable

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Standard:
    """A policy before rules and severity are looked at; its clocks' own targets serve an unassessed complaint."""

    policy: Policy
    by_severity: Mapping[str, Mapping[Severity, Amount]] = field(default_factory=dict)

    def target(self, clock: Clock, severity: Severity | None) -> Amount | None:
        """The target of *clock* at *severity*, as the policy alone has it."""
        if severity is None:
            return clock.target
        return self.by_severity.get(clock.name, {}).get(severity, clock.target)


class UnknownPolicy(DeskUnavailable):
    """A policy, or a calendar of one, that the snapshot does not hold."""


@dataclass(frozen=True)
class Snapshot:
    """Resolved standards of one moment: an act reads the applied one, each history names its own.

    `floor` is the fairness floor: no clock of that name may be looser for anybody. `levels` says who hears of an
    escalation at each level (roles, `owner`, logins). `templates` are digests of letters by name.
    """

    standards: Mapping[str, Standard]
    default_policy: str
    calendars: Mapping[str, Mapping[str, object]]
    rules: tuple[Rule, ...] = ()
    floor: Mapping[str, Amount] = field(default_factory=dict)
    levels: Levels = field(default_factory=lambda: dict(DEFAULT_LEVELS))
    timezone: str = "UTC"
    templates: Mapping[str, str] = field(default_factory=dict)
    tz_version: str = ""

    def to_json(self) -> str:
        """Canonical: keys sorted, nothing that equals its default, shares and money as decimal text."""
        data = {"format": FORMAT, "snapshot": to_plain(self)}
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> "Snapshot":
        """Read what `to_json` wrote; raises DeskUnavailable for a format of a newer version."""
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise DeskUnavailable(
                _("the applied policy has format {format}, this version reads {known}").format(
                    format=data["format"], known=FORMAT
                ),
                mend=_("use the version of cxdesk that applied it, or a newer one"),
            )
        return from_plain(cls, data["snapshot"])

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON, in hex: the snapshot's name."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def calendar(self, name: str) -> Calendar:
        """The compiled calendar *name*, compiled once per snapshot; raises UnknownPolicy."""
        if name not in self._compiled:
            if name not in self.calendars:
                raise UnknownPolicy(
                    _("there is no calendar {name}; there are: {known}").format(
                        name=name, known=", ".join(sorted(self.calendars))
                    )
                )
            self._compiled[name] = Calendar.from_dict(self.calendars[name])
        return self._compiled[name]

    def policy_for(self, facts: Facts) -> Policy:
        """The standards of one complaint: the strongest rule wins each setting (DOMAIN §6).

        A `law` clock is only ever shortened by a rule. Raises RuleTie, or UnknownPolicy.
        """
        key = self._selection_key(facts)
        if key not in self._chosen:
            self._chosen[key] = self._resolve(facts)
        return self._chosen[key]

    def standard(self, name: str) -> Standard:
        """The policy *name* as it stands before rules; raises UnknownPolicy."""
        if name not in self.standards:
            raise UnknownPolicy(
                _("there is no policy {name}; there are: {known}").format(
                    name=name, known=", ".join(sorted(self.standards))
                )
            )
        return self.standards[name]

    def pace(self, calendar: str) -> Pace:
        """How a week of the calendar runs, for comparing targets of different units."""
        return pace_of(self.calendars.get(calendar, {}))

    def _resolve(self, facts: Facts) -> Policy:
        winners = strongest(self.rules, facts)
        chosen = winners.get("policy")
        standard = self.standard(chosen.then.policy or self.default_policy if chosen else self.default_policy)
        policy = standard.policy
        calendar = _won(winners, "calendar", policy.calendar)
        ladder = _won(winners, "ladder", policy.ladder)
        return replace(
            policy,
            calendar=calendar,
            clocks=tuple(
                changed(standard, clock, winners, facts.severity, self.pace(clock.calendar or calendar))
                for clock in policy.clocks
            ),
            limits=_won(winners, "limits", policy.limits),
            visits=_won(winners, "visits", policy.visits),
            ladder=ladder,
            levels=levels_of(self.levels, ladder),
        )

    @cached_property
    def _compiled(self) -> dict[str, Calendar]:
        return {}

    @cached_property
    def _chosen(self) -> dict[tuple[object, ...], Policy]:
        return {}

    @cached_property
    def _mentioned(self) -> Mapping[str, frozenset[str]]:
        """What rules ask for, by key: facts that no rule mentions need no policy of their own."""
        wanted = {key: frozenset[str]().union(*(rule.when.wanted(key) for rule in self.rules)) for key in FACT_KEYS}
        return {key: values for key, values in (wanted | {"severity": frozenset(Severity)}).items() if values}

    @cached_property
    def _turning_days(self) -> list[date]:
        days = (day for rule in self.rules for day in (rule.when.from_on, rule.when.until_on) if day is not None)
        return sorted(set(days))

    def _selection_key(self, facts: Facts) -> tuple[object, ...]:
        known = [
            value if (value := getattr(facts, key)) in mentioned else None for key, mentioned in self._mentioned.items()
        ]
        return (bisect_right(self._turning_days, facts.received_on), *known)


def changed(
    standard: Standard, clock: Clock, winners: Mapping[str, Rule], severity: Severity | None, pace: Pace
) -> Clock:
    """*clock* at *severity* after the rules; for a `law` clock what a rule lengthens or pauses does not count."""
    target = standard.target(clock, severity)
    wished = _change(winners, clock.name, "target").target_for(severity)
    if wished is not None and may_replace(clock, target, wished, pace):
        target = wished
    pause = _change(winners, clock.name, "pause").pause
    if pause is None or (clock.basis is Basis.LAW and not pause <= clock.pause):
        pause = clock.pause
    return replace(clock, target=target, pause=pause)


def may_replace(clock: Clock, target: Amount | None, wished: Amount, pace: Pace) -> bool:
    """Whether a rule may set *wished* in place of *target*: a `law` clock only becomes shorter."""
    return clock.basis is not Basis.LAW or target is None or surely_within(wished, target, pace)


def pace_of(spec: Mapping[str, object]) -> Pace:
    """The pace of a calendar's spec; a calendar without a regular week counts as an office's."""
    week = spec.get("week")
    if not isinstance(week, Mapping) or not any(week.values()):
        return Pace()
    minutes = [sum(_length(window) for window in windows) for windows in week.values() if windows]
    return Pace(days_per_week=len(minutes), shortest_minutes=min(minutes))


def _length(window: tuple[str, str]) -> int:
    opens, closes = (int(clock[:2]) * 60 + int(clock[3:]) for clock in window)
    return closes - opens if closes > opens else closes + 1440 - opens


def _change(winners: Mapping[str, Rule], clock: str, what: str) -> ClockChange:
    rule = winners.get(f"clock.{clock}.{what}")
    return rule.then.clocks[clock] if rule else ClockChange()


_Value = TypeVar("_Value")


def _won(winners: Mapping[str, Rule], setting: str, otherwise: _Value) -> _Value:
    rule = winners.get(setting)
    value: _Value = getattr(rule.then, setting) if rule else otherwise
    return value
