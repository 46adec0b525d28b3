"""A letter in the mail folder is whole, and there once."""

import errno
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cxdesk.mail.maildir import MaildirTransport
from cxdesk.mail.message import build
from cxdesk.mail.transports import TransportDown
from tests.mail.letters import letter, send


def test_a_letter_becomes_one_whole_file_for_its_owner_alone(tmp_path: Path) -> None:
    mail = letter(subject="受理回执", body="您好\n")
    with MaildirTransport(tmp_path / "mail" / "out") as transport:
        accepted = send(transport, mail)
    [path] = (tmp_path / "mail" / "out" / "new").iterdir()
    assert path.name in accepted.response
    assert path.read_bytes() == build(mail).replace(b"\r\n", b"\n")
    assert path.stat().st_mode & 0o777 == 0o600
    assert list((tmp_path / "mail" / "out" / "tmp").iterdir()) == []


def test_the_same_message_id_again_is_no_second_letter(tmp_path: Path) -> None:
    for _attempt in range(3):
        with MaildirTransport(tmp_path) as transport:
            send(transport, letter())
            send(transport, letter())
    assert len(list((tmp_path / "new").iterdir())) == 1


def test_nor_when_a_mail_reader_has_seen_it_meanwhile(tmp_path: Path) -> None:
    with MaildirTransport(tmp_path) as transport:
        send(transport, letter())
    [path] = (tmp_path / "new").iterdir()
    path.rename(tmp_path / "cur" / f"{path.name}:2,S")
    with MaildirTransport(tmp_path) as transport:
        send(transport, letter())
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_crash_while_writing_leaves_no_half_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Stopped dead before the file is whole on the disk, or before it has its name: nothing is in `new/`."""

    class Killed(BaseException):
        pass

    def die(*_given: object, **_named: object) -> None:
        raise Killed

    transport = MaildirTransport(tmp_path)
    transport.open()
    with monkeypatch.context() as patch:
        if call == "write":
            patch.setattr("cxdesk.mail.maildir.open", die, raising=False)
        elif call == "fsync":
            patch.setattr(os, "fsync", die)
        else:
            patch.setattr(Path, "replace", die)
        with pytest.raises(Killed):
            send(transport, letter())
    assert list((tmp_path / "new").iterdir()) == []
    with MaildirTransport(tmp_path) as after:
        send(after, letter())
    [path] = (tmp_path / "new").iterdir()
    assert path.read_bytes() == build(letter()).replace(b"\r\n", b"\n")


def test_a_full_disk_keeps_the_letters_queued_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with MaildirTransport(tmp_path) as transport:
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(TransportDown, match="No space left"):
            send(transport, letter())
    assert [path for box in ("tmp", "new") for path in (tmp_path / box).iterdir()] == []


def test_a_folder_that_cannot_be_made_is_a_transport_that_is_down(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TransportDown, match="file"):
        MaildirTransport(tmp_path / "file").open()


def test_what_was_not_opened_delivers_nothing(tmp_path: Path) -> None:
    with pytest.raises(TransportDown):
        send(MaildirTransport(tmp_path), letter())


SENDER = """
import sys
from pathlib import Path
from cxdesk.mail.maildir import MaildirTransport
from tests.mail.letters import letter, send

with MaildirTransport(Path(sys.argv[1])) as transport:
    for number in range(100_000):
        send(transport, letter(number, body="a line\\n" * 2000))
        print(number, flush=True)
"""


def test_a_sender_killed_at_work_leaves_whole_letters_and_all_it_reported(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", SENDER, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=root
    ) as sender:
        assert sender.stdout is not None
        for _line in range(20):
            sender.stdout.readline()
        sender.kill()
        reported = 20 + len(sender.stdout.read().split())
    found = list((tmp_path / "new").iterdir())
    assert reported <= len(found) <= reported + 1
    assert {path.read_bytes().count(b"a line\n") for path in found} == {2000}


def test_two_senders_of_the_same_letters_leave_one_of_each(tmp_path: Path) -> None:
    def send_all(_sender: int) -> None:
        with MaildirTransport(tmp_path) as transport:
            for number in range(30):
                send(transport, letter(number))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(send_all, range(2)))
    assert len(list((tmp_path / "new").iterdir())) == 30
    assert list((tmp_path / "tmp").iterdir()) == []
