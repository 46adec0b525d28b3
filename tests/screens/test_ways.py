"""Ways between screens, where help is found, and toasts that leave the screen to whoever works."""

from cxdesk.screens.desk import DeskScreen
from cxdesk.screens.form import Form
from cxdesk.screens.help import HelpScreen
from cxdesk.screens.looks import MOST_TOASTS
from cxdesk.screens.report import ReportScreen
from cxdesk.screens.revisits import RevisitsScreen
from tests.screens import acted
from tests.screens.samples import a_morning, logged
from tests.screens.stage import Played, Stage


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
        assert "u takes back: Take, Assign, Assess, Offer, Ask, Refer." in " ".join(played.text().split())
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


def test_letters_written_while_one_is_on_its_way_are_told_together(stage: Stage) -> None:
    told: list[tuple[int, ...]] = []

    def send(numbers: tuple[int, ...]) -> str:
        told.append(numbers)
        return f"sent {numbers}"

    stage.send = send

    async def scene(played: Played) -> None:
        for number in range(3):
            played.app._send((number,))
        await played.settle()
        assert told == [(0, 1, 2)]

    stage.play(scene)
