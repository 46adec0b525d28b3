"""One complaint whole: facts and clocks; in tabs its timeline, options, revisits and the arithmetic of its clocks."""

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message

from cxdesk.catalogue import N_, _
from cxdesk.screens.commands import DOING, STEPS, TABS, Command
from cxdesk.screens.layout import fit_at_once
from cxdesk.screens.place import Aim, Listing, Place
from cxdesk.screens.theme import stylesheet
from cxdesk.widgets.chapters import arithmetic, options, revisits, timeline
from cxdesk.widgets.facts import facts, head
from cxdesk.widgets.header import Header
from cxdesk.widgets.keys import Keys
from cxdesk.widgets.pane import Item, Line, Pane, item
from cxdesk.widgets.reader import Failed, Lane
from cxdesk.widgets.tabs import TabLine

if TYPE_CHECKING:
    from cxdesk.desk.closeup import Closeup, Explained
    from cxdesk.desk.watching import Viewer

COUNTDOWN_SECONDS = 20
WIDE_CELLS = 100

TITLES = {
    "timeline": N_("Timeline"),
    "options": N_("Options"),
    "revisits": N_("Revisits"),
    "explain": N_("Explain"),
    "facts": N_("Facts"),
}
"""The tabs; the facts have one where no column has room for them."""


class Looked(Message):
    """The complaint was read."""

    def __init__(self, close: "Closeup") -> None:
        super().__init__()
        self.close = close


class WorkedOut(Message):
    """The arithmetic of its clocks was done."""

    def __init__(self, found: "Explained") -> None:
        super().__init__()
        self.found = found


class ComplaintScreen(Place):
    """It lies on whatever screen it was opened from."""

    CSS = stylesheet("complaint")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE_CELLS, "-wide")]  # noqa: RUF012 (Textual's own name and kind)
    AUTO_FOCUS = "#chapter"
    has_tabs = True

    @classmethod
    def offers(cls) -> tuple[type[Command], ...]:
        """Acts, tabs, and the way to the complaints beside it."""
        return (*DOING, *TABS, *STEPS)

    def __init__(self, ref: str) -> None:
        super().__init__()
        self._ref = ref
        self._zone: tzinfo = UTC
        self._close: Closeup | None = None
        self._explained: Explained | None = None
        self._chapter = "timeline"
        self._is_stale = False

    def compose(self) -> ComposeResult:
        """Header, what it is, facts beside the tabs, keys."""
        fit_at_once(self)
        yield Header(self.desk_app.session.now)
        top = Pane(has_cursor=False, id="head")
        top.can_focus = False
        yield top
        with Horizontal(id="complaint"):
            yield Pane(has_cursor=False, id="facts")
            with Vertical(id="chapters"):
                yield TabLine()
                yield Pane(id="chapter")
        yield Keys(self.is_due)

    def on_mount(self) -> None:
        """Ask for the complaint."""
        self._head, self._facts, self._pane = (
            self.query_one(f"#{name}", Pane) for name in ("head", "facts", "chapter")
        )
        self._tabs = self.query_one(TabLine)
        self._head.show([item("ref", Line(self._ref, "head"))])
        self.desk_app.introduce(self)
        self.set_interval(COUNTDOWN_SECONDS, self._pass_time)
        self._ask()

    def look_at(self, ref: str) -> None:
        """Show another one."""
        self._ref, self._close, self._explained = ref, None, None
        self._ask()

    # What it shows

    def tell_viewer(self, viewer: "Viewer") -> None:
        """Who looks."""
        self._zone = viewer.zone
        self.query_one(Header).tell(agent=viewer.login, zone=viewer.zone)

    def tell_counts(self, counts: Mapping[str, int]) -> None:
        """The views were counted."""
        self.query_one(Header).tell(counts=counts)

    def tell_name(self, name: str) -> None:
        """What the desk is called."""
        self.query_one(Header).tell(desk=name)

    def reload(self) -> None:
        """Read it again; one that nobody sees waits until somebody does."""
        self._is_stale = not self._is_shown
        if self._is_shown:
            self._ask()

    @property
    def _is_shown(self) -> bool:
        places = [screen for screen in self.app.screen_stack if isinstance(screen, Place)]
        return bool(places) and places[-1] is self

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """What changed meanwhile is read now."""
        if self._is_stale:
            self.reload()

    def _ask(self) -> None:
        ref = self._ref
        self.desk_app.reader.ask(Lane.CLOSEUP, self, lambda door: Looked(door.closeup(ref)))
        if self._chapter == "explain":
            self._work_out()

    def _pass_time(self) -> None:
        """Say it as of now; what time alone changed is read."""
        if self._close is not None and self.is_outdated([self._close.seen.can]):
            self.reload()
        self._tell()

    def _work_out(self) -> None:
        ref = self._ref
        self.desk_app.reader.ask(Lane.PART, self, lambda door: WorkedOut(door.explained(ref)))

    @on(Looked)
    def _looked(self, message: Looked) -> None:
        if message.close.seen.ref == self._ref or self._close is None:
            self._close, self._ref = message.close, message.close.seen.ref
            self.settled()
            self._tell()
            self.refresh_bindings()

    @on(WorkedOut)
    def _worked_out(self, message: WorkedOut) -> None:
        self._explained = message.found
        self._tell()

    def on_failed(self, message: Failed) -> None:
        """A complaint that cannot be shown is no place to stay."""
        super().on_failed(message)
        if self._close is None and self.app.screen is self:
            self.dismiss()

    def on_resize(self) -> None:
        """Facts stand in a column or in a tab."""
        if self._chapter not in self._names():
            self._chapter = "timeline"
        self.call_after_refresh(self._tell)

    def _tell(self) -> None:
        """Say everything as of now; what is on screen stays on its place."""
        if self._close is None or not self.is_mounted:
            return
        close, now = self._close, self.desk_app.session.now()
        lines = head(close, now, self._zone, max(self.size.width - 4, 20))
        lines = lines[:1] if self._is_wide else lines
        self._head.styles.height = len(lines)
        self._head.show([item("head", *lines)])
        if self._is_wide:
            self._facts.show(facts(close, now, self._zone), self._ref)
        names = self._names()
        self._tabs.tell([self._title(name) for name in names], names.index(self._chapter))
        self._pane.empty_text = self._what_to_do()
        self._pane.show(self._items(), (self._ref, self._chapter))

    @property
    def _is_wide(self) -> bool:
        return self.size.width >= WIDE_CELLS

    def _names(self) -> list[str]:
        return [name for name in TITLES if name != "facts" or not self._is_wide]

    def _title(self, name: str) -> str:
        numbers = (
            {"options": len(self._close.card.options), "revisits": len(self._close.card.revisits)}
            if self._close
            else {}
        )
        return f"{_(TITLES[name])} {numbers[name]}" if numbers.get(name) else _(TITLES[name])

    def _items(self) -> Sequence[Item]:
        if self._close is None:
            return ()
        close, now = self._close, self.desk_app.session.now()
        if self._chapter == "explain":
            return arithmetic(self._explained) if self._explained else ()
        if self._chapter == "facts":
            return facts(close, now, self._zone)
        chapters = {"timeline": timeline, "options": options, "revisits": revisits}
        return chapters[self._chapter](close, now, self._zone)

    def _what_to_do(self) -> str:
        return {
            "options": _("No option was offered yet. o offers one."),
            "revisits": _("No revisit yet: they are drawn when the remedy is delivered."),
            "explain": _("The clocks are being worked out …"),
        }.get(self._chapter, "")

    # Where the keys go

    def aim(self) -> Aim:
        """The complaint."""
        if self._close is None:
            return Aim()
        seen = self._close.seen
        return Aim((self._ref,), seen.allowed, seen, can=(seen.can,))

    @property
    def is_arriving(self) -> bool:
        """The complaint itself is."""
        return self._close is None

    @property
    def listing(self) -> Listing | None:
        """The column of facts where it has the keys, else the tab."""
        if not self.is_mounted:
            return None
        focused = self.focused
        return focused if isinstance(focused, Pane) else self._pane

    def turn_tab(self, by: int) -> None:
        """The next tab, or the one before."""
        names = self._names()
        self._choose((names.index(self._chapter) + by) % len(names))

    @on(TabLine.Chosen)
    def _chosen(self, message: TabLine.Chosen) -> None:
        message.stop()
        self._choose(message.number)

    def _choose(self, number: int) -> None:
        self._chapter = self._names()[number]
        if self._chapter == "explain":
            self._work_out()
        self._pane.focus()
        self._tell()
