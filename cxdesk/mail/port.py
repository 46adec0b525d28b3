"""The port that a face passes to the desk: what an act queued goes out right after its commit (DOMAIN §8)."""

import threading
from collections.abc import Callable
from typing import Final

from cxdesk.catalogue import _
from cxdesk.desk import Desk
from cxdesk.errors import CxdeskError
from cxdesk.mail.outbox import Jitter, Sender, Sent, sender_of
from cxdesk.mail.settings import SecretReader

PATIENCE_SECONDS: Final = 5.0
"""How long a person waits for the mail server, all letters of a command together."""

LINGER_SECONDS: Final = 10.0
"""How much longer, when the server has a letter in hand: going away now would send that letter twice."""


class Post:
    """An `AfterCommit` that sends what was just queued, never raises, and never holds its face up beyond its patience.

    Afterwards `sent` says what became of the letters as far as that is known, `trouble` why it is not or why they
    wait. The sending runs beside the face on a desk of its own: what takes longer than the patience is finished
    behind it while the process lives, else by the next sender, for the letter stays in the outbox.

    What remains: a process that ends while a server thinks about a letter for longer than patience and lingering
    together. The server may take it, nobody is there to record that, and the letter goes out once more, under the
    same Message-ID, when its lease has run out (`outbox.LEASE_SECONDS`).
    """

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        secrets: SecretReader,
        *,
        jitter: Jitter,
        holder: str,
        patience_seconds: float = PATIENCE_SECONDS,
        linger_seconds: float = LINGER_SECONDS,
    ) -> None:
        self._open_desk = open_desk
        self._secrets = secrets
        self._jitter = jitter
        self._holder = holder
        self._patience_seconds = patience_seconds
        self._linger_seconds = linger_seconds
        self._sender: Sender | None = None
        self.sent = Sent()
        self.trouble = ""

    def __call__(self, numbers: tuple[int, ...]) -> None:
        """Send these letters; after one that could not go, a process leaves the rest queued."""
        if self.trouble:
            return
        outcome: list[Sent | str] = []
        worker = threading.Thread(target=lambda: outcome.append(self._outcome(numbers)), daemon=True)
        worker.start()
        try:
            worker.join(self._patience_seconds)
            if self._sender is not None and self._sender.is_delivering:
                worker.join(self._linger_seconds)
        except KeyboardInterrupt:
            # The complaint is saved; whoever is tired of waiting for the mail still wants to read its reference.
            self.trouble = _("the sending was not waited for; the letter stays in the outbox")
            return
        if not outcome:
            self.trouble = _("the mail server takes long; the letter stays in the outbox")
        elif isinstance(outcome[0], str):
            self.trouble = outcome[0]
        else:
            self._add(outcome[0])

    def _outcome(self, numbers: tuple[int, ...]) -> Sent | str:
        try:
            with self._open_desk() as desk:
                self._sender = sender_of(
                    desk,
                    self._secrets,
                    jitter=self._jitter,
                    holder=self._holder,
                    patience_seconds=self._patience_seconds,
                )
                return self._sender.send_due(numbers)
        except CxdeskError as error:
            return error.what
        except Exception as error:  # noqa: BLE001 (the act is done and saved: no trouble with its letter may undo that)
            return f"{type(error).__name__}: {error}"

    def _add(self, more: Sent) -> None:
        before = self.sent
        self.sent = Sent(
            before.accepted + more.accepted,
            before.deferred + more.deferred,
            before.failed + more.failed,
            before.left + more.left,
            more.down,
        )
        self.trouble = more.down or ""


def port(
    open_desk: Callable[[], Desk],
    secrets: SecretReader,
    *,
    jitter: Jitter,
    holder: str,
    patience_seconds: float = PATIENCE_SECONDS,
    linger_seconds: float = LINGER_SECONDS,
) -> Post:
    """The port for a face: `open_desk` opens the same desk once more, for the sender alone."""
    return Post(
        open_desk,
        secrets,
        jitter=jitter,
        holder=holder,
        patience_seconds=patience_seconds,
        linger_seconds=linger_seconds,
    )
