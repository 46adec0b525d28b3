"""`log`: from options, prompts and JSON; stored whatever the mail does (CLI.md)."""

import json

import pytest

from tests.cli.conftest import Stage
from tests.cli.desks import HOSTILE, STEERING, data_of, done, log, make_desk
from tests.desks import write_mail

# fmt: off
KEYS = [
    "ref", "status", "outcome", "severity", "subject", "channel", "category", "product", "cause", "unit", "owner",
    "customer", "received_at", "acknowledged_at", "resolved_at", "closed_at", "next_due", "level", "cycle", "safety",
    "vulnerable",
]
# fmt: on


@pytest.fixture(autouse=True)
def _desk(stage: Stage) -> None:
    make_desk(stage)


def test_it_prints_reference_due_dates_and_what_became_of_the_acknowledgement(stage: Stage) -> None:
    played = stage.play("log", "--customer", "Sample", "--email", "s@example.org", "--channel", "phone", "--text", "it")
    assert played.code == 0
    assert played.out.startswith("CX-1 is logged\n")
    assert "resolve          due 2026-03-22 24:00 CET\n" in played.out
    assert "acknowledgement  written to the folder mail/out for s@example.org\n" in played.out
    assert "still unknown    severity, category, product, remedy\n" in played.out


def test_json_has_the_names_that_scripts_rely_on(stage: Stage) -> None:
    data = data_of(
        stage, "log", "--customer", "Sample", "--phone", "+4930123", "--channel", "phone", "--subject", "Late"
    )
    assert list(data) == KEYS
    assert list(data["customer"]) == ["id", "name", "email", "phone", "language", "segment"]
    assert list(data["next_due"]) == ["clock", "at"]
    assert data["received_at"] == "2026-03-02T12:00:00Z"


def test_without_an_address_the_acknowledgement_is_owed_by_a_person(stage: Stage) -> None:
    assert "owed by a call or a letter" in done(stage.play("log", "--channel", "phone", "--subject", "Late")).out


def test_it_is_stored_though_the_settings_of_the_mail_are_broken(stage: Stage) -> None:
    """Whoever is on the phone is not sent away by a word in desk.toml; the letter waits until that is mended."""
    write_mail(stage.cwd / "desk", transport='"smtp"', hsot='"mail.example.org"')
    played = stage.play("log", "--email", "s@example.org", "--channel", "phone", "--subject", "Late")
    assert played.code == 0
    assert "acknowledgement  queued for s@example.org\n" in played.out
    assert played.err.startswith("desk.toml:")
    assert played.err.endswith("no letter goes out until that is mended; what was to be sent waits in the outbox\n")
    assert stage.play("note", "1", "--text", "kept").code == 4
    write_mail(stage.cwd / "desk", transport='"maildir"')
    sent = stage.play("outbox", "send", "--json")
    assert len(json.loads(sent.out)["data"]["accepted"]) == 1


def test_json_is_stored_too_though_the_settings_of_the_mail_are_broken(stage: Stage) -> None:
    write_mail(stage.cwd / "desk", transport='"pigeon"')
    stage.stdin = '{"channel": "web", "text": "a"}\n{"channel": "web", "text": "b"}\n'
    played = stage.play("log", "-")
    assert (played.code, played.out.count("CX-"), played.err.count("pigeon")) == (0, 2, 1)


def test_a_desk_whose_other_settings_are_broken_logs_nothing(stage: Stage) -> None:
    settings = stage.cwd / "desk" / "desk.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n[pigeons]\n", encoding="utf-8")
    write_mail(stage.cwd / "desk", transport='"pigeon"')
    assert stage.play("log", "--channel", "phone", "--subject", "Late").code == 4


def test_it_is_stored_though_no_mail_can_leave(stage: Stage) -> None:
    (stage.cwd / "desk" / "mail" / "out").write_text("a file in the way", encoding="utf-8")
    played = stage.play("log", "--email", "s@example.org", "--channel", "phone", "--subject", "Late")
    assert played.code == 0
    assert "CX-1 is logged" in played.out
    assert "queued for s@example.org" in played.out
    assert data_of(stage, "show", "1")["acknowledgement"]["state"] == "queued"


def test_a_bad_address_is_refused_before_anything_is_saved(stage: Stage) -> None:
    played = stage.play("log", "--email", "s@@example", "--channel", "phone", "--subject", "Late")
    assert played.code == 2
    assert played.err.startswith("cxdesk: --email: ")
    assert stage.play("list").out == ""


def test_a_file_is_kept_by_its_content_and_an_unreadable_one_leaves_nothing(stage: Stage) -> None:
    (stage.cwd / "照片.txt").write_bytes(b"what happened")
    ref = log(stage, "--attach", "照片.txt")
    moments = data_of(stage, "show", ref)["timeline"]
    assert moments[-1]["act"] == "attach"
    assert moments[-1]["words"] == {"file": "照片.txt"}
    kept = [path for path in (stage.cwd / "desk" / "attachments").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [b"what happened"]
    assert stage.play("log", "--channel", "phone", "--subject", "Late", "--attach", "absent.txt").code == 2
    assert len(stage.play("list", "--jsonl").out.splitlines()) == 1
    assert data_of(stage, "attach", ref, "照片.txt", "--name", "again.txt")["ref"] == ref


def test_everything_that_can_be_said_is_kept(stage: Stage) -> None:
    done(stage.play("agent", "add", "bob", "--role", "agent"))
    ref = log(
        stage, "--key", "K-1", "--segment", "vip", "--severity", "s2", "--category", "c", "--product", "p",
        "--remedy", "refund", "--language", "zh", "--owner", "ann", "--about", "bob", "--safety", "--vulnerable",
    )  # fmt: skip
    data = data_of(stage, "show", ref)
    assert (data["severity"], data["category"], data["product"]) == ("S2", "c", "p")
    assert (data["owner"], data["safety"], data["vulnerable"], data["level"] > 0) == ("ann", True, True, True)
    assert data["customer"]["segment"] == "vip"
    assert data["timeline"][0]["words"]["remedy"] == "refund"
    assert stage.play("assign", ref, "--to", "bob").code == 1


def test_a_receipt_dated_far_back_needs_a_reason(stage: Stage) -> None:
    arguments = ["log", "--channel", "letter", "--subject", "Late", "--at", "2026-02-01 09:00"]
    assert stage.play(*arguments).code == 1
    done(stage.play(*arguments, "--reason", "found in the post room"))
    assert data_of(stage, "show", "1")["received_at"] == "2026-02-01T08:00:00Z"


def test_a_person_at_a_terminal_is_asked_for_what_is_missing(stage: Stage) -> None:
    stage.terminal = stage.stdin_is_terminal = True
    stage.env["NO_COLOR"] = "1"
    stage.stdin = "Sample\ns@example.org\nIt is late\nphone\n"
    played = done(stage.play("log"))
    assert "Who complains?" in played.err
    assert "Who complains?" not in played.out
    assert data_of(stage, "show", "1")["customer"]["email"] == "s@example.org"


def at_a_terminal(stage: Stage, *answers: str) -> None:
    """The next command line has these answers, and no more."""
    stage.terminal = stage.stdin_is_terminal = True
    stage.env["NO_COLOR"] = "1"
    stage.stdin = "".join(f"{answer}\n" for answer in answers)


def test_an_answer_that_cannot_be_is_asked_for_again_at_once(stage: Stage) -> None:
    at_a_terminal(stage, "Sample", "no address", "s@example.org", "", "It is late", "pigeon", "phone")
    played = done(stage.play("log"))
    assert played.err.count("E-mail?") == 2
    assert played.err.count("What happened?") == 2
    assert "One of these is needed: phone" in played.err
    shown = data_of(stage, "show", "1")
    assert (shown["subject"], shown["channel"], shown["customer"]["email"]) == ("It is late", "phone", "s@example.org")


def test_a_customer_without_an_address_is_asked_for_a_number(stage: Stage) -> None:
    at_a_terminal(stage, "Sample", "", "+49 30 1234567", "x" * 300, "phone")
    done(stage.play("log"))
    shown = data_of(stage, "show", "1")
    assert shown["customer"]["phone"].endswith("1234567")
    assert shown["subject"].endswith("x…")
    assert shown["timeline"][0]["words"]["narrative"] == "x" * 300


@pytest.mark.parametrize("answers", [(), ("Sample",), ("Sample", "s@example.org", "It is late")])
def test_the_end_of_input_is_no_answer(stage: Stage, answers: tuple[str, ...]) -> None:
    at_a_terminal(stage, *answers)
    played = stage.play("log")
    assert played.code == 1
    assert "nothing was logged" in played.err
    assert json.loads(stage.play("list", "--json").out) == []


def test_what_was_typed_is_not_lost_with_a_refusal(stage: Stage) -> None:
    at_a_terminal(stage, "Sample", "s@example.org", "It is late", "phone")
    played = stage.play("log", "--severity", "S9")
    assert played.code == 2
    assert "cxdesk log --customer Sample --email s@example.org --subject 'It is late' --channel phone" in played.err


def test_json_lines_out_are_a_complaint_a_line_and_reasons_stand_on_stderr_too(stage: Stage) -> None:
    stage.stdin = '{"text": "a"}\n{"text": 3}\n{"text": "b"}\n'
    played = stage.play("log", "-", "--channel", "web", "--jsonl")
    assert played.code == 5
    rows = [json.loads(line) for line in played.out.splitlines()]
    assert [(row.get("ref"), row["status"]) for row in rows] == [
        ("CX-1", "received"),
        ("CX-2", "received"),
        (None, "refused"),
    ]
    assert "line 2, text" in played.err


def test_off_a_terminal_nobody_is_asked(stage: Stage) -> None:
    stage.stdin = "Sample\n"
    assert stage.play("log", "--channel", "phone").code == 1


def test_one_json_object_is_one_complaint(stage: Stage) -> None:
    stage.stdin = json.dumps({"channel": "web", "customer": {"name": "样例", "email": "s@example.org"}, "text": "x"})
    data = data_of(stage, "log", "-")
    assert data["customer"]["name"] == "样例"
    assert data["acknowledged_at"] is not None


def test_json_lines_are_several_and_errors_name_their_line(stage: Stage) -> None:
    stage.stdin = '{"text": "a"}\n{"text": 3}\n{broken\n{"text": "b", "email": "x@"}\n{"text": "c", "wrong": 1}\n'
    played = stage.play("log", "-", "--channel", "web", "--json")
    assert played.code == 5
    document = json.loads(played.out)
    assert [one["ref"] for one in document["data"]["logged"]] == ["CX-1"]
    assert [error["where"] for error in document["errors"]] == [
        "line 2, text",
        "line 3",
        "line 4, email",
        "line 5, wrong",
    ]


@pytest.mark.parametrize("stdin", ["", "[1, 2]", "nonsense", "3"])
def test_what_is_no_complaint_at_all_is_wrong_use(stage: Stage, stdin: str) -> None:
    stage.stdin = stdin
    assert stage.play("log", "-", "--channel", "web").code == 2


def test_hostile_words_reach_neither_terminal_nor_pipe(stage: Stage) -> None:
    for terminal in (False, True):
        stage.terminal = terminal
        stage.env["NO_COLOR"] = "1"
        for more in ([], ["--json"]):
            given = ["--customer", HOSTILE, "--subject", HOSTILE, "--text", HOSTILE]
            played = done(stage.play("log", "--channel", "phone", *given, *more))
            assert not STEERING & set(played.out + played.err)


def test_a_customer_who_is_known_is_named_by_number(stage: Stage) -> None:
    known = data_of(stage, "log", "--customer", "Sample", "--channel", "phone", "--subject", "Late")["customer"]["id"]
    told = ("--customer-number", str(known), "--channel", "phone", "--subject", "Again")
    assert data_of(stage, "log", *told)["customer"]["id"] == known
    played = stage.play("log", "--customer-number", "99", "--channel", "phone", "--subject", "Again")
    assert played.code != 0
    assert "there is no customer 99" in played.err


def test_json_names_a_known_customer_by_number(stage: Stage) -> None:
    known = data_of(stage, "log", "--customer", "Sample", "--channel", "phone", "--subject", "Late")["customer"]["id"]
    stage.stdin = json.dumps({"channel": "web", "customer_number": known, "text": "x"})
    assert data_of(stage, "log", "-")["customer"]["id"] == known
    stage.stdin = json.dumps({"channel": "web", "customer_number": "1", "text": "x"})
    assert "a whole number is needed" in stage.play("log", "-").err
