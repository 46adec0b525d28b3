"""`customer …` and `agent …`."""

import json

import pytest

from tests.cli.conftest import Stage
from tests.cli.desks import data_of, done, log, make_desk


@pytest.fixture(autouse=True)
def _desk(stage: Stage) -> None:
    make_desk(stage)


def test_a_customer_is_added_found_and_added_to(stage: Stage) -> None:
    added = data_of(stage, "customer", "add", "--name", "Sample", "--email", "s@Example.ORG", "--segment", "vip")
    assert (added["id"], added["email"], added["segment"]) == (1, "s@example.org", "vip")
    edited = data_of(stage, "customer", "edit", "1", "--phone", "+49 30 123", "--value", "high")
    assert (edited["phones"], edited["emails"], edited["value"]) == (["+49 30 123"], ["s@example.org"], "high")
    for words in ("sam", "s@example", "+49 30"):
        found = json.loads(stage.play("customer", "list", words, "--json").out)
        assert [one["id"] for one in found] == [1]
    assert stage.play("customer", "list").out.startswith("Number  Name    E-mail ")


def test_a_customer_is_shown_with_all_complaints_under_every_name(stage: Stage) -> None:
    log(stage, "--customer", "Sample", "--email", "s@example.org")
    log(stage, "--customer", "S. Sample", "--phone", "+4930123")
    done(stage.play("customer", "merge", "2", "--into", "1", "--yes"))
    data = data_of(stage, "customer", "show", "2")
    assert data["id"] == 1
    assert [one["ref"] for one in data["complaints"]] == ["CX-2", "CX-1"]
    out = stage.play("customer", "show", "1").out
    assert "e-mail  s@example.org\nphone   +4930123\n" in out
    assert "CX-2" in out


def test_merging_asks_first_and_takes_no_for_an_answer(stage: Stage) -> None:
    log(stage, "--customer", "A", "--phone", "+491")
    log(stage, "--customer", "B", "--phone", "+492")
    merging = ["customer", "merge", "2", "--into", "1"]
    assert stage.play(*merging).code == 2
    stage.stdin_is_terminal = True
    stage.stdin = "n\n"
    played = stage.play(*merging)
    assert (played.code, data_of(stage, "customer", "show", "2")["id"]) == (1, 2)
    assert "It cannot be taken back. [y/N]" in played.err
    stage.stdin = "y\n"
    done(stage.play(*merging))
    assert data_of(stage, "customer", "show", "2")["id"] == 1


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["customer", "show", "9"], 1, "there is no customer 9; cxdesk customer list"),
        (["customer", "add"], 1, "a customer needs"),
        (["customer", "add", "--email", "x@"], 2, "--email: "),
        (["customer", "edit", "1"], 2, "nothing to change"),
        (["customer", "show", "nine"], 2, "whole number"),
        (["agent", "edit", "nobody", "--team", "t"], 1, "nobody is not an agent"),
        (["agent", "edit", "ann"], 2, "nothing to change"),
        (["agent", "off", "ann"], 1, "last manager"),
        (["agent", "add", "ann"], 1, "an agent already"),
        (["agent", "add", "system"], 1, "the desk itself"),
        (["agent", "add", "x", "--role", "king"], 2, "agent, supervisor, manager, quality, auditor"),
        (["agent", "add", "x", "--authority", "lots"], 2, "--authority: must be an amount"),
        (["agent", "add", "x", "--email", "x"], 2, "--email: "),
    ],
)
def test_what_cannot_be_is_one_line(stage: Stage, arguments: list[str], code: int, told: str) -> None:
    played = stage.play(*arguments)
    assert played.code == code
    assert told in played.err
    assert len(played.err.splitlines()) == 1


def test_an_agent_comes_changes_and_leaves(stage: Stage) -> None:
    added = data_of(
        stage, "agent", "add", "bob", "--role", "supervisor", "--team", "south", "--authority", "250.50",
        "--os-user", "bob1", "--skill", "billing", "--email", "b@example.org", "--name", "Bob Sample",
    )  # fmt: skip
    assert (added["role"], added["authority"], added["os_users"]) == ("supervisor", "250.50", ["bob1"])
    assert data_of(stage, "agent", "edit", "bob", "--authority", "")["authority"] is None
    ref = log(stage, "--owner", "bob")
    played = done(stage.play("agent", "off", "bob"))
    assert "1 open complaint is still theirs" in played.err
    assert stage.play("assign", ref, "--to", "bob").code == 1
    assert [one["active"] for one in json.loads(stage.play("agent", "list", "--json").out)] == [True, False]
    assert data_of(stage, "agent", "edit", "bob", "--active")["active"]


def test_only_a_manager_adds_agents(stage: Stage) -> None:
    done(stage.play("agent", "add", "bob"))
    played = stage.play("agent", "add", "kim", "--as", "bob")
    assert played.code == 1
    assert "not for bob, whose role is agent; it is for: manager" in played.err
