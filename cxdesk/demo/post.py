"""The post office of the sample: letters lie in the mail folder, but two of its addresses take none."""

from collections.abc import Callable
from typing import Final

from cxdesk.mail.maildir import MaildirTransport
from cxdesk.mail.message import OutgoingMail
from cxdesk.mail.settings import MailSettings
from cxdesk.mail.transports import Accepted, DeliveryFailure, PermanentFailure, TemporaryFailure, Transport

_FAILURES: Final[dict[str, Callable[[], DeliveryFailure]]] = {
    "gone.example.net": lambda: PermanentFailure("no such mailbox here", 550, "5.1.1"),
    "busy.example.net": lambda: TemporaryFailure("try again later", 451, "4.3.2"),
}


class SampleTransport(Transport):
    """A mail folder that answers for some domains as a mail server would."""

    def __init__(self, settings: MailSettings) -> None:
        if settings.folder is None:
            raise ValueError(settings.transport)
        self._folder = MaildirTransport(settings.folder)

    def open(self) -> None:
        """Make the folder ready."""
        self._folder.open()

    def deliver(self, mail: OutgoingMail, raw: bytes) -> Accepted:
        """Keep the letter, or fail as its domain does."""
        failure = _FAILURES.get(mail.recipient.address.rpartition("@")[2])
        if failure is not None:
            raise failure()
        return self._folder.deliver(mail, raw)

    def close(self) -> None:
        """Let go of the folder."""
        self._folder.close()
