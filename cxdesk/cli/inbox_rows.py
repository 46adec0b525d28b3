"""Messages of the inbox as rows and words, for every verb that shows some."""

from cxdesk.catalogue import C_, N_, _
from cxdesk.cli.results import Column, Kind, Row, Table, Tone
from cxdesk.desk import Desk
from cxdesk.desk.inbound import InboxRow, InboxState
from cxdesk.desk.value_words import word

REASONS = {
    "new": N_("a new complaint"),
    "reply": N_("a reply"),
    "duplicate": N_("the desk has this message already"),
    "no-sender": N_("it does not say who wrote it"),
    "unjudged": N_("it could not be read"),
    "own-address": N_("it claims to be from the desk itself"),
    "spoofed": N_("the mail server found the sender's address forged"),
    "unknown-sender": N_("it names a complaint, and the sender is not known there"),
    "answers-notice": N_("it answers a notice of the desk"),
    "message-id-taken": N_("somebody else's message has its Message-ID"),
    "old": N_("it lay in the mailbox for too long"),
    "flood": N_("too many new matters from this address within an hour"),
    "repeated": N_("the same words from the same address opened a complaint already"),
    "refused": N_("the desk refused it"),
    "unread": N_("it could not be read"),
    "unreadable": N_("it could not be read"),
    "unfetched": N_("its source refused to give it out, and has it still"),
    "too-large": N_("it is too large to be taken in, and lies where it lay"),
    "bounce": N_("a letter came back"),
    "bounce-unknown": N_("a letter came back, but none of the desk's"),
    "delayed": N_("a letter is delayed"),
}
"""Reason codes in words; a verdict's own code (`auto-submitted`) shows itself."""


def table(desk: Desk, rows: list[Row], *, empty: str = "") -> Table:
    columns = (
        Column("number", _("number"), Kind.NUMBER),
        Column("state", _("state"), show=word),
        Column("ref", _("complaint"), rank=2),
        Column("reason", _("reason"), show=lambda code: _(REASONS.get(str(code), str(code))), floor=20),
        Column("from", _("sender"), floor=20),
        Column("subject", _("subject"), floor=20, rank=1),
        Column("received_at", C_("when", "received"), Kind.INSTANT, rank=3),
    )
    return Table(columns, rows, empty=empty, zone=desk.zone, tone=_tone)


def row_of(desk: Desk, row: InboxRow) -> Row:
    return {
        "number": row.id,
        "state": InboxState(row.state),
        "reason": row.reason,
        "detail": row.detail,
        "ref": desk.ref_of_mail(row) or None,
        "names": desk.ref_named(row) or None,
        "verdict": row.verdict,
        "from": row.sender,
        "name": row.sender_name,
        "subject": row.subject,
        "message_id": row.message_id,
        "source": row.source,
        "size": row.size,
        "problems": row.problems,
        "proposal": row.proposal or None,
        "option": row.option,
        "after_closing": row.after_closing,
        "received_at": row.received_at,
        "stored_at": row.stored_at,
        "decided_at": row.decided_at,
        "decided_by": row.decided_by,
    }


def _tone(row: Row) -> Tone:
    tones = {InboxState.QUARANTINED: Tone.WARN, InboxState.AUTOMATIC: Tone.FAINT, InboxState.REJECTED: Tone.FAINT}
    state = row["state"]
    return tones.get(state, Tone.PLAIN) if isinstance(state, InboxState) else Tone.PLAIN


def reason_of(row: InboxRow) -> str:
    said = _(REASONS.get(row.reason, row.reason)) if row.reason else ""
    return _(": ").join(part for part in (said, row.detail) if part)


def what_of(desk: Desk, row: InboxRow) -> str:
    ref = desk.ref_of_mail(row)
    return _("; ").join(part for part in (ref, word(row.state), reason_of(row)) if part)


def sender_of(address: str, name: str) -> str:
    return f"{name} <{address}>" if name else address
