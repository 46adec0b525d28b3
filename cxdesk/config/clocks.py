"""Clocks of a policy as written, `[policy.NAME.clock.CLOCK]`, over those of the preset it is based on (DOMAIN §5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cxdesk.catalogue import _
from cxdesk.config.table import Table, suggestion
from cxdesk.domain.amounts import Pace, long_form, surely_within
from cxdesk.domain.policy import (
    Amount,
    Basis,
    Clock,
    ClockKind,
    DueTime,
    Extension,
    NonBusinessReceipt,
    Roll,
)
from cxdesk.domain.signals import DEFAULTS, LETTER, SIGNALS
from cxdesk.domain.words import Severity
from cxdesk.letters.kinds import LetterKind

Targets = Mapping[Severity, Amount]

DATED: Final = frozenset({"fulfil", "promise", "revisit"})
"""Their due date comes with the fact: no target is needed."""

LAW_FIXED: Final = (
    "starts",
    "stops",
    "basis",
    "kind",
    "due_time",
    "roll",
    "nonbusiness_receipt",
    "waived_by",
    "extend",
    "off",
)
"""What a desk may not change in a clock that its preset marks as law; the targets may be shortened."""


@dataclass(frozen=True, slots=True)
class WrittenClock:
    """A clock with its targets by severity."""

    clock: Clock
    by_severity: Targets


def read_clock(table: Table, name: str, base: WrittenClock | None, pace: Pace) -> WrittenClock | None:
    """The clock *name*, what is not said taken from *base*; None when it is switched off."""
    plain = base.clock if base else Clock(name, None)
    clock = Clock(
        name=name,
        target=table.amount("target", plain.target),
        starts=_signals(table, "starts", (table.text("starts", plain.starts),))[0],
        stops=_signals(table, "stops", table.texts("stops", plain.stops)),
        basis=table.choice("basis", Basis, plain.basis),
        kind=table.choice("kind", ClockKind, plain.kind),
        due_time=table.choice("due_time", DueTime, plain.due_time),
        roll=table.choice("roll", Roll, plain.roll),
        nonbusiness_receipt=table.choice("nonbusiness_receipt", NonBusinessReceipt, plain.nonbusiness_receipt),
        pause=frozenset(table.texts("pause", tuple(sorted(plain.pause)))),
        extend=_read_extensions(table, plain.extend),
        waived_by=table.texts("waived_by", plain.waived_by),
        note=table.text("note", plain.note),
        calendar=table.text("calendar", plain.calendar),
    )
    written = WrittenClock(clock, _severities(table, base))
    off = table.flag("off")
    table.close()
    if base is not None and base.clock.basis is Basis.LAW:
        return _lawful(table, base, written, pace)
    if off:
        _check_off(table, name)
        return None
    _check(table, written)
    return written


def read_severities(table: Table, key: str = "by_severity") -> Targets:
    """`by_severity = { S1 = "3d", S2 = "10d" }`."""
    by_severity = table.table(key)
    targets = {level: by_severity.amount(level.value) for level in Severity}
    by_severity.close()
    return {level: target for level, target in targets.items() if target is not None}


def _severities(table: Table, base: WrittenClock | None) -> Targets:
    """A target of its own without severities speaks for all of them: the preset's severities no longer hold."""
    inherited = base.by_severity if base and "target" not in table else {}
    return {**inherited, **read_severities(table)}


def _check_off(table: Table, name: str) -> None:
    if name == "acknowledge":
        table.refuse("off", _("every complaint is acknowledged: this clock cannot be switched off"))


def _lawful(table: Table, base: WrittenClock, written: WrittenClock, pace: Pace) -> WrittenClock:
    """A law clock as written while it is lawful (DOMAIN §5), else a problem and the preset's clock."""
    fixed = [key for key in LAW_FIXED if key in table]
    for key in fixed:
        table.refuse(
            key, _("this clock is law: the desk cannot change “{key}”").format(key=key), _("take the line out")
        )
    if not written.clock.pause <= base.clock.pause:
        fixed.append("pause")
        table.refuse("pause", _("this clock is law: it may not pause for more reasons than its preset lists"))
    for severity in (None, *Severity):
        bound, wished = _target(base, severity), _target(written, severity)
        if bound is not None and wished is not None and not surely_within(wished, bound, pace):
            key = f"by_severity.{severity}" if severity and "by_severity" in table else "target"
            table.refuse(
                key.partition(".")[0],
                _("this clock is law: {wished} is not surely within {bound}").format(
                    wished=long_form(wished), bound=long_form(bound)
                ),
                _("write at most {bound}, in the same unit").format(bound=str(bound)),
            )
            return base
    return written if not fixed else base


def _target(written: WrittenClock, severity: Severity | None) -> Amount | None:
    return written.by_severity.get(severity, written.clock.target) if severity else written.clock.target


def _check(table: Table, written: WrittenClock) -> None:
    clock = written.clock
    informs = clock.kind in (ClockKind.WINDOW, ClockKind.CUSTOMER_RIGHT)
    if clock.target is None and clock.name not in DATED:
        table.refuse("target", _("this clock has no target"), _('write target = "5bd", or off = true'))
    if not clock.stops and not informs and clock.name not in DEFAULTS:
        table.refuse("stops", _("nothing stops this clock"), _('name what does: stops = ["fulfilled"]'))


def _read_extensions(table: Table, default: tuple[Extension, ...]) -> tuple[Extension, ...]:
    if "extend" not in table:
        return default
    extensions = []
    for item in table.tables("extend"):
        to = item.amount("to")
        if to is None:
            item.refuse("to", _("an extension needs its new total"), _('write to = "35bd"'))
        else:
            extensions.append(Extension(to, item.texts("requires")))
        item.get("requires")
        item.close()
    return tuple(extensions)


def _signals(table: Table, key: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names as they are; one that nothing ever says would leave its clock running for ever."""
    known = [*SIGNALS, *(LETTER + kind for kind in LetterKind)]
    for name in names:
        if name and name not in known:
            table.refuse(key, _("“{name}” is nothing that can happen").format(name=name), suggestion(name, known))
    return names
