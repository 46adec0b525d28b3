"""Files into the desk: silently, each complaint once, with its own times, and what is broken put aside."""

import json
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cxdesk.desk import Desk, Dossier, NewComplaint, NewDesk, Received, make
from cxdesk.desk.importing import Importing
from cxdesk.domain import events as e
from cxdesk.domain.decision import Refused
from cxdesk.domain.words import AcknowledgementState, Outcome, Role, Status
from cxdesk.errors import WrongUse
from cxdesk.imports.load import LARGEST_BATCH, Loaded, Reading, load, plan, rehearse
from cxdesk.imports.mapping import MappingError
from cxdesk.imports.readers import UnreadableFile
from cxdesk.imports.rejects import Reject
from cxdesk.store.people import Agent
from cxdesk.when import DateOrder

ARRIVAL = datetime(2026, 11, 2, 9, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


class Clock:
    """The desk's time of day, moved by the test."""

    now = ARRIVAL


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    place = tmp_path / "desk"
    new = NewDesk(login="ann", timezone="Europe/Berlin", country="DE")
    make(place, new, now=lambda: clock.now, randomness=os.urandom)
    return place


def opened(folder: Path, clock: Clock, *, readonly: bool = False) -> Desk:
    return Desk.open(folder, agent="ann", now=lambda: clock.now, randomness=os.urandom, readonly=readonly)


@pytest.fixture
def desk(folder: Path, clock: Clock) -> Iterator[Desk]:
    with opened(folder, clock) as desk:
        yield desk


def taken(desk: Desk, text: str, **reading: object) -> Loaded:
    return load(desk, plan(BytesIO(text.encode()), Reading(**reading)))  # type: ignore[arg-type]  # as the test says


def only(desk: Desk, text: str, **reading: object) -> Dossier:
    assert taken(desk, text, **reading).added == 1
    return desk.show("CX-1")


def verdicts(shown: Dossier) -> dict[str, str]:
    return {instance.clock: instance.verdict.value for instance in shown.standing.instances}


def counted(desk: Desk, table: str) -> int:
    query = f"SELECT count(*) FROM {table}"  # noqa: S608 (the test's own table names)
    return int(desk._connection.execute(query).fetchone()[0])


# One complaint


def test_a_closed_history_keeps_its_own_times_and_needs_two_events(desk: Desk) -> None:
    shown = only(
        desk,
        "id,received,responded,resolved,closed,text,status\n"
        "7,2024-03-04 10:00,2024-03-05 09:00,2024-03-06 12:00,2024-03-07,Late parcel,closed\n",
    )
    assert [type(moment.event) for moment in shown.timeline] == [e.Logged, e.HistoryImported]
    complaint = shown.complaint
    assert (complaint.status, complaint.received_at) == (Status.CLOSED, datetime(2024, 3, 4, 9, tzinfo=UTC))
    assert complaint.closed_at == datetime(2024, 3, 6, 23, tzinfo=UTC)
    assert (complaint.source, complaint.source_key, complaint.recorded_at) == ("generic", "7", ARRIVAL)
    assert verdicts(shown)["resolve"] == "met"
    assert desk.verify() == []


def test_a_clock_whose_facts_the_source_lacks_is_unknown(desk: Desk) -> None:
    shown = only(desk, "id,date,text,status\n1,2024-03-04,Late parcel,closed\n")
    assert set(verdicts(shown).values()) == {"unknown"}
    assert shown.complaint.precision.value == "day"


def test_how_it_ended_is_what_the_source_says_or_an_answer_proves_else_unknown(desk: Desk) -> None:
    taken(
        desk,
        "id,date,text,status,outcome,response\n"
        "1,2024-03-04,a,closed,,\n2,2024-03-04,b,closed,,We refunded it\n3,2024-03-04,c,closed,withdrawn,\n",
    )
    ended = [desk.complaint(f"CX-{number}").outcome for number in (1, 2, 3)]
    assert ended == [None, Outcome.FINAL_RESPONSE, Outcome.WITHDRAWN]


def test_what_was_resolved_nobody_knows_when_is_history(desk: Desk) -> None:
    loaded = taken(desk, "id,date,text,status\n1,2024-03-04,Late parcel,resolved\n")
    assert (loaded.added, loaded.doubtful) == (1, 1)
    shown = desk.show("CX-1")
    assert shown.complaint.status is Status.CLOSED
    assert set(verdicts(shown).values()) == {"unknown"}
    dated = "id,date,text,status,responded\n2,2024-03-04,Late parcel,resolved,2024-03-06\n"
    assert taken(desk, dated).added == 1
    assert desk.complaint("CX-2").resolved_at == datetime(2024, 3, 5, 23, tzinfo=UTC)


def test_an_open_one_runs_on_and_what_passed_before_the_import_alarms_nobody(desk: Desk) -> None:
    """DOMAIN §12: facts, no alarms. TRAPS 35."""
    shown = only(desk, "id,date,text,status,email\n1,2024-03-04,Late parcel,in progress,a@example.org\n")
    breached = [moment.event for moment in shown.timeline if isinstance(moment.event, e.Breached)]
    assert {event.clock for event in breached} == {"respond", "offer", "resolve"}
    assert not any(event.late for event in breached)
    assert shown.complaint.status is Status.INVESTIGATING
    assert shown.due.overdue
    swept = desk.sweep()
    assert (dict(swept.did), swept.letters) == ({}, ())
    assert (counted(desk, "alarms"), counted(desk, "notices"), counted(desk, "outbox")) == (0, 0, 0)


def test_a_deadline_that_still_lies_ahead_alarms_as_any_other(desk: Desk, clock: Clock) -> None:
    taken(desk, "id,date,text\n1,2026-11-01 12:00,Late parcel\n")
    clock.now += timedelta(days=90)
    assert desk.sweep().did["Breached"] > 0
    assert counted(desk, "alarms") > 0
    assert desk.verify() == []


def test_whatever_has_no_field_is_kept_beside_the_receipt(desk: Desk) -> None:
    shown = only(desk, "id,date,text,status,owner,shelf\n1,2024-03-04,Late parcel,erledigt,Bob,B12\n")
    said = dict(words for moment in shown.timeline for words in moment.words)
    assert said["narrative"] == "Late parcel"
    for kept in ("status: erledigt", "shelf: B12", "owner: Bob", "not known"):
        assert kept in (said["source"] or "")


def test_the_answer_stands_with_the_history_and_not_in_an_event(desk: Desk) -> None:
    shown = only(desk, "id,date,text,status,response\n1,2024-03-04,Late parcel,closed,Dear Ms Sample\n")
    assert ("response", "Dear Ms Sample") in shown.timeline[1].words
    data = "".join(row[0] for row in desk._connection.execute("SELECT data FROM events"))
    assert "Sample" not in data
    assert "parcel" not in data


def test_an_owner_who_is_an_agent_here_owns_it(desk: Desk) -> None:
    assert only(desk, "id,date,text,status,owner\n1,2024-03-04,Late,closed,ann\n").complaint.owner == "ann"


def test_a_channel_that_nobody_told_is_marked_missing(desk: Desk) -> None:
    complaint = only(desk, "id,date,text\n1,2024-03-04,Late parcel\n").complaint
    assert complaint.channel == "web"
    assert "channel" in complaint.missing
    assert "severity" in complaint.missing


# Customers


def test_a_customer_is_found_by_key_address_or_number_and_made_once(desk: Desk) -> None:
    desk.log(NewComplaint(channel="phone", subject="before", customer=Received(email="A@example.org")))
    taken(
        desk,
        "id,date,text,customer,customer id,email,phone\n"
        "1,2024-03-04,a,,,a@example.org,\n"
        "2,2024-03-04,b,Sample One,K1,,+49 30 1\n"
        "3,2024-03-04,c,,K1,one@example.org,\n"
        "4,2024-03-04,d,,,ONE@example.org,\n"
        "5,2024-03-04,e,,,,+49301\n",
    )
    people = [desk.complaint(f"CX-{number}").customer for number in range(1, 7)]
    assert people == [1, 1, 2, 2, 2, 2]
    assert desk.customer(2).emails == ("one@example.org",)
    assert desk.verify() == []


def test_a_new_address_of_a_known_customer_is_told_to_their_stream(desk: Desk) -> None:
    taken(desk, "id,date,text,customer id\n1,2024-03-04,a,K1\n")
    taken(desk, "id,date,text,customer id,email\n2,2024-03-04,b,K1,one@example.org\n")
    types = [
        row[0] for row in desk._connection.execute("SELECT type FROM events WHERE stream = 'customer' ORDER BY seq")
    ]
    assert types == ["CustomerAdded", "CustomerChanged"]
    assert desk.customer(1).emails == ("one@example.org",)
    assert desk.verify() == []


def test_two_of_one_name_stay_two_but_a_user_name_is_one_person(desk: Desk) -> None:
    taken(
        desk,
        "id,date,text,customer\n1,2024-03-04,a,Wang Wei (sample)\n2,2024-03-04,b,Wang Wei (sample)\n"
        "3,2024-03-04,c,A00045581\n4,2024-03-04,d,A00045581\n5,2024-03-04,e,\n",
    )
    assert [desk.complaint(f"CX-{number}").customer for number in range(1, 6)] == [1, 2, 3, 3, None]
    assert desk.customer(3).key == "generic:A00045581"


# Again and again


def test_a_second_import_adds_nothing_and_another_source_is_another_world(desk: Desk) -> None:
    text = "id,date,text\n1,2024-03-04,a\n2,2024-03-05,b\n1,2024-03-06,the same key again\n"
    first, second = taken(desk, text), taken(desk, text)
    assert (first.added, first.known) == (2, 1)
    assert (second.added, second.known) == (0, 3)
    assert taken(desk, text, source="old-crm").added == 2
    assert desk.complaint("CX-3").source == "old-crm"


def test_a_key_that_is_an_address_or_words_stands_in_no_event(desk: Desk) -> None:
    """DOMAIN §10: it is known again by its digest, and read among the words."""
    text = "id,date,text\ns1@customer.example,2024-03-04,a\nSample Person,2024-03-05,b\nA-17,2024-03-06,c\n"
    assert taken(desk, text).added == 3
    assert taken(desk, text).added == 0
    rows = desk._connection.execute("SELECT data FROM events WHERE type = 'Logged' ORDER BY id").fetchall()
    assert [("customer.example" in data, "Sample" in data, "A-17" in data) for (data,) in rows] == [
        (False, False, False),
        (False, False, False),
        (False, False, True),
    ]
    words = desk._connection.execute("SELECT group_concat(text) FROM entries").fetchone()[0]
    assert "key: s1@customer.example" in words


def test_rows_without_a_key_are_known_by_their_content(desk: Desk) -> None:
    text = "date,text\n2024-03-04,a\n2024-03-04,a\n2024-03-05,b\n"
    assert taken(desk, text).added == 3
    assert taken(desk, text).added == 0


class Killed(BaseException):
    """The process ends here."""


def test_an_interrupted_import_goes_on_where_it_stopped(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"{n},2024-03-04,row {n}\n" if n % 7 else f"{n},,broken\n" for n in range(1, 101))
    text = "id,date,text\n" + rows
    usual, calls = Importing.take_over, []

    def dies_later(*given: object) -> object:
        calls.append(given)
        if len(calls) == 3:
            raise Killed
        return usual(*given)  # type: ignore[arg-type]  # as it was given

    monkeypatch.setattr(Importing, "take_over", dies_later)
    with pytest.raises(Killed):
        taken(desk, text)
    assert counted(desk, "complaints") < 86
    monkeypatch.setattr(Importing, "take_over", usual)
    again = taken(desk, text)
    assert again.resumed_from > 1
    assert (again.added, again.known, again.rejected) == (86, 0, 14)
    assert counted(desk, "complaints") == 86
    last = desk._connection.execute("SELECT added, known, rejected, finished_at FROM imports").fetchall()
    assert last[-1][:3] == (86, 0, 14)
    assert last[-1][3] is not None
    assert taken(desk, text).known == 86
    assert desk.verify() == []


def test_rows_read_another_way_are_not_passed_over_after_an_interruption(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "id,date,text\n1,2024-03-04,a\n2,04.03.2024,b\n"
    monkeypatch.setattr(Importing, "finish_takeover", lambda *_given: None)
    assert taken(desk, text, dates=DateOrder.YMD).rejected == 1
    monkeypatch.undo()
    again = taken(desk, text, dates=DateOrder.DMY)
    assert (again.added, again.known, again.resumed_from) == (1, 1, 0)


def test_two_imports_of_one_file_at_once_add_each_row_once(folder: Path, clock: Clock) -> None:
    text = "id,date,text,customer id\n" + "".join(f"{n},2024-03-04,row {n},K{n % 9}\n" for n in range(300))
    done: list[Loaded] = []

    def one() -> None:
        with opened(folder, clock) as desk:
            done.append(taken(desk, text))

    threads = [threading.Thread(target=one) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.added + each.known for each in done] == [300, 300, 300]
    with opened(folder, clock) as desk:
        assert counted(desk, "complaints") == 300
        assert counted(desk, "customers") == 9
        assert desk.verify() == []


def test_acts_of_others_between_two_batches_take_no_number_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Importing._batch
    logged: list[str] = []

    def overtaken(self: Desk, *given: object) -> object:
        batch = usual(self, *given)  # type: ignore[arg-type]  # as it was given
        if not self._connection.in_transaction:
            logged.append(self.log(NewComplaint(channel="phone", subject="in between")).ref)
        return batch

    monkeypatch.setattr(Importing, "_batch", overtaken)
    taken(desk, "id,date,text\n" + "".join(f"{n},2024-03-04,row {n}\n" for n in range(50)))
    assert counted(desk, "complaints") == 50 + len(logged)
    assert desk.verify() == []


# What is broken


def test_broken_rows_are_rejected_with_line_and_reason_and_the_rest_goes_on(desk: Desk) -> None:
    text = (
        b"id,date,text\n1,2024-03-04,good\n2,,no date\n3,31.31.2024,no such day\n4,2024-03-05,\n"
        b'5,2099-01-01,future\n6,2024-03-06,bad \xff byte\n7,2024-03-07,good\n8,2024-03-08\n9,2024-03-09,"open\n'
    )
    rejects: list[Reject] = []
    loaded = load(desk, plan(BytesIO(text), Reading(encoding="utf-8", dates=DateOrder.DMY)), on_reject=rejects.append)
    assert (loaded.added, loaded.rejected) == (2, 7)
    assert [reject.line for reject in rejects] == [3, 4, 5, 6, 7, 9, 10]
    assert all(reject.reason for reject in rejects)
    assert rejects[0].raw == "2,,no date"


def test_a_file_without_date_or_words_is_refused_before_anything_is_written(desk: Desk) -> None:
    with pytest.raises(MappingError, match="date of receipt") as refused:
        taken(desk, "id,text\n1,a\n")
    assert refused.value.mend == "--map received_at=COLUMN"
    with pytest.raises(MappingError, match="what happened"):
        taken(desk, "id,date\n1,2024-03-04\n")
    with pytest.raises(WrongUse) as ambiguous:
        taken(desk, "id,date,text\n1,03/04/2024,a\n")
    assert ambiguous.value.mend == "--dates ymd|mdy|dmy"
    assert counted(desk, "imports") == 0


def test_hostile_words_are_kept_as_they_are_and_break_nothing(desk: Desk) -> None:
    words = ["\x1b[2J\x07", "\u202egnp.exe", "[bold]x[/]", "长" * 10_000, "=1+1", "'); DROP TABLE events"]
    lines = [json.dumps({"id": n, "date": "2024-03-04", "text": said}) for n, said in enumerate(words)]
    unkeepable = [
        json.dumps({"id": f"u{n}", "date": "2024-03-04", "text": said}) for n, said in enumerate(("\0", "\ud800"))
    ]
    loaded = taken(desk, "\n".join([*lines, *unkeepable]))
    assert (loaded.added, loaded.rejected) == (len(words), 2)
    assert [desk.show(f"CX-{number + 1}").text for number in range(len(words))] == words
    assert desk.verify() == []


def test_an_auditor_may_not_import(folder: Path, desk: Desk, clock: Clock) -> None:
    desk.add_agent(Agent("eve", "Eve (sample)", Role.AUDITOR))
    with (
        Desk.open(folder, agent="eve", now=lambda: clock.now, randomness=os.urandom) as audited,
        pytest.raises(Refused),
    ):
        taken(audited, "id,date,text\n1,2024-03-04,a\n")


# Rehearsal and acknowledgement


def test_a_rehearsal_counts_and_writes_nothing_at_all(folder: Path, desk: Desk, clock: Clock) -> None:
    """TRAPS 19."""
    text = "id,date,text\n1,2024-03-04,a\n1,2024-03-05,again\n2,,broken\n3,2024-03-06,c\n"
    taken(desk, "id,date,text\n3,2024-03-06,c\n")
    before = desk.head()
    with opened(folder, clock, readonly=True) as reader:
        found = rehearse(reader, plan(BytesIO(text.encode()), Reading()))
    assert (found.added, found.known, found.rejected) == (1, 2, 1)
    assert [one.key for one in found.first] == ["1", "1", "3"]
    assert (desk.head(), counted(desk, "imports")) == (before, 1)


def test_only_when_told_to_and_only_from_a_day_on_acknowledgements_are_queued(desk: Desk) -> None:
    """TRAPS 35: nobody hears of years-old matters."""
    text = (
        "id,date,text,email,status,acknowledged\n"
        "1,2024-03-04,old,a@example.org,,\n2,2026-11-01,new,b@example.org,,\n3,2026-11-01,no address,,,\n"
        "4,2026-11-01,over,d@example.org,closed,\n5,2026-11-01,told,e@example.org,,2026-11-01\n"
    )
    since = datetime(2026, 10, 31, 23, tzinfo=UTC)
    loaded = load(desk, plan(BytesIO(text.encode()), Reading()), acknowledge_since=since)
    assert loaded.letters == 1
    assert [row[0] for row in desk._connection.execute("SELECT recipient FROM outbox")] == ["b@example.org"]
    states = [desk.complaint(f"CX-{number}").acknowledgement for number in range(1, 6)]
    assert states[1] is AcknowledgementState.QUEUED
    assert states[4] is AcknowledgementState.GIVEN
    assert {states[0], states[2], states[3]} == {AcknowledgementState.NOT_OWED}
    assert desk.verify() == []


def test_batches_keep_the_lock_short_by_their_size(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    usual = Importing.take_over

    def slow(self: Desk, import_: object, past: list[object], line: int) -> object:
        found = usual(self, import_, past, line)  # type: ignore[arg-type]  # as it was given
        sizes.append(len(past))
        return type(found)(found.added, found.known, found.letters, found.added * 0.01)

    monkeypatch.setattr(Importing, "take_over", slow)
    taken(desk, "id,date,text\n" + "".join(f"{n},2024-03-04,row {n}\n" for n in range(100)))
    assert sizes[0] == 20
    assert max(sizes[1:]) <= 5
    assert LARGEST_BATCH >= 20


# The corpus (issue 2, it works when)


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("01-cfpb/cfpb-2016_2020_iso_narr.csv", 188),
        ("01-cfpb/cfpb-2011_2018_sample_mdy.csv", 570),
        ("03-chinese/derived/gov_complaints_with_replies.csv", 1920),
    ],
)
def test_real_complaints_import_with_their_exact_counts_and_only_once(
    desk: Desk, corpus: Path, name: str, count: int
) -> None:
    """Golden case 13: no mails, no alarms."""
    first = load(desk, plan(corpus / name, Reading()))
    assert (first.added, first.known, first.rejected) == (count, 0, 0)
    again = load(desk, plan(corpus / name, Reading()))
    assert (again.added, again.known, again.rejected) == (0, count, 0)
    assert counted(desk, "complaints") == count
    desk.sweep()
    assert (counted(desk, "outbox"), counted(desk, "alarms"), counted(desk, "notices")) == (0, 0, 0)
    assert desk.verify() == []


@pytest.mark.corpus
def test_real_complaints_are_found_in_both_languages_with_the_time_of_each_reply(desk: Desk, corpus: Path) -> None:
    load(desk, plan(corpus / "01-cfpb/cfpb-2016_2020_iso_narr.csv", Reading()))
    load(desk, plan(corpus / "03-chinese/derived/gov_complaints_with_replies.csv", Reading()))
    assert desk.search("mortgage")
    shown = desk.show(desk.search("小区", limit=1)[0])
    assert shown.complaint.responded_at is not None
    assert shown.complaint.outcome is Outcome.FINAL_RESPONSE
    replied = "SELECT count(*) FROM complaints WHERE source = 'gov-messages' AND responded_at IS NOT NULL"
    assert desk._connection.execute(replied).fetchone() == (1920,)


@pytest.mark.corpus
def test_four_encodings_of_one_file_are_one_import(desk: Desk, corpus: Path) -> None:
    names = ("", "_bom", "_gb18030", "_utf16")
    added = [
        load(desk, plan(corpus / f"03-chinese/derived/gov_complaints_labelled{name}.csv", Reading())).added
        for name in names
    ]
    assert added[0] > 0
    assert added[1:] == [0, 0, 0]


@pytest.mark.corpus
def test_a_pointer_instead_of_data_is_refused(desk: Desk, corpus: Path) -> None:
    with pytest.raises(UnreadableFile, match="LFS pointer"):
        plan(corpus / "01-cfpb/negative/git-lfs-pointer-instead-of-data.csv", Reading())


@pytest.mark.corpus
def test_a_truncated_file_of_real_complaints_loses_only_its_last_record(desk: Desk, corpus: Path) -> None:
    loaded = load(desk, plan(corpus / "01-cfpb/cfpb-2023-08_iso_truncated_1MiB.csv", Reading()))
    assert (loaded.added, loaded.rejected) == (1447, 1)
    assert loaded.rejects[0].line == 2316
