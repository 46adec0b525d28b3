"""What was done is taken back by `u`; what cannot be undone is asked first; acts that need days to pass."""

import pytest

from cxdesk.domain.words import Role, Status
from cxdesk.screens.commands import ACTS
from cxdesk.screens.form import Form
from cxdesk.store.people import Agent
from tests.screens import acted
from tests.screens.acted import Begin
from tests.screens.stage import Played, Stage
from tests.screens.test_forms import look_at

UNDONE: dict[str, tuple[Begin, tuple[str, ...], str]] = {
    "assess": (acted.begun, ("s", "up", "ctrl+s"), "Assessed"),
    "ask": (acted.begun, ("w", *"Which?", "tab", *"+3bd", "ctrl+s"), "Resumed"),
    "refer": (acted.begun, ("W", *"Bank", "tab", *"+3bd", "ctrl+s"), "Resumed"),
    "offer": (acted.begun, ("o", *"apology", "tab", *"Sorry", "ctrl+s"), "OptionRetracted"),
}
"""Where an act begins, its keys, and the event by which it is taken back."""

COUNTED: dict[str, tuple[Begin, tuple[str, ...]]] = {
    "fulfil": (acted.fulfilling, ("f", *"In the books", "ctrl+s")),
    "close": (acted.begun, ("C", *"external", "tab", *"Court", "ctrl+s")),
    "merge": (acted.beside_another, ("m", "ctrl+s")),
}
"""Acts whose opposite figures count (DOMAIN §4.15)."""


def events(stage: Stage, ref: str) -> list[str]:
    """The names of all that happened, in order."""
    with stage.desk() as desk:
        return [type(moment.event).__name__ for moment in desk.show(ref).timeline]


@pytest.mark.parametrize("name", UNDONE)
def test_an_act_is_taken_back_by_the_act_that_compensates(stage: Stage, name: str) -> None:
    begin, keys, event = UNDONE[name]
    with stage.desk() as desk:
        ref = begin(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press(*keys)
        assert not isinstance(played.app.screen, Form), played.text()
        done = len(events(stage, ref))
        await played.press("u")
        assert event in events(stage, ref)[done:], played.toasts()
        assert ": undone: " in played.toasts()[-1]
        assert not played.app.can_undo

    stage.play(scene)


@pytest.mark.parametrize("name", COUNTED)
def test_what_would_change_the_figures_is_not_taken_back_by_a_stray_key(stage: Stage, name: str) -> None:
    begin, keys = COUNTED[name]
    with stage.desk() as desk:
        ref = begin(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press(*keys)
        assert not isinstance(played.app.screen, Form), played.text()
        done = events(stage, ref)
        assert not played.app.can_undo
        await played.press("u")
        assert events(stage, ref) == done

    stage.play(scene)


def test_exactly_the_acts_that_say_so_can_be_taken_back() -> None:
    assert {one.name for one in ACTS if one.can_be_undone()} == {*UNDONE, "take", "assign"}


@pytest.mark.parametrize("keys", [("t",), ("a", *"ann", "ctrl+s")], ids=["take", "assign"])
def test_a_new_owner_gives_it_back(stage: Stage, keys: tuple[str, ...]) -> None:
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT))
        ref = acted.received(desk)
        desk.assign(ref, "bob")

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press(*keys)
        await played.press("u")

    stage.play(scene)
    with stage.desk() as desk:
        assert desk.complaint(ref).owner == "bob"
    assert events(stage, ref).count("Assigned") == 3


def test_whoever_stays_silent_is_let_go_after_a_question(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.silent(desk, stage.clock)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("L", *"Silent", "ctrl+s")
        assert f"Close {ref} because the customer" in played.text()
        await played.press("enter")
        assert isinstance(played.app.screen, Form)
        await played.press("ctrl+s", "y")
        assert not isinstance(played.app.screen, Form), played.text()

    stage.play(scene)
    with stage.desk() as desk:
        assert desk.complaint(ref).status is Status.CLOSED


def test_a_clock_is_prolonged_by_its_own_rule(stage: Stage) -> None:
    settings = stage.folder / "desk.toml"
    rule = '[policy.standard.clock.resolve]\ntarget = "20d"\nextend = [{ to = "40d", requires = ["reason"] }]\n\n'
    settings.write_text(settings.read_text(encoding="utf-8").replace("[letters]", f"{rule}[letters]", 1), "utf-8")
    with stage.desk() as desk:
        desk.apply_policy()
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("plus", *"resolve", "tab", "tab", "tab", *"The bank has not answered", "ctrl+s")
        assert not isinstance(played.app.screen, Form), played.text()

    stage.play(scene)
    assert "Extended" in events(stage, ref)


def test_what_the_customer_confirmed_is_closed(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.resolved(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("v", "5")
        await played.press("C", "ctrl+s")

    stage.play(scene)
    with stage.desk() as desk:
        assert desk.complaint(ref).status is Status.CLOSED, events(stage, ref)
        assert desk.complaint(ref).revisits[0].satisfaction == 5
