"""What all forms share: fields one under the other, each error beside its field, and drafts that survive a crash."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.timer import Timer
from textual.widgets import Checkbox, Input, Static, TextArea

from cxdesk.catalogue import N_, _
from cxdesk.errors import CxdeskError
from cxdesk.screens.field_row import FieldRow
from cxdesk.screens.fields import MOST_SETS, Choice, Field, Kind, field_of, left, meant, numbered
from cxdesk.screens.hint import Hint
from cxdesk.screens.keys_page import key_names
from cxdesk.screens.modal import Modal
from cxdesk.screens.theme import stylesheet
from cxdesk.text import fit, hang, plain
from cxdesk.widgets.reader import Failed

if TYPE_CHECKING:
    from cxdesk.app import CxdeskApp

HELP_CELLS, HELP_FRAME_CELLS = 16, 6

DRAFT_SECONDS = 2.0
"""No oftener than that a draft is written while somebody types: so much of it a crash can take."""


def form_key(key: str, action: str, label: str, tooltip: str) -> Binding:
    """A key of every form: it counts before those of the field in which somebody types."""
    return Binding(key, action, label, tooltip=tooltip, id=f"form-{action}", priority=True)


class Learned(Message):
    """What the desk knows about the fields: what they begin with, and what may stand in them."""

    def __init__(self, first: Mapping[str, str], choices: Mapping[str, Sequence[Choice]]) -> None:
        super().__init__()
        self.first = dict(first)
        self.choices = dict(choices)


class Drafted(Message):
    """What was typed earlier and never saved."""

    def __init__(self, values: dict[str, str]) -> None:
        super().__init__()
        self.values = values


class Asking(Modal[None]):
    """A form named *name* about *refs*, of *fields*, the set *more* that can be asked for again, and *tail*."""

    BINDINGS: ClassVar[list[BindingType]] = [
        form_key("ctrl+s", "save", N_("Save"), N_("Save what was typed.")),
        form_key("ctrl+t", "try", N_("Try"), N_("Show what saving would do, and the letter.")),
        form_key("ctrl+n", "more", N_("One more"), N_("Ask for one more of the same.")),
        form_key("escape", "leave", N_("Leave"), N_("Leave; what was typed is kept.")),
        form_key("ctrl+g", "discard", N_("Throw away"), N_("Leave and forget what was typed.")),
        form_key("f1", "help", N_("Help"), N_("Say what each field asks for, and what each key does.")),
    ]

    def __init__(
        self,
        name: str,
        refs: tuple[str, ...],
        fields: Sequence[Field],
        more: Sequence[Field] = (),
        tail: Sequence[Field] = (),
    ) -> None:
        super().__init__()
        self.form_name = name
        self.refs = refs
        self._rows: dict[str, FieldRow] = {}
        self._more = tuple(more)
        self._fields = (*fields, *more, *tail)
        self._choices: dict[str, Sequence[Choice]] = {}
        self._picked: Choice | None = None
        self._sets = 1
        self._saving = False
        self._timer: Timer | None = None

    @property
    def desk_app(self) -> "CxdeskApp":
        """The app, as what it is."""
        return cast("CxdeskApp", self.app)

    # For subclasses

    def save(self, values: dict[str, str]) -> None:
        """Have it done; everything that is required was typed."""
        raise NotImplementedError

    def action_try(self) -> None:
        """Show what saving would do."""
        raise NotImplementedError

    def changed(self, field: Field) -> None:
        """Somebody typed into *field*."""

    def pick(self, row: FieldRow, choice: Choice) -> None:
        """Somebody chose what is to stand in *row*."""
        row.write(choice[0])

    @property
    def awaits_answer(self) -> bool:
        """Whether it may be gone in a moment: what is typed now is for whatever is next then."""
        return self._saving

    def holds(self, event: events.Key | events.Paste, seconds: float) -> bool:
        """Nothing is typed into a form that is being saved."""
        return self.awaits_answer

    # What it looks like

    def questions(self, first: Mapping[str, str]) -> ComposeResult:
        """The fields, what is to be known about the one with the cursor, and what concerns the whole."""
        with VerticalScroll(id="form-fields", can_focus=False):
            for field in self._fields:
                self._rows[field.name] = FieldRow(field, first.get(field.name, ""))
                yield self._rows[field.name]
        yield Hint(id="form-hint")
        yield Static("", id="form-error")

    def on_mount(self) -> None:
        """Look for a draft."""
        self.desk_app.drafts.load(self.form_name, self.refs, Drafted, self)

    @on(Learned)
    def _learned(self, message: Learned) -> None:
        message.stop()
        self._choices |= message.choices
        for name, value in message.first.items():
            if name in self._rows:
                self._rows[name].begin_with(value)
        for name, choices in message.choices.items():
            self._suggest(name, choices)
        self._tell_hint()

    def _suggest(self, name: str, choices: Sequence[Choice]) -> None:
        for entry in self._rows[name].query(Input):
            words = [plain(word) for word, _meaning in choices]
            entry.suggester = SuggestFromList(words, case_sensitive=False) if words else None

    @on(Drafted)
    async def _take_draft(self, message: Drafted) -> None:
        """A draft goes where nobody has typed yet."""
        message.stop()
        if not message.values or any(row.is_touched for row in self._rows.values()):
            return
        while self._more and message.values.get(numbered(self._more[0].name, self._sets + 1)):
            await self._add_set()
        for name, text in message.values.items():
            if name in self._rows:
                self._rows[name].fill(text)
        self.tell(_("this was typed earlier and not saved; Ctrl+G throws it away"))

    # Sets of fields

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One more is offered where there can be several."""
        return action != "more" or (bool(self._more) and self._sets < MOST_SETS)

    async def action_more(self) -> None:
        """Another set of the fields that can be asked for again."""
        await self._add_set()
        self._rows[numbered(self._more[0].name, self._sets)].go()
        self.refresh_bindings()

    async def _add_set(self) -> None:
        last = self._rows[numbered(self._more[-1].name, self._sets)]
        self._sets += 1
        added = {}
        for field in self._more:
            again = field._replace(name=numbered(field.name, self._sets), required=False)
            added[again.name] = FieldRow(again, "", self._sets)
            self._choices[again.name] = self._choices.get(field.name, ())
        self._rows = dict(_after(self._rows, last.field.name, added))
        await self.query_one("#form-fields", VerticalScroll).mount(*added.values(), after=last)
        for name in added:
            self._suggest(name, self._choices[name])

    # The field with the cursor

    @property
    def here(self) -> FieldRow | None:
        """The row with the cursor."""
        focused = self.focused
        return next((one for one in focused.ancestors if isinstance(one, FieldRow)), None) if focused else None

    def on_descendant_focus(self) -> None:
        """Tell about the field."""
        self._tell_hint()

    def offered(self, row: FieldRow) -> list[Choice]:
        """Of its choices those that what was typed leaves."""
        return left(self._choices.get(row.field.name, ()), row.value)

    def _tell_hint(self) -> None:
        row = self.here
        asked, offered = "", []
        if row is not None:
            asked = _(row.field.hint) if row.field.hint and row.field.kind is not Kind.YES_NO else ""
            offered = [(one, self._is_chosen(one, row.value)) for one in self.offered(row)]
        self.query_one("#form-hint", Hint).tell(asked, offered)

    def _is_chosen(self, choice: Choice, value: str) -> bool:
        """Whether it is the one that stands in the field."""
        word = choice[0]
        return word == value and (self._picked is None or self._picked[0] != word or self._picked == choice)

    def on_key(self, event: events.Key) -> None:
        """Up and down go through the choices of a field."""
        row = self.here
        if event.key not in {"down", "up"} or row is None or row.field.kind is not Kind.LINE:
            return
        offered = self.offered(row)
        if not offered:
            return
        event.stop()
        event.prevent_default()
        step = 1 if event.key == "down" else -1
        standing = [one for one in offered if one[0] == row.value]
        current = self._picked if self._picked in standing else next(iter(standing), None)
        at = offered.index(current) + step if current is not None else (0 if step > 0 else -1)
        self._picked = offered[at % len(offered)]
        self.pick(row, self._picked)
        self._tell_hint()

    # What was typed

    def values(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: row.value for name, row in self._rows.items()}

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Checkbox.Changed)
    def _changed(self, message: Message) -> None:
        message.stop()
        self._tell_hint()
        if self._timer is None:
            self._timer = self.set_timer(DRAFT_SECONDS, self.keep_draft)
        if (row := self.here) is not None:
            row.forgive()
            self.changed(row.field)

    def keep_draft(self) -> None:
        """Have what was typed written where a crash does not reach it; what nobody touched is no draft."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        touched = any(row.is_touched for row in self._rows.values())
        self.desk_app.drafts.keep(self.form_name, self.refs, self.values() if touched else {})

    def on_unmount(self) -> None:
        """Somebody ended the program over it."""
        if self._timer is not None:
            self.keep_draft()

    def forget(self) -> None:
        """What was typed is not wanted any more."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.desk_app.drafts.drop(self.form_name, self.refs)

    def action_help(self) -> None:
        """What each field asks for, and each key of the form does."""
        from cxdesk.screens.report import ReportScreen  # noqa: PLC0415 (loaded when somebody asks)

        cells = max(self.app.size.width * 9 // 10 - HELP_FRAME_CELLS, 40)
        fields = [row.field for row in self._rows.values()]
        asked = [(_(field.label), _(field.hint)) for field in fields if field.hint]
        keys = [(key_names(binding.key), _(binding.tooltip)) for binding in self._bindings_of_form()]
        lines = [line for what, told in (*keys, ("", ""), *asked) for line in hang(fit(what, HELP_CELLS), told, cells)]
        self.app.push_screen(ReportScreen("\n".join(lines)))

    def _bindings_of_form(self) -> list[Binding]:
        found = [one.binding for one in self.active_bindings.values()]
        return [one for one in found if (one.id or "").startswith("form-") and one.show]

    # Leaving and saving

    @on(Input.Submitted)
    def _next_or_save(self, message: Input.Submitted) -> None:
        """Enter goes to the next field, and from the last one saves."""
        message.stop()
        lines = [name for name, row in self._rows.items() if row.field.kind is Kind.LINE]
        if message.input.id == f"field-{lines[-1]}":
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        """Have it done, once all that is required was typed."""
        if self._saving or not self.is_complete():
            return
        self.save(self.values())

    def is_complete(self) -> bool:
        """Whether all that is required was typed; else the first field that lacks is blamed."""
        self.clear()
        for row in self._rows.values():
            if (word := self._whole_word(row)) != row.value:
                row.write(word)
        missing = next((row for row in self._rows.values() if row.field.required and not row.value.strip()), None)
        if missing is not None:
            missing.blame(_("this is needed"))
        return missing is None

    def whole_words(self) -> dict[str, str]:
        """What stands in the fields, with the choices that are meant."""
        return {name: self._whole_word(row) for name, row in self._rows.items()}

    def _whole_word(self, row: FieldRow) -> str:
        return meant(row.field, self._choices.get(row.field.name, ()), row.value)

    def begin_saving(self) -> None:
        """It is with the writer now."""
        self._saving = True
        self.tell(_("saving …"))

    def action_leave(self) -> None:
        """Close; the draft stays."""
        self.keep_draft()
        self.dismiss()

    def action_discard(self) -> None:
        """Close and forget."""
        self.forget()
        self.dismiss()

    def on_failed(self, message: Failed) -> None:
        """The desk could not be reached, or did not want it: nothing that was typed is lost."""
        message.stop()
        self._saving = False
        if isinstance(message.error, CxdeskError):
            self.refused(message.error)
        else:
            self.desk_app.tell_failure(message.error)

    def refused(self, error: CxdeskError) -> None:
        """Say it beside the field that it is about, else below all."""
        from cxdesk.screens import refusals  # noqa: PLC0415 (most is taken as it was typed)

        self._saving = False
        told = refusals.told(error, self.desk_app.session.preferences.keys)
        name = self.field_of(error)
        if name:
            self.tell("")
            self._rows[name].blame(told.removeprefix(self._whose()))
        else:
            self.tell(told, wrong=True)

    def _whose(self) -> str:
        """What refusals about its one complaint begin with: the title names it already."""
        return self.refs[0] + _(": ") if len(self.refs) == 1 else ""

    def field_of(self, error: CxdeskError) -> str:
        """The field that *error* is about; "" where it speaks of the whole."""
        return field_of(error, [row.field for row in self._rows.values()])

    def tell(self, told: str, *, wrong: bool = False) -> None:
        """Say something about the whole; the fields leave it room, and the one with the cursor stays in sight."""
        self.set_class(wrong or "\n" in told, "-told")
        line = self.query_one("#form-error", Static)
        line.set_class(wrong, "-wrong")
        line.update(Content(plain(f"▲ {told}" if wrong else told, lines=True)))
        if told and (row := self.here) is not None:
            self.call_after_refresh(row.scroll_visible, animate=False, immediate=True)

    def clear(self) -> None:
        """Nothing is wrong."""
        self.tell("")
        for row in self._rows.values():
            row.clear()


def _after(rows: Mapping[str, FieldRow], name: str, added: Mapping[str, FieldRow]) -> Iterator[tuple[str, FieldRow]]:
    """The rows with *added* behind the one called *name*."""
    for one, row in rows.items():
        yield one, row
        if one == name:
            yield from added.items()


FORM_STYLE = stylesheet("asking")
