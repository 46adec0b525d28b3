"""One raw message to an `Incoming`: each part of the answer for itself, so that what breaks one spares the others."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar

from cxdesk.catalogue import _
from cxdesk.domain import language
from cxdesk.mail.intake import (
    addresses,
    attachments,
    bodies,
    bounces,
    charsets,
    headers,
    limits,
    reply,
    tree,
    verdict,
)
from cxdesk.mail.intake.bodies import Read
from cxdesk.mail.intake.incoming import Bounced, Incoming, Verdict
from cxdesk.mail.intake.limits import Findings
from cxdesk.mail.intake.tree import Part

_SENDERS: Final = ("From", "Reply-To", "Return-Path", "Sender")
_NOBODY: Final[tuple[Bounced, ...]] = ()
_Answer = TypeVar("_Answer")


def read(raw: bytes, *, own_addresses: Collection[str] = ()) -> Incoming:
    """What the message says, as far as it can be read; never raises. The raw message stays with the caller.

    *own_addresses* are the desk's mailboxes: mail from them is OURS. The first 25 MB are looked at.
    """
    findings = Findings()
    message = _guarded(findings, lambda: tree.parse(bytes(raw), findings), None)
    if message is None:
        return Incoming(unread=True, problems=tuple(findings.problems))
    content = _guarded(findings, lambda: bodies.read(message, findings), Read())
    full_text = _guarded(findings, lambda: _bounded(content.text, findings), "")
    sender_name, sender = _guarded(findings, lambda: _sender(message, findings), ("", ""))
    text = _guarded(findings, lambda: charsets.clean(reply.trimmed(full_text, signed=sender)), full_text)
    judged, reason = _guarded(
        findings, lambda: verdict.judge(message, own_addresses, full_text), (Verdict.AUTOMATIC, "unjudged")
    )
    bounced = _guarded(findings, lambda: _returned(message, judged, full_text), _NOBODY)
    subject = _guarded(findings, lambda: _subject(message), "")
    if not sender:
        findings.add(_("the message names no sender"))
    return Incoming(
        subject=subject,
        sender=sender,
        sender_name=sender_name,
        to=_guarded(findings, lambda: _addresses(message, "To"), ()),
        cc=_guarded(findings, lambda: _addresses(message, "Cc"), ()),
        date=_guarded(findings, lambda: _date(message, findings), None),
        message_id=_guarded(findings, lambda: headers.message_id(message.field("Message-ID")), ""),
        references=_guarded(findings, lambda: _references(message), ()),
        language=_guarded(findings, lambda: language.of_letter(text or full_text, subject), ""),
        text=text,
        full_text=full_text,
        attachments=_guarded(findings, lambda: attachments.with_own_names(content.files, findings), ()),
        verdict=judged,
        reason=reason,
        bounced=bounced,
        problems=tuple(findings.problems),
        unread=findings.exhausted,
    )


def _guarded(findings: Findings, act: Callable[[], _Answer], otherwise: _Answer) -> _Answer:
    """What *act* answers; when it fails, *otherwise*, and a line among the problems (TRAPS 41)."""
    try:
        return act()
    except Exception as failure:  # noqa: BLE001 (a message that breaks its reader must not stop the others)
        findings.exhausted = findings.exhausted or isinstance(failure, MemoryError)
        findings.add(_("a part of the message could not be read ({failure})").format(failure=type(failure).__name__))
        return otherwise


def _returned(message: Part, judged: Verdict, full_text: str) -> tuple[Bounced, ...]:
    found = bounces.recipients(message, full_text) if judged is Verdict.BOUNCE else ()
    return tuple(
        replace(one, recipient=charsets.clean(one.recipient), status=charsets.clean(one.status)) for one in found
    )


def _subject(message: Part) -> str:
    return headers.one_line(headers.decoded(message.field("Subject")), limits.SUBJECT_CHARACTERS, as_typed=True)


def _sender(message: Part, findings: Findings) -> tuple[str, str]:
    """The first mailbox with an address among those that could have sent it, the author before the others."""
    if max(map(message.field("From").count, "(<")) > limits.BRACKETS:
        findings.add(_("the sender is nested deeper than any real one"))
    mailboxes = [box for name in _SENDERS for value in message.fields(name) for box in addresses.mailboxes(value)]
    with_server = (box for box in mailboxes if "@" in box[1])
    with_any = (box for box in mailboxes if box[1])
    author = ((name, "") for name, _address in mailboxes if name)
    return next(with_server, None) or next(with_any, None) or next(author, ("", ""))


def _addresses(message: Part, name: str) -> tuple[str, ...]:
    """Also when the header stands several times, against the rules."""
    found = (address for value in message.fields(name)[:20] for address in addresses.bare(value))
    return tuple(dict.fromkeys(found))[: limits.ADDRESSES]


def _date(message: Part, findings: Findings) -> datetime | None:
    value = message.field("Date")
    if not value.strip():
        findings.add(_("the message has no date"))
        return None
    date = headers.instant(value)
    if date is None:
        findings.add(_("the date of the message cannot be read"))
    return date


def _references(message: Part) -> tuple[str, ...]:
    """The chain, oldest first; of one that is too long its first and its newest stay."""
    named = [*message.fields("References"), *message.fields("In-Reply-To")]
    chain = tuple(dict.fromkeys(one for value in named for one in headers.identifiers(value)))
    return chain if len(chain) <= limits.REFERENCES else (chain[0], *chain[1 - limits.REFERENCES :])


def _bounded(text: str, findings: Findings) -> str:
    lines = charsets.clean(text).split("\n", limits.TEXT_LINES)
    whole = len(lines) <= limits.TEXT_LINES and len(text) <= limits.TEXT_CHARACTERS
    if not whole:
        findings.add(_("the text is longer than any letter: only its beginning was read"))
    return "\n".join(lines[: limits.TEXT_LINES])[: limits.TEXT_CHARACTERS].strip("\n")
