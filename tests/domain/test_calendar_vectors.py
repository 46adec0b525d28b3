"""The calendar against what other systems' own tests expect, real targets of a city, and China's published days."""

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from cxdesk.domain.calendar import Calendar

pytestmark = pytest.mark.corpus

Vector = dict[str, Any]


def vectors(corpus: Path, name: str) -> list[Vector]:
    """The cases of one file, their calendars read."""
    folder = corpus / "06-sla"
    cases: list[Vector] = [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]
    calendars: dict[str, Calendar] = {}
    for case in cases:
        spec = case["calendar"]
        if isinstance(spec, str):
            case["calendar"] = calendars.get(spec) or Calendar.from_dict(json.loads((folder / spec).read_text("utf-8")))
            calendars[spec] = case["calendar"]
        else:
            case["calendar"] = Calendar.from_dict(spec)
    return cases


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def answer(case: Vector) -> object:
    """What our calendar says to the question of *case*."""
    calendar: Calendar = case["calendar"]
    operation: str = case["op"]
    if operation in ("next_open", "prev_open", "next_close", "is_open"):
        return getattr(calendar, operation)(instant(case["start"]))
    if operation == "is_workday":
        return calendar.is_workday(date.fromisoformat(case["date"]))
    if operation == "add_days":
        return calendar.add_days(date.fromisoformat(case["date"]), case["days"])
    if operation == "days_between":
        return calendar.days_between(date.fromisoformat(case["from"]), date.fromisoformat(case["to"]))
    if operation == "add_business_days_time":
        return calendar.add_days_at(instant(case["start"]), case["days"])
    pauses = [(instant(begun), instant(ended)) for begun, ended in case.get("pauses", [])]
    second = instant(case["end"]) if operation == "between" else case["seconds"]
    return getattr(calendar, operation)(instant(case["start"]), second, pauses)


def expected(case: Vector) -> object:
    """The value of the source; where a convention or a bug of the source differs, that of the reference."""
    value = case.get("reference_gives", case["expected"])
    if not isinstance(value, str):
        return value
    return instant(value) if "T" in value else date.fromisoformat(value)


def disagreements(cases: list[Vector]) -> list[tuple[str, object, object]]:
    return [(case["id"], answer(case), expected(case)) for case in cases if answer(case) != expected(case)]


def test_every_universal_vector_gives_its_value(corpus: Path) -> None:
    cases = [case for case in vectors(corpus, "vectors.jsonl") if case["agreement"] == "universal"]
    assert len(cases) > 100
    assert disagreements(cases) == []


def test_conventions_boundaries_and_bugs_of_the_sources_follow_our_documented_conventions(corpus: Path) -> None:
    cases = [case for case in vectors(corpus, "vectors.jsonl") if case["agreement"] != "universal"]
    assert {case["agreement"] for case in cases} <= {"convention", "source-bug", "boundary=closing"}
    assert disagreements(cases) == []


@pytest.mark.parametrize("name", ["vectors-cn.jsonl", "vectors-derived.jsonl"])
def test_derived_vectors_give_their_values(corpus: Path, name: str) -> None:
    assert disagreements(vectors(corpus, name)) == []


def test_each_of_the_days_of_china_2023_to_2026_is_a_working_day_or_not_as_published(corpus: Path) -> None:
    folder = corpus / "06-sla" / "cn"
    calendar = Calendar.from_dict(json.loads((folder / "calendar-cn-2023-2026.json").read_text("utf-8")))
    rows = list(csv.DictReader((folder / "cn-workdays-2023-2026.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 1461
    reasons = {"周末": "weekend", "法定节假日/调休放假": "holiday", "工作日": None, "调休上班": None}
    for row in rows:
        day = date.fromisoformat(row["date"])
        assert calendar.is_workday(day) == (row["is_workday"] == "1"), day
        assert calendar.closed_reason(day) == reasons[row["kind"]], day


def test_the_targets_of_boston_are_the_same_clock_time_so_many_working_days_after_the_next_opening(
    corpus: Path,
) -> None:
    cases = vectors(corpus, "boston311-targets.jsonl")
    assert len(cases) > 600
    assert disagreements(cases) == []
    for case in cases:
        opening = case["calendar"].next_open(instant(case["start"]))
        assert case["calendar"].add_days_at(opening, case["days"], as_is=True) == expected(case)


def test_the_canonical_spec_of_every_calendar_reads_back_as_itself(corpus: Path) -> None:
    for name in ("vectors.jsonl", "vectors-derived.jsonl", "vectors-cn.jsonl"):
        for case in vectors(corpus, name):
            spec = case["calendar"].to_dict()
            assert json.dumps(Calendar.from_dict(spec).to_dict()) == json.dumps(spec)
