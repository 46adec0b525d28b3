"""How a desk sends its mail, checked once, before anything is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from cxdesk.catalogue import _
from cxdesk.mail.addresses import BadAddress, Mailbox, check_domain

_LONGEST_SECRET: Final = 4096
_STEPS: Final = 12
"""Connect, greet twice, STARTTLS, three words of a login, RSET, MAIL, RCPT, DATA, and one to spare."""


class TransportKind(StrEnum):
    MAILDIR = "maildir"
    SMTP = "smtp"
    SENDMAIL = "sendmail"
    COMMAND = "command"


class Security(StrEnum):
    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


DEFAULT_PORTS: Final = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}


class BadMailSettings(ValueError):
    """The settings contradict themselves or lack something; the message names the setting."""


class SecretUnavailable(Exception):
    """The password is not where the settings say; the message says where that is, never what was found."""


@dataclass(frozen=True, slots=True)
class PasswordSource:
    """Where a password is kept: an environment variable, a file that holds nothing else, or the system's keyring.

    `service` is what the keyring calls the entry, `account` whose password it is.
    """

    variable: str | None = None
    file: Path | None = None
    service: str | None = None
    account: str = ""


SecretReader = Callable[[PasswordSource], str]
"""Fetches a password at the edge; raises SecretUnavailable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Settings of the way out; BadMailSettings when they cannot work. They say where a password is, not which.

    `timeout_seconds` bounds each step of a conversation. `answer_seconds`, or the former where it is longer, bounds
    the wait after the last octet of a letter: long, because a server that scans before it answers has the letter
    already, and giving up early sends it twice (RFC 5321 §4.5.3.2.6 asks for ten minutes). `command` are the words of
    a program, `text_only` whether it gets the text alone instead of the whole message.
    """

    transport: TransportKind
    sender_address: str
    sender_name: str | None = None
    folder: Path | None = None
    host: str | None = None
    port: int | None = None
    security: Security = Security.STARTTLS
    username: str | None = None
    password_env: str | None = field(default=None, repr=False)
    password_file: Path | None = field(default=None, repr=False)
    password_keyring: str | None = field(default=None, repr=False)
    command: tuple[str, ...] = ()
    text_only: bool = False
    ca_file: Path | None = None
    local_hostname: str | None = None
    timeout_seconds: float = 10.0
    answer_seconds: float = 60.0

    def __post_init__(self) -> None:
        self._check_sender()
        if not 0 < self.timeout_seconds <= 3600 or not 0 < self.answer_seconds <= 3600:
            raise BadMailSettings(_("timeout_seconds and answer_seconds must be above 0 and at most 3600"))
        if self.transport is TransportKind.SMTP:
            self._check_server()
            self._check_login()
        elif self.transport is TransportKind.MAILDIR:
            if self.folder is None:
                raise BadMailSettings(_("transport maildir needs a folder"))
        elif not self.command or not all(self.command) or any("\0" in word for word in self.command):
            raise BadMailSettings(
                _("transport {transport} needs a command: a list of words").format(transport=self.transport.value)
            )

    @property
    def sender(self) -> Mailbox:
        return Mailbox(self.sender_address, self.sender_name)

    @property
    def effective_port(self) -> int:
        """The port given, or the usual one for the security: 25, 587 or 465."""
        return self.port if self.port is not None else DEFAULT_PORTS[self.security]

    @property
    def longest_seconds(self) -> float:
        """How long one letter can take at most, connecting and logging in included: each step its whole time."""
        return _STEPS * self.timeout_seconds + max(self.answer_seconds, self.timeout_seconds)

    @property
    def password_source(self) -> PasswordSource | None:
        if self.username is None:
            return None
        return PasswordSource(self.password_env, self.password_file, self.password_keyring, self.username)

    def _check_sender(self) -> None:
        try:
            Mailbox(self.sender_address)
            if self.local_hostname is not None:
                check_domain(self.local_hostname)
        except BadAddress as error:
            raise BadMailSettings(_("sender_address or local_hostname: {reason}").format(reason=error)) from error

    def _check_server(self) -> None:
        if not self.host or not self.host.isprintable() or " " in self.host:
            raise BadMailSettings(_("transport smtp needs a host"))
        if not 0 < self.effective_port < 65536:
            raise BadMailSettings(_("port must be between 1 and 65535"))
        if self.ca_file is not None and self.security is Security.NONE:
            raise BadMailSettings(_("ca_file has no meaning with security none"))

    def _check_login(self) -> None:
        named = (self.password_env, self.password_file, self.password_keyring)
        sources = [source for source in named if source is not None]
        if self.username is None:
            if sources:
                raise BadMailSettings(_("a password was named, but no username"))
            return
        if not self.username.isprintable() or not self.username:
            raise BadMailSettings(_("username must be printable and not empty"))
        if len(sources) != 1:
            raise BadMailSettings(_("username needs either password_env, password_file or password_keyring"))
        keep_password_private(self.host or "", self.security)


def secrets_from(environ: Mapping[str, str]) -> SecretReader:
    """The usual reader: variables of `environ`, files from disk without their last line end, the system's keyring."""

    def read(source: PasswordSource) -> str:
        if source.file is not None:
            return _from_file(source.file)
        if source.service is not None:
            return _from_keyring(source.service, source.account)
        secret = environ.get(source.variable or "", "")
        if not secret:
            raise SecretUnavailable(
                _("the environment variable {name} with the mail password is not set").format(name=source.variable)
            )
        return secret

    return read


def keep_password_private(host: str, security: Security) -> None:
    """BadMailSettings when a password sent to `host` could be read on its way."""
    if security is Security.NONE and not _is_loopback(host):
        raise BadMailSettings(
            _("a password is not sent unencrypted to {host}: use security starttls or tls").format(host=host)
        )


def _is_loopback(host: str) -> bool:
    """Whether what is said to `host` never leaves this machine."""
    if host == "localhost":
        return True
    from ipaddress import ip_address  # noqa: PLC0415 (few relays have a login and no encryption)

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _from_file(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            secret = file.read(_LONGEST_SECRET).rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise SecretUnavailable(_("the file {path} with the mail password cannot be read").format(path=path)) from None
    if not secret:
        raise SecretUnavailable(_("the file {path} with the mail password is empty").format(path=path))
    return secret


def _from_keyring(service: str, account: str) -> str:
    # An extra, and dear to import: only a desk that keeps its password there has it.
    try:
        keyring: Any = import_module("keyring")
    except ImportError:
        raise SecretUnavailable(
            _(
                "the mail password is to come from the keyring, and the package for it is not installed: {command}"
            ).format(command="pip install 'cxdesk[keyring]'")
        ) from None
    try:
        secret = keyring.get_password(service, account)
    except Exception:  # noqa: BLE001 (every system's keyring fails in its own way, and may quote what it holds)
        raise SecretUnavailable(_("the keyring cannot be read now; is it locked?")) from None
    if not isinstance(secret, str) or not secret:
        raise SecretUnavailable(
            _("the keyring holds no password of {account} under {service}").format(account=account, service=service)
        )
    return secret
