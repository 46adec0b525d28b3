"""What only a real process shows: closed pipes, a full device, the interrupt key, the program's two entrances."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cxdesk import __version__

PROGRAM = [sys.executable, "-m", "cxdesk"]


def test_the_version_is_one_line() -> None:
    played = subprocess.run([*PROGRAM, "--version"], capture_output=True, text=True, check=True)
    assert played.stdout == f"cxdesk {__version__}\n"


@pytest.mark.parametrize(
    "command", [["--help"], ["--version"], ["config", "path", "-q"], ["config", "path", "-q", "--json"]]
)
def test_a_closed_pipe_ends_quietly_with_141(command: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with subprocess.Popen([*PROGRAM, *command], stdout=writer, stderr=subprocess.PIPE) as played:
        os.close(writer)
        _out, err = played.communicate()
    assert (played.returncode, err) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", [["--help"], ["--version"], ["config", "path", "-q"], ["config", "pth", "--json"]])
def test_a_full_device_is_told_once_and_without_a_traceback(command: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        played = subprocess.run([*PROGRAM, *command], stdout=full, stderr=subprocess.PIPE, check=False, text=True)
    assert played.returncode == (2 if "pth" in command else 4)
    assert played.stderr.count("\n") == 1


def test_utf_8_is_written_whatever_the_locale_says(tmp_path: Path) -> None:
    env = {**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    command = [*PROGRAM, "config", "path", "--quiet", "--desk", "/工作台"]
    played = subprocess.run(command, env=env, capture_output=True, check=True, cwd=tmp_path)
    assert played.stdout.decode("utf-8") == "/工作台\n"


def test_the_interrupt_key_is_130(tmp_path: Path) -> None:
    code = (
        "import sys, signal, os; from cxdesk.cli import run as edge\n"
        "edge._dispatch = lambda *a: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.exit(edge.run([]))"
    )
    played = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (played.returncode, played.stderr) == (130, "cxdesk: interrupted\n")
