"""A mailbox on an IMAP server, read by uid: what is behind the position is new, whoever looked at it (RFC 3501)."""

import imaplib
import re
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any, Final

from cxdesk.catalogue import _
from cxdesk.config.settings import Fetched, MailSource, Security
from cxdesk.mail.receiving import HEADER_BYTES, LARGEST_BYTES, UNFETCHED, Found, SourceTrouble, too_large
from cxdesk.mail.settings import SecretUnavailable
from cxdesk.mail.transports import tidy

PORTS: Final = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_INTERNAL_DATE: Final = re.compile(
    rb'INTERNALDATE "\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"'
)
_HEADERS: Final = f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>"
_UID: Final = re.compile(rb"\bUID (\d+)")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d+)")
_SIZES_AT_A_TIME: Final = 80
"""A command of that many uids stays within the 1000 octets that every server takes (RFC 2683 3.2.1.5)."""

Position = tuple[int, int]
"""The validity of a mailbox's uids, and the last of them that the desk has."""


class ImapSource:
    """One mailbox of one account, polled; *position* and *move_on* are the desk's memory of how far it was read.

    On the first visit, or when the server counts anew, only what came in within *oldest* is fetched (TRAPS 35).
    """

    def __init__(
        self,
        settings: MailSource,
        password: Callable[[], str],
        *,
        position: Callable[[], Position | None],
        move_on: Callable[[int, int], None],
        now: Callable[[], datetime],
        oldest: timedelta,
        largest: int = LARGEST_BYTES,
    ) -> None:
        self.name = settings.name
        self._settings = settings
        self._password = password
        self._position = position
        self._move_on = move_on
        self._now = now
        self._oldest = oldest
        self._largest = largest
        self._deletes_by_uid = False

    @contextmanager
    def messages(self) -> Iterator[Iterable[Found]]:
        """What is new, in the order of the uids; the server keeps its flags until the desk has a message."""
        try:
            client = self._opened()
            try:
                yield self._new(client)
            finally:
                _closed(client)
        except (imaplib.IMAP4.error, OSError) as error:
            raise SourceTrouble(self._told(error)) from error

    def _opened(self) -> imaplib.IMAP4:
        settings = self._settings
        port = settings.port or PORTS[settings.security]
        seconds = settings.timeout_seconds
        client: imaplib.IMAP4
        if settings.security is Security.TLS:
            client = imaplib.IMAP4_SSL(settings.host, port, ssl_context=self._trust(), timeout=seconds)
        else:
            client = imaplib.IMAP4(settings.host, port, timeout=seconds)
        try:
            if settings.security is Security.STARTTLS:
                client.starttls(self._trust())
            self._log_in(client)
            self._deletes_by_uid = settings.then is Fetched.DELETE and self._has_uidplus(client)
            self._checked(client.select(_mailbox(settings.mailbox), readonly=settings.then is Fetched.LEAVE))
        except BaseException:
            _closed(client)
            raise
        return client

    def _log_in(self, client: imaplib.IMAP4) -> None:
        user = self._settings.username
        try:
            password = self._password()
        except SecretUnavailable as error:
            raise SourceTrouble(str(error)) from error
        if user.isascii() and password.isascii():
            client.login(user, password)
            return
        plain = f"\0{user}\0{password}".encode()
        self._checked(client.authenticate("PLAIN", lambda _challenge: plain))

    def _has_uidplus(self, client: imaplib.IMAP4) -> bool:
        """Asked behind the login: many servers do not say before what they can do."""
        said = self._checked(client.capability())
        return any("UIDPLUS" in line.decode("latin-1").upper().split() for line in said if line)

    def _trust(self) -> ssl.SSLContext:
        ca_file = self._settings.ca_file
        return ssl.create_default_context(cafile=str(ca_file) if ca_file is not None else None)

    def _new(self, client: imaplib.IMAP4) -> Iterator[Found]:
        validity = _number(client.response("UIDVALIDITY")[1])
        known = self._position()
        last = known[1] if known is not None and known[0] == validity else 0
        given = 0
        refused: dict[int, int] = {}
        for uid, size in self._sized(client, last):
            try:
                found = self._given(client, validity, uid, size)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:
                refused[uid] = size
                continue
            yield from self._passed_over(client, validity, refused)
            given, refused = uid, {}
            if found is not None:
                yield found
        if refused:
            # What is refused at the end is to blame itself only while the server still gives out what it gave before.
            self._fetched(client, given or next(iter(refused)), _HEADERS)
            yield from self._passed_over(client, validity, refused)

    def _passed_over(self, client: imaplib.IMAP4, validity: int, refused: Mapping[int, int]) -> Iterator[Found]:
        """Messages that a server which gives out others refuses: asked for once more, then told as not fetched.

        What stands for such a one names it, with its headers where the server gives those; it stays where it is.
        """
        for uid, size in refused.items():
            try:
                found = self._given(client, validity, uid, size)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                mark = UNFETCHED + f"{self._place(validity, uid)}: {tidy(str(error))}".encode() + b"\r\n"
                yield Found(mark + self._headers(client, uid), None, partial(self._move_on, validity, uid))
            else:
                if found is not None:
                    yield found

    def _given(self, client: imaplib.IMAP4, validity: int, uid: int, size: int) -> Found | None:
        """A message, or what stands for one that is larger than any that is read; None when it is gone meanwhile."""
        if size > self._largest:
            headers, received_at = self._fetched(client, uid, _HEADERS)
            raw, done = too_large(self._place(validity, uid), size, headers), partial(self._move_on, validity, uid)
            return Found(raw, received_at, done) if headers else None
        raw, received_at = self._fetched(client, uid)
        return Found(raw, received_at, partial(self._forget, client, validity, uid)) if raw else None

    def _place(self, validity: int, uid: int) -> str:
        return f"{self._settings.host}/{self._settings.mailbox} {validity}/{uid}"

    def _headers(self, client: imaplib.IMAP4, uid: int) -> bytes:
        try:
            return self._fetched(client, uid, _HEADERS)[0] or b"\r\n"
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            return b"\r\n"

    def _sized(self, client: imaplib.IMAP4, last: int) -> Iterator[tuple[int, int]]:
        """The uids of what is new, each with its size in bytes; 0 where the server does not say."""
        uids = self._uids(client, last)
        for first in range(0, len(uids), _SIZES_AT_A_TIME):
            batch = uids[first : first + _SIZES_AT_A_TIME]
            sizes = self._sizes(client, batch)
            yield from ((uid, sizes.get(uid, 0)) for uid in batch)

    def _sizes(self, client: imaplib.IMAP4, uids: list[int]) -> dict[int, int]:
        """Asked for together; where one spoils the answer, one by one."""
        try:
            answer = self._checked(client.uid("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE)"))
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            alone = [self._sizes(client, [uid]) for uid in uids] if len(uids) > 1 else []
            return {uid: size for one in alone for uid, size in one.items()}
        lines = [line for line in answer if isinstance(line, bytes)]
        found = [(_UID.search(line), _SIZE.search(line)) for line in lines]
        return {int(uid[1]): int(size[1]) for uid, size in found if uid and size}

    def _uids(self, client: imaplib.IMAP4, last: int) -> list[int]:
        if last:
            answer = self._checked(client.uid("SEARCH", "UID", f"{last + 1}:*"))
        else:
            day = (self._now() - self._oldest).astimezone(UTC)
            since = f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"
            answer = self._checked(client.uid("SEARCH", "SINCE", since))
        # `n:*` always names the last message, also where that is an older one.
        return sorted(uid for line in answer if line for uid in _numbers(line) if uid > last)

    def _fetched(self, client: imaplib.IMAP4, uid: int, what: str = "BODY.PEEK[]") -> tuple[bytes, datetime | None]:
        """A message and when the server had it; b"" when it is gone meanwhile."""
        for part in self._checked(client.uid("FETCH", str(uid), f"(UID INTERNALDATE {what})")):
            if isinstance(part, tuple) and (match := _UID.search(part[0])) and int(match[1]) == uid:
                return part[1], _internal_date(part[0])
        return b"", None

    def _forget(self, client: imaplib.IMAP4, validity: int, uid: int) -> None:
        """The desk has it: the position first, because a flag that was not set costs nothing."""
        self._move_on(validity, uid)
        then = self._settings.then
        if then is Fetched.LEAVE:
            return
        flags = r"(\Seen)" if then is Fetched.SEEN else r"(\Seen \Deleted)"
        self._checked(client.uid("STORE", str(uid), "+FLAGS.SILENT", flags))
        if self._deletes_by_uid:
            self._expunge(client, uid)

    def _expunge(self, client: imaplib.IMAP4, uid: int) -> None:
        """This one alone, or not at all: EXPUNGE and CLOSE take along what others have marked (RFC 4315 2.1)."""
        try:
            self._checked(client.uid("EXPUNGE", str(uid)))
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            self._deletes_by_uid = False

    def _checked(self, answer: tuple[str, Any]) -> list[Any]:
        status, data = answer
        if status != "OK":
            raise imaplib.IMAP4.error(str(data[0]) if data else status)
        return list(data)

    def _told(self, error: Exception) -> str:
        where = f"{self._settings.host}/{self._settings.mailbox}"
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        return _("{mailbox} cannot be read: {reason}").format(mailbox=where, reason=tidy(reason))


def _closed(client: imaplib.IMAP4) -> None:
    """Say good-bye if anybody listens, and let go of the connection in any case, which `logout` alone does not."""
    for step in (client.logout, client.shutdown):
        with suppress(imaplib.IMAP4.error, OSError):
            step()


def _number(data: "Iterable[bytes | None]") -> int:
    return next((number for value in data if value for number in _numbers(value)), 0)


def _numbers(said: bytes) -> list[int]:
    try:
        return [int(word) for word in said.split()]
    except ValueError as error:
        raise imaplib.IMAP4.error(_("numbers were expected: {said}").format(said=said.decode("latin-1"))) from error


def _internal_date(line: bytes) -> datetime | None:
    """When the server took the message; its months are English whatever anybody's locale."""
    match = _INTERNAL_DATE.search(line)
    if match is None:
        return None
    day, month, year, hour, minute, second, sign, off_hours, off_minutes = (part.decode() for part in match.groups())
    offset = timedelta(hours=int(off_hours), minutes=int(off_minutes)) * (-1 if sign == "-" else 1)
    try:
        moment = datetime(
            int(year), _MONTHS.index(month.title()) + 1, int(day), int(hour), int(minute), int(second),
            tzinfo=timezone(offset),
        )  # fmt: skip
    except ValueError:
        return None
    return moment.astimezone(UTC)


def _mailbox(name: str) -> str:
    """A mailbox's name as the protocol quotes it: modified UTF-7 (RFC 3501 5.1.3)."""
    written, beyond = "", ""
    for character in [*name, ""]:
        if character and not (" " <= character <= "~"):
            beyond += character
            continue
        if beyond:
            packed = b64encode(beyond.encode("utf-16-be")).decode("ascii").rstrip("=").replace("/", ",")
            written, beyond = f"{written}&{packed}-", ""
        written += "&-" if character == "&" else character
    return '"' + written.replace("\\", "\\\\").replace('"', '\\"') + '"'
