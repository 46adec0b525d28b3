"""Settings that cannot work are refused before anything is sent, and hold no password."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cxdesk.mail.settings import (
    BadMailSettings,
    MailSettings,
    PasswordSource,
    SecretUnavailable,
    Security,
    TransportKind,
    secrets_from,
)


def smtp_settings(**changes: Any) -> MailSettings:
    facts: dict[str, Any] = {
        "transport": TransportKind.SMTP,
        "sender_address": "desk@cxdesk.example",
        "host": "mail.cxdesk.example",
    }
    return MailSettings(**(facts | changes))


def test_a_secret_is_read_from_a_file_without_its_line_end(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("pässwört-密码\n", encoding="utf-8")
    assert secrets_from({})(PasswordSource(file=path)) == "pässwört-密码"


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe\x00"])
def test_a_secret_that_is_not_there_names_the_place_only(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SecretUnavailable, match="secret"):
        secrets_from({})(PasswordSource(file=path))
    with pytest.raises(SecretUnavailable, match="NO_SUCH"):
        secrets_from({})(PasswordSource(variable="NO_SUCH"))


@pytest.mark.parametrize(
    ("changes", "port"),
    [({"security": Security.NONE}, 25), ({}, 587), ({"security": Security.TLS}, 465), ({"port": 2525}, 2525)],
)
def test_the_port_follows_the_security(changes: dict[str, Any], port: int) -> None:
    assert smtp_settings(**changes).effective_port == port


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"host": None}, "host"),
        ({"host": "mail\r\nx"}, "host"),
        ({"port": 0}, "port"),
        ({"port": 65536}, "port"),
        ({"sender_address": "desk"}, "sender_address"),
        ({"local_hostname": "a b"}, "local_hostname"),
        ({"timeout_seconds": 0.0}, "timeout_seconds"),
        ({"answer_seconds": 4000.0}, "answer_seconds"),
        ({"username": "desk"}, "password_env, password_file or password_keyring"),
        ({"username": "desk", "password_env": "A", "password_file": Path("b")}, "either"),
        ({"username": "de\0sk", "password_env": "A"}, "username"),
        ({"password_env": "A"}, "no username"),
        ({"security": Security.NONE, "username": "desk", "password_env": "A"}, "unencrypted"),
        ({"security": Security.NONE, "ca_file": Path("ca.pem")}, "ca_file"),
        ({"transport": TransportKind.MAILDIR}, "folder"),
        ({"transport": TransportKind.SENDMAIL}, "command"),
        ({"transport": TransportKind.COMMAND, "command": ("",)}, "command"),
        ({"username": "desk", "password_env": "A", "password_keyring": "b"}, "either"),
    ],
)
def test_settings_that_cannot_work_are_refused_by_name(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(BadMailSettings, match=why):
        smtp_settings(**changes)


def test_a_secret_comes_from_the_keyring_and_from_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {("cxdesk", "desk"): "pässwört-密码"}
    keyring = SimpleNamespace(get_password=lambda service, account: kept.get((service, account)))
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    read = secrets_from({"cxdesk": "not this one"})
    assert read(PasswordSource(service="cxdesk", account="desk")) == "pässwört-密码"
    with pytest.raises(SecretUnavailable, match="no password of other under cxdesk"):
        read(PasswordSource(service="cxdesk", account="other"))


def test_a_keyring_that_is_locked_or_not_installed_says_so_and_nothing_of_what_it_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def locked(_service: str, _account: str) -> str:
        raise RuntimeError("the secret is xyzzy")

    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=locked))
    with pytest.raises(SecretUnavailable, match="locked") as caught:
        secrets_from({})(PasswordSource(service="cxdesk", account="desk"))
    assert "xyzzy" not in str(caught.value)
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(SecretUnavailable, match="cxdesk\\[keyring\\]"):
        secrets_from({})(PasswordSource(service="cxdesk", account="desk"))


def test_a_relay_on_this_machine_may_have_a_login_without_encryption() -> None:
    for host in ("localhost", "127.0.0.1", "::1"):
        smtp_settings(host=host, security=Security.NONE, username="desk", password_env="A")  # noqa: S106 (a name)
