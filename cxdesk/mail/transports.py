"""What every way of sending has in common: it takes one letter, and says how that ended."""

import re
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Protocol, Self

from cxdesk.catalogue import _
from cxdesk.mail.message import OutgoingMail
from cxdesk.mail.settings import MailSettings, SecretReader, TransportKind

_LONGEST_REASON: Final = 300
_CONTROLS: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Accepted:
    """The other side has taken the letter over; from here on it must not be sent again (TRAPS 43)."""

    response: str


class DeliveryFailure(Exception):
    """The letter was not taken over, or nobody knows. `code` and `enhanced` are the server's, where it gave any."""

    def __init__(self, reason: str, code: int | None = None, enhanced: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.enhanced = enhanced


class TemporaryFailure(DeliveryFailure):
    """Worth another attempt with the same Message-ID (`backoff`); other letters may go on."""


class PermanentFailure(DeliveryFailure):
    """This letter will never be taken: a person has to act."""


class TransportDown(DeliveryFailure):
    """Nothing can be sent now, through no fault of this letter: a process leaves the rest queued (DOMAIN §8)."""


class Transport(Protocol):
    """A way out, opened once for many letters. As a context it opens on entering and closes on leaving."""

    def open(self) -> None:
        """Make ready. TransportDown when that fails."""

    def deliver(self, mail: OutgoingMail, raw: bytes) -> Accepted:
        """Hand over `raw`, which is `build(mail)`. Any DeliveryFailure may come instead of an answer."""

    def close(self) -> None:
        """Release everything; never raises, may be called twice."""

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def from_settings(settings: MailSettings, secret_reader: SecretReader) -> Transport:
    """The transport that the settings name, not opened yet; the secret is read on opening and not kept."""
    # Each way out loads its own machinery: smtplib and ssl are dear, and a maildir needs neither.
    if settings.transport is TransportKind.MAILDIR and settings.folder is not None:
        from cxdesk.mail.maildir import MaildirTransport  # noqa: PLC0415 (see above)

        return MaildirTransport(settings.folder)
    if settings.transport is TransportKind.SMTP and settings.host is not None:
        from cxdesk.mail.smtp import SmtpTransport  # noqa: PLC0415 (see above)

        source = settings.password_source
        return SmtpTransport(
            settings.host,
            settings.effective_port,
            security=settings.security,
            username=settings.username,
            password=None if source is None else lambda: secret_reader(source),
            ca_file=settings.ca_file,
            timeout_seconds=settings.timeout_seconds,
            answer_seconds=max(settings.answer_seconds, settings.timeout_seconds),
            local_hostname=settings.local_hostname or settings.sender.domain,
        )
    if settings.transport in (TransportKind.SENDMAIL, TransportKind.COMMAND):
        from cxdesk.mail.program import ProgramTransport, SendmailTransport  # noqa: PLC0415 (see above)

        seconds = max(settings.answer_seconds, settings.timeout_seconds)
        if settings.transport is TransportKind.SENDMAIL:
            return SendmailTransport(settings.command, timeout_seconds=seconds)
        return ProgramTransport(settings.command, text_only=settings.text_only, timeout_seconds=seconds)
    raise AssertionError(settings.transport)  # the settings' own check leaves no other case


def tidy(text: str) -> str:
    """A stranger's words on one short line without controls, fit to be stored and shown as a reason."""
    return _CONTROLS.sub(" ", text).strip()[:_LONGEST_REASON] or _("no reason given")
