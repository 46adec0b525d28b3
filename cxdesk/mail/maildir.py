"""Sending into a folder: the way out of a desk that has no mail server yet, and of every rehearsal."""

import hashlib
import os
import threading
from pathlib import Path
from typing import Final

from cxdesk.catalogue import _
from cxdesk.mail.message import OutgoingMail
from cxdesk.mail.transports import Accepted, Transport, TransportDown

_BOXES: Final = ("tmp", "new", "cur")


class MaildirTransport(Transport):
    """Letters as files `new/…` of a Maildir, whole or not at all, one per Message-ID however often it is delivered.

    Written by hand rather than with `mailbox`: that draws a new name each time and loads the whole email package.
    Files are readable by their owner alone: they are letters to customers. Below a folder that hands its group on,
    the desk's, the boxes are the group's, so that whoever works there sends.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: set[str] | None = None

    def open(self) -> None:
        """Make the folders. A reader moves letters to `cur/`, so what is there is remembered, too."""
        try:
            shared = self._folder.parent.is_dir() and self._folder.parent.stat().st_mode & 0o2020 == 0o2020
            for folder in (self._folder, *(self._folder / box for box in _BOXES)):
                is_new = not folder.exists()
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if is_new and shared:
                    folder.chmod(0o2770)
            self._seen = {name.partition(":")[0] for name in os.listdir(self._folder / "cur")}
        except OSError as error:
            raise TransportDown(self._trouble(error)) from error

    def deliver(self, mail: OutgoingMail, raw: bytes) -> Accepted:
        if self._seen is None:
            raise TransportDown(_("the mail folder was not opened"))
        # Readers sort and split names by dots; a digest holds nothing that a file system minds.
        name = f"{hashlib.sha256(mail.message_id.encode('ascii')).hexdigest()[:40]}.cxdesk"
        new = self._folder / "new" / name
        if name in self._seen or new.exists():
            return Accepted(_("already in the mail folder as {name}").format(name=name))
        try:
            self._write(new, raw.replace(b"\r\n", b"\n"))
        except OSError as error:
            raise TransportDown(self._trouble(error)) from error
        self._seen.add(name)
        return Accepted(_("stored in the mail folder as {name}").format(name=name))

    def close(self) -> None:
        self._seen = None

    def _write(self, new: Path, content: bytes) -> None:
        """Whole and on the disk under a name of this process, then renamed: a crash leaves nothing half in `new/`."""
        draft = self._folder / "tmp" / f"{new.name}.{os.getpid()}.{threading.get_ident()}"
        try:
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(new)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        folder = os.open(new.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _trouble(self, error: OSError) -> str:
        return _("the mail folder {folder} cannot be written: {reason}").format(
            folder=self._folder, reason=error.strerror or error
        )
