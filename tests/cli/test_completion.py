"""What shells are told, and where their scripts go."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cxdesk.cli.completers import COMPLETERS
from cxdesk.cli.completion import SCRIPTS
from cxdesk.cli.table import VERBS, Chapter, Verb
from tests.cli.conftest import Stage


@pytest.fixture(autouse=True)
def _sample_verb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VERBS, "options", Verb("tests.cli.samples:options", "a sample", Chapter.READ))
    for kind in ("references", "agents"):
        monkeypatch.setitem(COMPLETERS, kind, "tests.cli.samples:references_of_the_desk")


def offered(stage: Stage, *words: str) -> list[str]:
    played = stage.play(*words, env={"_CXDESK_COMPLETE": "bash"})
    assert played.code == 0
    assert played.err == ""
    return [line.split("\t")[0] for line in played.out.splitlines()]


def test_verbs_options_choices_and_the_desk_s_own_words_are_offered(stage: Stage) -> None:
    assert offered(stage, "conf") == ["config"]
    assert offered(stage, "config", "") == ["check", "get", "path", "set", "show"]
    assert offered(stage, "--desk", "d", "--as", "ann", "config", "p") == ["path"]
    assert offered(stage, "options", "CX") == ["CX-12", "CX-7"]
    assert offered(stage, "options", "CX-7", "2", "--colour", "") == ["blue", "red"]
    assert offered(stage, "options", "CX-7", "--js") == ["--json", "--jsonl"]
    assert offered(stage, "options", "--te") == ["--text"]
    assert offered(stage, "options", "CX-7", "--as", "CX-7") == ["CX-7"]
    assert "--install-completion" in offered(stage, "--")


def test_the_desk_is_asked_as_the_agent_who_is_typing(stage: Stage) -> None:
    played = stage.play("--as", "ann", "options", "CX-7", env={"_CXDESK_COMPLETE": "zsh"})
    assert played.out == "CX-7\tfor ann\n"


def test_a_shell_gets_silence_when_something_is_wrong(stage: Stage) -> None:
    assert offered(stage, "zzz", "") == []
    COMPLETERS["references"] = "tests.cli.samples:no_such_function"
    assert offered(stage, "options", "CX") == []


@pytest.mark.parametrize(
    ("shell", "target"),
    [
        ("bash", "home/.local/share/bash-completion/completions/cxdesk"),
        ("zsh", "home/.zfunc/_cxdesk"),
        ("fish", "home/.config/fish/completions/cxdesk.fish"),
    ],
)
def test_a_script_goes_where_its_shell_looks(stage: Stage, shell: str, target: str) -> None:
    played = stage.play("--install-completion", env={"SHELL": f"/bin/{shell}"})
    assert played.code == 0
    assert played.out == f"{stage.cwd / target}\n"
    script = (stage.cwd / target).read_text(encoding="utf-8")
    assert script == SCRIPTS[shell] == stage.play("--show-completion", shell).out


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_bash_itself_completes_a_verb(tmp_path: Path) -> None:
    program = tmp_path / "cxdesk"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cxdesk "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    asked = 'COMP_WORDS=("$0" config pa); COMP_CWORD=2; _cxdesk_complete "$0"; printf "%s," "${COMPREPLY[@]}"'
    played = subprocess.run(
        ["bash", "-c", SCRIPTS["bash"] + asked, str(program)], capture_output=True, text=True, check=True
    )
    assert played.stdout == "path,"
