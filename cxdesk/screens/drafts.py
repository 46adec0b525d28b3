"""What was typed and not saved, kept by the desk until it is saved or thrown away: it survives a crash."""

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.message import Message

from cxdesk.catalogue import _
from cxdesk.errors import CxdeskError
from cxdesk.widgets.reader import Failed, Target
from cxdesk.widgets.worker import Worker

if TYPE_CHECKING:
    from cxdesk.desk import Desk

Key = tuple[str, tuple[str, ...]]
"""A form, and the complaints that it is about."""


class Drafts:
    """An agent's drafts, through a door of its own, so that no draft waits for an act."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk

    def load(self, form: str, refs: tuple[str, ...]) -> dict[str, str]:
        """What was typed into *form* about *refs*; nothing when there is no draft."""
        found = self.desk.take_draft(form, about=_about(refs))
        return dict(found.said) if found else {}

    def keep(self, form: str, refs: tuple[str, ...], values: Mapping[str, str]) -> None:
        """Keep what was typed; nothing typed is no draft."""
        found = self.desk.draft(form, about=_about(refs))
        if found is None or dict(found.said) != {name: text for name, text in values.items() if text.strip()}:
            self.desk.keep_draft(form, values, about=_about(refs))

    def drop(self, form: str, refs: tuple[str, ...]) -> None:
        """The draft is not wanted any more."""
        self.desk.drop_draft(form, about=_about(refs))


class Keeper(Worker[Drafts]):
    """Keeps drafts behind everybody's back. What the desk did not take yet is at hand: a form opened again has it."""

    def __init__(self, open_drafts: Callable[[], Drafts], to: Target) -> None:
        """*to* hears, once, that the desk takes none."""
        super().__init__(
            "cxdesk-drafts", open_drafts, lambda drafts: drafts.desk.shut(), lambda drafts: drafts.desk.hurry()
        )
        self._to = to
        self._lock = threading.Lock()
        self._at_hand: dict[Key, Mapping[str, str]] = {}
        self._has_told = False

    def load(self, form: str, refs: tuple[str, ...], made: Callable[[dict[str, str]], Message], to: Target) -> None:
        """Have *made* of the draft of *form* about *refs* posted to *to*."""
        with self._lock:
            at_hand = self._at_hand.get((form, refs))
        if at_hand is not None:
            to.post_message(made(dict(at_hand)))
        else:
            self.do(lambda drafts: made(drafts.load(form, refs)), to)

    def keep(self, form: str, refs: tuple[str, ...], values: Mapping[str, str]) -> None:
        """Have *values* kept; nothing typed is no draft."""
        with self._lock:
            self._at_hand[form, refs] = values
        self.do(lambda drafts: self._keep(drafts, (form, refs), values), self)

    def _keep(self, drafts: Drafts, key: Key, values: Mapping[str, str]) -> None:
        drafts.keep(*key, values)
        with self._lock:
            self._has_told = False
            if self._at_hand.get(key) is values:
                del self._at_hand[key]

    def drop(self, form: str, refs: tuple[str, ...]) -> None:
        """The draft is not wanted any more."""
        with self._lock:
            self._at_hand.pop((form, refs), None)
        self.do(lambda drafts: drafts.drop(form, refs), self)

    def finish(self) -> None:
        """What was refused is tried once more."""
        for (form, refs), values in self.at_hand.items():
            self.keep(form, refs, values)
        super().finish()

    @property
    def at_hand(self) -> dict[Key, Mapping[str, str]]:
        """What the desk has not taken, by form and complaints; once the thread has ended it never will."""
        with self._lock:
            return dict(self._at_hand)

    def post_message(self, message: Message) -> bool:
        """The desk took no draft: say it, but not at every key."""
        assert isinstance(message, Failed)  # noqa: S101 (nothing else is answered)
        if not isinstance(message.error, CxdeskError):
            return self._to.post_message(message)
        with self._lock:
            is_known, self._has_told = self._has_told, True
        if is_known:
            return True
        told = _("{error}; what is typed is at hand only until this program ends").format(error=message.error)
        return self._to.post_message(Failed(CxdeskError(told, mend=message.error.mend)))


def _about(refs: tuple[str, ...]) -> str:
    return " ".join(refs)
