"""A desk on a disk that takes nothing: mounted to be read only, or full. Real mounts, in a namespace of the test."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = f"{sys.executable} -m cxdesk"
UNSHARE = ["unshare", "--map-root-user", "--mount"]
READING = ["list", "show CX-1", "search Late", "verify", "agent list", "report daily", "sweep --dry-run"]


def _may_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = [*UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(tried, check=False, capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not _may_mount(), reason="needs a namespace in which it may mount")


def _played(folder: Path, spoil: str, *commands: str) -> list[tuple[int, str, str]]:
    """A desk with one complaint on a small disk of its own, spoiled by *spoil*; code, output and errors of each."""
    folder.mkdir()
    desk = folder / "desk"
    env = {**os.environ, "CXDESK_DESK": str(desk), "CXDESK_AGENT": "ann", "CXDESK_TRACEBACK": "0"}
    lines = [
        "set -e",
        f"mount -t tmpfs -o size=2m tmpfs {folder}",
        f"{PROGRAM} init --timezone UTC >&2",
        f"{PROGRAM} agent edit ann --email ann@cxdesk.example >&2",
        f"{PROGRAM} log --channel phone --subject Late >&2",
        "set +e",
        f"cd {folder}",
        spoil,
    ]
    for number, command in enumerate(commands):
        told = f"{folder}.{number}"
        lines.append(f"{PROGRAM} {command} >{told}.out 2>{told}.err; echo $? >{told}.code")
    shell = subprocess.run([*UNSHARE, "sh", "-c", "\n".join(lines)], env=env, check=True, capture_output=True)
    assert shell.returncode == 0
    return [
        (
            int(Path(f"{folder}.{number}.code").read_text()),
            Path(f"{folder}.{number}.out").read_text(encoding="utf-8"),
            Path(f"{folder}.{number}.err").read_text(encoding="utf-8"),
        )
        for number in range(len(commands))
    ]


def test_a_desk_on_a_read_only_disk_is_read_and_says_so_when_written(tmp_path: Path) -> None:
    writing = "log --channel phone --subject B"
    spoil = f"cd /; mount -o remount,ro {tmp_path / 'disk'}"
    *read, written = _played(tmp_path / "disk", spoil, *READING, writing)
    assert [(code, err) for code, _out, err in read] == [(0, "")] * len(READING)
    assert "Late" in read[0][1]
    assert written[0] == 4
    assert "is read-only: it can be looked at, nothing can be written" in written[2]
    assert written[2].count("\n") == 1


def test_a_desk_on_a_full_disk_is_read_and_says_so_when_written(tmp_path: Path) -> None:
    spoil = "dd if=/dev/zero of=fill bs=1k 2>/dev/null"
    listed, shown, written = _played(tmp_path / "disk", spoil, "list", "show CX-1", "log --channel phone --subject B")
    assert (listed[0], shown[0]) == (0, 0)
    assert "Late" in listed[1]
    assert written[0] == 4
    assert "the disk is full; nothing was saved" in written[2]


def test_a_log_with_content_is_never_passed_over(tmp_path: Path) -> None:
    """Without its index the log cannot be read there, and a list without the last acts would be a lie."""
    disk = tmp_path / "disk"
    spoil = f"printf x > {disk}/desk/cxdesk.db-wal; cd /; mount -o remount,ro {disk}"
    ((code, out, err),) = _played(disk, spoil, "list")
    assert (code, out) == (4, "")
    assert err.count("\n") == 1
