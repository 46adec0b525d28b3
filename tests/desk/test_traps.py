"""Traps of TRAPS.md that the whole desk answers, by their numbers."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from cxdesk.clockwork import due_day
from cxdesk.desk import Desk, NewComplaint, Refused, option
from cxdesk.desk.sweeping import BATCH, Swept
from cxdesk.domain.acts.following import Answers
from cxdesk.domain.events import Assessed
from cxdesk.domain.words import Direction, OptionType, Severity, Status
from cxdesk.store import sqlite
from cxdesk.store.moments import to_us
from cxdesk.store.views import VIEWS
from tests.desks import MONDAY, Clock, new_desk, opened

HOUR = timedelta(hours=1)


def logged(desk: Desk) -> str:
    return desk.log(NewComplaint(channel="phone", subject="Late", text="x", severity=Severity.S3)).ref


def rows(folder: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    connection = sqlite.connect(folder / "cxdesk.db", readonly=True)
    found = connection.execute(query, values).fetchall()
    connection.close()
    return found


def test_trap_2_every_act_leaves_the_rows_that_its_own_events_make(tmp_path: Path) -> None:
    """Recomputed in the transaction of the act: due dates are right before anybody sweeps."""
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as desk:
        ref = logged(desk)
        acts: tuple[Callable[[], object], ...] = (
            lambda: desk.acknowledge(ref, "phone"),
            lambda: desk.take(ref),
            lambda: desk.start(ref),
            lambda: desk.assess(ref, Assessed(Severity.S1)),
            lambda: desk.contact(ref, Direction.OUT, "phone", "we look into it"),
            lambda: desk.contact(ref, Direction.IN, "phone", "and?"),
            lambda: desk.ask(ref, "which one?", clock.at + timedelta(days=4), why="customer"),
            lambda: desk.resume(ref),
            lambda: desk.promise(ref, "a call", clock.at + timedelta(days=1)),
            lambda: desk.keep(ref, 1),
            lambda: desk.find_cause(ref, "late", "the van broke down", "transport"),
            lambda: desk.final(ref, "no", "because", "the ombudsman"),
            lambda: desk.return_(ref, "broken again"),
        )
        for act in acts:
            clock.at += HOUR
            act()
            assert desk.verify() == []


def test_trap_14_working_waiting_and_closed_are_three_counters(tmp_path: Path) -> None:
    """The time a complaint was closed is neither work nor waiting after it was opened again."""
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as desk:
        ref = logged(desk)
        desk.take(ref)
        clock.at += HOUR
        desk.ask(ref, "which one?", clock.at + timedelta(days=4), why="customer")
        clock.at += 2 * HOUR
        desk.resume(ref)
        clock.at += HOUR
        desk.withdraw(ref, "never mind")
        clock.at += 8 * HOUR
        desk.reopen(ref, "it does matter")
        clock.at += HOUR
        desk.note(ref, "on it")
    query = """
        SELECT CASE status WHEN 'waiting' THEN 'waiting' WHEN 'closed' THEN 'closed' ELSE 'working' END,
            sum(min(to_at, ?) - from_at) / 3600000000 FROM spells GROUP BY 1
    """
    counted = set(rows(folder, query, to_us(clock.at)))
    assert counted == {("working", 3), ("waiting", 2), ("closed", 8)}


def test_trap_22_a_sweep_drains_the_oldest_deadline_first_and_says_what_it_left(tmp_path: Path) -> None:
    """More than any batch: nothing is left behind, and a pass that is told to stop counts what it leaves."""
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        refs = []
        for _number in range(4):
            refs.append(logged(desk))
            clock.at += HOUR
        clock.on(days=60)
        turns = iter((False, False, True))
        first = desk.sweep(stop=lambda: next(turns))
        assert (list(dict.fromkeys(first.refs)), first.left) == (refs[:2], 2)
        rest = desk.sweep()
        assert (list(dict.fromkeys(rest.refs)), rest.left) == (refs[2:], 0)


def test_trap_22_due_complaints_are_looked_up_without_a_limit_that_forgets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxdesk.desk.sweeping.BATCH", 2)
    assert BATCH > 2
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        refs = [logged(desk) for _number in range(7)]
        clock.on(days=60)
        swept = desk.sweep()
        assert sorted(set(swept.refs)) == refs
        assert swept.left == 0


def test_trap_32_a_daily_hour_is_wall_time_and_does_not_drift_with_the_clocks(tmp_path: Path) -> None:
    """18:00 in Berlin is 17:00 UTC in winter and 16:00 in summer: the report is due at 18:00 on both days."""
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    settings = folder / "desk.toml"
    text = settings.read_text(encoding="utf-8").replace('timezone = "UTC"', 'timezone = "Europe/Berlin"')
    settings.write_text(text.replace('# time = "18:00"', 'time = "18:00"'), encoding="utf-8")
    with opened(folder, clock) as desk:
        for day, hour in ((28, 17), (29, 16)):
            clock.at = MONDAY.replace(day=day, hour=hour) - timedelta(minutes=1)
            before = due_day(desk)
            clock.on(minutes=1)
            due = due_day(desk)
            assert due is not None
            assert (due.day, before) == (day, due - timedelta(days=1))


def test_trap_46_a_complaint_without_customer_owner_or_severity_is_flagged_like_any_other(tmp_path: Path) -> None:
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as desk:
        ref = desk.log(NewComplaint(channel="phone", subject="Late")).ref
        clock.on(days=90)
        assert ref in desk.sweep().refs
        assert desk.find_refs("overdue") == [ref]
    assert rows(folder, "SELECT overdue FROM complaints") == [(1,)]


def test_trap_51_a_due_revisit_stands_in_the_day_whatever_became_of_the_complaint(tmp_path: Path) -> None:
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as desk:
        resolved, closed = refs = [logged(desk), logged(desk)]
        for ref in refs:
            desk.take(ref)
            desk.quick_resolve(
                ref,
                cause=("late", "The van broke down.", "transport"),
                offer=option(OptionType.INFORMATION, "How it came to this"),
                evidence="told",
            )
        desk.revisit_done(closed, Answers(resolved=True, satisfaction=5))
        desk.close(closed)
        for ref in refs:
            desk.schedule_revisit(ref, clock.at.date() + timedelta(days=2))
        clock.at += timedelta(days=3)
        desk.sweep()
        assert {desk.show(ref).complaint.status for ref in refs} == {Status.RESOLVED, Status.CLOSED}
        assert {visit.ref for visit in desk.agenda(clock.at.date())} == {resolved, closed}
        assert set(desk.find_refs(VIEWS["revisits-due"])) == {resolved, closed}


def test_trap_58_what_two_passes_find_at_once_is_kept_apart_by_the_database_itself(tmp_path: Path) -> None:
    """Unique rows, not check-then-insert: the second of two passes that looked at the same moment changes nothing."""
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as one, opened(folder, clock) as other:
        logged(one)
        clock.on(days=60)
        looked = other.situation
        swept: list[Swept] = []

        def late_look(*situation: object) -> object:
            found = looked(*situation)  # type: ignore[arg-type]  # as it was given
            if not swept:
                swept.append(one.sweep())
            return found

        other.situation = late_look  # type: ignore[method-assign, assignment]  # a race, played
        assert not other.sweep().did
        assert swept[0].did["Breached"] > 0
    found = rows(folder, "SELECT count(*) FROM alarms")
    assert found == [(len(set(rows(folder, "SELECT clock, cycle, instance, due_at, step FROM alarms"))),)]


def test_trap_59_nobody_locks_a_complaint_and_the_slower_act_is_decided_anew(tmp_path: Path) -> None:
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk, opened(desk.folder, clock) as other:
        ref = logged(desk)
        desk.withdraw(ref, "never mind")
        with pytest.raises(Refused):
            other.start(ref)
        assert other.note(ref, "seen").complaint.seq > 1
