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


@pytest.fixture
def desk(tmp_path: Path) -> dict[str, str]:
    """The environment of a process that works on a desk of its own."""
    env = {**os.environ, "CXDESK_DESK": str(tmp_path / "desk"), "CXDESK_AGENT": "ann", "LC_ALL": "C.UTF-8"}
    subprocess.run([*PROGRAM, "init", "--timezone", "UTC"], env=env, capture_output=True, check=True)
    return env


LOGGING = [*PROGRAM, "log", "--channel", "phone", "--subject", "第三次报修"]


def _subjects(env: dict[str, str]) -> str:
    return subprocess.run([*PROGRAM, "list", "--tsv"], env=env, capture_output=True, check=True).stdout.decode()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_an_answer_that_cannot_be_written_says_that_the_work_is_done(desk: dict[str, str], more: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        played = subprocess.run(
            [*LOGGING, *more], env=desk, stdout=full, stderr=subprocess.PIPE, check=False, text=True
        )
    assert played.returncode == 4
    assert played.stderr == (
        "cxdesk: the command was carried out; only its answer could not be written (the disk is full); "
        "look before you repeat what stores anything, or it is stored twice\n"
    )
    assert _subjects(desk).count("第三次报修") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("command", [LOGGING, [*PROGRAM, "--version"], [*PROGRAM, "--help"], [*PROGRAM, "list"]])
def test_a_closed_output_is_one_line_and_code_4(desk: dict[str, str], command: list[str]) -> None:
    subprocess.run([*LOGGING[:-1], "Late"], env=desk, capture_output=True, check=True)
    played = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *command], env=desk, stderr=subprocess.PIPE, check=False, text=True
    )
    assert (played.returncode, played.stderr.count("\n")) == (4, 1)
    assert "the command was carried out" in played.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_nothing_open_at_all_still_stores(desk: dict[str, str]) -> None:
    played = subprocess.run(["/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *LOGGING], env=desk, check=False)
    assert played.returncode == 4
    assert "第三次报修" in _subjects(desk)


def test_an_encoding_that_lacks_a_character_costs_only_the_character(desk: dict[str, str]) -> None:
    env = {**desk, "PYTHONIOENCODING": "ascii"}
    subprocess.run(LOGGING, env=env, capture_output=True, check=True)
    played = subprocess.run([*PROGRAM, "show", "CX-1"], env=env, capture_output=True, check=False)
    assert played.returncode == 0
    assert b"?????" in played.stdout
