"""Real bounces, answering machines and complaints of readers, against what Sisimai, flufl and Discourse say."""

import csv
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from cxdesk.mail.intake import Incoming, Verdict, read
from tests.mail.intake.letters import letter

VERDICTS: float = 0.97
RECIPIENTS: float = 0.95
CODES: float = 0.95
MACHINES = {Verdict.AUTOMATIC, Verdict.LIST}

pytestmark = pytest.mark.corpus


@pytest.fixture
def mails(corpus: Path) -> Path:
    return corpus / "05-email"


@cache
def reading(path: Path) -> Incoming:
    """What the file comes to; several tests ask."""
    return read(path.read_bytes())


def sisimai(mails: Path) -> Iterator[tuple[str, list[dict[str, str]], Incoming]]:
    for name, answers in json.loads((mails / "sisimai" / "expected.json").read_text("utf-8")).items():
        yield name, answers, reading(mails / "sisimai" / "maildir" / "bsd" / name)


def flufl(mails: Path) -> Iterator[tuple[str, set[str], bool, Incoming]]:
    for name, answers in json.loads((mails / "flufl.bounce" / "expected.json").read_text("utf-8")).items():
        failed = {address.lower() for each in answers for address in each.get("failed", [])}
        yield name, failed, bool(answers[0]["temporary"]), read((mails / "flufl.bounce" / name).read_bytes())


def held(what: str, floor: float, all_of_them: int, failures: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The rate is printed with what failed, and is at least *floor*."""
    rate = 1 - len(failures) / all_of_them
    shown = "\n".join([f"\n{what}: {rate:.1%} of {all_of_them}", *(f"  {failure}" for failure in failures)])
    with capsys.disabled():
        sys.stdout.write(shown + "\n")
    assert rate >= floor, shown


def expected_of(reasons: set[str]) -> set[Verdict]:
    if "feedback" in reasons:
        return {Verdict.FEEDBACK}
    return {Verdict.AUTOMATIC} if reasons & {"vacation", "delivered"} else {Verdict.BOUNCE}


def test_verdicts_of_sisimai(mails: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judged = [(name, expected_of({each["reason"] for each in answers}), got) for name, answers, got in sisimai(mails)]
    failures = [f"{name}: {got.verdict} {got.reason}" for name, expected, got in judged if got.verdict not in expected]
    held("verdicts of Sisimai", VERDICTS, len(judged), failures, capsys)


def test_recipients_of_sisimai(mails: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It names no addresses, but how many letters came back, and the code of each."""
    counts: list[str] = []
    codes: list[str] = []
    several = single = 0
    for name, answers, got in sisimai(mails):
        if {each["reason"] for each in answers} & {"feedback", "vacation", "delivered"}:
            continue
        several += 1
        if len(answers) != len(got.bounced):
            counts.append(f"{name}: {len(answers)} {[each.recipient for each in got.bounced]}")
            continue
        # x.0.9xx are Sisimai's own, for a bounce that tells no code.
        theirs = sorted(each["dsn"] for each in answers)
        if not any(re.match(r"\d\.0\.9", code) for code in theirs):
            single += 1
            ours = sorted(each.status for each in got.bounced)
            codes += [f"{name}: {theirs} {ours}"] if ours != theirs else []
    held("recipients of Sisimai", RECIPIENTS, several, counts, capsys)
    held("codes of Sisimai", CODES, single, codes, capsys)


def test_verdicts_and_recipients_of_flufl(mails: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judged = list(flufl(mails))
    bounces = [each for each in judged if each[1]]
    verdicts = [f"{name}: {got.verdict}" for name, _failed, _temporary, got in bounces if got.verdict != Verdict.BOUNCE]
    named = {name: {each.recipient.lower() for each in got.bounced} for name, _failed, _temporary, got in judged}
    recipients = [
        f"{name}: {failed} {named[name]}" for name, failed, _temporary, _got in judged if named[name] != failed
    ]
    permanent = [
        f"{name}: {got.bounced}"
        for name, _failed, temporary, got in bounces
        if any(each.permanent == temporary for each in got.bounced)
    ]
    held("verdicts of flufl", VERDICTS, len(bounces), verdicts, capsys)
    held("recipients of flufl", RECIPIENTS, len(judged), recipients, capsys)
    held("permanence of flufl", RECIPIENTS, len(bounces), permanent, capsys)


def test_verdicts_of_discourse(mails: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = json.loads((mails / "discourse" / "expected.json").read_text("utf-8"))
    failures = []
    for each in expected:
        got = read((mails / "discourse" / f"{each['fixture']}.eml").read_bytes())
        wanted = {"auto_generated": MACHINES, "bounce": {Verdict.BOUNCE}}.get(each["verdict"], {Verdict.CUSTOMER})
        if each["verdict"] == "no_sender":
            wanted = {Verdict.AUTOMATIC, Verdict.BOUNCE}
        if got.verdict not in wanted:
            failures.append(f"{each['fixture']}: {got.verdict} {got.reason}")
        if "hard" in each and [one.permanent for one in got.bounced] != [each["hard"]]:
            failures.append(f"{each['fixture']}: {got.bounced}")
    held("verdicts of Discourse", VERDICTS, len(expected), failures, capsys)


def test_bounces_of_others_are_bounces_and_forwards_of_them_are_not(mails: Path) -> None:
    bounces = [
        *(mails / "flanker" / "messages" / "bounce").iterdir(),
        *(mails / "mail-gem" / "multipart_report_emails").iterdir(),
    ]
    assert {path.name: reading(path).verdict for path in bounces if reading(path).verdict != "bounce"} == {}
    complaints = (mails / "flanker" / "messages" / "complaints").iterdir()
    assert {read(path.read_bytes()).verdict for path in complaints} == {Verdict.FEEDBACK}
    others = mails / "sisimai" / "maildir"
    assert read((others / "not" / "is-not-bounce-01.eml").read_bytes()).verdict is Verdict.CUSTOMER
    assert read((others / "err" / "make-test-36.eml").read_bytes()).verdict is Verdict.CUSTOMER


def test_the_words_of_real_complaints_make_no_machine_of_a_customer(corpus: Path) -> None:
    with (corpus / "01-cfpb" / "cfpb-narratives_only_2col.csv").open(newline="", encoding="utf-8") as file:
        texts = [cell for row in csv.reader(file) for cell in row if len(cell) > 100]
    with (corpus / "03-chinese" / "car_complain_2021-01_utf8.csv").open(newline="", encoding="utf-8") as file:
        texts += [cell for row in csv.reader(file) for cell in row if len(cell) > 20]
    assert len(texts) > 500
    for text in texts[:2_000]:
        kind = "Content-Type: text/plain; charset=utf-8"
        got = read(letter("Subject: " + " ".join(text[:60].split()), kind, body=text))
        assert (got.verdict, got.reason) == (Verdict.CUSTOMER, ""), text
