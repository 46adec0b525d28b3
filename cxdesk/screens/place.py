"""What every screen of the desk is: it offers commands, aims at complaints, performs acts, hears of changes."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol, cast

from textual import events
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from cxdesk.catalogue import _
from cxdesk.domain.words import Act
from cxdesk.widgets.reader import Failed, Lane
from cxdesk.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.binding import BindingsMap

    from cxdesk.app import CxdeskApp
    from cxdesk.desk.beginning import Beginning
    from cxdesk.desk.watching import Row, Seen, Viewer
    from cxdesk.domain.allowed import Allowed
    from cxdesk.errors import CxdeskError
    from cxdesk.screens.commands import ActCommand, Command
    from cxdesk.screens.performing import Performed

LONGEST_HELD_SECONDS = 2.0
"""No key of a place waits longer for the store."""


class Aim(NamedTuple):
    """The complaints an act would apply to, and what is allowed for at least one of them.

    *seen* is the complaint as the person sees it, where there is exactly one and it was read whole; *visit* is the
    number of its revisit that is aimed at, where a place shows revisits. *can* says of each what acts may be done to;
    it is empty until all were read.
    """

    refs: tuple[str, ...] = ()
    allowed: frozenset[Act] = frozenset()
    seen: "Seen | None" = None
    visit: int | None = None
    can: "tuple[Allowed, ...]" = ()

    @classmethod
    def at(cls, row: "Row", seen: "Seen | None", visit: int | None = None) -> "Aim":
        """At one complaint; until it was *seen* what its row tells must do."""
        if seen is None or seen.ref != row.ref:
            return cls((row.ref,), row.may, None, visit)
        return cls((row.ref,), seen.allowed, seen, visit, (seen.can,))

    def has_what(self, act: Act) -> bool:
        """Whether there is an option, a promise, a revisit … that *act* could be done to, as far as that is known."""
        if not self.can:
            return True
        numbers = {number for can in self.can for number in can.of(act)}
        return bool(numbers) if self.visit is None else self.visit in numbers

    @property
    def said(self) -> dict[str, str]:
        """What nobody needs to type, as a form would say it."""
        from cxdesk.screens.fields import VISIT  # noqa: PLC0415 (the first frame has no form)

        return {VISIT: "" if self.visit is None else str(self.visit)}


class WhyNot(Message):
    """The commands of that *label* would be refused like this; empty where none would any more."""

    def __init__(self, label: str, refusals: "Sequence[CxdeskError]") -> None:
        super().__init__()
        self.label = label
        self.refusals = refusals


class Listing(Protocol):
    """What keys move in."""

    def move(self, by: int) -> None:
        """Move the cursor."""

    def page(self, by: int) -> None:
        """Move by screens."""

    def go_first(self) -> None:
        """To the beginning."""

    def go_last(self) -> None:
        """To the end."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to move in."""


class Place(Screen[None]):
    """Subclasses say which commands they have, in `offers`, and what they aim at."""

    has_views: ClassVar[bool] = False
    has_tabs: ClassVar[bool] = False
    order: ClassVar[str] = ""
    """In which order its list stands: a sentence for its help, marked with N_."""

    _is_unsettled = False

    is_first: ClassVar[bool] = False
    """The day begins here: it is drawn before anybody can use its commands, which take longer to load than it."""

    _knows_its_keys = False

    def __init__(self) -> None:
        super().__init__()
        if not self.is_first:
            self.learn()

    @classmethod
    def offers(cls) -> "Sequence[type[Command]]":
        """Its commands in the order of the footer; those of every screen come after them."""
        return ()

    @classmethod
    @cache
    def vocabulary(cls) -> "Mapping[str, Command]":
        """Its commands by name."""
        from cxdesk.screens.commands import EVERYWHERE  # noqa: PLC0415 (see `is_first`)

        return {command.name: command() for command in (*cls.offers(), *EVERYWHERE)}

    @classmethod
    @cache
    def _keys(cls) -> "BindingsMap":
        """Those of its commands over Textual's own."""
        from cxdesk.screens.commands import bindings_of  # noqa: PLC0415 (see `is_first`)

        cls.BINDINGS = list(bindings_of(map(type, cls.vocabulary().values())))
        return cls._merge_bindings()

    def learn(self) -> None:
        """Bind the keys; before that none means anything here."""
        if not self._knows_its_keys:
            self._knows_its_keys = True
            self._bindings = self._keys().copy()
            self.refresh_bindings()

    @property
    def desk_app(self) -> "CxdeskApp":
        """The app, as what it is."""
        return cast("CxdeskApp", self.app)

    # For subclasses

    @property
    def listing(self) -> Listing | None:
        """What keys move in, where the place has such a thing."""
        return None

    @property
    def rows(self) -> Rows | None:
        """The same, where it is a list of complaints that can be opened and selected."""
        return self.listing if isinstance(self.listing, Rows) else None

    def aim(self) -> Aim:
        """What acts apply to now."""
        return Aim()

    def reload(self) -> None:
        """Read again what is shown: somebody changed the desk."""

    def show_logged(self, ref: str, told: str) -> None:
        """Say that *ref* was logged, and show where it is."""
        self.tell_elsewhere(ref, told)

    def tell_elsewhere(self, ref: str, told: str) -> None:
        """Say it, and how to come to *ref*, which does not stand here."""
        self.desk_app.say("\n".join([told, _("It is not in this list: Ctrl+P finds {ref}.").format(ref=ref)]))

    def tell_counts(self, counts: Mapping[str, int]) -> None:
        """The views were counted anew."""

    def tell_viewer(self, viewer: "Viewer") -> None:
        """It became known who looks."""

    def tell_beginning(self, beginning: "Beginning") -> None:
        """What the day begins with was read."""

    def tell_name(self, name: str) -> None:
        """It became known what the desk is called."""

    def filter(self) -> None:
        """Open the box that narrows the list."""

    def turn_view(self, by: int) -> None:
        """Show another view."""

    def turn_tab(self, by: int) -> None:
        """Show another tab."""

    def choose_view(self, name: str) -> None:
        """Show the view of that name."""

    @property
    def can_go_back(self) -> bool:
        """Whether Esc leads anywhere."""
        return len(self.app.screen_stack) > 1

    def go_back(self) -> None:
        """What Esc does."""
        self.app.pop_screen()

    def is_outdated(self, cans: "Iterable[Allowed]") -> bool:
        """Whether time alone changed what is allowed since that was read."""
        now = self.desk_app.session.now()
        return any(can.until is not None and can.until <= now for can in cans)

    # What is on its way

    @property
    def is_arriving(self) -> bool:
        """Whether other rows than those on screen were asked for."""
        return self.rows is not None and self.rows.is_arriving

    @property
    def is_settling(self) -> bool:
        """Whether the screen does not show yet what came of an act, or which complaint the next one would be about."""
        return self._is_unsettled or self.is_arriving

    def unsettle(self) -> None:
        """An act was begun, or done: what the screen says may be wrong until it was read again."""
        self._is_unsettled = True

    def settled(self) -> None:
        """It was read again."""
        self._is_unsettled = False

    def holds(self, event: events.Key | events.Paste, seconds: float) -> bool:
        """Whether a key, held for *seconds*, waits for what is on its way: typed ahead, it means what comes."""
        self.learn()
        if not isinstance(event, events.Key) or isinstance(self.focused, Input):
            return False
        if not self.is_settling or seconds > LONGEST_HELD_SECONDS:
            return False
        return any(command.is_early(self) for command in self._meant_by(event.key))

    def _meant_by(self, key: str) -> "list[Command]":
        found = self._bindings
        if self.desk_app.session.preferences.keys:  # the user's own; they are put together anew each time
            found = next(bindings for node, bindings in self._binding_chain if node is self)
        names = [str(binding.id) for binding in found.key_to_bindings.get(key, ())]
        known = self.vocabulary()
        return [known[name] for name in names if name in known]

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A command is offered when it says so."""
        if action != "command":
            return True
        command = self.vocabulary().get(str(parameters[0]))
        return command is not None and command.is_offered(self)

    def is_due(self, name: str) -> bool:
        """Whether the command of that name stands among the first of the footer."""
        known = self.vocabulary()
        return name not in known or known[name].is_due(self)

    def on_key(self, event: events.Key) -> None:
        """A key of which nothing is possible now says why."""
        meant = self._meant_by(event.key)
        if not any(one.is_offered(self) for one in meant):
            self.tell_why_not(meant)

    def tell_why_not(self, commands: "Sequence[Command]") -> None:
        """Say why none of *commands*, which share a key, is possible now; of one complaint the desk knows."""
        against = {command: why for command in commands if (why := command.why_not(self)) is not None}
        if not against:
            return
        label = " / ".join(_(command.label) for command in against)
        acts = [why for why in against.values() if isinstance(why, Act)]
        refs = self.aim().refs
        if acts and len(refs) == 1:
            self.desk_app.reader.ask(Lane.WHY, self, lambda door: WhyNot(label, door.why_not(refs[0], acts)))
        elif acts:
            self._say_not_now(label)
        else:
            self.desk_app.say(f"{label}{_(': ')}{next(iter(against.values()))}", "warning")

    def _say_not_now(self, label: str) -> None:
        self.desk_app.say(_("{label}: not possible now; ? lists what is").format(label=label), "warning")

    def on_why_not(self, message: WhyNot) -> None:
        """Say what the desk would say, and the key of what comes first."""
        from cxdesk.screens.refusals import advice, most_telling, reason  # noqa: PLC0415 (see `is_first`)

        message.stop()
        error = most_telling(message.refusals)
        if error is None:
            self._say_not_now(message.label)
            return
        first = advice(error, self.desk_app.session.preferences.keys)
        self.desk_app.say("\n".join(part for part in (reason(error), first) if part), "warning")

    def action_command(self, name: str) -> None:
        """Run the command of that name."""
        self.vocabulary()[name].run(self)

    def begin(self, command: "ActCommand", said: Mapping[str, str] | None = None, aim: Aim | None = None) -> None:
        """Perform an act on *aim*, else on what is aimed at now, after asking what it must know.

        *said* is known already of one that asks nothing.
        """
        aim = aim or self.settled_aim()
        if not aim.refs:
            return
        if command.fields or command.more or command.question:
            from cxdesk.screens.form import Form  # noqa: PLC0415 (the first form loads what it needs)

            self.app.push_screen(Form(command, aim))
            return
        self.desk_app.perform(command, aim.refs, {**aim.said, **(said or {})}, to=self)

    def select_only(self, refs: tuple[str, ...]) -> None:
        """Of what is selected only *refs*: the others are done."""
        if self.rows is not None:
            self.rows.pick_only(refs)

    def settled_aim(self) -> Aim:
        """What acts apply to now; nothing, and it says so, while other rows than those on screen are on their way."""
        if not self.is_arriving:
            return self.aim()
        self.desk_app.say(_("Nothing was done: the list is still being read."), "warning")
        return Aim()

    def on_performed(self, message: "Performed") -> None:
        """Report it."""
        message.stop()
        self.desk_app.report(message)

    def on_failed(self, message: Failed) -> None:
        """Say why something could not be read or written."""
        message.stop()
        self.settled()
        self.desk_app.tell_failure(message.error)
