"""Mail that comes in: kept raw before anything reads it, then filed where it belongs, each step one commit (DOMAIN §8).

A message that is on disk is never lost: one that could not be filed stays `stored`, and the next intake takes it up.
"""

import hmac
import re
import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cxdesk.catalogue import _
from cxdesk.config.settings import AfterClosing
from cxdesk.desk import DATABASE
from cxdesk.desk.attaching import attached, keep, keep_files, path_of
from cxdesk.desk.inbound import BOUNCE, CUSTOMER, FEEDBACK, Filed, MailIn, outcome_of
from cxdesk.desk.ports import Change, Received, Situation
from cxdesk.desk.receiving import NewComplaint
from cxdesk.desk.returning import Returning
from cxdesk.desk.said import Said, in_full, in_reply
from cxdesk.domain import acts
from cxdesk.domain import events as e
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision, Words
from cxdesk.domain.deeds import Deed
from cxdesk.domain.proposals import UNCLEAR, Proposal, proposal
from cxdesk.domain.roles import Actor
from cxdesk.domain.words import Direction, OptionState
from cxdesk.errors import NotDone, WrongUse
from cxdesk.store import complaints, inbox, outbox, sqlite
from cxdesk.store.inbox import InboxRow, InboxState, Outcome
from cxdesk.store.moments import to_us
from cxdesk.store.people import folded

RAW_FOLDER = "mail/in"
CHANNEL = "email"
NOTICEABLE = timedelta(minutes=2)
"""What lay in a mailbox for longer was received then, not now."""
HOUR = timedelta(hours=1)
DOUBTFUL = frozenset({"no-sender", "own-address", "unjudged"})
"""Reasons of the reader that tell of no machine: nobody, somebody under our name, or what it could not judge."""

_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")


class FiledElsewhere(Exception):
    """Another intake was faster with the same message."""


class Mailing(Returning):
    """The desk's side of the intake."""

    # Keeping

    def keep_mail(self, raw: bytes, source: str, received_at: datetime | None = None) -> tuple[int, bool]:
        """Keep a message as it came; its number, and whether it is new. When this returns it is on disk.

        Anybody who can write the desk may: nothing about a complaint is decided here.
        """
        self.may_write()
        digest = hmac.digest(self.secret.encode(), raw, sha256).hex()
        keep(self.folder, digest, raw, RAW_FOLDER)
        now = self.now()
        with self._writing() as connection:
            return inbox.keep(connection, digest, source, len(raw), to_us(min(received_at or now, now)), to_us(now))

    def mail_to_file(self, limit: int = 100) -> list[int]:
        """Messages that are kept and not filed yet, the oldest first."""
        with sqlite.translated(self.folder / DATABASE):
            return inbox.waiting(self._connection, limit)

    def begin_mail(self, number: int) -> int:
        """Count an attempt at reading a message, before it is made; how many there were."""
        self.doer(Deed.CLOCKWORK)
        with self._writing() as connection:
            return inbox.begin(connection, number)

    def raw_mail(self, number: int) -> bytes:
        """A message as it came; raises NotDone for an unknown one or one whose file is gone."""
        try:
            return self.raw_mail_path(number).read_bytes()
        except FileNotFoundError:
            raise NotDone(_("the raw message {number} is gone").format(number=number)) from None

    def raw_mail_path(self, number: int) -> Path:
        """The file that holds a message as it came; raises NotDone for an unknown number."""
        return path_of(self.folder, self.mail(number).digest, RAW_FOLDER)

    def mail(self, number: int) -> InboxRow:
        """One message of the inbox; raises NotDone."""
        with sqlite.translated(self.folder / DATABASE):
            return inbox.get(self._connection, number)

    # Filing

    def file_mail(self, number: int, mail: MailIn, suspicion: str = "") -> Filed:
        """File a kept message where it belongs; *suspicion* is a reason code of who looked at its headers."""
        self.doer(Deed.CLOCKWORK)
        for _turn in range(2):
            # Filed by another intake, or another copy of it in between: then this one is its duplicate.
            row = self.mail(number)
            if row.state != InboxState.STORED:
                return self._as_filed(row)
            filed = self._file(row, mail, suspicion)
            if filed.state is not InboxState.STORED:
                return filed
        return self._as_filed(self.mail(number))

    def _file(self, row: InboxRow, mail: MailIn, suspicion: str) -> Filed:
        known = inbox.of_message_id(self._connection, mail.message_id)
        if known is not None:
            return self._second_copy(row, mail, known)
        if mail.verdict != CUSTOMER:
            return self._from_machine(row, mail)
        why = suspicion or self._suspicion(row, mail)
        if why:
            return self.quarantine_mail(row.id, why, mail=mail)
        try:
            return self._from_customer(row, mail, self.system())
        except FiledElsewhere:
            return self._as_filed(self.mail(row.id))
        except (NotDone, WrongUse) as error:
            return self.quarantine_mail(row.id, "refused", error.what, mail=mail)

    def _from_machine(self, row: InboxRow, mail: MailIn) -> Filed:
        if mail.verdict == BOUNCE:
            return self._settled(row, self._file_bounce(mail, self._head(row)))
        if mail.verdict == FEEDBACK:
            return self._settled(row, self._file_feedback(mail, self._head(row)))
        if mail.reason in DOUBTFUL and not self._is_our_letter(mail):
            return self.quarantine_mail(row.id, mail.reason, mail=mail)
        return self._automatic(row, mail)

    def quarantine_mail(
        self, number: int, reason: str, detail: str = "", mail: MailIn | None = None, named: int | None = None
    ) -> Filed:
        """Leave a message to people: *reason* is a code, *detail* the words for it. The raw message stays."""
        self.doer(Deed.CLOCKWORK)
        outcome = replace(outcome_of(mail, InboxState.QUARANTINED, reason), detail=detail, named_id=named)
        return self._settled(self.mail(number), outcome)

    def release_mail(self, number: int, mail: MailIn, to: str = "", *, as_new: bool = False) -> Filed:
        """A person vouches for a message: it is filed with *to*, else with the complaint it names, else as a new one.

        Also for what was taken for a machine's and is not (TRAPS 37), or was rejected too soon. Raises NotDone,
        UnknownReference.
        """
        actor = self.doer(Deed.INBOX)
        row = self.mail(number)
        if row.state not in {InboxState.QUARANTINED, InboxState.AUTOMATIC, InboxState.REJECTED}:
            raise _decided(row)
        if not _ADDRESS.fullmatch(mail.sender) and not to:
            raise NotDone(
                _("message {number} does not say who wrote it: name the complaint it belongs to").format(number=number),
                mend="--to REF",
            )
        target = complaints.find(self._connection, to) if to else row.named_id or row.complaint_id
        if target is None or as_new:
            return self._new(row, mail, actor, InboxState.RELEASED)
        return self._reply(row, mail, self._master_of(target), actor, InboxState.RELEASED)

    def reject_mail(self, number: int, reason: str = "") -> InboxRow:
        """A person decides that a message is nothing for the desk; its raw text stays. Raises NotDone."""
        actor = self.doer(Deed.INBOX)
        row = self.mail(number)
        with self._writing() as connection:
            done = inbox.decide(
                connection, number, InboxState.REJECTED, reason=reason, now=to_us(self.now()), agent=actor.login
            )
        if not done:
            raise _decided(row)
        return self.mail(number)

    # What each kind of mail comes to

    def _suspicion(self, row: InboxRow, mail: MailIn) -> str:
        """Why a mail that seems to be a customer's is left to people; "" for none."""
        now, settings = self.now(), self.settings.mail.incoming
        if not _ADDRESS.fullmatch(mail.sender):
            return "no-sender"
        own = {self.settings.mail.sender_address, self.settings.mail.reply_to}
        if folded("email", mail.sender) in {folded("email", address) for address in own if address}:
            return "own-address"
        return "old" if row.received_at < now - settings.oldest else ""

    def _second_copy(self, row: InboxRow, mail: MailIn, known: InboxRow) -> Filed:
        """A Message-ID comes once; the same from somebody else is no copy, and nothing is thrown away for it."""
        if folded("email", mail.sender) != folded("email", known.sender):
            outcome = replace(outcome_of(mail, InboxState.QUARANTINED, "message-id-taken"), message_id="")
            return self._settled(row, outcome)
        copy = replace(outcome_of(mail, InboxState.DUPLICATE, "duplicate"), message_id="")
        return self._settled(row, copy)

    def _automatic(self, row: InboxRow, mail: MailIn) -> Filed:
        """A machine speaks: kept, shown with the complaint it is about, and nothing else (TRAPS 37)."""
        target = self._route(mail).complaint
        outcome = replace(outcome_of(mail, InboxState.AUTOMATIC, mail.reason), complaint_id=target)
        if target is None:
            return self._settled(row, outcome)
        filed = Decision((e.MailFiled(row.id, verdict=str(mail.verdict)),))
        self._with_event(target, self.system(), lambda _found: filed, lambda c: self._settle(c, row, outcome))
        return self._as_filed(self.mail(row.id))

    def _from_customer(self, row: InboxRow, mail: MailIn, actor: Actor) -> Filed:
        route = self._route(mail)
        if route.reason:
            return self.quarantine_mail(row.id, route.reason, mail=mail, named=route.complaint)
        if route.complaint is not None:
            return self._reply(row, mail, route.complaint, actor, InboxState.FILED)
        lately = inbox.opened_lately(self._connection, mail.sender, to_us(self.now() - HOUR))
        if lately >= self.settings.mail.incoming.per_hour:
            return self.quarantine_mail(row.id, "flood", mail=mail)
        if self._is_repeated(mail, in_full(mail)):
            return self.quarantine_mail(row.id, "repeated", mail=mail)
        return self._new(row, mail, actor, InboxState.FILED)

    def _reply(self, row: InboxRow, mail: MailIn, target: int, actor: Actor, state: InboxState) -> Filed:
        """A customer's words about a complaint that is there; what closing changes is the desk's policy."""
        found = self.situation(target, actor, self.now(), self.now())
        complaint = found.complaint
        policy, said = self._after_closing(complaint), self._said(found, mail)
        if said.silent and not mail.attachments:
            return self._silent(row, mail, target, actor, state, said)
        if policy is AfterClosing.NEW:
            return self._new(row, mail, actor, state, former=complaint)
        files = keep_files(self.folder, mail.attachments)
        at = min(max(row.received_at, complaint.status_since, complaint.received_at), self.now())
        is_known = self._knows(target, mail.sender)
        heard = self._heard(complaint, said, at, is_known=is_known)
        filed = e.MailFiled(
            row.id,
            after_closing=policy is AfterClosing.NOTE,
            proposal=heard.answer.value if heard else "",
            option=heard.option if heard else None,
            refused=heard.refused if heard else (),
            left_out=said.left_out,
        )
        outcome = replace(
            outcome_of(mail, state, "reply"),
            complaint_id=target,
            proposal=filed.proposal,
            option=filed.option,
            after_closing=filed.after_closing,
        )
        writer = "" if is_known else mail.sender or mail.sender_name

        def decide(now_found: Situation) -> Decision:
            decision = _reply_decision(now_found, filed, said.text, policy, writer)
            return decision.then(attached(now_found.complaint, now_found.actor, files))

        if not self._with_event(target, actor, decide, lambda c: self._settle(c, row, outcome, actor), at):
            raise FiledElsewhere
        return self._as_filed(self.mail(row.id))

    def _after_closing(self, complaint: Complaint) -> AfterClosing | None:
        """What a reply to this complaint does because it is closed; None while it is open."""
        settings = self.settings.mail.incoming
        if complaint.is_open:
            return None
        closed_at = complaint.closed_at or complaint.status_since
        if settings.after_closing is AfterClosing.REOPEN and self.now() >= closed_at + settings.reopen_within:
            return AfterClosing.NEW
        return settings.after_closing

    def _said(self, found: Situation, mail: MailIn) -> Said:
        """What the reply says beyond our letters and what is told in the complaint."""
        letters = [letter.body for letter in outbox.of_complaint(self._connection, found.id)]
        told = [entry.text for recorded in found.history for entry in recorded.entries if entry.text]
        return in_reply(mail, letters, told)

    def _silent(self, row: InboxRow, mail: MailIn, target: int, actor: Actor, state: InboxState, said: Said) -> Filed:
        """A reply that only quotes, or is empty: it is shown with the complaint; a wait goes on."""
        filed = Decision((e.MailFiled(row.id, left_out=said.left_out, silent=True),))
        outcome = replace(outcome_of(mail, state, "reply"), complaint_id=target)
        if not self._with_event(target, actor, lambda _found: filed, lambda c: self._settle(c, row, outcome, actor)):
            raise FiledElsewhere
        return self._as_filed(self.mail(row.id))

    def _heard(self, complaint: Complaint, said: Said, at: datetime, *, is_known: bool) -> Proposal | None:
        """What the reply seems to answer; somebody whom the complaint does not know answers for nobody."""
        offered = [option.number for option in complaint.options_in(OptionState.OPEN) if option.is_open(at)]
        heard = proposal(said.own, offered)
        return heard if is_known or heard is None else UNCLEAR

    def _new(
        self, row: InboxRow, mail: MailIn, actor: Actor, state: InboxState, former: Complaint | None = None
    ) -> Filed:
        """A new matter: a complaint with its acknowledgement as ever, in the transaction that files the mail."""
        received_at, text = row.received_at, in_full(mail)
        lay = self.now() - received_at > NOTICEABLE
        new = NewComplaint(
            channel=CHANNEL,
            subject=mail.subject.strip() or ("" if text.strip() else _("a mail without subject and text")),
            text=text,
            customer=Received(name=mail.sender_name, email=mail.sender, language=mail.language),
            language=mail.language or None,
            received_at=received_at if lay else None,
            reason=_("it lay in the mailbox until now") if lay else "",
        )
        files = keep_files(self.folder, mail.attachments)

        def beside(connection: sqlite3.Connection, change: Change) -> None:
            outcome = replace(outcome_of(mail, state, "new"), complaint_id=change.id)
            if not self._settle(connection, row, outcome, actor):
                raise FiledElsewhere
            now = self.now()
            found = self.situation(change.id, actor, now, now)
            filed = Decision((e.MailFiled(row.id, former=former.ref if former else ""),))
            decision = filed.then(attached(found.complaint, actor, files))
            self._write(connection, [self._draft(found, decision)])

        change = self._log(new, actor, beside)
        return replace(self._as_filed(self.mail(row.id)), letters=change.letters)

    # Writing down

    def _settled(self, row: InboxRow, outcome: Outcome) -> Filed:
        with self._writing() as connection:
            self._settle(connection, row, outcome)
        return self._as_filed(self.mail(row.id))

    def _settle(
        self, connection: sqlite3.Connection, row: InboxRow, outcome: Outcome, actor: Actor | None = None
    ) -> bool:
        """Within a transaction; the decision of a person carries their login, a first filing nobody's.

        False when the message, or another copy of it, was filed in between.
        """
        before = InboxState(row.state)
        taken = inbox.of_message_id(connection, outcome.message_id)
        if taken is not None and taken.id != row.id:
            if outcome.state in {InboxState.FILED, InboxState.AUTOMATIC}:
                return False
            outcome = replace(outcome, message_id="")
        if before is InboxState.REJECTED:
            outcome = replace(outcome, detail=_rejection(row))
        by_person = actor is not None and before is not InboxState.STORED
        return inbox.settle(
            connection,
            row.id,
            outcome,
            before=before,
            now=to_us(self.now()) if by_person else None,
            agent=actor.login if actor is not None and by_person else "",
        )

    def _as_filed(self, row: InboxRow) -> Filed:
        ref = complaints.ref_of(self._connection, row.complaint_id) if row.complaint_id else ""
        return Filed(row.id, InboxState(row.state), row.reason, ref, row.detail)

    def _head(self, row: InboxRow) -> str:
        """The raw message as far as our own Message-IDs may be quoted in it."""
        return self.raw_mail(row.id)[:1_000_000].decode("latin-1")


def _reply_decision(
    found: Situation, filed: e.MailFiled, said: str, policy: AfterClosing | None, writer: str
) -> Decision:
    """A contact, in what was closed perhaps a new start; *writer* is who answered a letter that was passed on."""
    complaint, actor = found.complaint, found.actor
    decision = Decision(())
    if policy is AfterClosing.REOPEN and not complaint.is_open:
        decision = acts.reopen(complaint, actor, _("the customer wrote after it was closed"))
    contacted = acts.contact(
        complaint, actor, e.Contacted(Direction.IN, CHANNEL, stranger=bool(writer)), said, found.at
    )
    if writer:
        contacted = replace(contacted, words=(Words("writer", writer), *contacted.words))
    return decision.then(contacted).then(Decision((filed,)))


def _decided(row: InboxRow) -> NotDone:
    return NotDone(
        _("message {number} is {state}; nobody needs to decide about it").format(number=row.id, state=_(row.state))
    )


def _rejection(row: InboxRow) -> str:
    """That somebody had rejected the message, for who looks later: the decision after it takes its place."""
    told = _("{login} had put it aside: {reason}") if row.detail else _("{login} had put it aside")
    return told.format(login=row.decided_by, reason=row.detail)
