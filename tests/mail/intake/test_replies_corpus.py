"""Real replies, against what email_reply_trimmer, talon, Discourse and email_reply_parser leave of them."""

import json
import sys
from pathlib import Path

import pytest

from cxdesk.mail.intake import read
from cxdesk.mail.intake.reply import trimmed

FLOOR: float = 0.90
# Its expectations are in its test's code: the first words of each reply, and what must not be left.
PARSED = {
    "email_1_1.txt": ("Hi folks", "mailing list"),
    "email_1_3.txt": ("Oh thanks.", "bucket"),
    "email_1_4.txt": ("Awesome! I haven't had another problem with it.", "Loader"),
    "email_1_5.txt": ("One: Here's what I've got.", "wrote:"),
    "email_1_6.txt": ("I get proper rendering as well.", "caching"),
    "email_1_7.txt": (":+1:", "Steps"),
    "email_2_1.txt": ("Outlook with a reply", "Google"),
    "email_2_2.txt": ("Outlook with a reply directly above line", "comment"),
    "email_BlackBerry.txt": ("Here is another email", "BlackBerry"),
    "email_bullets.txt": ("test 2 this should list second", "Director"),
    "email_iPhone.txt": ("Here is another email", "iPhone"),
    "email_one_is_not_on.txt": ("Thank, this is really helpful.", "lastLocation"),
    "greedy_on.txt": ("On your remote host you can run:", "odd issue"),
    "zapier-email_gmail.txt": ("This is a test for inbox replying", "outdated"),
    "zapier-email_partial_quote_header.txt": ("On your remote host you can run:", "odd issue"),
}

pytestmark = pytest.mark.corpus


@pytest.fixture
def mails(corpus: Path) -> Path:
    return corpus / "05-email"


def words(text: str) -> str:
    return " ".join(text.split())


def held(what: str, all_of_them: int, failures: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    rate = 1 - len(failures) / all_of_them
    shown = "\n".join([f"\n{what}: {rate:.1%} of {all_of_them}", *(f"  {failure}" for failure in failures)])
    with capsys.disabled():
        sys.stdout.write(shown + "\n")
    assert rate >= FLOOR, shown


def test_replies_of_email_reply_trimmer(mails: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = mails / "email_reply_trimmer"
    names = sorted(path.name for path in (folder / "emails").iterdir())
    left = {name: words(trimmed((folder / "emails" / name).read_text("utf-8"))) for name in names}
    right = {name: words((folder / "trimmed" / name).read_text("utf-8")) for name in names}
    failures = [f"{name}: {left[name][:200]!r}" for name in names if left[name] != right[name]]
    held("replies of email_reply_trimmer", len(names), failures, capsys)


def test_replies_of_talon(mails: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its HTML replies say the same without a signature to cut: three words and a name."""
    plain = {path.name: read(path.read_bytes()).text for path in (mails / "talon" / "standard_replies").glob("*.eml")}
    failures = [f"{name}: {text[:200]!r}" for name, text in plain.items() if words(text) != "Hello"]
    kind = b"From: kim@home.example\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
    html = {path.name: read(kind + path.read_bytes()).text for path in (mails / "talon" / "html_replies").iterdir()}
    failures += [
        f"{name}: {text[:200]!r}" for name, text in html.items() if words(text) != "Hi. I am fine. Thanks, Alex"
    ]
    held("replies of talon", len(plain) + len(html), failures, capsys)


def test_replies_of_discourse(mails: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It answers in Markdown where the mail has HTML: the marks do not count."""
    expected = json.loads((mails / "discourse" / "expected.json").read_text("utf-8"))
    replies = {each["fixture"]: words(each["text"]) for each in expected if "text" in each}
    failures = []
    for name, reply in replies.items():
        text = words(read((mails / "discourse" / f"{name}.eml").read_bytes()).text)
        if text.replace("*", "") != reply.replace("*", ""):
            failures.append(f"{name}: {text[:200]!r}")
    held("replies of Discourse", len(replies), failures, capsys)


def test_replies_of_email_reply_parser(mails: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left = {name: trimmed((mails / "email_reply_parser" / name).read_text("utf-8")) for name in PARSED}
    failures = [
        f"{name}: {left[name][:200]!r}"
        for name, (first, gone) in PARSED.items()
        if not left[name].startswith(first) or gone in left[name]
    ]
    held("replies of email_reply_parser", len(PARSED), failures, capsys)
