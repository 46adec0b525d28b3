"""Which desk a command line finds."""

import json
from pathlib import Path

import pytest

from cxdesk.cli.place import user_data
from cxdesk.cli.table import VERBS, Chapter, Verb
from tests.cli.conftest import Stage


def found(stage: Stage, *more: str, **env: str) -> tuple[str, str, bool]:
    data = json.loads(stage.play("config", "path", "--json", *more, env=env).out)["data"]
    return data["path"], data["origin"], data["exists"]


def test_the_option_comes_before_the_environment_before_the_nearest_file_before_the_user_s(stage: Stage) -> None:
    root = stage.cwd
    (root / "desk.toml").touch()
    stage.cwd = root / "deep" / "er"
    stage.cwd.mkdir(parents=True)
    assert found(stage, "--desk", "there", CXDESK_DESK="/elsewhere") == (str(stage.cwd / "there"), "option", False)
    assert found(stage, CXDESK_DESK="/elsewhere") == ("/elsewhere", "environment", False)
    assert found(stage) == (str(root), "upward", True)
    (root / "desk.toml").unlink()
    assert found(stage) == (str(root / "home" / ".local" / "share" / "cxdesk"), "user", False)


def test_the_path_alone_is_on_stdout_and_the_reason_on_stderr(stage: Stage) -> None:
    played = stage.play("config", "path", "--desk", "/a")
    assert played.out == "/a\n"
    assert played.err == "named by --desk\nthere is no desk yet; make one with: cxdesk init /a\n"
    assert stage.play("config", "path", "--desk", "/a", "--quiet").err == ""


@pytest.mark.parametrize(
    ("platform", "env", "folder"),
    [
        ("linux", {"HOME": "/h"}, "/h/.local/share"),
        ("linux", {"HOME": "/h", "XDG_DATA_HOME": "/x"}, "/x"),
        ("linux", {"HOME": "/h", "XDG_DATA_HOME": "relative"}, "/h/.local/share"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Application Support"),
        ("win32", {"USERPROFILE": "/h", "APPDATA": "/h/Roaming"}, "/h/Roaming"),
        ("win32", {"USERPROFILE": "/h"}, "/h/AppData/Roaming"),
    ],
)
def test_the_user_s_data_lie_where_the_platform_puts_them(platform: str, env: dict[str, str], folder: str) -> None:
    assert user_data(env, platform) == Path(folder)


def test_a_desk_that_was_never_made_is_exit_4_and_names_init(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VERBS, "opens", Verb("tests.cli.samples:opens", "opens the desk", Chapter.READ))
    played = stage.play("opens", "--desk", "/nowhere/at/all")
    assert played.code == 4
    assert played.err == ("cxdesk: there is no desk in /nowhere/at/all; make one with: cxdesk init /nowhere/at/all\n")
