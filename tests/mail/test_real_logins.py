"""Sending through a real mail server that takes letters from who logged in alone (DOMAIN §8): Postfix, over TLS."""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewComplaint, NewDesk, Received, make
from cxdesk.mail.addresses import Mailbox
from cxdesk.mail.settings import Security
from cxdesk.mail.smtp import SmtpTransport
from cxdesk.mail.transports import Accepted, DeliveryFailure, TemporaryFailure
from tests.cli.conftest import NOON, Played, Stage
from tests.desks import write_mail
from tests.mail import postfix
from tests.mail.dovecot_auth import Login
from tests.mail.faults import CERTS
from tests.mail.letters import letter, send
from tests.mail.postfix import PHRASE, USERNAME, Postfix

pytestmark = pytest.mark.skipif(bool(postfix.lacking()), reason=postfix.lacking())

VARIABLE = "SAMPLE_MAIL_PASSWORD"
WRONG = "wröng-密码"
SAMPLE_CUSTOMER = Mailbox("sample1@customer.example", "Sample Customer")


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    """Postfix at work, and able to ask for a login."""
    if why := postfix.lacking_login():
        pytest.skip(why)
    with postfix.running() as found:
        yield found


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Where the command line is played."""
    return Stage(tmp_path)


@pytest.fixture
def desk(stage: Stage, tmp_path: Path) -> Path:
    """A desk with one letter queued, and a stage that finds it."""
    folder = tmp_path / "desk"
    make(folder, NewDesk(login="ann", rehearsal=True), now=lambda: NOON, randomness=os.urandom)
    with Desk.open(folder, agent="ann", now=lambda: NOON, randomness=os.urandom) as found:
        found.log(NewComplaint(channel="phone", subject="Late", customer=Received(email=SAMPLE_CUSTOMER.address)))
    stage.env |= {"CXDESK_DESK": str(folder), "CXDESK_AGENT": "ann"}
    return folder


def settle(desk: Path, port: int, security: Security, **password: str) -> None:
    """`[mail]` of the desk: through the server, logged in with the password kept there."""
    write_mail(
        desk,
        transport='"smtp"',
        from_='"desk@cxdesk.example"',
        host='"localhost"',
        port=str(port),
        security=f'"{security.value}"',
        username=f'"{USERNAME}"',
        ca_file=f'"{CERTS / "ca.pem"}"',
        **{key: f'"{value}"' for key, value in password.items()},
    )


def kept_in(place: str, folder: Path, stage: Stage, password: str) -> dict[str, str]:
    """Keep the password in a variable or a file outside the desk; answers what `[mail]` says of it."""
    if place == "password_env":
        stage.env[VARIABLE] = password
        return {place: VARIABLE}
    file = folder / "password"
    file.write_text(f"{password}\n", encoding="utf-8")
    return {place: str(file)}


def port_of(server: Postfix, security: Security) -> int:
    return server.ports.tls if security is Security.TLS else server.ports.starttls


def count(box: Path) -> int:
    return len(list(box.iterdir())) if box.is_dir() else 0


def spellings(password: str) -> list[bytes]:
    """The password as it is, as JSON may write it, and as PLAIN and LOGIN carry it."""
    plain, whole = password.encode(), f"\0{USERNAME}\0{password}".encode()
    return [plain, json.dumps(password).strip('"').encode(), base64.b64encode(plain), base64.b64encode(whole)]


def traces(password: str, desk: Path, server: Postfix, *played: Played) -> list[str]:
    """Where the password can be read: in the desk, in the letters that arrived, in what was told."""
    told = {f"told {number}": f"{one.out}{one.err}".encode() for number, one in enumerate(played)}
    files = [path for folder in (desk, server.box) for path in folder.rglob("*") if path.is_file()]
    texts = told | {str(path): path.read_bytes() for path in files}
    return [place for place, text in texts.items() if any(word in text for word in spellings(password))]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize("place", ["password_env", "password_file"])
def test_the_right_password_sends_the_letter(
    stage: Stage, desk: Path, server: Postfix, tmp_path: Path, security: Security, place: str
) -> None:
    settle(desk, port_of(server, security), security, **kept_in(place, tmp_path, stage, PHRASE))
    before = count(server.box)
    sent = stage.play("outbox", "send")
    assert (sent.code, sent.out, sent.err) == (0, "1 letter sent\n", "")
    assert server.auth.logins[-1] == Login("PLAIN", USERNAME, is_encrypted=True, is_let_in=True)
    (row,) = json.loads(stage.play("outbox", "list", "--json").out)
    assert row["state"] == "accepted"
    arrived = [raw for raw in postfix.arrived(server.box, before + 1) if row["message_id"].encode() in raw]
    assert len(arrived) == 1
    assert f"(Authenticated sender: {USERNAME})".encode() in arrived[0]
    assert traces(PHRASE, desk, server, sent, stage.play("outbox", "show", "1", "--json")) == []


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize("place", ["password_env", "password_file"])
def test_the_wrong_password_is_told_and_the_letter_stays_until_it_is_mended(
    stage: Stage, desk: Path, server: Postfix, tmp_path: Path, security: Security, place: str
) -> None:
    settle(desk, port_of(server, security), security, **kept_in(place, tmp_path, stage, WRONG))
    before = count(server.box)
    refused = stage.play("outbox", "send")
    assert refused.code == 5
    assert refused.out.startswith("1 waiting; nothing more can be sent now: localhost:")
    assert "answers 535 5.7.8" in refused.out
    assert server.auth.logins[-1] == Login("PLAIN", USERNAME, is_encrypted=True, is_let_in=False)
    shown = stage.play("outbox", "show", "1", "--json")
    row = json.loads(shown.out)["data"]
    assert (row["state"], row["attempts"]) == ("deferred", 0)
    assert "535 5.7.8" in row["error"]
    assert traces(WRONG, desk, server, refused, shown, stage.play("outbox", "list")) == []
    kept_in(place, tmp_path, stage, PHRASE)
    assert stage.play("outbox", "send").out == "1 letter sent\n"
    arrived = postfix.arrived(server.box, before + 1)
    assert sum(row["message_id"].encode() in raw for raw in arrived) == 1
    assert len(arrived) == before + 1
    assert traces(WRONG, desk, server) == []


@pytest.mark.parametrize("is_right", [True, False])
def test_a_server_without_plain_is_answered_word_by_word(
    stage: Stage, desk: Path, server: Postfix, tmp_path: Path, *, is_right: bool
) -> None:
    password = PHRASE if is_right else WRONG
    kept = kept_in("password_env", tmp_path, stage, password)
    settle(desk, server.ports.no_plain, Security.STARTTLS, **kept)
    before = count(server.box)
    sent = stage.play("outbox", "send")
    assert sent.code == (0 if is_right else 5)
    assert ("535 5.7.8" in sent.out) is not is_right
    assert server.auth.logins[-1] == Login("LOGIN", USERNAME, is_encrypted=True, is_let_in=is_right)
    assert len(postfix.arrived(server.box, before + is_right)) == before + is_right
    assert traces(password, desk, server, sent) == []


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_the_server_takes_nothing_from_who_did_not_log_in(server: Postfix, security: Security) -> None:
    """Without this the tests above would prove no login at all."""
    way = SmtpTransport("localhost", port_of(server, security), security=security, ca_file=CERTS / "ca.pem")
    with way, pytest.raises(DeliveryFailure) as caught:
        send(way, letter(recipient=SAMPLE_CUSTOMER))
    assert (caught.value.code, caught.value.enhanced) == (554, "5.7.1")
    assert isinstance(caught.value, TemporaryFailure)
    assert "names no username" in caught.value.reason


def test_one_login_serves_a_whole_conversation(server: Postfix) -> None:
    before, logins = count(server.box), len(server.auth.logins)
    with SmtpTransport(
        "localhost", server.ports.tls, security=Security.TLS, ca_file=CERTS / "ca.pem",
        username=USERNAME, password=lambda: PHRASE,
    ) as way:  # fmt: skip
        for number in (21, 22, 23):
            assert isinstance(send(way, letter(number, recipient=SAMPLE_CUSTOMER)), Accepted)
    assert len(server.auth.logins) == logins + 1
    assert len(postfix.arrived(server.box, before + 3)) == before + 3
