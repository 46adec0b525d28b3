"""The named queries with their live counts: a column beside the queue, or a name in its title where that is narrow."""

from collections.abc import Mapping
from types import MappingProxyType

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from cxdesk.catalogue import N_, _
from cxdesk.text import fit, plain, width
from cxdesk.widgets.drawn import CURSOR, FAINT, Drawn
from cxdesk.widgets.header import counted

TITLES: Mapping[str, str] = {
    "my-desk": N_("My desk"),
    "unassigned": N_("Unassigned"),
    "breached": N_("Breached"),
    "due-today": N_("Due today"),
    "waiting": N_("Waiting"),
    "options-open": N_("Options open"),
    "to-approve": N_("To approve"),
    "revisits-due": N_("Revisits due"),
    "mail-failed": N_("Mail failed"),
    "unacknowledged": N_("Unacknowledged"),
    "all-open": N_("All open"),
    "closed": N_("Closed"),
}


def title(name: str) -> str:
    """What a view is called; a desk's own by the name it was given."""
    return _(TITLES[name]) if name in TITLES else plain(name)


class Views(Drawn):
    """The column of views; `Chosen` tells which one was clicked."""

    TONES = MappingProxyType({"chosen": CURSOR, "faint": FAINT})
    DEFAULT_CSS = """
    Views { width: 22; height: 100%; }
    """

    class Chosen(Message):
        """A view was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.chosen = ""
        self.counts: Mapping[str, int] = {}

    def tell(
        self,
        names: tuple[str, ...] | None = None,
        chosen: str | None = None,
        counts: Mapping[str, int] | None = None,
    ) -> None:
        """Show what became known."""
        self.names = self.names if names is None else names
        self.chosen = self.chosen if chosen is None else chosen
        self.counts = self.counts if counts is None else counts
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The heading, then a view a line."""
        cells, base = self.size.width, self.style()
        if y == 0:
            return Strip([Segment(fit(" " + _("Views"), cells), self.style("faint"))], cells)
        if y > len(self.names):
            return Strip([Segment(" " * cells, base)], cells)
        name = self.names[y - 1]
        number = counted(self.counts.get(name))
        text = f"{'▸' if name == self.chosen else ' '}{fit(title(name), max(cells - width(number) - 3, 4))} {number} "
        style = self.style("chosen") if name == self.chosen else base
        return Strip([Segment(fit(text, cells), style)], cells)

    def on_click(self, event: events.Click) -> None:
        """Show that view."""
        if 0 < event.y <= len(self.names):
            self.post_message(self.Chosen(self.names[event.y - 1]))
