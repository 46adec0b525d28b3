"""Rules, ties and the fairness floor as `policy check` sees them, before anything is applied (DOMAIN §6)."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cxdesk.config import ConfigError, Problem, check, load, snapshot_of
from cxdesk.config.standards import Config
from cxdesk.domain.policy import Facts, Policy
from cxdesk.domain.rules import Layer
from cxdesk.domain.words import Role, Severity

TWO_POLICIES = """
[desk]
segments = ["standard", "vip"]
products = ["card", "loan"]
[policy.standard]
[policy.payments]
based_on = "gb-fca-psd"
"""


def read(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "desk.toml"
    path.write_text(TWO_POLICIES + text, encoding="utf-8")
    return load(path)


def problems(tmp_path: Path, text: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, text)
    return refused.value.problems


def chosen(config: Config, facts: Facts) -> Policy:
    return snapshot_of(config, {}, "").policy_for(facts)


def test_rules_choose_policies_and_change_numbers(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        """
        [[rule]]
        name = "payments law"
        layer = "law"
        when = { product = "card", from = 2026-01-01 }
        then = { policy = "payments" }
        [[rule]]
        when = { segment = "vip" }
        then.limits = { agent = 500 }
        then.clock.respond = { target = "1bd", by_severity = { S1 = "4bh" } }
        [[rule.then.ladder]]
        clock = "respond"
        at = "50%"
        """,
    )
    assert [rule.layer for rule in config.rules] == [Layer.LAW, Layer.SEGMENT]
    policy = chosen(config, Facts(date(2026, 3, 2), Severity.S1, segment="vip", product="card"))
    respond, resolve = policy.clock("respond"), policy.clock("resolve")
    assert respond is not None
    assert resolve is not None
    assert (policy.name, str(respond.target), str(resolve.target)) == ("payments", "4bh", "15bd")
    assert policy.limits == {Role.AGENT: Decimal(500)}
    assert [step.name for step in policy.ladder] == ["50%"]
    before = chosen(config, Facts(date(2025, 3, 2), product="card"))
    assert before.name == "standard"


@pytest.mark.parametrize(
    ("line", "key", "mend"),
    [
        ('when = { segment = "wip" }\nthen = { policy = "payments" }', "when.segment", "did you mean vip?"),
        ('when = { segmnt = "vip" }\nthen = { policy = "payments" }', "when.segmnt", "did you mean segment?"),
        ('when = { severity = "S5" }\nthen = { policy = "payments" }', "when.severity", "S4"),
        ('then = { policy = "payment" }', "then.policy", "did you mean payments?"),
        ('then = { calendar = "moon" }', "then.calendar", "desk"),
        ('then = { clock = { resolv = { target = "3d" } } }', "then.clock.resolv", "did you mean resolve?"),
        ('then = { clock = { resolve = { target = "-3d" } } }', "then.clock.resolve.target", "minus"),
        ('when = { from = 2026-02-01, until = 2026-01-01 }\nthen = { policy = "payments" }', "when.until", "out again"),
        ('when = { segment = "vip" }', "then", "policy"),
        ('then = { policy = "payments" }\nlayer = "king"', "layer", "law"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_at_its_key(tmp_path: Path, line: str, key: str, mend: str) -> None:
    (problem,) = problems(tmp_path, f"[[rule]]\n{line}\n")
    assert problem.key == f"rule[1].{key}"
    assert mend in problem.mend
    assert problem.line >= 8


def test_a_tie_names_both_rules_and_what_they_dispute(tmp_path: Path) -> None:
    (problem,) = problems(
        tmp_path,
        """
[[rule]]
when = { segment = "vip" }
then = { clock = { resolve = { target = "5d" } } }
[[rule]]
when = { product = "loan" }
then = { policy = "payments", clock = { resolve = { target = "6d" } } }
""",
    )
    assert problem.line == 12
    assert "rule 1 and rule 2" in problem.what
    assert "clock.resolve.target" in problem.what
    assert "rank" in problem.mend


def test_a_rule_may_not_lengthen_a_law_clock_of_any_policy_it_can_meet(tmp_path: Path) -> None:
    (problem,) = problems(
        tmp_path, '[[rule]]\nwhen = { segment = "vip" }\nthen = { clock = { resolve = { target = "20bd" } } }\n'
    )
    assert problem.key == "rule[1].then.clock.resolve"
    assert "law in the policy payments" in problem.what
    config = read(
        tmp_path,
        '[[rule]]\nwhen = { segment = "vip" }\n'
        'then = { policy = "standard", clock = { resolve = { target = "20bd" } } }\n',
    )
    assert "looser" in config.warnings[0].what


def test_a_rule_may_not_pause_a_law_clock(tmp_path: Path) -> None:
    text = '[[rule]]\nthen = { policy = "payments", clock = { resolve = { pause = ["customer"] } } }\n'
    (problem,) = problems(tmp_path, text)
    assert "may not pause" in problem.what


def test_a_rule_that_gives_some_customers_less_is_a_warning(tmp_path: Path) -> None:
    config = read(
        tmp_path, '[[rule]]\nwhen = { segment = "standard" }\nthen = { clock = { respond = { target = "4bd" } } }'
    )
    assert "rule 1 makes respond looser than the policy standard does: 4 business days for 3 business days" in [
        warning.what for warning in check(config, date(2026, 9, 1))
    ]


def test_nobodys_target_is_looser_than_the_floor(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """
[floor]
resolve = "25d"
respond = "5bd"
[[rule]]
when = { segment = "standard" }
then = { clock = { respond = { target = "6bd" } } }
""",
    )
    told = [(problem.key, problem.what.partition(" for ")[0]) for problem in found]
    assert ("policy.standard.clock.resolve", "30 days") in told
    assert ("policy.payments.clock.resolve", "15 business days") in told
    assert ("rule[1].then.clock.respond", "6 business days") in told
    assert len(told) == len(set(told))


def test_a_floor_for_a_clock_that_nobody_has_is_refused(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, '[floor]\nresolv = "60d"\n')
    assert problem.mend == "did you mean resolve?"


def test_escalations_that_wait_for_an_answer_take_the_desks_time(tmp_path: Path) -> None:
    config = read(tmp_path, '[escalation]\nanswer_within = "4bh"\nlevels = { 2 = ["team-lead"] }\n')
    assert config.ladders.levels[2] == ("team-lead",)
    assert snapshot_of(config, {}, "").levels == {1: ("owner",), 2: ("team-lead",), 3: ("manager",)}
