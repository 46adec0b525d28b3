"""Each preset walked through whole histories, along the dates of STANDARDS §2, §8 and Appendix A."""

from dataclasses import replace

import pytest

from cxdesk.config.presets import preset
from cxdesk.domain import events as e
from cxdesk.domain.instances import Verdict
from cxdesk.domain.policy import ClockKind, Facts, Policy
from cxdesk.domain.words import AcknowledgementState, OptionType, Severity
from tests.config.test_presets_dates import calendar_of
from tests.domain.histories import OneStandard, Story, ask, refer, reply


def walk(name: str, received: str, **more: object) -> Story:
    """A complaint received at that local time under the preset, with targets by severity as a desk has them."""
    standard, calendar = preset(name).standard, calendar_of(name)

    def choose(facts: Facts) -> Policy:
        clocks = tuple(
            replace(clock, target=standard.target(clock, facts.severity)) for clock in standard.policy.clocks
        )
        return replace(standard.policy, name=name, calendar="office", clocks=clocks)

    standards = OneStandard(choose, calendar, str(calendar.zone))
    return Story(calendar, {"first": standards}).log(received, **more)


def last_day(case: Story, clock: str, cycle: int = 1) -> str:
    """The last local date on which it can still be met."""
    due_at = case.clock(clock, cycle).due_at
    assert due_at is not None
    return case.office.local_date(due_at - (due_at.resolution)).isoformat()


def final() -> e.FinalSent:
    return e.FinalSent()


def accepted(case: Story, at: str) -> Story:
    return case.then(at, e.Offered(1, OptionType.REFUND)).then(at, e.OptionAccepted(1))


def test_fca_disp_without_an_answer_is_late_after_eight_weeks() -> None:
    """§8.2: eight weeks to the day over Easter, no roll."""
    case = walk("gb-fca-disp", "2026-02-10 10:00")
    assert last_day(case, "resolve") == "2026-04-07"
    assert not case.clock("resolve").overdue_at(case.at("2026-04-07 23:59"))
    assert case.clock("resolve").overdue_at(case.at("2026-04-08 00:00"))
    assert last_day(case, "holding") == "2026-03-10"


def test_fca_disp_a_letter_of_delay_meets_the_rule_and_leaves_the_complaint_open() -> None:
    case = walk("gb-fca-disp", "2026-02-10 10:00").then("2026-02-12 10:00", reply())
    case.then("2026-04-07 16:00", e.LetterAccepted("extension-notice", "m1"))
    assert case.clock("resolve").verdict is Verdict.MET
    assert case.clock("update").is_open


def test_fca_disp_settled_by_the_third_business_day_waives_the_rest() -> None:
    """§8.1: received before Good Friday, the window closes on the Thursday after Easter at close of business."""
    in_time = accepted(walk("gb-fca-disp", "2026-04-02 10:00"), "2026-04-09 16:59")
    assert in_time.clock("src").verdict is Verdict.MET
    assert in_time.clock("resolve").verdict is Verdict.CANCELLED
    late = accepted(walk("gb-fca-disp", "2026-04-02 10:00"), "2026-04-09 17:00")
    assert late.clock("src").verdict is Verdict.CANCELLED
    assert late.clock("resolve").verdict is Verdict.RUNNING


def test_fca_disp_the_customer_has_six_months_that_nobody_can_breach() -> None:
    """§8.3: months clamp."""
    case = walk("gb-fca-disp", "2026-07-20 10:00").then("2026-08-31 10:00", final())
    right = case.clock("referral")
    assert last_day(case, "referral") == "2027-02-28"
    assert right.kind is ClockKind.CUSTOMER_RIGHT
    assert not right.overdue_at(case.at("2028-01-01 00:00"))


@pytest.mark.parametrize("name", ["gb-fca-psd", "eu-psd2"])
def test_payment_services_fifteen_days_and_thirty_five_from_the_same_receipt(name: str) -> None:
    """Appendix A: 3 and 6 April and 4 May are no business days; no wait stops the clock (§8.15)."""
    case = walk(name, "2026-03-23 10:00").then("2026-03-30 10:00", ask()).then("2026-04-01 10:00", e.Resumed())
    assert last_day(case, "resolve") == "2026-04-15"
    case.then("2026-04-14 10:00", e.Extended("resolve", 1, 1, case.at("2026-05-15 00:00")))
    assert last_day(case, "resolve") == "2026-05-14"
    case.then("2026-05-14 16:00", final())
    assert case.clock("resolve").verdict is Verdict.MET


def test_housing_counts_from_its_acknowledgement() -> None:
    """Five working days to acknowledge, ten from then on; Easter in between."""
    case = walk("gb-housing", "2026-04-02 10:00", acknowledgement=AcknowledgementState.OWED)
    assert last_day(case, "acknowledge") == "2026-04-13"
    assert not case.has("resolve")
    case.then("2026-04-13 10:00", e.Acknowledged("phone", automatic=False))
    assert case.clock("acknowledge").verdict is Verdict.MET
    assert last_day(case, "resolve") == "2026-04-27"


def test_cfpb_counts_calendar_days_to_a_sunday() -> None:
    """Appendix A: 15 and 60 days of the same start."""
    case = walk("us-cfpb", "2026-07-01 10:00")
    assert (last_day(case, "respond"), last_day(case, "resolve")) == ("2026-07-16", "2026-08-30")
    case.then("2026-07-10 10:00", reply()).then("2026-08-31 09:00", final())
    assert (case.clock("respond").verdict, case.clock("resolve").verdict) == (Verdict.MET, Verdict.BREACHED)


@pytest.mark.parametrize(
    ("received", "ends_on"),
    [("2026-09-18", "2026-10-08"), ("2026-01-31", "2026-02-24"), ("2026-01-30", "2026-02-14")],
)
@pytest.mark.parametrize("name", ["cn-bank-ins", "cn-telecom"])
def test_china_rolls_over_rest_days_and_not_over_a_make_up_day(name: str, received: str, ends_on: str) -> None:
    """§8.6, §8.7."""
    assert last_day(walk(name, f"{received} 10:00"), "resolve") == ends_on


def test_bank_appraisal_stops_the_clock_and_waiting_for_the_customer_does_not() -> None:
    case = walk("cn-bank-ins", "2026-11-02 10:00").then("2026-11-04 10:00", ask()).then("2026-11-06 10:00", e.Resumed())
    assert last_day(case, "resolve") == "2026-11-17"
    case.then("2026-11-09 10:00", refer("appraisal")).then("2026-11-11 10:00", e.Resumed())
    assert last_day(case, "resolve") == "2026-11-19"


def test_the_firm_of_a_12315_case_answers_in_working_days() -> None:
    case = walk("cn-12315-firm", "2026-02-13 10:00")
    assert last_day(case, "position") == "2026-02-25"
    assert last_day(walk("cn-12315-firm", "2026-09-30 10:00"), "respond") == "2026-10-08"


@pytest.mark.parametrize(("severity", "days"), list(zip(Severity, (3, 10, 20, 30), strict=True)))
def test_the_general_preset_resolves_by_severity_and_owes_an_update_after_each_reply(
    severity: Severity, days: int
) -> None:
    case = walk("iso10002-default", "2026-11-02 10:00", severity=severity)
    due_at, received_at = case.clock("resolve").due_at, case.at("2026-11-02 00:00")
    assert due_at is not None
    assert (due_at - received_at).days == days + 1
    case.then("2026-11-02 12:00", reply()).then("2026-11-03 12:00", reply())
    assert case.clock("respond").verdict is Verdict.MET
    assert (case.clock("update").verdict, case.clock("update", instance=2).verdict) == (Verdict.MET, Verdict.RUNNING)
    case.then("2026-11-04 12:00", e.Fulfilled())
    assert case.clock("resolve").verdict is Verdict.MET
    assert case.clock("update", instance=2).verdict is Verdict.CANCELLED


def test_faults_count_hours_at_once_and_through_holidays() -> None:
    town, country = (walk(name, "2026-10-01 10:00") for name in ("cn-telecom-fault", "cn-telecom-fault-rural"))
    assert town.due("fault_repair") == "2026-10-03 10:00"
    assert country.due("fault_repair") == "2026-10-04 10:00"
