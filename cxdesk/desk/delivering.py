"""What became of a letter, told to the complaint it belongs to (DOMAIN §4.4, §8)."""

from collections.abc import Callable

from cxdesk.desk.core import ATTEMPTS, DATABASE, Core, Moved
from cxdesk.domain import acts
from cxdesk.domain.decision import Decision
from cxdesk.domain.events import LetterAccepted
from cxdesk.store import complaints, outbox, sqlite
from cxdesk.store.moments import to_us
from cxdesk.store.outbox import OutboxRow, OutboxState


class Delivering(Core):
    """The desk's side of sending: leases and outcomes, each one commit with the event it means."""

    def lease_letter(self, holder: str, seconds: float, only: frozenset[int] | None = None) -> OutboxRow | None:
        """The next letter due, taken for *holder*; None when none is due. A lease that runs out is due again."""
        now = to_us(self.now())
        with self.writing() as connection:
            return outbox.lease_next(connection, now, now + int(seconds * 1_000_000), holder, only)

    def letter_accepted(self, row: OutboxRow) -> bool:
        """The transport took the letter over; the first accepted acknowledgement counts as given. False: lease lost."""

        def decide(number: int) -> Decision:
            found = self.situation(number, self.system(), self.now(), self.now())
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
            lambda _number: acts.letter_failed(row.letter, row.message_id, code, reason),
            code=code,
            error=reason,
        )

    def letter_deferred(self, row: OutboxRow, next_try_at: int, code: str, reason: str) -> bool:
        """The letter is to be tried again at *next_try_at* (µs)."""
        with self.writing() as connection:
            return outbox.end_lease(
                connection,
                row,
                OutboxState.DEFERRED,
                now=to_us(self.now()),
                next_try_at=next_try_at,
                code=code,
                error=reason,
            )

    def letter_released(self, row: OutboxRow, next_try_at: int, reason: str) -> None:
        """The connection failed before the letter's turn: it is given back untried."""
        with self.writing() as connection:
            outbox.release(connection, row, next_try_at=next_try_at, error=reason)

    def _ended(
        self,
        row: OutboxRow,
        state: OutboxState,
        decide: Callable[[int], Decision],
        *,
        code: str = "",
        error: str = "",
    ) -> bool:
        """The outbox row and the complaint's event in one commit; decided again when the complaint moved."""
        for _attempt in range(ATTEMPTS * 4):
            draft = None
            if row.complaint_id is not None:
                found = self.situation(row.complaint_id, self.system(), self.now(), self.now())
                draft = self._draft(found, decide(row.complaint_id))
            try:
                with self.writing() as connection:
                    mine = outbox.end_lease(connection, row, state, now=to_us(self.now()), code=code, error=error)
                    if mine and draft is not None:
                        self._write(connection, [draft])
            except Moved:
                continue
            return mine
        return False

    # For people

    def letters(self, states: tuple[str, ...] = (), limit: int = 200) -> list[OutboxRow]:
        """The outbox, the newest first; all states when none is named."""
        with sqlite.translated(self.folder / DATABASE):
            return outbox.listed(self.connection, states, limit)

    def letter(self, number: int) -> OutboxRow:
        """One letter; raises NotDone."""
        with sqlite.translated(self.folder / DATABASE):
            return outbox.get(self.connection, number)

    def ref_of_letter(self, row: OutboxRow) -> str:
        """The reference of the complaint a letter belongs to; empty for a notice."""
        if row.complaint_id is None:
            return ""
        with sqlite.translated(self.folder / DATABASE):
            return complaints.ref_of(self.connection, row.complaint_id)

    def retry_letter(self, number: int) -> OutboxRow:
        """Try a letter again from now."""
        self.actor()
        with self.writing() as connection:
            return outbox.requeue(connection, number, to_us(self.now()))

    def cancel_letter(self, number: int) -> OutboxRow:
        """Do not send a letter; its acknowledgement, if it was one, stays owed."""
        self.actor()
        with self.writing() as connection:
            return outbox.cancel(connection, number)
