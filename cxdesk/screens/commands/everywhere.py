"""What every screen offers: back, repeat, undo, help, palette, quit, the other screens."""

from typing import TYPE_CHECKING

from cxdesk.catalogue import N_, _
from cxdesk.domain.words import Act
from cxdesk.screens.commands.base import Command

if TYPE_CHECKING:
    from cxdesk.screens.place import Place


class Log(Command):
    """Log a complaint, in the order of a telephone call: who, what, by which way, how grave, what they want."""

    name = "log"
    keys = "n"
    label = N_("New")

    def is_offered(self, place: "Place") -> bool:
        return place.desk_app.may(Act.LOG)

    def why_not(self, place: "Place") -> Act | str | None:
        return _("your role logs no complaints")

    def run(self, place: "Place") -> None:
        from cxdesk.screens.log import LogScreen  # noqa: PLC0415 (loaded when somebody calls)

        place.app.push_screen(LogScreen())


class Repeat(Command):
    """Do the last act again, with the same words, to what the cursor or the selection is on now."""

    name = "repeat"
    keys = "full_stop"
    label = N_("Again")
    shown = False

    def is_offered(self, place: "Place") -> bool:
        return place.desk_app.can_repeat(place)

    def why_not(self, place: "Place") -> Act | str | None:
        return place.desk_app.last_act or _("nothing was done here yet")

    def is_early(self, place: "Place") -> bool:
        return place.is_settling

    def run(self, place: "Place") -> None:
        place.desk_app.repeat(place)


class TakeBack(Command):
    """Take the last act back, where another act can: nothing is erased, both stay in the history."""

    name = "undo"
    keys = "u"
    label = N_("Undo")
    shown = False

    def is_offered(self, place: "Place") -> bool:
        return place.desk_app.can_undo

    def why_not(self, place: "Place") -> Act | str | None:
        if place.desk_app.last_act is None:
            return _("nothing was done here yet")
        return place.desk_app.no_undo or _("the last act has no undo, or was undone already")

    def is_early(self, place: "Place") -> bool:
        return place.is_settling

    def run(self, place: "Place") -> None:
        place.desk_app.undo(place)


class Back(Command):
    """Let go of the selection, then of the filter; then leave the screen."""

    name = "back"
    keys = "escape"
    label = N_("Back")

    def is_offered(self, place: "Place") -> bool:
        return place.can_go_back

    def run(self, place: "Place") -> None:
        place.go_back()


class Help(Command):
    """The keys of this place, with what each does."""

    name = "help"
    keys = "question_mark,f1"
    label = N_("Keys")

    def run(self, place: "Place") -> None:
        from cxdesk.screens.help import HelpScreen  # noqa: PLC0415 (loaded when somebody asks)

        place.app.push_screen(HelpScreen(place))


class Palette(Command):
    """Find any act, view, theme, screen or complaint by typing."""

    name = "palette"
    keys = "ctrl+p"
    label = N_("Palette")

    def run(self, place: "Place") -> None:
        place.app.action_command_palette()


class Reload(Command):
    """Read what is on screen again."""

    name = "reload"
    keys = "f5,ctrl+r"
    label = N_("Read again")
    shown = False

    def run(self, place: "Place") -> None:
        place.reload()


class GoToDesk(Command):
    """The desk: views, queue, preview."""

    name = "screen-desk"
    keys = "1"
    label = N_("Desk")
    shown = False

    def is_offered(self, place: "Place") -> bool:
        return not place.desk_app.is_at("desk")

    def run(self, place: "Place") -> None:
        place.desk_app.go_to("desk")


class GoToRevisits(Command):
    """The agenda of revisits: who is to be called when, and what to say."""

    name = "screen-revisits"
    keys = "2"
    label = N_("Revisits")
    shown = False

    def is_offered(self, place: "Place") -> bool:
        return not place.desk_app.is_at("revisits")

    def run(self, place: "Place") -> None:
        place.desk_app.go_to("revisits")


class Quit(Command):
    """End the program. What was typed and not saved is there again next time."""

    name = "quit"
    keys = "q"
    label = N_("Quit")

    def run(self, place: "Place") -> None:
        place.app.exit(0)


EVERYWHERE: tuple[type[Command], ...] = (
    Log,
    Back,
    Repeat,
    TakeBack,
    Help,
    Palette,
    Reload,
    GoToDesk,
    GoToRevisits,
    Quit,
)
