"""What a command is: one class from whose words the key, the footer, the palette, the help and `docs/keys.md` come."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from cxdesk.catalogue import _
from cxdesk.domain.words import Act

if TYPE_CHECKING:
    from cxdesk.desk import Change, Desk
    from cxdesk.desk.watching import Seen
    from cxdesk.domain.complaint import Complaint
    from cxdesk.screens.fields import Field, Said
    from cxdesk.screens.place import Place
    from cxdesk.screens.undoing import Undo


class Command:
    """Subclasses say in their docstring, in a sentence or two, what the command does: it is its help, and translated.

    `name` is stable (keymaps use it), `keys` are Textual's, several separated by commas, "" for the palette alone;
    `label` is short and marked with N_. What is not `shown` has no place in the footer, though its key, the palette and
    the help have it.
    """

    name: ClassVar[str]
    keys: ClassVar[str]
    label: ClassVar[str]
    shown: ClassVar[bool] = True
    chord: ClassVar[tuple[str, str]] = ("", "")
    """Of what has two keys: the command that the first one belongs to, and the second."""
    also: ClassVar[str] = ""
    """What may be struck instead of the second."""

    @classmethod
    def help(cls) -> str:
        """The docstring in the reader's language."""
        return _(cls.sentence())

    @classmethod
    def sentence(cls) -> str:
        """The docstring as the catalogue has it: one line."""
        return " ".join((cls.__doc__ or "").split())

    def is_offered(self, place: "Place") -> bool:
        """Whether it makes sense here and now: else the key does nothing and is not shown."""
        return True

    def is_due(self, place: "Place") -> bool:
        """Whether it stands among the first of the footer now: what is offered and not due follows, where room is."""
        return True

    def is_early(self, place: "Place") -> bool:
        """Whether what it would apply to is still on its way: its key waits for that, a moment at most."""
        return False

    def why_not(self, place: "Place") -> "Act | str | None":
        """Why it is not offered: the act that the desk is asked about, or a sentence; None where nobody wonders."""
        return None

    def run(self, place: "Place") -> None:
        """Do it."""
        raise NotImplementedError


class ActCommand(Command):
    """An act of DOMAIN §3 on what the place aims at: the complaint under the cursor, or all that are selected.

    Without `fields` and `question` it is done at once; else a form asks. `more` can be asked for again, for a second
    option. `writes` says that the desk may write to the customer about it. `question` is for what cannot be undone, a
    sentence with a place for the {refs}; it is asked once everything is known.
    """

    act: ClassVar[Act]
    fields: ClassVar[tuple["Field", ...]] = ()
    more: ClassVar[tuple["Field", ...]] = ()
    writes: ClassVar[bool] = False
    question: ClassVar[str] = ""
    lasting: ClassVar[str] = ""
    """Why nothing takes it back where `undo` knows no act that would: a sentence, marked with N_."""

    def __init_subclass__(cls) -> None:
        """It is called what its act is called, unless it says otherwise."""
        if "act" in vars(cls) and "name" not in vars(cls):
            cls.name = cls.act.value

    def is_offered(self, place: "Place") -> bool:
        """What role and status allow for at least one of the complaints that are aimed at."""
        return self.act in place.aim().allowed

    def why_not(self, place: "Place") -> Act | str | None:
        return self.act

    def is_due(self, place: "Place") -> bool:
        """As the complaint stands; of several nobody can say."""
        seen = place.aim().seen
        return seen is None or self.leads_on(seen)

    def leads_on(self, seen: "Seen") -> bool:
        """Whether it is what a complaint that stands like this one waits for."""
        return True

    def is_early(self, place: "Place") -> bool:
        return place.is_settling

    def run(self, place: "Place") -> None:
        """Ask what must be known, then perform it."""
        place.begin(self)

    def perform(self, desk: "Desk", ref: str, said: "Said") -> "Change | tuple[Change, ...]":
        """Do it to one complaint, on the writer's thread; may raise FieldWrong and whatever the desk refuses with.

        What it did to that complaint stands first, what the same act did to others behind it.
        """
        raise NotImplementedError

    def first_values(self, seen: "Seen | None") -> dict[str, str]:
        """What the form's fields begin with; *seen* is the complaint where there is exactly one."""
        return {}

    def undo(self, before: "Complaint") -> "Undo | None":
        """The act that takes this one back, given the complaint *before* it; None where there is none."""
        return None

    @classmethod
    def can_be_undone(cls) -> bool:
        """Whether there is such an act, for some complaint at least."""
        return cls.undo is not ActCommand.undo


def bindings_of(commands: Iterable[type[Command]]) -> list[Binding]:
    """Their keys for Textual; words stay English here and are translated when they are shown."""
    return [
        Binding(
            command.keys,
            f"command('{command.name}')",
            command.label,
            show=command.shown,
            tooltip=command.sentence(),
            id=command.name,
        )
        for command in commands
        if command.keys
    ]
