"""The README is a test: every command of its tour runs on a fresh desk, exits as it says, and prints what it shows.

In what is shown, `…` stands for anything, and a line of its own `…` for any number of lines.
"""

import random
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from cxdesk.cli.run import run
from cxdesk.cli.surroundings import OnceReadable, Surroundings
from cxdesk.cli.table import VERBS
from cxdesk.config import load_settings

ROOT: Final = Path(__file__).resolve().parents[1]
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
BEGUN: Final = datetime(2026, 11, 9, 8, 40, tzinfo=UTC)
"""A Monday morning in Berlin."""

_BLOCK = re.compile(r"^```(\w+)(?: ([\w.]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT = re.compile(r"\s+# exit (\d+)$")


class Block(NamedTuple):
    """A fenced block: its language, the file it is, its text."""

    language: str
    file: str
    text: str


class Command(NamedTuple):
    """A command of the tour with what the README shows of it."""

    line: str
    exit_code: int
    shown: list[str]


def blocks(language: str) -> list[Block]:
    """The README's blocks in that language."""
    return [block for block in (Block(*found) for found in _BLOCK.findall(README)) if block.language == language]


def commands(text: str) -> Iterator[Command]:
    """The commands of a console block: `$ ` begins one, a backslash carries it on, what follows is its output."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _newline, output = part.replace("\\\n", " ").partition("\n")
        code = _EXIT.search(line)
        shown = [shown.rstrip() for shown in output.rstrip().splitlines()]
        yield Command(_EXIT.sub("", line), int(code[1]) if code else 0, shown)


class Terminal:
    """Where the tour is taken: a folder, a clock that goes on, and a seed, so that the same tour prints the same."""

    def __init__(self, folder: Path) -> None:
        self.cwd = folder
        self._minutes = 0
        self._randomness = random.Random(11).randbytes  # noqa: S311 (the same days are drawn every time)

    def play(self, command: Command) -> tuple[int, list[str]]:
        """Run one command; its exit code and what it printed on both streams."""
        words = shlex.split(command.line)
        if words[0] == "cd":
            self.cwd = self.cwd / words[1]
            return 0, []
        assert words[0] == "cxdesk", command.line
        out = StringIO()
        self._minutes += 5
        around = Surroundings(
            stdin=OnceReadable(StringIO(), is_terminal=False),
            stdout=out,
            stderr=out,
            env={"HOME": str(self.cwd), "NO_COLOR": "1"},
            cwd=self.cwd,
            os_user="you",
            clock=lambda: BEGUN + timedelta(minutes=self._minutes),
            randomness=self._randomness,
            width=80,
        )
        code = run(words[1:], around)
        return code, [line.rstrip() for line in out.getvalue().rstrip().splitlines()]


def matches(shown: list[str], printed: list[str]) -> bool:
    """Whether what was printed is what is shown; nothing shown leaves it open."""
    if not shown:
        return True
    pattern = "".join(
        r"(?:.*\n)*?" if line == "…" else ".*?".join(map(re.escape, line.split("…"))) + r"\n" for line in shown
    )
    return re.fullmatch(pattern, "\n".join(printed) + "\n") is not None


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal in an empty folder that holds the README's files after `cd desk`."""
    desk = tmp_path / "desk"
    desk.mkdir()
    for block in _files():
        (desk / block.file).write_text(block.text, encoding="utf-8")
    return Terminal(tmp_path)


def _files() -> list[Block]:
    return [block for block in (Block(*found) for found in _BLOCK.findall(README)) if block.file]


def test_the_tour_runs_and_prints_what_the_readme_shows(terminal: Terminal) -> None:
    for block in blocks("console"):
        for command in commands(block.text):
            code, printed = terminal.play(command)
            told = "\n".join([f"$ {command.line}", *printed])
            assert code == command.exit_code, told
            assert matches(command.shown, printed), told


def test_the_python_example_runs_on_the_desk_of_the_tour(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = [command for block in blocks("console") for command in commands(block.text)][:3]
    for command in begun:
        assert terminal.play(command)[0] == 0
    monkeypatch.chdir(terminal.cwd.parent)
    (example,) = blocks("python")
    names: dict[str, object] = {}
    exec(compile(example.text, "README.md", "exec"), names)  # noqa: S102 (our own README)
    assert not (terminal.cwd / "mail" / "out").exists()
    _code, letters = terminal.play(Command("cxdesk outbox list", 0, []))
    assert [" queued " in line for line in letters] == [False, True]


def test_the_lines_for_cron_do_their_work(terminal: Terminal) -> None:
    (table,) = blocks("crontab")
    assert terminal.play(Command("cxdesk init desk --country DE", 0, []))[0] == 0
    for line in table.text.splitlines():
        command = "cxdesk" + line.partition("cxdesk")[2].replace("/srv/desk", str(terminal.cwd / "desk"))
        code, printed = terminal.play(Command(command, 0, []))
        assert code == 0, (command, printed)


def test_the_mail_sections_are_some_that_the_desk_takes(tmp_path: Path) -> None:
    sections = "\n".join(block.text for block in blocks("toml"))
    file = tmp_path / "desk.toml"
    file.write_text(f"[desk]\ntimezone = 'Europe/Berlin'\n\n{sections}", encoding="utf-8")
    mail = load_settings(file).mail
    assert mail.host == "mail.example.org"
    assert [source.host for source in mail.incoming.sources] == ["imap.example.org"]


def test_the_two_commands_stand_in_the_readme_as_they_are_promised() -> None:
    told = [block.text.strip() for block in blocks("sh")]
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/cxdesk demo" in told
    assert "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/pytest" in told


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/dependencies.md", "docs/calendar.md"]
)
def test_no_document_names_a_file_that_is_not_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"`((?:cxdesk|tests|docs|benchmarks)/[\w/.*{},-]+)`", text)
    missing = [path for path in named if not any(ROOT.glob(path.rstrip("/"))) and "NAME" not in path]
    assert missing == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/calendar.md"])
def test_no_document_names_a_verb_that_is_not_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    firsts = {verb.partition(" ")[0] for verb in VERBS}
    named = set(re.findall(r"`(?:\$ )?cxdesk ([a-z][a-z-]+)", text))
    assert named - firsts - {"init"} == set()
