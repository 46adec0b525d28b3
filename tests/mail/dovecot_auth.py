"""Dovecot's side of its authentication protocol, as far as a mail server asks it whether a password is right."""

import base64
import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_HANDSHAKE: Final = (
    ("VERSION", "1", "2"),
    ("MECH", "PLAIN", "plaintext"),
    ("MECH", "LOGIN", "plaintext"),
    ("SPID", "1"),
    ("CUID", "1"),
    ("COOKIE", "0123456789abcdef0123456789abcdef"),
    ("DONE",),
)
"""In Dovecot's order: Postfix takes a socket that tells its number before its mechanisms for the one of masters."""
_PROMPTS: Final = {"PLAIN": ("",), "LOGIN": ("Username:", "Password:")}


@dataclass(frozen=True, slots=True)
class Login:
    """One that was tried; `is_encrypted` as the mail server says of its client's connection."""

    mechanism: str
    username: str
    is_encrypted: bool
    is_let_in: bool


class AuthService:
    """Listens on a socket of the file system for mail servers and knows one account; `logins` are those it judged.

    Protocol 1.2 (Dovecot's developer manual, "Authentication Protocol") with the mechanisms PLAIN and LOGIN.
    """

    def __init__(self, path: Path, username: str, password: str) -> None:
        self.logins: list[Login] = []
        self._account = (username, password)
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                # Ended by the mail server's processes, some of them in the middle of an answer.
                with suppress(OSError):
                    _Talk(outer, self.rfile.readline, self.wfile.write).run()

        self._server = socketserver.ThreadingUnixStreamServer(str(path), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def judge(self, mechanism: str, username: str, password: str, *, is_encrypted: bool) -> bool:
        """Whether this is the account."""
        is_let_in = (username, password) == self._account
        self.logins.append(Login(mechanism, username, is_encrypted, is_let_in))
        return is_let_in

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Waits for its connections to end: stop the mail server before."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@dataclass(slots=True)
class _Attempt:
    mechanism: str
    is_encrypted: bool
    answers: list[str] = field(default_factory=list)


class _Talk:
    """One connection; a mail server may have several attempts open in it, told apart by their numbers."""

    def __init__(self, service: AuthService, read: Callable[[], bytes], write: Callable[[bytes], object]) -> None:
        self._service = service
        self._read = read
        self._write = write
        self._attempts: dict[str, _Attempt] = {}

    def run(self) -> None:
        for line in _HANDSHAKE:
            self._say(*line)
        while said := self._read().decode().rstrip("\n"):
            command, *words = said.split("\t")
            if command == "VERSION" and words[0] != "1":
                return
            if command == "AUTH":
                self._begin(*words)
            elif command == "CONT":
                self._go_on(*words)

    def _begin(self, number: str, mechanism: str, *parameters: str) -> None:
        is_encrypted = any(word.partition("=")[0] == "secured" for word in parameters)
        self._attempts[number] = _Attempt(mechanism, is_encrypted)
        first = [word.removeprefix("resp=") for word in parameters if word.startswith("resp=")]
        if first:
            self._go_on(number, first[0])
        else:
            self._ask(number)

    def _go_on(self, number: str, answer: str) -> None:
        attempt = self._attempts[number]
        attempt.answers.append(base64.b64decode(answer).decode())
        if len(attempt.answers) < len(_PROMPTS[attempt.mechanism]):
            self._ask(number)
        else:
            self._decide(number)

    def _ask(self, number: str) -> None:
        attempt = self._attempts[number]
        prompt = _PROMPTS[attempt.mechanism][len(attempt.answers)]
        self._say("CONT", number, base64.b64encode(prompt.encode()).decode())

    def _decide(self, number: str) -> None:
        attempt = self._attempts.pop(number)
        said = attempt.answers if attempt.mechanism == "LOGIN" else attempt.answers[0].split("\0")[1:]
        username, password = said
        known = self._service.judge(attempt.mechanism, username, password, is_encrypted=attempt.is_encrypted)
        self._say("OK" if known else "FAIL", number, f"user={username}")

    def _say(self, *words: str) -> None:
        self._write("\t".join(words).encode() + b"\n")
