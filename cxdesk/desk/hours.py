"""The desk's calendars: what they say, renewed from public sources, and fed by files that a person approves."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cxdesk.catalogue import _
from cxdesk.config import load, snapshot_of
from cxdesk.config.calendars import public_days_of
from cxdesk.config.feeds import Feed, drop_feed, feed_named, feed_names, feeds_of, store_feed
from cxdesk.config.holidays import StoredHolidays, find_holidays, refresh_calendar, store_holidays
from cxdesk.config.ical import read_ical
from cxdesk.config.whatif import load_with
from cxdesk.desk import SETTINGS
from cxdesk.desk.retargeting import Shift
from cxdesk.desk.standards import Progress, Standards, tz_version
from cxdesk.domain.calendar import Calendar
from cxdesk.domain.deeds import Deed
from cxdesk.errors import NotDone, WrongUse

YEARS_AHEAD = 2
"""How far a refresh asks: what is not published by then is left out, and due dates there stay provisional."""

Store = Callable[[Path], object]
"""Writes what is to be taken into the folder of a desk."""


@dataclass(frozen=True, slots=True)
class Refresh:
    """The public days of one country as stored, and as they would be; None where nothing is stored."""

    before: StoredHolidays | None
    after: StoredHolidays

    @property
    def added(self) -> tuple[date, ...]:
        """Days off that are new, of the years known before and after."""
        return self._gone(self.after, self.before)

    @property
    def removed(self) -> tuple[date, ...]:
        """Days off that are none any more."""
        return () if self.before is None else self._gone(self.before, self.after)

    @property
    def changes(self) -> bool:
        """Whether anything but the day of fetching differs."""
        return self.before is None or replace(self.before, stored_on=None) != replace(self.after, stored_on=None)

    @staticmethod
    def _gone(these: StoredHolidays, those: StoredHolidays | None) -> tuple[date, ...]:
        known = set(those.days_off) if those else set()
        return tuple(day for day in these.days_off if day not in known)


@dataclass(frozen=True, slots=True)
class CalendarSheet:
    """One calendar for people: as it is in force, and where its days come from."""

    name: str
    calendar: Calendar
    public: StoredHolidays | None
    feeds: tuple[Feed, ...]
    is_in_force: bool


class Hours(Standards):
    """Working hours and days off."""

    def calendar_sheet(self, name: str = "") -> CalendarSheet:
        """The calendar *name* (empty: the desk's own); raises UnknownPolicy for one that is not in force."""
        chosen = name or self.settings.desk.calendar
        calendar = self.snapshot.calendar(chosen)
        config = load(self.folder / SETTINGS)
        country, subdivision = public_days_of(config.settings.path, chosen, config.desk)
        public = find_holidays(self.folder, country, subdivision) if country else None
        written = config.calendars.get(chosen)
        return CalendarSheet(
            chosen,
            calendar,
            public,
            tuple(feeds_of(self.folder, chosen)),
            written is not None and Calendar.from_dict(written).to_dict() == calendar.to_dict(),
        )

    def plan_refresh(self, *, years_ahead: int = YEARS_AHEAD) -> tuple[Refresh, ...]:
        """The public days of every country that a calendar counts, fetched anew; nothing is stored."""
        today = self.now().astimezone(self.zone).date()
        config = load(self.folder / SETTINGS)
        wanted = {public_days_of(config.settings.path, name, config.desk): None for name in config.calendars}
        plans = []
        for country, subdivision in wanted:
            if not country:
                continue
            before = find_holidays(self.folder, country, subdivision)
            known = [day.year for day in before.days_off] if before else []
            first = min([*known, today.year - 1])
            after = refresh_calendar(country, subdivision, range(first, today.year + years_ahead + 1))
            plans.append(Refresh(before, replace(after, stored_on=today)))
        return tuple(plans)

    def plan_feed(self, text: str, source: str, *, calendar: str = "", name: str = "") -> tuple[Feed, int]:
        """The whole days of an iCalendar file, for a person to look at, and how many events were none.

        From a year ago to three years ahead, as far as rules without an end are worth following.
        """
        chosen = calendar or self.settings.desk.calendar
        self.snapshot.calendar(chosen)
        today = self.now().astimezone(self.zone).date()
        found = read_ical(text, _years_from(today, -1), _years_from(today, 3))
        if not found.days:
            raise NotDone(
                _("{source} holds no whole days between a year ago and three years ahead").format(source=source)
            )
        named = name or _plain_name(source)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return Feed(named, chosen, source, digest, self.actor().login, self.now(), found.days), found.timed

    def preview_store(self, store: Store, progress: Progress | None = None) -> Iterator[Shift]:
        """How due dates would move once *store* wrote its files and the policy was applied; writes nothing here."""
        config = load_with(self.folder / SETTINGS, store)
        wanted = snapshot_of(config, self._template_digests(), tz_version())
        return self.preview_policy(wanted, progress)

    def storing_refresh(self, plans: tuple[Refresh, ...]) -> Store:
        """What writes *plans* into a desk's folder, for `preview_store` and `store_calendars`."""

        def store(folder: Path) -> None:
            for plan in plans:
                store_holidays(folder, plan.after)

        return store

    def storing_feed(self, feed: Feed) -> Store:
        """What writes *feed* into a desk's folder, for `preview_store` and `store_calendars`."""
        return lambda folder: store_feed(folder, feed)

    def feed(self, name: str) -> Feed:
        """The feed that was taken under *name*; raises NotDone, naming those there are."""
        found = feed_named(self.folder, name)
        if found is None:
            known = ", ".join(feed_names(self.folder)) or _("none")
            raise NotDone(_("there is no feed {name}; there are: {known}").format(name=name, known=known))
        return found

    def dropping_feed(self, feed: Feed) -> Store:
        """What takes *feed* out of a desk's folder, for `preview_store` and `store_calendars`."""
        return lambda folder: drop_feed(folder, feed.name)

    def store_calendars(self, store: Store) -> None:
        """Write beside the desk what a person has seen; it counts once the policy is applied. A manager does."""
        self.may_write()
        self.doer(Deed.CALENDARS)
        store(self.folder)


def _years_from(today: date, years: int) -> date:
    """The same date in another year; 1 March for a 29 February that it lacks."""
    try:
        return today.replace(year=today.year + years)
    except ValueError:
        return date(today.year + years, 3, 1)


def _plain_name(source: str) -> str:
    """`Company days.ics` → `company-days`."""
    stem = Path(source).stem.lower()
    name = "-".join("".join(char if char.isalnum() else " " for char in stem).split())
    if not name:
        raise WrongUse(_("the feed needs a name"), where="--name")
    return name
