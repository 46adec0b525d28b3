"""Dates and times: what people write (`words`), what import files hold (`stamps`), and how both are shown (`zones`).

Everything read becomes an aware UTC instant, a local date or a half-open UTC period; what has two readings is
refused with both. No clock is read here: `now` comes in, and business days need a calendar that comes in.
"""

from typing import TYPE_CHECKING

from cxdesk.when.zones import (
    EARLIEST,
    LATEST,
    AmbiguousDate,
    DateError,
    Period,
    add_months,
    day_bounds,
    iso_z,
    local,
    span,
    start_of_day,
    zone_label,
)

if TYPE_CHECKING:
    from cxdesk.when.stamps import DateOrder, Precision, Stamp, guess_order, parse_stamp
    from cxdesk.when.words import WorkingDays, parse_day, parse_instant, parse_period

__all__ = [
    "EARLIEST",
    "LATEST",
    "AmbiguousDate",
    "DateError",
    "DateOrder",
    "Period",
    "Precision",
    "Stamp",
    "WorkingDays",
    "add_months",
    "day_bounds",
    "guess_order",
    "iso_z",
    "local",
    "parse_day",
    "parse_instant",
    "parse_period",
    "parse_stamp",
    "span",
    "start_of_day",
    "zone_label",
]


# Commands that only show dates do not pay for the two grammars (BUDGETS: no command imports what it does not use).
_LATER = {
    "stamps": ("DateOrder", "Precision", "Stamp", "guess_order", "parse_stamp"),
    "words": ("WorkingDays", "parse_day", "parse_instant", "parse_period"),
}


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415 (only on the first use of a grammar)

    for home, names in _LATER.items():
        if name in names:
            found: object = getattr(import_module(f"cxdesk.when.{home}"), name)
            globals()[name] = found
            return found
    raise AttributeError(name)
