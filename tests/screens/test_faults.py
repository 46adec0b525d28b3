"""What the desk does not want stands beside the field that it is about, with the cursor there, until that changes."""

from cxdesk.domain.words import Role
from cxdesk.screens.asking import Asking
from cxdesk.store.people import Agent
from tests.screens import acted
from tests.screens.samples import logged
from tests.screens.stage import LARGE, Played, Stage


def field(played: Played) -> str:
    """The field with the cursor, and what is said to be wrong with it."""
    form = played.app.screen
    assert isinstance(form, Asking)
    assert form.here is not None
    return f"{form.here.field.name}: {form.here.fault}"


def test_a_telephone_number_that_is_none_is_said_at_its_field_until_it_is_changed(stage: Stage) -> None:
    async def scene(played: Played) -> None:
        await played.press("n", "tab", "tab", "x", "tab", "tab", *"Late", "ctrl+s")
        assert field(played) == "phone: ▲ x is no telephone number; leave it out"
        await played.press("1")
        assert field(played) == "phone: "

    stage.play(scene)


def test_a_validity_in_the_past_is_said_at_the_option_that_has_it(stage: Stage) -> None:
    with stage.desk() as desk:
        acted.begun(desk)
    stage.size = LARGE

    async def scene(played: Played) -> None:
        await played.press("o", *"refund", "tab", *"All of it", "ctrl+n", *"refund", "tab", *"Half of it")
        await played.press("tab", "tab", *"yesterday", "ctrl+s")
        assert field(played).startswith("valid-2: ▲ an option must be valid beyond")

    stage.play(scene)


def test_an_owner_nobody_knows_keeps_the_form_of_several_open(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Bob", Role.AGENT))
        for number in range(2):
            desk.take(logged(desk, f"Sample {number}").ref)

    async def scene(played: Played) -> None:
        await played.press("space", "space", "a", *"nobody", "ctrl+s")
        assert field(played).startswith("to: ▲ nobody is not an agent of this desk")

    stage.play(scene)
