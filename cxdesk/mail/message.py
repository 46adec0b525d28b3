"""A letter as the desk sends it: everything a message needs, fixed before the first attempt."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cxdesk.catalogue import _
from cxdesk.mail.addresses import Mailbox, check_address

ACKNOWLEDGEMENT: Final = "acknowledgement"
"""The kind of letter that answers a complaint by itself."""

_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
# What RFC 5322 calls msg-id, short enough to stand in one line beside the longest name of its header.
_MESSAGE_ID: Final = re.compile(r"<[!-;=?A-~]{1,400}@[!-;=?A-~]{1,400}>")


class BadMail(ValueError):
    """A letter that must not be sent as it stands; the message says which part is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMail:
    """One message to one recipient, with all its facts; BadMail or BadAddress when one of them cannot be sent.

    Names, subject and body may hold anything: `build` neutralises them. `desk` is the desk's own opaque mark, by
    which its mail is known when it comes back (TRAPS 36). `in_reply_to` and `references` are other people's
    Message-IDs: a malformed one is left out when writing, never a reason not to answer. With `null_return_path`
    nobody hears of a bounce, so an acknowledgement, which is owed again after one, goes without (DOMAIN §8). With
    `html` the same words go out a second time as simple HTML.
    """

    message_id: str
    sender: Mailbox
    recipient: Mailbox
    subject: str
    body: str
    language: str
    date: datetime
    kind: str
    desk: str
    automatic: bool
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    reply_to: str | None = None
    null_return_path: bool = False
    html: bool = False

    def __post_init__(self) -> None:
        if not is_message_id(self.message_id):
            raise BadMail(_("the Message-ID of the letter is not valid"))
        if self.date.tzinfo is None:
            raise BadMail(_("the date of the letter has no zone"))
        if not _LANGUAGE.fullmatch(self.language):
            raise BadMail(_("the language of the letter is not a language tag such as en or zh"))
        if not _IDENTIFIER.fullmatch(self.kind):
            raise BadMail(_("the kind of the letter is not one word of letters, digits, - and _"))
        if not _IDENTIFIER.fullmatch(self.desk):
            raise BadMail(_("the mark of the desk is not one word of letters, digits, - and _"))
        if self.reply_to is not None:
            object.__setattr__(self, "reply_to", check_address(self.reply_to))

    @property
    def envelope_sender(self) -> str:
        """Where bounces go; the empty string is the null return path."""
        return "" if self.null_return_path else self.sender.address


def is_message_id(text: str) -> bool:
    """Whether the text, angle brackets included, may stand in a header as it is."""
    return _MESSAGE_ID.fullmatch(text) is not None


def build(mail: OutgoingMail) -> bytes:
    """The message as it goes over the wire: ASCII only, CRLF, no line above 998 octets; the same every time."""
    from cxdesk.mail import mime  # noqa: PLC0415 (loads email: sending needs it, queueing in every `log` does not)

    return mime.write(mail)
