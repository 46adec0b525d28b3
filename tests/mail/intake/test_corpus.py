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
    """Every mail counts. Beside each rate, how many answers are the same to the last blank, bracket and quote."""
    expected = json.loads((mails / "zammad" / "expected.json").read_text("utf-8"))
    read_mails = {name: read((mails / "zammad" / name).read_bytes()) for name in expected}
    rates: dict[str, float] = {}
    lines: list[str] = []
    for field, (ours, theirs, alike) in FIELDS.items():
        answers = {name: (ours(read_mails[name]), theirs(answer)) for name, answer in expected.items()}
        failures = [
            f"  {name}: {mine!r} is not {other!r}"
            for name, (mine, other) in answers.items()
            if alike(mine) != alike(other)
        ]
        exact = sum(mine == other for mine, other in answers.values()) / len(expected)
        rates[field] = 1 - len(failures) / len(expected)
        lines += [f"{field}: {rates[field]:.1%} of {len(expected)} (to the letter {exact:.1%})", *failures]
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


def _bare(address: str) -> str:
    """An address without the quotes, brackets and blanks that a broken header leaves on it, whoever read it."""
    return " ".join(address.replace('"', "").strip("<> ").split())


def _names(names: Iterator[str]) -> list[str]:
    return sorted(unicodedata.normalize("NFC", name) for name in names)


def _same(answer: Any) -> Any:
    return answer


# For each field: our answer, theirs, and what of an answer is compared.
FIELDS: dict[str, tuple[Callable[[Incoming], Any], Callable[[dict[str, Any]], Any], Callable[[Any], Any]]] = {
    "sender": (lambda mail: mail.sender, lambda answer: answer["from_email"], _bare),
    "recipients": (
        lambda mail: (set(mail.to), set(mail.cc)),
        lambda answer: (_addresses(answer.get("to")), _addresses(answer.get("cc"))),
        _same,
    ),
    "subject": (lambda mail: mail.subject, lambda answer: answer["subject"], _words),
    "files": (
        lambda mail: _names(file.name for file in mail.attachments),
        # Zammad keeps the HTML of every rich mail as a file of its own.
        lambda answer: _names(file["filename"] for file in answer["attachments"] if file["filename"] != "message.html"),
        _same,
    ),
}
