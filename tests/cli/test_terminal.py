"""A real process on a real terminal and in a real pipe, with words that would like to steer them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Stage
from tests.cli.desks import HOSTILE, log, make_desk

pty = pytest.importorskip("pty", reason="no terminals of this kind on this system")
ROOT = str(Path(__file__).resolve().parents[2])


def on_a_terminal(env: dict[str, str], *arguments: str) -> str:
    """What the command writes on a terminal of its own."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "cxdesk", *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=env
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        written += piece
    os.close(ours)
    assert process.wait() == 0, written
    return written.decode("utf-8")


def test_hostile_words_are_shown_as_words_on_a_terminal_and_in_a_pipe(stage: Stage) -> None:
    make_desk(stage)
    log(stage, "--customer", HOSTILE, "--text", HOSTILE)
    env = {**os.environ, **stage.env, "PYTHONPATH": ROOT, "COLUMNS": "160", "TERM": "xterm-256color", "NO_COLOR": "1"}
    env.pop("FORCE_COLOR", None)
    for command in (["list"], ["show", "CX-1"], ["search", "报修"], ["customer", "show", "1"]):
        seen = on_a_terminal(env, *command)
        assert "[bold]x[/]" in seen, command
        assert not set("\x9b\x07\u202e") & set(seen), command
        assert "\x1b[31m" not in seen
        piped = subprocess.run([sys.executable, "-m", "cxdesk", *command], env=env, capture_output=True, check=True)
        assert "[bold]x[/]" in piped.stdout.decode("utf-8")
        assert b"\x1b" not in piped.stdout
