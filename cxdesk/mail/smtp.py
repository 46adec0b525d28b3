"""Sending through a server: one conversation for many letters, and what each of its answers means for a letter."""

import base64
import contextlib
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

from cxdesk.catalogue import _
from cxdesk.mail.message import OutgoingMail
from cxdesk.mail.settings import SecretUnavailable, Security, keep_password_private
from cxdesk.mail.transports import Accepted, PermanentFailure, TemporaryFailure, Transport, TransportDown, tidy

_Answer = tuple[int, bytes]

_ENHANCED: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
_DOT_AT_LINE_START: Final = re.compile(rb"^\.", re.MULTILINE)
_CLOSING: Final = 421
_LOGIN_WANTED: Final = frozenset({454, 530, 534, 535, 538})
_TOO_LARGE: Final = 552
_OUT_OF_STEP: Final = frozenset({500, 502, 503, 504})
"""What a server answers that lost the thread of the conversation: the letter itself was not judged."""
_MAILBOX_FULL: Final = frozenset({"5.2.2", "5.3.1"})
"""Full today, not for good: RFC 3463 has them permanent, and people still empty their mailboxes."""
_SENDER_REFUSED: Final = frozenset({"5.1.7", "5.1.8", "5.7.60"})
"""Said at the recipient, meant for the desk's own address."""
_BY_POLICY: Final = "5.7.1"


class _WholeReplies(smtplib.SMTP):
    """The time of a step bounds a whole reply: a server that drips, line by line, cannot hold the desk for ever."""

    def getreply(self) -> _Answer:
        sock = self.sock
        if sock is None:
            return super().getreply()
        over = threading.Event()

        def hang_up() -> None:
            over.set()
            with contextlib.suppress(OSError):
                # Not the TLS socket's own: that takes its state away under the thread that is reading.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

        alarm = threading.Timer(sock.gettimeout() or 0, hang_up)
        alarm.daemon = True
        alarm.start()
        try:
            return super().getreply()
        except smtplib.SMTPServerDisconnected as error:
            if over.is_set():
                raise TimeoutError from error
            raise
        finally:
            alarm.cancel()


class _WholeRepliesTls(_WholeReplies, smtplib.SMTP_SSL):
    """The same over implicit TLS."""


class SmtpTransport(Transport):
    """SMTP with STARTTLS, implicit TLS or, for a relay on this machine or network, none. See MailSettings.

    Certificates are always checked, against `ca_file` where given. `password` is asked for while logging in and
    not kept. A connection is used for all letters; one that the server closed meanwhile is opened again, once.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        security: Security = Security.STARTTLS,
        username: str | None = None,
        password: Callable[[], str] | None = None,
        ca_file: Path | None = None,
        timeout_seconds: float = 10.0,
        answer_seconds: float = 60.0,
        local_hostname: str = "localhost",
    ) -> None:
        if username is not None:
            keep_password_private(host, security)
        self._host = host
        self._port = port
        self._security = security
        self._username = username
        self._password = password
        self._ca_file = ca_file
        self._timeout_seconds = timeout_seconds
        self._answer_seconds = answer_seconds
        self._local_hostname = local_hostname
        self._server: smtplib.SMTP | None = None
        self._used = False
        self._amid_letter = False

    def __repr__(self) -> str:
        return f"SmtpTransport({self._host!r}, {self._port}, security={self._security.value!r})"

    def open(self) -> None:
        """Connect, secure, log in. TransportDown for whatever prevents it: no letter is to blame."""
        self.close()
        try:
            self._server = self._connect()
            self._greet(self._server)
            if self._username is not None:
                self._log_in(self._server, self._username)
        except TransportDown:
            self.close()
            raise
        except SecretUnavailable as error:
            self.close()
            raise TransportDown(str(error)) from error
        except ssl.SSLCertVerificationError as error:
            self.close()
            raise TransportDown(
                _("the certificate of {server} is not trusted: {reason}").format(
                    server=self._name, reason=tidy(error.verify_message)
                )
            ) from error
        except smtplib.SMTPResponseException as error:
            self.close()
            self._down((error.smtp_code, _octets(error.smtp_error)))
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise TransportDown(
                _("no conversation with {server}: {reason}").format(server=self._name, reason=_why(error))
            ) from error

    def deliver(self, mail: OutgoingMail, raw: bytes) -> Accepted:
        """One letter. 4xx and a broken connection are temporary, 5xx permanent, 421 and silence the server's trouble.

        A 5xx to the sender's own address is the desk's trouble and not the letter's: TransportDown, so that a slip
        in the settings does not fail a whole queue for good. An answer lost after the last octet is temporary: the
        server may have the letter, and the same Message-ID repeats.
        """
        server = self._ready()
        self._used = True
        try:
            return self._converse(server, mail, raw)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            if _was_silence(error):
                raise TransportDown(
                    _("{server} fell silent while it was given a letter").format(server=self._name)
                ) from error
            raise TemporaryFailure(
                _("{server} ended the conversation in the middle: {reason}").format(
                    server=self._name, reason=_why(error)
                )
            ) from error

    def close(self) -> None:
        server, amid_letter = self._server, self._amid_letter
        self._server, self._used, self._amid_letter = None, False, False
        if server is None:
            return
        with contextlib.suppress(smtplib.SMTPException, OSError):
            # Interrupted in a letter, a QUIT would become its next line, and we would wait for an answer to it.
            if server.sock is not None and not amid_letter:
                server.quit()
        server.close()

    @property
    def _name(self) -> str:
        return f"{self._host}:{self._port}"

    def _connect(self) -> smtplib.SMTP:
        # Without a name of ours smtplib asks the resolver for one, which can take longer than the letter.
        if self._security is Security.TLS:
            return _WholeRepliesTls(
                self._host,
                self._port,
                self._local_hostname,
                timeout=self._timeout_seconds,
                context=self._trust(),
            )
        return _WholeReplies(self._host, self._port, self._local_hostname, timeout=self._timeout_seconds)

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=None if self._ca_file is None else str(self._ca_file))

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self._security is not Security.STARTTLS:
            return
        if not server.has_extn("starttls"):
            raise TransportDown(
                _("{server} does not offer STARTTLS, and nothing is sent without").format(server=self._name)
            )
        server.starttls(context=self._trust())
        server.ehlo_or_helo_if_needed()

    def _log_in(self, server: smtplib.SMTP, username: str) -> None:
        """PLAIN or LOGIN in UTF-8; smtplib's own login fails on a password beyond ASCII."""
        password = self._password() if self._password is not None else ""
        offered = server.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in offered:
            answer = server.docmd("AUTH", f"PLAIN {_base64(f'{chr(0)}{username}{chr(0)}{password}')}")
        elif "LOGIN" in offered:
            answer = server.docmd("AUTH", "LOGIN")
            for word in (username, password):
                if answer[0] == 334:
                    answer = server.docmd(_base64(word))
        else:
            raise TransportDown(_("{server} offers no way to log in that the desk knows").format(server=self._name))
        if answer[0] != 235:
            self._down(answer)

    def _ready(self) -> smtplib.SMTP:
        """A conversation at its start, a new one when the last one has ended since."""
        if self._server is not None and self._used:
            try:
                if self._server.rset()[0] == 250:
                    return self._server
            except (smtplib.SMTPException, OSError):
                pass
            self.open()
        if self._server is None:
            self.open()
        if self._server is None:
            raise TransportDown(_("no conversation with {server}").format(server=self._name))
        return self._server

    def _converse(self, server: smtplib.SMTP, mail: OutgoingMail, raw: bytes) -> Accepted:
        options = [f"size={len(raw)}"] if server.does_esmtp and server.has_extn("size") else []
        answer = server.mail(mail.envelope_sender, options)
        if answer[0] != 250:
            if answer[0] >= 500 and answer[0] != _TOO_LARGE:
                self._down(answer)
            self._refused(answer)
        answer = server.rcpt(mail.recipient.address)
        if answer[0] not in (250, 251):
            self._doubt_the_settings(server, answer)
            self._refused(answer)
        answer = server.docmd("DATA")
        if answer[0] != 354:
            self._refused(answer)
        self._amid_letter = True
        server.send(_DOT_AT_LINE_START.sub(b"..", raw) + b".\r\n")
        if server.sock is not None:
            server.sock.settimeout(self._answer_seconds)
        answer = server.getreply()
        self._amid_letter = False
        if server.sock is not None:
            server.sock.settimeout(self._timeout_seconds)
        if answer[0] != 250:
            self._refused(answer)
        return Accepted(_said(answer))

    def _doubt_the_settings(self, server: smtplib.SMTP, answer: _Answer) -> None:
        """A recipient refused by policy where a login is offered and none was made: perhaps a forgotten `username`.

        Temporary, so that a slip in the settings fails no letter for good, and a true refusal holds up no other.
        """
        said = _said(answer)
        if self._username is None and server.has_extn("auth") and _enhanced(said) == _BY_POLICY:
            told = _("{answer}; the server offers a login, and [mail] names no username").format(answer=said)
            raise TemporaryFailure(told, answer[0], _BY_POLICY)

    def _refused(self, answer: _Answer) -> NoReturn:
        """What the code says, then what the enhanced one makes of it (RFC 5321 §4.2, RFC 3463)."""
        code, said = answer[0], _said(answer)
        enhanced = _enhanced(said)
        if code == _CLOSING or code in _LOGIN_WANTED or enhanced in _SENDER_REFUSED:
            self._down(answer)
        if code < 400 or code in _OUT_OF_STEP:
            # An answer that fits no question: the two sides no longer speak of the same letter.
            self.close()
            raise TemporaryFailure(said, code, enhanced)
        if code >= 500 and enhanced not in _MAILBOX_FULL and not (code == _TOO_LARGE and enhanced is None):
            raise PermanentFailure(said, code, enhanced)
        raise TemporaryFailure(said, code, enhanced)

    def _down(self, answer: _Answer) -> NoReturn:
        code, said = answer[0], _said(answer)
        self.close()
        if code not in _LOGIN_WANTED or code < 500:
            told = _("{server} answers {answer}")
        elif self._username is None:
            told = _(
                "{server} answers {answer}: it wants a login, so name the username in [mail], and where its password"
                " is kept: password_env, password_file or password_keyring"
            )
        else:
            told = _(
                "{server} answers {answer}: see username and password_env, password_file or password_keyring in [mail]"
            )
        raise TransportDown(told.format(server=self._name, answer=said), code, _enhanced(said))


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _octets(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


def _said(answer: _Answer) -> str:
    return tidy(f"{answer[0]} {answer[1].decode('utf-8', 'replace')}")


def _enhanced(said: str) -> str | None:
    """The X.Y.Z of RFC 3463 where the answer carries one behind its code."""
    found = _ENHANCED.match(said, 4)
    return found[0] if found else None


def _was_silence(error: BaseException | None) -> bool:
    """smtplib reports a time-out as a closed connection; the first cause tells them apart."""
    while error is not None:
        if isinstance(error, TimeoutError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _why(error: Exception) -> str:
    if _was_silence(error):
        return _("no answer in time")
    if isinstance(error, OSError) and error.strerror:
        return tidy(error.strerror)
    return tidy(str(error))
