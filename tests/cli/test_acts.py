"""An agent's day by verbs alone, and how acts are refused, repeated and reported (DOMAIN §3, CLI.md)."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cxdesk.desk import NewDesk, make
from tests.cli.conftest import NOON, Played, Stage


@pytest.fixture
def folder(stage: Stage, tmp_path: Path) -> Path:
    """A rehearsal desk with a manager, an agent, quality, and a stage that stands in it as the agent."""
    place = tmp_path / "desk"
    make(place, NewDesk(login="ann", rehearsal=True), now=lambda: NOON, randomness=os.urandom)
    stage.env |= {"CXDESK_DESK": str(place), "CXDESK_AGENT": "ann"}
    for login, role in (("bo", "agent"), ("kim", "quality")):
        assert stage.play("agent", "add", login, "--role", role).code == 0
    stage.env["CXDESK_AGENT"] = "bo"
    return place


def log(stage: Stage, *more: str) -> str:
    """Log a complaint and answer its reference."""
    played = stage.play("log", "--channel", "phone", "--subject", "Late", "--text", "It is late", *more, "--json")
    assert played.code == 0, played.err
    return str(json.loads(played.out)["data"]["ref"])


def done(played: Played) -> Played:
    """The act was done."""
    assert played.code == 0, played.err
    return played


def shown(stage: Stage, ref: str) -> dict[str, Any]:
    """The complaint as `show --json` has it."""
    data: dict[str, Any] = json.loads(done(stage.play("show", ref, "--json")).out)["data"]
    return data


def on(stage: Stage, day: int, hour: int = 9) -> None:
    """Move the clock to a day of March 2026."""
    stage.clock = lambda: datetime(2026, 3, day, hour, tzinfo=UTC)


def test_a_complaint_from_receipt_to_closure_by_verbs_alone(stage: Stage, folder: Path) -> None:
    ref = log(stage, "--customer", "Sample", "--phone", "+49 30 1", "--severity", "S3")
    done(stage.play("acknowledge", ref, "--channel", "phone"))
    done(stage.play("take", ref))
    done(stage.play("start", ref))
    on(stage, 3)
    done(stage.play("contact", ref, "--out", "--channel", "phone", "--text", "We look into it", "--minutes", "4"))
    done(stage.play("ask", ref, "--question", "Which invoice?", "--until", "+3bd"))
    done(stage.play("contact", ref, "--in", "--channel", "phone", "--text", "Invoice 7"))
    assert shown(stage, ref)["status"] == "investigating"
    done(stage.play("find-cause", ref, "late-delivery", "--why", "a stop was left out", "--unit", "logistics"))
    done(stage.play("offer", ref, "--option", "refund: The fee; value=25 EUR; valid=7d; by=+5bd",
                    "--option", "apology: In writing, by name"))  # fmt: skip
    options = shown(stage, ref)["options"]
    assert [(one["number"], one["type"], one["state"]) for one in options] == [
        (1, "refund", "open"), (2, "apology", "open"),
    ]  # fmt: skip
    done(stage.play("accept", ref, "1", "--evidence", "said yes on the phone"))
    on(stage, 4)
    done(stage.play("fulfil", ref, "--evidence", "credit note 12"))
    found = shown(stage, ref)
    assert (found["status"], [one["state"] for one in found["options"]]) == ("resolved", ["accepted", "superseded"])
    refused = stage.play("close", ref)
    assert refused.code == 1
    assert "confirmed" in refused.err
    on(stage, 18)
    stage.env["CXDESK_AGENT"] = "kim"
    assert ref in done(stage.play("revisit", "list")).out
    done(stage.play("revisit", "done", ref, "--reached", "--resolved", "--satisfaction", "5"))
    done(stage.play("close", ref))
    found = shown(stage, ref)
    assert (found["status"], found["outcome"]) == ("closed", "remedied")
    assert {clock["state"] for clock in found["clocks"] if clock["clock"] not in {"update", "revisit"}} == {"met"}
    assert stage.play("verify").code == 0


def test_a_refusal_names_what_is_allowed_now(stage: Stage, folder: Path) -> None:
    ref = log(stage)
    played = stage.play("fulfil", ref, "--evidence", "x")
    assert played.code == 1
    assert "allowed now:" in played.err
    assert "take" in played.err
    assert played.err.count("\n") == 1


def test_not_resolved_sends_it_back_to_work(stage: Stage, folder: Path) -> None:
    ref = log(stage, "--severity", "S2")
    for words in (
        ("take", ref),
        ("start", ref),
        ("find-cause", ref, "line", "--why", "cable", "--unit", "network"),
        ("offer", ref, "--option", "repair_rework: A new line"),
        ("accept", ref, "1", "--evidence", "by phone"),
        ("fulfil", ref, "--evidence", "measured"),
    ):
        done(stage.play(*words))
    stage.env["CXDESK_AGENT"] = "kim"
    done(stage.play("revisit", "done", ref, "--not-resolved", "--note", "still slow"))
    found = shown(stage, ref)
    assert (found["status"], found["cycle"]) == ("investigating", 2)
    told = done(stage.play("show", ref)).out
    assert " not resolved, " in told
    assert "not_resolved" not in told


def test_several_references_get_one_report_and_a_partial_exit_code(stage: Stage, folder: Path) -> None:
    first, second = log(stage), log(stage)
    done(stage.play("take", second))
    played = stage.play("take", first, second, "CX-99", "--json")
    assert played.code == 5
    data = json.loads(played.out)["data"]
    assert [one["ref"] for one in data["done"]] == [first]
    assert [one["ref"] for one in data["refused"]] == [second, "CX-99"]


def test_a_query_chooses_what_an_act_is_done_to(stage: Stage, folder: Path) -> None:
    refs = [log(stage) for _number in range(3)]
    stage.env["CXDESK_AGENT"] = "ann"
    done(stage.play("assign", "--to", "bo", "--query", "owner:none"))
    assert {shown(stage, ref)["owner"] for ref in refs} == {"bo"}
    assert stage.play("assign", "--to", "bo", "--query", "owner:none").code == 1


def test_references_come_from_standard_input(stage: Stage, folder: Path) -> None:
    refs = [log(stage) for _number in range(2)]
    stage.stdin = "".join(f"{ref} and what else stands there\n" for ref in refs)
    done(stage.play("take", "-"))
    assert {shown(stage, ref)["owner"] for ref in refs} == {"bo"}


def test_an_act_dated_ahead_is_refused_and_far_back_needs_a_reason(stage: Stage, folder: Path) -> None:
    ref = log(stage, "--at", "2026-02-10", "--reason", "a letter found later")
    assert stage.play("take", ref, "--at", "2026-03-09").code == 1
    far = stage.play("take", ref, "--at", "2026-02-11")
    assert far.code == 1
    assert "--reason" in far.err
    done(stage.play("take", ref, "--at", "2026-02-11", "--reason", "told by phone then"))
    early = stage.play("start", ref, "--at", "2026-02-01", "--reason", "x")
    assert early.code == 1
    assert "before it was received" in early.err


@pytest.mark.parametrize(
    "option", ["refund 25", "gift: A card", "refund: x; value=much", "refund: x; valid=03/04/2026", "refund: x; val=3"]
)
def test_an_option_that_cannot_be_read_is_wrong_usage(stage: Stage, folder: Path, option: str) -> None:
    ref = log(stage)
    played = stage.play("offer", ref, "--option", option)
    assert played.code == 2
    assert played.err.count("\n") == 1


def test_a_text_keeps_its_semicolons_and_comes_from_a_file(stage: Stage, folder: Path, tmp_path: Path) -> None:
    ref = log(stage)
    done(stage.play("offer", ref, "--option", "apology: First; then more; value=5"))
    assert shown(stage, ref)["options"][0]["text"] == "First; then more"
    (tmp_path / "note.txt").write_text("二次报修", encoding="utf-8")
    done(stage.play("note", ref, "--text", "@note.txt"))
    assert ref in done(stage.play("search", "报修")).out


def test_merge_unmerge_promise_escalate_extend_and_correct(stage: Stage, folder: Path) -> None:
    master, other = log(stage), log(stage)
    done(stage.play("merge", other, "--into", master))
    assert stage.play("merge", master, "--into", other).code == 1
    done(stage.play("unmerge", other))
    done(stage.play("promise", master, "--text", "A call", "--by", "+1bd"))
    done(stage.play("keep", master, "1"))
    assert stage.play("break", master, "1", "--reason", "x").code == 1
    done(stage.play("escalate", master, "--reason", "press asks", "--level", "3"))
    assert stage.play("answer", master, "--text", "ok").code == 1
    stage.env["CXDESK_AGENT"] = "ann"
    done(stage.play("answer", master, "--text", "I call them"))
    done(stage.play("correct", master, "category", "billing", "--reason", "typed wrong"))
    assert stage.play("extend", master, "--clock", "resolve", "--reason", "expert").code == 1
    assert stage.play("verify").code == 0


def test_small_matters_are_settled_in_one_go(stage: Stage, folder: Path) -> None:
    ref = log(stage, "--severity", "S4")
    done(stage.play("quick-resolve", ref, "--cause", "late", "--why", "traffic", "--unit", "logistics",
                    "--option", "goodwill: A voucher; value=5 EUR", "--evidence", "taken at the counter"))  # fmt: skip
    assert shown(stage, ref)["status"] == "resolved"


def test_endings_without_a_remedy(stage: Stage, folder: Path) -> None:
    withdrawn, declined, final = log(stage), log(stage), log(stage)
    done(stage.play("withdraw", withdrawn, "--text", "it has come after all"))
    assert stage.play("decline", declined, "--reason", "not ours", "--recourse", "the carrier").code == 1
    stage.env["CXDESK_AGENT"] = "ann"
    done(stage.play("decline", declined, "--reason", "not ours", "--recourse", "the carrier", "--notice-sent"))
    done(stage.play("take", final))
    done(stage.play("start", final))
    done(stage.play("find-cause", final, "late", "--why", "traffic", "--unit", "logistics"))
    done(stage.play("final", final, "--decision", "rejected", "--reasons", "on time", "--recourse", "the ombudsman"))
    done(stage.play("close", final))
    done(stage.play("reopen", final, "--reason", "new facts"))
    assert shown(stage, withdrawn)["outcome"] == "withdrawn"
    assert shown(stage, declined)["outcome"] == "declined"
    assert shown(stage, final)["cycle"] == 2


def test_the_agenda_as_a_calendar_file(stage: Stage, folder: Path) -> None:
    ref = log(stage, "--severity", "S4")
    done(stage.play("quick-resolve", ref, "--cause", "late", "--why", "traffic", "--unit", "logistics",
                    "--option", "goodwill: A voucher", "--evidence", "counter"))  # fmt: skip
    stage.env["CXDESK_AGENT"] = "kim"
    done(stage.play("revisit", "schedule", ref, "--on", "2026-03-06"))
    lines = done(stage.play("revisit", "list", "--until", "2026-03-10", "--ics")).out.splitlines()
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20260306" in lines
    done(stage.play("revisit", "move", ref, "--on", "2026-03-09", "--reason", "on holiday"))
    done(stage.play("revisit", "attempt", ref, "--channel", "phone"))


def test_json_lines_of_several_are_one_a_line_with_its_status(stage: Stage, folder: Path) -> None:
    first, second = log(stage), log(stage)
    done(stage.play("take", first))
    done(stage.play("start", first))
    played = stage.play("start", first, second, "CX-99", "--jsonl")
    rows = [json.loads(line) for line in played.out.splitlines()]
    assert {row["ref"]: row["status"] for row in rows}["CX-99"] == "refused"
    assert len(rows) == 3
    assert "CX-99" in played.err


def test_a_query_that_finds_nothing_is_named(stage: Stage, folder: Path) -> None:
    played = stage.play("assign", "--query", "status:closed", "--to", "ann")
    assert played.code == 1
    assert "no complaint matches the query status:closed" in played.err


def test_revisits_are_spread_over_the_team_and_other_needs_are_leads(stage: Stage, folder: Path) -> None:
    """DOMAIN §9."""
    stage.env["CXDESK_AGENT"] = "ann"
    done(stage.play("agent", "add", "lee", "--role", "quality"))
    stage.env["CXDESK_AGENT"] = "bo"
    refs = []
    for number in range(8):
        ref = log(stage, "--severity", "S4", "--customer", f"Sample {number}", "--key", f"k{number}")
        done(stage.play("quick-resolve", ref, "--cause", "late", "--why", "traffic", "--unit", "logistics",
                        "--option", "goodwill: A voucher", "--evidence", "counter"))  # fmt: skip
        done(stage.play("revisit", "schedule", ref, "--on", "2026-03-03"))
        refs.append(ref)
    on(stage, 3)
    rows = json.loads(done(stage.play("revisit", "list", "--json")).out)
    assert {row["caller"] for row in rows} == {"kim", "lee"}
    stage.env["CXDESK_AGENT"] = "kim"
    done(stage.play("revisit", "done", refs[0], "--resolved", "--needs", "a second line"))
    assert "a second line" in done(stage.play("customer", "show", "1")).out


def test_a_contact_is_spoken_by_one_side(stage: Stage, folder: Path) -> None:
    ref = log(stage)
    for sides in ((), ("--in", "--out")):
        played = stage.play("contact", ref, *sides, "--channel", "phone", "--text", "Hello")
        assert (played.code, "who spoke?" in played.err) == (2, True)


def test_a_text_in_the_place_of_a_complaint_is_told_where_it_goes_and_nothing_is_done(
    stage: Stage, folder: Path
) -> None:
    ref = log(stage)
    before = shown(stage, ref)
    played = stage.play("note", ref, "called back")
    assert (played.code, "--text: a note needs a text" in played.err) == (2, True)
    assert "cxdesk note REF --text TEXT" in played.err
    played = stage.play("contact", ref, "called back", "--channel", "phone", "--out")
    assert (played.code, "called back is no complaint" in played.err, "--text TEXT" in played.err) == (2, True, True)
    assert shown(stage, ref) == before
