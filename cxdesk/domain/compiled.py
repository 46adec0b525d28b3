"""Hours compiled for the years that were asked about so far: the line on which a calendar finds its answers."""

from datetime import date, datetime, timedelta

from cxdesk.catalogue import _
from cxdesk.domain.calendar_spec import CalendarError, Hours
from cxdesk.domain.calendar_zone import out_of_years
from cxdesk.domain.intervals import FIRST_YEAR, LAST_YEAR, OpenLine

_YEARS_WITHOUT_CHANGE = 10
_YEARS_AT_ONCE = 64


class Compiled:
    """The open line of *hours*, longer with every question that lies outside it.

    One thread may extend it while others read: a line is replaced, never changed.
    """

    __slots__ = ("_asked", "_hours", "_line")

    def __init__(self, hours: Hours) -> None:
        self._hours = hours
        # The instant whose date was asked for last: all clocks of a complaint ask for that of its receipt.
        self._asked: tuple[datetime | None, date] = (None, date.min)
        # No year is known to be of interest yet: the first question compiles the years around it.
        self._line = OpenLine(LAST_YEAR, FIRST_YEAR, [], [], [])

    def _open_time(self, start: datetime, end: datetime) -> timedelta:
        line = self._spanning(start.year, end.year)
        return line.open_before(end) - line.open_before(start)

    def _around(self, at: datetime) -> OpenLine:
        return self._spanning(at.year, at.year)

    def _spanning(self, first_year: int, last_year: int) -> OpenLine:
        """A line with those years and one on either side, so that local dates and neighbours are inside."""
        first_year, last_year = min(first_year, last_year), max(first_year, last_year)
        wanted_first, wanted_last = max(FIRST_YEAR, first_year - 1), min(LAST_YEAR, last_year + 1)
        line = self._line
        if line.first_year <= wanted_first and wanted_last <= line.last_year:
            return line
        # Years far from those known begin a line of their own: a date of the year 9999 is not worth the years between.
        if wanted_first > line.last_year + _YEARS_AT_ONCE or wanted_last < line.first_year - _YEARS_AT_ONCE:
            line = OpenLine.of_years(self._hours, wanted_first, wanted_last)
        if wanted_first < line.first_year:
            line = OpenLine.of_years(self._hours, wanted_first, line.first_year - 1).joined(line)
        if wanted_last > line.last_year:
            line = line.joined(OpenLine.of_years(self._hours, line.last_year + 1, wanted_last))
        self._line = line
        return line

    def _later(self, line: OpenLine, since: datetime) -> OpenLine:
        """*line* with more years after it, when something may still change after *since*."""
        dated = self._hours.dated_years()
        settled_year = max(since.year + _YEARS_WITHOUT_CHANGE, dated[1] + 1 if dated else 0)
        if line.last_year == LAST_YEAR:
            raise out_of_years(since)
        if line.last_year > settled_year:
            raise CalendarError(
                _("nothing opens or closes in the ten years after {moment}; check the week and exceptions").format(
                    moment=since.isoformat()
                )
            )
        added = min(max(2, line.last_year - line.first_year), _YEARS_AT_ONCE)
        last_year = min(LAST_YEAR, line.last_year + added)
        self._line = line.joined(OpenLine.of_years(self._hours, line.last_year + 1, last_year))
        return self._line

    def _earlier(self, line: OpenLine, until: datetime) -> OpenLine:
        """*line* with more years before it, when something may still differ before *until*."""
        dated = self._hours.dated_years()
        settled_year = min(until.year - _YEARS_WITHOUT_CHANGE, dated[0] - 1 if dated else LAST_YEAR)
        if line.first_year == FIRST_YEAR:
            raise out_of_years(until)
        if line.first_year < settled_year:
            raise CalendarError(
                _("nothing opens or closes in the ten years before {moment}; check the week and exceptions").format(
                    moment=until.isoformat()
                )
            )
        added = min(max(2, line.last_year - line.first_year), _YEARS_AT_ONCE)
        first_year = max(FIRST_YEAR, line.first_year - added)
        self._line = OpenLine.of_years(self._hours, first_year, line.first_year - 1).joined(line)
        return self._line
