"""Unsaved words survive the process that took them down."""

from pathlib import Path

from cxdesk.desk import Desk
from tests.desks import Clock, new_desk, opened


def test_a_draft_is_there_for_its_agent_when_the_desk_is_opened_again(tmp_path: Path) -> None:
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as desk:
        desk.keep_draft("log", {"subject": "Late", "text": "  "})
        clock.on(minutes=1)
        desk.keep_draft("note", {"text": "第三次报修\ud800"}, about="CX-1")
    with opened(folder, clock) as desk:
        note, log = desk.drafts()
        assert (note.form, note.about, note.said) == ("note", "CX-1", {"text": "第三次报修\ufffd"})
        assert log.said == {"subject": "Late"}


def test_the_later_words_replace_the_earlier_and_blank_ones_are_no_draft(tmp_path: Path) -> None:
    clock = Clock()
    with opened(new_desk(tmp_path / "desk", clock), clock) as desk:
        desk.keep_draft("log", {"subject": "Late"})
        desk.keep_draft("log", {"subject": "Later"})
        assert [one.said for one in desk.drafts()] == [{"subject": "Later"}]
        desk.keep_draft("log", {"subject": " "})
        assert desk.drafts() == []
        desk.drop_draft("log")


def test_nobody_sees_the_draft_of_another(tmp_path: Path) -> None:
    clock = Clock()
    folder = new_desk(tmp_path / "desk", clock)
    with opened(folder, clock) as desk:
        desk.keep_draft("log", {"subject": "Late"})
    with Desk.open(folder, agent="somebody", now=clock, randomness=bytes) as desk:
        assert desk.drafts() == []
