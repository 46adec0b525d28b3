"""What came into a field by itself is typed over; a choice may be said by what it means, in the reader's language."""

import pytest
from textual.widgets import Input

from cxdesk.catalogue import use
from cxdesk.screens.form import Form
from tests.screens import acted
from tests.screens.stage import Played, Stage
from tests.screens.test_forms import look_at
from tests.screens.test_typist import strike


def standing(played: Played, name: str) -> str:
    """What stands in the field of that name."""
    return played.app.screen.query_one(f"#field-{name}", Input).value


def test_a_field_that_came_filled_is_typed_over(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("c")
        await strike(played, *"in", "tab", *"email")
        assert (standing(played, "direction"), standing(played, "channel")) == ("in", "email")
        await strike(played, "down", *"letter")
        assert standing(played, "channel") == "letter"
        await strike(played, "tab", "shift+tab", "end", *"s")
        assert standing(played, "channel") == "letters"

    stage.play(scene)


def test_a_new_call_does_not_begin_inside_the_name_of_the_one_before(stage: Stage) -> None:
    async def scene(played: Played) -> None:
        await strike(played, "n", *"Sample One", "tab", *"one@example.org", "escape")
        await strike(played, "n")
        assert standing(played, "customer") == "Sample One"
        await strike(played, *"Two")
        assert standing(played, "customer") == "Two"
        await strike(played, "tab", "end", *".net")
        assert standing(played, "email") == "one@example.org.net"

    stage.play(scene)


def test_what_is_wrong_in_a_field_is_mended_where_it_stands(stage: Stage) -> None:
    async def scene(played: Played) -> None:
        await strike(played, "n", "tab", *"one@example", "tab", "tab", "tab", *"Parcel", "ctrl+s")
        assert standing(played, "email") == "one@example"
        await strike(played, *".org")
        assert standing(played, "email") == "one@example.org"

    stage.play(scene)


@pytest.mark.parametrize(
    ("language", "typed", "channel"),
    [("zh", "电话", "phone"), ("zh", "电", "电"), ("zh", "电子", "email"), ("en", "Phone", "phone")],
)
def test_a_choice_is_said_by_what_it_means(stage: Stage, language: str, typed: str, channel: str) -> None:
    with stage.desk() as desk:
        ref = acted.begun(desk)
    use(language)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("c")
        await strike(played, *"in", "tab", *typed, "ctrl+s")
        if channel == typed:
            assert isinstance(played.app.screen, Form)
            return
        with stage.desk() as desk:
            said = desk.show(ref).timeline[-1].event
        assert getattr(said, "channel", "") == channel, played.text()

    stage.play(scene)


def test_a_telephone_call_is_logged_in_chinese(stage: Stage) -> None:
    use("zh")

    async def scene(played: Played) -> None:
        await played.press("n")
        await strike(played, *["tab"] * 4, *"包裹", "tab", "tab", *"电话", "tab", *"一般", "ctrl+s")
        assert "CX-1" in played.toasts()[0], played.text()

    stage.play(scene)
    with stage.desk() as desk:
        assert desk.complaint("CX-1").severity == "S3"
