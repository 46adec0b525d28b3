"""Ways between screens, where help is found, and toasts that leave the screen to whoever works."""

import threading

import pytest

from cxdesk.app import CxdeskApp
from cxdesk.desk.watching import Watch
from cxdesk.errors import DeskUnavailable
from cxdesk.screens.desk import DeskScreen
from cxdesk.screens.form import Form
from cxdesk.screens.help import HelpScreen
from cxdesk.screens.looks import MOST_TOASTS
from cxdesk.screens.preferences import Preferences
from cxdesk.screens.report import ReportScreen
from cxdesk.screens.revisits import RevisitsScreen
from tests.screens import acted
from tests.screens.samples import a_morning, logged
from tests.screens.stage import Played, Stage
from tests.screens.test_typist import wait_for


def test_1_shows_the_desk_itself_though_a_complaint_lies_upon_it(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        await played.press("enter", "1")
        assert isinstance(played.app.screen, DeskScreen)
        await played.press("enter", "2", "1")
        assert isinstance(played.app.screen, DeskScreen)

    stage.play(scene)


def test_esc_leads_from_the_revisits_back_to_the_desk_and_the_footer_says_so(stage: Stage) -> None:
    with stage.desk() as desk:
        acted.resolved(desk)

    async def scene(played: Played) -> None:
        await played.press("2")
        assert isinstance(played.app.screen, RevisitsScreen)
        assert "Esc Back" in played.text().splitlines()[-1]
        await played.press("escape")
        assert isinstance(played.app.screen, DeskScreen)

    stage.play(scene)


def test_a_form_has_help_of_its_own_where_every_letter_is_text(stage: Stage) -> None:
    with stage.desk() as desk:
        acted.begun(desk)

    async def scene(played: Played) -> None:
        await played.press("c", "question_mark")
        assert "F1 Help" in played.text().splitlines()[-1]
        await played.press("f1")
        assert isinstance(played.app.screen, ReportScreen)
        assert "Ctrl+S" in played.text()
        assert "By which way." in played.text()
        await played.press("escape")
        assert isinstance(played.app.screen, Form)

    stage.play(scene)


def test_the_help_is_read_on_by_keys_that_it_shows(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        await played.press("f1")
        assert isinstance(played.app.screen, HelpScreen)
        assert "PgDn Read on" in played.text().splitlines()[-1]
        assert "`" not in played.text()
        await played.press(*["pagedown"] * 6)
        assert "u takes back: Fulfil, Close, Take, Assign, Assess, Offer," in " ".join(played.text().split())
        assert "PgUp Read back" in played.text().splitlines()[-1]
        assert "PgDn" not in played.text().splitlines()[-1]

    stage.play(scene)


def test_toasts_are_few_and_say_nothing_twice(stage: Stage) -> None:
    with stage.desk() as desk:
        logged(desk, "One")

    async def scene(played: Played) -> None:
        for number in range(MOST_TOASTS + 2):
            played.app.say(f"Toast {number}")
            played.app.say("Not possible now")
        await played.settle()
        assert played.toasts() == ["Toast 3", "Toast 4", "Not possible now"]

    stage.play(scene)


def test_what_went_well_makes_no_room_for_itself_where_it_is_said_what_is_wrong(stage: Stage) -> None:
    async def scene(played: Played) -> None:
        for number in range(MOST_TOASTS):
            played.app.say(f"Wrong {number}", "warning")
            played.app.say(f"Done {number}")
        played.app.say("Done at last")
        wrong = [f"Wrong {number}" for number in range(MOST_TOASTS)]
        await played.settle()
        assert played.toasts() == [*wrong, "Done at last"]
        played.app.say("Wrong again", "error")
        await played.settle()
        assert played.toasts() == [*wrong[1:], "Wrong again"]

    stage.play(scene)


def test_all_that_is_wrong_in_the_preferences_is_told_in_one_toast_that_stays_until_it_is_read(stage: Stage) -> None:
    faulty = {f"no-command-{number}": "x" for number in range(2)}
    keys = {"note": "nokey", "take": "b", "assign": "ctrl+nokey"}
    stage.preferences = Preferences(theme="nope", language="xx", keys=faulty | keys)

    async def scene(played: Played) -> None:
        (told,) = played.toasts()
        lines = told.splitlines()
        assert lines[0].startswith("there is no language xx")
        assert lines[1:3] == [
            "there is no theme nope",
            "no command is called no-command-0, no-command-1; docs/keys.md lists them",
        ]
        assert len(lines) == 6
        (toast,) = played.app._notifications
        assert toast.timeout == 6 * played.app.NOTIFICATION_TIMEOUT

    stage.play(scene)


class Uncountable(Watch):
    """One that counts nothing before it is mended."""

    is_mended = False

    def count(self, text: str) -> int:
        """Not now."""
        if not Uncountable.is_mended:
            raise DeskUnavailable("nothing is counted")
        return super().count(text)


def test_views_that_cannot_be_counted_are_told_once_though_others_work_is_looked_for_all_the_while(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(Uncountable, "is_mended", False)
    monkeypatch.setattr(CxdeskApp, "tell_failure", lambda _app, error: told.append(str(error)))
    stage.make_watch = lambda watch: Uncountable(watch.folder, watch._connection, agent=watch._agent, now=watch._now)

    async def count(played: Played) -> None:
        played.app._look()
        await played.settle()
        played.app._count()
        await played.settle()

    async def scene(played: Played) -> None:
        await count(played)
        await count(played)
        assert told == ["nothing is counted"]
        Uncountable.is_mended = True
        await count(played)
        Uncountable.is_mended = False
        await count(played)
        assert told == ["nothing is counted"] * 2

    stage.play(scene)


def test_letters_written_while_one_is_on_its_way_are_told_together(stage: Stage) -> None:
    told: list[tuple[int, ...]] = []
    is_on_its_way, arrived = threading.Event(), threading.Event()

    def send(numbers: tuple[int, ...]) -> str:
        told.append(numbers)
        is_on_its_way.set()
        assert arrived.wait(30)
        return f"sent {numbers}"

    stage.send = send

    async def scene(played: Played) -> None:
        played.app._send((0,))
        await wait_for(played, is_on_its_way.is_set)
        for number in (1, 2, 3):
            played.app._send((number,))
        arrived.set()
        await played.settle()
        assert told == [(0,), (1, 2, 3)]
        assert played.toasts() == ["sent (0,)", "sent (1, 2, 3)"]

    stage.play(scene)
