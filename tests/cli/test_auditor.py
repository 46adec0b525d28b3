"""An auditor at the command line: every verb that writes is refused with one line and exit code 1 (DOMAIN §3)."""

import pytest

from tests.cli.conftest import Stage
from tests.cli.desks import done, log, make_desk

WRITING = [
    ["customer", "add", "--name", "Sample"],
    ["customer", "edit", "1", "--name", "Sample B"],
    ["customer", "merge", "1", "--into", "2", "--yes"],
    ["config", "set", "desk.name", "Sample"],
    ["rebuild"],
    ["report", "daily", "--email", "s@customer.example"],
    ["sweep"],
    ["run", "--once"],
    ["outbox", "send"],
    ["outbox", "retry", "1"],
    ["outbox", "cancel", "1"],
    ["agent", "add", "zoe"],
    ["policy", "apply"],
]


@pytest.fixture(autouse=True)
def _desk(stage: Stage) -> None:
    make_desk(stage)
    for login, role in (("audra", "auditor"), ("ben", "agent")):
        done(stage.play("agent", "add", login, "--role", role))
    log(stage, "--customer", "Sample A", "--email", "a@customer.example")
    log(stage, "--customer", "Sample B", "--email", "b@customer.example")


@pytest.mark.parametrize("command", WRITING, ids=lambda command: " ".join(command[:2]))
def test_an_auditor_writes_nothing(stage: Stage, command: list[str]) -> None:
    played = stage.play(*command, "--as", "audra")
    assert played.code == 1
    assert "not for audra, whose role is auditor; it is for: " in played.err
    assert len(played.err.splitlines()) == 1


@pytest.mark.parametrize(
    "command", [["list"], ["show", "CX-1"], ["report", "daily"], ["verify"], ["sweep", "--dry-run"]]
)
def test_an_auditor_reads_everything(stage: Stage, command: list[str]) -> None:
    done(stage.play(*command, "--as", "audra"))


def test_an_agent_changes_no_setting(stage: Stage) -> None:
    played = stage.play("config", "set", "desk.name", "Sample", "--as", "ben")
    assert (played.code, played.err) == (
        1,
        "cxdesk: changing a setting is not for ben, whose role is agent; it is for: manager\n",
    )
    assert '"Sample"' not in (stage.cwd / "desk" / "desk.toml").read_text(encoding="utf-8")
