"""What a command may not load. Extend `FORBIDDEN`: a command line → the modules that must stay out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewComplaint, NewDesk, make
from tests.cli.conftest import NOON

HEAVY = (
    "rich",
    "textual",
    "sqlite_utils",
    "dateutil",
    "pydantic",
    "holidays",
    "email",
    "smtplib",
    "imaplib",
    "asyncio",
)
WITHOUT_DESK = (*HEAVY, "sqlite3", "cxdesk.desk", "cxdesk.store", "cxdesk.domain")
READING = (*HEAVY, "typer", "dataclasses", "cxdesk.desk.core", "cxdesk.domain", "cxdesk.config", "cxdesk.store.query")
QUERYING = (*(one for one in READING if one not in {"cxdesk.domain", "cxdesk.store.query"}), "decimal", "cxdesk.when")
DATA = ("json", "csv", "decimal")
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "--version": (*WITHOUT_DESK, "typer", "re", "typing", "collections", "cxdesk.catalogue"),
    "--help": (*WITHOUT_DESK, *DATA, "typer", "difflib", "inspect", "dataclasses"),
    "config --help": (*WITHOUT_DESK, "typer"),
    "config path": (*WITHOUT_DESK, *DATA),
    "config path --json": WITHOUT_DESK,
    "config path --help": WITHOUT_DESK,
    "config pth": (*WITHOUT_DESK, "typer"),
    "list": READING,
    "list --jsonl": READING,
    "show CX-1": READING,
    "show CX-1 --json": READING,
    "search late": READING,
    "list -status:waiting": QUERYING,
    "list owner:me late": QUERYING,
    "list -customer:7 -received:today": (*HEAVY, "typer", "cxdesk.desk.core", "cxdesk.config", "cxdesk.store.brief"),
    "--show-completion bash": (*WITHOUT_DESK, "typer"),
}
SCRIPT = """
import sys
from cxdesk.cli import main
code = main(sys.argv[1:])
sys.stderr.write("\\nLOADED " + " ".join(sys.modules))
"""


@pytest.mark.parametrize("command", FORBIDDEN)
def test_a_command_loads_only_what_it_uses(command: str, tmp_path: Path) -> None:
    if command.startswith(("list", "show", "search")):
        make(tmp_path, NewDesk(login="ann"), now=lambda: NOON, randomness=os.urandom)
        with Desk.open(tmp_path, agent="ann", now=lambda: NOON, randomness=os.urandom) as desk:
            desk.log(NewComplaint(channel="phone", subject="late"))
    played = subprocess.run(
        [sys.executable, "-S", "-c", "import sys; sys.path[:] = " + repr(sys.path) + SCRIPT, *command.split()],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    loaded = set(played.stderr.rpartition("LOADED ")[2].split())
    assert "cxdesk.cli" in loaded
    wrongly = sorted(name for name in FORBIDDEN[command] if name in loaded)
    assert wrongly == []
