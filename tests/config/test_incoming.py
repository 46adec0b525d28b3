"""[mail.in]: what a desk says about mail that comes in, and every mistake in it named with its place."""

from datetime import timedelta
from pathlib import Path

import pytest

from cxdesk.config import ConfigError, load_settings
from cxdesk.config.settings import AfterClosing, Fetched, IncomingSettings, MailSource, Security, SourceKind

WHOLE = """
[mail.in]
after_closing = "reopen"
reopen_within = "2w"
oldest = "36h"
per_hour = 3
authserv = "mx.example.org"

[mail.in.source.care]
kind = "imap"
host = "imap.example.org"
username = "care"
password_env = "CARE_PASSWORD"
mailbox = "INBOX/Complaints"
then = "leave"

[mail.in.source.spool]
kind = "mbox"
path = "/var/mail/care"
"""


def read(tmp_path: Path, text: str) -> IncomingSettings:
    path = tmp_path / "desk.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path).mail.incoming


def test_a_desk_that_says_nothing_fetches_nothing_and_notes_replies_after_closing(tmp_path: Path) -> None:
    assert read(tmp_path, "") == IncomingSettings()
    assert IncomingSettings().after_closing is AfterClosing.NOTE


def test_everything_is_read(tmp_path: Path) -> None:
    settings = read(tmp_path, WHOLE)
    assert settings.after_closing is AfterClosing.REOPEN
    assert (settings.reopen_within, settings.oldest) == (timedelta(days=14), timedelta(hours=36))
    assert (settings.per_hour, settings.authserv) == (3, "mx.example.org")
    care, spool = settings.sources
    assert (care.kind, care.security, care.then) == (SourceKind.IMAP, Security.TLS, Fetched.LEAVE)
    assert spool == MailSource(name="spool", kind=SourceKind.MBOX, path=Path("/var/mail/care"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('[mail.in]\nafter_closing = "ignore"', "does not know"),
        ('[mail.in]\noldest = "soon"', "right form"),
        ('[mail.in]\nafter = "new"', "not a setting here"),
        ('[mail.in.source.a]\nhost = "imap.example.org"', "does not say what it is"),
        ('[mail.in.source.a]\nkind = "maildir"', "needs the path"),
        ('[mail.in.source.a]\nkind = "mbox"\npath = "a"\nthen = "leave"', "knows: delete"),
        ('[mail.in.source.a]\nkind = "imap"', "needs a host and a username"),
        ('[mail.in.source.a]\nkind = "imap"\nhost = "h"\nusername = "u"', "kept in one place"),
        ('[mail.in.source.a]\nkind = "imap"\nhost = "h"\nusername = "u"\npassword = "p"', "does not belong"),
        (
            '[mail.in.source.a]\nkind = "imap"\nhost = "h"\nusername = "u"\npassword_env = "P"\nsecurity = "none"',
            "not sent unencrypted",
        ),
    ],
)
def test_a_mistake_is_named_with_its_key(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, line)
    assert any(told in problem.what and problem.key.startswith("mail.in") for problem in refused.value.problems)


def test_what_one_source_cannot_do_is_named_with_its_place_and_the_mend(tmp_path: Path) -> None:
    """The comment of desk.toml offers every word; a mbox that keeps what it has would be read anew each time."""
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, '[mail.in.source.care]\nkind = "mbox"\npath = "a"\nthen = "seen"')
    (problem,) = refused.value.problems
    assert (problem.key, problem.mend) == ("mail.in.source.care.then", 'write then = "delete"')
