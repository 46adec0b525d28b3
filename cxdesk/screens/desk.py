"""The desk, where an agent's day begins and ends: views with live counts, the queue by next deadline, a preview."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from cxdesk.catalogue import N_, _
from cxdesk.desk.beginning import FIRST_VIEW
from cxdesk.domain.words import Act
from cxdesk.screens.layout import fit_at_once
from cxdesk.screens.place import LONGEST_HELD_SECONDS, Aim, Place
from cxdesk.screens.weighing import Weighed, Weighing
from cxdesk.text import plain
from cxdesk.widgets.header import Header, counted
from cxdesk.widgets.keys import Keys
from cxdesk.widgets.preview import Preview
from cxdesk.widgets.reader import Failed, Lane
from cxdesk.widgets.rows import Rows
from cxdesk.widgets.views import Views, title

if TYPE_CHECKING:
    from cxdesk.desk.beginning import Beginning
    from cxdesk.desk.watching import Seen, Viewer, Window
    from cxdesk.screens.commands import Command
    from cxdesk.widgets.filter import FilterBox

LOOK_SECONDS = 0.06
"""How long the cursor rests before the complaint under it is read whole: holding a key down reads nothing."""
LATE_SECONDS = 0.3
"""So long after that, what the row itself tells is shown, if reading takes longer."""

COUNTDOWN_SECONDS = 20


class Looked(Message):
    """A complaint was read whole."""

    def __init__(self, seen: "Seen") -> None:
        super().__init__()
        self.seen = seen


class DeskScreen(Place):
    """The home screen."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 (Textual's own name and kind)
    AUTO_FOCUS = "Rows"
    has_views = True
    order = N_(
        "The queue: what missed a deadline stands first, by severity and then by the next deadline; all others follow "
        "by the next deadline."
    )
    is_first = True

    @classmethod
    def offers(cls) -> "tuple[type[Command], ...]":
        """To log one stands first."""
        from cxdesk.screens.commands import DOING, MOVING  # noqa: PLC0415 (the first frame is drawn without)
        from cxdesk.screens.commands.everywhere import Log  # noqa: PLC0415 (as above)

        return (Log, *MOVING[:2], *DOING, *MOVING[2:])

    def __init__(self) -> None:
        super().__init__()
        self._was_shown = False
        self._view = FIRST_VIEW
        self._queries: Mapping[str, str] = {}
        self._counts: Mapping[str, int] = {}
        self._filter_text = ""
        self._seen: Seen | None = None
        self._zone: tzinfo | None = None
        self._look: Timer | None = None
        self._late: Timer | None = None
        self._offered: frozenset[Act] | None = None
        self._weighing = Weighing()
        self._is_meant_for_several = False
        self._logged = ""
        self._box: FilterBox | None = None

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Its sheet is the app's, so all that was just composed has its styles: Textual would work them out once more.

        The sheet of any other screen may come after its widgets.
        """
        event.refresh_styles = self._was_shown
        self._was_shown = True

    def compose(self) -> ComposeResult:
        """Header, views, queue, preview, keys."""
        fit_at_once(self)
        app = self.desk_app
        yield Header(app.session.now)
        yield Views()
        yield Static("", id="queue-title", markup=False)
        yield Rows(app.reader, app.session.now)
        yield Static("", id="preview-line", markup=False)
        yield Preview(app.session.now)
        yield Keys(self.is_due)

    def on_mount(self) -> None:
        """Begin with what waits for whoever looks."""
        self._rows = self.query_one(Rows)
        self.set_interval(COUNTDOWN_SECONDS, self._repaint_times)
        self.call_after_refresh(self.learn)
        self._tell_title()
        self.desk_app.introduce(self)

    # What it shows

    def tell_beginning(self, beginning: "Beginning") -> None:
        """The views of this desk, and the first rows."""
        if self._queries:
            return
        self._view, self._queries = beginning.view, beginning.queries
        self.query_one(Views).tell(names=tuple(self._queries), chosen=self._view)
        self._show(beginning.window)

    def tell_viewer(self, viewer: "Viewer") -> None:
        """Who looks."""
        self._zone = viewer.zone
        self.query_one(Header).tell(agent=viewer.login, zone=viewer.zone)

    def tell_name(self, name: str) -> None:
        """What the desk is called."""
        self.query_one(Header).tell(desk=name)

    def tell_counts(self, counts: Mapping[str, int]) -> None:
        """The views were counted."""
        self._counts = counts
        self.query_one(Views).tell(counts=counts)
        self.query_one(Header).tell(counts=counts)
        if not self._filter_text:
            self._rows.total = counts.get(self._view)
        self._tell_title()

    @property
    def _view_query(self) -> str:
        return self._queries.get(self._view, "")

    def choose_view(self, name: str) -> None:
        """Show the view of that name."""
        self._view = name
        self.query_one(Views).tell(chosen=name)
        self._show()
        self._count_filtered()

    def turn_view(self, by: int) -> None:
        """The next view, or the one before."""
        names = list(self._queries)
        if names:
            self.choose_view(names[(names.index(self._view) + by) % len(names)])

    def _show(self, window: "Window | None" = None) -> None:
        text = f"{self._view_query} {self._filter_text}".strip()
        self._rows.empty_text = self._what_to_do()
        self._rows.total = None if self._filter_text else self._counts.get(self._view)
        self._rows.show(text, window)
        self._tell_title()

    def _what_to_do(self) -> str:
        if self._filter_text:
            return _("Nothing in {view} matches. Esc shows the whole view again; ← and → look in other views.").format(
                view=title(self._view)
            )
        if self._view == FIRST_VIEW:
            return _("Nothing waits for you. → shows what is unassigned, t takes one, n logs a new one.")
        return _("Nothing here. ← and → show other views.")

    def _tell_title(self) -> None:
        number = counted(self._counts.get(self._view))
        picked = len(self._rows.picked)
        named = f"{title(self._view)}  {number}"
        parts = [f"← {named} →" if self._turns_by_arrows else named]
        if self._filter_text:
            parts.append(f"/ {self._filter_text}")
        if picked:
            parts.append(_("{count} selected").format(count=picked))
        self.query_one("#queue-title", Static).update(Content(plain("   ".join(parts))), layout=False)

    @property
    def _turns_by_arrows(self) -> bool:
        """The title names those keys: at 80 columns nothing else says that there are other views."""
        own = self.desk_app.session.preferences.keys
        return len(self._queries) > 1 and own.keys().isdisjoint(("next-view", "previous-view"))

    def _repaint_times(self) -> None:
        self._rows.repaint_times()
        self.query_one(Preview).repaint()
        if self.is_outdated([*self._weighing.known, *([self._seen.can] if self._seen else [])]):
            self._look_soon()
            self._weigh()

    # Where the keys go

    @property
    def listing(self) -> Rows | None:
        """The queue."""
        return self._rows if self.is_mounted else None

    def aim(self) -> Aim:
        """What is selected, else what the cursor is on."""
        if not self.is_mounted:
            return Aim()
        if self._rows.picked:
            return self._weighing.aim(self._rows.picked)
        row = self._rows.current
        return Aim() if row is None else Aim.at(row, self._seen)

    def reload(self) -> None:
        """Read the queue and the preview again."""
        self._rows.reload()
        self._look_soon()
        self._count_filtered()

    @on(Rows.Moved)
    def _moved(self, message: Rows.Moved) -> None:
        """The complaint, and what may be done with it, are shown when the cursor rests."""
        message.stop()
        if message.row is None:
            self.query_one(Preview).show(None, None, self._zone)
            self._offer()
        self._look_soon()

    def _weigh(self) -> None:
        self._weighing.begin(self._rows.picked, self.desk_app.reader, self)

    @on(Weighed)
    def _weighed(self, message: Weighed) -> None:
        message.stop()
        if self._weighing.take(message, self._rows.picked):
            self._offer()

    @property
    def is_settling(self) -> bool:
        """As everywhere; and what may be done with the selection may have to be read yet."""
        return super().is_settling or self._weighing.is_on

    def holds(self, event: events.Key | events.Paste, seconds: float) -> bool:
        """As everywhere; and what was struck behind a filter waits until that gave the keys away."""
        is_leaving = self._box is not None and self._box.is_leaving and seconds <= LONGEST_HELD_SECONDS
        is_held = is_leaving or super().holds(event, seconds)
        if not seconds:
            self._is_meant_for_several = is_held and self.rows is not None and bool(self.rows.picked)
        return is_held

    def settled_aim(self) -> Aim:
        """As everywhere; what was struck while several were selected never falls on the one under the cursor."""
        if not self._is_meant_for_several or self._rows.picked:
            return super().settled_aim()
        self._is_meant_for_several = False
        self.desk_app.say(_("Nothing was done: what was selected has left the list."), "warning")
        return Aim()

    def on_failed(self, message: Failed) -> None:
        """What the rows tell must do; the rest is as everywhere (Textual calls both)."""
        self._weighing.is_on = False

    def _look_soon(self) -> None:
        if self._look is None:
            self._look = self.set_timer(LOOK_SECONDS, self._look_now)
        else:
            self._look.reset()
            self._look.resume()

    def _look_now(self) -> None:
        self._look = None
        row = self._rows.current
        if row is None:
            if self._rows.is_up_to_date:
                self.settled()
        else:
            ref = row.ref
            self.desk_app.reader.ask(Lane.SEEN, self, lambda door: Looked(door.see(ref)))
            self._late = self.set_timer(LATE_SECONDS, self._show_row)

    def _show_row(self) -> None:
        """The store is slow: at least no other complaint stands under the cursor."""
        self.query_one(Preview).show(self._rows.current, self._seen, self._zone)
        self._offer()

    def _offer(self) -> None:
        """Have the line of keys drawn anew where something else is allowed now: asking every command takes its time."""
        allowed = self.aim().allowed
        if allowed != self._offered:
            self._offered = allowed
            self.refresh_bindings()

    @on(Looked)
    def _looked(self, message: Looked) -> None:
        if self._late is not None:
            self._late.stop()
        self._seen = message.seen
        row = self._rows.current
        if row is not None and row.ref == message.seen.ref:
            self.query_one(Preview).show(row, message.seen, self._zone)
            if self._rows.is_up_to_date:
                self.settled()
            self._offer()

    def show_logged(self, ref: str, told: str) -> None:
        """The cursor goes there, if the view has it."""
        self._logged = told
        self._rows.seek(ref)

    @on(Rows.Sought)
    def _sought(self, message: Rows.Sought) -> None:
        message.stop()
        if message.found:
            self.desk_app.say(self._logged)
        else:
            self.tell_elsewhere(message.ref, self._logged)

    @on(Rows.Picked)
    def _picked(self, message: Rows.Picked) -> None:
        message.stop()
        self._tell_title()
        self._weigh()
        self.refresh_bindings()

    @on(Rows.Opened)
    def _opened(self, message: Rows.Opened) -> None:
        message.stop()
        self.desk_app.open_complaint(message.row.ref)

    @on(Views.Chosen)
    def _chosen(self, message: Views.Chosen) -> None:
        message.stop()
        self.choose_view(message.name)

    # The filter

    def filter(self) -> None:
        """Open the box above the list."""
        box = self._box
        if box is None:
            from cxdesk.widgets.filter import FilterBox  # noqa: PLC0415 (the first frame needs no box)

            self.call_later(self._open_new, FilterBox(self.desk_app.reader))
            return
        box.open(self._view, self._view_query)

    def _count_filtered(self) -> None:
        """How many the filter finds depends on the view, and on what was done."""
        if self._filter_text and (box := self._box) is not None:
            box.count_in(self._view, self._view_query)

    async def _open_new(self, box: "FilterBox") -> None:
        self._box = box
        await self.mount(box, before=self._rows)
        box.open(self._view, self._view_query)

    @property
    def is_arriving(self) -> bool:
        """As everywhere; and the filter may have to be read yet, or another view be shown instead of an empty first."""
        if not self.is_mounted:
            return True
        box = self._box
        may_turn = self._rows.current is None and not self._counts
        return super().is_arriving or may_turn or (box is not None and box.is_reading)

    def on_filter_box_narrowed(self, message: "FilterBox.Narrowed") -> None:
        """Show what it finds."""
        message.stop()
        if message.text != self._filter_text:
            self._filter_text = message.text
            self._show()

    def on_filter_box_left(self, message: "FilterBox.Left") -> None:
        """The keys are the list's again."""
        message.stop()
        self._rows.focus()

    @property
    def can_go_back(self) -> bool:
        """There is a selection or a filter to let go, be it one that cannot be read."""
        is_filtering = bool(self._filter_text) or (self._box is not None and self._box.is_open)
        return self.is_mounted and (bool(self._rows.picked) or is_filtering)

    def go_back(self) -> None:
        """Let go of the selection, else of the filter."""
        if self._rows.picked:
            self._rows.unpick()
            return
        box = self._box
        if box is not None:
            box.action_leave()
