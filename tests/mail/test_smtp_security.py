"""Encryption and login: nothing goes to a server that cannot prove its name, no password in the clear."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cxdesk.mail.settings import BadMailSettings, SecretUnavailable, Security
from cxdesk.mail.smtp import SmtpTransport
from cxdesk.mail.transports import TransportDown
from tests.mail.faults import CERTS, Fault, FaultyServer
from tests.mail.letters import letter, send

CA = CERTS / "ca.pem"
# A pass phrase for a server of this test alone, with letters that smtplib's own login cannot send.
PHRASE = "pässwört-密码"


def plain(server: FaultyServer, **options: Any) -> SmtpTransport:
    return SmtpTransport("127.0.0.1", server.port, **({"security": Security.NONE} | options))


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer() as running:
        yield running


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_trusted_certificate_of_the_right_name_is_accepted(security: Security) -> None:
    implicit = security is Security.TLS
    with FaultyServer(starttls=not implicit, implicit_tls=implicit) as server:
        with SmtpTransport("localhost", server.port, security=security, ca_file=CA) as transport:
            send(transport, letter(1))
            send(transport, letter(2))
        assert len(server.taken) == 2


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize(
    ("host", "ca_file", "why"),
    [("127.0.0.1", CA, "not valid for|doesn't match"), ("localhost", None, "self.signed|unable to get")],
    ids=["another name", "unknown authority"],
)
def test_any_other_certificate_is_refused(security: Security, host: str, ca_file: Path | None, why: str) -> None:
    implicit = security is Security.TLS
    with FaultyServer(starttls=not implicit, implicit_tls=implicit) as server:
        transport = SmtpTransport(host, server.port, security=security, ca_file=ca_file)
        with pytest.raises(TransportDown, match=why):
            transport.open()
        assert server.taken == []


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_server_that_drips_over_tls_is_left(security: Security, monkeypatch: pytest.MonkeyPatch) -> None:
    implicit = security is Security.TLS
    with (
        FaultyServer([Fault.DRIP_AT_RCPT], starttls=not implicit, implicit_tls=implicit) as server,
        SmtpTransport("localhost", server.port, security=security, ca_file=CA) as transport,
    ):
        server.impatient(monkeypatch)
        with pytest.raises(TransportDown, match="silent"):
            send(transport, letter())
        send(transport, letter())
        assert server.taken_ids.total() == 1


def test_a_server_without_starttls_gets_nothing(server: FaultyServer) -> None:
    with pytest.raises(TransportDown, match="STARTTLS"):
        SmtpTransport("localhost", server.port, ca_file=CA).open()
    assert server.taken == []


def test_a_server_that_speaks_no_tls_is_down(server: FaultyServer) -> None:
    with pytest.raises(TransportDown):
        SmtpTransport("localhost", server.port, security=Security.TLS, ca_file=CA, timeout_seconds=2).open()


def test_a_missing_authority_file_is_a_transport_that_is_down(tmp_path: Path) -> None:
    with FaultyServer(starttls=True) as server, pytest.raises(TransportDown):
        SmtpTransport("localhost", server.port, ca_file=tmp_path / "none.pem").open()


@pytest.mark.parametrize("hidden", [(), ("PLAIN",)], ids=["PLAIN", "LOGIN"])
def test_the_right_password_opens_the_door(hidden: tuple[str, ...]) -> None:
    with FaultyServer(starttls=True, login=("desk", PHRASE), auth_methods_hidden=hidden) as server:
        transport = SmtpTransport("localhost", server.port, ca_file=CA, username="desk", password=lambda: PHRASE)
        with transport:
            send(transport, letter())
        assert len(server.taken) == 1


@pytest.mark.parametrize("hidden", [(), ("PLAIN",)], ids=["PLAIN", "LOGIN"])
def test_the_wrong_password_leaves_every_letter_queued(hidden: tuple[str, ...]) -> None:
    with FaultyServer(starttls=True, login=("desk", PHRASE), auth_methods_hidden=hidden) as server:
        transport = SmtpTransport("localhost", server.port, ca_file=CA, username="desk", password=lambda: "wrong")
        with pytest.raises(TransportDown) as caught:
            transport.open()
    assert caught.value.code == 535
    assert "wrong" not in str(caught.value)
    assert "username and password_env" in str(caught.value)


def test_a_server_that_wants_a_login_we_have_not_is_down() -> None:
    with (
        FaultyServer(login=("desk", PHRASE)) as server,
        plain(server) as transport,
        pytest.raises(TransportDown) as caught,
    ):
        send(transport, letter())
    assert caught.value.code == 530
    assert "name the username in [mail]" in str(caught.value)
    assert "password_env" in str(caught.value)


def test_a_server_that_knows_no_login_is_down(server: FaultyServer) -> None:
    with pytest.raises(TransportDown, match="log in"):
        plain(server, username="desk", password=lambda: PHRASE).open()


def test_a_password_that_cannot_be_fetched_leaves_the_letters_queued(server: FaultyServer) -> None:
    def absent() -> str:
        raise SecretUnavailable("not there")

    with pytest.raises(TransportDown, match="not there"):
        plain(server, username="desk", password=absent).open()


def test_no_password_leaves_the_machine_unencrypted() -> None:
    with pytest.raises(BadMailSettings, match="unencrypted"):
        SmtpTransport("mail.cxdesk.example", 25, security=Security.NONE, username="desk")
