"""Cells in the reader's language: numbers, instants in the report's zone, shares with what they are a share of."""

from datetime import datetime
from zoneinfo import ZoneInfo

from cxdesk.catalogue import N_, in_language
from cxdesk.reports.result import Cell, Code, Said, Share
from cxdesk.text import plain
from cxdesk.when import local, zone_label


class Words:
    """One language and one zone; everything that comes out is safe on a terminal."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self.language = language
        self.zone = zone

    def said(self, said: Said) -> str:
        """The sentence with its facts."""
        facts = {name: self.cell(value) for name, value in said.facts.items()}
        return in_language(self.language, said.message).format(**facts)

    def cell(self, value: Cell) -> str:
        """One value as people read it; nothing as nothing."""
        if isinstance(value, Said):
            return self.said(value)
        if isinstance(value, Code):
            return in_language(self.language, value.word) if value.word else plain(value.value)
        if isinstance(value, Share):
            return self.share(value)
        if isinstance(value, datetime):
            return local(value, self.zone)
        return "" if value is None else plain(str(value))

    def share(self, share: Share) -> str:
        """`88/120 73.3%`; counts only where they are few, `~` before a small sample's percentage."""
        if not share.whole:
            return "–"
        counts = f"{share.part}/{share.whole}"
        if share.percent is None:
            return counts
        return f"{counts} {'~' if share.is_small else ''}{share.percent:.1f}%"

    def at(self, at: datetime) -> str:
        """An instant that stands alone: with its zone."""
        return f"{local(at, self.zone)} {zone_label(at, self.zone)}"


AS_OF = N_("{day} in {zone} · as of {moment}")
HEAD = N_("Head {head}")
ATTENTION = N_("Needs attention: {findings}")
ALL_WELL = N_("Nothing is breached, overdue or unsent.")
CONTRADICTION = N_("ERROR: {error}")
MORE = N_("… and {count} more")
DEFINITIONS = N_("Definitions")
NONE = N_("none")
NOTHING = N_("Nothing to report.")
