"""What became of a letter, told to the complaint it belongs to (DOMAIN §4.4, §8)."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cxdesk.catalogue import _
from cxdesk.desk import DATABASE
from cxdesk.desk.core import ATTEMPTS, Core, Draft, Moved
from cxdesk.desk.ports import Situation
from cxdesk.domain import acts
from cxdesk.domain.decision import Decision
from cxdesk.domain.deeds import Deed
from cxdesk.domain.events import LetterAccepted
from cxdesk.domain.mail_alarms import CANCELLED
from cxdesk.domain.roles import Actor
from cxdesk.errors import NotDone
from cxdesk.store import complaints, outbox, outbox_way, sqlite, suppressed
from cxdesk.store.moments import to_us
from cxdesk.store.outbox import OutboxRow, OutboxState
from cxdesk.store.outbox_way import LetterStep


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Around one letter: the complaint it is about, the mail it answers, what its recipient had before.

    `suppressed` says why the address is not written to by itself, "" when it is.
    """

    ref: str
    answers: outbox.Answered | None
    sent_before: tuple[str, ...]
    suppressed: str
    earlier: tuple[outbox.EarlierLetter, ...]


class Delivering(Core):
    """The desk's side of sending: leases and outcomes, each one commit with the event it means."""

    def lease_letter(self, holder: str, seconds: float, only: frozenset[int] | None = None) -> OutboxRow | None:
        """The next letter due, taken for *holder*; None when none is due. A lease that runs out is due again."""
        now = to_us(self.now())
        self.doer(Deed.CLOCKWORK)
        if not self.letters_due(only):
            return None
        with self._writing() as connection:
            return outbox.lease_next(connection, now, now + int(seconds * 1_000_000), holder, only)

    def letters_due(self, only: frozenset[int] | None = None) -> int:
        """How many letters are due now and not under way, among *only* where given."""
        with sqlite.translated(self.folder / DATABASE):
            return outbox.count_due(self._connection, to_us(self.now()), only)

    def next_letters(self, limit: int) -> list[OutboxRow]:
        """The letters a sender would take now, in its order; nothing is leased."""
        with sqlite.translated(self.folder / DATABASE):
            return outbox.due(self._connection, to_us(self.now()), limit)

    def circumstances(self, row: OutboxRow, since: datetime) -> Circumstances:
        """What a sender has to know of a letter beside its text; earlier letters are those after *since*."""
        with sqlite.translated(self.folder / DATABASE):
            ref = self.ref_of_letter(row)
            not_written_to = suppressed.of_address(self._connection, row.recipient, to_us(self.now()))
            return Circumstances(
                ref=ref,
                answers=outbox.answered(self._connection, row),
                sent_before=tuple(outbox.sent_before(self._connection, row)),
                suppressed=not_written_to.why if not_written_to else "",
                earlier=tuple(outbox.earlier(self._connection, row, since)),
            )

    def letter_accepted(self, row: OutboxRow) -> bool:
        """The transport took the letter over; the first accepted acknowledgement counts as given. False: lease lost."""

        def decide(found: Situation) -> Decision:
            told = any(
                isinstance(recorded.happened.event, LetterAccepted)
                and recorded.happened.event.message_id == row.message_id
                for recorded in found.history
            )
            return Decision(()) if told else acts.letter_accepted(found.complaint, row.letter, row.message_id)

        return self._ended(row, OutboxState.ACCEPTED, decide)

    def letter_failed(self, row: OutboxRow, code: str, reason: str) -> bool:
        """The letter will not go out by itself any more: an alarm on the complaint. False: lease lost."""
        return self._ended(
            row,
            OutboxState.FAILED,
            lambda _found: acts.letter_failed(row.letter, row.message_id, code, reason),
            code=code,
            error=reason,
        )

    def letter_deferred(self, row: OutboxRow, next_try_at: datetime, code: str, reason: str) -> bool:
        """The letter is to be tried again at *next_try_at*. False: lease lost."""
        with self._writing() as connection:
            return outbox.end_lease(
                connection,
                row,
                OutboxState.DEFERRED,
                now=to_us(self.now()),
                next_try_at=to_us(next_try_at),
                code=code,
                error=reason,
            )

    def letter_released(self, row: OutboxRow, next_try_at: datetime, reason: str) -> None:
        """It was not the letter's turn after all: it is given back untried."""
        with self._writing() as connection:
            outbox.release(connection, row, next_try_at=to_us(next_try_at), error=reason)

    def _ended(
        self,
        row: OutboxRow,
        state: OutboxState,
        decide: Callable[[Situation], Decision],
        *,
        code: str = "",
        error: str = "",
    ) -> bool:
        """The outbox row and the complaint's event in one commit."""

        def end(connection: sqlite3.Connection) -> bool:
            return outbox.end_lease(connection, row, state, now=to_us(self.now()), code=code, error=error)

        return self._with_event(row.complaint_id, self.system(), decide, end)

    def _with_event(
        self,
        complaint_id: int | None,
        actor: Actor,
        decide: Callable[[Situation], Decision],
        change: Callable[[sqlite3.Connection], bool],
        at: datetime | None = None,
    ) -> bool:
        """*change* of the outbox or inbox with the event it means (*at* its time); nothing where it answers False.

        Decided again when the complaint moved, at last inside the lock: what is not recorded would be sent twice.
        """

        def drafted() -> list[Draft]:
            if complaint_id is None:
                return []
            now = self.now()
            found = self.situation(complaint_id, actor, at or now, now)
            decision = decide(found)
            return [self._draft(found, decision)] if decision.events else []

        for _attempt in range(ATTEMPTS):
            drafts = drafted()
            try:
                with self._writing() as connection:
                    done = change(connection)
                    if done:
                        self._write(connection, drafts)
                    return done
            except Moved:
                continue
        with self._writing() as connection:
            done = change(connection)
            if done:
                self._write(connection, drafted())
            return done

    # For people

    def letters(self, states: tuple[str, ...] = (), limit: int = 200) -> list[OutboxRow]:
        """The outbox, the newest first; all states when none is named."""
        with sqlite.translated(self.folder / DATABASE):
            return outbox.listed(self._connection, states, limit)

    def letter(self, number: int) -> OutboxRow:
        """One letter; raises NotDone."""
        with sqlite.translated(self.folder / DATABASE):
            return outbox.get(self._connection, number)

    def ref_of_letter(self, row: OutboxRow) -> str:
        """The reference of the complaint a letter belongs to; empty for a notice."""
        if row.complaint_id is None:
            return ""
        with sqlite.translated(self.folder / DATABASE):
            return complaints.ref_of(self._connection, row.complaint_id)

    def retry_letter(self, number: int) -> OutboxRow:
        """Try a letter again from now; within `trying`, the letter as it stands.

        Raises NotDone for one that is out or being sent, or that would be stopped because of its address.
        """
        actor, now = self.doer(Deed.LETTERS), to_us(self.now())
        with sqlite.translated(self.folder / DATABASE):
            row = outbox.to_requeue(self._connection, number, now)
            stopped = suppressed.of_address(self._connection, row.recipient, now) if row.automatic else None
        if stopped is not None:
            raise NotDone(
                _("letter {number} is not tried again: no automatic letter goes to {address}").format(
                    number=number, address=row.recipient
                ),
                mend=f"cxdesk mail unsuppress {row.recipient}",
            )
        if self._trying:
            return row
        with self._writing() as connection:
            return outbox.requeue(connection, number, now, actor.login)

    def letter_way(self, number: int) -> list[LetterStep]:
        """Every attempt at a letter and what it came to, and what people did about it, the earliest first."""
        with sqlite.translated(self.folder / DATABASE):
            return outbox_way.of_letter(self._connection, number)

    def cancel_letter(self, number: int) -> OutboxRow:
        """Do not send a letter, and say so on its complaint: an acknowledgement that it was stays owed.

        Within `trying`, the letter as it stands. Raises NotDone for one that is out or being sent.
        """
        actor = self.doer(Deed.LETTERS)
        with sqlite.translated(self.folder / DATABASE):
            row = outbox.to_cancel(self._connection, number)
        if self._trying:
            return row

        def cancel(connection: sqlite3.Connection) -> bool:
            outbox.cancel(connection, number, to_us(self.now()), actor.login)
            return True

        def decide(_found: Situation) -> Decision:
            reason = _("cancelled by {login}").format(login=actor.login)
            failed = acts.letter_failed(row.letter, row.message_id, CANCELLED, reason)
            return Decision(()) if row.state == OutboxState.FAILED else failed

        self._with_event(row.complaint_id, actor, decide, cancel)
        return self.letter(number)
