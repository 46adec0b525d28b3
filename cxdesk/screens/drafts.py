"""What was typed and not saved, kept by the desk until it is saved or thrown away: it survives a crash."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxdesk.desk import Desk


class Drafts:
    """An agent's drafts, through a door of its own, so that no draft waits for an act."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk

    def load(self, form: str, refs: tuple[str, ...]) -> dict[str, str]:
        """What was typed into *form* about *refs*; nothing when there is no draft."""
        found = self._desk.draft(form, about=_about(refs))
        return dict(found.said) if found else {}

    def keep(self, form: str, refs: tuple[str, ...], values: Mapping[str, str]) -> None:
        """Keep what was typed; nothing typed is no draft."""
        found = self._desk.draft(form, about=_about(refs))
        if found is None or dict(found.said) != {name: text for name, text in values.items() if text.strip()}:
            self._desk.keep_draft(form, values, about=_about(refs))

    def drop(self, form: str, refs: tuple[str, ...]) -> None:
        """The draft is not wanted any more."""
        self._desk.drop_draft(form, about=_about(refs))

    def shut(self) -> None:
        """Let go of the desk."""
        self._desk.shut()


def _about(refs: tuple[str, ...]) -> str:
    return " ".join(refs)
