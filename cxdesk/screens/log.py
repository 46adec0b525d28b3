"""Logging a complaint while the customer is on the telephone; what it brings stands beside it before it is saved."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from cxdesk.catalogue import N_, _
from cxdesk.errors import CxdeskError
from cxdesk.screens.asking import FORM_STYLE, Asking, Drafted, Learned, form_key
from cxdesk.screens.field_row import FieldRow
from cxdesk.screens.fields import Choice, Field
from cxdesk.screens.foretelling import Ahead, Doubtful, Logged, foretelling, logging
from cxdesk.screens.layout import fit_at_once
from cxdesk.screens.log_fields import FIELDS, FIRST, KNOWN, WHO
from cxdesk.screens.report import ReportScreen
from cxdesk.screens.theme import stylesheet
from cxdesk.text import plain
from cxdesk.widgets.keys import Keys
from cxdesk.widgets.reader import Lane

if TYPE_CHECKING:
    from cxdesk.desk.acquainted import Customer
    from cxdesk.desk.watching import Watch

LOOK_SECONDS = 0.4
"""So long after the last key it is looked ahead."""

MOST_FOUND = 8


class Found(Message):
    """Customers that go by what was typed into *field*."""

    def __init__(self, field: str, customers: "Sequence[Customer]") -> None:
        super().__init__()
        self.field = field
        self.customers = tuple(customers)


class LogScreen(Asking):
    """One form in the order of a telephone call."""

    CSS = FORM_STYLE + stylesheet("log")
    BINDINGS: ClassVar[list[BindingType]] = [
        *Asking.BINDINGS,
        form_key("pagedown", "read_on", N_("Read on"), N_("Scroll what will come of it.")),
        form_key("pageup", "read_back", N_("Read back"), N_("Scroll what will come of it back.")),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 (Textual's own name and kind)

    def __init__(self) -> None:
        super().__init__("log", (), FIELDS)
        self._known: dict[Choice, Customer] = {}
        self._chosen_customer = ("", "")
        self._generation = 0
        self._looking = False
        self._looked: Timer | None = None
        self._alike: frozenset[str] = frozenset()
        self._ahead = ""
        self._is_outdated = False
        self._wants_report = False

    def compose(self) -> ComposeResult:
        """The fields, and beside or below them what will come of it."""
        fit_at_once(self)
        yield Static(Content(_("A new complaint")), id="form-title")
        with Horizontal(id="log"):
            with Vertical(id="log-form"):
                yield from self.questions(FIRST)
            with VerticalScroll(id="log-ahead", can_focus=False):
                yield Static(self._nothing_yet(), id="log-told")
        yield Keys()

    def _nothing_yet(self) -> Content:
        return Content(_("What is due, the letter, and complaints that are alike stand here once something was said."))

    def on_mount(self) -> None:
        """Ask what may stand in the fields."""
        super().on_mount()
        ahead = self.query_one("#log-ahead", VerticalScroll)
        for what in ("virtual_size", "scroll_y"):
            self.watch(ahead, what, self._offer_reading, init=False)
        self.desk_app.reader.ask(Lane.FORM, self, _codes)

    # Known customers

    def changed(self, field: Field) -> None:
        """Look for whom it is, and ahead."""
        row = self._rows[field.name]
        if field.name in WHO and not (self._picked and self._picked[0] == row.value):
            name, words = field.name, row.value
            self.desk_app.reader.ask(Lane.CUSTOMERS, self, lambda door: _found(name, words, door))
        self._look_soon()

    @on(Found)
    def _found(self, message: Found) -> None:
        message.stop()
        self._known = {_choice(message.field, one): one for one in message.customers}
        self._choices[message.field] = list(self._known)
        self._tell_hint()

    def offered(self, row: FieldRow) -> list[Choice]:
        """Customers are found by more than how their name is written."""
        return list(self._choices.get(row.field.name, ())) if row.field.name in WHO else super().offered(row)

    def pick(self, row: FieldRow, choice: Choice) -> None:
        """All that is known of the customer."""
        customer = self._known.get(choice)
        if row.field.name not in WHO or customer is None:
            super().pick(row, choice)
            return
        for name, value in _said_of(customer).items():
            self._rows[name].write(value)
        self._chosen_customer = (self._rows["customer"].value, str(customer.id))
        self._look_soon()

    def values(self) -> dict[str, str]:
        """With the number of the customer who was chosen, as long as the name is theirs."""
        name, number = self._chosen_customer
        values = super().values()
        is_theirs = values["customer"] == name and any(values[one] for one in WHO)
        return {**values, KNOWN: number} if number and is_theirs else values

    @on(Drafted)
    def _take_number(self, message: Drafted) -> None:
        self._chosen_customer = (message.values.get("customer", ""), message.values.get(KNOWN, ""))

    # Looking ahead

    def _look_soon(self) -> None:
        if self._looked is not None:
            self._looked.stop()
        self._looked = self.set_timer(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        """One question at a time: the writer may be busy."""
        self._looked = None
        values = {**self.values(), **self.whole_words()}
        self._is_outdated = self._looking
        if self._looking or not (values["subject"].strip() or values["text"].strip()):
            return
        self._looking = True
        self._generation += 1
        self.desk_app.write(foretelling(values, self._generation), self)

    @on(Ahead)
    def _told(self, message: Ahead) -> None:
        message.stop()
        self._looking = False
        self._alike |= message.alike
        self._ahead = f"▲ {message.error}" if message.error else message.text
        self.query_one("#log-told", Static).update(Content(plain(self._ahead, lines=True)))
        if self._is_outdated:
            self._look()
        elif self._wants_report:
            self._wants_report = False
            self._report(message.error)

    def _report(self, error: CxdeskError | None) -> None:
        """What was asked for: all of it, or the field that is wrong."""
        if error is None:
            self.app.push_screen(ReportScreen(self._ahead))
        else:
            self.refused(error)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Reading on is offered where something is below, and back where something is above."""
        if action in {"read_on", "read_back"}:
            ahead = self.query_one("#log-ahead", VerticalScroll)
            return ahead.scroll_target_y < ahead.max_scroll_y if action == "read_on" else ahead.scroll_target_y > 0
        return super().check_action(action, parameters)

    def _offer_reading(self) -> None:
        self.call_after_refresh(self.refresh_bindings)

    def action_read_on(self) -> None:
        """What stands below in the preview."""
        self._scroll_ahead(1)

    def action_read_back(self) -> None:
        """What stands above."""
        self._scroll_ahead(-1)

    def _scroll_ahead(self, by: int) -> None:
        ahead = self.query_one("#log-ahead", VerticalScroll)
        ahead.scroll_relative(y=by * max(ahead.size.height - 1, 1), animate=False)

    def action_try(self) -> None:
        """All of it, with the whole letter."""
        values = self.values()
        if self.is_complete() and self._says_something(values):
            self._wants_report = True
            self._look()

    def _says_something(self, values: Mapping[str, str]) -> bool:
        """Whether it was told what happened; else the subject is blamed."""
        says = bool(values["subject"].strip() or values["text"].strip())
        if not says:
            self._rows["subject"].blame(_("a complaint needs what happened: a subject or a text"))
        return says

    @property
    def awaits_answer(self) -> bool:
        """Saving, or a report that was asked for."""
        return super().awaits_answer or self._wants_report

    # Saving

    def save(self, values: dict[str, str]) -> None:
        """Log it; the letter goes out behind everybody's back."""
        if self._says_something(values):
            self.begin_saving()
            self.desk_app.write(logging(values, self._alike), self)

    @on(Doubtful)
    def _doubtful(self, message: Doubtful) -> None:
        message.stop()
        self._saving = False
        self._alike |= message.alike
        self.tell("\n".join([*message.warnings, _("save again to log it all the same")]))

    @on(Logged)
    def _logged(self, message: Logged) -> None:
        message.stop()
        self.forget()
        self.dismiss()
        self.desk_app.tell_logged(message)


def _codes(door: "Watch") -> Message:
    found = {field.name: field.complete(door, None) for field in FIELDS if field.complete is not None}
    return Learned({}, found)


def _found(field: str, words: str, door: "Watch") -> Message:
    from cxdesk.desk.acquainted import customers  # noqa: PLC0415 (on the reader's thread)

    return Found(field, customers(door, words, MOST_FOUND))


def _said_of(customer: "Customer") -> Mapping[str, str]:
    return {
        "customer": customer.name,
        "email": next(iter(customer.emails), ""),
        "phone": next(iter(customer.phones), ""),
        "key": customer.key or "",
        "language": customer.language or "",
        "segment": customer.segment or "",
    }


def _choice(field: str, customer: "Customer") -> Choice:
    """What stands in the field once they are chosen, and what tells them from others."""
    said = _said_of(customer)
    others = [said[name] for name in (*WHO, "segment") if name != field and said[name]]
    return said[field] or customer.name, " ".join(others)
