"""What the views and the filter find and say, and what keeps nobody from working."""

from datetime import date
from itertools import combinations

import pytest

from cxdesk.domain.words import Act
from cxdesk.screens.place import Place
from cxdesk.screens.preferences import Preferences
from cxdesk.widgets.rows import Rows
from tests.screens import acted
from tests.screens.samples import a_morning, logged
from tests.screens.stage import LARGE, SMALL, Played, Stage
from tests.screens.stories import delivered


def test_a_filter_counts_what_it_finds_in_the_view_that_is_shown_and_after_what_was_done(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        await played.press("slash", *"late -owner:me", "enter")
        assert "0 in My desk" in played.text()
        while "All open" not in played.text():
            await played.press("l")
        assert "30 in All open" in played.text()
        with stage.desk() as desk:
            logged(desk, "Late parcel again")
        played.app._look()
        await played.settle()
        assert "31 in All open" in played.text()

    stage.play(scene)


def test_what_is_closed_is_found_by_its_words_and_can_be_reopened(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.closed(desk)

    async def scene(played: Played) -> None:
        while "Closed  " not in played.text():
            await played.press("h")
        assert "Closed  1" in played.text()
        await played.press("slash", *"twice", "enter")
        assert ref in played.text()
        place = played.app.screen
        assert isinstance(place, Place)
        assert Act.REOPEN in place.aim().allowed

    stage.play(scene)


def test_settings_of_the_mail_that_cannot_be_used_are_said_and_keep_nobody_from_working(stage: Stage) -> None:
    with stage.desk() as desk:
        logged(desk, "Nobody has it")
    settings = stage.folder / "desk.toml"
    said = settings.read_text(encoding="utf-8")
    settings.write_text(said.replace("[mail]\n", '[mail]\nport = "no number"\n'), encoding="utf-8")

    async def scene(played: Played) -> None:
        await played.press("i", *"called", "ctrl+s")
        (told,) = [toast for toast in played.toasts() if "desk.toml" in toast]
        assert "mail.port" in told
        assert "no letter goes out" in told
        assert [toast for toast in played.toasts() if toast.startswith("CX-1")]

    stage.play(scene)


def test_a_long_fault_of_a_query_is_told_to_its_end(stage: Stage) -> None:
    a_morning(stage)
    shown = stage.shot("slash", *"late received:2026-13-45")
    told = " ".join(line.strip() for line in shown.splitlines()[3:7])
    assert "write a day, a month or a" in told
    assert "”.;" not in told
    assert "…" not in told


def test_the_beginning_of_a_value_is_no_fault_and_is_gone_on_with(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        await played.press("slash", *"status:inv")
        assert "↑" not in played.text()
        assert "… status:investigating" in played.text()
        await played.press("tab")
        assert "0 in My desk" in played.text()
        await played.press(*"status:x")
        assert "↑" in played.text()

    stage.play(scene)


def test_who_has_no_name_stands_in_the_queue_by_their_address(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.take(logged(desk, "No name", name="").ref)
    assert "sample" in stage.shot().splitlines()[3]


def test_a_language_that_is_not_there_is_told(stage: Stage) -> None:
    stage.preferences = Preferences(language="klingon")

    async def scene(played: Played) -> None:
        assert played.toasts() == ["there is no language klingon; there are: en, zh"]

    stage.play(scene)


def test_the_help_gives_a_key_to_nothing_that_has_none_and_the_line_of_keys_offers_each_once(stage: Stage) -> None:
    stage.size = LARGE
    with stage.desk() as desk:
        delivered(desk, "Sample", date(2026, 3, 9), owner="ann")

    async def scene(played: Played) -> None:
        await played.press("2")
        footer = played.text().splitlines()[-1]
        assert footer.count("? Keys") == 1
        await played.press("question_mark", "end")
        assert "()" not in played.text()

    stage.play(scene)


@pytest.mark.parametrize("key", ["enter", "down"])
def test_the_filter_says_how_to_come_to_the_list_and_each_of_its_keys_does_so(stage: Stage, key: str) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        await played.press("slash", *"late -owner:me")
        assert "↓ To the list" in played.text().splitlines()[-1]
        await played.press(key)
        assert isinstance(played.app.focused, Rows)
        assert "/ late -owner:me" in played.text()

    stage.play(scene)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_no_two_parts_of_the_desk_claim_the_same_cell_or_wide_characters_are_cut_there(
    stage: Stage, size: tuple[int, int]
) -> None:
    a_morning(stage)
    stage.size = size

    async def scene(played: Played) -> None:
        regions = [part.region for part in played.app.screen.children if part.region]
        clashes = [(one, other) for one, other in combinations(regions, 2) if one.overlaps(other)]
        assert clashes == []

    stage.play(scene)
