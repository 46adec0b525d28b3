"""What is wrong is seen where it is, in a form that is longer than the screen, and nothing typed is lost over it."""

from textual.widgets import Static

from cxdesk.domain.words import Role
from cxdesk.screens.field_row import FieldRow
from cxdesk.screens.form import Form
from cxdesk.screens.log import LogScreen
from cxdesk.store.people import Agent
from tests.screens import acted
from tests.screens.stage import SMALL, Played, Stage, check_screen
from tests.screens.test_forms import look_at
from tests.screens.test_typist import strike


def form_of(played: Played) -> Form:
    """The form in front."""
    assert isinstance(played.app.screen, Form), played.text()
    return played.app.screen


async def long_offer(played: Played) -> Form:
    """Three options, of which the second is already not valid any more, and the cursor on the first."""
    await strike(played, "o", "ctrl+n", "ctrl+n")
    form = form_of(played)
    for name, text in {
        "type": "apology",
        "text": "Sorry",
        "type-2": "refund",
        "text-2": "All of it",
        "type-3": "voucher",
    }.items():
        form._rows[name].write(text)
    form._rows["type"].go()
    await played.settle()
    return form


def test_the_error_of_a_field_that_was_out_of_sight_is_seen_with_it_and_the_cursor_is_there(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.begun(desk)
    assert stage.size == SMALL

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        form = await long_offer(played)
        form._rows["type-3"].write("apology")
        form._rows["text-3"].write("Sorry again")
        form._rows["by-3"].write("2020-01-01")
        await played.press("ctrl+s")
        check_screen("form-error-below-80", played.text())
        assert form.here is form._rows["by-3"]
        form._rows["by-3"].write("")
        form._rows["valid"].write("2020-01-01")
        await played.press("ctrl+s")
        assert form.here is form._rows["valid"]
        assert "2020-01-01" in played.text()
        assert "an option must be valid" in played.text()

    stage.play(scene)


def test_options_that_are_left_out_do_not_move_an_error_to_another_set(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        form = await long_offer(played)
        for name, text in {"type-2": "", "text-2": "", "type-3": "refund", "text-3": "x", "value-3": "-4"}.items():
            form._rows[name].write(text)
        await played.press("ctrl+s")
        assert form.here is form._rows["value-3"]
        assert [row.field.name for row in form.query(FieldRow) if row.fault] == ["value-3"]

    stage.play(scene)


def test_what_speaks_of_the_whole_is_seen_below_a_long_form_and_the_field_with_the_cursor_too(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Colleague", Role.AGENT))
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        form = await long_offer(played)
        form._rows["type-3"].write("")
        form._rows["type-2"].go()
        with stage.desk("bob") as desk:
            for number in range(5):
                desk.note(ref, f"They called again, number {number}, and had a lot to say about it")
        await played.press("ctrl+s")
        check_screen("form-stale-long-80", played.text())
        assert form.here is form._rows["type-2"]

    stage.play(scene)


def test_a_value_that_is_wrong_for_a_whole_selection_keeps_the_form_with_what_was_typed(stage: Stage) -> None:
    with stage.desk() as desk:
        refs = [acted.begun(desk), acted.begun(desk)]

    async def scene(played: Played) -> None:
        await look_at(played, *refs)
        await played.press("space", "space", "w")
        await strike(played, *"Which parcel?", "tab", *"2020-01-01", "ctrl+s")
        form = form_of(played)
        assert form.here is form._rows["until"]
        assert "must lie ahead" in form._rows["until"].fault
        assert "Which parcel?" in played.text()

    stage.play(scene)


def test_a_toast_is_said_once_by_the_screen_in_front(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await strike(played, "i", *"Seen", "ctrl+s")
        assert played.text().count(f"{ref}: note") == 1
        await played.press("c")
        assert played.text().count(f"{ref}: note") == 1
        await played.press("escape")
        assert played.text().count(f"{ref}: note") == 1

    stage.play(scene)


def test_an_option_of_a_command_line_mends_nothing_in_a_form(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.begun(desk)
    stage.clock.on(days=30)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("c")
        form = form_of(played)
        form._rows["at"].write("2026-03-03")
        await played.press("ctrl+s")
        assert form.here is form._rows["reason"]
        assert "say why" in form._rows["reason"].fault
        assert "--" not in form._rows["reason"].fault
        assert str(form.query_one("#form-error", Static).render()) == ""

    stage.play(scene)


def test_trying_a_call_that_would_be_refused_blames_its_field_as_saving_does(stage: Stage) -> None:
    async def scene(played: Played) -> None:
        await played.press("n")
        form = played.app.screen
        assert isinstance(form, LogScreen)
        form._rows["subject"].write("Late")
        form._rows["phone"].write("none")
        await played.press("ctrl+t")
        assert isinstance(played.app.screen, LogScreen)
        assert form.here is form._rows["phone"]
        assert "no telephone number" in form._rows["phone"].fault

    stage.play(scene)
