"""`[mail]` and `[letters]` of desk.toml: what a way out lacks is told before the first letter, with its line."""

from pathlib import Path

import pytest

from cxdesk.config import ConfigError, load, load_settings
from cxdesk.config.settings import LETTERS_OF_ACTS, Transport


def written(folder: Path, text: str) -> Path:
    """A desk.toml."""
    path = folder / "desk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_way_out_is_read(tmp_path: Path) -> None:
    mail = load_settings(
        written(
            tmp_path,
            '[mail]\ntransport = "command"\nfrom = "care@desk.example"\ncommand = ["sms", "--now"]\n'
            "text_only = true\nhtml = false\nper_domain = 5\nplus_addressing = true\nnull_return_path = true\n",
        )
    ).mail
    assert (mail.transport, mail.command, mail.text_only) == (Transport.COMMAND, ("sms", "--now"), True)
    assert (mail.html, mail.per_domain, mail.plus_addressing, mail.null_return_path) == (False, 5, True, True)


def test_a_desk_that_says_nothing_writes_every_letter_of_an_act(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, "")).letters.send == LETTERS_OF_ACTS
    assert load_settings(written(tmp_path, "[letters]\nsend = []\n")).letters.send == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[mail]\ntransport = "sendmail"\nfrom = "a@b.example"\n', "needs its program"),
        ('[mail]\ntransport = "command"\nfrom = "a@b.example"\ncommand = ["sms", ""]\n', "needs its program"),
        ('[mail]\ntransport = "sendmail"\ncommand = ["sendmail"]\n', "needs an address to write from"),
        (
            '[mail]\ntransport = "smtp"\nfrom = "a@b.example"\nhost = "h"\nusername = "u"\npassword_env = "E"\n'
            'password_keyring = "S"\n',
            "kept in one place",
        ),
        (
            '[mail]\ntransport = "smtp"\nfrom = "a@b.example"\nhost = "h"\npassword_keyring = "S"\n',
            "but no username",
        ),
        ("[mail]\nper_domain = 0\n", "per_domain"),
        ('[letters]\nsend = ["report-cover"]\n', "no letter that an act writes"),
    ],
)
def test_what_cannot_work_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text))
    assert told in str(caught.value.problems)
