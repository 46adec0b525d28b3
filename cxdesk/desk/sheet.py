"""The service standards in force as customers read them, in their language (DOMAIN §6)."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from cxdesk.catalogue import known
from cxdesk.desk.standards import Standards
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.policy import Amount, Basis, Clock, ClockKind, Facts, Policy, Roll
from cxdesk.domain.words import Severity
from cxdesk.letters.dates import date_text
from cxdesk.store import snapshots
from cxdesk.store.moments import from_us

Words = Mapping[str, Any]
"""The phrases of one language, as `presets/sheet` has them."""


class Sheet(Standards):
    """What customers may be given."""

    def standards_sheet(self, language: str = "") -> str:
        """The standards that hold for everybody, from the policy in force; *language* is the desk's own when empty.

        What rules give to some customers alone is not told.
        """
        spoken = known(language or self.settings.desk.language.value)
        words = _words(spoken)
        today = self.now().astimezone(self.zone).date()
        policies = {
            severity: self.snapshot.policy_for(Facts(received_on=today, severity=severity)) for severity in Severity
        }
        policy = policies[Severity.S3]
        letters = self.settings.letters
        parts = [
            words["title"],
            words["intro"].format(name=self.settings.desk.name),
            "\n".join(_clock_lines(words, policies)),
            "\n".join(_counting(words, policy, self.snapshot.calendar(policy.calendar))),
            "\n".join(_recourse(words, policy, today)),
            "\n".join(_contact(words, letters.contact, letters.hours)),
            self._footer(words, spoken),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _footer(self, words: Words, language: str) -> str:
        applied_at = from_us(snapshots.applied_at(self._connection, self.snapshot.hash))
        day = date_text(applied_at.astimezone(self.zone).date(), language)
        text: str = words["footer"].format(day=day, version=self.snapshot.hash[:12])
        return text


@cache
def _words(language: str) -> Words:
    file = files("cxdesk") / "presets" / "sheet" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _clock_lines(words: Words, policies: Mapping[Severity, Policy]) -> list[str]:
    """A line a clock where all severities have one target, else one for each of them."""
    lines = []
    for name, phrase in words["clock"].items():
        clocks = {severity: policy.clock(name) for severity, policy in policies.items()}
        found = {severity: clock for severity, clock in clocks.items() if clock is not None}
        if not found:
            continue
        told = {severity: _within(words, clock) for severity, clock in found.items()}
        head = f"• {phrase}{_marks(found.values())}{words['colon']}"
        if not any(told.values()):
            lines.append(f"• {phrase}")
        elif len(set(told.values())) == 1:
            lines.append(head + next(iter(told.values())))
        else:
            lines.append(head.rstrip())
            lines += [
                f"  – {words['severity'][severity.value]}{words['colon']}{text}" for severity, text in told.items()
            ]
    return lines


def _within(words: Words, clock: Clock) -> str:
    if clock.target is None:
        return ""
    text: str = words["within"].format(amount=_amount(words, clock.target))
    if clock.basis is Basis.LAW:
        text = words["by_law"].format(text=text)
    if clock.extend:
        amounts = words["between_amounts"].join(_amount(words, one.to) for one in clock.extend)
        text = words["extended"].format(text=text, amounts=amounts)
    return text


def _amount(words: Words, amount: Amount) -> str:
    one, several = words["amount"][amount.unit.value]
    text: str = (one if amount.count == 1 else several).format(count=amount.count)
    return text


def _counting(words: Words, policy: Policy, calendar: Calendar) -> list[str]:
    lines = [words["counting"].format(zone=calendar.zone), words["business_days"].format(week=_week(words, calendar))]
    marks = _marks(clock for clock in policy.clocks if clock.name in words["clock"])
    return lines + [words[note] for mark, note in _NOTES.items() if mark in marks]


_NOTES: Final = {"*": "pausing", "†": "testing", "‡": "rolling"}


def _marks(clocks: Iterable[Clock]) -> str:
    """Which notes a line needs, in their order."""
    needed = {mark for clock in clocks if clock.target is not None for mark in _marks_of(clock)}
    return "".join(mark for mark in _NOTES if mark in needed)


def _marks_of(clock: Clock) -> Iterator[str]:
    """Time that stands still for people is another matter than for a laboratory, and than a last day that moves on."""
    if clock.pause:
        yield "*" if clock.pause & {"customer", "third_party"} else "†"
    if clock.roll is Roll.NEXT_WORKING_DAY:
        yield "‡"


def _week(words: Words, calendar: Calendar) -> str:
    """Days in a row with the same hours stand together: `Monday–Friday 09:00–17:00`."""
    hours = [
        words["between_windows"].join(f"{opens}–{closes}" for opens, closes in calendar.usual_hours(day))
        for day in range(7)
    ]
    spans: list[tuple[int, int]] = []
    for day in range(7):
        if spans and hours[spans[-1][0]] == hours[day]:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    names = words["days"]
    told = [
        f"{names[first]} {hours[first]}" if first == last else f"{names[first]}–{names[last]} {hours[first]}"
        for first, last in spans
        if hours[first]
    ]
    text: str = words["between_days"].join(told)
    return text


def _recourse(words: Words, policy: Policy, today: date) -> list[str]:
    """Where to go next, unless the text ran out (DOMAIN §6), and for how long a customer may."""
    recourse = policy.recourse
    in_time = recourse.expires_on is None or today < recourse.expires_on
    body = recourse.body if in_time else ""
    lines = [words["internal"].format(internal=recourse.internal)] if recourse.internal and in_time else []
    if body:
        lines.append(words["recourse"].format(body=body, contact=recourse.contact).strip())
    for clock in policy.clocks:
        if clock.kind is ClockKind.CUSTOMER_RIGHT and clock.target is not None and clock.starts == "final_sent":
            phrase = words["right"] if body else words["right_alone"]
            lines.append(phrase.format(amount=_amount(words, clock.target), body=body))
    return [words["recourse_head"], *lines] if lines else []


def _contact(words: Words, contact: str, hours: str) -> list[str]:
    lines = [words["contact"].format(contact=contact)] if contact else []
    if hours:
        lines.append(words["hours"].format(hours=hours))
    return [words["contact_head"], *lines] if lines else []
