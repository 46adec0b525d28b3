"""The interface: one app over one desk, with a thread that reads, one that writes, and screens that never wait."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ScreenStackError
from textual.screen import Screen

from cxdesk import catalogue
from cxdesk.catalogue import _
from cxdesk.domain.permissions import MAY
from cxdesk.domain.words import Act
from cxdesk.errors import CxdeskError
from cxdesk.screens.acting import Acting
from cxdesk.screens.desk import DeskScreen
from cxdesk.screens.news import Changed, Counted, Known, changed, counted, remembered
from cxdesk.screens.place import Place
from cxdesk.screens.session import Session
from cxdesk.screens.terminal import driver_over, end_when_told
from cxdesk.screens.theme import stylesheet
from cxdesk.screens.typist import Typist
from cxdesk.screens.work import WORK_SCREEN, Slowness
from cxdesk.text import plain
from cxdesk.widgets.reader import Failed, Lane, Reader, end

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.command import Provider
    from textual.driver import Driver

    from cxdesk.desk.beginning import Beginning
    from cxdesk.desk.noticing import Pulse

LOOK_SECONDS = 1.0
"""How often the database is asked whether anybody changed it: a question of some microseconds."""

COUNT_SECONDS = 2.0
"""Views are counted no oftener than that."""


def _provider() -> "type[Provider]":
    from cxdesk.screens.palette import DeskProvider  # noqa: PLC0415 (loaded when somebody opens the palette)

    return DeskProvider


def _revisits() -> Screen[None]:
    from cxdesk.screens.revisits import RevisitsScreen  # noqa: PLC0415 (the day begins on the desk)

    return RevisitsScreen()


class CxdeskApp(Acting):
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
        super().__init__(session)
        self.title = "cxdesk"
        self.reader = Reader(session.open_watch)
        self.queries: Mapping[str, str] = {}
        self._beginning: Beginning | None = None
        self._slowness = Slowness(self.reader, self.writer)
        self._typist = Typist(self, super().on_event, self._is_held)
        self._pulse: Pulse | None = None
        self._counts: Mapping[str, int] = {}
        self._desk_name = ""
        self._mail_trouble = ""
        self._counted_at = float("-inf")
        self._count_waits = False
        self._has_let_go = False
        self._is_beginning = False
        self._troubles: dict[Lane | None, str] = {}

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
        self.add_mode("desk", DeskScreen)
        if preferences.keys:
            from cxdesk.screens.keymap import known_keys  # noqa: PLC0415 (most have no keys of their own)

            self.set_keymap(known_keys(preferences.keys))
        if doubts := list(self._doubts()):
            self.say("\n".join(doubts), "warning")  # in one: each of its own would push another out
        self.set_interval(LOOK_SECONDS, self._look)

    def _doubts(self) -> Iterator[str]:
        """What of the preferences cannot be."""
        preferences = self.session.preferences
        if doubt := preferences.doubt():
            yield doubt
        if preferences.theme and not self.has_theme(preferences.theme):
            yield _("there is no theme {name}").format(name=preferences.theme)
        if preferences.keys:
            from cxdesk.screens.keymap import warnings  # noqa: PLC0415 (as above)

            yield from warnings(preferences.keys)

    def get_default_screen(self) -> DeskScreen:
        """The day begins on the desk. As the screen of a mode Textual would read all style sheets twice more."""
        return DeskScreen()

    def pick_theme(self, name: str) -> None:
        """Show it in that theme, and the next time as well."""
        self.theme = name
        preferred, config = self.session.preferences.theme, self.session.config
        if preferred:
            self.say(_("config.toml names the theme {name}: that one counts next time").format(name=preferred))
        elif config is not None:
            folder = config.parent
            self.mailer.do(lambda _nothing: remembered(folder, name), self)

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
            end(self.reader, self.drafts, self.writer, self.mailer)

    async def on_unmount(self) -> None:
        """The app is over."""
        self._typist.stop()
        self.let_go()

    # What is known of the desk

    def on_known(self, message: Known) -> None:
        """The screens can begin; counting waits until they are drawn."""
        self._troubles.pop(Lane.BEGINNING, None)
        self._beginning, self.queries = message.beginning, message.beginning.queries
        self._pulse = message.beginning.pulse
        for place in self.places():
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
        self._troubles.pop(Lane.CHANGED, None)
        before, self._pulse = self._pulse, message.pulse
        if before is not None and message.pulse.is_news_after(before):
            self.refresh_places()
        if message.wrote:
            from cxdesk.screens.performing import listed  # noqa: PLC0415 (mail comes now and then)

            self.say(_("{refs}: the customer wrote").format(refs=listed(message.wrote)))

    def refresh_places(self) -> None:
        """Read again what is shown."""
        for place in self.places():
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
        self._troubles.pop(Lane.COUNTS, None)
        self._counts, self._desk_name = message.counts, message.name
        for place in self.places():
            place.tell_counts(message.counts)
            place.tell_name(message.name)
        if message.mail_trouble not in {"", self._mail_trouble}:
            told = _("{trouble}: no letter goes out until that is mended")
            self.say(told.format(trouble=message.mail_trouble), "warning")
        self._mail_trouble = message.mail_trouble

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

    def tell_failure(self, error: Exception) -> None:
        """What a person can mend is said; a bug of ours ends the program with its traceback."""
        if not isinstance(error, CxdeskError):
            raise error
        self.say(f"{error}\n{error.mend}" if error.mend else str(error), "error")

    def on_failed(self, message: Failed) -> None:
        """A question of the app's own, asked again and again, is told once; whatever failed for a person, each time."""
        self._is_beginning = False
        told = str(message.error)
        if message.lane is None or self._troubles.get(message.lane) != told:
            self._troubles[message.lane] = told
            self.tell_failure(message.error)

    def handle_bindings_clash(self, clashed_bindings: object, node: object) -> None:
        """A key of the user's wins; what it took was told at the beginning, once."""
