"""Acts of every day: receipt and ownership, what was said, what was found (DOMAIN §3)."""

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cxdesk.catalogue import N_, _
from cxdesk.domain.words import Act, Direction, Severity, Status
from cxdesk.screens import choices
from cxdesk.screens.commands.base import ActCommand
from cxdesk.screens.fields import HAPPENED, Field, FieldWrong, Kind, Said
from cxdesk.screens.undoing import Undo

if TYPE_CHECKING:
    from cxdesk.desk import Change, Desk
    from cxdesk.desk.watching import Seen
    from cxdesk.domain.complaint import Complaint

Fact = TypeVar("Fact", str, bool)

CHANNEL = Field("channel", N_("Channel"), required=True, hint=N_("By which way."), complete=choices.channels)
CRITERIA = ("harm", "safety-risk", "complexity", "impact", "immediacy")
SCORE = N_("Instead of the severity: 0 to 3 for each of the five.")


def channel_of(seen: "Seen | None") -> dict[str, str]:
    """The channel by which the complaint came; the telephone where several are meant."""
    return {"channel": str(seen.card.complaint["channel"]) if seen else "phone"}


class OwnerCommand(ActCommand):
    """Somebody else becomes the owner."""

    lasting = N_("nobody owned it before, and no act gives it back to nobody")

    def leads_on(self, seen: "Seen") -> bool:
        """Nobody owns it yet."""
        return not seen.card.complaint["owner"]

    def undo(self, before: "Complaint") -> Undo | None:
        """The complaint goes back to whoever owned it."""
        owner = before.owner
        return Undo("assign", lambda desk, ref: desk.assign(ref, owner)) if owner else None


class Take(OwnerCommand):
    """Become the owner of the complaint."""

    act = Act.TAKE
    keys = "t"
    label = N_("Take")

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.take(ref)


class Assign(OwnerCommand):
    """Give the complaint to an owner."""

    act = Act.ASSIGN
    keys = "a"
    label = N_("Assign")
    fields = (Field("to", N_("New owner"), required=True, complete=choices.new_owners, blamed_for=("owner",)),)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.assign(ref, said.text("to"))


class Start(ActCommand):
    """Begin the investigation."""

    act = Act.START
    keys = "b"
    label = N_("Begin")

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.start(ref)


class Acknowledge(ActCommand):
    """Record that a person acknowledged the complaint: by telephone, by letter, at the counter."""

    act = Act.ACKNOWLEDGE
    keys = "A"
    label = N_("Acknowledge")
    shown = False
    fields = (CHANNEL, Field("text", N_("What was said"), Kind.TEXT), *HAPPENED)

    def first_values(self, seen: "Seen | None") -> dict[str, str]:
        return channel_of(seen)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        at, reason = said.moment("at"), said.text("reason")
        return desk.acknowledge(ref, said.channel(), said.text("text"), at=at, reason=reason)


class Assess(ActCommand):
    """Say how grave it is, by the severity or the five criteria, and what it is about."""

    act = Act.ASSESS
    keys = "s"
    label = N_("Assess")
    lasting = N_("it had no severity before, and no act takes one away")
    fields = (
        Field("severity", N_("Severity"), hint=N_("S1, the gravest, to S4."), complete=choices.severities),
        Field("harm", N_("· or: harm"), hint=SCORE, blamed_for=("scores",)),
        Field("safety-risk", N_("· danger"), hint=SCORE),
        Field("complexity", N_("· complexity"), hint=SCORE),
        Field("impact", N_("· impact"), hint=SCORE),
        Field("immediacy", N_("· immediacy"), hint=SCORE),
        Field("category", N_("Category"), complete=choices.categories, is_free=True),
        Field("product", N_("Product"), complete=choices.products, is_free=True),
        Field(
            "safety",
            N_("Safety"),
            hint=N_("Is somebody's health or safety at stake? Yes moves it up at once."),
            complete=choices.yes_or_no,
        ),
        Field(
            "vulnerable", N_("Vulnerable"), hint=N_("Does the customer need special care?"), complete=choices.yes_or_no
        ),
        Field("reason", N_("Reason"), hint=N_("Needed to make it less grave.")),
    )

    def leads_on(self, seen: "Seen") -> bool:
        """Nobody said how grave it is, or it is new."""
        row = seen.card.complaint
        return not row["severity"] or row["status"] == Status.RECEIVED

    def first_values(self, seen: "Seen | None") -> dict[str, str]:
        if seen is None:
            return {}
        row = seen.card.complaint
        flags = {name: "yes" if row[name] else "no" for name in ("safety", "vulnerable")}
        return {name: str(row[name] or "") for name in ("severity", "category", "product")} | flags

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        from cxdesk.domain.events import Assessed  # noqa: PLC0415 (on the writer's thread: the screen needs no events)

        before = desk.complaint(ref)
        scores = self._scores(said)
        assessed = Assessed(
            None if scores else said.code("severity", Severity),
            _news(said.text("category") or None, before.category),
            _news(said.text("product") or None, before.product),
            _news(said.maybe("safety"), before.safety),
            _news(said.maybe("vulnerable"), before.vulnerable),
            scores,
        )
        if assessed == Assessed():
            raise FieldWrong("severity", _("nothing new is said here: change what is to be another"))
        return desk.assess(ref, assessed, reason=said.text("reason"))

    def _scores(self, said: Said) -> tuple[int, ...]:
        typed = {name: said.number(name) for name in CRITERIA}
        if all(score is None for score in typed.values()):
            return ()
        wrong = next((name for name, score in typed.items() if score not in range(4)), None)
        if wrong is not None:
            raise FieldWrong(wrong, _("each of the five criteria is scored 0 to 3"))
        return tuple(score for score in typed.values() if score is not None)

    def undo(self, before: "Complaint") -> Undo | None:
        """What was known is put back; that something was not known cannot be."""
        if before.severity is None:
            return None

        def back(desk: "Desk", ref: str) -> "Change":
            from cxdesk.domain.events import Assessed  # noqa: PLC0415 (as above)

            was = Assessed(before.severity, before.category, before.product, before.safety, before.vulnerable)
            return desk.assess(ref, was, reason=_("assessed by mistake"))

        return Undo("assess", back)


class Note(ActCommand):
    """Write an internal note; the customer never sees it."""

    act = Act.NOTE
    keys = "i"
    label = N_("Note")
    fields = (Field("text", N_("Note"), Kind.TEXT, required=True),)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.note(ref, said.text("text"))


class Attach(ActCommand):
    """Keep a file with the complaint."""

    act = Act.ATTACH
    keys = "T"
    label = N_("Attach")
    shown = False
    fields = (
        Field("file", N_("File"), required=True, hint=N_("Where it lies on this computer."), blamed_for=("content",)),
        Field("name", N_("File name"), hint=N_("What it is to be called; its own name, if not said.")),
    )

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.attach(ref, Path(said.text("file")).expanduser(), said.text("name"))


class Contact(ActCommand):
    """Record that the customer and the desk spoke; a reply with content stops the clock that waits for one."""

    act = Act.CONTACT
    keys = "c"
    label = N_("Contact")
    fields = (
        Field(
            "direction",
            N_("Who spoke"),
            required=True,
            hint=N_("out: the desk told the customer. in: the customer told the desk."),
            complete=lambda _door, _seen: [("out", _("we to them")), ("in", _("they to us"))],
        ),
        CHANNEL,
        Field("text", N_("What was said"), Kind.TEXT),
        Field("minutes", N_("Minutes"), hint=N_("How long it took.")),
        *HAPPENED,
    )

    def first_values(self, seen: "Seen | None") -> dict[str, str]:
        return {"direction": "out", **channel_of(seen)}

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        direction = said.needed("direction", said.code("direction", Direction))
        at, minutes, reason = said.moment("at"), said.number("minutes"), said.text("reason")
        return desk.contact(ref, direction, said.channel(), said.text("text"), minutes=minutes, at=at, reason=reason)


class FindCause(ActCommand):
    """Say why it happened, and which unit is to mend it."""

    act = Act.FIND_CAUSE
    keys = "d"
    label = N_("Cause")
    fields = (
        Field("code", N_("Cause"), required=True, complete=choices.causes, blamed_for=("cause",), is_free=True),
        Field("why", N_("Why"), Kind.TEXT, required=True, hint=N_("What happened, and what made it happen.")),
        Field("unit", N_("Unit"), required=True, hint=N_("Who is to mend it."), complete=choices.units, is_free=True),
    )

    def leads_on(self, seen: "Seen") -> bool:
        """It is not known yet."""
        return not seen.card.complaint["cause"]

    def first_values(self, seen: "Seen | None") -> dict[str, str]:
        row = seen.card.complaint if seen else {}
        return {"code": str(row.get("cause") or ""), "unit": str(row.get("unit") or "")}

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.find_cause(ref, said.cause("code"), said.text("why"), said.text("unit"))


def _news(said: Fact | None, before: Fact | None) -> Fact | None:
    """What was typed where it says something new."""
    return None if said == before else said


RECEIVING: tuple[type[ActCommand], ...] = (
    Take, Assign, Start, Assess, Contact, Note, FindCause, Acknowledge, Attach,
)  # fmt: skip
