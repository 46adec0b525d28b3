"""Lengths of time as people write them, and whether one is surely no longer than another (DOMAIN §5)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cxdesk.catalogue import N_, _
from cxdesk.domain.policy import Amount, Unit
from cxdesk.errors import WrongUse

_SPELLINGS: Final[Mapping[Unit, tuple[str, ...]]] = {
    Unit.BUSINESS_MINUTES: ("bmin", "business minute", "business minutes", "工作分钟", "个工作分钟"),
    Unit.MINUTES: ("min", "minute", "minutes", "分钟"),
    Unit.BUSINESS_HOURS: ("bh", "business hour", "business hours", "工作小时", "个工作小时"),
    Unit.HOURS: ("h", "hour", "hours", "小时", "个小时"),
    Unit.BUSINESS_DAYS: ("bd", "business day", "business days", "working day", "working days", "工作日", "个工作日"),
    Unit.DAYS: ("d", "day", "days", "日", "天"),
    Unit.WEEKS: ("w", "week", "weeks", "周", "个星期"),
    Unit.MONTHS: ("mo", "month", "months", "个月"),
}
_UNITS: Final = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings}

_SINGULAR: Final[Mapping[Unit, str]] = {
    Unit.BUSINESS_MINUTES: N_("{count} business minute"),
    Unit.MINUTES: N_("{count} minute"),
    Unit.BUSINESS_HOURS: N_("{count} business hour"),
    Unit.HOURS: N_("{count} hour"),
    Unit.BUSINESS_DAYS: N_("{count} business day"),
    Unit.DAYS: N_("{count} day"),
    Unit.WEEKS: N_("{count} week"),
    Unit.MONTHS: N_("{count} month"),
}
_PLURAL: Final[Mapping[Unit, str]] = {
    Unit.BUSINESS_MINUTES: N_("{count} business minutes"),
    Unit.MINUTES: N_("{count} minutes"),
    Unit.BUSINESS_HOURS: N_("{count} business hours"),
    Unit.HOURS: N_("{count} hours"),
    Unit.BUSINESS_DAYS: N_("{count} business days"),
    Unit.DAYS: N_("{count} days"),
    Unit.WEEKS: N_("{count} weeks"),
    Unit.MONTHS: N_("{count} months"),
}

_SMALLER: Final[Mapping[Unit, tuple[int, Unit]]] = {
    Unit.BUSINESS_HOURS: (60, Unit.BUSINESS_MINUTES),
    Unit.HOURS: (60, Unit.MINUTES),
    Unit.DAYS: (24, Unit.HOURS),
    Unit.WEEKS: (7, Unit.DAYS),
}

_AMOUNT: Final = re.compile(r"([+-]?)([0-9]+)(?:[.,]([0-9]+))?\s*(\D*)")
MOST: Final = 100_000
"""No service standard is longer than this many of anything; a typing slip is."""


class AmountError(WrongUse):
    """The text is no length of time, or could be two."""


def parse_amount(text: str) -> Amount:
    """`4 business hours`, `4bh`, `24h`, `3个工作日`, `-2bh`, `+1bd`: hours without "business" are elapsed ones.

    Raises AmountError, with the mend, for fractions, for `6m` (months or minutes) and for anything unknown.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise AmountError(_("“{text}” is no length of time").format(text=text), mend=_examples())
    sign, whole, fraction, spelling = match.groups()
    unit = _unit(text, whole, " ".join(spelling.lower().split()))
    if fraction is not None:
        raise _fraction_refused(text, Decimal(f"{whole}.{fraction}"), unit)
    count = int(whole)
    if count > MOST:
        raise AmountError(_("“{text}” is longer than any deadline may be").format(text=text), mend=_examples())
    return Amount(-count if sign == "-" else count, unit)


def _unit(text: str, whole: str, spelling: str) -> Unit:
    if spelling in _UNITS:
        return _UNITS[spelling]
    if spelling == "m":
        raise AmountError(
            _("“{text}” could be months or minutes").format(text=text),
            mend=_("write {months} or {minutes}").format(months=f"{whole}mo", minutes=f"{whole}min"),
        )
    if not spelling:
        raise AmountError(_("“{text}” has no unit").format(text=text), mend=_examples())
    raise AmountError(_("“{text}” has no unit that is known").format(text=text), mend=_examples())


def _fraction_refused(text: str, amount: Decimal, unit: Unit) -> AmountError:
    mend = _("write whole numbers")
    factor, smaller = _SMALLER.get(unit, (1, unit))
    exact = amount * factor
    if factor > 1 and exact == int(exact):
        mend = _("write {amount}").format(amount=f"{int(exact)}{smaller}")
    return AmountError(_("“{text}” is a fraction; lengths of time are whole numbers").format(text=text), mend=mend)


def _examples() -> str:
    return _("write it like 4bh, 24h, 3bd, 15d, 8w or 6mo")


def long_form(amount: Amount) -> str:
    """The amount in the reader's words: `4 business hours`; `str(amount)` is the short form `4bh`."""
    forms = _SINGULAR if abs(amount.count) == 1 else _PLURAL
    return _(forms[amount.unit]).format(count=amount.count)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a calendar's week runs: working days in it, and open minutes on the shortest of them."""

    days_per_week: int = 5
    shortest_minutes: int = 480


HOLIDAY_RUN_DAYS: Final = 7
"""How many closed days beside the weekly ones are reckoned with when business days are held against calendar days."""


def surely_within(amount: Amount, bound: Amount, pace: Pace) -> bool:
    """Whether *amount* can never fall due after *bound*, both from one start and due at the end of their last day.

    Within one family of units this is exact. Across families the longest that *amount* may take is held against the
    shortest that *bound* may take; what cannot be shown is answered with False.
    """
    if _family(amount.unit) == _family(bound.unit):
        return _count_in_family(amount) <= _count_in_family(bound)
    if amount.unit in _OPEN and bound.unit is Unit.BUSINESS_DAYS:
        return _days_needed(amount, pace) <= bound.count
    by_the_hour = bound.unit in _OPEN or bound.unit in _ELAPSED
    rest_of_day = _DAY if by_the_hour and amount.unit not in _ELAPSED else 0
    return _longest_minutes(amount, pace) + rest_of_day <= _shortest_minutes(bound, pace)


_DAY: Final = 24 * 60
_OPEN: Final = (Unit.BUSINESS_HOURS, Unit.BUSINESS_MINUTES)
_ELAPSED: Final = (Unit.HOURS, Unit.MINUTES)
_CALENDAR: Final = (Unit.DAYS, Unit.WEEKS)
_FACTORS: Final = {Unit.BUSINESS_HOURS: 60, Unit.HOURS: 60, Unit.WEEKS: 7}


def _family(unit: Unit) -> tuple[Unit, ...]:
    return next((family for family in (_OPEN, _ELAPSED, _CALENDAR) if unit in family), (unit,))


def _count_in_family(amount: Amount) -> int:
    return amount.count * _FACTORS.get(amount.unit, 1)


def _days_needed(amount: Amount, pace: Pace) -> int:
    return -(-_count_in_family(amount) // max(pace.shortest_minutes, 1))


def _longest_minutes(amount: Amount, pace: Pace) -> int:
    if amount.unit in _ELAPSED:
        return _count_in_family(amount)
    if amount.unit in _CALENDAR:
        return _count_in_family(amount) * _DAY
    if amount.unit is Unit.MONTHS:
        return 31 * amount.count * _DAY
    days = amount.count if amount.unit is Unit.BUSINESS_DAYS else _days_needed(amount, pace)
    return (7 * -(-days // max(pace.days_per_week, 1)) + HOLIDAY_RUN_DAYS) * _DAY


def _shortest_minutes(amount: Amount, pace: Pace) -> int:
    if amount.unit in _ELAPSED or amount.unit in _OPEN:
        return _count_in_family(amount)
    if amount.unit in _CALENDAR:
        return _count_in_family(amount) * _DAY
    if amount.unit is Unit.MONTHS:
        return max(30 * amount.count - 2, 28 * amount.count) * _DAY
    # From the last rest day on: five working days, say, take five days, and only the sixth meets a weekend.
    rest_days = (7 - pace.days_per_week) * (max(amount.count - 1, 0) // max(pace.days_per_week, 1))
    return (amount.count + rest_days) * _DAY
