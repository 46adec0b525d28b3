"""One method per act of DOMAIN §3. Each reads, decides by `cxdesk.domain.acts`, records, and answers a `Change`.

Common to all: *at* is when it happened (aware UTC, None for now), *reason* why it is dated back or why it is done;
raises UnknownReference, Refused with the acts allowed now, UnknownAgent, DeskUnavailable.
"""

from collections.abc import Callable
from datetime import datetime

from cxdesk.catalogue import _
from cxdesk.desk.answering import BY_CONTACT, TOLD_CLOCKS
from cxdesk.desk.opened import UnknownAgent
from cxdesk.desk.ports import Change, Received, Situation
from cxdesk.desk.receiving import checked, checked_language
from cxdesk.desk.settling import Settling
from cxdesk.domain import acts
from cxdesk.domain import events as e
from cxdesk.domain.decision import Decision
from cxdesk.domain.extending import CUSTOMER_NOTICE, extension_of
from cxdesk.domain.words import Direction, Role
from cxdesk.errors import NotDone
from cxdesk.letters import LetterKind
from cxdesk.store import people

_ADDRESSEES = frozenset({"owner", *Role})


class Acting(Settling):
    """What people do with complaints: receipt and ownership, waiting, attention; `Settling` has the rest."""

    def acknowledge(
        self, ref: str, channel: str, text: str = "", *, at: datetime | None = None, reason: str = ""
    ) -> Change:
        """A person acknowledged, by phone, letter or at the counter."""
        self._known_channel(channel)
        return self.act(ref, lambda s: acts.acknowledge(s.complaint, s.actor, channel, text), at=at, reason=reason)

    def assess(self, ref: str, assessed: e.Assessed, *, at: datetime | None = None, reason: str = "") -> Change:
        """Severity, category, product, safety, vulnerability; re-targets what is not fixed."""
        return self.act(ref, lambda s: acts.assess(s.complaint, s.actor, assessed, reason), at=at, reason=reason)

    def link_customer(self, ref: str, customer: int) -> Change:
        """The complaint's customer became known."""
        found = people.customer(self._connection, people.canonical(self._connection, customer))
        if found is None:
            raise NotDone(_("there is no customer {number}").format(number=customer), mend="cxdesk customer list")
        linked = e.CustomerLinked(found.id, found.segment, found.value_band, found.language)
        return self.act(ref, lambda s: acts.link_customer(s.complaint, s.actor, linked))

    def assign(self, ref: str, to: str, *, at: datetime | None = None, reason: str = "") -> Change:
        """One owner; raises NotDone when *to* is no agent who can own complaints."""
        owner = self.owner(to)
        return self.act(ref, lambda s: acts.assign(s.complaint, s.actor, owner), at=at, reason=reason)

    def take(self, ref: str, *, at: datetime | None = None, reason: str = "") -> Change:
        """Whoever acts becomes the owner."""
        return self.act(ref, lambda s: acts.take(s.complaint, s.actor), at=at, reason=reason)

    def start(self, ref: str, *, at: datetime | None = None, reason: str = "") -> Change:
        """The investigation begins."""
        return self.act(ref, lambda s: acts.start(s.complaint, s.actor), at=at, reason=reason)

    def note(self, ref: str, text: str, *, at: datetime | None = None, reason: str = "") -> Change:
        """An internal note."""
        return self.act(ref, lambda s: acts.note(s.complaint, s.actor, text), at=at, reason=reason)

    def contact(
        self,
        ref: str,
        direction: Direction,
        channel: str,
        text: str = "",
        *,
        minutes: int | None = None,
        letter: LetterKind | None = None,
        at: datetime | None = None,
        reason: str = "",
    ) -> Change:
        """The customer and the desk spoke; outbound with a text is a substantive reply.

        With a *letter* the desk writes the text to them: a progress update, a notice of delay or of recourse.
        """
        self._known_channel(channel)
        if letter is not None and (letter not in BY_CONTACT or direction is not Direction.OUT or not text.strip()):
            raise NotDone(
                _("a letter of a contact has words of the desk; it is one of: {kinds}").format(
                    kinds=", ".join(BY_CONTACT)
                )
            )
        said = e.Contacted(direction, channel, minutes, substantive=bool(text.strip()))
        with self.asking_for(letter):
            return self.act(ref, lambda s: acts.contact(s.complaint, s.actor, said, text, s.at), at=at, reason=reason)

    def ask(
        self, ref: str, question: str, until: datetime, *, why: str = "", at: datetime | None = None, reason: str = ""
    ) -> Change:
        """The customer has the next move; *why* is a listed reason (default: customer)."""
        return self._wait(ref, acts.ask, question, until, why, at, reason)

    def refer(
        self, ref: str, what: str, until: datetime, *, why: str = "", at: datetime | None = None, reason: str = ""
    ) -> Change:
        """A third party has the next move; *why* is a listed reason (default: third_party)."""
        return self._wait(ref, acts.refer, what, until, why, at, reason)

    def _wait(
        self,
        ref: str,
        act: Callable[..., Decision],
        what: str,
        until: datetime,
        why: str,
        at: datetime | None,
        reason: str,
    ) -> Change:
        def decide(s: Situation) -> Decision:
            return act(s.complaint, s.actor, what, until, why, s.standing.policy.pause_reasons, s.at)

        return self.act(ref, decide, at=at, reason=reason)

    def resume(self, ref: str, *, at: datetime | None = None, reason: str = "") -> Change:
        """The wait is over."""
        return self.act(ref, lambda s: acts.resume(s.complaint, s.actor), at=at, reason=reason)

    def escalate(
        self,
        ref: str,
        reason: str,
        *,
        level: int | None = None,
        to: tuple[str, ...] = (),
        answer_by: datetime | None = None,
        at: datetime | None = None,
    ) -> Change:
        """Attention moves up, to a level, to roles, to `owner`, or to agents; raises UnknownAgent for anybody else."""
        for name in to:
            if name not in _ADDRESSEES and people.agent(self._connection, name) is None:
                raise UnknownAgent(name, about="to")

        def decide(s: Situation) -> Decision:
            levels = s.standing.policy.levels
            return acts.escalate(s.complaint, s.actor, reason, level=level, to=to, answer_by=answer_by, levels=levels)

        return self.act(ref, decide, at=at, reason=reason)

    def answer(
        self, ref: str, reply: str, *, number: int | None = None, at: datetime | None = None, reason: str = ""
    ) -> Change:
        """Whoever an escalation went to replies."""
        return self.act(ref, lambda s: acts.answer(s.complaint, s.actor, reply, number), at=at, reason=reason)

    def promise(self, ref: str, text: str, due_at: datetime, *, at: datetime | None = None, reason: str = "") -> Change:
        """A commitment to the customer."""
        return self.act(ref, lambda s: acts.promise(s.complaint, s.actor, text, due_at, s.at), at=at, reason=reason)

    def keep(self, ref: str, number: int, note: str = "", *, at: datetime | None = None, reason: str = "") -> Change:
        """A promise was kept."""
        return self.act(ref, lambda s: acts.keep(s.complaint, s.actor, number, note), at=at, reason=reason)

    def break_(self, ref: str, number: int, reason: str, *, at: datetime | None = None) -> Change:
        """A promise was not kept."""
        return self.act(ref, lambda s: acts.break_promise(s.complaint, s.actor, number, reason), at=at, reason=reason)

    def extend(
        self,
        ref: str,
        clock: str,
        reason: str,
        *,
        customer_told: bool = False,
        at: datetime | None = None,
    ) -> Change:
        """A running clock gets the next extension its policy allows, before it is due.

        The desk tells the customer itself, unless they were *customer_told* already.
        """

        def decide(s: Situation) -> Decision:
            owed, extension, ends = extension_of(s.complaint.ref, s.standing.instances, s.standing.calendar, clock)
            told = customer_told or (clock in TOLD_CLOCKS and self.writes(s, LetterKind.EXTENSION_NOTICE))
            settled = frozenset({CUSTOMER_NOTICE}) if told else frozenset[str]()
            return acts.extend(s.complaint, s.actor, owed, extension, ends, settled, reason, s.at)

        with self.without_letters(wanted=not customer_told):
            return self.act(ref, decide, at=at, reason=reason)

    def correct(self, ref: str, fact: str, value: str, reason: str, *, at: datetime | None = None) -> Change:
        """A second value beside the first; WrongUse for a channel, cause, segment or language not of the desk."""
        value = value.strip()
        if fact == "channel":
            self._known_channel(value)
        elif fact == "cause":
            self._known_cause(value)
        elif fact == "segment":
            checked(Received(segment=value), self.settings.desk.segments)
        elif fact == "language":
            checked_language(value)

        def decide(s: Situation) -> Decision:
            return acts.correct(s.complaint, s.actor, fact, value, reason, s.standing.instances, s.at)

        return self.act(ref, decide, at=at, reason=reason)
