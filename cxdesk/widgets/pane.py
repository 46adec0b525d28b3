"""A list of things that take several lines each: `j` and `k` go from one to the next, long ones scroll; text only."""

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.strip import Strip

from cxdesk.text import fit, plain
from cxdesk.widgets.drawn import FAINT, Drawn, Tone

_MARGIN = 2
"""Cells at the left, where the cursor stands, and one at the right for the bar."""


class Line(NamedTuple):
    """One line; *tone* is "", head, late, soon, faint or said (somebody's words)."""

    text: str
    tone: str = ""


class Item(NamedTuple):
    """One thing; *key* tells it from the others whatever comes before it. *lines* breaks it for a number of cells."""

    key: str
    lines: Callable[[int], Sequence[Line]]


def item(key: str, *lines: Line) -> Item:
    """A thing whose lines are ready."""
    return Item(key, lambda _cells: lines)


class Pane(Drawn, can_focus=True):
    """`show` it things; only the lines on screen are ever broken, so that a long history costs no more than a short."""

    TONES = MappingProxyType(
        {
            "head": Tone(bold=True),
            "late": Tone("late"),
            "soon": Tone("soon"),
            "faint": FAINT,
            "said": Tone("foreground"),
            "cursor": Tone("accent", bold=True),
        }
    )
    DEFAULT_CSS = """
    Pane { height: 1fr; }
    """

    def __init__(self, *, has_cursor: bool = True, id: str | None = None) -> None:  # noqa: A002 (Textual's)
        super().__init__(id=id)
        self.empty_text = ""
        self._has_cursor = has_cursor
        self._items: Sequence[Item] = ()
        self._cursor = 0
        self._top = (0, 0)
        self._broken: dict[int, Sequence[Line]] = {}
        self._place: object = None
        self._seen: list[tuple[int, int, Line]] | None = None

    # What it shows

    def show(self, items: Sequence[Item], place: object = "") -> None:
        """Show *items*; of the same *place* as before, what was on screen stays there, by its key."""
        old, self._items = self._items, items
        self._broken.clear()
        if place != self._place or not old or not items:
            self._place, self._cursor, self._top = place, 0, (0, 0)
        else:
            self._stay(old)
        self._redraw()

    def _stay(self, old: Sequence[Item]) -> None:
        now_at = {one.key: index for index, one in enumerate(self._items)}
        at_top = self._top == (0, 0)
        last = len(self._items) - 1
        self._cursor = now_at.get(old[self._cursor].key, min(self._cursor, last))
        first, line = self._top
        self._top = (0, 0) if at_top else (now_at.get(old[first].key, min(first, last)), line)
        if self.size.height > 0:
            self._clamp()

    @property
    def current(self) -> str:
        """The key of the thing under the cursor; "" where there is none."""
        return self._items[self._cursor].key if self._items else ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to move in."""
        return not self._items

    # Moving

    def move(self, by: int) -> None:
        """To the next thing, or the one before; through one that is longer than the screen, line by line."""
        if not self._items or self.size.height <= 0:
            return
        if not self._has_cursor:
            self._scroll(by)
            return
        step = 1 if by > 0 else -1
        for _time in range(abs(by)):
            self._step(step)
        self._redraw()

    def _step(self, step: int) -> None:
        height = self.size.height
        above, below = self._hidden(self._cursor)
        if step > 0 and below > 0:
            self._scroll(min(max(height // 3, 1), below))
        elif step < 0 and above > 0:
            self._scroll(-min(max(height // 3, 1), above))
        else:
            self._cursor = max(0, min(self._cursor + step, len(self._items) - 1))
            self._reveal(step)

    def page(self, by: int) -> None:
        """By screens; the cursor comes along."""
        self._scroll(by * max(self.size.height - 1, 1))
        shown = [index for index, _line, _text in self._visible()]
        if shown and self._cursor not in shown:
            self._cursor = shown[0] if by > 0 else shown[-1]
        elif by and self._items and shown:
            ends = shown[-1] == len(self._items) - 1 if by > 0 else shown[0] == 0
            if ends:
                self._cursor = shown[-1] if by > 0 else shown[0]
        self._redraw()

    def go_first(self) -> None:
        """To the beginning."""
        self._cursor, self._top = 0, (0, 0)
        self._redraw()

    def go_last(self) -> None:
        """To the end."""
        if self._items:
            self._cursor, self._top = len(self._items) - 1, self._end()
            self._redraw()

    def _scroll(self, by: int) -> None:
        index, line = self._top
        line += by
        while line < 0 and index > 0:
            index -= 1
            line += len(self._lines(index))
        while index < len(self._items) - 1 and line >= len(self._lines(index)):
            line -= len(self._lines(index))
            index += 1
        self._top = (index, max(line, 0))
        self._clamp()
        self._redraw()

    def _clamp(self) -> None:
        """Nothing empty stands below while something stands above."""
        index, line = self._top
        if self._items:
            self._top = min((index, min(line, max(len(self._lines(index)) - 1, 0))), self._end())

    def _end(self) -> tuple[int, int]:
        """Where the top is when the last line is the last on screen."""
        room = max(self.size.height, 1)
        index = len(self._items)
        while index > 0 and room > 0:
            index -= 1
            room -= len(self._lines(index))
        return (max(index, 0), -room if room < 0 else 0)

    def _hidden(self, index: int) -> tuple[int, int]:
        """Lines of a thing that stand above and below the screen; all of them where none is on it."""
        shown = [line for found, line, _text in self._visible() if found == index]
        if not shown:
            return (0, 0)
        return shown[0], len(self._lines(index)) - 1 - shown[-1]

    def _reveal(self, step: int) -> None:
        """Bring the thing under the cursor on screen, with as much of it as fits."""
        self._seen = None
        index, height = self._cursor, self.size.height
        size = len(self._lines(index))
        shown = [line for found, line, _text in self._visible() if found == index]
        if len(shown) == size:
            return
        if step < 0 or index < self._top[0]:
            self._top = (index, max(size - height, 0) if step < 0 else 0)
        else:
            top, room = index, height - size
            while room > 0 and top > 0:
                top -= 1
                room -= len(self._lines(top))
            self._top = (index, 0) if size >= height else (top, max(-room, 0))
        self._clamp()

    # Drawing

    def _lines(self, index: int) -> Sequence[Line]:
        if index not in self._broken:
            cells = max(self.size.width - _MARGIN - 1, 4)
            self._broken[index] = self._items[index].lines(cells) or (Line(""),)
        return self._broken[index]

    def _visible(self) -> list[tuple[int, int, Line]]:
        """What stands on screen: the thing, the number of its line, the line."""
        if self._seen is None:
            found: list[tuple[int, int, Line]] = []
            index, first = self._top
            while index < len(self._items) and len(found) < self.size.height:
                lines = self._lines(index)
                found += [(index, number, lines[number]) for number in range(first, len(lines))]
                index, first = index + 1, 0
            self._seen = found[: self.size.height]
        return self._seen

    def _redraw(self) -> None:
        self._seen = None
        self.refresh()

    def on_resize(self) -> None:
        """Lines break elsewhere."""
        self._broken.clear()
        self._clamp()
        self._redraw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls."""
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """As downwards."""
        event.stop()
        self._scroll(-3)

    def on_click(self, event: events.Click) -> None:
        """A click goes there."""
        shown = self._visible()
        if self._has_cursor and 0 <= event.y < len(shown):
            self._cursor = shown[event.y][0]
            self._redraw()

    def render_line(self, y: int) -> Strip:
        """A mark where the cursor is, the line, and whether there is more above or below."""
        cells, base, shown = self.size.width, self.style(), self._visible()
        if y >= len(shown):
            told = "  " + plain(self.empty_text) if y == 1 and not self._items else ""
            return Strip([Segment(fit(told, cells), base)], cells)
        index, number, line = shown[y]
        style = self.style(line.tone) if line.tone else base
        mark = "▸ " if self._has_cursor and index == self._cursor and number == 0 else "  "
        mark_style = self.style("cursor")
        text = fit(plain(line.text), max(cells - _MARGIN - 1, 1))
        return Strip([Segment(mark, mark_style), Segment(text, style), Segment(self._more(y), mark_style)], cells)

    def _more(self, y: int) -> str:
        """An arrow in the first or the last line, where there is more than the screen holds."""
        if y == 0 and self._top > (0, 0):
            return "↑"
        if y == self.size.height - 1 and self._top < self._end():
            return "↓"
        return " "
