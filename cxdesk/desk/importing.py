"""Taking over complaints that another system kept: in batches, silently, each once (DOMAIN §12)."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import perf_counter  # for how long the lock was held; nothing asks it for the time of day
from zoneinfo import ZoneInfo

from cxdesk.catalogue import _
from cxdesk.desk import DATABASE
from cxdesk.desk.core import standing_row
from cxdesk.desk.newcomers import Newcomers
from cxdesk.desk.past import PastComplaint, decision, in_codes
from cxdesk.desk.ports import Change
from cxdesk.desk.receiving import Receiving
from cxdesk.domain import clocks
from cxdesk.domain import events as e
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision, Refused, Words
from cxdesk.domain.evolve import fold, states
from cxdesk.domain.permissions import MAY
from cxdesk.domain.policy import Facts
from cxdesk.domain.roles import Actor
from cxdesk.domain.snapshot import Snapshot
from cxdesk.domain.words import AcknowledgementState, Act, OptionType, Status
from cxdesk.store import bulk, checkpoint, complaints, outbox, people, projection, sqlite, streams
from cxdesk.store.bulk import ResumePoint
from cxdesk.store.moments import to_us
from cxdesk.store.outbox import NewLetter
from cxdesk.store.people import Customer
from cxdesk.store.streams import NewEvent, Recorded, Signature, Tail

USUAL_CHANNEL = "web"
"""Stands for a channel that the source does not tell, where the desk has it; `channel` is then marked missing."""

WRITE_BACK = 2000
"""After how many complaints the log goes back into the database: batches are too large to count commits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """What holds for one import: its number in the book, whose complaints these are, and when it happens.

    Nothing that was due before `at` alarms anybody. Complaints received since `acknowledge_since` get their
    acknowledgement, when they are open, have an address and none is known.
    """

    number: int
    source: str
    at: datetime
    actor: Actor
    acknowledge_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What became of a batch; `locked_seconds` is for how long others had to wait for it."""

    added: int
    known: int
    letters: tuple[int, ...] = ()
    locked_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is the same for all complaints of a batch."""

    import_: Takeover
    signature: Signature
    snapshot: Snapshot
    zone: ZoneInfo
    channels: frozenset[str]
    usual_channel: str
    owners: frozenset[str]
    customers: Newcomers


@dataclass(slots=True)
class _Draft:
    """One complaint from what is told of it to all that will be written; `recipient` is owed an acknowledgement."""

    id: int
    past: PastComplaint
    customer: Customer | None = None
    recipient: str = ""
    events: list[NewEvent] = field(default_factory=list)
    history: tuple[Recorded, ...] = ()
    rows: projection.Rows = field(default_factory=dict)
    letter: NewLetter | None = None

    @property
    def happened(self) -> list[e.Happened]:
        return [recorded.happened for recorded in self.history]


@dataclass(slots=True)
class _Batch:
    """New complaints with all their rows, and the letters to some, by complaint."""

    added: int
    prepared: bulk.Prepared
    letters: list[tuple[int, NewLetter]]


class Importing(Receiving):
    """Complaints from elsewhere."""

    _not_written_back = 0

    def begin_takeover(
        self, source: str, file: str, digest: str, *, acknowledge_since: datetime | None = None
    ) -> tuple[Takeover, ResumePoint | None]:
        """Open the book for a file; with the point where an unfinished import of the same *digest* stopped.

        Raises Refused for a role that may not log complaints.
        """
        self.may_write()
        doer = self.actor()
        if doer.role not in MAY[Act.LOG]:
            raise Refused(_("{act} is not for the role {role}").format(act="import", role=doer.role.value))
        now = self.now()
        with self._writing() as connection:
            point = bulk.unfinished(connection, digest)
            number = bulk.begin(connection, source, file, digest, to_us(now), point)
        return Takeover(number=number, source=source, at=now, actor=doer, acknowledge_since=acknowledge_since), point

    def known_keys(self, source: str, keys: Sequence[str]) -> set[str]:
        """Which of a source's keys are in the desk already."""
        with sqlite.translated(self.folder / DATABASE):
            return bulk.known_keys(self._connection, source, keys)

    def take_over(self, import_: Takeover, past: Sequence[PastComplaint], line: int) -> TakenOver:
        """Record a batch in one transaction, and that the file is done up to *line*; what is known stays as it is.

        Everything is computed before the lock is taken; only when somebody wrote meanwhile, again inside it.
        """
        with sqlite.translated(self.folder / DATABASE):
            batch = self._batch(import_, past)
        with self._writing() as connection:
            locked_at = perf_counter()
            if batch is not None and not batch.prepared.fits(connection):
                batch = self._batch(import_, past)
            added = 0
            letters: tuple[int, ...] = ()
            if batch is not None:
                added, letters = batch.added, self._record(connection, batch)
            bulk.advance(connection, import_.number, line, added, len(past) - added)
        locked_seconds = perf_counter() - locked_at
        self._not_written_back += added
        if self._not_written_back >= WRITE_BACK:
            checkpoint.write_back(self._connection, self.folder / DATABASE)
            self._not_written_back = 0
        if letters and self._after_commit is not None:
            self._after_commit(letters)
        return TakenOver(added, len(past) - added, letters, locked_seconds)

    def finish_takeover(self, import_: Takeover, rejected: int) -> None:
        """Close the book: the whole file was read."""
        with self._writing() as connection:
            bulk.finish(connection, import_.number, rejected, to_us(self.now()))

    def _record(self, connection: sqlite3.Connection, batch: _Batch) -> tuple[int, ...]:
        batch.prepared.write(connection)
        now = to_us(self.now())
        return tuple(outbox.queue(connection, number, letter, now) for number, letter in batch.letters)

    def _batch(self, import_: Takeover, past: Sequence[PastComplaint]) -> _Batch | None:
        """The rows of what is new in *past*, at one consistent moment; None when all of it is known."""
        with sqlite.reading(self._connection) as connection:
            known = bulk.known_keys(connection, import_.source, [one.key for one in past])
            new: dict[str, PastComplaint] = {}
            for one in past:
                if one.key not in known:
                    new.setdefault(one.key, one)
            if not new:
                return None
            tail = Tail.of(connection)
            number = complaints.next_id(connection)
            scene = self._scene(import_, connection, list(new.values()))
            drafts = self._drafts(scene, list(new.values()), number)
            customers = scene.customers
            events = [
                *customers.events(scene.signature, self._salts),
                *(event for one in drafts for event in one.events),
            ]
            since = to_us(import_.at)
            people_made = [(customer, since) for customer in customers.made]
            prepared = bulk.prepare(tail, people_made, customers.points, events, (one.rows for one in drafts))
        return _Batch(len(drafts), prepared, [(one.id, one.letter) for one in drafts if one.letter])

    def _scene(
        self, import_: Takeover, connection: sqlite3.Connection, new: Sequence[PastComplaint]
    ) -> _Scene:  # fmt: skip
        snapshot = self.snapshot
        channels = tuple(self.settings.desk.channels)
        return _Scene(
            import_,
            replace(self.signature(import_.actor), recorded_at=import_.at),
            snapshot,
            ZoneInfo(snapshot.timezone),
            frozenset(channels),
            USUAL_CHANNEL if USUAL_CHANNEL in channels else channels[0],
            frozenset(agent.login for agent in people.agents(connection, active_only=True)),
            Newcomers(connection, [one.customer for one in new]),
        )

    def _drafts(self, scene: _Scene, new: Sequence[PastComplaint], first: int) -> list[_Draft]:
        """Complaints as they stand at the import instant, numbered from *first*.

        Each step for all of them before the next: a processor that stays with one step takes a quarter less time.
        """
        drafts = [_Draft(number, in_codes(told)) for number, told in enumerate(new, start=first)]
        for draft in drafts:
            self._find_customer(scene, draft)
        received = [self._logged_before(scene, draft) for draft in drafts]
        owners = [draft.past.owner if draft.past.owner in scene.owners else None for draft in drafts]
        decided = [
            decision(draft.past, logged, owner) for draft, logged, owner in zip(drafts, received, owners, strict=True)
        ]
        for draft, told in zip(drafts, decided, strict=True):
            draft.events = _receipt(told, draft.id, draft.past, scene.signature, self._salts)
        for draft, told in zip(drafts, decided, strict=True):
            draft.history = streams.recorded(told.events, draft.events)
        standings = [clocks.standing(self.snapshots, draft.happened) for draft in drafts]
        for place, draft in enumerate(drafts):
            if self._say_late(scene, draft, standings[place]):
                standings[place] = clocks.standing(self.snapshots, draft.happened)
        for draft, standing in zip(drafts, standings, strict=True):
            if draft.recipient:
                self._acknowledge(scene, draft, standing)
        lives = [states(draft.happened) for draft in drafts]
        rows = [
            _standing(lived[-1], standing, draft.history)
            for draft, standing, lived in zip(drafts, standings, lives, strict=True)
        ]
        for draft, lived, row in zip(drafts, lives, rows, strict=True):
            draft.rows = projection.rows_of(draft.id, draft.history, lived, row)
        return drafts

    def _find_customer(self, scene: _Scene, draft: _Draft) -> None:
        draft.customer = scene.customers.of(draft.past.customer)
        if _wants_acknowledgement(scene.import_, draft.past):
            draft.recipient = scene.customers.recipient(draft.past.customer)

    def _say_late(self, scene: _Scene, draft: _Draft, standing: clocks.Standing) -> bool:
        """What was late by the import is said once and for all; whether anything was."""
        late = tuple(
            [
                e.Breached(at.clock, at.cycle, at.instance, at.due_at)
                for at in standing.instances
                if at.due_at is not None and at.awaits_breach(scene.import_.at)
            ]
        )
        if late:
            self._add(scene, draft, late)
        return bool(late)

    def _acknowledge(self, scene: _Scene, draft: _Draft, standing: clocks.Standing) -> None:
        change = Change(draft.id, fold(draft.happened), draft.history, standing)
        draft.letter, queued = self._acknowledging(change, draft.customer, draft.recipient)
        self._add(scene, draft, (queued,))

    def _logged_before(self, scene: _Scene, draft: _Draft) -> e.Logged:
        """The receipt, held to the standards that are in force now: nobody knows those of the source."""
        past, customer = draft.past, draft.customer
        channel = past.channel if past.channel in scene.channels else None
        segment = past.customer.segment or (customer.segment if customer else None) or None
        facts = Facts(
            past.received_at.astimezone(scene.zone).date(),
            past.severity,
            segment,
            past.product,
            past.category,
            channel or scene.usual_channel,
            past.jurisdiction,
        )
        return e.Logged(
            ref=f"{self.settings.desk.reference}-{draft.id}",
            channel=channel or scene.usual_channel,
            policy=scene.snapshot.policy_for(facts).name,
            snapshot=scene.snapshot.hash,
            customer=customer.id if customer else None,
            severity=past.severity,
            category=past.category,
            product=past.product,
            remedy=OptionType.sought(past.remedy) if past.remedy else None,
            language=past.language or (customer.language if customer else None) or None,
            jurisdiction=past.jurisdiction,
            segment=segment,
            value_band=(customer.value_band if customer else None) or None,
            tags=past.tags,
            precision=past.precision,
            missing=past.missing if channel else ("channel", *past.missing),
            acknowledgement=AcknowledgementState.OWED if draft.recipient else AcknowledgementState.NOT_OWED,
            source=scene.import_.source,
            source_key=past.key,
            alarms_from=scene.import_.at,
        )

    def _add(self, scene: _Scene, draft: _Draft, more: tuple[e.Event, ...]) -> None:
        """*more* happened at the import instant, behind the rest."""
        seq = len(draft.events) + 1
        added = streams.prepare(
            streams.COMPLAINT, draft.id, seq, more, (), scene.import_.at, scene.signature, self._salts
        )
        draft.events += added
        draft.history += streams.recorded(more, added)


def _receipt(
    decided: Decision, number: int, past: PastComplaint, signature: Signature, salts: streams.Salts
) -> list[NewEvent]:
    """Only the receipt happened when it says; what else the source knew, the desk learned with the import."""
    said = [words for words in decided.words if words.event == 0]
    rest = [Words(words.kind, words.text, words.event - 1) for words in decided.words if words.event]
    return [
        *streams.prepare(
            streams.COMPLAINT, number, 1, decided.events[:1], said, past.received_at, signature, salts
        ),
        *streams.prepare(
            streams.COMPLAINT, number, 2, decided.events[1:], rest, signature.recorded_at, signature, salts
        ),
    ]  # fmt: skip


def _standing(complaint: Complaint, standing: clocks.Standing, history: tuple[Recorded, ...]) -> projection.Standing:
    """What is over owes no look at all, which spares most histories the search for a next step."""
    if any(instance.is_open for instance in standing.instances):
        return standing_row(complaint, standing, history)
    return projection.Standing(standing.instances, policy=standing.policy.name)


def _wants_acknowledgement(import_: Takeover, past: PastComplaint) -> bool:
    since = import_.acknowledge_since
    is_open = not past.is_closed and past.status is not Status.RESOLVED
    return since is not None and is_open and past.acknowledged_at is None and past.received_at >= since
