"""A key that can do nothing now says why, in the desk's own words, and which key comes first; no verbs, no options."""

import pytest

from cxdesk.catalogue import use
from cxdesk.domain.events import Assessed
from cxdesk.domain.words import Act, Role, Severity, Status
from cxdesk.screens.commands import ACTS, named
from cxdesk.screens.confirm import Confirm
from cxdesk.screens.form import Form
from cxdesk.screens.preferences import Preferences
from cxdesk.store.people import Agent
from tests.screens import acted
from tests.screens.samples import logged
from tests.screens.stage import Played, Stage
from tests.screens.test_forms import look_at


def grave(stage: Stage) -> str:
    """One of severity S2 that ann owns and whose cause nobody found."""
    with stage.desk() as desk:
        ref = logged(desk, "No heating").ref
        desk.take(ref)
        desk.start(ref)
        desk.assess(ref, Assessed(Severity.S2, "delivery"))
    return ref


def toasts(stage: Stage, *keys: str) -> list[str]:
    """What is said when these keys are pressed."""
    found: list[str] = []

    async def scene(played: Played) -> None:
        await played.press(*keys)
        found.extend(played.toasts())

    stage.play(scene)
    return found


@pytest.mark.parametrize(("own", "key"), [({}, "d"), ({"find-cause": "Y"}, "Y")])
def test_an_offer_that_waits_for_the_cause_says_so_and_names_the_key_that_finds_it(
    stage: Stage, own: dict[str, str], key: str
) -> None:
    """ISO 10002 7.6."""
    grave(stage)
    stage.preferences = Preferences(keys=own)
    assert toasts(stage, "o") == [f"CX-1: S2 needs its cause found before an offer\nPress {key}: Cause."]


def test_a_role_that_may_not_is_told_so_with_the_act_called_as_its_key_is(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT))
        desk.assign(logged(desk, "Charged twice").ref, "bob")
    stage.agent = "bob"
    assert toasts(stage, "p") == ["CX-1: “Approve” is not for the role agent"]


def test_of_two_acts_on_a_key_the_more_telling_refusal_is_said(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.take(logged(desk, "Charged twice").ref)
    assert toasts(stage, "r") == ["CX-1: “Resume” is not possible while the complaint is received"]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("v", "CX-1: “Revisit” is not possible while the complaint is received"),
        ("u", "Undo: nothing was done here yet"),
        ("full_stop", "Again: nothing was done here yet"),
    ],
)
def test_revisit_undo_and_again_are_never_silent(stage: Stage, key: str, said: str) -> None:
    with stage.desk() as desk:
        desk.take(logged(desk, "Charged twice").ref)
    assert toasts(stage, key) == [said]


def test_what_has_no_undo_says_so_and_what_was_repeated_in_vain_why(stage: Stage) -> None:
    grave(stage)
    assert toasts(stage, "i", *"called", "ctrl+s", "u")[-1] == "Undo: the last act has no undo, or was undone already"
    with stage.desk() as desk:
        desk.take(logged(desk, "Not begun").ref)
        desk.take(logged(desk, "Begun elsewhere").ref)
    told = toasts(stage, "j", "b", "full_stop")[-1]
    assert told.endswith("“Begin” is not possible while the complaint is investigating")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("undo", "Undo: nothing was done here yet"),
        ("offer", "CX-1: S2 needs its cause found before an offer\nPress d: Cause."),
    ],
)
def test_the_palette_lists_what_is_not_possible_last_and_says_why(stage: Stage, typed: str, said: str) -> None:
    grave(stage)

    async def scene(played: Played) -> None:
        await played.press("ctrl+p", *typed)
        await played.settle()
        assert "Nothing is called like that." not in played.text()
        assert "Not possible now: Enter says why." in played.text()
        await played.press("enter")
        assert played.toasts() == [said]

    stage.play(scene)


def test_the_last_act_again_asks_again_where_it_cannot_be_taken_back(stage: Stage) -> None:
    with stage.desk() as desk:
        refs = [acted.begun(desk), acted.begun(desk)]

    async def scene(played: Played) -> None:
        await look_at(played, *refs)
        await played.press("X", *"Never mind", "ctrl+s", "y", "g", "full_stop")
        assert isinstance(played.app.screen, Confirm), played.text()
        assert "as withdrawn?" in played.text()
        await played.press("enter")

    stage.play(scene)
    with stage.desk() as desk:
        assert sorted(desk.complaint(ref).status for ref in refs) == [Status.CLOSED, Status.INVESTIGATING]


def test_a_report_has_a_line_a_refused_complaint_with_nothing_but_the_reason(stage: Stage) -> None:
    ref = grave(stage)
    with stage.desk() as desk:
        desk.take(logged(desk, "Not begun").ref)

    async def scene(played: Played) -> None:
        await played.press("space", "space", "b")
        (line,) = (line for line in played.text().splitlines() if "▲ CX-1" in line)
        assert f"▲ {ref}: “Begin” is not possible while the complaint is investigating" in line
        assert "allowed now" not in played.text()

    stage.play(scene)


def test_a_form_that_is_refused_names_what_is_possible_by_labels_and_keys(stage: Stage) -> None:
    ref = grave(stage)

    async def scene(played: Played) -> None:
        await played.press("d", *"late", "tab", *"Sample", "tab", *"logistics")
        with stage.desk() as desk:
            desk.withdraw(ref, "Never mind")
        await played.press("ctrl+s", "ctrl+s")
        assert isinstance(played.app.screen, Form)
        text = " ".join(played.text().split())
        assert "“Cause” is not possible while the complaint is closed" in text
        assert "possible now: Revisit (v), Reopen (r), Contact (c)" in text
        assert "find-cause" not in text

    stage.play(scene)


def test_no_mend_of_an_act_stays_a_command_line() -> None:
    """Every act that a refusal could name has a command, so its key."""
    with_verbs = {act for act in Act if act.value in {one.name for one in ACTS} | {"revisit", "log"}}
    assert set(Act) - with_verbs == {Act.EXPIRE}, "the desk's own"
    for act in with_verbs:
        assert named(act.value).keys


def test_a_letter_that_may_not_go_is_mended_by_the_box_that_the_form_has(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("w", *"Was it not your own fault?", "tab", *"+3bd", "ctrl+s")
        text = " ".join(played.text().split())
        assert "--no-letter" not in text
        assert "“No letter”" in text, text

    stage.play(scene)


def test_a_refusal_is_said_in_the_readers_language(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.take(logged(desk, "Charged twice").ref)
    use("zh")
    (told,) = toasts(stage, "f")
    assert "fulfil" not in told
    use("en")
