"""A command line played without a process: its own streams, clock, environment and terminal."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from cxdesk.catalogue import use
from cxdesk.cli.run import run
from cxdesk.cli.surroundings import OnceReadable, Surroundings

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Played(NamedTuple):
    """What came of a command line."""

    code: int
    out: str
    err: str


class Stage:
    """Where command lines are played; change its attributes before playing."""

    def __init__(self, folder: Path) -> None:
        self.cwd = folder
        self.env: dict[str, str] = {"HOME": str(folder / "home"), "LC_ALL": "C.UTF-8"}
        self.stdin = ""
        self.stdin_is_terminal = False
        self.terminal = False
        self.width = 80
        self.platform = "linux"
        self.clock: Callable[[], datetime] = lambda: NOON

    def surroundings(self, **env: str) -> Surroundings:
        """The surroundings of the next command line, with more of an environment."""
        return Surroundings(
            stdin=OnceReadable(StringIO(self.stdin), is_terminal=self.stdin_is_terminal),
            stdout=StringIO(),
            stderr=StringIO(),
            env={**self.env, **env},
            cwd=self.cwd,
            os_user="sample-account",
            clock=self.clock,
            platform=self.platform,
            stdout_is_terminal=self.terminal,
            stderr_is_terminal=self.terminal,
            width=self.width,
        )

    def play(self, *arguments: str, env: Mapping[str, str] | None = None) -> Played:
        """Run one command line."""
        around = self.surroundings(**(env or {}))
        code = run(list(arguments), around)
        assert isinstance(around.stdout, StringIO)
        assert isinstance(around.stderr, StringIO)
        return Played(code, around.stdout.getvalue(), around.stderr.getvalue())


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A fresh stage in an empty directory; the language that a command line chose ends with the test."""
    yield Stage(tmp_path)
    use("en")
