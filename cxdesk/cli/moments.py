"""Dates that people type, read in the desk's zone and with its working days (CLI.md, input)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from cxdesk.errors import WrongUse
from cxdesk.when import DateError, parse_day, parse_instant, parse_period

if TYPE_CHECKING:
    from cxdesk.desk import Desk

Read = TypeVar("Read")
_A_MINUTE = timedelta(minutes=1)


def moment(desk: "Desk", text: str | None, option: str) -> datetime | None:
    """When something happened; None when nothing was said. Raises WrongUse for what is no date, or is two."""
    if not text:
        return None
    return _read(option, lambda: parse_instant(text, now=desk.now(), zone=desk.zone, calendar=desk.calendar))


def bound(desk: "Desk", text: str | None, option: str) -> datetime | None:
    """Until when, as an exclusive instant: a whole day ends with it (`fri`, `+3bd`), a time is itself."""
    if not text:
        return None
    period = _read(option, lambda: parse_period(text, now=desk.now(), zone=desk.zone, calendar=desk.calendar))
    if period.end - period.start > _A_MINUTE:
        return period.end
    return _read(option, lambda: parse_instant(text, now=desk.now(), zone=desk.zone, calendar=desk.calendar))


def day(desk: "Desk", text: str, option: str) -> date:
    """A local day."""
    return _read(option, lambda: parse_day(text, now=desk.now(), zone=desk.zone, calendar=desk.calendar))


def _read(option: str, reader: Callable[[], Read]) -> Read:
    try:
        return reader()
    except DateError as error:
        raise WrongUse(str(error), where=option) from error
