"""A small IMAP server on loopback: what a mailbox needs to be read by uid, and faults that a test can ask for."""

import re
import socketserver
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass
class Message:
    """One message in the mailbox."""

    uid: int
    raw: bytes
    date: str = "02-Mar-2026 08:00:00 +0000"
    flags: set[str] = field(default_factory=set)


class ImapServer:
    """The server; change its attributes before a client comes. `password` None takes any."""

    def __init__(
        self, *mails: bytes, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
    ) -> None:
        self.validity = 7
        self.mailbox = "INBOX"
        self.messages = [Message(number, raw) for number, raw in enumerate(mails, start=1)]
        self.uidplus = True
        self.password: str | None = "secret"  # noqa: S105 (a sample)
        self.log: list[str] = []
        self.close_at = ""
        """The command at which the server hangs up."""
        self.found = ""
        """What it answers to a search, instead of what it has."""
        self.refused: set[int] = set()
        """The uids that it does not give out."""
        self.headers_refused = False
        self.refuses_after: int | None = None
        """How many it gives out before it refuses all."""
        self.says_late = False
        """Whether it tells what it can do only behind the login."""
        self.expunge_refused = False
        self.sizes: dict[int, int] = {}
        """What it says of a message's size, where that is not what it has."""
        self.tls, self.starttls = tls, starttls
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                if outer.tls is not None:
                    self.request = outer.tls.wrap_socket(self.request, server_side=True)
                    self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb")
                _Talk(outer, self).run()

            def finish(self) -> None:
                for part in (self.wfile, self.rfile, self.request):
                    with suppress(OSError, ValueError):
                        part.close()

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])

    def add(self, raw: bytes) -> None:
        """One more message is delivered."""
        self.messages.append(Message(max((one.uid for one in self.messages), default=0) + 1, raw))

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Talk:
    """One conversation."""

    def __init__(self, server: ImapServer, handler: socketserver.StreamRequestHandler) -> None:
        self.server = server
        self.handler = handler
        self.tag = ""
        self.is_in = False

    def say(self, line: str) -> None:
        self.handler.wfile.write(line.encode() + b"\r\n")
        self.handler.wfile.flush()

    def done(self, said: str = "done", code: str = "OK") -> None:
        self.say(f"{self.tag} {code} {said}")

    def run(self) -> None:
        self.say("* OK sample server")
        try:
            while line := self.handler.rfile.readline().decode().strip():
                self.tag, _space, rest = line.partition(" ")
                words = rest.split(" ")
                command = " ".join(words[: 2 if words[0].upper() == "UID" else 1]).upper()
                self.server.log.append(rest if command != "LOGIN" else "LOGIN")
                if command == self.server.close_at:
                    return
                self.answer(command, rest)
                if command == "LOGOUT":
                    return
        except (OSError, ValueError):
            return

    def answer(self, command: str, rest: str) -> None:
        handlers: dict[str, Callable[[str], None]] = {
            "CAPABILITY": self.capability, "STARTTLS": self.start_tls, "LOGIN": self.login, "SELECT": self.select,
            "EXAMINE": self.select, "UID SEARCH": self.search, "UID FETCH": self.fetch, "UID STORE": self.store,
            "UID EXPUNGE": self.expunge, "EXPUNGE": self.expunge, "AUTHENTICATE": self.authenticate,
            "LOGOUT": self.logout,
        }  # fmt: skip
        handlers.get(command, self.unknown)(rest)

    def unknown(self, _rest: str) -> None:
        self.done("unknown", "BAD")

    def logout(self, _rest: str) -> None:
        self.say("* BYE")
        self.done()

    def capability(self, _rest: str) -> None:
        tells = self.server.uidplus and (self.is_in or not self.server.says_late)
        more = (" UIDPLUS" if tells else "") + (" STARTTLS" if self.server.starttls else "")
        self.say(f"* CAPABILITY IMAP4rev1{more}")
        self.done()

    def start_tls(self, _rest: str) -> None:
        assert self.server.starttls is not None
        self.done()
        self.handler.request = self.server.starttls.wrap_socket(self.handler.request, server_side=True)
        self.handler.rfile = self.handler.request.makefile("rb")
        self.handler.wfile = self.handler.request.makefile("wb")

    def login(self, rest: str) -> None:
        given = rest.rpartition(" ")[2].strip('"')
        if self.server.password not in (None, given):
            self.done(f"[AUTHENTICATIONFAILED] no {'*' * len(given)}", "NO")
            return
        self.is_in = True
        self.done()

    def authenticate(self, _rest: str) -> None:
        self.say("+ ")
        self.handler.rfile.readline()
        self.done()

    def select(self, rest: str) -> None:
        if rest.split(" ", 1)[1].strip('"') != self.server.mailbox:
            self.done("no such mailbox", "NO")
            return
        self.say(f"* {len(self.server.messages)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.server.validity}] valid")
        self.done("[READ-WRITE] selected")

    def search(self, rest: str) -> None:
        uids = [one.uid for one in self.server.messages]
        if match := re.search(r"UID (\d+):\*", rest.removeprefix("UID SEARCH")):
            uids = [uid for uid in uids if uid >= int(match[1])] or uids[-1:]
        self.say(self.server.found or "* SEARCH " + " ".join(map(str, uids)))
        self.done()

    def fetch(self, rest: str) -> None:
        if "RFC822.SIZE" in rest:
            self.tell_sizes({int(uid) for uid in rest.split(" ")[2].split(",")})
            return
        uid = int(rest.split(" ")[2])
        server = self.server
        of_header = "HEADER" in rest
        if server.refuses_after == 0 or (uid in server.refused and (server.headers_refused or not of_header)):
            self.done("internal error", "NO")
            return
        if server.refuses_after is not None:
            server.refuses_after -= 1
        for place, one in enumerate(self.server.messages, start=1):
            if one.uid == uid:
                raw = one.raw.partition(b"\n\n")[0] + b"\n\n" if of_header else one.raw
                part = "BODY[HEADER]" if of_header else "BODY[]"
                head = f'* {place} FETCH (UID {uid} INTERNALDATE "{one.date}" {part} {{{len(raw)}}}\r\n'
                self.handler.wfile.write(head.encode() + raw + b")\r\n")
        self.done()

    def tell_sizes(self, uids: set[int]) -> None:
        for place, one in enumerate(self.server.messages, start=1):
            if one.uid in uids:
                size = self.server.sizes.get(one.uid, len(one.raw))
                self.say(f"* {place} FETCH (UID {one.uid} RFC822.SIZE {size})")
        self.done()

    def store(self, rest: str) -> None:
        uid, flags = int(rest.split(" ")[2]), re.findall(r"\\\w+", rest)
        for one in self.server.messages:
            if one.uid == uid:
                one.flags.update(flags)
        self.done()

    def expunge(self, rest: str) -> None:
        if self.server.expunge_refused:
            self.done("not here", "NO")
            return
        only = int(rest.split(" ")[2]) if rest.upper().startswith("UID") else None
        gone = [one for one in self.server.messages if "\\Deleted" in one.flags and only in (None, one.uid)]
        self.server.messages = [one for one in self.server.messages if one not in gone]
        self.done()
