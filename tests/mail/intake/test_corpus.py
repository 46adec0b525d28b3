"""The real mails beside the project: all are read, and read as Zammad reads them (its answers are the oracle)."""

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cxdesk.mail.intake import Incoming, read
from tests.mail.intake.test_mutations import is_sound

FLOOR = 0.97
# Where Zammad's answer is not what the sender wrote, or what the issue asks for.
BETTER_THAN_ZAMMAD = {
    "mail025.box": "a uuencoded file is a file",
    "mail064.box": "windows-1258 is read as what it is",
    "mail087.box": "a text without a type is the text, not a file",
}

pytestmark = pytest.mark.corpus


@pytest.fixture
def mails(corpus: Path) -> Path:
    return corpus / "05-email"


def test_every_file_of_the_corpus_is_read(mails: Path) -> None:
    files = sorted(path for path in mails.rglob("*") if path.is_file())
    assert len(files) > 1000
    for path in files:
        assert is_sound(read(path.read_bytes())), path


def test_mails_are_read_as_zammad_reads_them(mails: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = json.loads((mails / "zammad" / "expected.json").read_text("utf-8"))
    read_mails = {name: read((mails / "zammad" / name).read_bytes()) for name in expected}
    rates: dict[str, float] = {}
    lines: list[str] = []
    for field, (ours, theirs) in FIELDS.items():
        failures = [
            f"  {name}: {ours(read_mails[name])!r} is not {theirs(answer)!r}"
            for name, answer in expected.items()
            if ours(read_mails[name]) != theirs(answer) and not (field == "files" and name in BETTER_THAN_ZAMMAD)
        ]
        rates[field] = 1 - len(failures) / len(expected)
        lines += [f"{field}: {rates[field]:.1%} of {len(expected)}", *failures]
    with capsys.disabled():
        sys.stdout.write("\n".join(["", "as Zammad reads them", *lines, ""]))
    assert not {field: rate for field, rate in rates.items() if rate < FLOOR}, "\n".join(lines)


def test_line_ends_change_no_answer(mails: Path) -> None:
    """The same bounces with LF, CRLF and CR alone."""
    folder = mails / "sisimai" / "maildir"
    compared = 0
    for path in _in_three_line_ends(folder):
        answers = [read((folder / kind / path.name).read_bytes()) for kind in ("bsd", "dos", "mac")]
        summaries = {
            (one.subject, one.sender, one.to, one.date, one.message_id, one.full_text, len(one.attachments))
            for one in answers
        }
        assert len(summaries) == 1, path.name
        compared += 1
    assert compared > 10


def test_what_pythons_own_parser_reads_well_is_read_the_same(mails: Path) -> None:
    """A second opinion: subjects and identifiers of well-formed mail, as CPython 3.11 decodes them."""
    differing, compared = [], 0
    for line in (mails / "derived-cpython311.jsonl").read_text("utf-8").splitlines():
        answer = json.loads(line)
        path = mails / answer["file"]
        subject = answer.get("subject")
        if not path.is_file() or answer.get("defects") or subject is None or not subject.isprintable():
            continue
        compared += 1
        incoming = read(path.read_bytes())
        if _words(incoming.subject) != _words(subject) and "\ufffd" not in subject:
            differing.append(f"{answer['file']}: {incoming.subject!r} is not {subject!r}")
    assert compared > 500
    assert len(differing) <= compared * (1 - FLOOR) / 3, "\n".join(differing)


def _in_three_line_ends(folder: Path) -> Iterator[Path]:
    for path in sorted((folder / "mac").glob("*.eml")):
        if (folder / "bsd" / path.name).is_file() and (folder / "dos" / path.name).is_file():
            yield path


def _words(text: str | None) -> str:
    return " ".join((text or "").split())


def _addresses(text: str | None) -> set[str]:
    return set(re.findall(r"[^\s<>,()\[\]\";']+@[^\s<>,()\[\]\";']+", text or ""))


def _sender(answer: dict[str, Any]) -> str:
    """Without the quotes and brackets that broken headers leave on Zammad's answer."""
    return " ".join(str(answer["from_email"]).replace('"', "").rstrip(">").split())


def _names(names: Iterator[str]) -> list[str]:
    return sorted(unicodedata.normalize("NFC", name) for name in names)


FIELDS: dict[str, tuple[Callable[[Incoming], object], Callable[[dict[str, Any]], object]]] = {
    "sender": (lambda mail: mail.sender.replace('"', ""), _sender),
    "recipients": (
        lambda mail: (set(mail.to), set(mail.cc)),
        lambda answer: (_addresses(answer.get("to")), _addresses(answer.get("cc"))),
    ),
    "subject": (lambda mail: _words(mail.subject), lambda answer: _words(answer["subject"])),
    "files": (
        lambda mail: _names(file.name for file in mail.attachments),
        # Zammad keeps the HTML of every rich mail as a file of its own.
        lambda answer: _names(file["filename"] for file in answer["attachments"] if file["filename"] != "message.html"),
    ),
}
