"""Plainly sample facts, shared by the tests of letters."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from cxdesk.letters import Due, LetterFacts, NoticeRow

NOW = datetime(2026, 10, 20, 8, 30, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")

WRITTEN = {
    "en": {
        "progress": "The spare part was ordered and has arrived.",
        "options": "1. Repair at no cost\n2. Refund of 120.00 EUR",
        "decision": "We uphold your complaint.",
        "reasons": "The machine left our workshop without its last test.",
        "reason": "The part comes from abroad.",
        "items": "- the receipt",
        "outcome": "repaired, as you accepted",
        "option": "Repair at no cost",
        "remedy": "The machine was repaired.",
        "report_title": "Daily report",
        "period": "20 October 2026",
    },
    "zh": {
        "progress": "配件已经订购并到货。",
        "options": "1. 免费维修\n2. 退款120.00元",
        "decision": "您的投诉成立。",
        "reasons": "机器出厂前没有做最后一次检验。",
        "reason": "配件需要从国外运来。",
        "items": "- 购买凭证",
        "outcome": "已按您接受的方案修好",
        "option": "免费维修",
        "remedy": "机器已修好。",
        "report_title": "日报",
        "period": "2026年10月20日",
    },
}


def bare(language: str = "en") -> LetterFacts:
    """What every letter has: the reference, the day of receipt, and its own words."""
    return LetterFacts(zone=SHANGHAI, ref="CX-1042", received_at=NOW, extra=WRITTEN[language])


def full(language: str = "en") -> LetterFacts:
    """Every optional fact known."""
    return LetterFacts(
        zone=SHANGHAI,
        ref="CX-1042",
        received_at=NOW,
        channel="phone",
        desk_name="Sample Desk",
        customer_name="Sample Customer",
        summary="The coffee machine leaks",
        remedy_sought="repair or replace it",
        owner_name="Sample Agent",
        team_name="Sample Team",
        contact="+00 000 0000",
        hours="Monday to Friday, 9 to 17",
        next_update_at=Due(datetime(2026, 10, 27, 16, tzinfo=UTC)),
        final_due_at=Due(datetime(2026, 12, 2, 16, tzinfo=UTC)),
        previous_due_at=Due(datetime(2026, 10, 19, 16, tzinfo=UTC)),
        answer_by=Due(datetime(2026, 11, 9, 16, tzinfo=UTC)),
        policy_basis="our complaints policy",
        recourse_required=True,
        recourse_body="Sample Ombudsman",
        recourse_contact="ombudsman.example",
        recourse_from=date(2026, 12, 3),
        recourse_until=date(2027, 6, 3),
        recourse_expires_on=date(2027, 1, 1),
        internal_review="write to Sample Manager",
        privacy="Only the people who deal with it read what you wrote.",
        accessibility="We also answer in large print.",
        safety_text="Unplug the machine.",
        what_we_may_ask="the receipt",
        notice_rows=(NoticeRow("CX-7", "resolve", Due(NOW), 2, late=True),),
        extra=WRITTEN[language],
    )
