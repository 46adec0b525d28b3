"""Two windows of one login keep their own words, and those of one that was killed are offered again."""

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.screens import acted
from tests.screens.stage import Played, Stage
from tests.screens.test_forms import look_at


def test_two_windows_of_one_login_type_into_the_same_form_and_neither_loses_a_word(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxdesk.screens.asking.DRAFT_SECONDS", 0.001)
    with stage.desk() as desk:
        ref = acted.begun(desk)
    killed = tmp_path / "killed"

    async def left(played: Played) -> None:
        await look_at(played, ref)
        await played.press("i", *"Left")
        await asyncio.to_thread(stage.play, right)
        await played.press(*" again", "escape", "i")
        assert "Left again" in played.text()
        assert "Right" not in played.text()

    async def right(played: Played) -> None:
        await look_at(played, ref)
        await played.press("i")
        assert "Left" not in played.text()
        await played.press(*"Right", "escape", "i")
        assert "Right" in played.text()
        shutil.copytree(stage.folder, killed)
        await played.press("ctrl+g")

    stage.play(left)
    with Stage(killed, stage.clock).desk() as desk:
        found = []
        while draft := desk.take_draft("note", about=ref):
            found.append(draft.said["text"])
            desk.drop_draft("note", about=ref)
    assert sorted(found) == ["Left", "Right"]
