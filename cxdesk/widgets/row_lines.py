"""How a list of complaints is drawn: titles, the rows on screen, what to do where there are none, a scrollbar."""

from collections.abc import Callable
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip

from cxdesk.text import fit, plain, wrap
from cxdesk.widgets.columns import HEAD, NARROWEST, REF_CELLS, columns_for, line_of
from cxdesk.widgets.drawn import CURSOR, FAINT, Drawn, Tone
from cxdesk.widgets.stretch import Stretch

if TYPE_CHECKING:
    from cxdesk.desk.watching import Row


class RowLines(Drawn, can_focus=True):
    """Draws the part of a list that `stretch` has; whoever moves and reads it is `Rows`."""

    TONES = MappingProxyType(
        {
            "head": Tone("faint", bold=True),
            "cursor": CURSOR,
            "picked": Tone("picked", bold=True),
            "late": Tone("late"),
            "soon": Tone("soon"),
            "faint": FAINT,
            "bar": FAINT,
            "thumb": Tone("primary"),
        }
    )

    total: reactive[int | None] = reactive(None, repaint=True)
    """How many the query finds as far as anybody counted; only the scrollbar's estimate looks at it."""

    def __init__(self, now: Callable[[], datetime], *, id: str | None = None) -> None:  # noqa: A002 (Textual's)
        super().__init__(id=id)
        self.empty_text = ""
        self.picked: dict[str, Row] = {}
        self.stretch = Stretch()
        self._now = now
        self._has_arrived = False
        self._ref_cells = REF_CELLS

    # For lists of other things than the queue

    def head(self, room: int) -> str:
        """The titles over the columns."""
        return HEAD(columns_for(room, self._ref_cells))

    def line(self, index: int, room: int) -> tuple[str, str]:
        """What stands in the row of that index, in *room* cells, and its tone."""
        row = self.stretch.rows[index]
        return line_of(row, columns_for(room, self._ref_cells), self._now(), picked=row.ref in self.picked)

    # Drawing

    @property
    def _height(self) -> int:
        """Lines for rows: one is taken by the titles."""
        return max(self.size.height - 1, 1)

    def render_line(self, y: int) -> Strip:
        """One line: the titles, then a row each, then nothing; the bar stands at the right."""
        cells = self.size.width
        room = max(cells - 1, 1)
        if y == 0:
            return Strip([Segment(fit(self.head(room), cells), self.style("head"))], cells)
        index = self.stretch.first + y - 1
        if index >= len(self.stretch.rows):
            return Strip([Segment(fit(self._beside(y - 1), cells), self.style())], cells)
        text, tone = self.line(index, room)
        parts = [tone] if tone else []
        if self.stretch.rows[index].ref in self.picked:
            parts.append("picked")
        if index == self.stretch.cursor:
            parts.append("cursor")
        if room < NARROWEST + self._ref_cells:
            text = fit(text, room)
        return Strip([Segment(text, self.style(*parts)), self._bar(y - 1)], cells)

    def _beside(self, line: int) -> str:
        """What stands where no rows are: once reading is over, what to do about it."""
        if self.stretch.rows or line < 1 or not self._has_arrived:
            return ""
        told = wrap(plain(self.empty_text), max(self.size.width - 4, 20))
        return "  " + told[line - 1] if line <= len(told) else ""

    def _bar(self, line: int) -> Segment:
        top, bottom = self.stretch.thumb(self._height, self.total or 0)
        inside = top <= line < bottom
        if not (self.stretch.above or self.stretch.below or len(self.stretch.rows) > self._height):
            return Segment(" ", self.style())
        return Segment("█", self.style("thumb")) if inside else Segment("│", self.style("bar"))
