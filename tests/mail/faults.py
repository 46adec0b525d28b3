"""A mail server on loopback that fails on command, for every test that wants to see what the desk does then."""

import asyncio
import email
import socket
import ssl
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

CERTS: Final = Path(__file__).parent / "certs"


class Fault(Enum):
    """What goes wrong with the next connection (the first five) or the next letter (the others)."""

    GREET_421 = auto()
    GREET_554 = auto()
    HANG_UP_AT_GREETING = auto()
    STALL_AT_GREETING = auto()
    DRIP_AT_GREETING = auto()

    ACCEPT = auto()
    REFUSE_SENDER = auto()
    TOO_LARGE = auto()
    CLOSING_AT_RCPT = auto()
    DEFER_RCPT = auto()
    REJECT_RCPT = auto()
    REJECT_POLICY = auto()
    MAILBOX_FULL = auto()
    OUT_OF_ROOM = auto()
    SENDER_REFUSED_LATE = auto()
    OUT_OF_STEP = auto()
    STALL_AT_RCPT = auto()
    DRIP_AT_RCPT = auto()
    DEFER_DATA = auto()
    HANG_UP_BEFORE_DATA_ENDS = auto()
    DEFER_LETTER = auto()
    REJECT_LETTER = auto()
    HANG_UP_WITHOUT_TAKING = auto()
    HANG_UP_AFTER_TAKING = auto()
    STALL_AFTER_TAKING = auto()
    ANSWER_LATE = auto()
    ACCEPT_THEN_HANG_UP = auto()


_AT_GREETING: Final = frozenset(fault for fault in Fault if fault.value < Fault.ACCEPT.value)
_TAKEN_FIRST: Final = frozenset(
    {
        Fault.ACCEPT,
        Fault.HANG_UP_AFTER_TAKING,
        Fault.STALL_AFTER_TAKING,
        Fault.ANSWER_LATE,
        Fault.ACCEPT_THEN_HANG_UP,
    }
)
_AT_RCPT: Final = frozenset(
    {
        Fault.DEFER_RCPT,
        Fault.REJECT_RCPT,
        Fault.REJECT_POLICY,
        Fault.MAILBOX_FULL,
        Fault.OUT_OF_ROOM,
        Fault.SENDER_REFUSED_LATE,
        Fault.OUT_OF_STEP,
    }
)
_ANSWERS: Final = {
    Fault.REFUSE_SENDER: "553 5.7.1 Sender is not yours",
    Fault.TOO_LARGE: "552 5.3.4 Message too big",
    Fault.CLOSING_AT_RCPT: "421 4.3.2 Shutting down",
    Fault.DEFER_RCPT: "450 4.2.1 Greylisted, come back later",
    Fault.REJECT_RCPT: "550 5.1.1 No such user here",
    Fault.REJECT_POLICY: "550 5.7.1 Rejected by policy",
    Fault.MAILBOX_FULL: "552 5.2.2 Mailbox full",
    Fault.OUT_OF_ROOM: "452 4.3.1 Insufficient system storage",
    Fault.SENDER_REFUSED_LATE: "550 5.1.8 Bad sender's domain",
    Fault.OUT_OF_STEP: "503 5.5.1 Bad sequence of commands",
    Fault.DEFER_DATA: "451 4.3.0 Out of disk",
    Fault.DEFER_LETTER: "451 4.7.1 Try again later",
    Fault.REJECT_LETTER: "554 5.6.0 Content not wanted",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that the server took over, whatever it answered."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes


class FaultyServer:
    """Listens on 127.0.0.1 from `start` (or entering the context) to `stop`.

    `script` is worked off one fault per letter or, for those of the greeting, per connection; after it, every
    letter meets `always`, which may be changed at any time. `down()` closes the port and every connection, `up()`
    opens the same port again. A stall or drip lasts until the client goes or the server stops: no test waits for it.
    """

    def __init__(
        self,
        script: Iterable[Fault] = (),
        *,
        starttls: bool = False,
        implicit_tls: bool = False,
        login: tuple[str, str] | None = None,
        auth_methods_hidden: Iterable[str] = (),
    ) -> None:
        self.always = Fault.ACCEPT
        self.port = 0
        self.connections = 0
        self.login_wanted = login is not None
        self._script = deque(script)
        self._taken: list[Taken] = []
        self._lock = threading.Lock()
        self._is_stalling = False
        self._alarm: Callable[[], None] | None = None
        self._let_go = threading.Event()
        self._then: Callable[[], None] = lambda: None
        self._at_count: dict[int, Callable[[], None]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._server: asyncio.Server | None = None
        self._sessions: set[_Session] = set()
        self._implicit_tls = server_context() if implicit_tls else None
        self._options: dict[str, Any] = {"hostname": "faulty.example", "ident": "at your service"}
        if starttls:
            self._options["tls_context"] = server_context()
        if login is not None:
            # Not auth_required: aiosmtpd warns of it in its own thread. The session asks for the login itself.
            self._options |= {
                "authenticator": _checker(login),
                "auth_require_tls": False,
                "auth_exclude_mechanism": auth_methods_hidden,
            }

    @property
    def taken(self) -> list[Taken]:
        """A copy of what was taken so far, in order."""
        with self._lock:
            return list(self._taken)

    @property
    def taken_ids(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(letter.message_id for letter in self.taken)

    def plan(self, *faults: Fault) -> None:
        """Append to the script."""
        with self._lock:
            self._script.extend(faults)

    def start(self) -> None:
        self._thread.start()
        self.up()

    def stop(self) -> None:
        self.let_go()
        self.down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def up(self) -> None:
        """Listen, on the port of before if there was one."""
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(timeout=10)

    def down(self) -> None:
        """Refuse connections, and cut those that are open."""
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(timeout=10)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        """The desk's alarm clocks ring when this server stalls or drips, not when time has passed.

        Answers the list of the seconds they were set to, reply by reply.
        """
        server, seconds = self, list[float]()

        class Alarm:
            daemon = False

            def __init__(self, interval: float, ring: Callable[[], None]) -> None:
                seconds.append(interval)
                self._ring = ring

            def start(self) -> None:
                server.set_alarm(self._ring)

            def cancel(self) -> None:
                server.set_alarm(None)

        monkeypatch.setattr(threading, "Timer", Alarm)
        return seconds

    def set_alarm(self, ring: Callable[[], None] | None) -> None:
        """Who is to be told that this server stalls; at once when it does already. Each stall is told once."""
        with self._lock:
            rings_now = self._is_stalling and ring is not None
            self._is_stalling = self._is_stalling and not rings_now
            self._alarm = None if rings_now else ring
        if rings_now and ring is not None:
            ring()

    def stalls(self) -> None:
        """This server says nothing more, or nothing that ends."""
        with self._lock:
            ring, self._alarm = self._alarm, None
            self._is_stalling = ring is None
        if ring is not None:
            ring()

    def let_go(self) -> None:
        """A letter that was to be answered late is answered now."""
        self._let_go.set()

    def when_late(self, then: Callable[[], None]) -> None:
        """What happens once a letter is kept waiting for its answer."""
        self._then = then

    async def late(self) -> None:
        """Wait until the test lets go."""
        self._then()
        await self._loop.run_in_executor(None, self._let_go.wait)

    def next_greeting(self) -> Fault | None:
        """The fault of a new connection, None for a civil greeting."""
        with self._lock:
            self.connections += 1
            if self._script and self._script[0] in _AT_GREETING:
                return self._script.popleft()
            return self.always if not self._script and self.always in _AT_GREETING else None

    def next_letter(self) -> Fault:
        """The fault of the letter that begins."""
        with self._lock:
            if self._script and self._script[0] not in _AT_GREETING:
                return self._script.popleft()
            return self.always if self.always not in _AT_GREETING else Fault.ACCEPT

    def take(self, sender: str, recipients: Iterable[str], raw: bytes) -> None:
        """Record a letter as taken over."""
        message_id = str(email.message_from_bytes(raw)["Message-ID"])
        with self._lock:
            self._taken.append(Taken(message_id, sender, tuple(recipients), raw))
            then = self._at_count.pop(len(self._taken), None)
        if then is not None:
            then()

    def when_taken(self, more: int, then: Callable[[], None]) -> None:
        """What happens once so many *more* letters were taken, before the last of them is answered."""
        with self._lock:
            self._at_count[len(self._taken) + more] = then

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _listen(self) -> None:
        self._server = await self._loop.create_server(
            self._session, "127.0.0.1", self.port, ssl=self._implicit_tls, reuse_address=True
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _shut(self) -> None:
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        for _turn in range(ACCEPTING_TURNS):
            await asyncio.sleep(0)
        for session in list(self._sessions):
            session.cut()
        # One turn lets the transports report their end and cancel what served them, a second lets those tasks end.
        while tasks := asyncio.all_tasks(self._loop) - {asyncio.current_task(self._loop)}:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        await server.wait_closed()

    def _session(self) -> "_Session":
        session = _Session(self, self._options)
        self._sessions.add(session)
        return session

    def forget(self, session: "_Session") -> None:
        """A connection has ended."""
        self._sessions.discard(session)


class _Session(SMTP):
    """One connection. aiosmtpd speaks the protocol; this is where it is made to stumble."""

    def __init__(self, owner: FaultyServer, options: dict[str, Any]) -> None:
        super().__init__(self, loop=asyncio.get_running_loop(), **options)
        self._owner = owner
        self._fault = Fault.ACCEPT
        self._greeted = False
        self._socket: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._socket = self._socket or transport
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._owner.forget(self)
        super().connection_lost(error)

    def cut(self) -> None:
        """End the connection without a word."""
        if isinstance(self._socket, asyncio.WriteTransport):
            self._socket.abort()

    async def push(self, status: Any) -> None:
        if self._greeted:
            await super().push(status)
            return
        self._greeted = True
        fault = self._owner.next_greeting()
        if fault is None:
            await super().push(status)
            return
        if fault is Fault.STALL_AT_GREETING:
            await self._stall()
        if fault is Fault.DRIP_AT_GREETING:
            await self._drip("220-one moment")
        if fault in (Fault.GREET_421, Fault.GREET_554):
            await super().push("421 4.3.2 Too busy" if fault is Fault.GREET_421 else "554 5.3.2 Not here")
            if self.transport is not None:
                self.transport.close()
        else:
            self.cut()
        raise asyncio.CancelledError

    async def handle_MAIL(self, _me: SMTP, session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 (aiosmtpd's)
        if self._owner.login_wanted and not session.authenticated:
            return "530 5.7.0 Log in first"
        self._fault = self._owner.next_letter()
        if self._fault in (Fault.REFUSE_SENDER, Fault.TOO_LARGE):
            return _ANSWERS[self._fault]
        envelope.mail_from = address
        return "250 2.1.0 OK"

    async def handle_RCPT(self, _me: SMTP, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 (aiosmtpd's)
        if self._fault is Fault.STALL_AT_RCPT:
            await self._stall()
        if self._fault is Fault.DRIP_AT_RCPT:
            await self._drip("250-one moment")
        if self._fault in _AT_RCPT:
            return _ANSWERS[self._fault]
        if self._fault is Fault.CLOSING_AT_RCPT:
            self._loop_soon(self._close_gently)
            return _ANSWERS[self._fault]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 (aiosmtpd's)
        if self._fault is Fault.DEFER_DATA:
            await self.push(_ANSWERS[self._fault])
        elif self._fault is Fault.HANG_UP_BEFORE_DATA_ENDS:
            await self.push("354 Go on")
            self.cut()
            raise asyncio.CancelledError
        else:
            await super().smtp_DATA(arg)

    async def handle_DATA(self, _me: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's)
        fault = self._fault
        if fault in _TAKEN_FIRST:
            self._owner.take(envelope.mail_from, envelope.rcpt_tos, bytes(envelope.original_content))
        if fault in (Fault.HANG_UP_WITHOUT_TAKING, Fault.HANG_UP_AFTER_TAKING):
            self.cut()
            raise asyncio.CancelledError
        if fault is Fault.STALL_AFTER_TAKING:
            await self._stall()
        if fault is Fault.ANSWER_LATE:
            await self._owner.late()
        if fault is Fault.ACCEPT_THEN_HANG_UP:
            self._loop_soon(self._close_gently)
        return _ANSWERS.get(fault, "250 2.0.0 Taken")

    async def _drip(self, line: str) -> None:
        """A reply without end, each line well within any time-out."""
        self._owner.stalls()
        while True:
            await super().push(line)
            await asyncio.sleep(0)

    async def _stall(self) -> None:
        """No word any more."""
        self._owner.stalls()
        await asyncio.Event().wait()

    def _loop_soon(self, call: Callable[[], None]) -> None:
        # Twice round the loop: the answer is written in the first.
        self.loop.call_soon(self.loop.call_soon, call)

    def _close_gently(self) -> None:
        if self.transport is not None:
            self.transport.close()


def server_context() -> ssl.SSLContext:
    """What a server needs to be `localhost` for clients that trust `certs/ca.pem`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTS / "server.pem")
    return context


ACCEPTING_TURNS = 5
"""Turns of the loop until a connection that was being accepted has its transport: cancelled before, it stays open."""


def closed_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _checker(login: tuple[str, str]) -> Callable[..., AuthResult]:
    expected = tuple(word.encode() for word in login)

    def check(_server: SMTP, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        good = isinstance(given, LoginPassword) and (given.login, given.password) == expected
        return AuthResult(success=good, handled=False)

    return check
