"""The way out that the settings name."""

from pathlib import Path

from cxdesk.mail.addresses import Mailbox
from cxdesk.mail.settings import MailSettings, TransportKind, secrets_from
from cxdesk.mail.transports import DeliveryFailure, from_settings, tidy
from tests.mail.faults import CERTS, FaultyServer
from tests.mail.letters import letter, send


def test_a_maildir_from_settings_delivers(tmp_path: Path) -> None:
    settings = MailSettings(transport=TransportKind.MAILDIR, sender_address="desk@cxdesk.example", folder=tmp_path)
    with from_settings(settings, secrets_from({})) as transport:
        send(transport, letter())
    assert len(list((tmp_path / "new").iterdir())) == 1


def test_smtp_from_settings_logs_in_with_the_secret_of_the_environment() -> None:
    with FaultyServer(starttls=True, login=("desk", "pässwört-密码")) as server:
        settings = MailSettings(
            transport=TransportKind.SMTP,
            sender_address="desk@cxdesk.example",
            sender_name="Customer Care",
            host="localhost",
            port=server.port,
            username="desk",
            password_env="SAMPLE_SECRET",  # noqa: S106 (a name, not a password)
            ca_file=CERTS / "ca.pem",
        )
        transport = from_settings(settings, secrets_from({"SAMPLE_SECRET": "pässwört-密码"}))
        with transport:
            send(transport, letter())
        for shown in (repr(settings), repr(transport), repr(vars(transport))):
            assert "pässwört-密码" not in shown
    assert settings.sender == Mailbox("desk@cxdesk.example", "Customer Care")


def test_a_strangers_words_become_one_short_line() -> None:
    assert tidy("550 \x1b[31mno\r\nsuch\u202euser ") == "550 [31mno such user"
    assert len(tidy("x" * 5000)) == 300
    assert tidy("\r\n") == "no reason given"


def test_a_failure_is_read_by_people() -> None:
    assert str(DeliveryFailure("450 later", 450, "4.2.1")) == "450 later"
