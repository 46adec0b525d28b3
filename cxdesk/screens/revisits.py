"""The agenda of revisits: by day, with what to say to whom beside it; `v` and one key more record the outcome."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from cxdesk.catalogue import _
from cxdesk.desk.value_words import word
from cxdesk.screens.commands import DOING, Command
from cxdesk.screens.commands.everywhere import Back
from cxdesk.screens.commands.moving import STEPS, Open
from cxdesk.screens.layout import fit_at_once
from cxdesk.screens.place import Aim, Listing, Place
from cxdesk.screens.theme import stylesheet
from cxdesk.text import plain, wrap
from cxdesk.widgets.agenda import AgendaRows
from cxdesk.widgets.header import Header
from cxdesk.widgets.keys import Keys
from cxdesk.widgets.pane import Item, Line, Pane
from cxdesk.widgets.reader import Lane
from cxdesk.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxdesk.desk.watching import Seen, Viewer

LOOK_SECONDS = 0.06
"""How long the cursor rests before the script is read."""

LOOK_AGAIN_SECONDS = 20
"""How often it is asked whether time alone changed what is allowed."""


class Scripted(Message):
    """The complaint under the cursor was read, and what to say about it."""

    def __init__(self, seen: "Seen", script: str) -> None:
        super().__init__()
        self.seen = seen
        self.script = script


def _is_revisit(command: type[Command]) -> bool:
    return command.name == "revisit"


class RevisitsScreen(Place):
    """What is overdue or missed stands first; days ahead that the viewer may not know are not there (DOMAIN §9)."""

    CSS = stylesheet("revisits")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 (Textual's own name and kind)
    AUTO_FOCUS = "AgendaRows"

    @classmethod
    def offers(cls) -> tuple[type[Command], ...]:
        """The outcome of a revisit stands first."""
        others = (command for command in DOING if not _is_revisit(command))
        return (*filter(_is_revisit, DOING), Open, Back, *others, *STEPS)

    def __init__(self) -> None:
        super().__init__()
        self._seen: Seen | None = None
        self._script = ""
        self._look: Timer | None = None

    def compose(self) -> ComposeResult:
        """Header, agenda, script, keys."""
        fit_at_once(self)
        app = self.desk_app
        yield Header(app.session.now)
        yield Static(Content(_("Revisits")), id="agenda-title", markup=False)
        with Horizontal(id="revisits"):
            yield AgendaRows(app.reader, app.session.now)
            with Vertical(id="script"):
                yield Static("", id="script-title", markup=False)
                yield Pane(has_cursor=False, id="script-text")
        yield Keys(self.is_due)

    def on_mount(self) -> None:
        """Begin with what is overdue."""
        self._rows = self.query_one(AgendaRows)
        self._pane = self.query_one("#script-text", Pane)
        self._rows.empty_text = _(
            "No revisit stands here yet. They are drawn when the remedy is delivered; one of your own complaints"
            " appears on its day."
        )
        self.desk_app.introduce(self)
        self._rows.show("")
        self.set_interval(LOOK_AGAIN_SECONDS, self._pass_time)

    # What it shows

    def tell_viewer(self, viewer: "Viewer") -> None:
        """Who looks."""
        self.query_one(Header).tell(agent=viewer.login, zone=viewer.zone)

    def tell_counts(self, counts: Mapping[str, int]) -> None:
        """The views were counted."""
        self.query_one(Header).tell(counts=counts)

    def tell_name(self, name: str) -> None:
        """What the desk is called."""
        self.query_one(Header).tell(desk=name)

    def reload(self) -> None:
        """Read the agenda and the script again."""
        self._rows.reload()
        self._look_soon()

    @on(Rows.Moved)
    def _moved(self, message: Rows.Moved) -> None:
        """What may be done is known at once; the script is read when the cursor rests."""
        message.stop()
        self.refresh_bindings()
        self._look_soon()

    def _pass_time(self) -> None:
        """What time alone changed is read."""
        if self._seen is not None and self.is_outdated([self._seen.can]):
            self._look_soon()

    def _look_soon(self) -> None:
        if self._look is not None:
            self._look.stop()
        self._look = self.set_timer(LOOK_SECONDS, self._look_now)

    def _look_now(self) -> None:
        self._look = None
        row = self._rows.current
        if row is None:
            self._seen, self._script = None, ""
            self._tell()
            if self._rows.is_up_to_date:
                self.settled()
            return
        ref = row.ref
        self.desk_app.reader.ask(Lane.CLOSEUP, self, lambda door: Scripted(door.see(ref), door.script(ref)))

    @on(Scripted)
    def _scripted(self, message: Scripted) -> None:
        row = self._rows.current
        if row is not None and row.ref == message.seen.ref:
            self._seen, self._script = message.seen, message.script
            self._tell()
            if self._rows.is_up_to_date:
                self.settled()
            self.refresh_bindings()

    def _tell(self) -> None:
        row = self._rows.current
        title = _("What to say: {ref} (Tab reads on)").format(ref=self._seen.ref) if self._seen and row else ""
        self.query_one("#script-title", Static).update(Content(plain(title)), layout=False)
        self._pane.show(self._told(), self._seen.ref if self._seen else "")

    def _told(self) -> "Sequence[Item]":
        if self._seen is None:
            return ()
        facts, script = "\n".join(self._about()), self._script
        return [
            Item("about", lambda cells: [Line(line, "head") for line in wrap(plain(facts, lines=True), max(cells, 2))]),
            Item(
                "script",
                lambda cells: [Line(line) for line in wrap(plain(script, lines=True), max(cells, 2))],
            ),
        ]

    def _about(self) -> list[str]:
        """Whom to call, how, and what stands in the way."""
        assert self._seen is not None  # noqa: S101 (asked by `_told`)
        card, row = self._seen.card, self._rows.current
        customer = card.customer or {}
        reached = [customer.get(name) for name in ("name", "phone", "email")]
        lines = [" · ".join(one for one in reached if one) or _("customer unknown")]
        lines.append(
            _("{status}, owner {login}").format(
                status=word(card.complaint["status"]), login=card.complaint["owner"] or _("nobody")
            )
        )
        visit = row.visit if row is not None else None
        if visit is not None and not visit.is_next:
            lines.append(_("An earlier revisit of this complaint is still planned: it comes first."))
        return [*lines, ""]

    # Where the keys go

    @property
    def can_go_back(self) -> bool:
        """To the desk, always."""
        return True

    def go_back(self) -> None:
        """The desk is where the day is."""
        self.desk_app.go_to("desk")

    @property
    def rows(self) -> Rows | None:
        """The agenda."""
        return self._rows if self.is_mounted else None

    @property
    def listing(self) -> Listing | None:
        """The script where it has the keys, else the agenda."""
        return self.focused if isinstance(self.focused, Pane) else self.rows

    @property
    def is_arriving(self) -> bool:
        """As everywhere; where the script has the keys, its words may have to be read yet."""
        row = self._rows.current if self.is_mounted else None
        reads = isinstance(self.focused, Pane) and row is not None
        is_unread = self._seen is None or row is None or self._seen.ref != row.ref
        return super().is_arriving or (reads and is_unread)

    def aim(self) -> Aim:
        """The complaint under the cursor, and its revisit."""
        row = self._rows.current if self.is_mounted else None
        if row is None:
            return Aim()
        return Aim.at(row, self._seen, row.visit.number if row.visit is not None else None)

    @on(Rows.Opened)
    def _opened(self, message: Rows.Opened) -> None:
        message.stop()
        self.desk_app.open_complaint(message.row.ref)
