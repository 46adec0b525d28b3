"""Mail that came in stands in the daily report with what became of it, and quarantine is found by its check."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cxdesk.clockwork import daily_of
from cxdesk.desk import Desk
from cxdesk.mail.intake.incoming import Incoming, Verdict
from cxdesk.reports.render import Format, render
from tests.desks import Clock, new_desk, opened

WORDS = Incoming(subject="Late", sender="sample@customer.example", message_id="1@c.example", text="Late.")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = Clock()
    with opened(new_desk(tmp_path, clock), clock) as found:
        yield found


def take(desk: Desk, mail: Incoming, raw: bytes) -> None:
    number, _new = desk.keep_mail(raw, "test")
    desk.file_mail(number, mail)


def test_a_desk_without_an_intake_has_no_such_section(desk: Desk) -> None:
    report = daily_of(desk, desk.now().date())
    assert "mail" not in [section.key for section in report.sections]


def test_what_came_in_is_counted_by_what_became_of_it_and_quarantine_is_a_finding(desk: Desk) -> None:
    take(desk, WORDS, b"1")
    take(desk, replace(WORDS, subject="CX-1", message_id="2@c.example"), b"2")
    take(desk, replace(WORDS, message_id="3@c.example", verdict=Verdict.AUTOMATIC), b"3")
    take(desk, replace(WORDS, message_id="4@c.example", sender=""), b"4")
    desk.keep_mail(b"5", "test")
    report = daily_of(desk, desk.now().date())
    (section,) = [section for section in report.sections if section.key == "mail"]
    figures = {figure.key: figure.value for figure in section.figures}
    assert figures == {
        "mail_received": 5,
        "mail_new": 1,
        "mail_replies": 1,
        "mail_automatic": 1,
        "mail_duplicate": 0,
        "mail_quarantined": 1,
        "mail_unfiled": 1,
    }
    assert [row[:2] for row in section.tables[0].rows] == [(4, "no-sender")]
    found = {finding.code: finding.number for finding in report.findings}
    assert (found["mail_quarantined"], found["mail_unfiled"]) == (1, 1)
    page = render(report, Format.MARKDOWN)
    assert "Mail that came in" in page
    assert "customer.example" not in page
