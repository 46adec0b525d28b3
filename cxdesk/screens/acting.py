"""What the app does to the desk for its screens: acts on the writer's thread, their report, repeat, undo, letters."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from cxdesk.catalogue import _
from cxdesk.domain.words import Act
from cxdesk.screens.drafts import Drafts, Keeper
from cxdesk.screens.looks import Looks
from cxdesk.screens.news import Told
from cxdesk.screens.place import Place
from cxdesk.screens.session import Session
from cxdesk.screens.work import SHOWN_SECONDS, WORK_SCREEN, Over, Work
from cxdesk.widgets.reader import Either, Target
from cxdesk.widgets.worker import Worker

if TYPE_CHECKING:
    from textual.message import Message

    from cxdesk.desk import Desk
    from cxdesk.screens.commands import ActCommand
    from cxdesk.screens.foretelling import Doubtful, Logged
    from cxdesk.screens.performing import Own, Performed
    from cxdesk.screens.undoing import Undo


class Acting(Looks):
    """One thread writes to the desk, one sends letters, one keeps drafts; answers come back as messages."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.writer: Worker[Desk] = Worker(
            "cxdesk-writer", self._open_desk, lambda desk: desk.shut(), lambda desk: desk.hurry()
        )
        self.mailer: Worker[None] = Worker("cxdesk-mailer", lambda: None, lambda _nothing: None)
        self.drafts = Keeper(lambda: Drafts(session.open_desk(None)), self)
        self._last: tuple[str, dict[str, str]] | None = None
        self._undos: list[tuple[str, Undo]] = []
        self._lasting: list[tuple[str, str]] = []
        self._own: Own = set()
        self._unsent: deque[int] = deque()

    def _open_desk(self) -> "Desk":
        return self.session.open_desk(self._send if self.session.send is not None else None)

    # For the app whole

    def places(self) -> list[Place]:
        """The places that are open, whichever is in front."""
        stacks = [screen for stack in self._screen_stacks.values() for screen in stack]
        return [screen for screen in stacks if isinstance(screen, Place)]

    def refresh_places(self) -> None:
        """Read again what is shown."""
        raise NotImplementedError

    # Acting

    def perform(
        self,
        command: "ActCommand",
        refs: Sequence[str],
        values: Mapping[str, str],
        *,
        to: Target,
        expected: Mapping[str, int] | None = None,
    ) -> None:
        """Have an act performed by the writer; *to* gets `Performed`, or `Failed`; the app, where *to* is gone."""
        from cxdesk.screens.performing import performing  # noqa: PLC0415 (nothing is done yet)

        if isinstance(to, Place):
            to.unsettle()
        work = self.work_on(len(refs))
        self.write(performing(command, tuple(refs), dict(values), self._own, work, expected), Over(work, to))

    def work_on(self, total: int) -> Work:
        """The count of an act on *total* complaints, for `Over` to end; what takes its time shows how far it is."""
        work = Work(total)
        if total > 1:
            self.set_timer(SHOWN_SECONDS, lambda: self._show(work))
        return work

    def _show(self, work: Work) -> None:
        from cxdesk.screens.working import WorkScreen  # noqa: PLC0415 (most acts are done in a moment)

        if not work.is_over:
            self.push_screen(WorkScreen(work))

    def write(self, job: "Callable[[Desk], Message | None]", to: Target) -> None:
        """Have anything else done with the writer's desk; *to* gets the answer, or the app, where *to* is gone."""
        self.writer.do(job, Either(to, self))

    def report(self, performed: "Performed") -> None:
        """One report of what was done and refused; what can be repeated or taken back is remembered."""
        if self.screen.id == WORK_SCREEN:
            self.pop_screen()
        from cxdesk.screens.performing import UNDO  # noqa: PLC0415 (something was done: it is loaded)

        if performed.command != UNDO:
            self._last = (performed.command, performed.values)
            self._undos = [(one.ref, one.undo) for one in reversed(performed.done) if one.undo is not None]
            self._lasting = [(one.ref, one.lasting) for one in performed.done if one.lasting]
        else:
            self._undos = [(ref, undo) for ref, undo in self._undos if ref in performed.untried]
            self._lasting = []
        if performed.untried:
            for place in self.places():
                place.select_only(performed.untried)
        keys = self.session.preferences.keys
        if performed.refused and len(performed.lines()) > 1:
            from cxdesk.screens.report import ReportScreen  # noqa: PLC0415 (most acts are about one complaint)

            self.push_screen(ReportScreen("\n".join([performed.summary(keys), "", *performed.lines()])))
        else:
            self.say(performed.summary(keys), "warning" if performed.refused else "information")
        for place in self.places():
            place.unsettle()
        self.refresh_places()
        self.screen.refresh_bindings()

    def on_performed(self, message: "Performed") -> None:
        """The form from which it was done was left meanwhile; its draft stays where it was refused, or not tried."""
        if message.untried or not message.refused:
            self.drafts.drop(message.command, message.refs)
        if message.untried and message.values:
            self.drafts.keep(message.command, message.untried, message.values)
        self.report(message)

    def on_logged(self, message: "Logged") -> None:
        """As above."""
        self.drafts.drop("log", ())
        self.tell_logged(message)

    def on_doubtful(self, message: "Doubtful") -> None:
        """Nothing was logged, and nobody sees the form that says so any more."""
        self.say("\n".join([*message.warnings, _("Nothing was logged; the form has what was typed.")]), "warning")

    def tell_logged(self, message: "Logged") -> None:
        """Say it, and go where it is."""
        place = next(screen for screen in reversed(self.screen_stack) if isinstance(screen, Place))
        place.show_logged(message.ref, message.sentence)
        self.refresh_places()

    @property
    def last_act(self) -> Act | None:
        """The act that was done last from here."""
        if self._last is None:
            return None
        from cxdesk.screens.commands import ActCommand, named  # noqa: PLC0415 (an act was done: they are loaded)

        command = named(self._last[0])
        return command.act if issubclass(command, ActCommand) else None

    def can_repeat(self, place: Place) -> bool:
        """Whether the last act is allowed on what the place aims at."""
        command = place.vocabulary().get(self._last[0]) if self._last else None
        return command is not None and command.is_offered(place)

    def repeat(self, place: Place) -> None:
        """The last act once more, with the same words."""
        if self._last is None:
            return
        from cxdesk.screens.commands import ActCommand, named  # noqa: PLC0415 (an act was done: they are loaded)

        command = named(self._last[0])()
        aim = place.settled_aim()
        if not isinstance(command, ActCommand) or not aim.refs:
            return
        values = {**self._last[1], **aim.said}

        def answered(sure: bool | None) -> None:
            if sure:
                self.perform(command, aim.refs, values, to=place)

        if command.question:
            from cxdesk.screens.confirm import Confirm  # noqa: PLC0415 (few acts cannot be undone)

            self.push_screen(Confirm(command.question, aim.refs), answered)
        else:
            answered(sure=True)

    @property
    def can_undo(self) -> bool:
        """Whether the last act has one that takes it back."""
        return bool(self._undos)

    @property
    def no_undo(self) -> str:
        """Why nothing takes the last act back, with the complaints; "" where it has no undo anywhere."""
        if not self._lasting:
            return ""
        from cxdesk.screens.performing import reasons  # noqa: PLC0415 (an act was done: it is loaded)

        return reasons(self._lasting)

    def undo(self, place: Place) -> None:
        """Take the last act back, on everything it was done to; after a question where nothing takes that back."""
        if self._last is None:
            return
        from cxdesk.screens.commands import named  # noqa: PLC0415 (an act was done: they are loaded)
        from cxdesk.screens.performing import undoing  # noqa: PLC0415 (as above)
        from cxdesk.screens.undoing import QUESTION, consequences  # noqa: PLC0415 (as above)

        undos, lasting = tuple(self._undos), tuple(self._lasting)

        def answered(sure: bool | None) -> None:
            if sure:
                place.unsettle()
                work = self.work_on(len(undos))
                self.write(undoing(undos, lasting, self._own, work), Over(work, place))

        told = consequences(undo for _ref, undo in undos)
        if not told:
            answered(sure=True)
            return
        from cxdesk.screens.confirm import Confirm  # noqa: PLC0415 (as for an act)

        refs = [ref for ref, _undo in reversed(undos)]
        self.push_screen(Confirm(QUESTION, refs, act=_(named(self._last[0]).label), told=told), answered)

    def _send(self, numbers: tuple[int, ...]) -> None:
        """Letters go out behind everybody's back; how it went is a toast, one for what was written meanwhile."""
        if numbers:
            self._unsent.extend(numbers)
            self.call_from_thread_soon(lambda: self.mailer.do(lambda _nothing: self._sent(), self))

    def _sent(self) -> Told | None:
        """Send all that is written by now, on the mailer's thread."""
        send, numbers = self.session.send, tuple(self._unsent.popleft() for _letter in range(len(self._unsent)))
        return Told(send(numbers)) if send is not None and numbers else None

    def call_from_thread_soon(self, job: Callable[[], object]) -> None:
        """Have *job* done on the event loop; unlike Textual's `call_from_thread` nobody waits for it."""
        self.call_later(job)

    def on_told(self, message: Told) -> None:
        """Say it, and show it in the histories."""
        self.say(message.sentence)
        self.refresh_places()
