"""Cold starts: `--version` by the clock, the others in instructions, which a busy machine does not change.

The floors are a Python that does nothing, and one that has loaded `sqlite3`. Without valgrind the others go by the
clock too, and the note says so.
"""

import os
import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from desks import desk_of
from measure import Measured, fastest_pair

VERSION_BUDGET = 1.5
BUDGET = 4.5
ROUNDS = 15
FEWER_ROUNDS = 5
FEW_COMPLAINTS = 1000
"""Of a desk of fewer no speed is told: once is enough to see that every row is measured."""

_COUNTED = ("--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
_FIGURE = re.compile(r"I\s+refs:\s+([\d,]+)")
_COMMANDS = (
    "--help",
    "list",
    "show CX-1",
    "search 退款",
    "list -status:waiting",
    "list owner:me open",
    "list received:today",
    "list 退款",
)
_PYTHON = [sys.executable, "-c"]


def rows(count: int, _file: Path | None = None) -> list[Measured]:
    """Seconds of `--version`; instructions (or seconds) of help and of reading a desk of *count*."""
    folder = desk_of(count)
    rounds, fewer_rounds = (1, 1) if count < FEW_COMPLAINTS else (ROUNDS, FEWER_ROUNDS)
    ours, floor = _clocked(folder, "--version", "pass", rounds)
    found = [Measured("start: --version, s", ours, floor, VERSION_BUDGET)]
    bare = _instructions(folder, [*_PYTHON, "import sqlite3"])
    for command in _COMMANDS:
        name = f"start: {command}"
        if bare is None:
            ours, floor = _clocked(folder, command, "import sqlite3", fewer_rounds)
            found.append(Measured(f"{name}, s", ours, floor, BUDGET, "by the clock: valgrind is not installed"))
            continue
        counted = _instructions(folder, [*_cxdesk(), *command.split()])
        found.append(Measured(f"{name}, instructions", counted or 0, bare, BUDGET))
    return found


def _cxdesk() -> list[str]:
    """The installed command beside this Python, else the module."""
    installed = Path(sys.executable).with_name("cxdesk")
    return [sys.executable, str(installed)] if installed.is_file() else [sys.executable, "-m", "cxdesk"]


def _run(folder: Path, command: list[str]) -> str:
    """What it says on standard error."""
    # As people start it: with compiled modules kept, and the same order of sets for every count.
    environment = {**os.environ, "PYTHONHASHSEED": "0", "CXDESK_AGENT": "ann"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return done.stderr


def _clocked(folder: Path, command: str, bare: str, rounds: int) -> tuple[float, float]:
    ours = partial(_run, folder, [*_cxdesk(), *command.split()])
    ours()
    return fastest_pair(ours, partial(_run, folder, [*_PYTHON, bare]), rounds)


def _instructions(folder: Path, command: list[str]) -> float | None:
    """How many the processor carries out; None without valgrind."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        return None
    _run(folder, command)
    told = _FIGURE.search(_run(folder, [valgrind, *_COUNTED, *command]))
    return float(told[1].replace(",", "")) if told else None
