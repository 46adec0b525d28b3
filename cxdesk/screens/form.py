"""The form of an act: asks what it must know, shows what it would do, and has it performed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from cxdesk.catalogue import _
from cxdesk.errors import CxdeskError
from cxdesk.screens.asking import FORM_STYLE, Asking, Learned
from cxdesk.screens.commands import ActCommand
from cxdesk.screens.confirm import Confirm, named
from cxdesk.screens.fields import NO_LETTER, Choice, Field
from cxdesk.screens.performing import Performed, Stale, Tried, trying
from cxdesk.screens.work import Over
from cxdesk.text import plain
from cxdesk.widgets.keys import Keys
from cxdesk.widgets.reader import Lane

if TYPE_CHECKING:
    from cxdesk.desk.watching import Seen, Watch
    from cxdesk.screens.place import Aim


class Sighted(Learned):
    """The complaint was read, for a form that was opened before its place had."""

    def __init__(
        self, first: Mapping[str, str], choices: Mapping[str, Sequence[Choice]], expected: dict[str, int]
    ) -> None:
        super().__init__(first, choices)
        self.expected = expected


class Form(Asking):
    """Asks what *command* must know about the complaints of *aim*, and has it performed.

    It closes when everything was done, or several complaints were reported on; one that is refused keeps it open.
    """

    CSS: ClassVar[str] = FORM_STYLE

    def __init__(self, command: ActCommand, aim: "Aim") -> None:
        super().__init__(command.name, aim.refs, command.fields, command.more, (NO_LETTER,) if command.writes else ())
        self.command = command
        self.aim = aim
        self._expected = {aim.seen.ref: aim.seen.seq} if aim.seen is not None else {}
        self._unsure: dict[str, str] | None = None

    def compose(self) -> ComposeResult:
        """The title and the fields."""
        first = self.command.first_values(self.aim.seen)
        with Vertical(id="form"):
            yield Static(Content(plain(f"{_(self.command.label)} · {self._about()}")), id="form-title")
            yield from self.questions(first)
        yield Keys()

    def _about(self) -> str:
        seen = self.aim.seen
        about = named(self.aim.refs)
        return f"{about} · {seen.card.complaint['subject']}" if seen and seen.card.complaint["subject"] else about

    def on_mount(self) -> None:
        """Ask what may stand in the fields."""
        super().on_mount()
        command, aim = self.command, self.aim
        fields = [row.field for row in self._rows.values()]
        self.desk_app.reader.ask(Lane.FORM, self, lambda door: _known(command, aim, fields, door))

    @on(Sighted)
    def _sighted(self, message: Sighted) -> None:
        self._expected = self._expected or message.expected

    # Saving

    def save(self, values: dict[str, str]) -> None:
        """Have it performed; about what cannot be undone somebody is asked, of one complaint once trying allows it."""
        if not self.command.question:
            self._perform(values)
        elif len(self.aim.refs) > 1:
            self._ask(values)
        else:
            self._unsure = values
            self._try(values)

    def _ask(self, values: dict[str, str]) -> None:
        def answered(sure: bool | None) -> None:
            if sure:
                self._perform(values)

        self.app.push_screen(Confirm(self.command.question, self.aim.refs), answered)

    def _perform(self, values: dict[str, str]) -> None:
        self.begin_saving()
        said = {**self.aim.said, **values}
        self.desk_app.perform(self.command, self.aim.refs, said, to=self, expected=self._expected)

    def on_performed(self, message: Performed) -> None:
        """Close and report, or stay and say what is wrong."""
        message.stop()
        self._saving = False
        if message.untried and not (message.done or message.refused):
            self.tell(_("Nothing was done: it was stopped before the first. What was typed is still here."))
            return
        error = message.refused[0].error if message.refused else None
        if error is None or (len(self.aim.refs) > 1 and not self._is_typed_wrong(message)):
            self.forget()
            if message.untried:
                self.desk_app.drafts.keep(self.form_name, message.untried, self.values())
            self.dismiss()
            self.desk_app.report(message)
            return
        self.refused(error)

    def _is_typed_wrong(self, message: Performed) -> bool:
        """Whether one field is at fault everywhere: nothing was done, and nothing could be with what stands there."""
        blamed = {self.field_of(outcome.error) for outcome in message.refused if outcome.error is not None}
        return not message.done and len(blamed) == 1 and "" not in blamed

    def refused(self, error: CxdeskError) -> None:
        """Somebody else's news are shown, and may be saved over."""
        if not isinstance(error, Stale):
            super().refused(error)
            return
        self._expected = dict.fromkeys(self.aim.refs, error.seq)
        news = [f"  {line}" for line in error.news]
        self.tell("\n".join([str(error), *news, _("save again to apply it all the same")]), wrong=True)

    # Trying

    def action_try(self) -> None:
        """Show what it would do, with the letter; nothing is written."""
        if not self._saving and self.is_complete():
            self._unsure = None
            self._try(self.values())

    def _try(self, values: dict[str, str]) -> None:
        self._saving = True
        said, work = {**self.aim.said, **values}, self.desk_app.work_on(len(self.aim.refs))
        self.desk_app.write(trying(self.command, self.aim.refs, said, work), Over(work, self))

    @on(Tried)
    def _tried(self, message: Tried) -> None:
        from cxdesk.screens.report import ReportScreen  # noqa: PLC0415 (loaded when somebody tries)

        message.stop()
        self._saving = False
        unsure, self._unsure = self._unsure, None
        if message.error is not None:
            self.refused(message.error)
        elif unsure is not None:
            self._ask(unsure)
        else:
            self.app.push_screen(ReportScreen(message.text))


def _known(command: ActCommand, aim: "Aim", fields: Sequence[Field], door: "Watch") -> Message:
    seen: Seen | None = aim.seen
    if seen is None and len(aim.refs) == 1:
        seen = door.see(aim.refs[0])
    choices = {field.name: field.complete(door, seen) for field in fields if field.complete is not None}
    closed = [field.name for field in fields if field.required and not field.is_free]
    needed = [name for name in closed if len(choices.get(name, ())) == 1]
    first = {name: choices[name][0][0] for name in needed}
    return Sighted({**first, **command.first_values(seen)}, choices, {seen.ref: seen.seq} if seen else {})
