"""Options and how they end: offered, decided, taken, delivered (DOMAIN §3)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxdesk.catalogue import N_, _
from cxdesk.domain.words import Act, OptionState, OptionType, Severity, Status
from cxdesk.errors import CxdeskError
from cxdesk.screens import choices
from cxdesk.screens.commands.base import ActCommand
from cxdesk.screens.commands.receiving import FindCause
from cxdesk.screens.commands.waiting import REASON
from cxdesk.screens.fields import HAPPENED, Field, FieldWrong, Kind, Said, numbered
from cxdesk.screens.undoing import Undo

if TYPE_CHECKING:
    from cxdesk.desk import Change, Desk
    from cxdesk.desk.settling import Offer as Option
    from cxdesk.desk.watching import Seen
    from cxdesk.domain.complaint import Complaint

OPTION = (
    Field("type", N_("Option"), required=True, hint=N_("What kind of remedy."), complete=choices.option_types),
    Field("text", N_("In words"), hint=N_("What exactly, as the customer is to read it.")),
    Field("value", N_("Value"), hint=N_("25, or 25 EUR; above your limit a supervisor approves it first.")),
    Field(
        "valid",
        N_("Valid until"),
        hint=N_("Until when it can be accepted: fri, +5bd, in 2 weeks."),
        blamed_for=("valid_until",),
    ),
    Field(
        "by", N_("Promised by"), hint=N_("By when it is delivered once it is accepted."), blamed_for=("promised_at",)
    ),
)
EVIDENCE = Field("evidence", N_("Evidence"), Kind.TEXT, required=True, hint=N_("How it is known."))


def which(act: Act) -> Field:
    """The option that *act* is done to."""
    return Field("number", N_("Option"), required=True, complete=choices.options_for(act), is_quoted=True)


def option_of(said: Said, number: int = 1) -> "Option":
    """The option typed into the *number*th set of fields."""
    from cxdesk.desk.settling import option  # noqa: PLC0415 (on the writer's thread)

    kind, words = numbered("type", number), numbered("text", number)
    value, currency = said.amount(numbered("value", number))
    return option(
        said.needed(kind, said.code(kind, OptionType)),
        said.needed(words, said.text(words) or None),
        value=value,
        currency=currency,
        valid_until=said.bound(numbered("valid", number)),
        promised_at=said.bound(numbered("by", number)),
    )


def chosen(said: Said) -> int:
    """The option's number."""
    return said.needed("number", said.number("number"))


class Offer(ActCommand):
    """Put one or several options to the customer, who is written to."""

    act = Act.OFFER
    keys = "o"
    label = N_("Offer")
    writes = True
    more = OPTION

    def leads_on(self, seen: "Seen") -> bool:
        """Work has begun, and nothing lies with the customer."""
        return seen.card.complaint["status"] not in {Status.RECEIVED, Status.OFFERED}

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        begun = {number for field in OPTION for number in said.sets(field.name)}
        sets = sorted(begun | {1})
        options = [option_of(said, number) for number in sets]
        try:
            return desk.offer(ref, *options)
        except CxdeskError as error:
            error.about = _in_its_set(error.about, sets)
            raise

    def undo(self, before: "Complaint") -> Undo | None:
        """All that it put on the table is taken back."""
        known = len(before.options)

        def back(desk: "Desk", ref: str) -> "Change":
            now = desk.complaint(ref)
            added = [one for one in now.options[known:] if one.state is OptionState.OPEN]
            if not added:
                raise FieldWrong("number", _("nothing that was offered lies open any more"))
            changes = [desk.retract(ref, one.number, _("offered by mistake")) for one in added]
            return changes[-1]

        return Undo("retract", back)


def _in_its_set(about: str | None, sets: Sequence[int]) -> str | None:
    """What a refusal of the desk is about, by the set it was typed into: it counts the options alone (`text 2`)."""
    parameter, _space, place = (about or "").partition(" ")
    return f"{parameter} {sets[int(place) - 1]}" if place else about


class Approve(ActCommand):
    """Let a proposed option go to the customer, who is written to."""

    act = Act.APPROVE
    keys = "p"
    label = N_("Approve")
    writes = True
    fields = (which(act),)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.approve(ref, chosen(said))


class Deny(ActCommand):
    """Do not let a proposed option go out."""

    act = Act.DENY
    keys = "N"
    label = N_("Deny")
    fields = (which(act), REASON)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.deny(ref, chosen(said), said.text("reason"))


class Retract(ActCommand):
    """Take an open option back."""

    act = Act.RETRACT
    keys = "O"
    label = N_("Retract")
    shown = False
    fields = (which(act), REASON)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.retract(ref, chosen(said), said.text("reason"))


class Accept(ActCommand):
    """Record that the customer accepts an option; the others fall away."""

    act = Act.ACCEPT
    keys = "y"
    label = N_("Accepts")
    writes = True
    fields = (which(act), EVIDENCE, *HAPPENED)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        at, reason = said.moment("at"), said.text("reason")
        return desk.accept(ref, chosen(said), said.text("evidence"), at=at, reason=reason)


class Refuse(ActCommand):
    """Record that the customer does not want an option."""

    act = Act.REFUSE
    keys = "x"
    label = N_("Refuses")
    fields = (which(act), REASON)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.refuse(ref, chosen(said), said.text("reason"))


class Fulfil(ActCommand):
    """Record that the accepted remedy was delivered; the days to look back are drawn."""

    act = Act.FULFIL
    keys = "f"
    label = N_("Fulfil")
    fields = (EVIDENCE, *HAPPENED)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.fulfil(ref, said.text("evidence"), at=said.moment("at"), reason=said.text("reason"))

    def undo(self, before: "Complaint") -> Undo | None:
        return Undo("return", lambda desk, ref: desk.return_(ref, _("fulfilled by mistake")))


class Fail(ActCommand):
    """Record that the remedy was not delivered as promised."""

    act = Act.FAIL
    keys = "F"
    label = N_("Failed")
    fields = (REASON,)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.fail(ref, said.text("reason"))


class QuickResolve(ActCommand):
    """Settle a small matter in one go: assessed, its cause, an option, taken and delivered."""

    act = Act.QUICK_RESOLVE
    keys = "Q"
    label = N_("Quick resolve")
    shown = False
    writes = True
    fields = (
        Field("severity", N_("Severity"), hint=N_("S3 or S4."), complete=choices.small_severities),
        *FindCause.fields,
        OPTION[0],
        *OPTION[1:3],
        EVIDENCE,
    )

    def first_values(self, seen: "Seen | None") -> dict[str, str]:
        return {"severity": str(seen.card.complaint["severity"] or "S4") if seen else "S4"}

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.quick_resolve(
            ref,
            cause=(said.cause("code"), said.text("why"), said.text("unit")),
            offer=option_of(said),
            evidence=said.text("evidence"),
            severity=said.code("severity", Severity),
        )

    def undo(self, before: "Complaint") -> Undo | None:
        """What was found out stays; the remedy is not delivered."""
        return Undo("return", lambda desk, ref: desk.return_(ref, _("fulfilled by mistake")))


SETTLING: tuple[type[ActCommand], ...] = (
    Approve, Deny, Accept, Refuse, Fulfil, Fail, Offer, QuickResolve, Retract,
)  # fmt: skip
