"""Who may open a desk's files: whoever made it, or the group that was named (CLI.md, init)."""

import os
import stat
import sys
from pathlib import Path

import pytest

from cxdesk.desk import NewDesk, make
from cxdesk.errors import WrongUse
from cxdesk.mail.maildir import MaildirTransport
from tests.desks import Clock, opened, received

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes and groups are POSIX")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _made(folder: Path, group: str = "") -> Path:
    make(folder, NewDesk(login="ann", group=group, rehearsal=True), now=Clock(), randomness=os.urandom)
    return folder


def test_a_desk_is_its_maker_s_alone(tmp_path: Path) -> None:
    folder = _made(tmp_path / "desk")
    with opened(folder, Clock()) as desk:
        ref = received(desk).ref
        desk.attach(ref, b"a receipt", "receipt.txt")
        for path in [folder, *folder.rglob("*")]:
            assert _mode(path) & 0o077 == 0, path


def test_a_shared_desk_is_its_group_s(tmp_path: Path) -> None:
    import grp  # noqa: PLC0415 (absent on Windows)

    group = grp.getgrgid(os.getgid())
    folder = _made(tmp_path / "desk", group.gr_name)
    with opened(folder, Clock()) as desk:
        ref = received(desk).ref
        desk.attach(ref, b"a receipt", "receipt.txt")
        for path in [folder, *folder.rglob("*")]:
            assert path.stat().st_gid == group.gr_gid
            assert _mode(path) == (0o2770 if path.is_dir() else 0o660), path


def test_a_group_that_is_not_there_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="no group no-such-group"):
        _made(tmp_path / "desk", "no-such-group")
    assert not (tmp_path / "desk").exists()


def test_a_folder_that_was_there_keeps_its_mode_and_what_else_is_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    folder.chmod(0o755)
    other = folder / "minutes.txt"
    other.write_text("Sample.", encoding="utf-8")
    other.chmod(0o644)
    _made(folder)
    assert (_mode(folder), _mode(other), _mode(folder / "cxdesk.db")) == (0o755, 0o644, 0o600)


def test_the_mail_folder_of_a_shared_desk_takes_letters_of_everybody_in_the_group(tmp_path: Path) -> None:
    folder = _made(tmp_path / "desk")
    for mode in (0o700, 0o2770):
        (folder / "mail").chmod(mode)
        box = folder / "mail" / f"out{mode}"
        MaildirTransport(box).open()
        assert {_mode(path) for path in (box, box / "new", box / "tmp", box / "cur")} == {mode}
