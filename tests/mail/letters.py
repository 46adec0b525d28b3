"""Letters for tests of the mail; every address is a sample one."""

from datetime import UTC, datetime
from typing import Any

from cxdesk.mail.addresses import Mailbox
from cxdesk.mail.message import OutgoingMail, build
from cxdesk.mail.transports import Accepted, Transport

DESK = Mailbox("desk@cxdesk.example", "Customer Care")
SAMPLE_CUSTOMER = Mailbox("sample@customer.example", "Sample Customer")


def letter(number: int = 1, **changes: Any) -> OutgoingMail:
    """An acknowledgement with the given number in its Message-ID, changed as asked."""
    facts: dict[str, Any] = {
        "message_id": f"<CX-{number}.t0ken{number}@cxdesk.example>",
        "sender": DESK,
        "recipient": SAMPLE_CUSTOMER,
        "subject": f"We have received your complaint CX-{number}",
        "body": "Thank you. You will hear from us by 2026-03-09.\n",
        "language": "en",
        "date": datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        "kind": "acknowledgement",
        "desk": "d3sk",
        "automatic": True,
    }
    return OutgoingMail(**(facts | changes))


def send(transport: Transport, mail: OutgoingMail) -> Accepted:
    """Build and deliver."""
    return transport.deliver(mail, build(mail))
