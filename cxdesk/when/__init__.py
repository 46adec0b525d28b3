"""Dates and times: what people write (`words`), what import files hold (`stamps`), and how both are shown (`zones`).

Everything read becomes an aware UTC instant, a local date or a half-open UTC period; what has two readings is
refused with both. No clock is read here: `now` comes in, and business days need a calendar that comes in.
"""

from cxdesk.when.stamps import DateOrder, Precision, Stamp, guess_order, parse_stamp
from cxdesk.when.words import WorkingDays, parse_day, parse_instant, parse_period
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
