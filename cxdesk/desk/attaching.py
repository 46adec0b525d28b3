"""Files that belong to a complaint: kept by their content's hash, safe on disk before the act commits (HOUSE).

Under the hash a file is kept once and can be checked; the hash itself is a word like any other, so that the chain
holds no more than its salted digest (DOMAIN §10).
"""

import hashlib
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from cxdesk.catalogue import _
from cxdesk.desk.inbound import FileIn
from cxdesk.desk.ports import Change, Situation
from cxdesk.desk.reading import Reading
from cxdesk.domain import acts
from cxdesk.domain.complaint import Complaint
from cxdesk.domain.decision import Decision
from cxdesk.domain.roles import Actor
from cxdesk.errors import NotDone, WrongUse

FOLDER = "attachments"
LARGEST_BYTES = 25 * 1024 * 1024
"""A file beyond this is refused: what a desk keeps must fit its backups."""
MOST_FILES = 100
"""So many files of one mail are kept with its complaint; all are in the raw message."""


class Kept(NamedTuple):
    """A file as it lies on disk: its bytes are found by the digest."""

    name: str
    digest: str
    size: int


class Attaching(Reading):
    """Keeping files."""

    def attach(
        self, ref: str, content: Path | bytes, name: str = "", *, at: datetime | None = None, reason: str = ""
    ) -> Change:
        """Keep a file with the complaint; its *name* is a word, its bytes lie under `attachments/` by their hash.

        Raises NotDone for an empty file or one that is too large, WrongUse when it cannot be read.
        """
        self.may_write()
        data = content if isinstance(content, bytes) else read_file(content)
        called = name or (content.name if isinstance(content, Path) else "")
        if not data:
            raise NotDone(_("{file} is empty: there is nothing to keep").format(file=called), about="content")
        digest = hashlib.sha256(data).hexdigest()

        def decide(found: Situation) -> Decision:
            """The act is allowed before anything is written, and the file is whole before the act is."""
            decision = acts.attach(found.complaint, found.actor, called, digest, len(data))
            if not self._trying:
                keep(self.folder, digest, data)
            return decision

        return self.act(ref, decide, at=at, reason=reason)


def read_file(path: Path) -> bytes:
    """The bytes of a file to be kept; raises WrongUse when it cannot be read, NotDone when it is too large."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise WrongUse(
            _("{file} cannot be read ({reason})").format(file=path, reason=error.strerror or type(error).__name__),
            about="content",
        ) from error
    if len(data) > LARGEST_BYTES:
        raise NotDone(
            _("{file} is larger than {most} MB").format(file=path, most=LARGEST_BYTES // 1024**2),
            mend=_("keep it elsewhere and note where it is"),
            about="content",
        )
    return data


def keep_files(folder: Path, files: Iterable[FileIn]) -> tuple[Kept, ...]:
    """The files of a mail, on disk before the lock is taken and the commit names them; empty ones are nothing."""
    kept = []
    for file in islice(files, MOST_FILES):
        if file.content:
            digest = hashlib.sha256(file.content).hexdigest()
            keep(folder, digest, file.content)
            kept.append(Kept(file.name or _("file"), digest, len(file.content)))
    return tuple(kept)


def attached(complaint: Complaint, actor: Actor, files: Iterable[Kept]) -> Decision:
    """That these files belong to the complaint."""
    decision = Decision(())
    for file in files:
        decision = decision.then(acts.attach(complaint, actor, file.name, file.digest, file.size))
    return decision


def path_of(folder: Path, digest: str, room: str = FOLDER) -> Path:
    """Where the bytes of that hash lie, in a *room* below the desk's *folder*."""
    return folder / room / digest[:2] / digest


def keep(folder: Path, digest: str, data: bytes, room: str = FOLDER) -> None:
    """Write *data* below the desk's *folder*, synced and renamed: a name is never there without all of its bytes."""
    target = path_of(folder, digest, room)
    kept = folder / room
    if target.is_file() and target.stat().st_size == len(data):
        return
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    shared = stat.S_IMODE(kept.stat().st_mode)
    if not target.parent.exists():
        target.parent.mkdir(exist_ok=True)
        target.parent.chmod(shared)
    fresh = target.with_name(f".{digest}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(shared & 0o660)
        fresh.replace(target)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; systems that cannot open a folder keep names on their own."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
