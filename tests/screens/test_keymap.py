"""The user's keys win, and what they take is told."""

from cxdesk.screens.commands import named
from cxdesk.screens.form import Form
from cxdesk.screens.keymap import known_keys, warnings
from cxdesk.screens.keys_page import keys_of
from cxdesk.screens.preferences import Preferences
from tests.screens import acted
from tests.screens.stage import Played, Stage


def test_a_key_that_takes_one_of_ours_wins_and_both_are_named_at_the_beginning(stage: Stage) -> None:
    stage.preferences = Preferences(keys={"note": "t"})
    with stage.desk() as desk:
        acted.owned(desk)

    async def scene(played: Played) -> None:
        assert played.toasts() == ["t is Note now, as config.toml says; it was Take"]
        await played.press("t")
        form = played.app.screen
        assert isinstance(form, Form)
        assert form.command.name == "note"
        await played.press("ctrl+g", "2", "1")
        assert len(played.toasts()) == 1

    stage.play(scene)


def test_a_command_that_got_another_key_lost_none() -> None:
    assert list(warnings({"note": "t", "take": "z"})) == []


def test_a_key_that_was_taken_is_named_for_its_new_command_alone(stage: Stage) -> None:
    own = {"note": "j"}
    assert keys_of(named("note"), own) == "j"
    assert keys_of(named("move-down"), own) == "↓"
    assert keys_of(named("take"), {"note": "t"}) == ""
    assert keys_of(named("unmerge"), {"merge": "m"}) == keys_of(named("unmerge"))
    stage.preferences = Preferences(keys=own)
    assert "j ↓" not in stage.shot("question_mark")


def test_commands_that_share_a_key_by_themselves_take_nothing_from_each_other() -> None:
    assert list(warnings({"merge": "m"})) == []


def test_a_name_that_is_no_commands_is_told_and_left_out() -> None:
    keys = {"tkae": "T", "note": " t , f9 ", "take": "z"}
    assert list(warnings(keys)) == ["no command is called tkae; docs/keys.md lists them"]
    assert known_keys(keys) == {"note": "t,f9", "take": "z"}


def test_a_key_that_the_user_gives_to_two_commands_is_told() -> None:
    keys = {"note": "f9,z", "take": "ctrl+x,f9"}
    assert list(warnings(keys)) == ["F9 is both Note and Take in config.toml: one of them does not get it"]
    assert list(warnings({"merge": "f9", "unmerge": "f9"})) == []


def test_a_key_that_no_keyboard_has_is_told() -> None:
    keys = {"note": "notakey,question_mark,ctrl+f12", "take": "ä,full_stop,+,ctrl++,shift+tab", "assign": "ctrl+nokey"}
    told = [one for one in warnings(keys) if "no key" in one]
    assert told == ["Note: there is no key notakey", "Assign: there is no key ctrl+nokey"]


def test_the_title_names_the_arrows_only_where_they_change_views(stage: Stage) -> None:
    assert "← My desk  0 →" in stage.shot()
    stage.preferences = Preferences(keys={"next-view": "f9"})
    assert "→" not in stage.shot().splitlines()[1]
