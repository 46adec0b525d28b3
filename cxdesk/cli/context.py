"""`Cli`: what a verb is given. One frozen object that knows the surroundings and what the global options said."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cxdesk.catalogue import _
from cxdesk.cli.options import NOTHING_SAID, Format, Options, read_instant
from cxdesk.cli.place import DeskPlace, find_desk
from cxdesk.cli.surroundings import Surroundings
from cxdesk.text import plain

if TYPE_CHECKING:
    from cxdesk.desk import Desk
    from cxdesk.desk.ports import AfterCommit

Item = TypeVar("Item")


class Cli(NamedTuple):
    """One command line at work; every answer comes from what was passed in, so a test can make any case."""

    surroundings: Surroundings
    options: Options = NOTHING_SAID
    command: str = ""
    """The verb's words as people type them, for the envelope."""

    def now(self) -> datetime:
        """The UTC instant of this process: `--now`, else `CXDESK_NOW`, else the time of day."""
        replaced = self.replaced_now()
        return self.surroundings.clock() if replaced is None else replaced

    def replaced_now(self) -> datetime | None:
        """The instant that replaces the clock, or None when the time of day rules (DOMAIN §11)."""
        if self.options.now is not None:
            return self.options.now
        text = self.surroundings.env.get("CXDESK_NOW")
        return read_instant(text, "CXDESK_NOW") if text else None

    @property
    def login(self) -> str:
        """Who acts: `--as`, else `CXDESK_AGENT`, else the OS user."""
        return self.options.login or self.surroundings.env.get("CXDESK_AGENT") or self.surroundings.os_user

    @property
    def format(self) -> Format:
        """How the result will be written."""
        return self.options.format

    def place(self) -> DeskPlace:
        """The desk this command works on, whether it exists or not."""
        return find_desk(self.surroundings, self.options.desk)

    def desk(
        self, *, readonly: bool = False, after_commit: "AfterCommit | None" = None, despite_mail: bool = False
    ) -> "Desk":
        """Open the desk, for a `with`; *after_commit* is the port that sends what an act queued (DOMAIN §8).

        *despite_mail* is for what must not be lost although no letter can go out.

        Raises DeskUnavailable when there is none, or it cannot be read or written.
        """
        self.place().require()
        from cxdesk.cli.opening import open_desk  # noqa: PLC0415 (loads SQLite and the domain; help does not)

        return open_desk(self, readonly=readonly, after_commit=after_commit, despite_mail=despite_mail)

    def path(self, name: str) -> Path:
        """A file named on the command line, from the working directory."""
        return self.surroundings.cwd / Path(name).expanduser()

    def hint(self, sentence: str) -> None:
        """One line for the person at the screen, on stderr; --quiet silences it."""
        if not self.options.quiet:
            self.surroundings.stderr.write(plain(sentence) + "\n")

    def progress(self, items: Iterable[Item], doing: str, *, every: int = 100) -> Iterator[Item]:
        """Pass *items* through, counting them on stderr while it is a terminal and --quiet is not given."""
        shown = self.surroundings.stderr_is_terminal and not self.options.quiet
        count = 0
        try:
            for count, item in enumerate(items, 1):
                if shown and count % every == 0:
                    line = _("{doing}: {count}").format(doing=doing, count=count)
                    self.surroundings.stderr.write(f"\r{plain(line)}")
                    self.surroundings.stderr.flush()
                yield item
        finally:
            if shown and count >= every:
                self.surroundings.stderr.write("\r\x1b[K")
