"""Half-typed words completed from the desk: references, agents, views, policies, codes."""

import shutil
import subprocess
from pathlib import Path

import pytest

from cxdesk.cli.completers import COMPLETERS, look_up
from cxdesk.cli.completion import SCRIPTS
from cxdesk.cli.context import Cli
from tests.cli.conftest import Stage
from tests.cli.desks import done, log, make_desk


@pytest.fixture(autouse=True)
def _desk(stage: Stage) -> None:
    folder = make_desk(stage)
    log(stage, "--subject", "宽带三天没有修好")
    log(stage, "--test")
    done(stage.play("withdraw", log(stage), "--text", "never mind"))
    done(stage.play("agent", "add", "bob", "--name", "Bob Sample", "--team", "south"))
    settings = folder / "desk.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[causes]", '[causes]\nlate = "Delivered late"', 1), encoding="utf-8")


def offered(stage: Stage, *words: str) -> list[str]:
    """What a shell is offered for the last word."""
    played = stage.play(*words, env={"_CXDESK_COMPLETE": "bash"})
    assert (played.code, played.err) == (0, "")
    return [line.split("\t")[0] for line in played.out.splitlines()]


def test_open_references_come_with_their_subjects(stage: Stage) -> None:
    played = stage.play("show", "CX-", env={"_CXDESK_COMPLETE": "zsh"})
    assert played.out == "CX-1\t宽带三天没有修好\nCX-2\tLate\n"
    assert offered(stage, "show", "CX-2") == ["CX-2"]


@pytest.mark.parametrize(
    ("words", "some"),
    [
        (["assign", "CX-1", "--to", ""], {"ann", "bob"}),
        (["--as", "b"], {"bob"}),
        (["list", "--view", "my"], {"my-desk"}),
        (["list", "--columns", "ref,ow"], {"ref,owner"}),
        (["policy", "show", ""], {"standard"}),
        (["log", "--channel", "ph"], {"phone"}),
        (["log", "--severity", ""], {"S1", "S2", "S3", "S4"}),
        (["log", "--segment", "v"], {"vip"}),
        (["init", "--preset", "iso"], {"iso10002-default"}),
        (["agent", "edit", "bob", "--team", ""], {"south"}),
        (["find-cause", "CX-1", "l"], {"late"}),
        (["list", "sta"], {"status:"}),
        (["list", "overdue", "status:re"], {"status:received", "status:resolved"}),
        (["list", "status:received,re"], {"status:received,resolved"}),
        (["list", "-sta"], {"-status:"}),
        (["list", "open", "-status:wai"], {"-status:waiting"}),
        (["list", "-status:closed", "-severity:S1,S"], {"-severity:S1,S2"}),
        (["assign", "--query", "-sta"], {"-status:"}),
        (["assign", "--query", "overdue owner:"], {"overdue owner:me", "overdue owner:bob"}),
        (["offer", "CX-1", "--option", "ref"], {"refund:"}),
        (["log", "--channel", "PH"], {"phone"}),
        (["log", "--severity=s"], {"S1", "S4"}),
        (["list", "status:REC"], {"status:received"}),
        (["show", "cx-"], {"CX-1"}),
        (["list", "--columns", "ref,STA"], {"ref,status"}),
        (["import", "old.csv", "--dates", "M"], {"mdy"}),
        (["--as", "AN"], {"ann"}),
    ],
)
def test_the_desk_s_own_words_are_offered(stage: Stage, words: list[str], some: set[str]) -> None:
    assert some <= set(offered(stage, *words))


def test_every_completer_answers_on_a_fresh_desk(stage: Stage) -> None:
    cli = Cli(stage.surroundings())
    for kind in COMPLETERS:
        assert all(len(pair) == 2 for pair in look_up(kind, cli, "")), kind
        assert list(look_up(kind, cli, "zzz,zzz")) == [], kind


def test_without_a_desk_nothing_is_offered(stage: Stage) -> None:
    stage.env["CXDESK_DESK"] = str(stage.cwd / "nowhere")
    assert offered(stage, "show", "") == []


def test_what_can_be_corrected_is_offered_with_the_verdicts_there_are(stage: Stage) -> None:
    assert offered(stage, "correct", "CX-1", "c") == ["category", "cause", "channel"]
    assert offered(stage, "correct", "CX-1", "verdict:") == []
    assert "verdict:resolve:1:1" in offered(stage, "correct", "CX-3", "verdict:")
    assert offered(stage, "correct", "CX-9", "") == []


def test_the_options_of_the_complaint_are_offered_by_number(stage: Stage) -> None:
    done(stage.play("take", "CX-1"))
    done(stage.play("start", "CX-1"))
    done(stage.play("offer", "CX-1", "--option", "apology: In writing", "--option", "apology: By telephone"))
    for verb in ("accept", "refuse"):
        assert offered(stage, verb, "CX-1", "") == ["1", "2"]
    assert offered(stage, "accept", "CX-2", "") == []
    assert offered(stage, "accept", "CX-99", "") == []


def test_a_desk_that_lists_no_causes_offers_those_in_use(stage: Stage) -> None:
    settings = Path(stage.env["CXDESK_DESK"]) / "desk.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('late = "Delivered late"', ""), encoding="utf-8")
    done(stage.play("take", "CX-1"))
    done(stage.play("start", "CX-1"))
    done(stage.play("find-cause", "CX-1", "line-cut", "--why", "a digger", "--unit", "network"))
    assert offered(stage, "find-cause", "CX-2", "l") == ["line-cut"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_joins_what_it_broke_at_a_colon(tmp_path: Path) -> None:
    program = tmp_path / "cxdesk"
    program.write_text('#!/bin/sh\nfor word in "$@"; do last=$word; done\nprintf \'%sreceived\\thelp\\n\' "$last"\n')
    program.chmod(0o755)
    played = f"""{SCRIPTS["bash"]}
        COMP_WORDS=({program} list overdue status : )
        COMP_CWORD=4
        _cxdesk_complete {program}
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    told = subprocess.run(["bash", "-c", played], capture_output=True, text=True, check=True)
    assert told.stdout == "received\n"
