"""Every command is pressed by a test: acts in the scenes of their forms, the rest here; what nothing presses fails."""

from collections.abc import Callable

from textual.command import CommandPalette
from textual.widgets import Input

from cxdesk.screens.commands import ALL, named
from cxdesk.screens.complaint import ComplaintScreen
from cxdesk.screens.desk import DeskScreen
from cxdesk.screens.help import HelpScreen
from cxdesk.screens.log import LogScreen
from cxdesk.screens.revisits import RevisitsScreen
from cxdesk.widgets.rows import Rows
from tests.screens import test_desk, test_forms, test_undo
from tests.screens.samples import a_morning
from tests.screens.stage import Played, Stage

Holds = Callable[[Played], bool]

FIRST, LAST = 6, 35
"""What nobody owns on the desk of a morning."""

ELSEWHERE = {
    "approve": test_forms.test_what_an_agent_proposed_is_approved_or_denied,
    "deny": test_forms.test_what_an_agent_proposed_is_approved_or_denied,
    "attach": test_forms.test_a_file_is_kept_and_one_that_is_not_there_is_told_beside_its_field,
    "lapse": test_undo.test_whoever_stays_silent_is_let_go_after_a_question,
    "repeat": test_desk.test_repeat_does_the_last_act_with_the_same_words_elsewhere,
    "undo": test_undo.test_an_act_is_taken_back_by_the_act_that_compensates,
}
"""What needs more than keys, and the test that has it."""


def cursor(played: Played) -> int:
    """The number of the complaint under it."""
    row = played.app.screen.query_one(Rows).current
    assert row is not None
    return int(row.ref.removeprefix("CX-"))


def shows(screen: type) -> Holds:
    """That screen is in front."""
    return lambda played: isinstance(played.app.screen, screen)


def says(words: str) -> Holds:
    """It stands on the screen."""
    return lambda played: words in played.text()


MOVES: dict[str, tuple[tuple[str, ...], Holds]] = {
    "move-down": (("g",), lambda played: cursor(played) == FIRST + 1),
    "move-up": (("G",), lambda played: cursor(played) == LAST - 1),
    "page-down": (("g",), lambda played: cursor(played) > FIRST + 1),
    "page-up": (("G",), lambda played: cursor(played) < LAST - 1),
    "go-first": (("G",), lambda played: cursor(played) == FIRST),
    "go-last": (("g",), lambda played: cursor(played) == LAST),
    "select": ((), lambda played: bool(played.app.screen.query_one(Rows).picked)),
    "open": ((), shows(ComplaintScreen)),
    "filter": ((), lambda played: isinstance(played.app.focused, Input)),
    "next-view": (("h",), says("Unassigned  30")),
    "previous-view": (("l",), says("Unassigned  30")),
    "next-tab": (("enter", "h"), says("▸Timeline")),
    "previous-tab": (("enter", "l"), says("▸Timeline")),
    "log": ((), shows(LogScreen)),
    "back": (("enter",), shows(DeskScreen)),
    "help": ((), shows(HelpScreen)),
    "palette": ((), shows(CommandPalette)),
    "screen-desk": (("2",), shows(DeskScreen)),
    "screen-revisits": ((), shows(RevisitsScreen)),
}
"""The keys that lead, from what nobody owns, to where a command changes something, and what holds once it did."""


def test_every_key_of_a_command_that_is_no_act_does_what_it_says(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        await played.press("l")
        for name, (before, holds) in MOVES.items():
            for key in named(name).keys.split(","):
                await played.press(*before)
                assert not holds(played), (name, key)
                await played.press(key)
                assert holds(played), (name, key)
                played.app.go_to("desk")
                await played.settle()
                await played.press("escape")

    stage.play(scene)


def test_both_keys_that_read_again_show_what_others_did(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        for number, key in enumerate(named("reload").keys.split(",")):
            with stage.desk() as desk:
                desk.note("CX-1", f"note number {number}")
            assert f"note number {number}" not in played.text()
            await played.press(key)
            assert f"note number {number}" in played.text()

    stage.play(scene)


def test_q_ends_the_program(stage: Stage) -> None:
    async def scene(played: Played) -> None:
        await played.press("q")

    assert stage.play(scene).return_value == 0


def test_every_command_is_pressed_by_a_test() -> None:
    names = {command.name for command in ALL}
    here = {*MOVES, *ELSEWHERE, "reload", "quit", "revisit"}
    assert here <= names
    assert names - here - test_forms.SCENES.keys() == set()


def test_the_scene_of_an_act_begins_with_its_key() -> None:
    for command in ALL:
        if command.name in test_forms.SCENES:
            first, second = command.chord
            keys = (named(first).keys, second) if first else (command.keys,)
            assert test_forms.SCENES[command.name][1][: len(keys)] == keys


def test_every_command_is_offered_by_a_place_and_none_beside_them() -> None:
    places = (DeskScreen, ComplaintScreen, RevisitsScreen)
    assert {name for place in places for name in place.vocabulary()} == {command.name for command in ALL}
