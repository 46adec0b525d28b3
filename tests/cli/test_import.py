"""`import` on the command line: what it says, its exit codes, its rejects, and that a kill doubles nothing."""

import csv
import json
import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cxdesk.desk import Desk, NewDesk, make
from tests.cli.conftest import NOON, Played, Stage

GOOD = "id,date,text,customer\n1,2024-03-04,Late parcel,Sample One\n2,2024-03-05,宽带没有修好,样例\n"


@pytest.fixture
def desk(stage: Stage) -> Path:
    folder = stage.cwd / "desk"
    new = NewDesk(login="ann", os_user="sample-account")
    make(folder, new, now=lambda: NOON, randomness=os.urandom)
    stage.env["CXDESK_DESK"] = str(folder)
    return folder


def write(stage: Stage, text: str, name: str = "old.csv") -> str:
    (stage.cwd / name).write_text(text, encoding="utf-8")
    return name


def opened(folder: Path) -> Desk:
    return Desk.open(folder, agent="ann", now=lambda: NOON, randomness=os.urandom)


def data(played: Played) -> dict[str, object]:
    found: dict[str, object] = json.loads(played.out)
    return found


@pytest.mark.usefixtures("desk")
def test_an_import_says_what_it_added_and_a_second_one_adds_nothing(stage: Stage) -> None:
    name = write(stage, GOOD)
    first = stage.play("import", name)
    assert (first.code, first.out) == (0, "old.csv: 2 complaints added\n")
    assert stage.play("import", name).out.endswith("0 complaints added, 2 known already\n")


@pytest.mark.usefixtures("desk")
def test_rejected_rows_go_to_a_file_with_line_and_reason_and_the_result_is_partial(stage: Stage) -> None:
    name = write(stage, GOOD + "3,,nothing known,\n")
    played = stage.play("import", name, "--json")
    assert played.code == 5
    envelope = data(played)
    assert (envelope["status"], envelope["exit_code"]) == ("partial", 5)
    with (stage.cwd / "old.rejects.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["line", "reason", "raw", "file"],
            ["4", "no date of receipt", "3,,nothing known,", "old.csv"],
        ]
    assert "old.rejects.csv" in stage.play("import", name).err


@pytest.mark.usefixtures("desk")
def test_many_and_long_rejected_rows_are_told_short_and_kept_whole(stage: Stage) -> None:
    long = "x" * 7000
    name = write(stage, GOOD + "".join(f"{number},,{long},\n" for number in range(10, 18)))
    played = stage.play("import", name)
    assert max(map(len, played.out.splitlines())) < 200
    assert "… and 3 more" in played.out
    assert long in (stage.cwd / "old.rejects.csv").read_text(encoding="utf-8")
    errors = data(stage.play("import", name, "--json"))["errors"]
    assert isinstance(errors, list)
    assert len(errors) == 6
    assert errors[-1]["what"] == "… and 3 more"


@pytest.mark.usefixtures("desk")
def test_an_empty_file_is_named_once(stage: Stage) -> None:
    name = write(stage, "", "empty.csv")
    assert stage.play("import", name).err.count("empty.csv") == 1


@pytest.mark.usefixtures("desk")
def test_several_files_may_share_one_rejects_file(stage: Stage) -> None:
    names = [write(stage, GOOD + "3,,x,\n", "one.csv"), write(stage, GOOD + "4,,y,\n", "two.csv")]
    assert stage.play("import", *names, "--rejects", "all.csv").code == 5
    with (stage.cwd / "all.csv").open(encoding="utf-8", newline="") as file:
        assert [row[3] for row in csv.reader(file)] == ["file", "one.csv", "two.csv"]


@pytest.mark.usefixtures("desk")
def test_rejects_are_never_written_over_their_own_file(stage: Stage) -> None:
    name = write(stage, GOOD)
    assert stage.play("import", name, "--rejects", name).code == 2
    assert (stage.cwd / name).read_text(encoding="utf-8") == GOOD


def test_a_dry_run_shows_columns_first_complaints_and_counts_and_writes_nothing(stage: Stage, desk: Path) -> None:
    """TRAPS 19."""
    before = (desk / "cxdesk.db").read_bytes()
    files = {path.name for path in stage.cwd.iterdir()}
    name = write(stage, GOOD + "3,,x,\n")
    played = stage.play("import", name, "--dry-run")
    assert played.code == 5
    for shown in ("received_at", "Late parcel", "2 complaints would be added, 1 row rejected", "no date of receipt"):
        assert shown in played.out
    assert (desk / "cxdesk.db").read_bytes() == before
    assert {path.name for path in stage.cwd.iterdir()} == files | {name}


@pytest.mark.usefixtures("desk")
def test_columns_layout_source_and_dates_can_be_told(stage: Stage) -> None:
    name = write(stage, "no;tag;story\nA1;03/04/2024;Late\n", "odd.txt")
    arguments = ("--map", "received_at=tag", "--map", "text=story", "--map", "key=no", "--source", "crm")
    refused = stage.play("import", name, *arguments)
    assert (refused.code, "--dates ymd|mdy|dmy" in refused.err) == (2, True)
    played = stage.play("import", name, *arguments, "--dates", "dmy", "--json")
    assert played.code == 0
    with opened(Path(stage.env["CXDESK_DESK"])) as desk:
        complaint = desk.complaint("CX-1")
    assert (complaint.source, complaint.source_key) == ("crm", "A1")
    assert complaint.received_at == datetime(2024, 4, 3, tzinfo=UTC)
    assert stage.play("import", name, "--map", "klingon").code == 2


@pytest.mark.usefixtures("desk")
def test_a_pipe_is_read_like_a_file(stage: Stage) -> None:
    stage.stdin = GOOD
    assert stage.play("import", "-").out == "standard input: 2 complaints added\n"


@pytest.mark.usefixtures("desk")
def test_the_rejects_of_two_files_of_one_name_are_all_kept(stage: Stage) -> None:
    (stage.cwd / "more").mkdir()
    broken = "id,date,text\n1,2025-01-01,late\n2,,late\n"
    names = [write(stage, broken, "old.csv"), write(stage, broken, "more/old.csv")]
    assert stage.play("import", *names).code == 5
    kept = (stage.cwd / "old.rejects.csv").read_text(encoding="utf-8").splitlines()
    assert [line.rpartition(",")[2] for line in kept] == ["file", "old.csv", "more/old.csv"]
    over = stage.play("import", names[0], write(stage, broken, "old.rejects.csv"))
    assert (over.code, "over the file they come from" in over.err) == (2, True)


@pytest.mark.usefixtures("desk")
def test_rejects_that_cannot_be_written_are_said_so(stage: Stage) -> None:
    name = write(stage, "id,date,text\n1,2025-01-01,late\n2,,late\n")
    nowhere = stage.play("import", name, "--rejects", "absent/old.csv")
    assert (nowhere.code, nowhere.err) == (2, f"cxdesk: --rejects: there is no folder {stage.cwd / 'absent'}\n")
    assert stage.play("list").out == ""
    (stage.cwd / "folder").mkdir()
    assert "the rejects cannot be written to" in stage.play("import", name, "--rejects", "folder").err
    assert stage.play("import", name).out.startswith("old.csv: 1 complaint added, 1 row rejected")


@pytest.mark.usefixtures("desk")
def test_a_pipe_gets_the_sentence_whole_a_terminal_within_its_width(stage: Stage) -> None:
    """`cxdesk import FILE | grep added` finds it however long the file's name is."""
    name = write(stage, GOOD, f"{'long-' * 14}name.csv")
    assert stage.play("import", name).out == f"{name}: 2 complaints added\n"
    stage.terminal = True
    assert max(map(len, stage.play("import", name).out.splitlines())) <= 80


@pytest.mark.usefixtures("desk")
def test_one_unreadable_file_stops_the_call_before_anything_is_written(stage: Stage) -> None:
    good, pointer = write(stage, GOOD), write(stage, "version https://git-lfs.github.com/spec/v1\n", "pointer.csv")
    played = stage.play("import", good, pointer)
    assert (played.code, "LFS pointer" in played.err) == (2, True)
    assert stage.play("import", good).out.endswith("2 complaints added\n")
    absent = stage.play("import", "absent.csv")
    assert (absent.code, absent.err.count("absent.csv")) == (2, 1)


@pytest.mark.usefixtures("desk")
def test_acknowledging_needs_a_day_and_queues_what_came_since(stage: Stage) -> None:
    name = write(stage, "id,date,text,email\n1,2025-01-01,old,a@example.org\n2,2026-03-01,new,b@example.org\n")
    assert stage.play("import", name, "--acknowledge").code == 2
    played = stage.play("import", name, "--acknowledge", "--since", "2026-02-01")
    assert "2 complaints added, 1 acknowledgement queued" in played.out
    assert "cxdesk outbox send" in played.err


@pytest.mark.usefixtures("desk")
def test_hostile_words_reach_no_terminal(stage: Stage) -> None:
    name = write(stage, 'id,date,text\n1,2024-03-04,"\x1b[2J\u202eevil"\n\x1b]0;x\x07,,\x1b[31m\n')
    for arguments in ((), ("--dry-run",)):
        played = stage.play("import", name, *arguments)
        assert not set("\x1b\u202e\x07") & set(played.out + played.err)


def _killed_and_repeated(folder: Path, rounds: int, rows: int) -> None:
    """Real processes, killed at random points; the last one is left in peace."""
    file = folder / "many.csv"
    lines = (f"{n},2024-{1 + n % 12:02d}-{1 + n % 28:02d},row {n} 样例,K{n % 50}\n" for n in range(rows))
    file.write_text("id,date,text,customer id\n" + "".join(lines), encoding="utf-8")
    desk = folder / "killed"
    make(desk, NewDesk(login="ann"), now=lambda: NOON, randomness=os.urandom)
    command = [sys.executable, "-m", "cxdesk", "--desk", str(desk), "--as", "ann", "import", str(file), "--json"]
    chance = random.Random(rounds)  # noqa: S311 (when to kill is no secret)
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        _wait_for_rows(desk, process)
        process.kill()
    until_rows = time.perf_counter() - began
    for _round in range(rounds - 1):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            try:
                process.wait(until_rows * chance.uniform(0.3, 2.0))
            except subprocess.TimeoutExpired:
                process.kill()
    last = subprocess.run(command, check=True, capture_output=True, text=True)
    (done,) = json.loads(last.stdout)["data"]["files"]
    assert done["added"] + done["known"] == rows
    with opened(desk) as found:
        keys = found._connection.execute("SELECT count(*), count(DISTINCT source_key) FROM complaints").fetchone()
        assert keys == (rows, rows)
        assert found._connection.execute("SELECT count(*) FROM customers").fetchone() == (50,)
        assert found.verify() == []


def _wait_for_rows(desk: Path, process: "subprocess.Popen[bytes]") -> None:
    """Until the first batch is committed, or the process is through."""
    with opened(desk) as watching:
        while process.poll() is None:
            if watching._connection.execute("SELECT max(id) FROM complaints").fetchone() != (None,):
                return


def test_a_killed_import_is_repeated_and_every_row_is_there_once(tmp_path: Path) -> None:
    _killed_and_repeated(tmp_path, rounds=2, rows=400)


@pytest.mark.endurance
def test_an_import_killed_many_times_has_every_row_once(tmp_path: Path) -> None:
    _killed_and_repeated(tmp_path, rounds=25, rows=5000)
