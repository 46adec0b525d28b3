"""Acts that need little or nothing to be said: the models for those that follow."""

from typing import TYPE_CHECKING

from cxdesk.catalogue import N_
from cxdesk.domain.words import Act
from cxdesk.screens.commands.base import ActCommand
from cxdesk.screens.fields import Field, Kind, Said
from cxdesk.screens.undoing import Undo

if TYPE_CHECKING:
    from cxdesk.desk import Change, Desk
    from cxdesk.desk.watching import Watch
    from cxdesk.domain.complaint import Complaint


def logins(door: "Watch") -> list[str]:
    """Agents who can own complaints, for completion."""
    return [login for login, _name in door.queue.agents()]


def back_to(owner: str) -> Undo:
    """The complaint goes back to whoever owned it."""
    return Undo("assign", lambda desk, ref: desk.assign(ref, owner))


class Take(ActCommand):
    """Become the owner of the complaint."""

    name = "take"
    keys = "t"
    label = N_("Take")
    act = Act.TAKE

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        """Whoever acts becomes the owner."""
        return desk.take(ref)

    def undo(self, before: "Complaint") -> Undo | None:
        """Back to the owner before."""
        return back_to(before.owner) if before.owner else None


class Assign(ActCommand):
    """Give the complaint to an owner."""

    name = "assign"
    keys = "a"
    label = N_("Assign")
    act = Act.ASSIGN
    fields = (Field("to", N_("New owner"), required=True, complete=logins, blamed_for=("UnknownAgent", "NotDone")),)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        """One owner."""
        return desk.assign(ref, said.text("to"))

    def undo(self, before: "Complaint") -> Undo | None:
        """Back to the owner before."""
        return back_to(before.owner) if before.owner else None


class Start(ActCommand):
    """Begin the investigation."""

    name = "start"
    keys = "b"
    label = N_("Begin")
    act = Act.START

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        """The investigation begins."""
        return desk.start(ref)


class Note(ActCommand):
    """Write an internal note; the customer never sees it."""

    name = "note"
    keys = "i"
    label = N_("Note")
    act = Act.NOTE
    fields = (Field("text", N_("Note"), Kind.TEXT, required=True, blamed_for=("Refused",)),)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        """An internal note."""
        return desk.note(ref, said.text("text"))


class Resume(ActCommand):
    """End the wait; the clocks run on."""

    name = "resume"
    keys = "r"
    label = N_("Resume")
    act = Act.RESUME

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        """The wait is over."""
        return desk.resume(ref)


ACTS: tuple[type[ActCommand], ...] = (Take, Assign, Start, Note, Resume)
"""Every act that screens offer, in the order of the footer."""
