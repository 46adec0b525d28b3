"""Drafts: what was typed into a form survives a crash, until it is saved or thrown away (TUI)."""

from collections.abc import Mapping

from cxdesk.desk import DATABASE
from cxdesk.desk.core import Core
from cxdesk.store import drafts, seats, sqlite
from cxdesk.store.drafts import Kept, Key
from cxdesk.store.seats import Seat
from cxdesk.store.streams import storable


class Drafting(Core):
    """An agent's unsaved words, one draft for each form and complaint; every open desk has its own.

    Two windows of one login neither see nor lose each other's. Those of a window that ended, or was killed, go to
    whoever asks first: a window holds a seat by a lock that ends with its process.
    """

    _seat: Seat | None = None

    def keep_draft(self, form: str, said: Mapping[str, str], *, about: str = "") -> None:
        """Keep *said* (field → text) of *form* about the complaint *about*; nothing but blanks is no draft."""
        words = {field: storable(text) for field, text in said.items() if text.strip()}
        if not words:
            self.drop_draft(form, about=about)
            return
        key = self._key(form, about)
        with self._writing() as connection:
            drafts.keep(connection, key, words, self.now())

    def drop_draft(self, form: str, *, about: str = "") -> None:
        """Forget the draft of *form* about *about*; one that is not there is forgotten already."""
        if self.draft(form, about=about) is None:
            return
        key = self._key(form, about)
        with self._writing() as connection:
            drafts.drop(connection, key)

    def draft(self, form: str, *, about: str = "") -> Kept | None:
        """What was typed here into *form* about *about* and not saved."""
        seat = self._key(form, about).seat
        return next((one for one in self._kept(form, about) if one.seat == seat), None)

    def take_draft(self, form: str, *, about: str = "") -> Kept | None:
        """As `draft`; where there is none, the newest that a window left which is gone: it is this one's from now."""
        mine = self.draft(form, about=about)
        if mine is not None:
            return mine
        return next((one for one in self._kept(form, about) if self._moves_here(one)), None)

    def drafts(self) -> list[Kept]:
        """Everything this agent left unsaved, in any window, the newest first."""
        with sqlite.translated(self.folder / DATABASE), sqlite.reading(self._connection) as connection:
            return drafts.kept(connection, self.login)

    def shut(self) -> None:
        """Let go of the database, and of the seat."""
        if self._seat is not None:
            self._seat.leave()
            self._seat = None
        super().shut()

    def _key(self, form: str, about: str) -> Key:
        if self._seat is None:
            self._seat = seats.take(self.folder / DATABASE)
        return Key(self.login, form, about, self._seat.number)

    def _kept(self, form: str, about: str) -> list[Kept]:
        return [one for one in self.drafts() if (one.form, one.about) == (form, about)]

    def _moves_here(self, one: Kept) -> bool:
        """Whether it was left by a window that is gone, and no other was faster."""
        mine = self._key(one.form, one.about)
        with seats.free(self.folder / DATABASE, one.seat, mine.seat) as is_free:
            if not is_free:
                return False
            with self._writing() as connection:
                return drafts.move(connection, mine._replace(seat=one.seat), mine.seat)
