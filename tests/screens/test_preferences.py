"""What a person prefers: a file that is absent, complete, or broken."""

from pathlib import Path

import pytest

from cxdesk.screens.preferences import FILE, Preferences, read_preferences
from tests.screens.stage import Played, Stage


def written(folder: Path, text: str) -> Path:
    """The folder with that file in it."""
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_everything_is_as_it_comes(tmp_path: Path) -> None:
    assert read_preferences(tmp_path / "none") == Preferences()


def test_theme_language_and_keys_are_read(tmp_path: Path) -> None:
    text = '\ufeff[screens]\ntheme = "cxdesk-light"\nlanguage = "zh"\n[keys]\nassign = "A,ctrl+a"\n'
    found = read_preferences(written(tmp_path, text))
    assert found == Preferences("cxdesk-light", "zh", {"assign": "A,ctrl+a"})


@pytest.mark.parametrize(
    "text",
    ["[screens", "[screens]\ntheme = 3\n", "[keys]\nassign = ['A']\n", "screens = 'dark'\n", "keys = 1\n", "\x00"],
)
def test_a_broken_file_is_named_and_keeps_nobody_out(tmp_path: Path, text: str) -> None:
    found = read_preferences(written(tmp_path, text))
    assert found.trouble.startswith(f"{tmp_path / FILE} cannot be read, and everything is as without it: ")
    assert found == Preferences(trouble=found.trouble)
    assert found.doubt() == found.trouble


def test_a_theme_that_was_picked_is_there_next_time_and_what_a_person_wrote_stays_theirs(
    stage: Stage, tmp_path: Path
) -> None:
    stage.config = tmp_path / "mine" / FILE

    async def pick(played: Played) -> None:
        await played.press("ctrl+p", *"cxdesk-light")
        await played.press("down", "enter")
        assert played.app.theme == "cxdesk-light", played.text()

    stage.play(pick)
    assert not stage.config.exists()
    stage.preferences = read_preferences(stage.config.parent)
    assert stage.preferences == Preferences(picked="cxdesk-light")

    async def look(played: Played) -> None:
        assert played.app.theme == "cxdesk-light"

    stage.play(look)
    text = '# mine\n[screens]\ntheme = "cxdesk-contrast"\n'
    stage.preferences = read_preferences(written(stage.config.parent, text))

    async def pick_again(played: Played) -> None:
        assert played.app.theme == "cxdesk-contrast"
        await pick(played)
        assert played.toasts() == ["config.toml names the theme cxdesk-contrast: that one counts next time"]

    stage.play(pick_again)
    assert stage.config.read_text(encoding="utf-8") == text


def test_a_file_that_is_no_text_is_named_too(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff\xfe[\x00")
    assert str(tmp_path / FILE) in read_preferences(tmp_path).trouble


def test_the_screens_open_though_the_file_is_broken_and_say_so(stage: Stage, tmp_path: Path) -> None:
    stage.preferences = read_preferences(written(tmp_path, "[keys\n"))

    async def scene(played: Played) -> None:
        (told,) = played.toasts()
        assert told == stage.preferences.trouble

    stage.play(scene)
