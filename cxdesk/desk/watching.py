"""The door for screens: windows of the queue by key, counts, one complaint with the acts allowed now; it never writes.

A watch has its own read-only connection. One thread uses it; only `interrupt` may be called from another one.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.desk import DATABASE, SECRET, SETTINGS, TEMPLATES
from cxdesk.desk.queue import LightSettings, Queue, read_light, vocabulary
from cxdesk.desk.watched import Row, Seen, Spot, Told, Viewer, Window, may
from cxdesk.domain.permissions import AGENTS
from cxdesk.domain.words import OPEN_STATUSES, Role
from cxdesk.store import pulse, sqlite
from cxdesk.store.answers import unrecorded
from cxdesk.store.brief import Brief, briefs, longest_late
from cxdesk.store.pages import count, finds, found_among, key_of, page
from cxdesk.store.query import Query, parse
from cxdesk.store.query_error import QueryError
from cxdesk.store.query_joined import Not
from cxdesk.store.query_tests import Late
from cxdesk.store.queue import who
from cxdesk.store.views import VIEWS, views
from cxdesk.store.walks import Sort

if TYPE_CHECKING:
    from cxdesk.config import Settings
    from cxdesk.desk.closeup import Closeup, Explained
    from cxdesk.desk.shelf import Shelf
    from cxdesk.desk.visiting import Agenda
    from cxdesk.domain.allowed import Allowed
    from cxdesk.domain.words import Act
    from cxdesk.errors import NotDone

__all__ = ["Brief", "Interrupted", "QueryError", "Row", "Seen", "Spot", "Told", "Viewer", "Watch", "Window"]

MOST_COUNTED = 999
"""Counts stop here: one more stands for any number above."""


class Interrupted(Exception):
    """A newer question took this one's place."""


class Watch:
    """A desk opened for a screen. Shut it when the screen is gone."""

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, *, agent: str, now: Callable[[], datetime]
    ) -> None:
        self.folder = folder
        self._connection = connection
        self._agent = agent
        self._now = now

    @classmethod
    def open(cls, folder: Path, *, agent: str, now: Callable[[], datetime]) -> "Watch":
        """The desk in *folder*; *agent* is a login or an account. Raises DeskUnavailable."""
        return cls(folder, sqlite.connect(folder / DATABASE, readonly=True), agent=agent, now=now)

    def shut(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def interrupt(self) -> None:
        """End the question being read, from any thread; whoever asked gets Interrupted."""
        self._connection.interrupt()

    def version(self) -> int:
        """A number that is another one when anybody else changed the desk since it was last asked for."""
        with self._reading():
            pass
        return pulse.version(self._connection)

    @cached_property
    def settings(self) -> "Settings":
        """What desk.toml says; what is wrong with its mail keeps nobody from working (`mail_trouble`)."""
        from cxdesk.config import load_settings  # noqa: PLC0415 (the first rows are shown without it)

        return load_settings(self.folder / SETTINGS, despite_mail=True)

    @property
    def mail_trouble(self) -> str:
        """Where and why the settings let no letter go out; "" where they do."""
        problem = next(iter(self.settings.mail_problems), None)
        return f"{problem.where}{_(': ')}{problem.what}" if problem else ""

    @cached_property
    def _light(self) -> LightSettings:
        return read_light(self.folder / SETTINGS)

    @property
    def zone(self) -> ZoneInfo:
        """The desk's zone."""
        return self._light.zone

    @property
    def name(self) -> str:
        """What the desk is called."""
        return self.settings.desk.name

    @property
    def queue(self) -> Queue:
        """The light door over the same connection, as of now: agents, teams, causes, pause reasons, cards."""
        return Queue(self.folder, self._connection, self._light, self._agent, self._now())

    @cached_property
    def viewer(self) -> Viewer:
        """Who looks."""
        with self._reading() as connection:
            login, role = who(connection, self._agent) or (self._agent, "")
        return Viewer(login, Role(role) if role else None, self.zone)

    def views(self) -> Mapping[str, str]:
        """The queries that have a name."""
        return views(self._light.views)

    # The queue

    def window(
        self,
        text: str,
        *,
        spot: Spot | None = None,
        ref: str = "",
        above: int = 0,
        below: int = 0,
        from_end: bool = False,
    ) -> Window:
        """*above* rows before *spot* and *below* from it on; without one the beginning, or with *from_end* the end.

        With *ref*, where that complaint stands now counts instead of *spot*, if the query still finds it.
        Raises QueryError.
        """
        parts = _parts(self._query(text))
        with self._reading() as connection:
            if from_end:
                rows, more = self._up(connection, parts, None, above + below)
                return Window(rows, max(len(rows) - 1, 0), above=more, below=False)
            start = self._moved(connection, parts, ref) or spot
            before, more_above = self._up(connection, parts, start, above) if start else ((), False)
            behind, more_below = self._down(connection, parts, start, below)
        return Window(before + behind, len(before), more_above, more_below)

    def page_below(self, text: str, spot: Spot, limit: int) -> tuple[tuple[Row, ...], bool]:
        """Rows behind *spot*, without its own; and whether there are more."""
        with self._reading() as connection:
            return self._down(connection, _parts(self._query(text)), spot, limit, inclusive=False)

    def page_above(self, text: str, spot: Spot, limit: int) -> tuple[tuple[Row, ...], bool]:
        """Rows before *spot*, in order; and whether there are more."""
        with self._reading() as connection:
            return self._up(connection, _parts(self._query(text)), spot, limit)

    def among(self, text: str, numbers: Sequence[int]) -> tuple[Row, ...]:
        """Of the complaints of these ids those that the query finds now, as they stand now; raises QueryError."""
        parts = _parts(self._query(text))
        rows: tuple[Row, ...] = ()
        with self._reading() as connection:
            for part, (query, sort) in parts.items():
                found = found_among(connection, query, numbers)
                rows += self._rows(connection, briefs(connection, found, self._now()), part, sort)
        return rows

    def check(self, text: str) -> None:
        """Read a query and find nothing; raises QueryError."""
        self._query(text)

    def count(self, text: str) -> int:
        """How many the query finds; MOST_COUNTED + 1 stands for more."""
        query = self._query(text)
        with self._reading() as connection:
            return count(connection, query, MOST_COUNTED)

    def terms(self, text: str, position: int) -> list[str]:
        """What may replace the term that ends at *position* of a half-typed query."""
        from cxdesk.store.query_complete import complete  # noqa: PLC0415 (only who types a query asks)

        with self._reading() as connection:
            return complete(text, position, vocabulary(self.settings, connection))

    def owners(self) -> list[tuple[str, str]]:
        """Logins of those who can own complaints, with their names."""
        from cxdesk.store import people  # noqa: PLC0415 (only a form asks)

        with self._reading() as connection:
            known = people.agents(connection, active_only=True)
        return [(one.login, one.name) for one in known if one.role in AGENTS]

    def refs(self, start: str, limit: int) -> list[tuple[str, str]]:
        """Open complaints whose reference begins with *start*, with their subjects; a whole reference finds any."""
        found = [(line.ref, line.subject or "") for line in self.queue.open_like(start, limit)]
        whole = self._whole(start)
        return found if whole is None or whole in found else [whole, *found]

    def _whole(self, ref: str) -> tuple[str, str] | None:
        """The complaint of that reference, open or closed, with its subject."""
        from cxdesk.store.references import UnknownReference, find  # noqa: PLC0415 (only the palette asks)

        with self._reading() as connection:
            try:
                (brief,) = briefs(connection, (find(connection, ref),), self._now())
            except UnknownReference:
                return None
        return brief.ref, brief.subject

    def letters_about(self, numbers: Sequence[int]) -> list[str]:
        """The references of the complaints that the letters of these numbers are about."""
        from cxdesk.store.outbox import about  # noqa: PLC0415 (only who wrote to somebody asks)

        with self._reading() as connection:
            return about(connection, numbers)

    # One complaint

    def see(self, ref: str) -> Seen:
        """One complaint whole, with what the viewer may do now; raises UnknownReference."""
        with self._reading() as connection:
            card = self.queue.card(ref)
            seq, can = self._allowed(connection, int(card.complaint["id"]))
        timeline = tuple(Told.of(moment, self.zone) for moment in card.timeline)
        return Seen(card, timeline, frozenset(can.acts), seq, can)

    def allowed(self, refs: Sequence[str]) -> "dict[str, Allowed]":
        """What the viewer may do now with each of *refs*; what is not there any more is left out."""
        from cxdesk.store.references import UnknownReference, find  # noqa: PLC0415 (only a selection asks)

        found = {}
        for ref in refs:
            with self._reading() as connection, suppress(UnknownReference):
                _seq, found[ref] = self._allowed(connection, find(connection, ref))
        return found

    def _allowed(self, connection: sqlite3.Connection, number: int) -> "tuple[int, Allowed]":
        """What the viewer may do now with the complaint of that number, and the number of its last event."""
        from cxdesk.desk.allowing import allowed_to_whom  # noqa: PLC0415 (the queue is shown before the domain loads)

        return allowed_to_whom(connection, self.viewer.login, number, self._now(), self._shelf)

    def why_not(self, ref: str, acts: "Sequence[Act]") -> "list[NotDone]":
        """What each of *acts* is refused with now; one that no trying refuses has none. Raises UnknownReference."""
        from cxdesk.desk.allowing import why_refused  # noqa: PLC0415 (most acts that are begun are possible)
        from cxdesk.store.references import find  # noqa: PLC0415 (as above)

        with self._reading() as connection:
            number = find(connection, ref)
            return why_refused(connection, self.viewer.login, number, self._now(), self._shelf, acts)

    @cached_property
    def _shelf(self) -> "Shelf":
        from cxdesk.desk.shelf import Shelf  # noqa: PLC0415 (as above)

        return Shelf(self._connection)

    def closeup(self, ref: str) -> "Closeup":
        """One complaint as its own screen shows it; raises UnknownReference."""
        from cxdesk.desk.closeup import closeup  # noqa: PLC0415 (the desk shows none)

        with self._reading() as connection:
            return closeup(connection, self.see(ref), self._light.letter_folder)

    def explained(self, ref: str) -> "Explained":
        """The arithmetic of its clocks; raises UnknownReference."""
        from cxdesk.desk.closeup import explained  # noqa: PLC0415 (as above)

        with self._reading() as connection:
            return explained(connection, ref, self._now())

    # Revisits

    @property
    def agenda(self) -> "Agenda":
        """Planned revisits by their days, as of now."""
        from cxdesk.desk.visiting import Agenda  # noqa: PLC0415 (the desk shows none)

        return Agenda(self._reading, self.viewer, self._now(), self._secret)

    def script(self, ref: str) -> str:
        """What to say in a revisit, in the customer's language; raises UnknownReference."""
        from cxdesk.desk.visiting import script  # noqa: PLC0415 (as above)
        from cxdesk.letters import load_templates  # noqa: PLC0415 (as above)

        card = self.queue.card(ref)
        return script(card, self.settings, load_templates(self.folder / TEMPLATES), self.zone, self._now())

    @cached_property
    def _secret(self) -> str:
        """What callers are drawn with; "" where this account may not read it: then nobody is named."""
        try:
            return (self.folder / SECRET).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return ""

    # Inside

    def _query(self, text: str) -> Query:
        """The built-in views name nothing of the desk's own: the first rows come without reading all settings."""
        known = None
        if text not in VIEWS.values():
            with self._reading() as connection:
                known = vocabulary(self.settings, connection)
        me = self.viewer.login
        return parse(text, now=self._now(), zone=self.zone, me=me, known=known, calendar=self.queue, prefix=True)

    def _down(
        self, connection: sqlite3.Connection, parts: "Parts", start: Spot | None, limit: int, *, inclusive: bool = True
    ) -> tuple[tuple[Row, ...], bool]:
        rows: tuple[Row, ...] = ()
        for number, (query, sort) in parts.items():
            if start is not None and number < start.part:
                continue
            after = start.key if start is not None and number == start.part else None
            found = page(connection, query, sort=sort, limit=limit - len(rows), after=after, inclusive=inclusive)
            rows += self._rows(connection, found.briefs, number, sort)
            if found.more:
                return rows, True
        return rows, False

    def _up(
        self, connection: sqlite3.Connection, parts: "Parts", start: Spot | None, limit: int
    ) -> tuple[tuple[Row, ...], bool]:
        rows: tuple[Row, ...] = ()
        for number, (query, sort) in reversed(list(parts.items())):
            if start is not None and number > start.part:
                continue
            before = start.key if start is not None and number == start.part else None
            found = page(connection, query, sort=sort, limit=limit - len(rows), before=before, from_end=before is None)
            rows = self._rows(connection, found.briefs, number, sort) + rows
            if found.more:
                return rows, True
        return rows, False

    def _moved(self, connection: sqlite3.Connection, parts: "Parts", ref: str) -> Spot | None:
        """Where the complaint stands now; None when the query does not find it any more."""
        if not ref:
            return None
        from cxdesk.store import complaints  # noqa: PLC0415 (only a list that was changed asks)

        number = complaints.find(connection, ref)
        (brief,) = briefs(connection, (number,), self._now())
        for part, (query, sort) in parts.items():
            if finds(connection, query, number):
                return Spot(part, key_of(brief, sort))
        return None

    def _rows(self, connection: sqlite3.Connection, found: Sequence[Brief], part: int, sort: Sort) -> tuple[Row, ...]:
        viewer, overdue = self.viewer, [brief.id for brief in found if brief.overdue]
        late = longest_late(connection, overdue, self._now()) if overdue else {}
        answered = unrecorded(connection, [brief.id for brief in found if brief.is_open])
        return tuple(
            Row(
                brief,
                Spot(part, key_of(brief, sort)),
                may(viewer, brief),
                late=late.get(brief.id),
                answered=brief.id in answered,
            )
            for brief in found
        )

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with sqlite.translated(self.folder / DATABASE), sqlite.reading(self._connection) as connection:
                yield connection
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname == "SQLITE_INTERRUPT":
                raise Interrupted from error
            raise


Parts = Mapping[int, tuple[Query, Sort]]
"""The queue's parts by number: what has missed a deadline, gravest first; then the rest, soonest deadline first."""


def _parts(query: Query) -> Parts:
    """A part that the query rules out by itself is left out: reading would find that nothing is in it row by row."""
    late, on_time = Late(), Not(Late())
    found: dict[int, tuple[Query, Sort]] = {}
    if on_time not in query.tests and query.statuses() & {status.value for status in OPEN_STATUSES}:
        found[0] = query.also(late), Sort.SEVERITY
    if late not in query.tests:
        found[1] = query.also(on_time), Sort.DUE
    return found
