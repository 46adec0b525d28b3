"""`list`, `show`, `search`: what people and scripts see, and what customers' words cannot do to it."""

import csv
import json
from io import StringIO

import pytest

from cxdesk.cli import listing
from cxdesk.cli.list import Sort
from cxdesk.store import walks
from tests.cli.conftest import Stage
from tests.cli.desks import HOSTILE, STEERING, data_of, done, log, make_desk
from tests.cli.test_log import KEYS


@pytest.fixture(autouse=True)
def _desk(stage: Stage) -> None:
    make_desk(stage)


def refs(stage: Stage, *arguments: str) -> list[str]:
    """The references that a list shows."""
    return [json.loads(line)["ref"] for line in done(stage.play("list", *arguments, "--jsonl")).out.splitlines()]


def test_the_queue_is_what_is_open_soonest_deadline_first(stage: Stage) -> None:
    log(stage)
    log(stage, "--at", "2026-03-01 09:00")
    log(stage, "--test")
    done(stage.play("withdraw", "CX-1", "--text", "never mind"))
    assert refs(stage) == ["CX-2"]
    assert refs(stage, "status:closed") == ["CX-1"]
    assert refs(stage, "--sort", "received", "status:open,closed") == ["CX-1", "CX-2"]


def test_the_queue_without_a_query_is_what_the_query_finds(stage: Stage) -> None:
    """The short way of `list` and the query language agree on what is open and in which order."""
    for severity in ("S3", "S1", "S2", "S4"):
        log(stage, "--severity", severity)
    log(stage, "--test")
    assert refs(stage) == refs(stage, "open") == refs(stage, "--view", "all-open")
    assert refs(stage, "--limit", "2") == refs(stage, "open", "--limit", "2")


def test_the_orders_are_those_of_the_pages(stage: Stage) -> None:
    assert [sort.value for sort in walks.Sort] == [sort.value for sort in Sort] == list(listing.SORTS)


def test_a_table_for_people_says_what_is_due(stage: Stage) -> None:
    log(stage, "--customer", "样例")
    assert done(stage.play("list")).out == (
        "Ref   Next due                 Sev  Status    Marks     Owner  Customer  Subject\n"
        "CX-1  ◷ acknowledge in 1d 11h       received  ack owed         样例      Late\n"
    )
    stage.env["CXDESK_NOW"] = "2026-03-05T12:00:00Z"
    assert "▲ acknowledge 1d 13h late" in stage.play("list").out


def test_a_terminal_gets_a_drawn_table_and_a_pipe_data(stage: Stage) -> None:
    log(stage)
    stage.terminal = True
    stage.env["NO_COLOR"] = "1"
    assert "─" in stage.play("list").out
    rows = list(csv.DictReader(StringIO(stage.play("list", "--csv").out)))
    assert (rows[0]["ref"], rows[0]["next_due"], rows[0]["overdue"]) == ("CX-1", "2026-03-03T23:00:00Z", "false")
    assert stage.play("list", "--tsv", "--columns", "ref,status").out == "ref\tstatus\nCX-1\treceived\n"


def test_a_line_of_json_has_the_names_that_scripts_rely_on(stage: Stage) -> None:
    log(stage, "--customer", "Sample", "--email", "s@example.org")
    listed = json.loads(stage.play("list", "--jsonl").out)
    assert list(listed) == [*KEYS, "overdue"]
    shown = data_of(stage, "show", "CX-1")
    assert {key: listed[key] for key in KEYS} == {key: shown[key] for key in KEYS}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["list", "--view", "nosuch"], 2, "my-desk"),
        (["list", "colour:red"], 2, "severity"),
        (["list", "due:11/12"], 2, "cxdesk: "),
        (["list", "--columns", "ref,colour"], 2, "next_due"),
        (["list", "--sort", "colour"], 2, "due, received, ref, severity, closed"),
        (["list", "--limit", "0"], 2, "1 or more"),
        (["list", "--colour"], 2, "there is no option --colour"),
        (["show"], 2, "REF is missing"),
        (["show", "CX-1", "CX-2"], 2, "not expected here: CX-2"),
        (["show", "CX-99"], 1, "there is no complaint CX-99; cxdesk list"),
        (["show", "DX-1"], 1, "there is no complaint DX-1"),
        (["search"], 2, "WORDS"),
        (["list", "--as", "nobody"], 1, "nobody is not an agent of this desk; cxdesk agent add nobody"),
    ],
)
def test_what_is_wrong_is_one_line_that_says_what_there_is(
    stage: Stage, arguments: list[str], code: int, told: str
) -> None:
    log(stage)
    played = stage.play(*arguments)
    assert played.code == code
    assert told in played.err
    assert len(played.err.splitlines()) == 1
    assert played.out == ""


def test_nothing_found_is_said_on_stderr_and_is_no_failure(stage: Stage) -> None:
    assert stage.play("list")[1:] == ("", "no complaint matches\n")
    assert stage.play("search", "nothing", "--json").out == "[]\n"


def test_two_chinese_characters_find(stage: Stage) -> None:
    log(stage, "--text", "宽带三天没有修好")
    log(stage, "--customer", "王样例")
    found = [json.loads(line)["ref"] for line in stage.play("search", "三天", "--jsonl").out.splitlines()]
    assert found == ["CX-1"]
    assert refs(stage, "样例") == ["CX-2"]


def test_a_leading_negation_is_a_word_of_the_query_the_short_way_too(stage: Stage) -> None:
    log(stage)
    assert refs(stage, "-status:waiting") == ["CX-1"]
    assert refs(stage, "-status:received") == []
    assert refs(stage, "--", "-status:received") == []


def _life(stage: Stage) -> str:
    """A complaint with a bit of everything."""
    ref = log(stage, "--customer", "Sample", "--email", "s@example.org", "--severity", "S3", "--owner", "ann")
    for act in (
        ["start", ref],
        ["note", ref, "--text", HOSTILE],
        ["contact", ref, "--out", "--channel", "phone", "--text", "called", "--minutes", "4"],
        ["promise", ref, "--text", "a call back", "--by", "2026-03-04"],
        ["escalate", ref, "--reason", "help"],
        ["find-cause", ref, "line", "--why", "cable", "--unit", "network"],
        ["offer", ref, "--option", "refund: one month; value=25 EUR; valid=7d"],
        ["accept", ref, "1", "--evidence", "said yes"],
        ["fulfil", ref, "--evidence", "credit note"],
    ):
        played = stage.play(*act)
        assert played.code == 0, (act, played.err)
    return ref


def test_a_complaint_is_shown_in_words_a_person_understands(stage: Stage) -> None:
    ref = _life(stage)
    out = done(stage.play("show", ref)).out
    for told in (
        "CX-1  Late\n",
        "status           resolved",
        "✓ met ",
        "Options\n",
        "1  accepted, refund, 25 EUR",
        "Promises\n",
        "Escalations\n",
        "Revisits\n",
        "Letters\n",
        "ann: the investigation began",
        "ann: we told the customer, by phone; 4 minutes",
        "│ called",
        "ann: the customer accepted option 1",
        "ann: the remedy was delivered",
    ):
        assert told in out, told
    assert "CET" in out


def test_the_json_of_show_has_all_its_parts(stage: Stage) -> None:
    data = data_of(stage, "show", _life(stage))
    assert list(data) == [*KEYS, "clocks", "options", "revisits", "timeline", "acknowledgement", "corrections"]
    assert {"clock", "instance", "cycle", "state", "started_at", "due_at", "stopped_at", "basis", "policy"} <= set(
        data["clocks"][0]
    )
    assert {"number", "type", "text", "value", "state"} <= set(data["options"][0])
    assert {"due_on", "state", "outcome"} <= set(data["revisits"][0])
    assert {"seq", "at", "actor", "act", "text"} <= set(data["timeline"][0])
    assert data["acknowledgement"]["state"] == "given"
    assert data["acknowledgement"]["message_id"].startswith("<")


def test_the_owner_does_not_see_a_revisit_s_day_before_it_comes(stage: Stage) -> None:
    """DOMAIN §9: not predictable by courtesy."""
    ref = _life(stage)
    done(stage.play("agent", "add", "kim", "--role", "quality"))
    day = data_of(stage, "show", ref, "--as", "kim")["revisits"][0]["due_on"]
    assert day > "2026-03-02"
    assert data_of(stage, "show", ref)["revisits"][0]["due_on"] is None
    assert f"1  planned, {day}" in stage.play("show", ref, "--as", "kim").out
    assert "1  planned, between " in stage.play("show", ref).out
    stage.env["CXDESK_NOW"] = f"{day}T12:00:00+01:00"
    assert data_of(stage, "show", ref)["revisits"][0]["due_on"] == day


def test_the_script_of_a_revisit_is_in_the_customer_s_language_and_ends_in_commands(stage: Stage) -> None:
    ref = log(stage, "--customer", "样本客户", "--subject", f"漏水{HOSTILE}", "--language", "zh")
    played = done(stage.play("revisit", "script", ref.lower()))
    assert "问题解决了吗？" in played.out
    assert f"cxdesk revisit done {ref} --resolved" in played.out
    assert "\x1b" not in played.out
    assert data_of(stage, "revisit", "script", ref)["ref"] == ref


def test_nothing_that_a_customer_wrote_steers_what_it_is_read_on(stage: Stage) -> None:
    log(stage, "--customer", HOSTILE, "--subject", HOSTILE, "--text", f"{HOSTILE}\nCX-9  forged\n")
    stage.env["NO_COLOR"] = "1"
    for terminal in (False, True):
        stage.terminal = terminal
        for verb in (["list"], ["show", "1"], ["search", "报修"], ["customer", "show", "1"], ["customer", "list"]):
            for more in ([], ["--json"]):
                played = done(stage.play(*verb, *more))
                assert not STEERING & set(played.out + played.err), verb
                assert "\nCX-9" not in played.out
    assert "[bold]x[/]" in stage.play("show", "1").out


def test_the_short_way_and_the_long_one_answer_the_same(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    _life(stage)
    commands = (
        ["list"],
        ["list", "owner:me", "-status:closed", "--sort", "severity", "--limit", "5", "--json"],
        ["list", "--view=my-desk", "--columns=ref,owner"],
        ["--as", "ann", "show", "CX-1"],
        ["show", "cx1", "--json"],
        ["search", "Late", "--csv"],
    )
    short = [stage.play(*command) for command in commands]
    monkeypatch.setattr("cxdesk.cli.light.run_light", lambda *_given: None)
    assert [stage.play(*command) for command in commands] == short
    assert all(played.code == 0 and played.out for played in short)


def test_an_unswept_option_that_ran_out_shows_as_expired(stage: Stage) -> None:
    ref = log(stage, "--severity", "S3", "--owner", "ann")
    done(stage.play("start", ref))
    done(stage.play("offer", ref, "--option", "apology: sorry; valid=2d"))
    stage.env["CXDESK_NOW"] = "2026-03-20T12:00:00Z"
    assert data_of(stage, "show", ref)["options"][0]["state"] == "expired"


def test_a_reader_of_chinese_reads_chinese_and_scripts_the_same_codes(stage: Stage) -> None:
    ref = log(stage)
    english = stage.play("list", "--jsonl").out
    stage.env["CXDESK_LANG"] = "zh_CN"
    assert "received" not in stage.play("list").out
    assert "received" not in stage.play("show", ref).out
    assert stage.play("list", "--jsonl").out == english
