"""Letters through a program: what it is given, and what each of its endings means (DOMAIN §8)."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from cxdesk.mail.message import build
from cxdesk.mail.program import ProgramTransport, SendmailTransport
from cxdesk.mail.transports import DeliveryFailure, PermanentFailure, TemporaryFailure, TransportDown
from tests.mail.letters import letter, send

KEEPING = """
import json, os, sys
said = {"arguments": sys.argv[2:], "stdin": sys.stdin.buffer.read().decode("utf-8"), "env": dict(os.environ)}
open(sys.argv[1], "w", encoding="utf-8").write(json.dumps(said))
print("queued as 42")
"""


def python(code: str, *arguments: str) -> Sequence[str]:
    """A program made of Python."""
    return (sys.executable, "-c", code, *arguments)


def kept(file: Path) -> dict[str, object]:
    """What the program was given."""
    found: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_a_program_gets_the_message_and_the_facts_but_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXDESK_MAIL_PASSWORD", "xyzzy")
    mail = letter(subject="您的投诉 CX-1 已受理\r\nBcc: x@y.example", body="您好。\n.\n")
    with ProgramTransport(python(KEEPING, str(tmp_path / "kept"))) as way:
        assert send(way, mail).response == "queued as 42"
    found = kept(tmp_path / "kept")
    assert found["stdin"] == build(mail).decode().replace("\r\n", "\n")
    env = found["env"]
    assert isinstance(env, dict)
    assert env["CXDESK_TO"] == mail.recipient.address
    assert env["CXDESK_MESSAGE_ID"] == mail.message_id
    assert env["CXDESK_SUBJECT"] == mail.subject
    assert "xyzzy" not in str(found)


def test_a_gateway_for_short_messages_gets_the_text_alone(tmp_path: Path) -> None:
    with ProgramTransport(python(KEEPING, str(tmp_path / "kept")), text_only=True) as way:
        send(way, letter(body="您好。\n"))
    assert kept(tmp_path / "kept")["stdin"] == "您好。\n"


@pytest.mark.parametrize("null", [False, True])
def test_sendmail_is_told_the_envelope_by_its_arguments(tmp_path: Path, null: bool) -> None:
    mail = letter(null_return_path=null)
    with SendmailTransport(python(KEEPING, str(tmp_path / "kept"), "-oi")) as way:
        send(way, mail)
    sender = "<>" if null else mail.sender.address
    assert kept(tmp_path / "kept")["arguments"] == ["-oi", "-i", "-f", sender, "--", mail.recipient.address]


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        (65, PermanentFailure),
        (67, PermanentFailure),
        (68, PermanentFailure),
        (75, TemporaryFailure),
        (71, TemporaryFailure),
        (1, TemporaryFailure),
        (64, TransportDown),
        (69, TransportDown),
        (77, TransportDown),
        (78, TransportDown),
    ],
)
def test_the_exit_code_says_what_became_of_the_letter(code: int, failure: type[DeliveryFailure]) -> None:
    """sysexits.h: no such user is the letter's end, a wrong configuration the desk's trouble."""
    way = ProgramTransport(python(f"import sys; print('no such\\nuser'); sys.exit({code})"))
    with way, pytest.raises(failure) as caught:
        send(way, letter())
    assert type(caught.value) is failure
    assert caught.value.code == code
    assert "no such user" in caught.value.reason


def test_a_program_that_was_killed_may_have_sent_it() -> None:
    way = ProgramTransport(python("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"))
    with way, pytest.raises(TemporaryFailure):
        send(way, letter())


def test_a_program_that_never_ends_is_ended_and_counts_as_an_attempt() -> None:
    way = ProgramTransport(python("import signal; signal.pause()"), timeout_seconds=0.2)
    with way, pytest.raises(TransportDown, match="longer than") as caught:
        send(way, letter())
    assert caught.value.code is None


def test_a_program_that_reads_nothing_has_its_say_all_the_same() -> None:
    way = ProgramTransport(python("import sys; sys.exit(67)"))
    with way, pytest.raises(PermanentFailure):
        send(way, letter(body="x" * 500_000))


@pytest.mark.parametrize("command", [("no-such-program-anywhere",), ("/no/such/file",), ()])
def test_a_program_that_is_not_there_leaves_every_letter_queued(command: Sequence[str]) -> None:
    with pytest.raises(TransportDown, match="not there"):
        ProgramTransport(command).open()


def test_no_shell_reads_the_words(tmp_path: Path) -> None:
    with ProgramTransport(python(KEEPING, str(tmp_path / "kept"), "$(touch x)", "; rm -rf /", "{to}")) as way:
        send(way, letter())
    assert kept(tmp_path / "kept")["arguments"] == ["$(touch x)", "; rm -rf /", "{to}"]
