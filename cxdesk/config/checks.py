"""What no single line of `desk.toml` shows: ties, law and fairness across rules, and what time has made doubtful."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cxdesk.catalogue import _
from cxdesk.config.problems import KeyPath, Problem
from cxdesk.config.settings import DeskSettings
from cxdesk.config.table import Table, suggestion
from cxdesk.domain.amounts import Pace, long_form, surely_within
from cxdesk.domain.policy import Amount, Basis, Clock, ClockKind, Policy
from cxdesk.domain.rules import Rule, find_ties
from cxdesk.domain.snapshot import Standard, pace_of
from cxdesk.domain.words import Severity

LEVELS: Final[tuple[Severity | None, ...]] = (None, *Severity)
_SOON: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Draft:
    """Standards as read, before anything is known to be right."""

    desk: DeskSettings
    calendars: Mapping[str, Mapping[str, object]]
    standards: Mapping[str, Standard]
    rules: tuple[Rule, ...]
    floor: Mapping[str, Amount]

    def pace(self, policy: Policy, name: str) -> Pace:
        """The pace of the calendar by which the policy's clock *name* counts."""
        clock = policy.clock(name)
        own = clock.calendar if clock else ""
        return pace_of(self.calendars.get(own or policy.calendar, {}))


def check_standards(root: Table, draft: Draft) -> None:
    """Keep a problem for each contradiction, each law lengthened, each target above the fairness floor."""
    if draft.desk.policy not in draft.standards:
        _keep(
            root,
            ("desk", "policy"),
            _("there is no policy “{name}”").format(name=draft.desk.policy),
            suggestion(draft.desk.policy, draft.standards),
        )
    _check_calendars(root, draft)
    _check_ties(root, draft)
    _check_ladders(root, draft)
    _check_floor(root, draft)
    for number, rule in enumerate(draft.rules):
        for standard in _bases(draft, rule):
            _check_rule(root, draft, ("rule", number, "then"), rule, standard)


def _check_calendars(root: Table, draft: Draft) -> None:
    for name, standard in draft.standards.items():
        for clock in standard.policy.clocks:
            if clock.calendar and clock.calendar not in draft.calendars:
                _keep(
                    root,
                    ("policy", name, "clock", clock.name, "calendar"),
                    _("there is no calendar “{name}”").format(name=clock.calendar),
                    suggestion(clock.calendar, draft.calendars),
                )


def _check_ties(root: Table, draft: Draft) -> None:
    for tie in find_ties(draft.rules):
        _keep(
            root,
            ("rule", draft.rules.index(tie.second)),
            _(
                "{first} and {second} can match one complaint equally well and say different things about {setting}"
            ).format(first=tie.first.name, second=tie.second.name, setting=tie.setting),
            _("give one of them a higher rank, or a condition more"),
        )


def _check_ladders(root: Table, draft: Draft) -> None:
    """Each alarm fires once per clock and step: two steps of one name would be one (DOMAIN §4.14)."""
    for name, standard in draft.standards.items():
        counts = Counter((step.clock, step.name) for step in standard.policy.ladder)
        for (clock, step), count in counts.items():
            if count > 1:
                _keep(
                    root,
                    ("policy", name, "ladder"),
                    _("the clock {clock} has two steps at {step}").format(clock=clock, step=step),
                    _("join them: one step may notify several"),
                )


def _check_floor(root: Table, draft: Draft) -> None:
    for name, standard in draft.standards.items():
        for clock in _floored(draft, standard):
            targets = {standard.target(clock, severity) for severity in LEVELS} - {None}
            for target in sorted(targets, key=str):
                _check_fair(root, ("policy", name, "clock", clock.name), clock.name, target, draft, standard.policy)


def _check_rule(root: Table, draft: Draft, path: KeyPath, rule: Rule, standard: Standard) -> None:
    for name, change in rule.then.clocks.items():
        clock, place = standard.policy.clock(name), (*path, "clock", name)
        if clock is None:
            continue
        if change.pause is not None:
            _check_pause(root, place, clock, change.pause, standard.policy)
        for target, wished in _changes(rule, standard, clock):
            if name in draft.floor:
                _check_fair(root, place, name, wished, draft, standard.policy)
            if not surely_within(wished, target, draft.pace(standard.policy, name)):
                _say_looser(root, place, rule, standard.policy, clock, target, wished)
                break


def _say_looser(
    root: Table, place: KeyPath, rule: Rule, policy: Policy, clock: Clock, target: Amount, wished: Amount
) -> None:
    """A law clock lengthened is a problem, a target made looser for some customers a warning."""
    if clock.basis is Basis.LAW:
        _keep(
            root,
            place,
            _("{clock} is law in the policy {policy}: {wished} is not surely within {target}").format(
                clock=clock.name, policy=policy.name, wished=long_form(wished), target=long_form(target)
            ),
            _("write at most {bound}, in the same unit").format(bound=str(target)),
        )
        return
    what = _("{rule} makes {clock} looser than the policy {policy} does: {wished} for {target}").format(
        rule=rule.name, clock=clock.name, policy=policy.name, wished=long_form(wished), target=long_form(target)
    )
    root.findings.warnings.append(root.findings.at(place, what))


def _changes(rule: Rule, standard: Standard, clock: Clock) -> Iterator[tuple[Amount, Amount]]:
    """The policy's target and the rule's, for each severity that the rule can meet."""
    change = rule.then.clocks[clock.name]
    for severity in LEVELS:
        if rule.when.severity and severity not in rule.when.severity:
            continue
        target, wished = standard.target(clock, severity), change.target_for(severity)
        if target is not None and wished is not None:
            yield target, wished


def _check_pause(root: Table, place: KeyPath, clock: Clock, pause: frozenset[str], policy: Policy) -> None:
    if clock.basis is Basis.LAW and not pause <= clock.pause:
        _keep(
            root,
            place,
            _("{clock} is law: it may not pause for more reasons than its preset lists").format(clock=clock.name),
        )
    for reason in sorted(pause - policy.pause_reasons):
        _keep(
            root,
            place,
            _("“{reason}” is none of the pause_reasons of {policy}").format(reason=reason, policy=policy.name),
            suggestion(reason, sorted(policy.pause_reasons)),
        )


def _check_fair(root: Table, place: KeyPath, name: str, target: Amount | None, draft: Draft, policy: Policy) -> None:
    bound = draft.floor[name]
    if target is None or surely_within(target, bound, draft.pace(policy, name)):
        return
    _keep(
        root,
        place,
        _("{target} for {clock} is not surely within the {bound} that the floor gives everybody").format(
            target=long_form(target), clock=name, bound=long_form(bound)
        ),
        _("write at most {bound}, in the same unit").format(bound=str(bound)),
    )


def _bases(draft: Draft, rule: Rule) -> list[Standard]:
    """The policies that a rule's numbers can come to lie on: the one it names, else any."""
    if rule.then.policy:
        return [draft.standards[rule.then.policy]]
    return list(draft.standards.values())


def _floored(draft: Draft, standard: Standard) -> list[Clock]:
    """Clocks that can be late: a window or a customer's right is nobody's delay."""
    late = (ClockKind.DEADLINE, ClockKind.RECURRING)
    return [clock for clock in standard.policy.clocks if clock.name in draft.floor and clock.kind in late]


def _keep(root: Table, path: KeyPath, what: str, mend: str = "") -> None:
    """Once: severities and policies that a rule meets can show the same thing."""
    problem = root.findings.at(path, what, mend)
    if problem not in root.findings.problems:
        root.findings.problems.append(problem)


def doubts(draft: Draft, file: str, today: date, letters_contact: str) -> list[Problem]:
    """What works but should be looked at on *today*: recourse texts and presets out of date, calendars that end."""
    found = [
        *(doubt for name, standard in draft.standards.items() for doubt in _policy_doubts(name, standard, today)),
        *(doubt for name, spec in draft.calendars.items() for doubt in _calendar_doubts(name, spec, today)),
    ]
    if not letters_contact:
        found.append(
            ("letters.contact", _("letters do not say how to reach you"), _('write contact = "phone, address"'))
        )
    return [Problem(file, 0, key, what, mend) for key, what, mend in found]


def _policy_doubts(name: str, standard: Standard, today: date) -> Iterator[tuple[str, str, str]]:
    recourse = standard.policy.recourse
    if recourse.expires_on is not None and recourse.expires_on <= today:
        yield (
            f"policy.{name}.recourse.expires_on",
            _("the recourse text ended on {day}: letters leave it out").format(day=recourse.expires_on),
            _("look at the body's page and renew the text"),
        )


def _calendar_doubts(name: str, spec: Mapping[str, object], today: date) -> Iterator[tuple[str, str, str]]:
    until = spec.get("coverage_until")
    if isinstance(until, str) and date.fromisoformat(until) < today + _SOON:
        yield (
            f"calendar.{name}",
            _("holidays are known until {day}: later due dates are provisional").format(day=until),
            _("cxdesk calendar refresh"),
        )
