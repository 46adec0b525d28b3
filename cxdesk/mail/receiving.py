"""The intake: what comes is kept raw, read apart, and filed; one bad message never stops the rest (TRAPS 41, 42)."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

from cxdesk.catalogue import _
from cxdesk.desk import Desk
from cxdesk.desk.inbound import Filed, InboxState
from cxdesk.errors import DeskUnavailable
from cxdesk.mail.intake.incoming import Incoming
from cxdesk.mail.spoofing import suspicion

LEASE: Final = "intake"
LEASE_SECONDS: Final = 300.0
"""How long an intake that died keeps others away; a living one renews it between messages."""
MOST_ATTEMPTS: Final = 3
"""How often a message is read that ended its reader, or ours, before it is left to people."""

UNFETCHED: Final = b"X-Cxdesk-Unfetched: "
"""How what stands for a message begins that its source refused to give out; the source's words follow on the line."""

TOO_LARGE: Final = b"X-Cxdesk-Too-Large: "
"""How what stands for a message begins that is larger than any that is read; where it lies follows on the line."""

LARGEST_BYTES: Final = 256 * 1024 * 1024
"""The largest message that is taken in: a source does not read a larger one, `mail receive` refuses it."""
HEADER_BYTES: Final = 256 * 1024
"""How much is read of a message that is too large: its headers, in all likelihood."""


def too_large(where: str, size: int, beginning: bytes) -> bytes:
    """What stands for a message of *size* bytes that lies *where* and stays there: its headers under a mark."""
    head = re.split(rb"\r?\n\r?\n", beginning, maxsplit=1)[0]
    return TOO_LARGE + f"{' '.join(where.split())}: {size}".encode(errors="replace") + b"\r\n" + head + b"\r\n\r\n"


class Reader(Protocol):
    """Makes an `Incoming` of a raw message and never raises: `cxdesk.mail.intake.Apart`."""

    def read(self, raw: bytes) -> Incoming: ...


Readers = Callable[[], AbstractContextManager[Reader]]
"""Starts a reader when there is something to read, and ends it."""


class SourceTrouble(Exception):
    """A source could not be read, or not to its end; the message is for people and holds no password."""


@dataclass(frozen=True, slots=True)
class Found:
    """A message at a source; `done` is called once the desk has it on disk, and lets the source forget it."""

    raw: bytes
    received_at: datetime | None
    done: Callable[[], None]


class Source(Protocol):
    """Where mail comes from."""

    @property
    def name(self) -> str: ...

    def messages(self) -> AbstractContextManager[Iterable[Found]]:
        """What is there, oldest first, while the context lasts. Raises SourceTrouble."""


@dataclass(slots=True)
class Intake:
    """What one intake did. `busy_until` tells that another one is at work: then nothing was done."""

    kept: Counter[str] = field(default_factory=Counter)
    filed: list[Filed] = field(default_factory=list)
    troubles: dict[str, str] = field(default_factory=dict)
    left: int = 0
    busy_until: datetime | None = None

    @property
    def did_something(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.kept.total() or self.filed or self.troubles)

    @property
    def is_whole(self) -> bool:
        """Whether every source could be read, and every message be filed or left to people."""
        return not self.troubles and not self.left

    def count(self, state: InboxState) -> int:
        """How many messages came to that."""
        return sum(filed.state is state for filed in self.filed)

    @property
    def letters(self) -> tuple[int, ...]:
        """The outbox numbers of the acknowledgements that were queued."""
        return tuple(number for filed in self.filed for number in filed.letters)


def never() -> bool:
    """Nobody asks an intake to stop."""
    return False


def fetch(
    desk: Desk, sources: Iterable[Source], readers: Readers, *, holder: str, stop: Callable[[], bool] = never
) -> Intake:
    """Keep what the sources have, then file everything that waits; nothing while another intake holds the lease.

    *stop* is asked between messages; what it leaves, the next intake takes. Raises DeskUnavailable.
    """
    sources = list(sources)
    if not sources and not desk.mail_to_file(limit=1):
        return Intake()
    if not desk.take_lease(LEASE, holder, LEASE_SECONDS):
        return Intake(busy_until=desk.lease_ends(LEASE) or desk.now())
    done = Intake()
    stop_or_renew = desk.renewing(LEASE, holder, LEASE_SECONDS, stop)
    try:
        for source in sources:
            if not stop_or_renew():
                _take(desk, source, done, stop_or_renew)
        file_waiting(desk, readers, done, stop=stop_or_renew)
    finally:
        desk.give_lease_back(LEASE, holder)
    return done


def file_waiting(
    desk: Desk,
    readers: Readers,
    done: Intake,
    *,
    only: int | None = None,
    stop: Callable[[], bool] = never,
) -> None:
    """File what is kept and waits (*only* this one), the oldest first, each by itself."""
    waiting = [only] if only is not None else list(_all_waiting(desk))
    if not waiting:
        return
    with readers() as reader:
        for place, number in enumerate(waiting):
            if stop():
                done.left += len(waiting) - place
                return
            _file(desk, reader, number, done)


def _all_waiting(desk: Desk) -> Iterator[int]:
    """Every message that waited when it was asked for; one that cannot be filed now is not asked for again."""
    yield from desk.mail_to_file(limit=10_000)


def _file(desk: Desk, reader: Reader, number: int, done: Intake) -> None:
    """One message: counted before it is read, so that one that ends us is known by it and left to people."""
    attempts = desk.begin_mail(number)
    try:
        if attempts > MOST_ATTEMPTS:
            done.filed.append(
                desk.quarantine_mail(number, "unreadable", _("reading it ended the reader again and again"))
            )
            return
        raw = desk.raw_mail(number)
        mail = reader.read(raw)
        if mail.unread:
            done.filed.append(desk.quarantine_mail(number, "unread", "; ".join(mail.problems), mail=mail))
            return
        absence = _absence(raw)
        if absence is not None:
            # Its Message-ID stays free for the message itself, should a person bring it in.
            done.filed.append(desk.quarantine_mail(number, *absence, mail=replace(mail, message_id="")))
            return
        authserv = desk.settings.mail.incoming.authserv
        done.filed.append(desk.file_mail(number, mail, suspicion(raw, authserv)))
    except DeskUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 (one bad message never stops the rest; it stays kept, and is counted)
        done.left += 1
        done.troubles[_("message {number}").format(number=number)] = f"{type(error).__name__}: {error}"


def _absence(raw: bytes) -> tuple[str, str] | None:
    """The reason and its detail where *raw* only stands for a message that its source has still."""
    if not raw.startswith((UNFETCHED, TOO_LARGE)):
        return None
    mark, _colon, said = raw.partition(b"\r\n")[0].partition(b": ")
    told = said.decode("utf-8", "replace")
    if mark + b": " == UNFETCHED:
        return "unfetched", _("its source refused to give it out, and has it still: {refusal}").format(refusal=told)
    where, _between, size = told.rpartition(": ")
    sentence = _("it is too large to be taken in ({size} bytes, and {most} at most), and lies where it lay: {where}")
    return "too-large", sentence.format(size=size, most=LARGEST_BYTES, where=where)


def _take(desk: Desk, source: Source, done: Intake, stop: Callable[[], bool]) -> None:
    try:
        with source.messages() as messages:
            for found in messages:
                if stop():
                    return
                _number, is_new = keep(desk, found.raw, source.name, found.received_at)
                found.done()
                done.kept[source.name] += is_new
    except SourceTrouble as error:
        done.troubles[source.name] = str(error)


def keep(desk: Desk, raw: bytes, source: str, received_at: datetime | None = None) -> tuple[int, bool]:
    """As `Desk.keep_mail`; raises DeskUnavailable also where it is the disk that takes no more."""
    try:
        return desk.keep_mail(raw, source, received_at)
    except OSError as error:
        raise DeskUnavailable(
            _("the message could not be kept: {reason}").format(reason=error.strerror or type(error).__name__),
            where=str(desk.folder),
            mend=_("free some space, then try again"),
        ) from error
