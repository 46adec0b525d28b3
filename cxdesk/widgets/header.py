"""The top line: desk, what is breached, due or failed, who works here, and the clock with its zone."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from cxdesk.catalogue import _
from cxdesk.text import fit, plain, width

CAP = 999


def counted(number: int | None) -> str:
    """A capped count as people read it; nothing before anybody counted."""
    if number is None:
        return "·"
    return f"{CAP}+" if number > CAP else str(number)


class Header(Widget):
    """One line; `tell` it what is known."""

    DEFAULT_CSS = """
    Header { dock: top; height: 1; background: $panel; color: $foreground; }
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._desk = ""
        self._agent = ""
        self._zone: tzinfo | None = None
        self._counts: Mapping[str, int] = {}
        self._last = ""

    def on_mount(self) -> None:
        """The clock shows minutes."""
        self.set_interval(2, self._tick)

    def tell(
        self,
        *,
        desk: str | None = None,
        agent: str | None = None,
        zone: tzinfo | None = None,
        counts: Mapping[str, int] | None = None,
    ) -> None:
        """Show what became known."""
        self._desk = self._desk if desk is None else desk
        self._agent = self._agent if agent is None else agent
        self._zone = zone or self._zone
        self._counts = self._counts if counts is None else counts
        self._tick()

    def _tick(self) -> None:
        if self._text() != self._last:
            self.refresh()

    def _text(self) -> str:
        cells = self.size.width
        names = " · ".join(part for part in ("cxdesk", self._desk) if part)
        marks = [
            _("▲ {count} breached").format(count=counted(self._counts.get("breached"))),
            _("◷ {count} due today").format(count=counted(self._counts.get("due-today"))),
            _("✉ {count} failed").format(count=counted(self._counts.get("mail-failed"))),
        ]
        clock = f"{self._now().astimezone(self._zone):%H:%M %Z}" if self._zone else ""
        right = plain(f"{self._agent}  {clock} ")
        middle = "  ".join(marks)
        room = cells - width(middle) - width(right) - 5
        whole = plain(names if width(names) <= room else self._desk or names)
        left = fit(whole, max(min(room, width(whole)), 6))
        gap = max(cells - width(left) - width(middle) - width(right) - 1, 1)
        return fit(f" {left}{' ' * (gap // 2)}{middle}{' ' * (gap - gap // 2)}{right}", cells)

    def render_line(self, y: int) -> Strip:
        """The line."""
        self._last = self._text()
        return Strip([Segment(self._last, self.rich_style)], self.size.width)
