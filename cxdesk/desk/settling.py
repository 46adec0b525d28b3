"""Acts that settle a complaint: its cause, its options, the outcome, and the look back (DOMAIN §3)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal as Money

from cxdesk.catalogue import _
from cxdesk.desk.answering import recourse_text
from cxdesk.desk.ports import Change, Situation
from cxdesk.desk.reading import Reading
from cxdesk.desk.receiving import Receiving
from cxdesk.domain import acts, revisits
from cxdesk.domain import events as e
from cxdesk.domain.acts.following import Answers, next_number
from cxdesk.domain.decision import Decision
from cxdesk.domain.revisits import PlannedVisit
from cxdesk.domain.words import OptionType, Outcome, Severity
from cxdesk.errors import NotDone, WrongUse
from cxdesk.letters import LetterKind
from cxdesk.store.references import UnknownReference

Offer = tuple[e.Offered, str]


def option(
    kind: OptionType,
    text: str,
    *,
    value: Money | None = None,
    currency: str | None = None,
    valid_until: datetime | None = None,
    promised_at: datetime | None = None,
) -> Offer:
    """An option for `Desk.offer`; its number is given when it is put on the table. Bounds are exclusive instants."""
    return e.Offered(0, kind, value, currency, valid_until, promised_at), text


class Settling(Receiving, Reading):
    """How complaints come to an end."""

    def find_cause(
        self, ref: str, code: str, why: str, unit: str, *, at: datetime | None = None, reason: str = ""
    ) -> Change:
        """Why it happened, and the unit that is to mend it; the code is one of the desk's where it lists any."""
        self._known_cause(code)
        return self.act(ref, lambda s: acts.find_cause(s.complaint, s.actor, code, why, unit), at=at, reason=reason)

    def offer(self, ref: str, *options: Offer, at: datetime | None = None, reason: str = "") -> Change:
        """Options for the customer, made with `option(…)`; one above the limit is only proposed."""
        return self.act(
            ref, lambda s: acts.offer(s.complaint, s.actor, options, s.standing.policy, s.at), at=at, reason=reason
        )

    def approve(self, ref: str, number: int, *, at: datetime | None = None, reason: str = "") -> Change:
        """A proposed option goes to the customer."""
        return self.act(
            ref, lambda s: acts.approve(s.complaint, s.actor, number, s.standing.policy, s.at), at=at, reason=reason
        )

    def deny(self, ref: str, number: int, reason: str, *, at: datetime | None = None) -> Change:
        """A proposed option stays inside."""

        def decide(s: Situation) -> Decision:
            return acts.deny(s.complaint, s.actor, number, reason, s.standing.policy)

        return self.act(ref, decide, at=at, reason=reason)

    def retract(self, ref: str, number: int, reason: str, *, at: datetime | None = None) -> Change:
        """An open option is taken back."""
        return self.act(ref, lambda s: acts.retract(s.complaint, s.actor, number, reason), at=at, reason=reason)

    def accept(self, ref: str, number: int, evidence: str, *, at: datetime | None = None, reason: str = "") -> Change:
        """The customer accepts option *number*."""
        return self.act(ref, lambda s: acts.accept(s.complaint, s.actor, number, evidence, s.at), at=at, reason=reason)

    def refuse(self, ref: str, number: int, reason: str, *, at: datetime | None = None) -> Change:
        """The customer does not want option *number*."""
        return self.act(ref, lambda s: acts.refuse(s.complaint, s.actor, number, reason), at=at, reason=reason)

    def prolong(
        self, ref: str, number: int, valid_until: datetime, reason: str, *, at: datetime | None = None
    ) -> Change:
        """An open option stays valid for longer."""
        return self.act(
            ref, lambda s: acts.prolong(s.complaint, s.actor, number, valid_until, reason, s.at), at=at, reason=reason
        )

    def fulfil(self, ref: str, evidence: str, *, at: datetime | None = None, reason: str = "") -> Change:
        """The remedy was delivered; the revisits are drawn."""
        return self.act(
            ref, lambda s: acts.fulfil(s.complaint, s.actor, evidence, self.visits(s)), at=at, reason=reason
        )

    def visits(self, found: Situation) -> tuple[PlannedVisit, ...]:
        """The revisits that the policy asks for after a fulfilment at the situation's moment."""
        calendar = found.standing.calendar
        return revisits.plan(
            self.secret,
            found.complaint.ref,
            found.standing.policy,
            found.complaint.severity,
            calendar.local_date(found.at),
            calendar,
            first_number=next_number(found.complaint),
        )

    def fail(self, ref: str, reason: str, *, at: datetime | None = None) -> Change:
        """The remedy was not delivered as promised."""
        return self.act(ref, lambda s: acts.fail(s.complaint, s.actor, reason), at=at, reason=reason)

    def final(
        self, ref: str, decision: str, reasons: str, recourse: str = "", *, at: datetime | None = None, reason: str = ""
    ) -> Change:
        """The final response; the recourse is the policy's unless another text is given."""

        def decide(s: Situation) -> Decision:
            return acts.final(s.complaint, s.actor, decision, reasons, recourse or recourse_text(s.standing.policy))

        return self.act(ref, decide, at=at, reason=reason)

    def return_(self, ref: str, reason: str, *, at: datetime | None = None) -> Change:
        """The resolution did not hold."""
        return self.act(ref, lambda s: acts.back_to_work(s.complaint, s.actor, reason), at=at, reason=reason)

    def reopen(self, ref: str, reason: str, *, at: datetime | None = None) -> Change:
        """Closed it was; a new cycle begins."""
        return self.act(ref, lambda s: acts.reopen(s.complaint, s.actor, reason), at=at, reason=reason)

    def close(
        self, ref: str, outcome: Outcome | None = None, *, at: datetime | None = None, reason: str = ""
    ) -> Change:
        """Finished, with its outcome (DOMAIN §4.6–4.7)."""
        return self.act(ref, lambda s: acts.close(s.complaint, s.actor, outcome, reason), at=at, reason=reason)

    def lapse(self, ref: str, reason: str, *, at: datetime | None = None) -> Change:
        """The customer stays silent after the counted attempts."""

        def decide(s: Situation) -> Decision:
            return acts.lapse(s.complaint, s.actor, reason, s.standing.policy.lapse, s.standing.calendar, s.at)

        return self.act(ref, decide, at=at, reason=reason)

    def withdraw(self, ref: str, said: str, *, at: datetime | None = None, reason: str = "") -> Change:
        """The complainant takes the complaint back."""
        return self.act(ref, lambda s: acts.withdraw(s.complaint, s.actor, said), at=at, reason=reason)

    def decline(
        self, ref: str, reason: str, recourse: str = "", *, notice_sent: bool, at: datetime | None = None
    ) -> Change:
        """Not for this desk; the desk sends the notice itself unless it was *notice_sent* already."""

        def decide(s: Situation) -> Decision:
            where = recourse or recourse_text(s.standing.policy)
            told = notice_sent or self.writes(s, LetterKind.DECLINE_NOTICE)
            return acts.decline(s.complaint, s.actor, reason, where, notice_sent=told)

        with self.without_letters(wanted=not notice_sent):
            return self.act(ref, decide, at=at, reason=reason)

    def quick_resolve(
        self,
        ref: str,
        *,
        cause: tuple[str, str, str],
        offer: Offer,
        evidence: str,
        severity: Severity | None = None,
        at: datetime | None = None,
        reason: str = "",
    ) -> Change:
        """Settled in one go: *cause* is code, why, unit."""

        def decide(s: Situation) -> Decision:
            return acts.quick_resolve(
                s.complaint,
                s.actor,
                severity=severity,
                cause=cause,
                option=offer,
                evidence=evidence,
                policy=s.standing.policy,
                visits=self.visits(s),
                at=s.at,
            )

        return self.act(ref, decide, at=at, reason=reason)

    def merge(self, ref: str, into: str, *, reason: str = "", at: datetime | None = None) -> tuple[Change, Change]:
        """The same matter goes on under the master; the earliest receipt wins."""

        def decide(found: Sequence[Situation]) -> Sequence[Decision]:
            return acts.merge(found[0].complaint, found[1].complaint, found[0].actor, reason)

        try:
            merged, master = self.act_on((ref, into), decide, at=at, reason=reason)
        except UnknownReference as error:
            error.about = "into" if error.ref == into else None
            raise
        return merged, master

    def unmerge(self, ref: str, *, reason: str = "", at: datetime | None = None) -> tuple[Change, Change]:
        """The merge is taken back."""
        master = self.complaint(ref).merged_into or ref
        if master == ref:
            raise NotDone(_("{ref} is not merged into any complaint").format(ref=ref))
        source, kept = self.act_on(
            (ref, master),
            lambda f: acts.unmerge(f[0].complaint, f[1].complaint, f[0].actor, reason),
            at=at,
            reason=reason,
        )
        return source, kept

    def revisit_done(
        self, ref: str, answers: Answers, *, number: int | None = None, at: datetime | None = None, reason: str = ""
    ) -> Change:
        """The customer was reached; "not resolved" sends the complaint back to work."""
        return self.act(ref, lambda s: acts.revisit_done(s.complaint, s.actor, number, answers), at=at, reason=reason)

    def revisit_attempted(
        self,
        ref: str,
        channel: str,
        note: str = "",
        *,
        number: int | None = None,
        at: datetime | None = None,
        reason: str = "",
    ) -> Change:
        """The customer was not reached."""
        self._known_channel(channel)

        def decide(s: Situation) -> Decision:
            most, calendar = s.standing.policy.revisit_attempts, s.standing.calendar
            return acts.revisit_attempted(s.complaint, s.actor, number, channel, note, most, calendar, s.at)

        return self.act(ref, decide, at=at, reason=reason)

    def schedule_revisit(self, ref: str, on: date, *, reason: str = "") -> Change:
        """One more revisit on a chosen day."""

        def decide(s: Situation) -> Decision:
            return acts.schedule_revisit(s.complaint, s.actor, _on_day(s, on, next_number(s.complaint)), reason, s.at)

        return self.act(ref, decide)

    def move_revisit(self, ref: str, on: date, reason: str, *, number: int | None = None) -> Change:
        """Another day for a planned revisit."""

        def decide(s: Situation) -> Decision:
            return acts.move_revisit(s.complaint, s.actor, number, _on_day(s, on, number or 0), reason, s.at)

        return self.act(ref, decide)

    def _known_cause(self, code: str) -> None:
        """Raise WrongUse for a cause that the desk does not list, where it lists any."""
        known = self.settings.desk.causes
        if known and code not in known:
            raise WrongUse(
                _("{code} is no cause of this desk; there are: {known}").format(code=code, known=", ".join(known)),
                about="code",
            )

    def _known_channel(self, channel: str) -> None:
        """Raise WrongUse for a channel that the desk does not have."""
        known = self.settings.desk.channels
        if channel not in known:
            raise WrongUse(
                _("{channel} is no channel of this desk; there are: {known}").format(
                    channel=channel, known=", ".join(known)
                ),
                about="channel",
            )


def _on_day(found: Situation, on: date, number: int) -> PlannedVisit:
    calendar = found.standing.calendar
    return PlannedVisit(number, calendar.start_of_day(on), calendar.end_of_day(on), on)
