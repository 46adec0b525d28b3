"""What the desk is told of a message that came in; `cxdesk.mail.intake` reads one into this form (DOMAIN §8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cxdesk.store.inbox import InboxRow, InboxState, Outcome
from cxdesk.store.suppressed import Suppression

__all__ = [
    "BOUNCE",
    "CUSTOMER",
    "FEEDBACK",
    "FileIn",
    "Filed",
    "InboxRow",
    "InboxState",
    "MailIn",
    "ReturnedIn",
    "Suppression",
    "outcome_of",
]

CUSTOMER = "customer"
BOUNCE = "bounce"
FEEDBACK = "feedback"


class FileIn(Protocol):
    """A file that came along, its name safe to write."""

    @property
    def name(self) -> str: ...
    @property
    def content(self) -> bytes: ...


class ReturnedIn(Protocol):
    """A letter of ours that did not arrive; *status* is the enhanced code, "" when nobody said one."""

    @property
    def recipient(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def permanent(self) -> bool: ...


class MailIn(Protocol):
    """One message as it was understood; see `cxdesk.mail.intake.incoming.Incoming`, which is one."""

    @property
    def subject(self) -> str: ...
    @property
    def sender(self) -> str: ...
    @property
    def sender_name(self) -> str: ...
    @property
    def to(self) -> Sequence[str]: ...
    @property
    def cc(self) -> Sequence[str]: ...
    @property
    def message_id(self) -> str: ...
    @property
    def references(self) -> Sequence[str]: ...
    @property
    def language(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def full_text(self) -> str: ...
    @property
    def attachments(self) -> Sequence[FileIn]: ...
    @property
    def verdict(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def bounced(self) -> Sequence[ReturnedIn]: ...
    @property
    def problems(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a message: `reason` is a code, `detail` says more to people, `ref` the complaint it belongs to."""

    number: int
    state: InboxState
    reason: str = ""
    ref: str = ""
    detail: str = ""
    letters: tuple[int, ...] = ()


def outcome_of(mail: MailIn | None, state: InboxState, reason: str) -> Outcome:
    """What the inbox keeps of a message that was read; of one that could not be, the state and the reason alone."""
    if mail is None:
        return Outcome(state, reason=reason)
    return Outcome(
        state,
        message_id=mail.message_id,
        verdict=str(mail.verdict),
        reason=reason,
        problems=tuple(str(problem) for problem in mail.problems),
        sender=mail.sender,
        sender_name=mail.sender_name,
        subject=mail.subject,
    )
