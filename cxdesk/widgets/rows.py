"""The list of complaints: fetches pages by key up and down, keeps its cursor by complaint."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.geometry import Region
from textual.message import Message

from cxdesk.widgets.columns import REF_CELLS, ref_cells
from cxdesk.widgets.reader import Failed, Lane, Reader
from cxdesk.widgets.row_lines import RowLines
from cxdesk.widgets.stretch import FEWEST_LINES, Why

if TYPE_CHECKING:
    from cxdesk.desk.visiting import Agenda
    from cxdesk.desk.watching import Row, Spot, Watch, Window


class Rows(RowLines):
    """The queue of one query. The screen moves it by its methods and hears `Moved`, `Opened`, `Picked`."""

    LANE: ClassVar[Lane] = Lane.ROWS
    """Two lists on different screens must not take each other's place."""

    class Moved(Message):
        """The cursor stands on another complaint, or the one it stands on changed; None where the list is empty."""

        def __init__(self, row: "Row | None") -> None:
            super().__init__()
            self.row = row

    class Opened(Message):
        """Enter, or a second click."""

        def __init__(self, row: "Row") -> None:
            super().__init__()
            self.row = row

    class Picked(Message):
        """Other complaints are selected than before."""

    class Sought(Message):
        """The cursor stands on the complaint that was sought; or the query does not find it."""

        def __init__(self, ref: str, *, found: bool) -> None:
            super().__init__()
            self.ref = ref
            self.found = found

    class Arrived(Message):
        """Rows that were asked for; an older generation is not wanted any more.

        Of the *picked* complaints that were selected when they were asked for the query still finds *kept*.
        """

        def __init__(
            self,
            generation: int,
            why: Why,
            window: "Window",
            picked: "Iterable[str]" = (),
            kept: "Iterable[Row]" = (),
        ) -> None:
            super().__init__()
            self.generation = generation
            self.why = why
            self.window = window
            self.picked = frozenset(picked)
            self.kept = {row.ref: row for row in kept}

    def __init__(self, reader: Reader, now: Callable[[], datetime], *, id: str | None = None) -> None:  # noqa: A002 (Textual's)
        super().__init__(now, id=id)
        self.query_text = ""
        self._reader = reader
        self._generation = 0
        self._awaited: Why | None = None
        self._line = 0
        self._is_reload = False
        self._asked_again = False
        self._sought = ""

    # For lists of other things than the queue

    def source(self, door: "Watch") -> "Watch | Agenda":
        """What is asked for windows and pages, on the reader's thread."""
        return door

    # What it shows

    @property
    def current(self) -> "Row | None":
        """The row under the cursor."""
        return self.stretch.current

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to move in."""
        return self.current is None

    @property
    def is_arriving(self) -> bool:
        """Whether other rows than those on screen are on their way."""
        return not self._has_arrived or (self._awaited is Why.JUMP and not self._is_reload)

    @property
    def is_up_to_date(self) -> bool:
        """Whether nothing that was asked for is still on its way."""
        return self._has_arrived and self._awaited is not Why.JUMP

    def show(self, text: str, window: "Window | None" = None) -> None:
        """Show what the query *text* finds, from its beginning (*window*, where that is known); nothing is selected."""
        self.query_text = text
        self.unpick()
        if window is not None:
            self._generation += 1
            self._awaited, self._line, self._is_reload = Why.JUMP, 0, False
            self.post_message(self.Arrived(self._generation, Why.JUMP, window))
            return
        self._jump(lambda door, far: self.source(door).window(text, below=far), line=0)

    def reload(self) -> None:
        """Read again what is on screen; the cursor stays on its complaint, wherever that stands now."""
        if self._awaited is Why.JUMP:
            self._asked_again = True
            return
        row, text = self.current, self.query_text
        if row is None:
            self._jump(lambda door, far: self.source(door).window(text, below=far), line=0)
            return
        spot, key = row.spot, row.key
        self._jump(
            lambda door, far: self.source(door).window(text, spot=spot, ref=key, above=far, below=far),
            line=self.stretch.cursor - self.stretch.first,
        )
        self._is_reload = True

    def seek(self, ref: str) -> None:
        """Put the cursor on that complaint if the query finds it; `Sought` tells."""
        row, text = self.current, self.query_text
        spot, key = (row.spot, row.key) if row is not None else (None, "")

        def read(door: "Watch", far: int) -> "Window":
            source = self.source(door)
            window = source.window(text, spot=spot, ref=ref, above=far, below=far)
            is_found = bool(window.rows) and window.rows[min(window.at, len(window.rows) - 1)].key == ref
            return window if is_found else source.window(text, spot=spot, ref=key, above=far, below=far)

        self._jump(read, line=self.stretch.cursor - self.stretch.first)
        self._sought = ref

    def repaint_times(self) -> None:
        """Show what countdowns say now."""
        self.refresh()

    # Moving

    def move(self, by: int) -> None:
        """Move the cursor, as far as rows have come."""
        if self.stretch.rows:
            self._set_cursor(self.stretch.cursor + by)

    def page(self, by: int) -> None:
        """Move by screens."""
        self.move(by * max(self._height - 1, 1))

    def go_first(self) -> None:
        """To the beginning of the query."""
        if not self.stretch.above:
            self.move(-len(self.stretch.rows))
            return
        text = self.query_text
        self._jump(lambda door, far: self.source(door).window(text, below=far), line=0)

    def go_last(self) -> None:
        """To the end, read backwards."""
        if not self.stretch.below:
            self.move(len(self.stretch.rows))
            return
        text = self.query_text
        self._jump(lambda door, far: self.source(door).window(text, above=far, from_end=True), line=self._height - 1)

    def pick(self) -> None:
        """Select the row under the cursor, or no longer; then go on to the next."""
        row = self.current
        if row is None:
            return
        if self.picked.pop(row.ref, None) is None:
            self.picked[row.ref] = row
        self._refresh_index(self.stretch.cursor)
        self.post_message(self.Picked())
        self.move(1)

    def unpick(self) -> None:
        """Select nothing."""
        if self.picked:
            self.picked.clear()
            self.refresh()
            self.post_message(self.Picked())

    def pick_only(self, refs: tuple[str, ...]) -> None:
        """Of what is selected only *refs*."""
        self.picked = {ref: row for ref, row in self.picked.items() if ref in refs}
        self.refresh()
        self.post_message(self.Picked())

    def open(self) -> None:
        """Tell that somebody wants to see the complaint whole."""
        if (row := self.current) is not None:
            self.post_message(self.Opened(row))

    # Reading

    def _jump(self, read: "Callable[[Watch, int], Window]", *, line: int) -> None:
        self._tell_sought()
        self._generation += 1
        self._awaited, self._line, self._is_reload = Why.JUMP, line, False
        generation, far = self._generation, 2 * max(self._height, FEWEST_LINES)
        text, picked = self.query_text, {ref: row.brief.id for ref, row in self.picked.items()}

        def answer(door: "Watch") -> Message:
            window = read(door, far)
            kept = door.among(text, tuple(picked.values())) if picked else ()
            return self.Arrived(generation, Why.JUMP, window, picked, kept)

        self._ask(answer)

    def _reach(self) -> None:
        """Ask for more rows before the cursor comes to the last of them."""
        why = None if self._awaited is not None or not self.stretch.rows else self.stretch.lacks(self._height)
        if why is not None:
            self._extend(why, self.stretch.rows[-1 if why is Why.BELOW else 0].spot)

    def _extend(self, why: Why, spot: "Spot") -> None:
        self._awaited = why
        generation, text, limit = self._generation, self.query_text, 3 * max(self._height, FEWEST_LINES)

        def answer(door: "Watch") -> Message:
            from cxdesk.desk.watching import Window  # noqa: PLC0415 (the reader's thread has loaded it)

            source = self.source(door)
            page = source.page_below if why is Why.BELOW else source.page_above
            rows, more = page(text, spot, limit)
            return self.Arrived(generation, why, Window(rows, 0, more, more))

        self._ask(answer)

    def _ask(self, answer: "Callable[[Watch], Message]") -> None:
        self._reader.ask(self.LANE, self, answer)

    def on_failed(self, _message: Failed) -> None:
        """The screen says why; the next reload asks again."""
        self._awaited, self._has_arrived, self._asked_again = None, True, False

    def on_rows_arrived(self, message: Arrived) -> None:
        """Take the rows in, unless something newer was asked for."""
        message.stop()
        if message.generation != self._generation:
            return
        self._awaited = None
        before = self.current
        if message.why is Why.JUMP:
            self._landed(message.window)
            self._sift(message)
        else:
            self.stretch.take(message.why, message.window, self._height)
        if (longest := max(ref_cells(self.stretch.rows), REF_CELLS)) != self._ref_cells:
            self._ref_cells = longest
            self.refresh()
        self._has_arrived = True
        self._tell_sought()
        if self.current is not before:
            self.post_message(self.Moved(self.current))
        if self._asked_again:
            self._asked_again = False
            self.reload()
        else:
            self._reach()

    def _tell_sought(self) -> None:
        if self._sought:
            ref, self._sought = self._sought, ""
            self.post_message(self.Sought(ref, found=self.current is not None and self.current.key == ref))

    def _landed(self, window: "Window") -> None:
        self.stretch.land(window, self._height, line=self._line, total=self.total or 0, stays=self._is_reload)
        self.refresh()

    def _sift(self, message: Arrived) -> None:
        """What left the list leaves the selection, wherever it stood; what was selected meanwhile is asked about."""
        if not self.picked:
            return
        kept, unasked = message.kept, self.picked.keys() - message.picked
        self.picked = {ref: kept.get(ref, row) for ref, row in self.picked.items() if ref in kept or ref in unasked}
        self._asked_again = self._asked_again or bool(unasked)
        self.post_message(self.Picked())

    def _set_cursor(self, index: int) -> None:
        old = self.stretch.cursor
        has_turned = self.stretch.go(index, self._height)
        if self.stretch.cursor != old:
            if has_turned:
                self.refresh()
            else:
                self._refresh_index(old)
                self._refresh_index(self.stretch.cursor)
            self.post_message(self.Moved(self.current))
        self._reach()

    def _refresh_index(self, index: int) -> None:
        self.refresh(Region(0, index - self.stretch.first + 1, self.size.width, 1))

    # The mouse

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the cursor along."""
        event.stop()
        self.move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """As downwards."""
        event.stop()
        self.move(-3)

    def on_click(self, event: events.Click) -> None:
        """A click goes there, a second one opens; on the bar it turns pages."""
        index = self.stretch.first + event.y - 1
        if event.x == self.size.width - 1:
            top, bottom = self.stretch.thumb(self._height, self.total or 0)
            self.page(-1 if event.y - 1 < top else 1 if event.y - 1 >= bottom else 0)
        elif 0 <= index < len(self.stretch.rows) and event.y > 0:
            self._set_cursor(index)
            if event.chain > 1:
                self.open()

    def on_resize(self) -> None:
        """The cursor stays on screen."""
        self.stretch.show_cursor(self._height)
        self.refresh()
        self._reach()
