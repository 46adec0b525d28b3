"""The intake: everything is kept before it is read, and no message holds up another (TRAPS 41, 42)."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from cxdesk.config.settings import Fetched
from cxdesk.desk import Desk
from cxdesk.errors import DeskUnavailable
from cxdesk.mail.boxes import STALE_LOCK_SECONDS, MaildirSource, MboxSource
from cxdesk.mail.intake import Apart, read
from cxdesk.mail.intake.incoming import Incoming
from cxdesk.mail.receiving import LEASE, MOST_ATTEMPTS, Found, Intake, SourceTrouble, fetch, file_waiting
from cxdesk.mail.spoofing import SPOOFED, suspicion
from cxdesk.store.inbox import InboxState
from tests.desks import Clock, new_desk, opened


class InProcess:
    """Reads here and now; what takes it down is the test's choice."""

    def __init__(self, poison: bytes = b"\0never") -> None:
        self.poison = poison

    def read(self, raw: bytes) -> Incoming:
        if self.poison in raw:
            raise MemoryError
        return read(raw)


@contextmanager
def readers() -> Iterator[InProcess]:
    yield InProcess()


@contextmanager
def poisoned() -> Iterator[InProcess]:
    yield InProcess(b"poison")


def letter(number: int, *, sender: str = "sample@customer.example", text: str = "Late.") -> bytes:
    """A plain mail as people write them."""
    mail = EmailMessage()
    mail["From"] = f"Sample Customer <{sender}>"
    mail["To"] = "complaints@desk.example"
    mail["Subject"] = f"Parcel {number}"
    mail["Message-ID"] = f"<m{number}@customer.example>"
    mail["Date"] = "Mon, 02 Mar 2026 08:00:00 +0000"
    mail.set_content(text)
    return mail.as_bytes()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with opened(new_desk(tmp_path / "desk", clock), clock) as found:
        yield found


def maildir(folder: Path, *mails: bytes) -> Path:
    for box in ("tmp", "new", "cur"):
        (folder / box).mkdir(parents=True, exist_ok=True)
    for number, raw in enumerate(mails):
        path = folder / "new" / f"{number}.host"
        path.write_bytes(raw)
        at = (datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(minutes=number)).timestamp()
        os.utime(path, (at, at))
    return folder


def test_a_maildir_is_fetched_in_order_and_emptied(desk: Desk, tmp_path: Path) -> None:
    box = maildir(tmp_path / "box", letter(1), letter(2))
    (box / "cur" / "seen:2,S").write_bytes(letter(3))
    os.utime(box / "cur" / "seen:2,S", (1772439900, 1772439900))
    done = fetch(desk, [MaildirSource("care", box, Fetched.DELETE)], readers, holder="a")
    assert dict(done.kept) == {"care": 3}
    assert [filed.ref for filed in done.filed] == ["CX-1", "CX-2", "CX-3"]
    assert done.is_whole
    assert not any((box / name).iterdir().__next__() for name in ("new", "cur") if list((box / name).iterdir()))
    assert desk.complaint("CX-1").received_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert len(desk.letters()) == 3
    assert desk.verify() == []


def test_41_a_file_of_a_maildir_that_cannot_be_read_is_told_and_holds_up_no_other(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = maildir(tmp_path / "box", letter(1), letter(2), letter(3))
    readable = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name == "1.host":
            raise PermissionError(13, "Permission denied")
        return readable(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    done = fetch(desk, [MaildirSource("care", box, Fetched.DELETE)], readers, holder="a")
    assert [desk.mail(filed.number).subject for filed in done.filed] == ["Parcel 1", "Parcel 3"]
    assert "1.host cannot be read: Permission denied" in done.troubles["care"]
    assert [path.name for path in (box / "new").iterdir()] == ["1.host"]


def test_41_a_file_of_a_maildir_that_is_too_large_stays_and_is_told_once(desk: Desk, tmp_path: Path) -> None:
    box = maildir(tmp_path / "box", letter(1), letter(2, text="x" * 3000), letter(3))
    source = MaildirSource("care", box, Fetched.DELETE, largest=2000)
    assert fetch(desk, [source], readers, holder="a").troubles == {}
    assert sorted(desk.find_refs("")) == ["CX-1", "CX-2"]
    (row,) = desk.inbox(states=(InboxState.QUARANTINED,))
    assert (row.reason, row.subject) == ("too-large", "Parcel 2")
    assert row.detail.endswith(f"{box}/1.host")
    assert b"xxx" not in desk.raw_mail(row.id)
    (box / "new" / "1.host").rename(box / "cur" / "1.host:2,S")
    assert not fetch(desk, [source], readers, holder="a").did_something


def test_a_maildir_may_keep_what_was_seen(desk: Desk, tmp_path: Path) -> None:
    box = maildir(tmp_path / "box", letter(1))
    source = MaildirSource("care", box, Fetched.SEEN)
    assert len(fetch(desk, [source], readers, holder="a").filed) == 1
    assert [path.name for path in (box / "cur").iterdir()] == ["0.host:2,S"]
    assert fetch(desk, [source], readers, holder="a") == Intake()


def test_a_message_leaves_its_source_only_when_it_is_on_disk(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = maildir(tmp_path / "box", letter(1))

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(DeskUnavailable, match="No space"):
            fetch(desk, [MaildirSource("care", box, Fetched.DELETE)], readers, holder="a")
    assert len(list((box / "new").iterdir())) == 1
    assert desk.inbox() == []
    assert desk.lease_ends(LEASE) is None
    assert [f.ref for f in fetch(desk, [MaildirSource("care", box, Fetched.DELETE)], readers, holder="a").filed] == [
        "CX-1"
    ]


def test_a_source_that_cannot_be_read_is_told_and_the_others_are_fetched(desk: Desk, tmp_path: Path) -> None:
    there = maildir(tmp_path / "there", letter(1))
    sources = [MaildirSource("gone", tmp_path / "gone", Fetched.DELETE), MaildirSource("b", there, Fetched.DELETE)]
    done = fetch(desk, sources, readers, holder="a")
    assert list(done.troubles) == ["gone"]
    assert not done.is_whole
    assert [filed.ref for filed in done.filed] == ["CX-1"]


def mbox(path: Path, *mails: bytes) -> Path:
    path.write_bytes(
        b"".join(
            b"From sample@customer.example Mon Mar  2 08:0%d:00 2026\n" % number + raw + b"\n"
            for number, raw in enumerate(mails)
        )
    )
    return path


def test_a_mbox_is_fetched_under_its_locks_and_emptied_in_place(desk: Desk, tmp_path: Path) -> None:
    path = mbox(tmp_path / "spool", letter(1, text="One.\n\nFrom here on it went wrong.\n"), letter(2))
    inode = path.stat().st_ino
    done = fetch(desk, [MboxSource("spool", path)], readers, holder="a")
    assert [filed.ref for filed in done.filed] == ["CX-1", "CX-2"]
    assert path.read_bytes() == b""
    assert path.stat().st_ino == inode
    assert not path.with_name("spool.lock").exists()
    assert desk.complaint("CX-2").received_at == datetime(2026, 3, 2, 8, 1, tzinfo=UTC)
    assert fetch(desk, [MboxSource("spool", path)], readers, holder="a") == Intake()


@pytest.mark.parametrize("text", ["x" * 100_000, "x\n\n" * 50_000])
def test_41_a_message_of_a_mbox_that_is_too_large_stays_and_is_told_once(desk: Desk, tmp_path: Path, text: str) -> None:
    huge = letter(2).partition(b"\n\n")[0] + b"\n\n" + text.encode()
    path = mbox(tmp_path / "spool", letter(1), huge + b"\n", letter(3))
    before = path.read_bytes()
    source = MboxSource("spool", path, largest=90_000)
    assert fetch(desk, [source], readers, holder="a").troubles == {}
    assert sorted(desk.find_refs("")) == ["CX-1", "CX-2"]
    (row,) = desk.inbox(states=(InboxState.QUARANTINED,))
    assert (row.reason, row.subject) == ("too-large", "Parcel 2")
    assert path.read_bytes() == before
    assert not fetch(desk, [source], readers, holder="a").did_something


def test_a_mbox_that_is_one_line_is_read_by_pieces(tmp_path: Path) -> None:
    path = tmp_path / "mbox"
    path.write_bytes(b"x" * 65_536 + b"From a@b Mon Mar  2 11:00:00 2026" + b"y" * 200_000)
    with MboxSource("box", path, largest=1000).messages() as messages:
        (found,) = messages
    assert len(found.raw) < 263_000


def test_a_mbox_gives_back_the_lines_that_its_server_escaped(tmp_path: Path) -> None:
    path = tmp_path / "mbox"
    path.write_bytes(
        b"From a@b Mon Mar  2 11:00:00 2026\nSubject: x\n\n>From then on it was bad.\n>>From a quotation\n> From afar\n"
    )
    with MboxSource("box", path).messages() as messages:
        raws = [found.raw for found in messages]
    assert raws == [b"Subject: x\n\nFrom then on it was bad.\n>From a quotation\n> From afar"]


def test_a_mbox_that_was_left_halfway_is_read_anew_and_nothing_twice(desk: Desk, tmp_path: Path) -> None:
    path = mbox(tmp_path / "spool", letter(1), letter(2), letter(3))
    asked = iter([False, False, True])
    fetch(desk, [MboxSource("spool", path)], readers, holder="a", stop=lambda: next(asked, True))
    assert path.stat().st_size
    fetch(desk, [MboxSource("spool", path)], readers, holder="a")
    assert sorted(desk.find_refs("")) == ["CX-1", "CX-2", "CX-3"]
    assert path.stat().st_size == 0


def test_a_mbox_that_a_server_holds_is_left_alone(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = mbox(tmp_path / "spool", letter(1))
    path.with_name("spool.lock").touch()
    monkeypatch.setattr("cxdesk.mail.boxes.LOCK_SECONDS", 0.0)
    done = fetch(desk, [MboxSource("spool", path)], readers, holder="a")
    assert "locked" in done.troubles["spool"]
    assert path.stat().st_size
    assert path.with_name("spool.lock").exists()


def test_a_lock_that_was_left_by_a_program_that_died_is_taken_away(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = mbox(tmp_path / "spool", letter(1))
    lock = path.with_name("spool.lock")
    lock.touch()
    dead_since = lock.stat().st_mtime - STALE_LOCK_SECONDS - 1
    os.utime(lock, (dead_since, dead_since))
    monkeypatch.setattr("cxdesk.mail.boxes.LOCK_SECONDS", 0.0)
    done = fetch(desk, [MboxSource("spool", path)], readers, holder="a")
    assert [filed.ref for filed in done.filed] == ["CX-1"]
    assert sorted(one.name for one in tmp_path.iterdir() if one.name.startswith("spool")) == ["spool"]


def test_an_absent_mbox_is_an_empty_one(desk: Desk, tmp_path: Path) -> None:
    assert fetch(desk, [MboxSource("spool", tmp_path / "spool")], readers, holder="a") == Intake()


def test_42_only_one_intake_at_a_time(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    box = maildir(tmp_path / "box", letter(1))
    desk.take_lease(LEASE, "another", 60)
    done = fetch(desk, [MaildirSource("care", box, Fetched.DELETE)], readers, holder="a")
    assert done.busy_until is not None
    assert not done.did_something
    clock.on(seconds=61)
    assert fetch(desk, [MaildirSource("care", box, Fetched.DELETE)], readers, holder="a").kept == {"care": 1}


def test_41_one_poisonous_message_stops_nothing_and_is_left_to_people_in_the_end(desk: Desk, tmp_path: Path) -> None:
    box = maildir(tmp_path / "box", letter(1, text="poison"), letter(2))
    source = MaildirSource("care", box, Fetched.DELETE)
    done = fetch(desk, [source], poisoned, holder="a")
    assert [filed.ref for filed in done.filed] == ["CX-1"]
    assert (done.left, list(done.troubles)) == (1, ["message 1"])
    for _turn in range(MOST_ATTEMPTS - 1):
        assert desk.mail_to_file() == [1]
        fetch(desk, [source], poisoned, holder="a")
    last = fetch(desk, [source], poisoned, holder="a")
    assert (last.filed[0].state, last.filed[0].reason) == (InboxState.QUARANTINED, "unreadable")
    assert desk.raw_mail(1)


def test_what_the_reader_could_not_read_is_left_to_people(desk: Desk) -> None:
    class Stopped(InProcess):
        def read(self, raw: bytes) -> Incoming:
            return replace(super().read(raw), unread=True, problems=("it took too long",))

    @contextmanager
    def stopped() -> Iterator[InProcess]:
        yield Stopped()

    desk.keep_mail(letter(1), "test")
    done = Intake()
    file_waiting(desk, stopped, done)
    (filed,) = done.filed
    assert (filed.state, filed.reason, filed.detail) == (InboxState.QUARANTINED, "unread", "it took too long")
    assert desk.mail(1).subject == "Parcel 1"


def test_what_was_kept_and_not_filed_is_filed_by_the_next_intake(desk: Desk) -> None:
    desk.keep_mail(letter(1), "stdin")
    assert [filed.ref for filed in fetch(desk, [], readers, holder="a").filed] == ["CX-1"]


def test_the_reader_in_a_process_of_its_own_files_mail(desk: Desk) -> None:
    desk.keep_mail(letter(1), "stdin")
    done = fetch(desk, [], lambda: Apart(own_addresses=["complaints@desk.example"]), holder="a")
    assert [filed.ref for filed in done.filed] == ["CX-1"]


def test_a_source_may_break_off_in_the_middle(desk: Desk) -> None:
    class Breaking:
        name = "breaking"

        @contextmanager
        def messages(self) -> Iterator[Iterable[Found]]:
            yield self._all()

        def _all(self) -> Iterator[Found]:
            yield Found(letter(1), None, lambda: None)
            message = "the line went dead"
            raise SourceTrouble(message)

    done = fetch(desk, [Breaking()], readers, holder="a")
    assert done.troubles == {"breaking": "the line went dead"}
    assert [filed.ref for filed in done.filed] == ["CX-1"]


HEAD = (
    b"Received: by mx\r\nAuthentication-Results: mx.desk.example;\r\n %s\r\nFrom: a@b.example\r\n\r\n"
    b"Authentication-Results: mx.desk.example; dmarc=fail"
)


@pytest.mark.parametrize(
    ("results", "found"),
    [
        (b"dmarc=fail (p=reject) header.from=b.example", SPOOFED),
        (b"spf=fail smtp.mailfrom=b.example; dkim=none", SPOOFED),
        (b"spf=fail; dkim=pass header.d=b.example", ""),
        (b"spf=softfail; dmarc=pass", ""),
        (b"spf=pass (dmarc=fail)", ""),
        (b"none", ""),
    ],
)
def test_47_our_own_mail_server_says_whether_an_address_is_spoofed(results: bytes, found: str) -> None:
    assert suspicion(HEAD % results, "mx.desk.example") == found
    assert suspicion(HEAD % results, "MX.desk.example") == found
    assert suspicion(HEAD % results, "mx.other.example") == ""
    assert suspicion(HEAD % results, "") == ""


def test_47_a_spoofed_mail_is_left_to_people(desk: Desk) -> None:
    settings = desk.folder / "desk.toml"
    settings.write_text(settings.read_text().replace("[mail.in]", '[mail.in]\nauthserv = "mx.desk.example"', 1))
    forged = b"Authentication-Results: mx.desk.example; dmarc=fail\r\n" + letter(1)
    with opened(desk.folder, Clock(desk.now())) as again:
        again.keep_mail(forged, "test")
        (filed,) = fetch(again, [], readers, holder="a").filed
    assert (filed.state, filed.reason) == (InboxState.QUARANTINED, "spoofed")
