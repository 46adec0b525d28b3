"""Public holidays as stored files: the desk's own or shipped ones; made and renewed with the library `holidays`."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Final

from cxdesk.catalogue import _
from cxdesk.errors import DeskUnavailable, WrongUse

FOLDER: Final = "calendars"
_MAKE_UP_COUNTRIES: Final = frozenset({"CN"})
"""Where a year counts as published only once its make-up working days are known (STANDARDS §8.8)."""


@dataclass(frozen=True, slots=True)
class StoredHolidays:
    """Days off and make-up working days (`work_days`) of one country, as published up to `coverage_until`.

    `stored_on` is the day on which this desk fetched them; None for what is shipped.
    """

    country: str
    subdivision: str
    source: str
    version: str
    coverage_until: date
    days_off: tuple[date, ...]
    work_days: tuple[date, ...] = ()
    stored_on: date | None = None

    @property
    def name(self) -> str:
        """The stem of its file: `gb-eng`, `cn`."""
        return file_stem(self.country, self.subdivision)

    def to_json(self) -> str:
        """One line a year's day list, sorted, so that a renewal shows as a small difference."""
        data = {
            "country": self.country,
            "subdivision": self.subdivision,
            "source": self.source,
            "version": self.version,
            "coverage_until": self.coverage_until.isoformat(),
            "stored_on": self.stored_on.isoformat() if self.stored_on else None,
            "days_off": [day.isoformat() for day in self.days_off],
            "work_days": [day.isoformat() for day in self.work_days],
        }
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def file_stem(country: str, subdivision: str) -> str:
    """`gb-eng` for GB and ENG, `cn` for CN."""
    return "-".join(part for part in (country, subdivision) if part).lower()


def read_holidays(text: str) -> StoredHolidays:
    """Read what `to_json` wrote; raises DeskUnavailable for anything else."""
    try:
        data = json.loads(text)
        return StoredHolidays(
            country=data["country"],
            subdivision=data["subdivision"],
            source=data["source"],
            version=data["version"],
            coverage_until=date.fromisoformat(data["coverage_until"]),
            days_off=tuple(date.fromisoformat(day) for day in data["days_off"]),
            work_days=tuple(date.fromisoformat(day) for day in data["work_days"]),
            stored_on=date.fromisoformat(data["stored_on"]) if data.get("stored_on") else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DeskUnavailable(
            _("the stored holidays cannot be read: {reason}").format(reason=error),
            mend=_("make them anew: cxdesk calendar refresh"),
        ) from error


def find_holidays(desk: Path, country: str, subdivision: str) -> StoredHolidays | None:
    """The desk's own file (`calendars/gb-eng.json`), else the shipped one, else None."""
    name = f"{file_stem(country, subdivision)}.json"
    own = desk / FOLDER / name
    if own.is_file():
        try:
            return read_holidays(own.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise DeskUnavailable(_("the stored holidays cannot be read: {reason}").format(reason=error)) from error
    shipped = files("cxdesk") / "presets" / FOLDER / name
    return read_holidays(shipped.read_text(encoding="utf-8")) if shipped.is_file() else None


def store_holidays(desk: Path, stored: StoredHolidays) -> Path:
    """Write them beside the desk, where they come before the shipped ones; the file is replaced in one step."""
    folder = desk / FOLDER
    target = folder / f"{stored.name}.json"
    fresh = folder / f".{stored.name}.new"
    try:
        folder.mkdir(exist_ok=True)
        fresh.write_text(stored.to_json(), encoding="utf-8")
        fresh.replace(target)
    except OSError as error:
        raise DeskUnavailable(
            _("{path} cannot be written: {reason}").format(path=target, reason=error.strerror)
        ) from error
    return target


def refresh_calendar(country: str, subdivision: str, years: Iterable[int]) -> StoredHolidays:
    """The public holidays of *years*, from what we ship and the library `holidays`; nothing is stored.

    `coverage_until` ends before the first year that is not published yet: of a country with make-up days, a year
    without them. Raises WrongUse for a country or subdivision that nobody knows, and when no year is published.
    """
    from importlib.metadata import version  # noqa: PLC0415 (reads the installation: only when a calendar is made)

    shipped = _shipped(country, subdivision)
    days_off: list[date] = []
    work_days: list[date] = []
    asked = sorted(set(years))
    for year in asked:
        known = _of_shipped(shipped, year) or _of_library(country, subdivision, year)
        if known is None:
            break
        days_off += known[0]
        work_days += known[1]
    if not days_off:
        raise WrongUse(
            _("the holidays of {country} are not published for these years").format(country=country),
            mend=_("ask for earlier years, or wait for the notice"),
        )
    covered, source = days_off[-1].year, f"holidays {version('holidays')}"
    return StoredHolidays(
        country=country,
        subdivision=subdivision,
        source=f"{shipped.source}; {source}" if shipped else source,
        version=f"{asked[0]}–{covered}",
        coverage_until=date(covered, 12, 31),
        days_off=tuple(days_off),
        work_days=tuple(work_days),
    )


Days = tuple[list[date], list[date]]
"""Days off and make-up working days of one year, sorted."""


def _of_shipped(shipped: StoredHolidays | None, year: int) -> Days | None:
    """As shipped, where that year is."""
    if shipped is None or not any(day.year == year for day in shipped.days_off):
        return None
    of_year = ([day for day in days if day.year == year] for days in (shipped.days_off, shipped.work_days))
    return (next(of_year), next(of_year))


def _of_library(country: str, subdivision: str, year: int) -> Days | None:
    """As the library knows it; None for a year that it can only estimate."""
    import holidays  # noqa: PLC0415 (every country's rules: only when a calendar is made or refreshed)

    try:
        known = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError as error:
        name = " ".join(part for part in (country, subdivision) if part)
        raise WrongUse(
            _("there are no holidays known for {country}").format(country=name),
            mend=_("write the days yourself, as closed in the calendar's section"),
        ) from error
    work_days = sorted(day for day in known.weekend_workdays if day.year == year)
    if country in _MAKE_UP_COUNTRIES and not work_days:
        return None
    return sorted(day for day in known if day.year == year), work_days


def _shipped(country: str, subdivision: str) -> StoredHolidays | None:
    shipped = files("cxdesk") / "presets" / FOLDER / f"{file_stem(country, subdivision)}.json"
    return read_holidays(shipped.read_text(encoding="utf-8")) if shipped.is_file() else None
