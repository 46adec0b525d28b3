"""The line of tabs over a pane: which one is shown, and how much stands in the others."""

from collections.abc import Sequence
from types import MappingProxyType

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from cxdesk.text import fit, plain, width
from cxdesk.widgets.drawn import CURSOR, FAINT, Drawn


class TabLine(Drawn):
    """`tell` it the titles and which is shown; a click on another one is `Chosen`."""

    TONES = MappingProxyType({"chosen": CURSOR, "other": FAINT})
    DEFAULT_CSS = """
    TabLine { height: 1; background: $surface; }
    """

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self) -> None:
        super().__init__()
        self._titles: Sequence[str] = ()
        self._chosen = 0

    def tell(self, titles: Sequence[str], chosen: int) -> None:
        """Show these."""
        if (titles, chosen) != (self._titles, self._chosen):
            self._titles, self._chosen = titles, chosen
            self.refresh()

    def _told(self) -> list[str]:
        return [
            f"▸{plain(title)} " if number == self._chosen else f" {plain(title)} "
            for number, title in enumerate(self._titles)
        ]

    def render_line(self, y: int) -> Strip:
        """The titles."""
        chosen, other = self.style("chosen"), self.style("other")
        told = self._told()
        segments = [Segment(text, chosen if number == self._chosen else other) for number, text in enumerate(told)]
        used = sum(map(width, told))
        segments.append(Segment(fit("", max(self.size.width - used, 0)), self.style()))
        return Strip(segments).crop(0, self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Show that tab."""
        end = 0
        for number, text in enumerate(self._told()):
            end += width(text)
            if event.x < end:
                self.post_message(self.Chosen(number))
                return
