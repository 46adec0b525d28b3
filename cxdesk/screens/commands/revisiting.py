"""Looking back: the outcome in two keys, `v` and what was heard (DOMAIN §9)."""

from typing import TYPE_CHECKING

from cxdesk.catalogue import N_, _
from cxdesk.domain.words import Act
from cxdesk.screens import choices
from cxdesk.screens.commands.base import ActCommand, Command
from cxdesk.screens.commands.receiving import CHANNEL
from cxdesk.screens.commands.waiting import REASON
from cxdesk.screens.fields import VISIT, Field, Kind, Said

if TYPE_CHECKING:
    from cxdesk.desk import Change, Desk
    from cxdesk.desk.watching import Seen
    from cxdesk.screens.place import Place

WHICH = Field("number", N_("Revisit"), hint=N_("The next planned one, if not said."), complete=choices.revisits)
ON = Field("on", N_("Day"), required=True, hint=N_("fri, +5bd, 2026-12-01."))


class RevisitCommand(ActCommand):
    """What came of looking back, or when to do it."""

    keys = ""
    shown = False
    act = Act.REVISIT

    def is_offered(self, place: "Place") -> bool:
        """There must be one to record."""
        return super().is_offered(place) and place.aim().has_what(Act.REVISIT)

    def which(self, said: Said) -> int | None:
        """The revisit that was named, else the one under the cursor; None is the next planned one."""
        return said.number("number") or said.number(VISIT)


class RevisitSolved(RevisitCommand):
    """The customer was reached: it is solved, and stayed solved."""

    name = "revisit-solved"
    chord = ("revisit", "y")
    also = "1-5"
    label = N_("Solved")

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        from cxdesk.desk import Answers  # noqa: PLC0415 (on the writer's thread)

        answers = Answers(resolved=True, satisfaction=said.number("satisfaction"))
        return desk.revisit_done(ref, answers, number=self.which(said))


class RevisitUnsolved(RevisitCommand):
    """The customer was reached: it is not solved, and goes back to work by itself."""

    name = "revisit-unsolved"
    chord = ("revisit", "n")
    label = N_("Not solved")
    fields = (Field("note", N_("What they said"), Kind.TEXT, required=True),)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        from cxdesk.desk import Answers  # noqa: PLC0415 (on the writer's thread)

        return desk.revisit_done(ref, Answers(resolved=False, note=said.text("note")), number=self.which(said))


class RevisitMissed(RevisitCommand):
    """Nobody answered the telephone."""

    name = "revisit-missed"
    chord = ("revisit", "x")
    label = N_("Not reached")

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.revisit_attempted(ref, "phone", number=self.which(said))


class RevisitDone(RevisitCommand):
    """The customer was reached: everything that was asked and answered."""

    name = "revisit-done"
    chord = ("revisit", "a")
    label = N_("With all answers")
    fields = (
        Field("resolved", N_("Solved"), required=True, hint=N_("yes or no."), complete=choices.yes_or_no),
        Field("satisfaction", N_("Outcome"), hint=N_("How satisfied with the outcome, 1 to 5.")),
        Field("handling", N_("Handling"), hint=N_("How satisfied with the handling, 1 to 5.")),
        Field("note", N_("What they said"), Kind.TEXT),
        Field("needs", N_("Other needs"), hint=N_("Anything else the customer needs.")),
        WHICH,
    )

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        from cxdesk.desk import Answers  # noqa: PLC0415 (on the writer's thread)

        answers = Answers(
            said.needed("resolved", said.maybe("resolved")),
            said.number("satisfaction"),
            said.number("handling"),
            said.text("note"),
            said.text("needs"),
        )
        return desk.revisit_done(ref, answers, number=self.which(said))


class RevisitAttempt(RevisitCommand):
    """The customer was not reached: by which way it was tried, and what happened."""

    name = "revisit-attempt"
    chord = ("revisit", "t")
    label = N_("Not reached, with a note")
    fields = (CHANNEL, Field("note", N_("What happened"), Kind.TEXT), WHICH)

    def first_values(self, seen: "Seen | None") -> dict[str, str]:
        return {"channel": "phone"}

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.revisit_attempted(ref, said.channel(), said.text("note"), number=self.which(said))


class RevisitMove(RevisitCommand):
    """Another day for a planned revisit."""

    name = "revisit-move"
    chord = ("revisit", "m")
    label = N_("Another day")
    fields = (ON, REASON, WHICH)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        on = said.needed("on", said.day("on"))
        return desk.move_revisit(ref, on, said.text("reason"), number=self.which(said))


class RevisitSchedule(RevisitCommand):
    """One more revisit, on a chosen day."""

    name = "revisit-schedule"
    chord = ("revisit", "s")
    label = N_("Plan one more")
    fields = (ON, Field("reason", N_("Reason")))

    def is_offered(self, place: "Place") -> bool:
        return ActCommand.is_offered(self, place)

    def perform(self, desk: "Desk", ref: str, said: Said) -> "Change":
        return desk.schedule_revisit(ref, said.needed("on", said.day("on")), reason=said.text("reason"))


OUTCOMES: dict[str, type[RevisitCommand]] = {
    one.chord[1]: one
    for one in (
        RevisitSolved, RevisitUnsolved, RevisitMissed, RevisitDone, RevisitAttempt, RevisitMove, RevisitSchedule,
    )
}  # fmt: skip
"""The second key."""


class Revisit(Command):
    """Record a revisit in two keys: solved (a digit says how satisfied), not solved, not reached; or plan one."""

    name = "revisit"
    keys = "v"
    label = N_("Revisit")

    def is_offered(self, place: "Place") -> bool:
        return Act.REVISIT in place.aim().allowed

    def why_not(self, place: "Place") -> Act | str | None:
        return Act.REVISIT

    def is_early(self, place: "Place") -> bool:
        return place.is_settling

    def run(self, place: "Place") -> None:
        from cxdesk.screens.choosing import Choosing  # noqa: PLC0415 (loaded with the first revisit)

        if not place.settled_aim().refs:
            return
        offered = {key: one for key, one in OUTCOMES.items() if one().is_offered(place)}
        grades = (RevisitSolved, "satisfaction") if RevisitSolved in offered.values() else None
        place.app.push_screen(Choosing(place, _("Revisit"), offered, grades))


REVISITING: tuple[type[ActCommand], ...] = tuple(OUTCOMES.values())
