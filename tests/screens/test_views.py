"""What the views and the filter find and say, and what keeps nobody from working."""

from cxdesk.domain.words import Act
from cxdesk.screens.place import Place
from tests.screens import acted
from tests.screens.samples import a_morning, logged
from tests.screens.stage import Played, Stage


def test_a_filter_counts_what_it_finds_in_the_view_that_is_shown_and_after_what_was_done(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        await played.press("slash", *"late -owner:me", "enter")
        assert "0 found" in played.text()
        while "All open" not in played.text():
            await played.press("l")
        assert "30 found" in played.text()
        with stage.desk() as desk:
            logged(desk, "Late parcel again")
        played.app._look()
        await played.settle()
        assert "31 found" in played.text()

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
