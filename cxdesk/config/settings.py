"""A desk's settings as types: what `desk.toml` says beside standards and calendars; defaults let an empty file work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from cxdesk.domain.usual import CHANNELS, REFERENCE, SEGMENTS, VALUE_BANDS


class Language(StrEnum):
    """The languages that letters, reports and help exist in."""

    EN = "en"
    ZH = "zh"


class Tier(StrEnum):
    """How much of people's time a channel takes (STANDARDS §6.1)."""

    SELF_SERVICE = "self_service"
    DIGITAL_ASSISTED = "digital_assisted"
    VOICE = "voice"
    FIELD = "field"
    AUTHORITY = "authority"


class Transport(StrEnum):
    """Which way letters leave."""

    MAILDIR = "maildir"
    SMTP = "smtp"
    SENDMAIL = "sendmail"
    COMMAND = "command"


class Security(StrEnum):
    """How the connection to the mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class Channel:
    """A way contacts come and go; `cost` is one contact's, in the desk's currency."""

    tier: Tier
    cost: Decimal = Decimal(0)


DEFAULT_CHANNELS: Mapping[str, Channel] = {name: Channel(Tier(tier)) for name, tier in CHANNELS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """Who the desk is, and the words it classifies with; an empty list of words takes any.

    `backdate` is how far back an act may be dated without a reason. `group` is the group of the operating system that
    shares the desk's directory. `value_bands` run from the lowest to the highest.
    """

    name: str = "Customer care"
    timezone: str = "UTC"
    language: Language = Language.EN
    country: str = ""
    subdivision: str = ""
    currency: str = ""
    group: str = ""
    reference: str = REFERENCE
    policy: str = "standard"
    calendar: str = "desk"
    backdate: timedelta = timedelta(days=7)
    segments: tuple[str, ...] = SEGMENTS
    value_bands: tuple[str, ...] = VALUE_BANDS
    categories: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    causes: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, Channel] = field(default_factory=lambda: dict(DEFAULT_CHANNELS))


class SourceKind(StrEnum):
    """Where mail is fetched from."""

    IMAP = "imap"
    MAILDIR = "maildir"
    MBOX = "mbox"


class Fetched(StrEnum):
    """What becomes of a message at its source once the desk has it on disk."""

    DELETE = "delete"
    SEEN = "seen"
    LEAVE = "leave"


class AfterClosing(StrEnum):
    """What a customer's reply to a closed complaint does: it is told to people, or opens, or is a matter of its own."""

    NOTE = "note"
    REOPEN = "reopen"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSource:
    """`[mail.in.source.NAME]`: where a password is kept, never the password. `path` is below the desk's directory."""

    name: str
    kind: SourceKind
    path: Path = Path()
    host: str = ""
    port: int | None = None
    security: Security = Security.TLS
    username: str = ""
    password_env: str = ""
    password_file: Path | None = None
    password_keyring: str = ""
    ca_file: Path | None = None
    mailbox: str = "INBOX"
    then: Fetched = Fetched.DELETE
    timeout_seconds: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingSettings:
    """`[mail.in]`: where mail comes from and what it may do.

    A reply after closing is noted and told by default; `reopen_within` counts from the closing. What lay in a mailbox
    for longer than `oldest` is answered by nobody but people (TRAPS 35). `per_hour` bounds the new complaints of one
    address. `authserv` is the name under which the own mail server writes Authentication-Results (RFC 8601).
    """

    after_closing: AfterClosing = AfterClosing.NOTE
    reopen_within: timedelta = timedelta(days=30)
    oldest: timedelta = timedelta(days=7)
    per_hour: int = 10
    authserv: str = ""
    sources: tuple[MailSource, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSection:
    """How letters leave: where a password is kept, never the password. `folder` is below the desk's directory.

    `command` are the words of the program of `sendmail` and `command`; the latter gets the text alone with `text_only`.
    `per_domain` is how many letters a pass sends to one domain. With `plus_addressing` replies come to
    `NAME+REF.TOKEN@…`. With `null_return_path` no bounce comes back for what the desk writes by itself to customers
    beside acknowledgements.
    """

    transport: Transport = Transport.MAILDIR
    sender_address: str = "complaints@desk.invalid"
    sender_name: str = ""
    reply_to: str = ""
    folder: Path = Path("mail/out")
    host: str = ""
    port: int | None = None
    security: Security = Security.STARTTLS
    username: str = ""
    password_env: str = ""
    password_file: Path | None = None
    password_keyring: str = ""
    ca_file: Path | None = None
    timeout_seconds: int = 10
    command: tuple[str, ...] = ()
    text_only: bool = False
    html: bool = True
    per_domain: int = 100
    plus_addressing: bool = False
    null_return_path: bool = False
    incoming: IncomingSettings = field(default_factory=IncomingSettings)


# Names, not LetterKind: every command reads the settings, few write a letter.
LETTERS_OF_ACTS = (
    "options",
    "acceptance-record",
    "information-request",
    "extension-notice",
    "summary-resolution",
    "final-response",
    "decline-notice",
    "withdrawal-confirmation",
    "closure",
)
"""What acts write to customers by themselves, beside the acknowledgement, where `[letters] send` says nothing else."""
MORE_LETTERS_OF_ACTS = ("survey-invitation",)
"""What they write as well where `send` names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSettings:
    """What every letter may say about the desk; an empty text leaves its sentence out.

    `send` are the letters that acts write by themselves, beside the acknowledgement.
    """

    contact: str = ""
    hours: str = ""
    signature: str = ""
    privacy: str = ""
    accessibility: str = ""
    may_ask: str = ""
    safety: str = ""
    send: tuple[str, ...] = LETTERS_OF_ACTS


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettings:
    """The daily report: local `time` after which `run` makes it (empty: never by itself), and who gets it by mail."""

    time: str = ""
    email: tuple[str, ...] = ()
