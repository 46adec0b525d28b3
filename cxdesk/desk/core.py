"""The way of one act: read, decide, lock shortly, append, commit, tell the port (HOUSE)."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from cxdesk.desk import DATABASE
from cxdesk.desk.additions import with_answer_time, with_reason, written_by_act
from cxdesk.desk.opened import Opened
from cxdesk.desk.ports import Change, Situation
from cxdesk.domain import clocks, sweeping
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision, Refused
from cxdesk.domain.events import Happened
from cxdesk.domain.evolve import evolve, states
from cxdesk.domain.instances import summary
from cxdesk.domain.roles import Actor, guard_time
from cxdesk.store import complaints, projection, sqlite, streams
from cxdesk.store import outbox as outbox_store
from cxdesk.store.moments import to_us
from cxdesk.store.outbox import NewLetter
from cxdesk.store.streams import NewEvent, Recorded, Signature

ATTEMPTS = 3
"""How often an act is decided again outside the lock when others changed its complaint first; then inside it."""

Decide = Callable[[Situation], Decision]
WriteLetters = Callable[[Situation, Change], tuple[NewLetter, ...]]


class Moved(Exception):
    """Somebody else's act on this complaint was faster."""


@dataclass(slots=True)
class Draft:
    """All that one act will write about one complaint, settled before the lock is taken."""

    id: int
    seq_before: int
    new_events: list[NewEvent]
    rows: projection.Rows
    known_alarms: frozenset[projection.Row]
    change: Change
    letters: tuple[NewLetter, ...] = ()
    is_new: bool = False


class Core(Opened):
    """Acts on complaints; `_trying` is whether they only tell what they would change."""

    _trying = False

    # Reading one complaint

    def situation(self, complaint_id: int, actor: Actor, at: datetime, now: datetime) -> Situation:
        """One complaint at one consistent moment."""
        with sqlite.translated(self.folder / DATABASE), sqlite.reading(self._connection):
            history = complaints.history(self._connection, complaint_id)
        happened = [recorded.happened for recorded in history]
        standing = clocks.standing(self.snapshots, happened)
        return Situation(complaint_id, states(happened), history, standing, actor, at, now)

    # Writing

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Within this, an act answers what it would change, refused as ever, and writes nothing."""
        self._trying = True
        try:
            yield
        finally:
            self._trying = False

    def act(
        self,
        ref: str,
        decide: Decide,
        *,
        at: datetime | None = None,
        reason: str = "",
        actor: Actor | None = None,
        letters: WriteLetters | None = None,
    ) -> Change:
        """Perform one act on the complaint *ref*: decide on a read snapshot, append under a short lock.

        Decided anew up to three times when others were faster, the last time inside the lock, so that it ends.
        """
        return self.act_on(
            (ref,), lambda found: (decide(found[0]),), at=at, reason=reason, actor=actor, letters=letters
        )[0]

    def act_on(
        self,
        refs: Sequence[str],
        decide: Callable[[Sequence[Situation]], Sequence[Decision]],
        *,
        at: datetime | None = None,
        reason: str = "",
        actor: Actor | None = None,
        letters: WriteLetters | None = None,
    ) -> tuple[Change, ...]:
        """As `act`, over several complaints in one transaction (merging); a decision each, in the same order."""
        self.may_write()
        doer = actor or self.actor()
        backdated = reason if at is not None else ""

        def drafted() -> list[Draft]:
            with sqlite.reading(self._connection):
                ids = [complaints.find(self._connection, ref) for ref in refs]
                # The time after the first read: what others did before must not seem to come later.
                moment, now = self.moment(at, reason), self.now()
                found = [self.situation(one, doer, moment, now) for one in ids]
            with self._knowing(found[0]):
                drafts = [
                    self._draft(one, with_reason(decision, backdated), letters)
                    for one, decision in zip(found, decide(found), strict=True)
                ]
                for one, draft in zip(found, drafts, strict=True):
                    guard_time(one.complaint, draft.change.complaint, doer, moment)
            return drafts

        return self._commit(drafted)

    @contextmanager
    def _knowing(self, found: Situation) -> Iterator[None]:
        """Within this a refusal names what is allowed by all that the desk knows: an act sees one complaint."""
        try:
            yield
        except Refused as refused:
            from cxdesk.desk.allowing import allowed_now  # noqa: PLC0415 (most acts are not refused)

            with sqlite.reading(self._connection) as connection:
                can = allowed_now(connection, found.id, found.complaint, found.actor, found.now, lambda: found.standing)
            raise refused.knowing(can.acts) from refused

    def _commit(self, drafted: Callable[[], list[Draft]]) -> tuple[Change, ...]:
        for _attempt in range(ATTEMPTS):
            with sqlite.translated(self.folder / DATABASE):
                drafts = drafted()
            if self._trying:
                return tuple(draft.change for draft in drafts)
            try:
                with self._writing() as connection:
                    changes = self._write(connection, drafts)
            except Moved:
                continue
            return self._told(changes)
        with self._writing() as connection:
            changes = self._write(connection, drafted())
        return self._told(changes)

    def _told(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        queued = tuple(number for change in changes for number in change.letters)
        if queued and self._after_commit is not None:
            self._after_commit(queued)
        return changes

    def _write(self, connection: sqlite3.Connection, drafts: Sequence[Draft]) -> tuple[Change, ...]:
        tail = streams.Tail.of(connection)
        changes = []
        for draft in drafts:
            if not draft.is_new and complaints.seq_of(connection, draft.id) != draft.seq_before:
                raise Moved
            tail = streams.append(connection, draft.new_events, tail)
            if draft.is_new:
                complaints.insert_rows(connection, [draft.rows])
            elif draft.new_events:
                complaints.replace_rows(connection, draft.id, draft.rows, draft.known_alarms)
            now = to_us(self.now())
            numbers = tuple(outbox_store.queue(connection, draft.id, letter, now) for letter in draft.letters)
            changes.append(replace(draft.change, letters=numbers))
            self._owe(connection, draft.change)
        return tuple(changes)

    def _owe(self, connection: sqlite3.Connection, change: Change) -> None:
        """What an act makes owed to the desk's own people, in its own transaction: see `Sweeping`."""

    def _draft(self, found: Situation, decision: Decision, letters: WriteLetters | None = None) -> Draft:
        """Everything the decision will write, computed outside the lock."""
        signature = replace(self.signature(found.actor), recorded_at=found.now)
        decision = with_answer_time(decision, found.standing, found.at)
        draft = self._drafted(found, decision, signature)
        late = written_by_act(decision.events, found, draft.change)
        if late:
            draft = self._drafted(found, decision.then(Decision(late)), signature)
        if letters is not None:
            draft.letters = letters(found, draft.change)
        return draft

    def _drafted(self, found: Situation, decision: Decision, signature: Signature) -> Draft:
        seq = found.complaint.seq
        prepared = streams.prepare(
            streams.COMPLAINT, found.id, seq + 1, decision.events, decision.words, found.at, signature, self._salts
        )
        new = streams.recorded(decision.events, prepared)
        history = (*found.history, *new)
        lived = [*found.states]
        for recorded in new:
            lived.append(evolve(lived[-1], recorded.happened))
        standing = clocks.standing(self.snapshots, [recorded.happened for recorded in history])
        change = Change(found.id, lived[-1], new, standing)
        return Draft(
            found.id,
            seq,
            prepared,
            projection.rows_of(found.id, history, lived, standing_row(lived[-1], standing, history)),
            projection.alarm_keys(found.id, found.history),
            change,
        )


def standing_row(complaint: Complaint, standing: clocks.Standing, history: Sequence[Recorded]) -> projection.Standing:
    """What lists sort by and the sweep looks for, from the evaluated clocks."""
    due = summary(standing.instances)
    happened: list[Happened] = [recorded.happened for recorded in history]
    return projection.Standing(
        standing.instances,
        due.next_due,
        due.next_due_clock or "",
        due.overdue,
        sweeping.next_step_at(complaint, standing, happened),
        standing.policy.name,
    )
