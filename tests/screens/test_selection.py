"""What is selected is what stands in the list: what leaves it is let go, and a report names what was done."""

from collections.abc import Sequence

import pytest

from cxdesk.desk.watching import Row, Watch
from cxdesk.domain.allowed import Allowed
from cxdesk.screens.desk import DeskScreen
from cxdesk.screens.weighing import Weighed
from cxdesk.widgets.rows import Rows
from tests.screens.samples import logged
from tests.screens.stage import Played, Stage
from tests.screens.test_typist import burst

FAR = 75
"""The first of so many is not among the rows that are read around the last."""


def unowned(stage: Stage, count: int) -> list[str]:
    """So many complaints that nobody owns."""
    with stage.desk() as desk:
        return [logged(desk, f"Parcel {number:03}").ref for number in range(count)]


def picked(played: Played) -> set[str]:
    """What is selected."""
    return set(played.app.screen.query_one(Rows).picked)


def owners(stage: Stage, refs: list[str]) -> list[str | None]:
    """Whose they are."""
    with stage.desk() as desk:
        return [desk.complaint(ref).owner for ref in refs]


def test_what_leaves_the_list_leaves_the_selection(stage: Stage) -> None:
    refs = unowned(stage, 4)

    async def scene(played: Played) -> None:
        await played.press("slash", *"owner:none", "enter", "space", "space")
        assert "2 selected" in played.text()
        await played.press("t")
        assert owners(stage, refs) == ["ann", "ann", None, None]
        assert picked(played) == set()
        assert "selected" not in played.text()
        assert played.toasts()[-1] == f"Take: 2 done · {refs[0]}, {refs[1]}"
        await played.press("t")
        assert owners(stage, refs) == ["ann", "ann", "ann", None]

    stage.play(scene)


def test_what_was_struck_while_several_were_selected_falls_on_no_other(stage: Stage) -> None:
    refs = unowned(stage, 4)

    async def scene(played: Played) -> None:
        await played.press("slash", *"owner:none", "enter", "space", "space")
        await played.app._press_keys(["t", "t"])
        await played.settle()
        assert owners(stage, refs) == ["ann", "ann", None, None]
        assert "Nothing was done: what was selected has left the list." in played.toasts()

    stage.play(scene)


def test_what_another_process_takes_out_of_the_list_is_selected_no_longer(stage: Stage) -> None:
    refs = unowned(stage, 3)

    async def scene(played: Played) -> None:
        await played.press("slash", *"owner:none", "enter", "space", "space")
        with stage.desk() as desk:
            desk.take(refs[0])
        played.app.refresh_places()
        await played.settle()
        assert picked(played) == {refs[1]}
        assert "1 selected" in played.text()

    stage.play(scene)


def test_what_is_selected_far_from_the_screen_stays_selected_and_is_asked_for_by_number(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = unowned(stage, FAR)
    asked: list[int] = []
    among = Watch.among

    def counting(door: Watch, text: str, numbers: Sequence[int]) -> tuple[Row, ...]:
        asked.append(len(numbers))
        return among(door, text, numbers)

    monkeypatch.setattr(Watch, "among", counting)

    async def scene(played: Played) -> None:
        burst(played, "slash", *"owner:none", "enter", "space", "G")
        await played.settle()
        assert refs[0] not in {row.ref for row in played.app.screen.query_one(Rows).stretch.rows}
        burst(played, "space")
        await played.settle()
        await played.press("f5")
        assert picked(played) == {refs[0], refs[-1]}
        with stage.desk() as desk:
            desk.take(refs[0])
        await played.press("f5")
        assert picked(played) == {refs[-1]}

    stage.play(scene)
    assert set(asked) <= {1, 2}


def test_what_may_be_done_with_an_older_selection_counts_for_none_after_it(stage: Stage) -> None:
    refs = unowned(stage, 2)

    async def scene(played: Played) -> None:
        desk = played.app.screen
        assert isinstance(desk, DeskScreen)
        await played.press("slash", *"owner:none", "enter", "space")
        nothing = Allowed(())
        desk.post_message(Weighed((refs[0],), {refs[0]: nothing}))
        await played.settle()
        assert desk.aim().can == (nothing,)
        await played.press("space")
        found = desk.aim().can
        desk._weighing.is_on = True
        desk.post_message(Weighed((refs[0],), {refs[0]: nothing}))
        await played.settle()
        assert desk.is_settling
        assert desk.aim().can == found
        assert len(found) == len(refs)
        desk._weighing.is_on = False

    stage.play(scene)


def test_another_view_or_filter_lets_the_selection_go(stage: Stage) -> None:
    unowned(stage, 3)

    async def scene(played: Played) -> None:
        await played.press("space", "space")
        assert picked(played)
        await played.press("l")
        assert picked(played) == set()
        await played.press("h", "space")
        assert picked(played)
        await played.press("slash", *"Parcel", "enter")
        assert picked(played) == set()

    stage.play(scene)


def test_a_query_that_cannot_be_read_keeps_the_keys_until_it_is_mended(stage: Stage) -> None:
    refs = unowned(stage, 2)

    async def scene(played: Played) -> None:
        await played.press("slash", *"severity:S9", "enter", *"tbx")
        assert owners(stage, refs) == [None, None]
        assert "severity:S9tbx" in played.text()
        await played.press(*["backspace"] * 4, *"2", "enter", "space")
        assert "/ severity:S2" in played.text()

    stage.play(scene)


def test_a_term_that_is_not_written_to_its_end_is_told_at_enter(stage: Stage) -> None:
    unowned(stage, 2)

    async def scene(played: Played) -> None:
        await played.press("slash", *"severity:", "enter")
        assert "↑" in played.text()
        assert played.app.focused is not played.app.screen.query_one(Rows)

    stage.play(scene)


def test_esc_on_the_list_lets_go_of_a_query_that_cannot_be_read(stage: Stage) -> None:
    unowned(stage, 2)

    async def scene(played: Played) -> None:
        await played.press("slash", *"severity:S9")
        await played.click("Rows", offset=(5, 1))
        assert "severity:S9" in played.text()
        await played.press("escape")
        assert "severity:S9" not in played.text()
        await played.press("slash", *"Parcel", "enter")
        assert "2 in " in played.text()

    stage.play(scene)


def test_a_filter_says_in_which_view_it_finds_nothing_and_whether_another_has_it(stage: Stage) -> None:
    refs = unowned(stage, 3)
    with stage.desk() as desk:
        desk.take(refs[1])

    async def scene(played: Played) -> None:
        await played.press("l", "slash", *f"ref:{refs[1]}")
        assert "0 in Unassigned, 1 in all complaints" in played.text()

    stage.play(scene)
