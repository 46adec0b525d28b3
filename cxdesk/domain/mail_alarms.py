"""Letters that will not arrive, replies nobody waits for: each is an alarm on its complaint (DOMAIN §8, TRAPS 44)."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from cxdesk.domain import events as e

MAIL: Final = "mail"
"""What stands in place of a clock in an alarm about a letter."""

FAILED: Final = "failed"
BOUNCED: Final = "bounced"
REPLIED: Final = "replied"
"""The trouble of a reply to a closed complaint: nobody has it in their queue."""
CANCELLED: Final = "cancelled"
"""The code of a letter that somebody held back: they know, so that it alarms nobody."""

_TROUBLES: Final[Mapping[type[e.Event], str]] = {e.LetterFailed: FAILED, e.AcknowledgementBounced: BOUNCED}
ALARMING: Final = frozenset({e.MailFiled, *_TROUBLES})
"""The events that may raise one."""


class MailAlarm(NamedTuple):
    """What happened to which kind of letter: `failed`, `bounced`; `replied` is about none of ours."""

    trouble: str
    letter: str


def mail_alarm(event: e.Event) -> MailAlarm | None:
    """The alarm that *event* raises by itself; None where it raises none."""
    if isinstance(event, e.MailFiled):
        return MailAlarm(REPLIED, "") if event.after_closing else None
    trouble = _TROUBLES.get(type(event))
    if trouble is None or getattr(event, "code", "") == CANCELLED:
        return None
    return MailAlarm(trouble, getattr(event, "letter", "acknowledgement"))
