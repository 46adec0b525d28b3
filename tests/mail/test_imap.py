"""A mailbox on a server is read by uid, and nothing is asked for twice or lost whatever the server does (RFC 3501)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cxdesk.config.settings import Fetched, MailSource, Security, SourceKind
from cxdesk.desk import Desk
from cxdesk.mail.imap import ImapSource, _mailbox
from cxdesk.mail.receiving import Intake, fetch
from cxdesk.mail.settings import SecretUnavailable
from cxdesk.store.inbox import InboxState
from tests.desks import Clock, new_desk, opened
from tests.mail.faults import CERTS, server_context
from tests.mail.imapd import ImapServer
from tests.mail.test_receiving import letter, readers

CARE = MailSource(
    name="care",
    kind=SourceKind.IMAP,
    host="127.0.0.1",
    security=Security.NONE,
    username="care",
    password_env="CARE_PASSWORD",  # noqa: S106 (where it is, not what)
    then=Fetched.SEEN,
    timeout_seconds=5,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Desk]:
    with opened(new_desk(tmp_path_factory.mktemp("imap") / "desk", clock), clock) as found:
        yield found


def source(desk: Desk, server: ImapServer | int, **changed: object) -> ImapSource:
    """The source at a server of ours, or at the port of another."""
    port = server if isinstance(server, int) else server.port
    settings = replace(CARE, port=port, **changed)  # type: ignore[arg-type]  # as the test says
    return ImapSource(
        settings,
        lambda: "secret",
        position=lambda: desk.mail_position("care"),
        move_on=lambda validity, uid: desk.move_mail_position("care", validity, uid),
        now=desk.now,
        oldest=timedelta(days=7),
    )


def refs(done: Intake) -> list[str]:
    assert done.troubles == {}
    return [filed.ref for filed in done.filed]


def test_new_messages_are_fetched_flagged_and_not_asked_for_again(desk: Desk) -> None:
    with ImapServer(letter(1), letter(2)) as server:
        assert refs(fetch(desk, [source(desk, server)], readers, holder="a")) == ["CX-1", "CX-2"]
        assert desk.complaint("CX-1").received_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
        assert [one.flags for one in server.messages] == [{"\\Seen"}, {"\\Seen"}]
        assert desk.mail_position("care") == (7, 2)
        server.log.clear()
        assert refs(fetch(desk, [source(desk, server)], readers, holder="a")) == []
        assert not any("FETCH" in line for line in server.log)
        server.add(letter(3))
        assert refs(fetch(desk, [source(desk, server)], readers, holder="a")) == ["CX-3"]
        assert "UID SEARCH UID 3:*" in server.log


def test_35_the_first_visit_asks_only_for_what_came_lately(desk: Desk) -> None:
    with ImapServer(letter(1)) as server:
        fetch(desk, [source(desk, server)], readers, holder="a")
        assert "UID SEARCH SINCE 23-Feb-2026" in server.log


def test_a_server_that_counts_anew_is_read_anew_and_nothing_is_filed_twice(desk: Desk) -> None:
    with ImapServer(letter(1), letter(2)) as server:
        fetch(desk, [source(desk, server)], readers, holder="a")
        server.validity = 8
        server.add(letter(3))
        assert refs(fetch(desk, [source(desk, server)], readers, holder="a")) == ["CX-3"]
        assert desk.mail_position("care") == (8, 3)


@pytest.mark.parametrize("says_late", [True, False])
def test_messages_may_be_deleted_and_only_ours_are(desk: Desk, says_late: bool) -> None:
    with ImapServer(letter(1), letter(2)) as server:
        server.says_late = says_late
        server.messages[0].flags.add("\\Deleted")
        server.messages[0].uid = 0  # somebody else's, marked by somebody else
        assert refs(fetch(desk, [source(desk, server, then=Fetched.DELETE)], readers, holder="a")) == ["CX-1"]
        assert [one.uid for one in server.messages] == [0]


@pytest.mark.parametrize("uidplus", [True, False])
def test_what_cannot_be_deleted_by_itself_is_marked_and_nobody_s_mail_is_expunged(desk: Desk, uidplus: bool) -> None:
    with ImapServer(letter(1), letter(2)) as server:
        server.uidplus, server.expunge_refused = uidplus, True
        deleting = source(desk, server, then=Fetched.DELETE)
        assert refs(fetch(desk, [deleting], readers, holder="a")) == ["CX-1", "CX-2"]
        assert [one.flags for one in server.messages] == [{"\\Seen", "\\Deleted"}] * 2
        asked = [line for line in server.log if "EXPUNGE" in line or line == "CLOSE"]
        assert asked == (["UID EXPUNGE 1"] if uidplus else [])
        assert refs(fetch(desk, [deleting], readers, holder="a")) == []


@pytest.mark.parametrize("large", [1, 3])
def test_41_a_message_that_is_too_large_is_told_and_not_read_and_the_others_are_fetched(desk: Desk, large: int) -> None:
    with ImapServer(letter(1), letter(2), letter(3)) as server:
        server.sizes[large] = 10**12
        done = fetch(desk, [source(desk, server, then=Fetched.DELETE)], readers, holder="a")
        assert done.troubles == {}
        assert sorted(desk.find_refs("")) == ["CX-1", "CX-2"]
        (row,) = desk.inbox(states=(InboxState.QUARANTINED,))
        assert (row.reason, row.subject) == ("too-large", f"Parcel {large}")
        assert f"1000000000000 bytes, and 268435456 at most), and lies where it lay: 127.0.0.1/INBOX 7/{large}" in (
            row.detail
        )
        assert [(one.uid, one.flags) for one in server.messages] == [(large, set())]
        assert not any(f"FETCH {large} " in line and "BODY.PEEK[]" in line for line in server.log)
        assert fetch(desk, [source(desk, server)], readers, holder="a").filed == []


def test_messages_may_be_left_as_they_are(desk: Desk) -> None:
    with ImapServer(letter(1)) as server:
        assert refs(fetch(desk, [source(desk, server, then=Fetched.LEAVE)], readers, holder="a")) == ["CX-1"]
        assert server.messages[0].flags == set()
        assert any(line.startswith("EXAMINE") for line in server.log)
        assert refs(fetch(desk, [source(desk, server, then=Fetched.LEAVE)], readers, holder="a")) == []


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE", "LOGOUT"])
def test_a_server_that_hangs_up_loses_and_repeats_nothing(desk: Desk, command: str) -> None:
    with ImapServer(letter(1), letter(2)) as server:
        server.close_at = command
        done = fetch(desk, [source(desk, server)], readers, holder="a")
        assert bool(done.troubles) == (command != "LOGOUT")
        server.close_at = ""
        fetch(desk, [source(desk, server)], readers, holder="a")
        assert sorted(desk.find_refs("")) == ["CX-1", "CX-2"]


@pytest.mark.parametrize("bad", [1, 2, 3])
@pytest.mark.parametrize("headers", [True, False])
def test_41_a_message_that_the_server_refuses_is_told_and_the_others_are_fetched(
    desk: Desk, bad: int, headers: bool
) -> None:
    with ImapServer(letter(1), letter(2), letter(3)) as server:
        server.refused, server.headers_refused = {bad}, not headers
        done = fetch(desk, [source(desk, server)], readers, holder="a")
        assert done.troubles == {}
        assert sorted(desk.find_refs("")) == ["CX-1", "CX-2"]
        (row,) = desk.inbox(states=(InboxState.QUARANTINED,))
        assert (row.reason, row.subject) == ("unfetched", f"Parcel {bad}" if headers else "")
        assert f"127.0.0.1/INBOX 7/{bad}: " in row.detail
        assert [bool(one.flags) for one in server.messages] == [one.uid != bad for one in server.messages]
        assert desk.mail_position("care") == (7, 3)
        server.log.clear()
        assert fetch(desk, [source(desk, server)], readers, holder="a").filed == []
        assert not any("FETCH" in line for line in server.log)
        number, is_new = desk.keep_mail(letter(bad), "by hand")
        assert is_new
        assert fetch(desk, [], readers, holder="a").filed[0].number == number


def test_a_server_that_refuses_everything_is_ill_and_nothing_is_passed_over(desk: Desk) -> None:
    with ImapServer(letter(1), letter(2), letter(3)) as server:
        for given in (0, 1):
            server.refuses_after = given
            done = fetch(desk, [source(desk, server)], readers, holder="a")
            assert "internal error" in done.troubles["care"]
            assert desk.inbox(states=(InboxState.QUARANTINED,)) == []
        server.refuses_after = None
        assert fetch(desk, [source(desk, server)], readers, holder="a").troubles == {}
        assert sorted(desk.find_refs("")) == ["CX-1", "CX-2", "CX-3"]


def test_a_server_that_talks_nonsense_is_the_trouble_of_that_mailbox_alone(desk: Desk) -> None:
    with ImapServer(letter(1)) as server:
        server.found = "* SEARCH every one of them"
        done = fetch(desk, [source(desk, server)], readers, holder="a")
    assert list(done.troubles) == ["care"]


def test_a_wrong_password_is_told_without_it(desk: Desk) -> None:
    with ImapServer(letter(1)) as server:
        server.password = "another"  # noqa: S105 (a sample)
        done = fetch(desk, [source(desk, server)], readers, holder="a")
    assert "AUTHENTICATIONFAILED" in done.troubles["care"]
    assert "secret" not in done.troubles["care"]


def test_a_password_that_is_not_there_and_a_server_that_is_not_there_are_told(desk: Desk) -> None:
    def missing() -> str:
        message = "the environment variable CARE_PASSWORD is not set"
        raise SecretUnavailable(message)

    with ImapServer() as server:
        without = source(desk, server)
        without._password = missing
        assert "CARE_PASSWORD" in fetch(desk, [without], readers, holder="a").troubles["care"]
    assert "cannot be read" in fetch(desk, [source(desk, server)], readers, holder="a").troubles["care"]


def test_a_mailbox_that_is_not_there_is_told(desk: Desk) -> None:
    with ImapServer() as server:
        done = fetch(desk, [source(desk, server, mailbox="Nowhere")], readers, holder="a")
    assert "Nowhere" in done.troubles["care"]


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
@pytest.mark.parametrize("trusted", [True, False])
def test_a_server_must_prove_its_name(desk: Desk, security: Security, trusted: bool) -> None:
    context = server_context()
    implicit = security is Security.TLS
    with ImapServer(letter(1), tls=context if implicit else None, starttls=None if implicit else context) as server:
        told = {"host": "localhost", "security": security, "ca_file": CERTS / "ca.pem" if trusted else None}
        done = fetch(desk, [source(desk, server, **told)], readers, holder="a")
    if trusted:
        assert refs(done) == ["CX-1"]
    else:
        assert "certificate" in done.troubles["care"].casefold()
        assert desk.inbox() == []


def test_a_password_beyond_ascii_reaches_the_server(desk: Desk) -> None:
    with ImapServer(letter(1)) as server:
        chinese = source(desk, server)
        chinese._password = lambda: "密码"
        assert refs(fetch(desk, [chinese], readers, holder="a")) == ["CX-1"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("INBOX", '"INBOX"'),
        ("A&B", '"A&-B"'),
        ("投诉", '"&YpWLyQ-"'),
        ('a"b', '"a\\"b"'),
        ("Entwürfe", '"Entw&APw-rfe"'),
    ],
)
def test_the_name_of_a_mailbox_is_written_as_the_protocol_wants(name: str, written: str) -> None:
    assert _mailbox(name) == written
