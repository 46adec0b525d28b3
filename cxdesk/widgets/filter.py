"""The box that narrows a list: the query language with a live count, completion of terms, and faults at their place."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from cxdesk.catalogue import N_, _
from cxdesk.text import plain, width, wrap
from cxdesk.widgets.header import counted
from cxdesk.widgets.reader import Failed, Lane, Reader
from cxdesk.widgets.views import title

if TYPE_CHECKING:
    from cxdesk.desk.watching import Watch

MOST_TERMS = 8


class FilterBox(Vertical):
    """Hidden until it is opened. `Narrowed` says what to show, as soon as what is typed can be read."""

    DEFAULT_CSS = """
    FilterBox {
        height: auto;
        display: none;
        &.-open { display: block; }
        & Input, & Input:focus { border: none; height: 1; padding: 0 1; background: $panel; }
        & Static { height: 1; padding: 0 1; color: $faint; text-wrap: nowrap; text-overflow: ellipsis; }
        & Static.-wrong { height: auto; max-height: 7; color: $late; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab", "complete", N_("Complete"), tooltip=N_("Take the first of the terms shown."), id="filter-complete"
        ),
        Binding("escape", "leave", N_("No filter"), tooltip=N_("Show the whole view again."), id="filter-leave"),
        # Before the field's own, which do nothing here and would hide that these keys do something.
        Binding(
            "enter,down",
            "done",
            N_("To the list"),
            tooltip=N_("Keep the filter, go to the list."),
            id="filter-done",
            priority=True,
        ),
    ]

    class Narrowed(Message):
        """Show what the typed query finds; "" is no query."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The keys go back to the list."""

    @dataclass
    class Judged(Message):
        """What a typed query comes to: how many it finds, or what is wrong with it and where; and what may follow."""

        text: str
        count: int | None
        """None where nobody counted."""
        everywhere: int
        """How many all views hold, where this one holds none."""
        fault: str
        place: int
        terms: tuple[str, ...]
        is_begun: bool = False
        """Whether the fault is only that the term with the cursor is not written to its end."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader
        self._terms: tuple[str, ...] = ()
        self._view = ""
        self._view_query = ""
        self.is_reading = False
        self.is_leaving = False

    def compose(self) -> ComposeResult:
        """The line to type in, and the line about it."""
        yield Input(placeholder=_("words, field:value, -not"), select_on_focus=False)
        yield Static("")

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(Input).value

    @property
    def is_open(self) -> bool:
        """Whether it is shown: with the keys, or above the list that it narrows."""
        return self.has_class("-open")

    def count_in(self, view: str, view_query: str) -> None:
        """The list is another one, or another one by now: what is typed is judged anew where it stands."""
        self._view, self._view_query = view, view_query
        if self.text:
            self._judge()

    def open(self, view: str, view_query: str) -> None:
        """Show it over that view and type into it."""
        self._view, self._view_query = view, view_query
        self.is_leaving = False
        self.add_class("-open")
        self.query_one(Input).focus()
        self._judge()

    def close(self) -> None:
        """Forget the filter."""
        self.remove_class("-open")
        self.is_reading = self.is_leaving = False
        self.query_one(Input).value = ""

    @on(Input.Changed)
    def _judge(self) -> None:
        """Ask what it comes to; whoever wants to go to the list need not wait until it is counted."""
        if self.is_open:
            self.is_reading = True
            self._ask(counts=not self.is_leaving)

    def _ask(self, *, counts: bool) -> None:
        text, base, position = self.text, self._view_query, self.query_one(Input).cursor_position
        self._reader.ask(Lane.FILTER, self, lambda door: _judged(door, base, text, position, counts=counts))

    def on_failed(self, _message: Failed) -> None:
        """The screen says why."""
        self.is_reading = self.is_leaving = False

    def on_filter_box_judged(self, message: Judged) -> None:
        """Say it, and show what it finds."""
        message.stop()
        if message.text != self.text or not self.is_open:
            return
        is_leaving, self.is_leaving, self.is_reading = self.is_leaving, False, False
        self._terms = message.terms
        line = self.query_one(Static)
        is_wrong = bool(message.fault) and (is_leaving or not message.is_begun)
        line.set_class(is_wrong, "-wrong")
        offered = "  ".join(plain(term) for term in message.terms[:MOST_TERMS])
        if is_wrong:
            before = width(plain(message.text[: message.place]))
            line.update(Content("\n".join(_pointed(before, plain(message.fault), self.size.width - 2))))
            return
        if message.fault:
            line.update(Content(f"… {offered}"))
            return
        line.update(Content(f"{self._found(message)}   {offered}"))
        self.post_message(self.Narrowed(message.text))
        if is_leaving:
            self.post_message(self.Left())
            self._ask(counts=True)

    def _found(self, message: Judged) -> str:
        """How many the view that is narrowed has; where it has none, whether another one has it."""
        if message.count == 0 and message.everywhere:
            told = _("0 in {view}, {count} in all complaints")
        else:
            told = _("{count} in {view}")
        number = message.everywhere if message.count == 0 and message.everywhere else message.count
        return told.format(count=counted(number), view=title(self._view))

    def action_complete(self) -> None:
        """Put the first term offered in place of the one being typed."""
        if not self._terms:
            return
        box = self.query_one(Input)
        before = box.value[: box.cursor_position]
        kept = before[: before.rfind(" ") + 1]
        term = self._terms[0] + ("" if self._terms[0].endswith(":") else " ")
        box.value = kept + term + box.value[box.cursor_position :].lstrip()
        box.cursor_position = len(kept + term)

    def action_done(self) -> None:
        """Keep what is typed, and go to the list; a query that cannot be read keeps the keys until it is mended."""
        if not self.text.strip():
            self.action_leave()
            return
        self.is_leaving = True
        self._judge()

    def action_leave(self) -> None:
        """No filter."""
        self.close()
        self.post_message(self.Narrowed(""))
        self.post_message(self.Left())


def _judged(door: "Watch", base: str, text: str, position: int, *, counts: bool) -> Message:
    from cxdesk.desk.watching import QueryError  # noqa: PLC0415 (the reader's thread has loaded it)

    whole, found = f"{base} {text}", None
    try:
        if counts:
            found = door.count(whole)
        else:
            door.check(whole)
    except QueryError as error:
        place = min(max(error.position - len(base) - 1, 0), len(text))
        told = f"{error.what.rstrip('.。')}{_('; ')}{error.mend}" if error.mend else error.what
        terms = tuple(door.terms(text, position))
        begins = text.rfind(" ", 0, position) + 1
        return FilterBox.Judged(text, None, 0, told, place, terms, bool(terms) and place >= begins)
    everywhere = door.count(text) if found == 0 and base and text.strip() else 0
    return FilterBox.Judged(text, found, everywhere, "", 0, tuple(door.terms(text, position)))


def _pointed(before: int, fault: str, cells: int) -> list[str]:
    """An arrow under the place, *before* cells from the left, and the *fault* beside it; where it is long, below."""
    if before + 2 + width(fault) <= cells:
        return [" " * before + "↑ " + fault]
    return [" " * min(before, max(cells - 1, 0)) + "↑", *wrap(fault, max(cells, 20))]
