"""The form of an act: its fields one under the other, each error beside its field; Esc keeps what was typed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Static, TextArea

from cxdesk.catalogue import N_, _
from cxdesk.errors import CxdeskError
from cxdesk.screens.commands import ActCommand
from cxdesk.screens.fields import Field, Kind, field_of
from cxdesk.screens.performing import Performed, Stale
from cxdesk.screens.theme import stylesheet
from cxdesk.text import plain
from cxdesk.widgets.keys import Keys
from cxdesk.widgets.reader import Failed, Lane

if TYPE_CHECKING:
    from cxdesk.app import CxdeskApp
    from cxdesk.desk.watching import Watch
    from cxdesk.screens.place import Aim

DRAFT_SECONDS = 0.5
"""So long after the last key a draft is written."""


class Completions(Message):
    """What may stand in a field."""

    def __init__(self, field: str, found: Sequence[str]) -> None:
        super().__init__()
        self.field = field
        self.found = tuple(found)


class Drafted(Message):
    """What was typed earlier and never saved."""

    def __init__(self, values: dict[str, str]) -> None:
        super().__init__()
        self.values = values


class Form(ModalScreen[None]):
    """Asks what *command* must know about the complaints of *aim*, and has it performed.

    It closes when everything was done, or several complaints were reported on; one that is refused keeps it open.
    """

    CSS = stylesheet("form")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), tooltip=N_("Save what was typed."), id="form-save", priority=True),
        Binding("escape", "leave", N_("Leave"), tooltip=N_("Leave; what was typed is kept."), id="form-leave"),
        Binding(
            "ctrl+x", "discard", N_("Throw away"), tooltip=N_("Leave and forget what was typed."), id="form-discard"
        ),
    ]

    def __init__(self, command: ActCommand, aim: "Aim") -> None:
        super().__init__()
        self.command = command
        self.aim = aim
        self._expected = {aim.seen.ref: aim.seen.seq} if aim.seen is not None else {}
        self._saving = False
        self._timer: Timer | None = None

    @property
    def desk_app(self) -> "CxdeskApp":
        """The app, as what it is."""
        app: CxdeskApp = self.app  # type: ignore[assignment]
        return app

    # What it looks like

    def compose(self) -> ComposeResult:
        """The title, the fields, the line for what concerns the whole."""
        with Vertical(id="form"):
            yield Static(self._title(), id="form-title")
            with VerticalScroll(id="form-fields", can_focus=False):
                first = self.command.first_values(self.aim.seen)
                for field in self.command.fields:
                    yield from self._field(field, first.get(field.name, ""))
            yield Static("", id="form-error")
        yield Keys()

    def _title(self) -> Content:
        refs = ", ".join(self.aim.refs[:3]) + (f" … ({len(self.aim.refs)})" if len(self.aim.refs) > 3 else "")
        return Content(plain(f"{_(self.command.label)} · {refs}"))

    def _field(self, field: Field, value: str) -> ComposeResult:
        label = _(field.label) + (" *" if field.required else "")
        yield Static(Content(label), classes="form-label")
        if field.kind is Kind.TEXT:
            area = TextArea(value, id=f"field-{field.name}", show_line_numbers=False, tab_behavior="focus")
            area.highlight_cursor_line = False
            yield area
        elif field.kind is Kind.YES_NO:
            yield Checkbox(Content(label), value == "yes", id=f"field-{field.name}")
        else:
            yield Input(value, id=f"field-{field.name}", select_on_focus=False)
        yield Static(Content(_(field.hint)) if field.hint else "", id=f"error-{field.name}", classes="form-hint")

    def on_mount(self) -> None:
        """Look for a draft, and for what may stand in the fields."""
        self.desk_app.drafts(lambda drafts: Drafted(drafts.load(self.command.name, self.aim.refs)), self)
        with_words = [field for field in self.command.fields if field.complete is not None]
        if with_words:
            self.desk_app.reader.ask(Lane.FORM, self, lambda door: _completions(with_words, door))

    @on(Drafted)
    def _take_draft(self, message: Drafted) -> None:
        """A draft goes where nobody has typed yet."""
        if not message.values or any(self.values().values()):
            return
        for field in self.command.fields:
            if text := message.values.get(field.name, ""):
                self._write(field, text)
        self._tell(Content(_("this was typed earlier and not saved; Ctrl+X throws it away")))

    @on(Completions)
    def _take_completions(self, message: Completions) -> None:
        for pair in message.found:
            name, _tab, words = pair.partition("\t")
            self.query_one(f"#field-{name}", Input).suggester = SuggestFromList(words.split("\n"), case_sensitive=False)

    # What was typed

    def values(self) -> dict[str, str]:
        """What stands in the fields."""
        return {field.name: self._typed(field) for field in self.command.fields}

    def _typed(self, field: Field) -> str:
        widget = self._widget(field.name)
        if isinstance(widget, TextArea):
            return widget.text
        if isinstance(widget, Checkbox):
            return "yes" if widget.value else ""
        return widget.value if isinstance(widget, Input) else ""

    def _write(self, field: Field, text: str) -> None:
        widget = self._widget(field.name)
        if isinstance(widget, TextArea):
            widget.text = text
        elif isinstance(widget, Checkbox):
            widget.value = text == "yes"
        elif isinstance(widget, Input):
            widget.value = text

    def _widget(self, name: str) -> Widget:
        return self.query_one(f"#field-{name}", Widget)

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Checkbox.Changed)
    def _changed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(DRAFT_SECONDS, self.keep_draft)

    def keep_draft(self) -> None:
        """Have what was typed written where a crash does not reach it."""
        values = self.values()
        self.desk_app.drafts(lambda drafts: drafts.keep(self.command.name, self.aim.refs, values))

    # Leaving and saving

    @on(Input.Submitted)
    def _next_or_save(self, message: Input.Submitted) -> None:
        """Enter goes to the next field, and from the last one saves."""
        message.stop()
        last = self.command.fields[-1].name
        if message.input.id == f"field-{last}":
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        """Have it performed, once all that is required was typed."""
        if self._saving:
            return
        values = self.values()
        missing = [field for field in self.command.fields if field.required and not values[field.name].strip()]
        self._clear()
        if missing:
            self._blame(missing[0].name, _("this is needed"))
            return
        self._saving = True
        self._tell(Content(_("saving …")))
        self.desk_app.perform(self.command, self.aim.refs, values, to=self, expected=self._expected)

    def action_leave(self) -> None:
        """Close; the draft stays."""
        self.keep_draft()
        self.dismiss()

    def action_discard(self) -> None:
        """Close and forget."""
        self._forget()
        self.dismiss()

    def _forget(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self.desk_app.drafts(lambda drafts: drafts.drop(self.command.name, self.aim.refs))

    def on_performed(self, message: Performed) -> None:
        """Close and report, or stay and say what is wrong."""
        message.stop()
        self._saving = False
        error = message.refused[0].error if message.refused else None
        if error is None or len(self.aim.refs) > 1:
            self._forget()
            self.dismiss()
            self.desk_app.report(message)
            return
        self._refused(error)

    def on_failed(self, message: Failed) -> None:
        """The desk could not be reached: nothing that was typed is lost."""
        message.stop()
        self._saving = False
        if isinstance(message.error, CxdeskError):
            self._refused(message.error)
        else:
            self.desk_app.tell_failure(message.error)

    def _refused(self, error: CxdeskError) -> None:
        if isinstance(error, Stale):
            self._expected = dict.fromkeys(self.aim.refs, error.seq)
            told = "\n".join(
                [str(error), *(f"  {line}" for line in error.news), _("save again to apply it all the same")]
            )
            self._tell(Content(plain(told, lines=True)), wrong=True)
            return
        told = f"{error}\n{error.mend}" if error.mend else str(error)
        field = field_of(error, self.command.fields)
        if field:
            self._blame(field, told)
        else:
            self._tell(Content(plain(told, lines=True)), wrong=True)

    def _blame(self, field: str, told: str) -> None:
        beside = self.query_one(f"#error-{field}", Static)
        beside.update(Content(plain(f"▲ {told}", lines=True)))
        beside.add_class("-wrong")
        self._tell(Content(""))
        self._widget(field).focus()

    def _tell(self, told: Content, *, wrong: bool = False) -> None:
        line = self.query_one("#form-error", Static)
        line.set_class(wrong, "-wrong")
        line.update(told)

    def _clear(self) -> None:
        self._tell(Content(""))
        for field in self.command.fields:
            beside = self.query_one(f"#error-{field.name}", Static)
            beside.remove_class("-wrong")
            beside.update(Content(_(field.hint)) if field.hint else "")


def _completions(fields: Sequence[Field], door: "Watch") -> Message:
    """All of them in one message: a line a field, `name TAB word NEWLINE word …`."""
    found = []
    for field in fields:
        assert field.complete is not None  # noqa: S101 (chosen so)
        found.append(f"{field.name}\t" + "\n".join(plain(word) for word in field.complete(door)))
    return Completions("", found)
