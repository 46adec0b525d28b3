"""Customers found while somebody types."""

from pathlib import Path

import pytest

from cxdesk.desk import NewComplaint, Received
from cxdesk.desk.acquainted import customers
from cxdesk.desk.watching import Watch
from tests.desks import Clock, new_desk, opened


@pytest.mark.parametrize(("typed", "found"), [("样", ["样例客户"]), ("s", []), ("sa", ["Sample customer"]), (" ", [])])
def test_one_chinese_character_is_a_family_name_and_one_letter_is_everybody(
    tmp_path: Path, typed: str, found: list[str]
) -> None:
    folder = new_desk(tmp_path / "desk", Clock())
    with opened(folder, Clock()) as desk:
        for name in ("样例客户", "Sample customer"):
            desk.log(NewComplaint(channel="phone", subject="Late", customer=Received(name=name)))
    door = Watch.open(folder, agent="ann", now=Clock())
    try:
        assert [one.name for one in customers(door, typed, 9)] == found
    finally:
        door.shut()
