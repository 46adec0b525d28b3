"""Cold starts in instructions, which a busy machine does not change, and `--version` by the clock too.

The floors are a Python that does nothing, and one that has loaded `sqlite3`. Without valgrind all go by the clock, and
the note says so. `--version` is started by a script as uv and pip from 25.2 on write it; what the one of an older pip
costs, which imports `re` first, stands beside it.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
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
_SCRIPT = """import sys
from cxdesk.cli import main
if __name__ == "__main__":
    sys.exit(main())
"""


def rows(count: int, _file: Path | None = None) -> list[Measured]:
    """Seconds of `--version`; instructions (or seconds) of help and of reading a desk of *count*."""
    folder = desk_of(count)
    rounds, fewer_rounds = (1, 1) if count < FEW_COMPLAINTS else (ROUNDS, FEWER_ROUNDS)
    found = _of_version(folder, rounds)
    bare = _instructions(folder, [*_PYTHON, "import sqlite3"])
    for command in _COMMANDS:
        name = f"start: {command}"
        if bare is None:
            started = [*cxdesk(), *command.split()]
            ours, floor = _clocked(folder, started, "import sqlite3", fewer_rounds)
            found.append(Measured(f"{name}, s", ours, floor, BUDGET, "by the clock: valgrind is not installed"))
            continue
        counted = _instructions(folder, [*cxdesk(), *command.split()])
        found.append(Measured(f"{name}, instructions", counted or 0, bare, BUDGET))
    return found


def _of_version(folder: Path, rounds: int) -> list[Measured]:
    """Its rows."""
    with tempfile.TemporaryDirectory() as scripts:
        script, older = Path(scripts) / "cxdesk", Path(scripts) / "older"
        script.write_text(_SCRIPT, encoding="utf-8")
        older.write_text(f"import re\n{_SCRIPT}", encoding="utf-8")
        started = [sys.executable, str(script), "--version"]
        ours, floor = _clocked(folder, started, "pass", rounds)
        found = [Measured("start: --version, s", ours, floor, VERSION_BUDGET)]
        bare = _instructions(folder, [*_PYTHON, "pass"])
        if bare is not None:
            counted, as_before = (
                _instructions(folder, [sys.executable, str(one), "--version"]) or 0 for one in (script, older)
            )
            note = f"{as_before / bare:.2f} by a script that imports re, as pip before 25.2 wrote it"
            found.append(Measured("start: --version, instructions", counted, bare, VERSION_BUDGET, note))
    return found


def cxdesk() -> list[str]:
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


def _clocked(folder: Path, command: list[str], bare: str, rounds: int) -> tuple[float, float]:
    ours = partial(_run, folder, command)
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
