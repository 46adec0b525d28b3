"""What customers are given: the standards in force, in their language, no more than is promised."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cxdesk.desk import Desk
from tests.desks import Clock, new_desk, opened


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as made:
        yield made


def put_in_force(desk: Desk, text: str) -> None:
    settings = desk.folder / "desk.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")
    desk.apply_policy()


def test_the_sheet_says_what_is_promised_by_gravity(desk: Desk) -> None:
    told = desk.standards_sheet("en")
    assert told.startswith("Our service standards for complaints\n")
    assert "• We confirm that your complaint has reached us: within 1 business day\n" in told
    assert "  – minor: within 30 days\n" in told
    assert "Monday–Friday 09:00–17:00" in told
    assert f"In force since 2 March 2026; version {desk.snapshot.hash[:12]}." in told


def test_the_sheet_is_chinese_where_the_customer_is(desk: Desk) -> None:
    told = desk.standards_sheet("zh-CN")
    assert "• 确认收到您的投诉：1个工作日内" in told
    assert "自2026年3月2日起执行" in told
    assert "within" not in told


def test_what_is_written_and_not_in_force_is_not_promised(desk: Desk) -> None:
    settings = desk.folder / "desk.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text + '\n[policy.standard.clock.acknowledge]\ntarget = "2bh"\n', encoding="utf-8")
    assert "2 business hours" not in desk.standards_sheet()
    desk.apply_policy()
    assert "2 business hours" in desk.standards_sheet()


def test_law_recourse_and_the_customers_right_are_told_and_an_old_recourse_is_not(desk: Desk) -> None:
    settings = desk.folder / "desk.toml"
    text = settings.read_text(encoding="utf-8").replace('"iso10002-default"', '"gb-fca-disp"')
    settings.write_text(text, encoding="utf-8")
    put_in_force(desk, '[policy.standard.recourse]\nbody = "the Sample Ombudsman"\ncontact = "sample.example"\n')
    told = desk.standards_sheet("en")
    assert "within 8 weeks (set by law)" in told
    assert "You can turn to the Sample Ombudsman. sample.example" in told
    assert "you have 6 months to turn to the Sample Ombudsman" in told
    put_in_force(desk, "expires_on = 2026-03-01\n")
    assert "Sample Ombudsman" not in desk.standards_sheet("en")


def test_what_moves_a_last_day_or_prolongs_a_time_is_told_with_it(desk: Desk) -> None:
    """STANDARDS §2.2: the bank's 15 days may become 30 and 60, and a last day of rest rolls."""
    settings = desk.folder / "desk.toml"
    text = settings.read_text(encoding="utf-8").replace('"iso10002-default"', '"cn-bank-ins"')
    settings.write_text(text, encoding="utf-8")
    desk.apply_policy()
    told = desk.standards_sheet("en")
    resolve = "within 15 days (set by law); in special cases 30 days or 60 days, and we tell you why beforehand"
    assert f"final answer†‡: {resolve}\n" in told
    assert "\n‡ A last day on which we are not open moves to the next business day.\n" in told
    assert "15日内（法定时限）；情况特殊的可延至30日或60日" in desk.standards_sheet("zh")
