"""Bad input and bad ground: one clear line, the right exit code, nothing lost (CLI.md, exit codes)."""

import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Stage
from tests.cli.desks import data_of, done, log, make_desk

ROOT = str(Path(__file__).resolve().parents[2])
NOBODY = 65534
LOG = ["log", "--channel", "phone", "--subject", "Late"]


def one_line(stage: Stage, code: int, told: str, *arguments: str) -> None:
    """The command fails with that code and exactly one line that says so."""
    played = stage.play(*arguments)
    assert played.code == code, played
    assert told in played.err
    assert len(played.err.splitlines()) == 1
    assert "Traceback" not in played.err
    assert played.out == ""
    whole = stage.play(*arguments, "--json")
    document = json.loads(whole.out)
    assert (whole.code, document["exit_code"], len(document["errors"])) == (code, code, 1)


@pytest.mark.parametrize("verb", [["list"], ["show", "1"], LOG, ["agent", "list"], ["verify"], ["config", "show"]])
def test_without_a_desk_every_verb_says_how_to_make_one(stage: Stage, verb: list[str]) -> None:
    one_line(stage, 4, "make one with: cxdesk init", *verb)


@pytest.mark.parametrize("verb", [["show", "CX-9"], ["attach", "CX-9", "file"], ["take", "CX-9"]])
def test_an_unknown_reference_is_exit_1(stage: Stage, verb: list[str]) -> None:
    make_desk(stage)
    (stage.cwd / "file").write_text("x", encoding="utf-8")
    one_line(stage, 1, "there is no complaint CX-9", *verb)


def test_an_ambiguous_date_is_refused_with_both_readings(stage: Stage) -> None:
    make_desk(stage)
    one_line(stage, 2, "2026-11-12 or 2026-12-11", *LOG, "--at", "11/12/2026")
    assert stage.play("list").out == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[desk\n", "desk.toml:1"),
        ('[desk]\ntimezone = "Mars/Olympus"\n', "desk.toml:2"),
        ("[desk]\ntimezone = 3\n", "desk.toml:2"),
        ("[views]\nmine = 3\n", "desk.toml:2"),
    ],
)
def test_a_broken_config_is_named_with_file_and_line(stage: Stage, text: str, told: str) -> None:
    folder = make_desk(stage)
    log(stage)
    (folder / "desk.toml").write_text(text, encoding="utf-8")
    for verb in (["list"], ["show", "1"], LOG, ["customer", "list"]):
        one_line(stage, 4, told, *verb)


def test_a_config_in_another_encoding_is_said(stage: Stage) -> None:
    folder = make_desk(stage)
    (folder / "desk.toml").write_bytes('[desk]\nname = "客"\n'.encode("gb18030"))
    for verb in (["list"], LOG):
        one_line(stage, 4, "UTF-8", *verb)


@pytest.mark.parametrize("named", ["absent.txt", ".", "latin1.txt"])
def test_a_text_that_cannot_be_read_is_wrong_use(stage: Stage, named: str) -> None:
    make_desk(stage)
    (stage.cwd / "latin1.txt").write_bytes(b"caf\xe9")
    one_line(stage, 2, named, *LOG, "--text", f"@{named}")


@pytest.mark.parametrize("named", ["absent.txt", "."])
def test_a_file_to_keep_that_cannot_be_read_leaves_nothing(stage: Stage, named: str) -> None:
    make_desk(stage)
    one_line(stage, 2, "cannot be read", *LOG, "--attach", named)
    assert stage.play("list").out == ""


def test_an_unknown_agent_is_told_how_to_be_one(stage: Stage) -> None:
    make_desk(stage)
    one_line(stage, 1, "cxdesk agent add nobody", *LOG, "--as", "nobody")
    stage.env["CXDESK_AGENT"] = "nobody"
    one_line(stage, 1, "nobody is not an agent of this desk", "list")


def test_a_role_that_may_not_is_refused(stage: Stage) -> None:
    make_desk(stage)
    done(stage.play("agent", "add", "eve", "--role", "auditor"))
    one_line(stage, 1, "auditor", *LOG, "--as", "eve")
    ref = log(stage)
    one_line(stage, 1, "auditor", "note", ref, "--text", "x", "--as", "eve")
    assert done(stage.play("show", ref, "--as", "eve")).out


@pytest.mark.parametrize("content", [b"", b"no database at all, only words\n" * 40])
def test_a_database_that_is_none_is_exit_4(stage: Stage, content: bytes) -> None:
    folder = make_desk(stage)
    for name in ("cxdesk.db-wal", "cxdesk.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "cxdesk.db").write_bytes(content)
    for verb in (["list"], ["show", "1"], LOG):
        one_line(stage, 4, "cxdesk.db", *verb)


def test_a_desk_without_its_database_is_exit_4(stage: Stage) -> None:
    folder = make_desk(stage)
    (folder / "cxdesk.db").unlink()
    for verb in (["list"], LOG):
        one_line(stage, 4, "is missing, though a desk was made", *verb)


def test_a_desk_of_a_newer_version_is_left_alone(stage: Stage) -> None:
    folder = make_desk(stage)
    with closing(sqlite3.connect(folder / "cxdesk.db")) as connection, connection:
        connection.execute("PRAGMA user_version = 999")
    for verb in (["list"], LOG):
        one_line(stage, 4, "newer", *verb)


def test_a_replaced_clock_writes_only_to_a_rehearsal(stage: Stage) -> None:
    done(stage.play("init", "d", "--as", "ann"))
    stage.env |= {"CXDESK_DESK": str(stage.cwd / "d"), "CXDESK_AGENT": "ann"}
    stage.env["CXDESK_NOW"] = "2026-03-05T12:00:00Z"
    one_line(stage, 4, "no rehearsal", *LOG)
    assert stage.play("list").code == 0


def _process(stage: Stage, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cxdesk", *arguments],
        env={**os.environ, **stage.env, "PYTHONPATH": ROOT},
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        **more,
    )


def test_a_full_disk_is_one_line_and_what_was_there_stays(stage: Stage) -> None:
    make_desk(stage)
    log(stage)
    most = 60_000

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    played = _process(stage, *LOG, "--text", "x" * 2 * most, preexec_fn=full)
    assert played.returncode == 4, played.stderr
    assert len(played.stderr.splitlines()) == 1
    assert played.stdout == ""
    assert data_of(stage, "verify")["problems"] == []
    assert [json.loads(line)["ref"] for line in stage.play("list", "--jsonl").out.splitlines()] == ["CX-1"]
    assert log(stage) == "CX-2"


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="accounts work differently here")
def test_a_desk_that_may_only_be_read_is_read_and_not_written(stage: Stage) -> None:
    folder = make_desk(stage)
    log(stage)
    everything = [folder, *folder.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    done(stage.play("list"))
    with _as_somebody_else(folder):
        one_line(stage, 4, "read-only", *LOG)
        listed = stage.play("list", "--jsonl")
    for path in everything:
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert json.loads(done(listed).out)["ref"] == "CX-1"
    assert log(stage) == "CX-2"


@contextmanager
def _as_somebody_else(folder: Path) -> Iterator[None]:
    """Root may write anything: play on as an account that may not. What is loaded late was loaded before."""
    if os.geteuid() != 0:
        yield
        return
    for parent in folder.parents:
        if parent.name.startswith(("pytest-", "popen-", "test_")):
            parent.chmod(parent.stat().st_mode | 0o011)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
