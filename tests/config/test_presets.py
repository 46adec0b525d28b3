"""The shipped policies: every one parses, is marked with its evidence, and holds the numbers of STANDARDS §2.2."""

from datetime import date
from decimal import Decimal

import pytest

from cxdesk.config import ConfigError
from cxdesk.config.presets import EVIDENCE, preset, preset_names, read_preset
from cxdesk.domain.policy import Basis, Clock, ClockKind, DueTime, Roll
from cxdesk.domain.words import Role, Severity
from cxdesk.errors import WrongUse

ORDERED = {
    "iso10002-default",
    "gb-fca-disp",
    "gb-fca-psd",
    "eu-psd2",
    "gb-housing",
    "us-cfpb",
    "cn-12315-firm",
    "cn-bank-ins",
    "cn-telecom",
}


def clock_of(name: str, clock: str) -> Clock:
    found = preset(name).standard.policy.clock(clock)
    assert found is not None
    return found


def extensions(clock: Clock) -> list[str]:
    return [str(extension.to) for extension in clock.extend]


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_says_what_it_is_and_how_sure_it_is(name: str) -> None:
    read = preset(name)
    assert read.evidence in EVIDENCE
    assert read.title
    assert read.version
    assert read.sources
    assert read.uncertain
    assert read.disclaimer.startswith("configurable template, check with counsel")
    policy = read.standard.policy
    assert (policy.preset, policy.version, policy.evidence) == (name, read.version, read.evidence)


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_is_a_whole_policy(name: str) -> None:
    """Every clock of DOMAIN §5, a ladder on each that can be late, revisits and limits."""
    policy = preset(name).standard.policy
    names = {clock.name for clock in policy.clocks}
    assert names >= {"acknowledge", "respond", "update", "offer", "resolve", "fulfil", "promise", "revisit"}
    assert {step.clock for step in policy.ladder} <= names
    assert policy.visits
    assert policy.limits


@pytest.mark.parametrize("name", preset_names())
def test_law_pauses_only_where_the_rule_does_and_has_no_severity(name: str) -> None:
    """STANDARDS §8.15: waiting for the customer is no legal pause in any preset."""
    read = preset(name)
    for clock in read.standard.policy.clocks:
        if clock.basis is Basis.LAW:
            assert clock.pause <= ({"testing", "appraisal"} if name == "cn-bank-ins" else set())
            assert clock.name not in read.standard.by_severity


def test_the_ordered_presets_are_shipped() -> None:
    assert set(preset_names()) >= ORDERED


def test_the_general_preset_has_the_numbers_of_the_design() -> None:
    standard = preset("iso10002-default").standard
    policy = standard.policy

    def targets(name: str) -> list[str]:
        return [str(standard.target(clock_of("iso10002-default", name), severity)) for severity in Severity]

    assert str(clock_of("iso10002-default", "acknowledge").target) == "1bd"
    assert targets("respond") == ["1bd", "2bd", "3bd", "5bd"]
    assert targets("update") == ["1bd", "5bd", "5bd", "5bd"]
    assert targets("offer") == ["1bd", "5bd", "10bd", "15bd"]
    assert targets("resolve") == ["3d", "10d", "20d", "30d"]
    ladder = {step.name: step.level for step in policy.ladder if step.clock == "resolve"}
    assert ladder == {"50%": 0, "80%": 1, "100%": 2, "150%": 3}
    visits = {
        severity: [(visit.from_days, visit.to_days, visit.share) for visit in of_severity]
        for severity, of_severity in (policy.visits or {}).items()
    }
    assert visits == {
        Severity.S1: [(1, 3, 1.0), (7, 14, 1.0), (30, 45, 1.0)],
        Severity.S2: [(2, 5, 1.0), (20, 40, 1.0)],
        Severity.S3: [(5, 14, 1.0), (30, 60, 0.3)],
        Severity.S4: [(7, 30, 0.2)],
    }
    assert policy.limits == {Role.AGENT: Decimal(100), Role.SUPERVISOR: Decimal(1000)}
    assert (policy.lapse.attempts, policy.lapse.channels, policy.lapse.business_days) == (3, 2, 10)


def test_fca_disp() -> None:
    resolve, src = clock_of("gb-fca-disp", "resolve"), clock_of("gb-fca-disp", "src")
    assert (str(resolve.target), resolve.basis, resolve.roll) == ("8w", Basis.LAW, Roll.NONE)
    assert "letter:extension-notice" in resolve.stops
    assert resolve.waived_by == ("src",)
    assert (str(src.target), src.kind, src.due_time) == ("3bd", ClockKind.WINDOW, DueTime.CLOSE_OF_BUSINESS)
    assert src.stops == ("accepted",)
    assert str(clock_of("gb-fca-disp", "acknowledge").target) == "5bd"
    assert str(clock_of("gb-fca-disp", "update").target) == "20bd"
    assert str(clock_of("gb-fca-disp", "holding").target) == "28d"
    assert clock_of("gb-fca-disp", "holding").basis is Basis.TARGET
    referral = clock_of("gb-fca-disp", "referral")
    assert (str(referral.target), referral.starts) == ("6mo", "final_sent")
    assert referral.kind is ClockKind.CUSTOMER_RIGHT


@pytest.mark.parametrize("name", ["gb-fca-psd", "eu-psd2"])
def test_payment_services(name: str) -> None:
    resolve = clock_of(name, "resolve")
    assert (str(resolve.target), resolve.basis, extensions(resolve)) == ("15bd", Basis.LAW, ["35bd"])
    assert "customer_notice" in resolve.extend[0].requires


def test_housing() -> None:
    assert str(clock_of("gb-housing", "acknowledge").target) == "5bd"
    first, second = clock_of("gb-housing", "resolve"), clock_of("gb-housing-stage2", "resolve")
    assert (str(first.target), first.starts, extensions(first)) == ("10bd", "acknowledged", ["20bd"])
    assert (str(second.target), second.starts, extensions(second)) == ("20bd", "acknowledged", ["40bd"])


def test_cfpb() -> None:
    assert str(clock_of("us-cfpb", "respond").target) == "15d"
    assert str(clock_of("us-cfpb", "resolve").target) == "60d"
    assert clock_of("us-cfpb", "feedback").kind is ClockKind.CUSTOMER_RIGHT


def test_china() -> None:
    bank, telecom = clock_of("cn-bank-ins", "resolve"), clock_of("cn-telecom", "resolve")
    assert (str(bank.target), extensions(bank), bank.roll) == ("15d", ["30d", "60d"], Roll.NEXT_WORKING_DAY)
    assert "manager" in bank.extend[1].requires
    assert (str(telecom.target), telecom.roll, telecom.basis) == ("15d", Roll.NEXT_WORKING_DAY, Basis.LAW)
    assert str(clock_of("cn-telecom-fault", "fault_repair").target) == "48h"
    assert str(clock_of("cn-telecom-fault-rural", "fault_repair").target) == "72h"
    firm = [str(clock_of("cn-12315-firm", name).target) for name in ("respond", "position", "resolve")]
    assert firm == ["1bd", "3bd", "15d"]
    assert all(clock.basis is Basis.TARGET for clock in preset("cn-12315-firm").standard.policy.clocks)


def test_a_version_speaks_for_its_dates_on_both_sides() -> None:
    """STANDARDS §8.13."""
    firm = preset("cn-12315-firm")
    assert not firm.in_force(date(2026, 4, 14))
    assert firm.in_force(date(2026, 4, 15))
    disp = preset("gb-fca-disp")
    assert (disp.in_force(date(2026, 5, 31)), disp.in_force(date(2026, 6, 1))) == (False, True)
    assert preset("iso10002-default").in_force(date(1999, 1, 1))


def test_an_unknown_preset_is_named_with_the_nearest() -> None:
    with pytest.raises(WrongUse) as refused:
        preset("gb-fca-dips")
    assert "gb-fca-disp" in str(refused.value.mend)


def test_a_preset_with_a_mistake_names_its_line() -> None:
    with pytest.raises(ConfigError) as refused:
        read_preset("mine", 'title = "Mine"\nevidence = "V9"\n[clock.resolve]\ntarget = "soon"\n')
    assert [problem.line for problem in refused.value.problems] == [2, 4, 4]
