"""What every command line does: finding its verb, its options on both sides, its exit code, its errors, its help."""

import json

import pytest

from cxdesk.cli.table import VERBS, Chapter, Verb
from tests.cli.conftest import Stage

FAILURES = {
    "refused": (1, "cxdesk: CX-7: option 2 is expired; cxdesk offer CX-7\n"),
    "check": (3, "cxdesk: 3 breaches\n"),
    "unavailable": (4, "cxdesk: no desk\n"),
    "partial": (5, "cxdesk: 2 rows rejected\n"),
    "locked": (4, "cxdesk: the desk is locked by another program; try again when it has finished\n"),
    "locked in WAL": (4, "cxdesk: the desk is locked by another program; try again when it has finished\n"),
    "readonly": (
        4,
        "cxdesk: the desk's database is read-only; give this account the right to write in its directory\n",
    ),
    "full": (4, "cxdesk: the disk is full; make room and try again\n"),
    "corrupt": (4, "cxdesk: the desk's database is damaged; restore it from a backup\n"),
    "not a database": (4, "cxdesk: the desk's database is no SQLite file; restore it from a backup\n"),
    "no space": (4, "cxdesk: the disk is full; make room and try again\n"),
    "denied": (4, "cxdesk: cxdesk.db: permission denied; give this account the right to it\n"),
    "absent": (2, "cxdesk: complaints.csv: there is no such file\n"),
    "encoding": (2, "cxdesk: the input is not UTF-8 (byte 0); convert it first, for example with iconv\n"),
    "interrupt": (130, "cxdesk: interrupted\n"),
    "pipe": (141, ""),
}


@pytest.fixture(autouse=True)
def _sample_verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("table", "nothing", "options", "act", "fail", "halfway", "checked"):
        row = Verb(f"tests.cli.samples:{name}", f"the sample {name}", Chapter.READ, query=name == "table")
        monkeypatch.setitem(VERBS, f"sample {name}", row)
        monkeypatch.setitem(VERBS, name, row)


@pytest.mark.parametrize("how", FAILURES)
def test_an_error_is_one_line_with_its_mend_and_its_own_exit_code(stage: Stage, how: str) -> None:
    code, line = FAILURES[how]
    assert stage.play("fail", how) == (code, "", line)


@pytest.mark.parametrize("how", ["bug", "bad sql"])
def test_what_nobody_foresaw_is_a_bug_of_ours_told_without_a_traceback(stage: Stage, how: str) -> None:
    played = stage.play("fail", how)
    assert played.code == 70
    assert played.err.startswith("cxdesk: unexpected error: ")
    assert played.err.count("\n") == 1
    assert "\x1b" not in played.err


def test_the_traceback_is_shown_when_asked_for(stage: Stage) -> None:
    assert "Traceback" in stage.play("fail", "bug", "--traceback").err
    assert "Traceback" in stage.play("fail", "refused", env={"CXDESK_TRACEBACK": "1"}).err
    assert "Traceback" not in stage.play("fail", "refused", env={"CXDESK_TRACEBACK": "0"}).err


def test_a_failure_with_json_prints_the_envelope_too(stage: Stage) -> None:
    played = stage.play("--json", "sample", "fail", "refused")
    assert json.loads(played.out) == {
        "schema": "cxdesk/1",
        "command": "sample fail",
        "status": "refused",
        "exit_code": 1,
        "data": None,
        "errors": [{"what": "option 2 is expired", "where": "CX-7", "mend": "cxdesk offer CX-7"}],
    }
    assert played.err == FAILURES["refused"][1]


def test_a_failure_after_the_first_row_adds_no_envelope_to_what_is_already_broken(stage: Stage) -> None:
    played = stage.play("halfway", "--json")
    assert played.code == 4
    assert played.out == '[{"ref": "CX-1"}'
    assert "locked" in played.err


def test_a_result_may_carry_its_exit_code(stage: Stage) -> None:
    assert stage.play("checked").code == 3
    assert json.loads(stage.play("checked", "--json").out)["exit_code"] == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["tabel"], "there is no verb tabel; did you mean table"),
        (["sample", "tabel"], "there is no verb sample tabel; did you mean table"),
        (["zzzz"], "there is no verb zzzz; see cxdesk --help"),
        (["path"], "there is no verb path; did you mean config path?"),
        (["sample"], "sample needs one of: table, nothing, options, act, fail, halfway, checked"),
        (["--bogus", "table"], "there is no option --bogus; see cxdesk --help"),
        (["nothing", "--jsno"], "there is no option --jsno; did you mean --json"),
        (["nothing", "more"], "not expected here: more; see cxdesk nothing --help"),
        (["options"], "REFERENCE is missing; see cxdesk options --help"),
        (["options", "CX-7", "two"], "NUMBER: must be a whole number; see cxdesk options --help"),
        (["options", "CX-7", "12"], "NUMBER: must be from 1 to 9; see cxdesk options --help"),
        (["options", "CX-7", "2", "--colour", "green"], "--colour: must be one of: red, blue"),
        (["options", "CX-7", "2", "--text"], "--text needs a value; see cxdesk options --help"),
        (["nothing", "--json=yes"], "--json takes no value; see cxdesk nothing --help"),
        (["--json=yes", "nothing"], "--json takes no value"),
        (["--desk"], "--desk needs a value"),
        (["nothing", "--desk", ""], "--desk needs a value"),
        (["--as=", "nothing"], "--as needs a value"),
        (["nothing", "--json", "--csv"], "only one of --json, --csv can be used"),
        (["nothing", "--now", "monday"], "--now: monday is not an instant with its offset from UTC"),
        (["checked", "--csv"], "--csv: what checked answers is not one table; use --json"),
        (["--show-completion", "tcsh"], "there is no completion for the shell tcsh; name one of: bash, zsh, fish"),
        (["nothing", "\udcff"], "argument 2 is not UTF-8"),
    ],
)
def test_wrong_use_is_exit_2_and_says_what_mends_it(stage: Stage, arguments: list[str], told: str) -> None:
    played = stage.play(*arguments)
    assert played.code == 2
    assert played.err.startswith(f"cxdesk: {told}")
    assert played.err.count("\n") == 1
    assert bool(played.out) is ("--json" in arguments)


def test_options_of_every_verb_are_taken_before_and_after_it_and_the_later_one_wins(stage: Stage) -> None:
    before = stage.play("--as", "ann", "--json", "options", "CX-7", "2")
    after = stage.play("options", "--as=ann", "CX-7", "2", "--json")
    both = stage.play("--as", "bob", "options", "CX-7", "2", "--json", "--as", "ann")
    between = stage.play("sample", "--as", "ann", "options", "CX-7", "2", "--json")
    assert json.loads(before.out)["data"] == json.loads(after.out)["data"] == json.loads(both.out)["data"]
    assert json.loads(between.out)["data"]["login"] == "ann"


def test_who_acts_is_the_option_then_the_environment_then_the_account(stage: Stage) -> None:
    def login(*more: str, **env: str) -> tuple[str, str]:
        data = json.loads(stage.play("options", "CX-7", "2", "--json", *more, env=env).out)["data"]
        return data["login"], data["os_user"]

    assert login("--as", "ann", CXDESK_AGENT="bob") == ("ann", "sample-account")
    assert login(CXDESK_AGENT="bob") == ("bob", "sample-account")
    assert login() == ("sample-account", "sample-account")


def test_the_clock_is_replaced_by_the_option_then_by_the_environment(stage: Stage) -> None:
    def now(*more: str, **env: str) -> str:
        return str(json.loads(stage.play("options", "CX-7", "2", "--json", *more, env=env).out)["data"]["now"])

    assert now() == "2026-03-02T12:00:00Z"
    assert now(CXDESK_NOW="2026-04-01T02:00:00+02:00") == "2026-04-01T00:00:00Z"
    assert now("--now", "2026-05-01T00:00:00.5Z", CXDESK_NOW="2026-04-01T00:00Z") == "2026-05-01T00:00:00.500000Z"


def test_a_verb_s_value_that_looks_like_an_option_of_every_verb_stays_its_value(stage: Stage) -> None:
    data = json.loads(stage.play("options", "CX-7", "2", "--json", "--text", "--csv").out)["data"]
    assert data["text"] == "--csv"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-status:waiting"], ["-status:waiting"]),
        (["overdue", "-status:waiting", "--tsv"], ["overdue", "-status:waiting"]),
        (["-status:waiting", "-退款", '-"late parcel"', "--tsv"], ["-status:waiting", "-退款", '-"late parcel"']),
        (["--tsv", "--", "-x"], ["-x"]),
        (["-cause:a", "--", "-x"], ["-cause:a", "-x"]),
    ],
)
def test_a_leading_negation_belongs_to_the_query(stage: Stage, arguments: list[str], words: list[str]) -> None:
    played = stage.play("table", *arguments)
    assert played.code == 0
    assert sorted(line.strip("'\"").replace('""', '"') for line in played.out.splitlines()[1:]) == sorted(
        word.strip('"') for word in words
    )


def test_help_of_the_root_names_every_verb_by_chapter(stage: Stage) -> None:
    played = stage.play("--help")
    assert played.code == 0
    places = [played.out.index(line) for line in ("Read the desk:", "  sample table", "Work on a complaint:")]
    assert places == sorted(places)
    assert "config path" in played.out
    assert "--install-completion [SHELL]" in played.out
    assert stage.play() == stage.play("help") == stage.play("-h") == played


def test_help_of_a_verb_shows_its_own_parameters_then_those_of_every_verb(stage: Stage) -> None:
    played = stage.play("options", "CX-7", "--help")
    assert played.code == 0
    assert played.out.startswith("Usage: cxdesk options [OPTIONS] REFERENCE NUMBER\n\n  the sample options\n")
    assert "  --colour red|blue        a colour [default: red]\n" in played.out
    assert "  --reached/--not-reached\n" in played.out
    assert "  NUMBER     the number [1–9]\n" in played.out
    assert "\nOptions of every verb:\n  --desk DIR " in played.out
    assert stage.play("help", "options").out == played.out


def test_every_sentence_passes_through_the_catalogue(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxdesk.catalogue.in_language", lambda _language, message: f"⟨{message}⟩")
    stage.env["CXDESK_LANG"] = "zh_CN.UTF-8"
    for command in (["--help"], ["config", "--help"], ["options", "--help"]):
        for line in stage.play(*command).out.splitlines():
            assert not line.strip() or "⟨" in line or line.strip() == "--reached/--not-reached", line
    for wrong in (["zzzz"], ["options"], ["options", "CX-7", "two"], ["nothing", "more"], ["fail", "locked"]):
        assert "⟨" in stage.play(*wrong).err


def test_help_of_a_group_lists_what_follows(stage: Stage) -> None:
    assert "\n  path   print the desk directory" in stage.play("config", "--help").out


def test_help_fits_a_narrow_terminal(stage: Stage) -> None:
    stage.width = 40
    assert max(len(line) for line in stage.play("options", "--help").out.splitlines()) <= 60


def test_every_row_of_the_table_names_a_function_and_a_group_that_is_explained(stage: Stage) -> None:
    from cxdesk.cli.command import load  # noqa: PLC0415 (loads Typer)
    from cxdesk.cli.table import GROUPS  # noqa: PLC0415 (as above)

    for name, verb in VERBS.items():
        assert callable(load(verb.function)), name
        assert " " not in name or name.startswith("sample ") or name.rsplit(" ", 1)[0] in GROUPS, name
        assert stage.play(*name.split(" "), "--help").code == 0
