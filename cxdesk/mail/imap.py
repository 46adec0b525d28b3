"""A mailbox on an IMAP server, read by uid: what is behind the position is new, whoever looked at it (RFC 3501)."""

import imaplib
import re
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any, Final

from cxdesk.catalogue import _
from cxdesk.config.settings import Fetched, MailSource, Security
from cxdesk.mail.receiving import UNFETCHED, Found, SourceTrouble
from cxdesk.mail.settings import SecretUnavailable
from cxdesk.mail.transports import tidy

PORTS: Final = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_INTERNAL_DATE: Final = re.compile(
    rb'INTERNALDATE "\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"'
)
_HEADERS: Final = "BODY.PEEK[HEADER]"
_UID: Final = re.compile(rb"\bUID (\d+)")

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
    ) -> None:
        self.name = settings.name
        self._settings = settings
        self._password = password
        self._position = position
        self._move_on = move_on
        self._now = now
        self._oldest = oldest

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

    def _trust(self) -> ssl.SSLContext:
        ca_file = self._settings.ca_file
        return ssl.create_default_context(cafile=str(ca_file) if ca_file is not None else None)

    def _new(self, client: imaplib.IMAP4) -> Iterator[Found]:
        validity = _number(client.response("UIDVALIDITY")[1])
        known = self._position()
        last = known[1] if known is not None and known[0] == validity else 0
        given = 0
        refused: list[int] = []
        for uid in self._uids(client, last):
            try:
                raw, received_at = self._fetched(client, uid)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:
                refused.append(uid)
                continue
            yield from self._passed_over(client, validity, refused)
            given, refused = uid, []
            if raw:
                yield Found(raw, received_at, partial(self._forget, client, validity, uid))
        if refused:
            # What is refused at the end is to blame itself only while the server still gives out what it gave before.
            self._fetched(client, given or refused[0], _HEADERS)
            yield from self._passed_over(client, validity, refused)

    def _passed_over(self, client: imaplib.IMAP4, validity: int, refused: Iterable[int]) -> Iterator[Found]:
        """Messages that a server which gives out others refuses: asked for once more, then told as not fetched.

        What stands for such a one names it, with its headers where the server gives those; it stays where it is.
        """
        for uid in refused:
            try:
                raw, received_at = self._fetched(client, uid)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                where = f"{self._settings.host}/{self._settings.mailbox} {validity}/{uid}"
                mark = UNFETCHED + f"{where}: {tidy(str(error))}".encode() + b"\r\n"
                yield Found(mark + self._headers(client, uid), None, partial(self._move_on, validity, uid))
            else:
                if raw:
                    yield Found(raw, received_at, partial(self._forget, client, validity, uid))

    def _headers(self, client: imaplib.IMAP4, uid: int) -> bytes:
        try:
            return self._fetched(client, uid, _HEADERS)[0] or b"\r\n"
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            return b"\r\n"

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
        if then is Fetched.DELETE and "UIDPLUS" in client.capabilities:
            self._checked(client.uid("EXPUNGE", str(uid)))
        elif then is Fetched.DELETE:
            self._checked(client.expunge())

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
