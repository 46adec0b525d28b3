"""The desk in Chinese: what people read has Chinese words for the desk's codes; data keep the codes."""

import re

import pytest

from cxdesk.domain.words import OptionState, OptionType, Outcome, Status
from cxdesk.letters.facts import CHANNELS, CLOCKS
from cxdesk.text import width
from tests.cli.conftest import Stage
from tests.cli.desks import data_of, done, log, make_desk

CODES = {str(code) for kind in (OptionState, OptionType, Outcome, Status) for code in kind} | {*CHANNELS, *CLOCKS}


@pytest.fixture(autouse=True)
def _desk(stage: Stage) -> None:
    make_desk(stage)
    log(
        stage,
        "--customer",
        "样例客户",
        "--severity",
        "S3",
        "--subject",
        "宽带每晚断线",
        "--email",
        "sample@example.org",
    )
    for act in (
        ("take", "CX-1"),
        ("start", "CX-1"),
        ("find-cause", "CX-1", "其他", "--why", "进水", "--unit", "网络部"),
        ("offer", "CX-1", "--option", "refund: 退回一月费用; value=10 EUR; valid=7d"),
    ):
        done(stage.play(*act))
    stage.env["CXDESK_LANG"] = "zh"


@pytest.mark.parametrize("verb", [("show", "CX-1"), ("list",), ("explain", "CX-1"), ("outbox", "list")])
def test_no_code_of_the_desk_is_left_for_a_chinese_reader(stage: Stage, verb: tuple[str, ...]) -> None:
    shown = done(stage.play(*verb)).out
    assert not CODES & set(re.findall(r"[a-z_]+", shown))


def test_an_act_and_a_refusal_speak_chinese_and_name_acts_by_their_commands(stage: Stage) -> None:
    assert "状态：已提方案" in stage.play("note", "CX-1", "--text", "在跟进").out
    refused = stage.play("close", "CX-1").err
    assert "目前状态：已提方案" in refused
    assert "withdraw" in refused


def test_columns_of_a_list_stand_below_each_other(stage: Stage) -> None:
    log(stage, "--subject", "Late", "--customer", "Sample")
    lines = done(stage.play("list")).out.splitlines()
    starts = [[width(line[: found.start()]) for found in re.finditer(r"(?:(?<=  )|^)\S", line)] for line in lines]
    assert starts[0][:2] == starts[1][:2] == starts[2][:2]
    assert {starts[0][-1]} == {begins[-1] for begins in starts[1:]}


def test_data_keep_the_codes(stage: Stage) -> None:
    assert data_of(stage, "show", "CX-1")["status"] == "offered"
    assert "offered" in done(stage.play("list", "--csv")).out
