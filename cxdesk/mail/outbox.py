"""The sender: leased letters become mail, and what became of each is on disk before the next one goes (DOMAIN §8)."""

import hmac
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from cxdesk.catalogue import _
from cxdesk.config import Settings
from cxdesk.desk import Desk, OutboxRow
from cxdesk.desk.delivering import Circumstances
from cxdesk.desk.tokens import reply_address, reply_token
from cxdesk.errors import DeskUnavailable
from cxdesk.mail import gate, settings, transports
from cxdesk.mail.addresses import LONGEST_LOCAL, BadAddress, Mailbox, check_address
from cxdesk.mail.backoff import WAITS, next_attempt
from cxdesk.mail.message import ACKNOWLEDGEMENT, BadMail, OutgoingMail, build
from cxdesk.mail.settings import BadMailSettings, MailSettings, SecretReader
from cxdesk.mail.transports import PermanentFailure, TemporaryFailure, Transport, TransportDown

LEASE_SECONDS: Final = 300.0
"""Longer than a conversation about one letter; after a crash, how long its letter waits for the next sender.

Where the settings let a conversation last longer, so does the lease: two senders never hold one letter.
"""

PUT_OFF_IN_A_ROW: Final = 3
"""After so many letters in a row that a domain put off, a pass leaves it alone."""

_MARK_CHARACTERS: Final = 16
_PERSON: Final = "customer"

Jitter = Callable[[], float]
"""A random number from 0 up to 1."""


def never() -> bool:
    """Nobody asks the sender to stop."""
    return False


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the letters, by their numbers; `left` are due still, `down` says why nothing more was tried."""

    accepted: tuple[int, ...] = ()
    deferred: tuple[int, ...] = ()
    failed: tuple[int, ...] = ()
    left: int = 0
    down: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every letter that was due is out."""
        return not (self.deferred or self.failed or self.left or self.down)


@dataclass(slots=True)
class _Tally:
    accepted: list[int] = field(default_factory=list)
    deferred: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.accepted) + len(self.deferred) + len(self.failed)


class Sender:
    """Sends what is due through one transport, opened for the first letter; after one failed connection it rests.

    *holder* names this sender in the leases and must be its own. `is_delivering` is true from giving a letter to the
    transport until its outcome is on disk. What a transport accepted is never sent again; a
    letter whose sender died under it is delivered once more under the same Message-ID (TRAPS 43).
    """

    def __init__(
        self,
        desk: Desk,
        transport: Transport,
        *,
        jitter: Jitter,
        holder: str,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        mail = desk.settings.mail
        self._desk = desk
        self._transport = transport
        self._jitter = jitter
        self._holder = holder
        self._lease_seconds = lease_seconds
        self._settings = mail
        self._from = Mailbox(mail.sender_address, mail.sender_name or None)
        self._sent_to: Counter[str] = Counter()
        self._put_off: Counter[str] = Counter()
        self._own = {self._from.address, *([check_address(mail.reply_to)] if mail.reply_to else [])}
        self._is_open = False
        self._down: str | None = None
        self.is_delivering = False

    def send_due(
        self, only: Iterable[int] | None = None, limit: int | None = None, stop: Callable[[], bool] = never
    ) -> Sent:
        """Send what is due, the longest waiting first: *only* these numbers, at most *limit*.

        *stop* is asked between letters. Raises DeskUnavailable when the outcome of a letter cannot be recorded.
        """
        numbers = None if only is None else frozenset(only)
        tally = _Tally()
        try:
            while self._down is None and (limit is None or tally.count < limit) and not stop():
                row = self._desk.lease_letter(self._holder, self._lease_seconds, numbers)
                if row is None:
                    break
                self._handle(row, tally)
        finally:
            self._transport.close()
            self._is_open = False
        left = self._desk.letters_due(numbers)
        return Sent(tuple(tally.accepted), tuple(tally.deferred), tuple(tally.failed), left, self._down)

    def _handle(self, row: OutboxRow, tally: _Tally) -> None:
        if row.attempts_now > len(WAITS) + 1:
            self._fail(row, tally, "no-end", _("every attempt at it broke off without an answer"))
            return
        domain = row.recipient.rpartition("@")[2].casefold()
        rests_until = self._rests_until(domain)
        if rests_until is not None:
            self._desk.letter_released(row, rests_until, _("{domain} gets no more just now").format(domain=domain))
            tally.deferred.append(row.id)
            return
        back = gate.HOUR if row.complaint_id is None else gate.LONGEST
        around = self._desk.circumstances(row, self._desk.now() - back)
        verdict = self._verdict(row, around)
        if verdict.again_at is not None:
            self._desk.letter_released(row, verdict.again_at, verdict.reason)
            tally.deferred.append(row.id)
            return
        if not verdict.may:
            self._fail(row, tally, verdict.code, verdict.reason)
            return
        try:
            mail = self._mail(row, around)
            raw = build(mail)
        except (BadMail, BadAddress) as error:
            self._fail(row, tally, "unsendable", str(error))
            return
        if self._opened(row):
            self._deliver(row, mail, raw, tally)

    def _verdict(self, row: OutboxRow, around: Circumstances) -> gate.Verdict:
        mail = around.answers
        return gate.may_send(
            gate.Facts(
                recipient=row.recipient,
                automatic=row.automatic,
                now=self._desk.now(),
                own=self._own,
                to_customer=row.complaint_id is not None,
                # A person who let a held mail in has decided that it comes from one.
                cause="" if mail is None else _PERSON if mail.decided_by else mail.verdict,
                suppressed=around.suppressed,
                earlier=[gate.Earlier(*earlier) for earlier in around.earlier],
            )
        )

    def _mail(self, row: OutboxRow, around: Circumstances) -> OutgoingMail:
        mail = self._settings
        parent = around.answers
        answers_it = parent is not None and parent.sender.casefold() == row.recipient.casefold()
        return OutgoingMail(
            message_id=row.message_id,
            sender=self._from,
            recipient=Mailbox(row.recipient, row.name or None),
            subject=row.subject,
            body=row.body,
            language=row.language,
            date=row.queued_at,
            kind=row.letter,
            desk=desk_mark(self._desk.secret),
            automatic=row.automatic,
            in_reply_to=_bracketed(parent.message_id) if parent and answers_it else None,
            references=around.sent_before,
            reply_to=self._replies_to(row, around),
            null_return_path=mail.null_return_path and row.automatic and row.letter != ACKNOWLEDGEMENT,
            html=mail.html and row.complaint_id is not None,
        )

    def _replies_to(self, row: OutboxRow, around: Circumstances) -> str | None:
        mail = self._settings
        address = mail.reply_to or mail.sender_address
        if mail.plus_addressing and around.ref:
            token = reply_token(self._desk.secret, around.ref, row.recipient)
            routed = reply_address(address, around.ref, token)
            # A mailbox ends at 64 characters before the @ (RFC 5321); then the Message-ID alone has to bring it home.
            if len(routed.rpartition("@")[0]) <= LONGEST_LOCAL:
                return routed
        return mail.reply_to or None

    def _opened(self, row: OutboxRow) -> bool:
        """Whether there is a connection; without one the letter goes back untried."""
        if self._is_open:
            return True
        try:
            self._transport.open()
        except TransportDown as error:
            self._give_back(row, error)
            return False
        self._is_open = True
        return True

    def _deliver(self, row: OutboxRow, mail: OutgoingMail, raw: bytes, tally: _Tally) -> None:
        self.is_delivering = True
        try:
            self._deliver_to(row, mail, raw, tally)
        finally:
            self.is_delivering = False

    def _deliver_to(self, row: OutboxRow, mail: OutgoingMail, raw: bytes, tally: _Tally) -> None:
        try:
            self._transport.deliver(mail, raw)
        except TemporaryFailure as error:
            if error.code is not None:
                self._put_off[mail.recipient.domain] += 1
            self._defer(row, tally, _code(error), error.reason)
        except PermanentFailure as error:
            self._fail(row, tally, _code(error), error.reason)
        except TransportDown as error:
            if error.code is not None:
                self._give_back(row, error)
                return
            # Silence may mean that the letter was taken: it counts as an attempt, or it would be repeated for ever.
            self._down = error.reason
            self._defer(row, tally, "", error.reason)
        else:
            self._desk.letter_accepted(row)
            tally.accepted.append(row.id)
            self._sent_to[mail.recipient.domain] += 1
            del self._put_off[mail.recipient.domain]

    def _rests_until(self, domain: str) -> datetime | None:
        """A domain that put several letters off in a row, or had its share, is left alone for a while: politeness."""
        if self._put_off[domain] >= PUT_OFF_IN_A_ROW:
            return self._desk.now() + WAITS[1]
        if self._sent_to[domain] >= self._settings.per_domain:
            return self._desk.now() + WAITS[0]
        return None

    def _give_back(self, row: OutboxRow, error: TransportDown) -> None:
        self._down = error.reason
        self._desk.letter_released(row, self._desk.now(), error.reason)

    def _defer(self, row: OutboxRow, tally: _Tally, code: str, reason: str) -> None:
        again_at = next_attempt(row.attempts_now, self._desk.now(), self._jitter())
        if again_at is None:
            self._fail(row, tally, code, reason)
            return
        self._desk.letter_deferred(row, again_at, code, reason)
        tally.deferred.append(row.id)

    def _fail(self, row: OutboxRow, tally: _Tally, code: str, reason: str) -> None:
        self._desk.letter_failed(row, code, reason)
        tally.failed.append(row.id)


def _bracketed(message_id: str) -> str | None:
    """As a header has it; the inbox keeps it bare."""
    return f"<{message_id.strip('<>')}>" if message_id else None


def _code(error: TemporaryFailure | PermanentFailure) -> str:
    return error.enhanced or ("" if error.code is None else str(error.code))


def desk_mark(secret: str) -> str:
    """By what the desk knows its own mail when it comes back, without telling anybody which desk it is (TRAPS 36)."""
    return hmac.digest(secret.encode(), b"the desk's own mail", "sha256").hex()[:_MARK_CHARACTERS]


def mail_settings(desk: Settings, folder: Path) -> MailSettings:
    """What `[mail]` of desk.toml means to a transport, relative files against the desk's *folder*.

    Raises DeskUnavailable when no letter could be sent like this.
    """
    mail = desk.mail
    try:
        if mail.reply_to:
            check_address(mail.reply_to)
        return MailSettings(
            transport=settings.TransportKind(mail.transport.value),
            sender_address=mail.sender_address,
            sender_name=mail.sender_name or None,
            folder=folder / mail.folder,
            host=mail.host or None,
            port=mail.port,
            security=settings.Security(mail.security.value),
            username=mail.username or None,
            password_env=mail.password_env or None,
            password_file=None if mail.password_file is None else folder / mail.password_file,
            password_keyring=mail.password_keyring or None,
            command=mail.command,
            text_only=mail.text_only,
            ca_file=None if mail.ca_file is None else folder / mail.ca_file,
            timeout_seconds=mail.timeout_seconds,
        )
    except (BadMailSettings, BadAddress) as error:
        raise DeskUnavailable(str(error), where="desk.toml [mail]", mend="cxdesk config check") from error


def sender_of(
    desk: Desk, secrets: SecretReader, *, jitter: Jitter, holder: str, patience_seconds: float | None = None
) -> Sender:
    """The sender that the desk's settings describe; *patience_seconds* shortens each step where somebody waits.

    Raises DeskUnavailable when the settings cannot work.
    """
    chosen = mail_settings(desk.settings, desk.folder)
    if patience_seconds is not None:
        chosen = replace(chosen, timeout_seconds=min(chosen.timeout_seconds, patience_seconds))
    transport = transports.from_settings(chosen, secrets)
    lease_seconds = max(LEASE_SECONDS, chosen.longest_seconds * 1.1)
    return Sender(desk, transport, jitter=jitter, holder=holder, lease_seconds=lease_seconds)
