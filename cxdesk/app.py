"""The interface: one app over one desk, with a thread that reads, one that writes, and screens that never wait."""

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App, ScreenStackError
from textual.message import Message
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES, Theme

from cxdesk import catalogue
from cxdesk.catalogue import _
from cxdesk.domain.permissions import MAY
from cxdesk.domain.words import Act
from cxdesk.errors import CxdeskError
from cxdesk.screens.desk import DeskScreen
from cxdesk.screens.drafts import Drafts, Keeper
from cxdesk.screens.news import Changed, Counted, Known, Told, changed, counted, remembered
from cxdesk.screens.place import Place
from cxdesk.screens.session import Session
from cxdesk.screens.terminal import driver_over, end_when_told
from cxdesk.screens.theme import THEMES, stylesheet
from cxdesk.screens.typist import Typist
from cxdesk.screens.work import SHOWN_SECONDS, WORK_SCREEN, Slowness, Work
from cxdesk.text import plain
from cxdesk.widgets.reader import Either, Failed, Lane, Reader, Target, end
from cxdesk.widgets.worker import Worker

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.command import Provider
    from textual.driver import Driver
    from textual.notifications import Notify, SeverityLevel

    from cxdesk.desk import Desk
    from cxdesk.desk.beginning import Beginning
    from cxdesk.desk.noticing import Pulse
    from cxdesk.screens.commands import ActCommand
    from cxdesk.screens.foretelling import Doubtful, Logged
    from cxdesk.screens.performing import Own, Performed
    from cxdesk.screens.undoing import Undo

LOOK_SECONDS = 1.0
"""How often the database is asked whether anybody changed it: a question of some microseconds."""

COUNT_SECONDS = 2.0
"""Views are counted no oftener than that."""

MOST_TOASTS = 3
"""More of them would cover what is being typed."""

_OUR_THEMES = {theme.name: theme for theme in THEMES}


def _provider() -> "type[Provider]":
    from cxdesk.screens.palette import DeskProvider  # noqa: PLC0415 (loaded when somebody opens the palette)

    return DeskProvider


def _revisits() -> Screen[None]:
    from cxdesk.screens.revisits import RevisitsScreen  # noqa: PLC0415 (the day begins on the desk)

    return RevisitsScreen()


class CxdeskApp(App[int]):
    """Run it with a `Session`; `let_go` ends its threads, whatever happened."""

    MODES: ClassVar[dict[str, str | Callable[[], Screen[None]]]] = {"revisits": _revisits}
    DEFAULT_MODE = "desk"
    COMMANDS = {_provider}  # noqa: RUF012 (Textual's own name and kind)
    ENABLE_COMMAND_PALETTE = True
    SUSPENDED_SCREEN_CLASS = "-beneath"
    # The screen in front says a toast; one that lies beneath and is seen around it does not.
    CSS = (
        "Toast { width: auto; max-width: 90%; margin-top: 0; padding: 0 1; }\n"
        ".-beneath Toast { display: none; }\n" + stylesheet("desk")
    )
    BINDINGS: ClassVar["list[BindingType]"] = []

    def __init__(self, session: Session) -> None:
        wanted = session.preferences.theme or session.preferences.picked
        self.set_reactive(App.theme, wanted if self._has_theme(wanted) else THEMES[0].name)
        super().__init__()
        if self.no_color:
            self._leave_colours_out()
        self.session = session
        self.title = "cxdesk"
        for theme in THEMES:
            self.register_theme(theme)
        self.reader = Reader(session.open_watch)
        self.queries: Mapping[str, str] = {}
        self._beginning: Beginning | None = None
        self._writer: Worker[Desk] = Worker(
            "cxdesk-writer", self._open_desk, lambda desk: desk.shut(), lambda desk: desk.hurry()
        )
        self.drafts = Keeper(lambda: Drafts(session.open_desk(None)), self)
        self._slowness = Slowness(self.reader, self._writer)
        self._mailer: Worker[None] = Worker("cxdesk-mailer", lambda: None, lambda _nothing: None)
        self._typist = Typist(self, super().on_event, self._is_held)
        self._pulse: Pulse | None = None
        self._counts: Mapping[str, int] = {}
        self._desk_name = ""
        self._mail_trouble = ""
        self._counted_at = float("-inf")
        self._count_waits = False
        self._last: tuple[str, dict[str, str]] | None = None
        self._undos: list[tuple[str, Undo]] = []
        self._own: Own = set()
        self._unsent: deque[int] = deque()
        self._has_let_go = False
        self._is_beginning = False
        self._trouble = ""

    def _leave_colours_out(self) -> None:
        """Textual's own filter leaves greys, each with its code."""
        from textual.filter import Monochrome  # noqa: PLC0415 (most want colours)

        from cxdesk.screens.colourless import Colourless  # noqa: PLC0415 (as above)

        ours = Colourless(lambda: self.theme_variables)
        self._filters = [ours if isinstance(one, Monochrome) else one for one in self._filters]

    # Beginning and end

    def get_driver_class(self) -> "type[Driver]":
        """For terminals that are not what Textual takes for granted."""
        return driver_over(super().get_driver_class())

    def on_load(self) -> None:
        """The desk is opened and its first rows are read while Textual still builds the screen."""
        end_when_told(self)
        self.reader.start()
        self._begin()

    def _begin(self) -> None:
        begin, self._is_beginning = self.session.begin, True
        self.reader.ask(Lane.BEGINNING, self, lambda door: Known(begin(door)))

    def on_mount(self) -> None:
        """Looks, keys, language."""
        preferences = self.session.preferences
        if preferences.language:
            catalogue.use(preferences.language)
        if doubt := preferences.doubt():
            self.say(doubt, "warning")
        self.add_mode("desk", DeskScreen)
        if preferences.theme and not self._has_theme(preferences.theme):
            self.say(_("there is no theme {name}").format(name=preferences.theme), "warning")
        if preferences.keys:
            self._use_keys(preferences.keys)
        self.set_interval(LOOK_SECONDS, self._look)

    def _use_keys(self, keys: Mapping[str, str]) -> None:
        from cxdesk.screens.keymap import known_keys, warnings  # noqa: PLC0415 (most have no keys of their own)

        self.set_keymap(known_keys(keys))
        for sentence in warnings(keys):
            self.say(sentence, "warning")

    def get_default_screen(self) -> DeskScreen:
        """The day begins on the desk. As the screen of a mode Textual would read all style sheets twice more."""
        return DeskScreen()

    def get_theme(self, theme_name: str) -> Theme | None:
        """Our own are known before any is registered: what is set later makes Textual read all style sheets again."""
        return _OUR_THEMES.get(theme_name) or super().get_theme(theme_name)

    def pick_theme(self, name: str) -> None:
        """Show it in that theme, and the next time as well."""
        self.theme = name
        preferred, config = self.session.preferences.theme, self.session.config
        if preferred:
            self.say(_("config.toml names the theme {name}: that one counts next time").format(name=preferred))
        elif config is not None:
            folder = config.parent
            self._mailer.do(lambda _nothing: remembered(folder, name), self)

    def _has_theme(self, name: str) -> bool:
        return name in _OUR_THEMES or name in BUILTIN_THEMES

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The variables of our own, for themes that come with Textual."""
        return {**super().get_theme_variable_defaults(), **THEMES[0].variables}

    async def on_event(self, event: events.Event) -> None:
        """What was struck waits for what was struck before it."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if isinstance(event, events.Paste):
                event.text = plain(event.text, lines=True)  # wherever it is pasted, it is text and nothing else
            self._typist.strike(event)
        else:
            await super().on_event(event)

    def _is_held(self, event: events.Key | events.Paste, seconds: float) -> bool:
        try:
            screen = self.screen
        except ScreenStackError:
            return False
        holds = getattr(screen, "holds", None)  # a place or a modal of ours: the latter's kind comes with its first
        return self.is_running and holds is not None and bool(holds(event, seconds))

    def let_go(self) -> None:
        """End the threads; nothing waits longer than a moment."""
        if not self._has_let_go:
            self._has_let_go = True
            end(self.reader, self.drafts, self._writer, self._mailer)

    async def on_unmount(self) -> None:
        """The app is over."""
        self._typist.stop()
        self.let_go()

    def _open_desk(self) -> "Desk":
        return self.session.open_desk(self._send if self.session.send is not None else None)

    # What is known of the desk

    def on_known(self, message: Known) -> None:
        """The screens can begin; counting waits until they are drawn."""
        self._beginning, self.queries = message.beginning, message.beginning.queries
        self._pulse = message.beginning.pulse
        for place in self._places():
            if place.is_mounted:
                self.introduce(place)
        self.call_after_refresh(self._count)
        if message.beginning.viewer.role is None:
            from cxdesk.desk.opened import UnknownAgent  # noqa: PLC0415 (whoever works here needs no such sentence)

            self.tell_failure(UnknownAgent(message.beginning.viewer.login))

    def may(self, act: Act) -> bool:
        """Whether the role of whoever looks allows *act* at all."""
        return self._beginning is not None and self._beginning.viewer.role in MAY[act]

    def introduce(self, place: Place) -> None:
        """Tell a screen that was just made what is known already."""
        if self._beginning is not None:
            place.tell_viewer(self._beginning.viewer)
            place.tell_beginning(self._beginning)
        if self._counts:
            place.tell_counts(self._counts)
            place.tell_name(self._desk_name)

    def _places(self) -> list[Place]:
        stacks = [screen for stack in self._screen_stacks.values() for screen in stack]
        return [screen for screen in stacks if isinstance(screen, Place)]

    def _look(self) -> None:
        if self._beginning is None:
            if not self._is_beginning:
                self._begin()
            return
        if self._slowness.is_news() and self.screen.id != WORK_SCREEN:
            self.say(_("The desk answers slowly. Keys go on working; nothing typed is lost."), "warning")
        before = self._pulse
        self.reader.ask(Lane.CHANGED, self, lambda door: changed(door, before))

    def on_changed(self, message: Changed) -> None:
        """Other agents' work appears by itself."""
        self._trouble = ""
        before, self._pulse = self._pulse, message.pulse
        if before is not None and message.pulse.is_news_after(before):
            self.refresh_places()

    def refresh_places(self) -> None:
        """Read again what is shown."""
        for place in self._places():
            place.reload()
        self._count()

    def _count(self) -> None:
        waits = self._counted_at + COUNT_SECONDS - time.monotonic()
        if waits > 0:
            if not self._count_waits:
                self._count_waits = True
                self.set_timer(waits, self._count)
            return
        self._count_waits = False
        self._counted_at = time.monotonic()
        queries = self.queries
        self.reader.ask(Lane.COUNTS, self, lambda door: counted(door, queries))

    def on_counted(self, message: Counted) -> None:
        """Show the counts wherever they are shown."""
        self._counts, self._desk_name = message.counts, message.name
        for place in self._places():
            place.tell_counts(message.counts)
            place.tell_name(message.name)
        if message.mail_trouble not in {"", self._mail_trouble}:
            told = _("{trouble}: no letter goes out until that is mended")
            self.say(told.format(trouble=message.mail_trouble), "warning")
        self._mail_trouble = message.mail_trouble

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
        job = performing(command, tuple(refs), dict(values), self._own, self.work_on(len(refs)), expected)
        self._writer.do(job, Either(to, self))

    def work_on(self, total: int) -> Work:
        """The count of an act on *total* complaints; what takes its time shows how far it is."""
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
        self._writer.do(job, Either(to, self))

    def report(self, performed: "Performed") -> None:
        """One report of what was done and refused; what can be repeated or taken back is remembered."""
        if self.screen.id == WORK_SCREEN:
            self.pop_screen()
        from cxdesk.screens.performing import UNDO  # noqa: PLC0415 (something was done: it is loaded)

        if performed.command != UNDO:
            self._last = (performed.command, performed.values)
            self._undos = [(one.ref, one.undo) for one in reversed(performed.done) if one.undo is not None]
        else:
            self._undos = [(ref, undo) for ref, undo in self._undos if ref in performed.untried]
        if performed.untried:
            for place in self._places():
                place.select_only(performed.untried)
        keys = self.session.preferences.keys
        if performed.refused and len(performed.lines()) > 1:
            from cxdesk.screens.report import ReportScreen  # noqa: PLC0415 (most acts are about one complaint)

            self.push_screen(ReportScreen("\n".join([performed.summary(keys), "", *performed.lines()])))
        else:
            self.say(performed.summary(keys), "warning" if performed.refused else "information")
        for place in self._places():
            place.unsettle()
        self.refresh_places()
        self.screen.refresh_bindings()

    def on_performed(self, message: "Performed") -> None:
        """The form from which it was done was left meanwhile; its draft stays only where it was refused."""
        if not message.refused:
            self.drafts.drop(message.command, message.refs)
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

    def undo(self, place: Place) -> None:
        """Take the last act back, on everything it was done to."""
        from cxdesk.screens.performing import undoing  # noqa: PLC0415 (nothing was done yet)

        place.unsettle()
        self._writer.do(undoing(tuple(self._undos), self._own, self.work_on(len(self._undos))), place)

    def _send(self, numbers: tuple[int, ...]) -> None:
        """Letters go out behind everybody's back; how it went is a toast, one for what was written meanwhile."""
        if numbers:
            self._unsent.extend(numbers)
            self.call_from_thread_soon(lambda: self._mailer.do(lambda _nothing: self._sent(), self))

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

    # Going places

    def open_complaint(self, ref: str) -> None:
        """Show one complaint whole; Esc leads back to where it was opened."""
        from cxdesk.screens.complaint import ComplaintScreen  # noqa: PLC0415 (the day begins on the desk)

        if isinstance(self.screen, ComplaintScreen):
            self.screen.look_at(ref)
        else:
            self.push_screen(ComplaintScreen(ref))

    def is_at(self, mode: str) -> bool:
        """Whether the screen of that name is in front, and nothing lies upon it."""
        return self.current_mode == mode and len([one for one in self.screen_stack if isinstance(one, Place)]) == 1

    def go_to(self, mode: str) -> None:
        """Show the screen of that name itself; what lay upon it is closed."""
        if self.current_mode != mode:
            self.switch_mode(mode)
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_command_palette(self) -> None:
        """Textual's own, asking in the reader's language."""
        from cxdesk.screens.palette import DeskPalette  # noqa: PLC0415 (loaded when somebody opens the palette)

        if not isinstance(self.screen, DeskPalette):
            self.push_screen(DeskPalette())

    def action_help_quit(self) -> None:
        """Ctrl+C ends nothing here: many press it to copy."""
        self.say(_("Ctrl+Q ends the program; q does too, where nothing is typed"))

    # Saying things

    def say(self, sentence: str, severity: "SeverityLevel" = "information") -> None:
        """A toast; stored text in it is only text."""
        self.notify(plain(sentence, lines=True), severity=severity, markup=False)

    def on_notify(self, message: "Notify") -> None:
        """Before it is shown: the same stands there once, and the oldest make room."""
        others = [toast for toast in self._notifications if toast.message != message.notification.message]
        kept = others[-MOST_TOASTS + 1 :]
        for toast in list(self._notifications):
            if toast not in kept:
                self._unnotify(toast, refresh=False)

    def tell_failure(self, error: Exception) -> None:
        """What a person can mend is said; a bug of ours ends the program with its traceback."""
        if not isinstance(error, CxdeskError):
            raise error
        self.say(f"{error}\n{error.mend}" if error.mend else str(error), "error")

    def on_failed(self, message: Failed) -> None:
        """A question of the app's own could not be answered; it is asked again and again, and told once."""
        self._is_beginning = False
        if str(message.error) != self._trouble:
            self._trouble = str(message.error)
            self.tell_failure(message.error)

    def handle_bindings_clash(self, clashed_bindings: object, node: object) -> None:
        """A key of the user's wins; what it took was told at the beginning, once."""
