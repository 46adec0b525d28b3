"""What a person prefers: a file that is absent, complete, or broken."""

from pathlib import Path

import pytest

from cxdesk.errors import WrongUse
from cxdesk.screens.preferences import FILE, Preferences, read_preferences


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
def test_a_broken_file_is_named_and_opens_no_screen(tmp_path: Path, text: str) -> None:
    with pytest.raises(WrongUse) as refused:
        read_preferences(written(tmp_path, text))
    assert refused.value.where == str(tmp_path / FILE)


def test_a_file_that_is_no_text_is_named_too(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff\xfe[\x00")
    with pytest.raises(WrongUse):
        read_preferences(tmp_path)
