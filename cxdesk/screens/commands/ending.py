"""How complaints end, and how they come back (DOMAIN §3)."""

from typing import TYPE_CHECKING

from cxdesk.catalogue import N_, _
from cxdesk.domain.words import Act, Outcome, Status
from cxdesk.screens import choices
from cxdesk.screens.commands.base import ActCommand
from cxdesk.screens.commands.waiting import REASON
from cxdesk.screens.fields import Field, Kind, Said
from cxdesk.screens.undoing import Undo

if TYPE_CHECKING:
    from cxdesk.desk import Change, Desk
    from cxdesk.desk.watching import Seen
    from cxdesk.domain.complaint import Complaint

RECOURSE = Field(
    "recourse", N_("Recourse"), hint=N_("Where the customer may go; what the policy says, if nothing is said here.")
)


class Final(ActCommand):
    """Send the final response: the decision, the reasons, where the customer may go."""

    act = Act.FINAL
    keys = "R"
    label = N_("Final")
    shown = False
    writes = True
    question = N_("Give the final response to {refs}? It cannot be taken back.")
    fields = (
        Field("decision", N_("Decision"), required=True, complete=choices.decisions),
        Field("reasons", N_("Reasons"), Kind.TEXT, required=True),
        RECOURSE,
    )

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.final(ref, said.text("decision"), said.text("reasons"), said.text("recourse"))


class Return(ActCommand):
    """The resolution did not hold: back to work, in a new cycle."""

    act = Act.RETURN
    keys = "B"
    label = N_("Back to work")
    shown = False
    fields = (REASON,)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.return_(ref, said.text("reason"))


class Close(ActCommand):
    """Close what is resolved; the desk says which outcome it earned."""

    act = Act.CLOSE
    keys = "C"
    label = N_("Close")
    writes = True
    fields = (
        Field(
            "outcome",
            N_("Outcome"),
            hint=N_("Only where it was decided outside: external. Else the desk finds it."),
            complete=choices.outcomes,
        ),
        Field("reason", N_("Reason"), hint=N_("Needed for external.")),
    )

    def leads_on(self, seen: "Seen") -> bool:
        """It is resolved; before that only what others decided outside is closed."""
        return bool(seen.card.complaint["status"] == Status.RESOLVED)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.close(ref, said.code("outcome", Outcome), reason=said.text("reason"))

    def undo(self, before: "Complaint") -> Undo | None:
        return Undo("reopen", lambda desk, ref: desk.reopen(ref, _("closed by mistake")))


class Lapse(ActCommand):
    """Close what the customer no longer answers, after the counted attempts."""

    act = Act.LAPSE
    keys = "L"
    label = N_("Lapse")
    shown = False
    writes = True
    question = N_("Close {refs} because the customer stays silent? The customer is told.")
    fields = (REASON,)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.lapse(ref, said.text("reason"))


class Withdraw(ActCommand):
    """Record that the complainant takes the complaint back, in their own words."""

    act = Act.WITHDRAW
    keys = "X"
    label = N_("Withdraw")
    shown = False
    writes = True
    question = N_("Close {refs} as withdrawn? The customer is told.")
    fields = (Field("text", N_("Their words"), Kind.TEXT, required=True, blamed_for=("said",)),)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.withdraw(ref, said.text("text"))


class Decline(ActCommand):
    """Decline what is not for this desk; the customer is told why and where to go."""

    act = Act.DECLINE
    keys = "D"
    label = N_("Decline")
    shown = False
    writes = True
    question = N_("Decline {refs}? The customer is told, and the complaint is closed.")
    fields = (
        REASON,
        RECOURSE,
        Field(
            "notice",
            N_("Told already"),
            Kind.YES_NO,
            hint=N_("the customer was told already"),
            blamed_for=("notice_sent",),
        ),
    )

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.decline(ref, said.text("reason"), said.text("recourse"), notice_sent=said.yes("notice"))


class Merge(ActCommand):
    """Merge into another complaint about the same matter; the earliest receipt counts."""

    act = Act.MERGE
    keys = "m"
    label = N_("Merge")
    shown = False
    fields = (
        Field(
            "into",
            N_("Into"),
            required=True,
            hint=N_("The complaint under which the matter goes on."),
            complete=choices.masters,
            is_quoted=True,
        ),
        Field("reason", N_("Reason"), Kind.TEXT),
    )

    def perform(self, desk: "Desk", ref: str, said: Said) -> "tuple[Change, ...]":
        return desk.merge(ref, said.text("into"), reason=said.text("reason"))

    def undo(self, before: "Complaint") -> Undo | None:
        return Undo("unmerge", lambda desk, ref: desk.unmerge(ref, reason=_("merged by mistake")))


class Unmerge(ActCommand):
    """Take a merge back: it is a matter of its own again."""

    act = Act.UNMERGE
    keys = "m"
    label = N_("Unmerge")
    shown = False
    fields = (Field("reason", N_("Reason"), Kind.TEXT),)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "tuple[Change, ...]":
        return desk.unmerge(ref, reason=said.text("reason"))

    def undo(self, before: "Complaint") -> Undo | None:
        into = before.merged_into
        if into is None:
            return None
        return Undo("merge", lambda desk, ref: desk.merge(ref, into, reason=_("unmerged by mistake")))


class Reopen(ActCommand):
    """Open a closed complaint again, in a new cycle."""

    act = Act.REOPEN
    keys = "r"
    label = N_("Reopen")
    fields = (REASON,)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.reopen(ref, said.text("reason"))


ENDING: tuple[type[ActCommand], ...] = (
    Close, Reopen, Final, Return, Lapse, Withdraw, Decline, Merge, Unmerge,
)  # fmt: skip
