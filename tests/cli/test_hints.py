"""Hints name what there is: no verb that is missing, no `init` over a desk that was, no file taken for a desk."""

import pytest

from tests.cli.conftest import Stage
from tests.cli.desks import done, log, make_desk


def test_somebody_switched_off_is_switched_on_again_not_added(stage: Stage) -> None:
    make_desk(stage)
    done(stage.play("agent", "add", "ben"))
    done(stage.play("agent", "off", "ben"))
    played = stage.play("log", "--channel", "phone", "--subject", "Late", "--as", "ben")
    assert (played.code, played.err) == (1, "cxdesk: ben works here no more; cxdesk agent edit ben --active\n")
    done(stage.play("agent", "edit", "ben", "--active"))
    done(stage.play("log", "--channel", "phone", "--subject", "Late", "--as", "ben"))


def test_a_login_with_a_blank_is_quoted_in_what_to_type(stage: Stage) -> None:
    make_desk(stage)
    played = stage.play("log", "--channel", "phone", "--subject", "Late", "--as", "ann b")
    assert "cxdesk agent add 'ann b' --role agent" in played.err


@pytest.mark.parametrize("command", [["list"], ["log", "--channel", "phone", "--subject", "Late"]])
def test_a_lost_database_is_not_made_anew(stage: Stage, command: list[str]) -> None:
    folder = make_desk(stage)
    for file in folder.glob("cxdesk.db*"):
        file.unlink()
    played = stage.play(*command)
    assert played.code == 4
    assert "cxdesk.db is missing, though a desk was made in this folder; restore it from a backup" in played.err


def test_a_missing_file_of_standards_is_called_missing(stage: Stage) -> None:
    make_desk(stage)
    played = stage.play("policy", "simulate", "nofile.toml")
    assert played.code == 2
    assert "there is no file " in played.err
    assert "init" not in played.err


def test_days_are_counted_from_the_earlier_moment(stage: Stage) -> None:
    make_desk(stage)
    played = stage.play("calendar", "between", "2026-03-05 11:00", "2026-03-02 15:00")
    assert (played.code, "TO: 2026-03-02 15:00 is before 2026-03-05 11:00" in played.err) == (2, True)


def test_the_head_of_a_report_is_pasted_as_it_stands(stage: Stage) -> None:
    make_desk(stage)
    log(stage)
    for more in ([], ["--format", "markdown"]):
        page = done(stage.play("report", "daily", *more)).out
        head = next(line for line in page.splitlines() if line.startswith("Head ")).removeprefix("Head ")
        done(stage.play("verify", "--against", head))
        done(stage.play("verify", "--against", head.replace(":", ", ")))
    assert stage.play("verify", "--against", head[:-1]).code == 2


@pytest.mark.parametrize(
    "command", [["log", "--channel", "phone", "--subject", "Late"], ["customer", "add"], ["customer", "edit", "1"]]
)
@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--segment", "vpi", "vpi is no segment of this desk; there are: standard, vip"),
        ("--language", "klingonisch", "klingonisch is no language tag"),
        ("--language", "e n", "e n is no language tag"),
    ],
)
def test_a_word_that_the_desk_does_not_know_is_not_kept(
    stage: Stage, command: list[str], option: str, value: str, told: str
) -> None:
    make_desk(stage)
    done(stage.play("customer", "add", "--name", "Sample A", "--segment", "vip", "--language", "de-AT"))
    played = stage.play(*command, *(["--customer"] if command[0] == "log" else ["--name"]), "Sample", option, value)
    assert played.code == 2
    assert told in played.err


def test_a_letter_in_a_folder_is_not_called_sent(stage: Stage) -> None:
    make_desk(stage)
    told = stage.play("log", "--channel", "phone", "--subject", "Late", "--email", "s@customer.example").out
    assert "written to the folder mail/out for s@customer.example" in told
    assert "sent to" not in told
