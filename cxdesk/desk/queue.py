"""The light door: the queue, one complaint, full text; read without the rest of the desk (BUDGETS, `list` and `show`).

Of the settings only zone and views are looked at, and by a query, which alone loads its language, the desk's words.
"""

import sqlite3
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.desk import DATABASE, SETTINGS
from cxdesk.errors import WrongUse
from cxdesk.store import queue, sqlite
from cxdesk.store.card import Card, Moment, Record, card
from cxdesk.store.queue import Line, lines, login_of, next_open
from cxdesk.store.references import find

if TYPE_CHECKING:
    from cxdesk.config import Settings
    from cxdesk.domain.snapshot import Snapshot
    from cxdesk.store.query import Query, Vocabulary
    from cxdesk.store.walks import Sort

__all__ = ["Card", "LightSettings", "Line", "Moment", "Queue", "Record", "read_light", "vocabulary"]


class LightSettings(NamedTuple):
    """What reading needs of desk.toml; `letter_folder` is where letters are put, "" where something sends them."""

    zone: ZoneInfo
    views: Mapping[str, str]
    letter_folder: str = ""
    said: Mapping[str, object] = MappingProxyType({})
    """The file as it was read."""


class Queue:
    """A desk opened for looking: nothing here writes. Shut it, or use it in a `with`."""

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, settings: LightSettings, agent: str, now: datetime
    ) -> None:
        self.folder = folder
        self.zone = settings.zone
        self.own_views = settings.views
        self.letter_folder = settings.letter_folder
        self._said = settings.said
        self.now = now
        self._connection = connection
        self._agent = agent

    @classmethod
    def open(cls, folder: Path, *, agent: str, now: datetime) -> "Queue":
        """The desk in *folder* as at *now* (aware UTC); *agent* is a login or an account. Raises DeskUnavailable."""
        settings = read_light(folder / SETTINGS)
        return cls(folder, sqlite.connect(folder / DATABASE, readonly=True), settings, agent, now)

    def shut(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def __enter__(self) -> "Queue":
        return self

    def __exit__(self, *_error: object) -> None:
        self.shut()

    @property
    def viewer(self) -> str | None:
        """The login of who looks; None when that is no agent of this desk."""
        with self._reading() as connection:
            return login_of(connection, self._agent)

    def card(self, ref: str) -> Card:
        """One complaint whole, as whoever looks may see it now; raises UnknownReference."""
        from cxdesk.desk.sight import seen  # noqa: PLC0415 (a list shows no complaint whole)

        with self._reading() as connection:
            viewer = login_of(connection, self._agent) or self._agent
            return seen(card(connection, find(connection, ref)), viewer=viewer, now=self.now, zone=self.zone)

    def next_open(self, limit: int) -> list[Line]:
        """The open complaints whose deadlines come first."""
        with self._reading() as connection:
            return lines(connection, next_open(connection, limit), self.now)

    def find(self, text: str, sort: str, limit: int) -> list[Line]:
        """What the query *text* finds, in the order *sort* (`cxdesk.store.pages.Sort`); raises QueryError."""
        from cxdesk.store.query import parse  # noqa: PLC0415 (the query language costs twice what `list` may)
        from cxdesk.store.walks import Sort  # noqa: PLC0415 (as above)

        with self._reading() as connection:
            query = parse(
                text,
                now=self.now,
                zone=self.zone,
                me=login_of(connection, self._agent) or self._agent,
                known=self._vocabulary(),
                calendar=self,
            )
            ids = _ids(connection, query, Sort(sort), limit)
            return lines(connection, ids, self.now)

    def search(self, words: str, limit: int) -> list[Line]:
        """Complaints that hold *words*, the newest words first."""
        from cxdesk.store import search  # noqa: PLC0415 (only `search` searches)

        with self._reading() as connection:
            return lines(connection, search.find(connection, words, limit), self.now)

    def letter_marks(self, refs: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Of *refs* those with a letter that did not arrive, an acknowledgement owed, or an answer to record."""
        from cxdesk.store import marks  # noqa: PLC0415 (only people are shown marks)

        with self._reading() as connection:
            return marks.letter_marks(connection, refs)

    def open_like(self, start: str, limit: int) -> list[Line]:
        """Open complaints whose reference begins with *start*."""
        with self._reading() as connection:
            return lines(connection, queue.open_like(connection, start, limit), self.now)

    def agents(self) -> list[tuple[str, str]]:
        """Logins of active agents, with their names."""
        with self._reading() as connection:
            return queue.agent_names(connection)

    def teams(self) -> list[str]:
        """The teams of active agents."""
        with self._reading() as connection:
            return queue.teams(connection)

    def in_use(self, fact: str, limit: int) -> list[str]:
        """What the newest complaints have as their cause, unit, category or product, the most frequent first."""
        with self._reading() as connection:
            return queue.in_use(connection, fact, limit)

    def terms(self, text: str) -> list[str]:
        """What may stand for the last term of the half-typed query *text*."""
        from cxdesk.store.query_complete import complete  # noqa: PLC0415 (only a shell asks)

        with self._reading():
            return complete(text, len(text), self._vocabulary())

    def policies(self) -> list[str]:
        """Names of the policies in force."""
        return sorted(self._snapshot().standards)

    def pause_reasons(self) -> list[str]:
        """Reasons to wait that any policy in force lists."""
        return sorted({why for one in self._snapshot().standards.values() for why in one.policy.pause_reasons})

    def clocks(self) -> list[str]:
        """Names of the clocks of any policy in force."""
        return sorted({clock.name for one in self._snapshot().standards.values() for clock in one.policy.clocks})

    def views(self) -> dict[str, str]:
        """Queries with a name: those every desk has, and its own."""
        from cxdesk.store.views import views  # noqa: PLC0415 (only a view asks)

        return views(self.own_views)

    def view(self, name: str) -> str:
        """The query of a view; raises WrongUse naming those there are."""
        known = self.views()
        if name not in known:
            raise WrongUse(
                _("there is no view {name}").format(name=name),
                where="--view",
                mend=_("there are: {names}").format(names=", ".join(known)),
            )
        return known[name]

    def add_days(self, start: date, n: int, /) -> date:
        """The *n*th working day from *start* by the desk's own calendar: only a query with `bd` in it asks."""
        snapshot = self._snapshot()
        name = self._settings().desk.calendar
        calendar = snapshot.calendar(name if name in snapshot.calendars else next(iter(snapshot.calendars)))
        return calendar.add_days(start, n)

    def _snapshot(self) -> "Snapshot":
        from cxdesk.domain.snapshot import Snapshot  # noqa: PLC0415 (standards are the domain's)
        from cxdesk.store import snapshots  # noqa: PLC0415 (as above)

        with self._reading() as connection:
            return Snapshot.from_json(snapshots.body(connection, snapshots.applied(connection)))

    def _settings(self) -> "Settings":
        from cxdesk.config import load_settings  # noqa: PLC0415 (half the time that `list` has)

        return load_settings(self.folder / SETTINGS)

    def _vocabulary(self) -> "Vocabulary":
        return light_vocabulary(self._said, self._connection) or vocabulary(self._settings(), self._connection)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with sqlite.translated(self.folder / DATABASE), sqlite.reading(self._connection) as connection:
            yield connection


def vocabulary(settings: "Settings", connection: sqlite3.Connection) -> "Vocabulary":
    """What a query may name on this desk: one for lists, and for acts on what a query finds."""
    from cxdesk.store.query import Vocabulary  # noqa: PLC0415 (only a query asks)

    desk = settings.desk
    values = {
        "segment": desk.segments,
        "value": desk.value_bands,
        "channel": tuple(desk.channels),
        "category": desk.categories,
        "product": desk.products,
        "cause": tuple(desk.causes),
        "unit": desk.units,
    }
    return Vocabulary(desk.reference, values, queue.team_of_each(connection))


def light_vocabulary(said: Mapping[str, object], connection: sqlite3.Connection) -> "Vocabulary | None":
    """The same of a desk.toml that was read as *said*; None where only its whole reading can tell, and refuse.

    The settings whole take longer to load than a list may (BUDGETS).
    """
    from cxdesk.domain.usual import CHANNELS, LISTS, REFERENCE  # noqa: PLC0415 (only a query asks)
    from cxdesk.store.query import Vocabulary  # noqa: PLC0415 (as above)

    desk, causes, channels = (said.get(section, {}) for section in ("desk", "causes", "channel"))
    if not (isinstance(desk, dict) and isinstance(causes, dict) and isinstance(channels, dict)):
        return None
    reference = desk.get("reference") or REFERENCE
    lists = {field: desk.get(key, usual) for field, (key, usual) in LISTS.items()}
    plain = isinstance(reference, str) and all(_are_texts(words) for words in lists.values())
    if not plain or not all(isinstance(channel, dict) for channel in channels.values()):
        return None
    kept = tuple(name for name in {**CHANNELS, **channels} if not channels.get(name, {}).get("off"))
    values = {field: tuple(words) for field, words in lists.items()}
    return Vocabulary(reference, {**values, "cause": tuple(causes), "channel": kept}, queue.team_of_each(connection))


def _are_texts(words: object) -> bool:
    return isinstance(words, list | tuple) and all(isinstance(word, str) for word in words)


def _ids(connection: sqlite3.Connection, query: "Query", sort: "Sort", limit: int) -> list[int]:
    """A list by deadlines begins with what has missed one, gravest first, as the queue does."""
    from cxdesk.store.query_joined import Not  # noqa: PLC0415 (only a query asks)
    from cxdesk.store.query_tests import Late  # noqa: PLC0415 (only a query asks)
    from cxdesk.store.selects import first_ids  # noqa: PLC0415 (as above)
    from cxdesk.store.walks import Sort  # noqa: PLC0415 (as above)

    if sort is not Sort.DUE:
        return first_ids(connection, query, sort, limit)
    late = Late()
    found = first_ids(connection, query.also(late), Sort.SEVERITY, limit)
    if len(found) < limit:
        found += first_ids(connection, query.also(Not(late)), sort, limit - len(found))
    return found


def read_light(path: Path) -> LightSettings:
    """Zone and views of desk.toml; what cannot be read in this short way is read, and refused, by `cxdesk.config`."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        zone = ZoneInfo(said.get("desk", {}).get("timezone", "UTC"))
        views = said.get("views", {})
        if all(isinstance(query, str) for query in views.values()):
            return LightSettings(zone, views, _letter_folder(said.get("mail", {})), said)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    from cxdesk.config import load_settings  # noqa: PLC0415 (see above)

    settings = load_settings(path)
    mail = {"transport": settings.mail.transport.value, "folder": settings.mail.folder.as_posix()}
    return LightSettings(ZoneInfo(settings.desk.timezone), settings.views, _letter_folder(mail))


def _letter_folder(mail: Mapping[str, str]) -> str:
    return mail.get("folder", "mail/out") if mail.get("transport", "maildir") == "maildir" else ""
