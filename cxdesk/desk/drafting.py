"""Drafts: what was typed into a form survives a crash, until it is saved or thrown away (TUI)."""

from collections.abc import Mapping

from cxdesk.desk.core import Core
from cxdesk.store import drafts, sqlite
from cxdesk.store.drafts import Kept
from cxdesk.store.streams import storable


class Drafting(Core):
    """An agent's unsaved words, one draft for each form and complaint."""

    def keep_draft(self, form: str, said: Mapping[str, str], *, about: str = "") -> None:
        """Keep *said* (field → text) of *form* about the complaint *about*; nothing but blanks is no draft."""
        words = {field: storable(text) for field, text in said.items() if text.strip()}
        if not words:
            self.drop_draft(form, about=about)
            return
        with self._writing() as connection:
            drafts.keep(connection, self.login, form, about, words, self.now())

    def drop_draft(self, form: str, *, about: str = "") -> None:
        """Forget the draft of *form* about *about*; one that is not there is forgotten already."""
        if self.draft(form, about=about) is None:
            return
        with self._writing() as connection:
            drafts.drop(connection, self.login, form, about)

    def draft(self, form: str, *, about: str = "") -> Kept | None:
        """What was typed into *form* about *about* and not saved."""
        found = (one for one in self.drafts() if (one.form, one.about) == (form, about))
        return next(found, None)

    def drafts(self) -> list[Kept]:
        """Everything this agent left unsaved, the newest first."""
        with sqlite.reading(self._connection) as connection:
            return drafts.kept(connection, self.login)
