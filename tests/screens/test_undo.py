"""What was done is taken back by `u`; what cannot be undone is asked first; acts that need days to pass."""

import pytest

from cxdesk.domain.words import Outcome, Role, Status
from cxdesk.screens.commands import ACTS
from cxdesk.screens.form import Form
from cxdesk.screens.undoing import Undo, consequences
from cxdesk.store.people import Agent
from tests.screens import acted
from tests.screens.acted import Begin
from tests.screens.samples import logged
from tests.screens.stage import Played, Stage
from tests.screens.test_forms import SCENES, look_at

UNDONE: dict[str, tuple[Begin, tuple[str, ...], str]] = {
    "assess": (acted.begun, ("s", "up", "ctrl+s"), "Assessed"),
    "ask": (acted.begun, ("w", *"Which?", "tab", *"+3bd", "ctrl+s"), "Resumed"),
    "refer": (acted.begun, ("W", *"Bank", "tab", *"+3bd", "ctrl+s"), "Resumed"),
    "offer": (acted.begun, ("o", *"apology", "tab", *"Sorry", "ctrl+s"), "OptionRetracted"),
}
"""Where an act begins, its keys, and the event by which it is taken back."""

ASKED: dict[str, tuple[Begin, tuple[str, ...], str, str, str]] = {
    "fulfil": (acted.fulfilling, ("f", *"In the books", "ctrl+s"), "Fulfil", "Returned", "returned"),
    "close": (acted.begun, ("C", *"external", "tab", *"Court", "ctrl+s"), "Close", "Reopened", "reopened"),
    "merge": (acted.beside_another, ("m", "ctrl+s"), "Merge", "Unmerged", "unmerged"),
    "unmerge": (acted.merged, ("m", "ctrl+s"), "Unmerge", "Closed", "closed"),
    "quick-resolve": (acted.received, SCENES["quick-resolve"][1], "Quick resolve", "Returned", "returned"),
}
"""As above, of acts whose opposite figures count (DOMAIN §4.15): label of the act, event, and what that counts as."""


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


@pytest.mark.parametrize("name", ASKED)
def test_what_changes_the_figures_is_taken_back_after_a_question_and_by_no_stray_key(stage: Stage, name: str) -> None:
    begin, keys, label, event, counted = ASKED[name]
    with stage.desk() as desk:
        ref = begin(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press(*keys)
        assert not isinstance(played.app.screen, Form), played.text()
        done = events(stage, ref)
        await played.press("u")
        assert f"Take “{label}” of {ref} back?" in played.text()
        assert f"It will count as {counted}." in played.text()
        await played.press("u", "enter")
        assert events(stage, ref) == done
        assert played.app.can_undo
        await played.press("u", "y")
        assert event in events(stage, ref)[len(done) :], played.toasts()
        assert not played.app.can_undo

    stage.play(scene)


def test_who_takes_an_act_on_several_back_is_told_on_which(stage: Stage) -> None:
    with stage.desk() as desk:
        refs = [acted.begun(desk), acted.begun(desk)]

    async def scene(played: Played) -> None:
        await look_at(played, *refs)
        await played.press("space", "space", "C", *"external", "tab", *"Court", "ctrl+s", "u")
        assert f"Take “Close” of {refs[0]}, {refs[1]} back?" in played.text()
        await played.press("y")
        assert played.toasts()[-1].startswith("Undo: 2 done")

    stage.play(scene)
    assert ["Reopened" in events(stage, ref) for ref in refs] == [True, True]


def test_who_takes_back_what_is_told_to_the_customer_is_asked() -> None:
    undo = Undo("return", lambda desk, ref: desk.return_(ref, ""))
    assert consequences([undo, undo]) == []
    counted = undo._replace(counts_as=("returned",))
    told = consequences([undo, counted, counted._replace(counts_as=("closed",), writes=True)])
    assert told == ["It will count as returned, closed.", "The customer is written to."]


def test_exactly_the_acts_that_say_so_can_be_taken_back() -> None:
    assert {one.name for one in ACTS if one.can_be_undone()} == {*UNDONE, *ASKED, "take", "assign"}


def test_what_an_undo_of_several_leaves_out_is_named_with_the_reason(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT))
        unowned, owned = acted.received(desk), acted.owned(desk)

    async def scene(played: Played) -> None:
        await look_at(played, unowned, owned)
        await played.press("space", "space", "a", *"bob", "ctrl+s")
        await played.press("u")
        assert "Undo: 1 done, 1 refused" in played.text()
        assert f"▲ {unowned}: nobody owned it before" in played.text()
        assert f"✓ {owned}: " in played.text()
        await played.press("escape", "u")
        assert played.toasts()[-1] == "Undo: the last act has no undo, or was undone already"

    stage.play(scene)
    with stage.desk() as desk:
        assert [desk.complaint(ref).owner for ref in (unowned, owned)] == ["bob", "ann"]


def test_who_takes_what_nobody_owned_is_told_why_that_stays(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.received(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("t", "u")
        told = played.toasts()[-1]
        assert told == f"Undo: {ref}: nobody owned it before, and no act gives it back to nobody"
        await played.press("s", *"S3", "ctrl+s", "u")
        assert played.toasts()[-1] == f"Undo: {ref}: it had no severity before, and no act takes one away"

    stage.play(scene)


@pytest.mark.parametrize(
    ("role", "keys", "why"),
    [
        (Role.AGENT, ("s", "backspace", "backspace", *"S1", "ctrl+s"), "supervisor"),
        (Role.QUALITY, ("C", *"external", "tab", *"Court", "ctrl+s"), "quality"),
    ],
)
def test_the_refusal_of_the_act_that_would_take_it_back_is_told(
    stage: Stage, role: Role, keys: tuple[str, ...], why: str
) -> None:
    stage.agent = "bob"
    with stage.desk("ann") as desk:
        desk.add_agent(Agent("bob", "Sample Bob", role))
        ref = acted.begun(desk)
        if role is Role.AGENT:
            desk.assign(ref, "bob")

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press(*keys)
        assert not isinstance(played.app.screen, Form), played.text()
        await played.press("u")
        told = played.toasts()[-1]
        assert told.startswith(f"Undo: {ref}: "), told
        assert why in told, told

    stage.play(scene)


def test_what_others_made_impossible_is_refused_at_once_and_not_offered_again(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.SUPERVISOR))
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("o", *"apology", "tab", *"We are sorry")
        with stage.desk("bob") as desk:
            desk.close(ref, Outcome.EXTERNAL, reason="Court")
        await played.press("ctrl+s")
        shown = played.text()
        assert "is not possible while the complaint is closed" in shown
        assert "save again" not in shown
        assert "We are sorry" in shown

    stage.play(scene)


@pytest.mark.parametrize(("typed", "into"), [("Othe", False), ("cx", False), ("other matter", True)])
def test_the_beginning_of_a_subject_merges_into_nothing(stage: Stage, typed: str, into: bool) -> None:
    """What customers write is no word of ours: only a reference, or all of one subject, says which is meant."""
    with stage.desk() as desk:
        ref = acted.received(desk)
        logged(desk, "Other matter")

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("m", *typed, "ctrl+s")
        assert isinstance(played.app.screen, Form) is not into, played.text()

    stage.play(scene)
    assert ("Closed" in events(stage, ref)) is into


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
