"""Whose move it is, who pays attention, what was promised (DOMAIN §3, §7)."""

from typing import TYPE_CHECKING

from cxdesk.catalogue import N_, _
from cxdesk.domain.words import Act
from cxdesk.screens import choices
from cxdesk.screens.commands.base import ActCommand
from cxdesk.screens.fields import Field, FieldWrong, Kind, Said
from cxdesk.screens.undoing import Undo

if TYPE_CHECKING:
    from cxdesk.desk import Change, Desk
    from cxdesk.domain.complaint import Complaint

REASON = Field("reason", N_("Reason"), Kind.TEXT, required=True)
UNTIL = Field(
    "until", N_("Look again"), required=True, hint=N_("On which day the pause ends: fri, +3bd, in 2 weeks, 2026-12-01.")
)
BECAUSE = Field(
    "why", N_("Pause for"), hint=N_("The listed reason; the usual one, if not said."), complete=choices.pause_reasons
)


class WaitCommand(ActCommand):
    """Somebody else has the next move, and the clocks pause."""

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        until = said.needed("until", said.bound("until"))
        wait = desk.ask if self.act is Act.ASK else desk.refer
        return wait(ref, said.text("question"), until, why=said.text("why"))

    def undo(self, before: "Complaint") -> Undo | None:
        return Undo("resume", lambda desk, ref: desk.resume(ref))


class Ask(WaitCommand):
    """Put a question to the customer, who has the next move; the desk writes to them."""

    act = Act.ASK
    keys = "w"
    label = N_("Ask")
    writes = True
    fields = (Field("question", N_("Question"), Kind.TEXT, required=True, blamed_for=("what",)), UNTIL, BECAUSE)


class Refer(WaitCommand):
    """Ask somebody outside the desk and wait for them."""

    act = Act.REFER
    keys = "W"
    label = N_("Refer")
    shown = False
    fields = (Field("question", N_("Whom and what"), Kind.TEXT, required=True, blamed_for=("what",)), UNTIL, BECAUSE)


class Resume(ActCommand):
    """End the wait; the clocks run on."""

    act = Act.RESUME
    keys = "r"
    label = N_("Resume")

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.resume(ref)


class Escalate(ActCommand):
    """Move attention up, with a reason; it wants an answer."""

    act = Act.ESCALATE
    keys = "e"
    label = N_("Escalate")
    fields = (
        REASON,
        Field("level", N_("Level"), hint=N_("1 owner, 2 supervisor, 3 manager; the next one up, if not said.")),
        Field(
            "to",
            N_("Or to"),
            hint=N_("Roles or logins instead, separated by commas."),
            complete=choices.addressees,
        ),
        Field("answer-by", N_("Answer by"), hint=N_("As the policy has it, if not said.")),
    )

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        to = tuple(name.strip() for name in said.text("to").split(",") if name.strip())
        by = said.bound("answer-by")
        return desk.escalate(ref, said.text("reason"), level=said.number("level"), to=to, answer_by=by)


class Answer(ActCommand):
    """Answer an escalation."""

    act = Act.ANSWER
    keys = "E"
    label = N_("Answer")
    fields = (
        Field("reply", N_("Answer"), Kind.TEXT, required=True),
        Field("number", N_("Escalation"), hint=N_("The newest, if not said."), complete=choices.escalations),
    )

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.answer(ref, said.text("reply"), number=said.number("number"))


PROMISE = Field("number", N_("Promise"), required=True, complete=choices.promises, is_quoted=True)


class Promise(ActCommand):
    """Promise the customer something by a date; it gets a clock of its own."""

    act = Act.PROMISE
    keys = "P"
    label = N_("Promise")
    shown = False
    fields = (
        Field("text", N_("What"), Kind.TEXT, required=True),
        Field("by", N_("By when"), required=True, hint=N_("fri, +3bd, 2026-12-01 14:00."), blamed_for=("due_at",)),
    )

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.promise(ref, said.text("text"), said.needed("by", said.bound("by")))


class Keep(ActCommand):
    """Record that a promise was kept."""

    act = Act.KEEP
    keys = "K"
    label = N_("Kept")
    shown = False
    fields = (PROMISE, Field("note", N_("How"), Kind.TEXT))

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.keep(ref, said.needed("number", said.number("number")), said.text("note"))


class Break(ActCommand):
    """Record that a promise was not kept."""

    act = Act.BREAK
    keys = "Z"
    label = N_("Broken")
    shown = False
    fields = (PROMISE, REASON)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.break_(ref, said.needed("number", said.number("number")), said.text("reason"))


class Extend(ActCommand):
    """Prolong a clock by its own rule, before it is due; or how long an option stays valid."""

    act = Act.EXTEND
    keys = "plus"
    label = N_("Extend")
    shown = False
    writes = True
    fields = (
        Field("clock", N_("Clock"), hint=N_("Which clock gets its next extension."), complete=choices.clocks),
        Field(
            "option",
            N_("Or option"),
            hint=N_("Instead: the option that stays valid for longer."),
            complete=choices.options_for(Act.EXTEND),
            is_quoted=True,
            blamed_for=("number",),
        ),
        Field("until", N_("Until"), hint=N_("For an option: until when."), blamed_for=("valid_until",)),
        REASON,
        Field(
            "told",
            N_("Told already"),
            Kind.YES_NO,
            hint=N_("the customer was told already"),
            blamed_for=("customer_told",),
        ),
    )

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        clock, option = said.text("clock"), said.number("option")
        if bool(clock) == (option is not None):
            raise FieldWrong("clock", _("say which clock, or which option"))
        if option is None:
            return desk.extend(ref, clock, said.text("reason"), customer_told=said.yes("told"))
        return desk.prolong(ref, option, said.needed("until", said.bound("until")), said.text("reason"))


class Correct(ActCommand):
    """Put a second value beside a first that was wrong; both stay, and reports show both."""

    act = Act.CORRECT
    keys = "S"
    label = N_("Correct")
    shown = False
    fields = (
        Field("fact", N_("What"), required=True, complete=choices.facts),
        Field(
            "value",
            N_("Should be"),
            required=True,
            hint=N_("What it should have been."),
            blamed_for=("channel", "code", "segment", "language"),
        ),
        REASON,
    )

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        from cxdesk.when import iso_z  # noqa: PLC0415 (on the writer's thread)

        fact, value = said.text("fact"), said.text("value")
        if fact == "received_at":
            value = iso_z(said.needed("value", said.moment("value")))
        return desk.correct(ref, fact, value, said.text("reason"))


WAITING: tuple[type[ActCommand], ...] = (
    Resume, Ask, Answer, Escalate, Refer, Promise, Keep, Break, Extend, Correct,
)  # fmt: skip
