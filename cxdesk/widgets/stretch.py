"""The rows of a list that were read, next to each other: the cursor among them, and which of them are on screen."""

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxdesk.desk.watching import Row, Window

SCREENS_KEPT = 8
"""Rows further away than so many screens are let go."""

FEWEST_LINES = 20
"""Of a lower screen as many rows are read as of one of that height."""


class Why(Enum):
    """What a window is asked for."""

    JUMP = "jump"
    ABOVE = "above"
    BELOW = "below"


class Stretch:
    """*height*, wherever it is said, is how many rows the screen holds.

    `passed` says how many rows lie before the first one, as far as anybody knows; `above` and `below` whether there
    are any that were not read.
    """

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.first = 0
        self.cursor = 0
        self.above = self.below = False
        self.passed = 0

    @property
    def current(self) -> "Row | None":
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def take(self, why: Why, window: "Window", height: int) -> None:
        """Rows came that follow on those known, at one end or the other."""
        if why is Why.ABOVE:
            self._take_above(window.rows, height, more=window.above)
        else:
            self._take_below(window.rows, height, more=window.below)

    def land(self, window: "Window", height: int, *, line: int, total: int, stays: bool) -> None:
        """Rows came instead of those known; the cursor goes to `window.at`, on that *line* of the screen.

        With *stays* it stays on its row, also where it went on since the rows were asked for. *total* is how many
        rows there are in all, as far as anybody counted.
        """
        at = window.at
        if stays and self.current is not None:
            key, now_on = self.current.key, self.cursor - self.first
            found = next((index for index, row in enumerate(window.rows) if row.key == key), None)
            at, line = (at, line) if found is None else (found, now_on)
        self.rows = list(window.rows)
        self.above, self.below = window.above, window.below
        self.cursor = max(min(at, len(self.rows) - 1), 0)
        self.first = min(max(self.cursor - line, 0), max(len(self.rows) - height, 0))
        if not window.above:
            self.passed = 0
        elif not window.below:
            self.passed = max(total - len(self.rows), 1)

    def go(self, index: int, height: int) -> bool:
        """Put the cursor on that row, or the nearest; whether other rows are on screen than before."""
        old, self.cursor = self.cursor, max(0, min(index, len(self.rows) - 1))
        if self.first <= self.cursor < self.first + height:
            return False
        step = max(height // 3, 1)
        first = self.cursor - height + step if self.cursor > old else self.cursor - step + 1
        self.first = max(0, min(first, len(self.rows) - height))
        return True

    def show_cursor(self, height: int) -> None:
        """The screen has another height; the cursor stays on it."""
        if self.rows and not self.first <= self.cursor < self.first + height:
            self.first = max(0, min(self.cursor - height + 1, len(self.rows) - height))

    def lacks(self, height: int) -> Why | None:
        """Where more rows are wanted before the cursor comes to the last of them."""
        if self.below and len(self.rows) - self.first < 2 * height + 1:
            return Why.BELOW
        return Why.ABOVE if self.above and self.first < height else None

    def thumb(self, height: int, total: int) -> tuple[int, int]:
        """First line of the bar's thumb and the one behind its last, estimated: nobody counts a million rows for it."""
        known = self.passed + len(self.rows) + (height if self.below else 0)
        total = max(known, total, 1)
        size = max(round(height * height / total), 1)
        place = (self.passed + self.first) / max(total - height, 1)
        top = round(min(max(place, 0.0), 1.0) * max(height - size, 0))
        return top, top + size

    def _take_above(self, rows: "Sequence[Row]", height: int, *, more: bool) -> None:
        self.rows[:0] = rows
        self.above = more
        self.first += len(rows)
        self.cursor += len(rows)
        self.passed = max(self.passed - len(rows), 1) if more else 0
        if len(self.rows) > SCREENS_KEPT * max(height, FEWEST_LINES):
            del self.rows[self.first + 3 * max(height, FEWEST_LINES) :]
            self.below = True

    def _take_below(self, rows: "Sequence[Row]", height: int, *, more: bool) -> None:
        self.rows += rows
        self.below = more
        surplus = self.first - 3 * max(height, FEWEST_LINES)
        if surplus > 0 and len(self.rows) > SCREENS_KEPT * max(height, FEWEST_LINES):
            del self.rows[:surplus]
            self.first -= surplus
            self.cursor -= surplus
            self.passed += surplus
            self.above = True
