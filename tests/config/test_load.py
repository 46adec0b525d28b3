"""desk.toml read: defaults that work, and every mistake named with file, line, key and mend (CLI.md, errors)."""

import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cxdesk.config import ConfigError, Problem, check, load, load_settings, snapshot_of
from cxdesk.config.settings import Language, Tier, Transport
from cxdesk.domain.policy import Facts
from cxdesk.domain.words import Role, Severity
from cxdesk.errors import DeskUnavailable


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "desk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(tmp_path: Path, text: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as refused:
        load(write(tmp_path, text))
    return refused.value.problems


def only_problem(tmp_path: Path, text: str) -> Problem:
    (problem,) = problems(tmp_path, text)
    return problem


def test_an_empty_file_is_a_working_desk(tmp_path: Path) -> None:
    config = load(write(tmp_path, ""))
    assert config.desk.reference == "CX"
    assert config.desk.backdate == timedelta(days=7)
    assert "authority" in config.desk.channels
    assert config.settings.mail.transport is Transport.MAILDIR
    policy = snapshot_of(config, {}, "").policy_for(Facts(date(2026, 3, 2), severity=Severity.S2))
    assert [str(clock.target) for clock in policy.clocks if clock.name in ("respond", "resolve")] == ["2bd", "10d"]
    assert policy.preset == "iso10002-default"
    assert policy.calendar == "desk"


def test_everything_a_desk_says_is_read(tmp_path: Path) -> None:
    settings = load_settings(
        write(
            tmp_path,
            """
            [desk]
            name = "Care 客户"
            language = "zh"
            timezone = "Asia/Shanghai"
            segments = ["gold"]
            [channel.phone]
            cost = 6.50
            [channel.kiosk]
            tier = "self_service"
            [channel.social]
            off = true
            [causes]
            late = "Delivered late"
            [mail]
            transport = "smtp"
            host = "mail.example.org"
            from = "care@example.org"
            username = "desk"
            password_env = "SECRET"
            [letters]
            contact = "010-0000"
            [views]
            grave = "severity:S1"
            mine = ""
            [report]
            time = "18:00"
            email = "boss@example.org"
            """,
        )
    )
    assert (settings.desk.name, settings.desk.language) == ("Care 客户", Language.ZH)
    assert settings.desk.channels["phone"].cost == Decimal("6.50")
    assert settings.desk.channels["kiosk"].tier is Tier.SELF_SERVICE
    assert "social" not in settings.desk.channels
    assert settings.desk.causes == {"late": "Delivered late"}
    assert (settings.mail.host, settings.mail.sender_address) == ("mail.example.org", "care@example.org")
    assert settings.letters.contact == "010-0000"
    assert settings.views["grave"] == "severity:S1"
    assert settings.views["mine"] == ""
    assert settings.report.email == ("boss@example.org",)


def test_a_missing_file_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(DeskUnavailable) as refused:
        load_settings(tmp_path / "desk.toml")
    assert "cxdesk init" in str(refused.value.mend)
    assert refused.value.exit_code == 4


def test_another_encoding_and_a_folder_are_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_bytes('[desk]\nname = "café"'.encode("latin-1"))
    with pytest.raises(DeskUnavailable, match="UTF-8"):
        load(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(DeskUnavailable, match="cannot be read"):
        load(path)


def test_a_byte_order_mark_of_windows_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_bytes('\ufeff[desk]\r\nname = "A"\r\n'.encode())
    assert load(path).desk.name == "A"


def test_broken_toml_names_its_line(tmp_path: Path) -> None:
    problem = only_problem(tmp_path, '[desk]\nname = "A"\ntimezone = Europe/London\n')
    assert (problem.file, problem.line) == ("desk.toml", 3)
    assert only_problem(tmp_path, '[desk]\nname = "A').line == 2


def test_an_unknown_key_is_an_error_with_the_nearest_known_one(tmp_path: Path) -> None:
    problem = only_problem(tmp_path, '[desk]\nname = "A"\ntimezon = "UTC"\n')
    assert problem.line == 3
    assert problem.key == "desk.timezon"
    assert "timezone" in problem.mend
    assert only_problem(tmp_path, "[deks]\n").mend == "did you mean desk?"


def test_all_problems_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """[desk]
timezone = "Mars/Base"
language = "klingon"
reference = "cx"
backdate = "6m"
[mail]
port = 99999
password = "hunter2"
[policy.standard.clock.resolve]
target = "2.5d"
basis = "lore"
stops = ["fulfiled"]
[[policy.standard.ladder]]
clock = "resolv"
at = "soon"
""",
    )
    assert [problem.line for problem in found] == [2, 3, 4, 5, 7, 8, 10, 11, 12, 14, 15]
    assert "write 60h" in found[6].mend
    assert "fulfilled" in found[8].mend
    assert found[10].key == "policy.standard.ladder[1].at"


def test_the_error_is_one_line_with_place_and_mend(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        load(write(tmp_path, '[desk]\nlanguage = "fr"\nbackdate = 7\n'))
    error = refused.value
    assert error.exit_code == 4
    assert error.where == "desk.toml:2, desk.language"
    assert "and 1 more" in str(error)
    assert str(error.problems[1]) == 'desk.toml:3, desk.backdate: this is not text (write it in quotes: backdate = "…")'


def test_standards_that_are_being_edited_do_not_stop_other_commands(tmp_path: Path) -> None:
    """DOMAIN §6: what stands in the file decides nothing until it is applied."""
    path = write(tmp_path, '[policy.standard.clock.resolve]\ntarget = "half"\n')
    assert load_settings(path).desk.name
    with pytest.raises(ConfigError):
        load(path)


@pytest.mark.parametrize(
    ("mail", "key"),
    [
        ('transport = "smtp"\nfrom = "a@example.org"', "mail.host"),
        ('transport = "smtp"\nhost = "h"', "mail.from"),
        ('transport = "smtp"\nhost = "h"\nfrom = "a@example.org"\nusername = "u"', "mail.username"),
        ('transport = "smtp"\nhost = "h"\nfrom = "a@example.org"\npassword_env = "P"', "mail.password_env"),
        ('from = "A <a@example.org>"', "mail.from"),
        ('transport = "pigeon"', "mail.transport"),
    ],
)
def test_mail_that_could_not_be_sent_is_refused_before_the_first_letter(tmp_path: Path, mail: str, key: str) -> None:
    assert only_problem(tmp_path, f"[mail]\n{mail}\n").key == key


def test_a_policy_states_what_differs_from_its_preset(tmp_path: Path) -> None:
    config = load(
        write(
            tmp_path,
            """
            [policy.standard]
            limits = { agent = 20, supervisor = 500.50 }
            pause_reasons = ["customer", "third_party", "testing", "appraisal", "police"]
            [policy.standard.clock.resolve]
            target = "15d"
            pause = ["police"]
            [policy.standard.clock.offer]
            off = true
            [policy.standard.clock.callback]
            target = "4bh"
            stops = ["replied"]
            [[policy.standard.ladder]]
            clock = "resolve"
            at = "-2bd"
            level = 3
            [policy.standard.revisits]
            S4 = ["7-30 20%", "60-90"]
            """,
        )
    )
    standard = config.standards["standard"]
    clocks = {clock.name: clock for clock in standard.policy.clocks}
    assert str(clocks["resolve"].target) == "15d"
    assert clocks["resolve"].pause == {"police"}
    assert "resolve" not in standard.by_severity, "a target of one's own speaks for every severity"
    assert "offer" not in clocks
    assert not [step for step in standard.policy.ladder if step.clock == "offer"]
    assert clocks["callback"].stops == ("replied",)
    assert standard.policy.limits == {Role.AGENT: Decimal(20), Role.SUPERVISOR: Decimal("500.50")}
    (step,) = (step for step in standard.policy.ladder if step.clock == "resolve")
    assert (step.name, step.notify) == ("-2bd", ("manager",))
    visits = standard.policy.visits or {}
    assert [visit.share for visit in visits[Severity.S4]] == [0.2, 1.0]
    assert len(visits[Severity.S1]) == 3


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[policy.standard]\nbased_on = "iso1002"', "policy.standard.based_on"),
        ('[policy.standard]\ncalendar = "moon"', "policy.standard.calendar"),
        ("[policy.standard.clock.acknowledge]\noff = true", "policy.standard.clock.acknowledge.off"),
        ('[policy.standard.clock.chat]\nstops = ["replied"]', "policy.standard.clock.chat.target"),
        ('[policy.standard.clock.chat]\ntarget = "1bd"', "policy.standard.clock.chat.stops"),
        ('[policy.standard.clock.resolve]\npause = ["weather"]', "policy.standard.clock"),
        ('[policy.standard.revisits]\nS1 = ["9-3"]', "policy.standard.revisits.S1"),
        ("[policy.standard]\nlimits = { agent = 9, supervisor = 5 }", "policy.standard.limits"),
        ('[policy.standard]\nlimits = { agent = "lots" }', "policy.standard.limits.agent"),
        ('[desk]\npolicy = "gold"\n[policy.silver]', "desk.policy"),
        ("[escalation.levels]\nx = []", "escalation.levels.x"),
        ('[escalation]\nanswer_within = "-1bd"', "escalation.answer_within"),
    ],
)
def test_a_policy_that_cannot_work_is_refused_at_its_key(tmp_path: Path, text: str, key: str) -> None:
    assert only_problem(tmp_path, text).key == key


def test_two_steps_of_one_moment_are_refused(tmp_path: Path) -> None:
    """DOMAIN §4.14: alarms are keyed by clock and step, so two of a kind would be one."""
    step = '[[policy.standard.ladder]]\nclock = "resolve"\nat = "80%"\n'
    assert "two steps at 80%" in only_problem(tmp_path, step + step).what


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ('target = "9w"', "target"),
        ('target = "60d"', "target"),
        ('by_severity = { S4 = "9w" }', "by_severity"),
        ("off = true", "off"),
        ('basis = "target"', "basis"),
        ('stops = ["replied"]', "stops"),
        ('pause = ["customer"]', "pause"),
        ('extend = [{ to = "12w" }]', "extend"),
    ],
)
def test_a_law_clock_is_never_lengthened_dropped_or_paused(tmp_path: Path, change: str, key: str) -> None:
    """DOMAIN §5, STANDARDS §2.3."""
    text = f'[policy.standard]\nbased_on = "gb-fca-disp"\n[policy.standard.clock.resolve]\n{change}\n'
    problem = only_problem(tmp_path, text)
    assert (problem.line, problem.key) == (4, f"policy.standard.clock.resolve.{key}")


def test_a_law_clock_may_be_shortened(tmp_path: Path) -> None:
    text = '[policy.standard]\nbased_on = "gb-fca-disp"\n[policy.standard.clock.resolve]\nby_severity = { S1 = "3d" }\n'
    standard = load(write(tmp_path, text)).standards["standard"]
    resolve = standard.policy.clock("resolve")
    assert resolve is not None
    assert str(resolve.target) == "8w"
    assert str(standard.target(resolve, Severity.S1)) == "3d"


def test_what_time_made_doubtful_is_a_warning(tmp_path: Path) -> None:
    text = """
    [desk]
    country = "CN"
    [policy.standard]
    based_on = "cn-12315-firm"
    [policy.standard.recourse]
    body = "A body"
    expires_on = 2026-01-01
    """
    config = load(write(tmp_path, text))
    keys = [warning.key for warning in check(config, date(2026, 3, 1))]
    assert keys == ["policy.standard.recourse.expires_on", "letters.contact", "policy.standard.based_on"]
    late = [warning.key for warning in check(config, date(2026, 11, 20))]
    assert "calendar.desk" in late
    assert "policy.standard.based_on" not in late


def test_settings_load_without_standards_rules_and_difflib() -> None:
    """BUDGETS: every command reads the settings; only some need what stands behind them."""
    heavy = "'cxdesk.config.standards', 'cxdesk.config.presets', 'cxdesk.domain.policy', 'difflib', 'holidays'"
    code = f"import sys, cxdesk.config; print([name for name in ({heavy}) if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
