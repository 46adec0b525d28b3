"""Sending through a program of this machine: `sendmail`, or your own that reads its stdin (SMS gateways, chat hooks).

No shell is involved: a list of words is run as it stands, with a short environment that holds no secret of ours.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from typing import Final

from cxdesk.catalogue import _
from cxdesk.mail.message import OutgoingMail
from cxdesk.mail.transports import Accepted, PermanentFailure, TemporaryFailure, Transport, TransportDown, tidy

_HANDED_ON: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT")
_LONGEST_ANSWER: Final = 4096

# sysexits.h. A wrong call, a wrong configuration or a missing permission is the desk's trouble, no letter's.
_PERMANENT: Final = frozenset({65, 67, 68})
_TEMPORARY: Final = frozenset({71, 73, 74, 75})
_DOWN: Final = frozenset({64, 66, 69, 70, 72, 76, 77, 78, 126, 127})


class ProgramTransport(Transport):
    """One run of a program per letter. What its exit code means:

    | code | meaning |
    |---|---|
    | 0 | it took the letter over |
    | 65 EX_DATAERR, 67 EX_NOUSER, 68 EX_NOHOST | it never will: a person has to act |
    | 75 EX_TEMPFAIL, 71, 73, 74, any other, a signal | later |
    | 64 EX_USAGE, 69 EX_UNAVAILABLE, 77, 78 and the like, and a program that cannot be run | nothing can be sent now |

    A run that takes longer than `timeout_seconds` is ended, and may have sent the letter.
    """

    def __init__(self, command: Sequence[str], *, text_only: bool = False, timeout_seconds: float = 60.0) -> None:
        self._command = tuple(command)
        self._text_only = text_only
        self._timeout_seconds = timeout_seconds
        self._program: str | None = None

    def open(self) -> None:
        """Find the program. TransportDown when there is none."""
        self._program = shutil.which(self._command[0]) if self._command else None
        if self._program is None:
            raise TransportDown(
                _("the program {program} is not there, or may not be run").format(
                    program=self._command[0] if self._command else ""
                )
            )

    def deliver(self, mail: OutgoingMail, raw: bytes) -> Accepted:
        if self._program is None:
            self.open()
        # A file, not a pipe: a child of the program that outlives it and holds the pipe would hold us as well.
        with tempfile.TemporaryFile() as said:
            code = self._run([self._program or "", *self._arguments(mail)], mail, self._input(mail, raw), said.fileno())
            said.seek(0)
            answer = tidy(said.read(_LONGEST_ANSWER).decode("utf-8", "replace"))
        if code == 0:
            return Accepted(answer)
        told = _("{program} ended with {code}: {answer}").format(program=self._command[0], code=code, answer=answer)
        if code in _PERMANENT:
            raise PermanentFailure(told, code)
        if code in _DOWN:
            raise TransportDown(told, code)
        raise TemporaryFailure(told, code)

    def close(self) -> None:
        self._program = None

    def _arguments(self, _mail: OutgoingMail) -> Sequence[str]:
        return self._command[1:]

    def _input(self, mail: OutgoingMail, raw: bytes) -> bytes:
        """Lines end as they do on this system; the text alone is what a short message needs."""
        return mail.body.encode("utf-8", "replace") if self._text_only else raw.replace(b"\r\n", b"\n")

    def _run(self, words: Sequence[str], mail: OutgoingMail, given: bytes, said: int) -> int:
        try:
            run = subprocess.run(  # noqa: S603 (words of desk.toml, and addresses that were checked; no shell)
                words,
                input=given,
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=self._timeout_seconds,
                env=_environment(mail),
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise TransportDown(
                _("{program} took longer than {seconds} seconds").format(
                    program=self._command[0], seconds=f"{self._timeout_seconds:g}"
                )
            ) from error
        except OSError as error:
            raise TransportDown(
                _("{program} cannot be run: {reason}").format(
                    program=self._command[0], reason=error.strerror or type(error).__name__
                ),
                os.EX_UNAVAILABLE if hasattr(os, "EX_UNAVAILABLE") else 69,
            ) from error
        return run.returncode


class SendmailTransport(ProgramTransport):
    """The `sendmail` of Postfix, OpenSMTPD, Exim or msmtp: envelope by arguments, the letter on stdin."""

    def _arguments(self, mail: OutgoingMail) -> Sequence[str]:
        # -i: a line with a single dot is no end. --: no address is taken for an option.
        return (*self._command[1:], "-i", "-f", mail.envelope_sender or "<>", "--", mail.recipient.address)


def _environment(mail: OutgoingMail) -> Mapping[str, str]:
    """What a program is told beside the letter: no header has to be parsed by a script."""
    told = {
        "CXDESK_TO": mail.recipient.address,
        "CXDESK_NAME": mail.recipient.name or "",
        "CXDESK_FROM": mail.sender.address,
        "CXDESK_MESSAGE_ID": mail.message_id,
        "CXDESK_LETTER": mail.kind,
        "CXDESK_LANGUAGE": mail.language,
        "CXDESK_SUBJECT": mail.subject,
    }
    clean = {name: text.replace("\0", "").encode("utf-8", "replace").decode() for name, text in told.items()}
    return {name: os.environ[name] for name in _HANDED_ON if name in os.environ} | clean
