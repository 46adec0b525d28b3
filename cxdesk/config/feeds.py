"""Days off that a person approved from an iCalendar feed, kept beside the desk with who, when and from where."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from cxdesk.catalogue import _
from cxdesk.errors import DeskUnavailable

FOLDER: Final = "feeds"


@dataclass(frozen=True, slots=True)
class Feed:
    """Approved days of one calendar; `digest` is the SHA-256 of the file they came from."""

    name: str
    calendar: str
    source: str
    digest: str
    approved_by: str
    approved_at: datetime
    days: tuple[tuple[date, str], ...]

    def to_json(self) -> str:
        """A line a day, sorted, so that a renewal shows as a small difference."""
        data = {
            "name": self.name,
            "calendar": self.calendar,
            "source": self.source,
            "digest": self.digest,
            "approved_by": self.approved_by,
            "approved_at": self.approved_at.isoformat(),
            "days": {day.isoformat(): said for day, said in sorted(self.days)},
        }
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def feeds_of(desk: Path, calendar: str) -> Iterator[Feed]:
    """The feeds that were approved for *calendar*, by name; raises DeskUnavailable for a file that is none."""
    for path in sorted((desk / "calendars" / FOLDER).glob("*.json")):
        feed = _read(path)
        if feed.calendar == calendar:
            yield feed


def feed_named(desk: Path, name: str) -> Feed | None:
    """The feed that was approved under *name*; None when there is none."""
    found = (path for path in (desk / "calendars" / FOLDER).glob("*.json") if path.stem == name)
    return next((_read(path) for path in found), None)


def feed_names(desk: Path) -> list[str]:
    """The names of all feeds that were approved."""
    return sorted(path.stem for path in (desk / "calendars" / FOLDER).glob("*.json"))


def drop_feed(desk: Path, name: str) -> None:
    """Take the feed away; gone already is gone."""
    target = desk / "calendars" / FOLDER / f"{name}.json"
    try:
        target.unlink(missing_ok=True)
    except OSError as error:
        raise DeskUnavailable(
            _("{path} cannot be removed: {reason}").format(path=target, reason=error.strerror)
        ) from error


def store_feed(desk: Path, feed: Feed) -> Path:
    """Write it, in one step; a feed of the same name is replaced."""
    folder = desk / "calendars" / FOLDER
    target, fresh = folder / f"{feed.name}.json", folder / f".{feed.name}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh.write_text(feed.to_json(), encoding="utf-8")
        fresh.replace(target)
    except OSError as error:
        raise DeskUnavailable(
            _("{path} cannot be written: {reason}").format(path=target, reason=error.strerror)
        ) from error
    return target


def _read(path: Path) -> Feed:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Feed(
            name=data["name"],
            calendar=data["calendar"],
            source=data["source"],
            digest=data["digest"],
            approved_by=data["approved_by"],
            approved_at=datetime.fromisoformat(data["approved_at"]),
            days=tuple((date.fromisoformat(day), str(said)) for day, said in data["days"].items()),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DeskUnavailable(
            _("the feed {path} cannot be read: {reason}").format(path=path, reason=error),
            mend=_("approve it anew: cxdesk calendar add FILE.ics"),
        ) from error
