"""The date grammar: what a person types for a moment, a day or a period, in English or Chinese.

A moment: RFC 3339 · 2026-11-01 · 2026-11-01 14:00 · 1 Nov 2026 · 2026年11月1日 · now · today, tomorrow 14:00 ·
14:00, 2pm, noon (today) · fri, next fri, last fri, 下周三 · +3bd, 2h, -2d, in 2 weeks, 3 hours ago, 2小时前.
A day alone is its 00:00; days, weeks and months from now keep the clock time; hours and minutes are elapsed.
A period: a day, 2026-11, 2026, this week, last month, a..b (b's whole day counts), a.., ..b, <2d, >=2026-11-01.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.when.stamps import MONTHS, TIME, at_time, real_date
from cxdesk.when.zones import (
    EARLIEST,
    LATEST,
    AmbiguousDate,
    DateError,
    Period,
    add_days,
    add_months,
    forgiving_utc,
    start_of_day,
)


class WorkingDays(Protocol):
    """What `+3bd` needs of a calendar: the working day that is *n* working days from a date."""

    def add_days(self, start: date, n: int, /) -> date: ...


def parse_instant(text: str, *, now: datetime, zone: ZoneInfo, calendar: WorkingDays | None = None) -> datetime:
    """The moment a person means, as UTC. Of a local time that occurs twice it is the first.

    Raises DateError for what is no date or a skipped local time, AmbiguousDate for what has two readings.
    """
    return _Reader(now, zone, calendar).instant(_tidy(text), text)


def parse_day(text: str, *, now: datetime, zone: ZoneInfo, calendar: WorkingDays | None = None) -> date:
    """The local date of the moment a person means. Raises as `parse_instant`."""
    reader, tidy = _Reader(now, zone, calendar), _tidy(text)
    return reader.day(tidy) or reader.instant(tidy, text).astimezone(zone).date()


def parse_period(text: str, *, now: datetime, zone: ZoneInfo, calendar: WorkingDays | None = None) -> Period:
    """The period a person means; a day named as the end of a range counts whole, a moment from now does not.

    `<x` ends before x begins, `>x` starts after it ended. Raises as `parse_instant`, and DateError for a range
    that ends before it starts.
    """
    reader, tidy = _Reader(now, zone, calendar), _tidy(text)
    if bound := re.fullmatch(r"(<=?|>=?)(.+)", tidy):
        return _bounded(bound[1], reader.period(bound[2].strip(), text, edge=True))
    if ".." not in tidy:
        return reader.period(tidy, text)
    left, right = (side.strip() for side in tidy.split("..", 1))
    start = reader.period(left, text, edge=True).start if left else EARLIEST
    end = reader.period(right, text, edge=True).end if right else LATEST
    if end < start:
        raise DateError(_("“{text}” ends before it starts.").format(text=text.strip()))
    return Period(start, end)


def _bounded(sign: str, period: Period) -> Period:
    match sign:
        case "<":
            return Period(EARLIEST, period.start)
        case "<=":
            return Period(EARLIEST, period.end)
        case ">":
            return Period(period.end, LATEST)
        case _:
            return Period(period.start, LATEST)


def _tidy(text: str) -> str:
    """One spelling for what means the same: full-width digits, case, spaces, noon, 2pm, 14点30分."""
    tidy = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    tidy = re.sub(r"\b(?:noon|midday)\b|中午", "12:00", tidy)
    tidy = re.sub(r"\bmidnight\b|午夜", "00:00", tidy)
    tidy = re.sub(r"(\d{1,2})点(?:(\d{1,2})分?)?", lambda clock: f"{clock[1]}:{clock[2] or '00':0>2}", tidy)
    return re.sub(r"(?<![\d:.])(\d{1,2})\s?([ap])\.?m\b\.?", r"\1:00 \2m", tidy)


_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "mon monday 一", "tue tues tuesday 二", "wed wednesday 三", "thu thur thurs thursday 四",
            "fri friday 五", "sat saturday 六", "sun sunday 日 天",
        )
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAY = (
    r"(?:(?P<which>next|last|this|on)?\s*(?P<name>[a-z]{3,9})"
    r"|(?P<zh_which>上|下|本|这)?(?:周|星期|礼拜)(?P<zh_name>[一二三四五六日天]))"
)
_DAY_WORDS = {
    "today": 0, "tomorrow": 1, "yesterday": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2,
    "大后天": 3, "昨天": -1, "昨日": -1, "前天": -2,
}  # fmt: skip
_UNITS = {
    name: unit
    for unit, names in {
        "bd": "bd|business day|business days|working day|working days|workday|workdays|个工作日|工作日",
        "d": "d|day|days|天",
        "w": "w|week|weeks|周|个星期|星期|个礼拜|礼拜",
        "mo": "mo|month|months|个月",
        "y": "y|year|years|年",
        "h": "h|hr|hrs|hour|hours|小时|个小时|个钟头",
        "m": "m|min|mins|minute|minutes|分钟|分",
    }.items()
    for name in names.split("|")
}
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "一": 1, "二": 2, "两": 2, "三": 3}
_NUMBERS |= {sign: number for number, sign in enumerate("四五六七八九十", start=4)}
_SHIFT = (
    rf"(?!\d{{4}}年)(?P<in>in )?(?P<sign>[+-])?\s?(?P<number>\d{{1,5}}|(?:{'|'.join(_NUMBERS)}))\s?"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
    r"\s?(?P<side>ago|from now|later|前|之前|以前|后|之后|以后)?"
)
_BACK = frozenset({"ago", "前", "之前", "以前"})
_PERIOD_WORDS = {"last": -1, "this": 0, "next": 1, "上": -1, "本": 0, "这": 0, "下": 1, "去": -1, "今": 0, "明": 1}


@dataclass(frozen=True, slots=True)
class _Shift:
    """So many units from now."""

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class _Reader:
    now: datetime
    zone: ZoneInfo
    calendar: WorkingDays | None

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def instant(self, text: str, written: str) -> datetime:
        if text in {"now", "现在"}:
            return self.now.astimezone(UTC)
        if shift := _shift(text):
            return self.shifted(shift)
        if on := self.day(text):
            return start_of_day(on, self.zone)
        if clock := re.fullmatch(rf"(?:at )?{TIME}", text):
            return at_time(self.today, clock, self.zone)
        separated = rf"(?P<on>.+?)(?:,? at |,? |(?<=\d)t|(?<=[\u4e00-\u9fff])){TIME}"
        if (both := re.fullmatch(separated, text)) and (on := self.day(both["on"])):
            return at_time(on, both, self.zone)
        raise _unreadable(written)

    def day(self, text: str) -> date | None:
        """The date of a form that names a day; None when it names none."""
        if text in _DAY_WORDS:
            return add_days(self.today, _DAY_WORDS[text])
        if (shift := _shift(text)) and shift.unit not in {"h", "m"}:
            return self.shifted_day(shift)
        return _written_date(text) or self.weekday(text)

    def shifted_day(self, shift: _Shift) -> date:
        match shift.unit:
            case "bd":
                if self.calendar is None:
                    raise DateError(_("Business days need a calendar, and none is in use here: count in days (d)."))
                return self.calendar.add_days(self.today, shift.number)
            case "mo" | "y":
                return add_months(self.today, shift.number * (12 if shift.unit == "y" else 1))
            case _:
                return add_days(self.today, shift.number * (7 if shift.unit == "w" else 1))

    def shifted(self, shift: _Shift) -> datetime:
        if shift.unit in {"h", "m"}:
            step = timedelta(hours=shift.number) if shift.unit == "h" else timedelta(minutes=shift.number)
            try:
                return (self.now + step).astimezone(UTC)
            except OverflowError as error:
                raise DateError(_("That date is outside the years 1 to 9999.")) from error
        clock = self.now.astimezone(self.zone).time()
        return forgiving_utc(datetime.combine(self.shifted_day(shift), clock), self.zone)

    def weekday(self, text: str) -> date | None:
        match = re.fullmatch(_WEEKDAY, text)
        number = _WEEKDAYS.get(match["name"] or match["zh_name"]) if match else None
        if match is None or number is None:
            return None
        ahead = (number - self.today.weekday()) % 7
        which = match["which"] or match["zh_which"]
        if which in {"this", "上", "下", "本", "这"}:  # of the week from Monday to Sunday
            return add_days(self.today, number - self.today.weekday() + 7 * _PERIOD_WORDS[which])
        if which == "last":
            return add_days(self.today, ahead - 7)
        if which != "next" and ahead == 0:
            raise _ambiguous(text, self.today, add_days(self.today, 7))
        return add_days(self.today, ahead or 7)

    def period(self, text: str, written: str, *, edge: bool = False) -> Period:
        """The whole day, month or year a form names. At an *edge* of a range, so many units from now is a moment."""
        if (edge and _shift(text)) or text in {"now", "现在"}:
            at = self.instant(text, written)
            return Period(at, at)
        if days := self.span_of_days(text):
            return Period(*(start_of_day(on, self.zone) for on in days))
        if on := self.day(text):
            return Period(start_of_day(on, self.zone), start_of_day(add_days(on, 1), self.zone))
        at = self.instant(text, written)
        if edge:
            return Period(at, at)
        whole = at.replace(second=0, microsecond=0)
        return Period(whole, whole + timedelta(minutes=1))

    def span_of_days(self, text: str) -> tuple[date, date] | None:
        """First date, and first date after, of a week, month or year; None for any other form."""
        if year := re.fullmatch(r"(\d{4})年?", text):
            first = real_date(int(year[1]), 1, 1, text)
            return first, add_months(first, 12)
        if month := re.fullmatch(
            r"(?P<y>\d{4})(?:[-/](?P<m>\d{1,2})|年(?P<zh>\d{1,2})月)|(?P<name>[a-z]{3,9}) (?P<last>\d{4})", text
        ):
            number = int(month["m"] or month["zh"] or MONTHS.get(month["name"], 0))
            first = real_date(int(month["y"] or month["last"]), number, 1, text)
            return first, add_months(first, 1)
        if word := re.fullmatch(r"(last|this|next) (week|month|year)|([上下本这])个?(周|星期|月)|([去今明])(年)", text):
            which, unit = [part for part in word.groups() if part]
            return self.relative_span(_PERIOD_WORDS[which], unit)
        return None

    def relative_span(self, steps: int, unit: str) -> tuple[date, date]:
        if unit in {"week", "周", "星期"}:
            first = add_days(self.today, 7 * steps - self.today.weekday())
            return first, add_days(first, 7)
        months = 1 if unit in {"month", "月"} else 12
        this = self.today.replace(day=1) if months == 1 else self.today.replace(month=1, day=1)
        return add_months(this, steps * months), add_months(this, (steps + 1) * months)


def _shift(text: str) -> _Shift | None:
    match = re.fullmatch(_SHIFT, text)
    if match is None or (match["side"] and (match["in"] or match["sign"])):
        return None
    number = _NUMBERS.get(match["number"]) or int(match["number"])
    back = match["sign"] == "-" or match["side"] in _BACK
    return _Shift(-number if back else number, _UNITS[match["unit"]])


def _written_date(text: str) -> date | None:
    if iso := re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})[日号]", text):
        year, month, day = (int(part) for part in iso.groups() if part and part.isdigit())
        return real_date(year, month, day, text)
    named = re.fullmatch(
        r"(?:(?P<weekday>[a-z]{3,9}),? )?(?:(\d{1,2})(?:st|nd|rd|th)?[ -](?P<one>[a-z]{3,9})\.?,?[ -](\d{4})"
        r"|(?P<two>[a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}))",
        text,
    )
    if named and (number := MONTHS.get(named["one"] or named["two"])):
        day, year = (int(part) for part in named.groups() if part and part.isdigit())
        return _on_its_weekday(real_date(year, number, day, text), named["weekday"], text)
    if numeric := re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?", text):
        return _day_and_month(text, int(numeric[1]), int(numeric[3]), numeric[4])
    return None


def _on_its_weekday(on: date, weekday: str | None, text: str) -> date:
    if weekday is None or _WEEKDAYS.get(weekday) == on.weekday():
        return on
    if weekday not in _WEEKDAYS:
        raise _unreadable(text)
    contradiction = _("“{text}” contradicts itself: {date} is another day of the week.")
    raise DateError(contradiction.format(text=text, date=on.isoformat()))


def _day_and_month(text: str, first: int, second: int, year: str | None) -> date:
    """A numeric date with the year last or absent: read only when one reading is left."""
    if year is None or len(year) == 2:
        unclear = _("“{text}” can be read in several ways: write the year, month and day, as in 2026-11-22.")
        raise AmbiguousDate(unclear.format(text=text))
    readings = {(month, day) for month, day in ((first, second), (second, first)) if month <= 12}
    days = sorted(real_date(int(year), month, day, text) for month, day in readings)
    if not days:
        raise DateError(_("There is no such date as “{text}”.").format(text=text))
    if len(days) == 2:
        raise _ambiguous(text, *days)
    return days[0]


def _ambiguous(text: str, one: date, other: date) -> AmbiguousDate:
    message = _("“{text}” can mean {one} or {other}: write the one you mean.")
    return AmbiguousDate(message.format(text=text, one=one.isoformat(), other=other.isoformat()))


def _unreadable(text: str) -> DateError:
    forms = "2026-11-22, 2026-11-22 14:00, tomorrow 14:00, next fri, +3bd, in 2 weeks, 2 days ago"
    message = _("“{text}” is not a date the desk can read. Forms that work: {forms}.")
    return DateError(message.format(text=text.strip()[:60], forms=forms))
