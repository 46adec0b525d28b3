"""The form of every act: what it looks like, what it does, and that it loses nothing that was typed."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from cxdesk.catalogue import use
from cxdesk.desk import option
from cxdesk.domain.words import Direction, OptionType, Role
from cxdesk.screens.commands import ACTS, ActCommand
from cxdesk.screens.commands.settling import Refuse
from cxdesk.screens.desk import DeskScreen
from cxdesk.screens.form import Form
from cxdesk.screens.place import Aim
from cxdesk.store.people import Agent
from cxdesk.text import width
from cxdesk.widgets.views import Views
from tests.screens import acted
from tests.screens.acted import Begin
from tests.screens.samples import HOSTILE, logged
from tests.screens.stage import LARGE, SMALL, Played, Stage, check_screen

FORMS = [command for command in ACTS if command.fields or command.more]
FORBIDDEN = {*map(chr, range(32)), "\x7f", *map(chr, range(0x80, 0xA0)), "\u202e", "\u202c"} - {"\n"}


async def open_form(played: Played, command: type[ActCommand], ref: str) -> Form:
    """Push the form, whether the act is allowed or not."""
    form = Form(command(), Aim((ref,)))
    played.app.push_screen(form)
    await played.settle()
    return form


def box(played: Played) -> str:
    """The form alone, cut out of the screen."""
    region = played.app.screen.query_one("#form").region
    lines = played.text().split("\n")[region.y : region.bottom]
    return "\n".join(clipped(line, region.x, region.right) for line in lines)


def clipped(line: str, left: int, right: int) -> str:
    """The cells of *line* from *left* to *right*."""
    found, cell = "", 0
    for character in line:
        if left <= cell < right:
            found += character
        cell += width(character)
    return found.rstrip()


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_form_stands_whole_on_the_screen(stage: Stage, size: tuple[int, int], language: str) -> None:
    with stage.desk() as desk:
        ref = acted.full(desk)
    stage.size = size
    use(language)
    shots: list[str] = []

    async def scene(played: Played) -> None:
        for command in FORMS:
            await open_form(played, command, ref)
            shots.append(f"# {command.name}\n{box(played)}")
            await played.press("ctrl+g")

    stage.play(scene)
    check_screen(f"forms-{language}-{size[0]}", "\n\n".join(shots))


def test_hostile_text_in_every_field_is_only_text(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = logged(desk, HOSTILE, name=HOSTILE[:500], text=HOSTILE).ref
        desk.take(ref)

    async def scene(played: Played) -> None:
        for command in FORMS:
            form = await open_form(played, command, ref)
            for row in form._rows.values():
                row.write(HOSTILE)
            await played.settle()
            assert not FORBIDDEN & set(played.text()), command.name
            for key in ("ctrl+t", "ctrl+s", "y"):
                await played.press(key)
                assert not FORBIDDEN & set(played.text()), (command.name, key)
                if key == "ctrl+t" and played.app.screen is not form:
                    await played.press("escape")
            while len(played.app.screen_stack) > 1:
                played.app.pop_screen()
            assert all(not FORBIDDEN & set(toast) for toast in played.toasts()), command.name
            played.app.clear_notifications()
            await played.settle()

    stage.play(scene)


SCENES: dict[str, tuple[Begin, tuple[str, ...], str]] = {
    "take": (acted.received, ("t",), "Assigned"),
    "assign": (acted.received, ("a", "ctrl+s"), "Assigned"),
    "start": (acted.owned, ("b",), "Started"),
    "acknowledge": (acted.received, ("A", "tab", *"Told her", "ctrl+s"), "Acknowledged"),
    "assess": (acted.received, ("s", *"s2", "ctrl+s"), "Assessed"),
    "note": (acted.begun, ("i", *"Looked it up", "ctrl+s"), "Noted"),
    "contact": (acted.begun, ("c", "tab", "tab", *"We look", "tab", *"5", "ctrl+s"), "Contacted"),
    "find-cause": (acted.received, ("d", *"late", "tab", *"Lorry", "tab", *"fleet", "ctrl+s"), "CauseFound"),
    "ask": (acted.begun, ("w", *"Which?", "tab", *"+3bd", "ctrl+s"), "WaitBegan"),
    "refer": (acted.begun, ("W", *"Bank", "tab", *"+3bd", "ctrl+s"), "WaitBegan"),
    "resume": (acted.waiting, ("r",), "Resumed"),
    "escalate": (acted.begun, ("e", *"Money", "ctrl+s"), "Escalated"),
    "answer": (acted.escalated, ("E", *"Pay it", "ctrl+s"), "EscalationAnswered"),
    "promise": (acted.begun, ("P", *"A call", "tab", *"+2bd", "ctrl+s"), "Promised"),
    "keep": (acted.promised, ("K", "ctrl+s"), "PromiseKept"),
    "break": (acted.promised, ("Z", "tab", *"Forgot", "ctrl+s"), "PromiseBroken"),
    "extend": (
        acted.offered,
        ("plus", "tab", *"1", "tab", *"2026-03-20", "tab", *"Holiday", "ctrl+s"),
        "OptionProlonged",
    ),
    "correct": (acted.begun, ("S", *"category", "tab", *"delivery", "tab", *"Wrong", "ctrl+s"), "Corrected"),
    "offer": (acted.begun, ("o", *"apology", "tab", *"Sorry", "ctrl+n", *"refund", "tab", *"x", "ctrl+s"), "Offered"),
    "retract": (acted.offered, ("O", "tab", *"Wrong", "ctrl+s"), "OptionRetracted"),
    "accept": (acted.offered, ("y", "tab", *"By phone", "ctrl+s"), "OptionAccepted"),
    "refuse": (acted.offered, ("x", "tab", *"Too little", "ctrl+s"), "OptionRefused"),
    "fulfil": (acted.fulfilling, ("f", *"In the books", "ctrl+s"), "Fulfilled"),
    "fail": (acted.fulfilling, ("F", *"Lost", "ctrl+s"), "FulfilmentFailed"),
    "quick-resolve": (
        acted.received,
        (
            "Q",
            "tab",
            *"late",
            "tab",
            *"Lorry",
            "tab",
            *"fleet",
            "tab",
            *"apology",
            "tab",
            *"Sorry",
            "tab",
            "tab",
            *"Said so",
            "ctrl+s",
        ),
        "Fulfilled",
    ),
    "final": (acted.begun, ("R", *"rejected", "tab", *"No fault", "tab", *"Court", "ctrl+s", "y"), "FinalSent"),
    "return": (acted.resolved, ("B", *"Again", "ctrl+s"), "Returned"),
    "close": (acted.begun, ("C", *"external", "tab", *"Court", "ctrl+s"), "Closed"),
    "withdraw": (acted.begun, ("X", *"Never mind", "ctrl+s", "y"), "Closed"),
    "decline": (acted.begun, ("D", *"Not ours", "tab", *"The bank", "ctrl+s", "y"), "Closed"),
    "merge": (acted.beside_another, ("m", "ctrl+s"), "MergedInto"),
    "unmerge": (acted.merged, ("m", "ctrl+s"), "Unmerged"),
    "reopen": (acted.closed, ("r", *"Again", "ctrl+s"), "Reopened"),
    "revisit-solved": (acted.resolved, ("v", "y"), "RevisitDone"),
    "revisit-graded": (acted.resolved, ("v", "4"), "RevisitDone"),
    "revisit-unsolved": (acted.resolved, ("v", "n", *"Still off", "ctrl+s"), "RevisitDone"),
    "revisit-missed": (acted.resolved, ("v", "x"), "RevisitAttempted"),
    "revisit-done": (acted.resolved, ("v", "a", *"yes", "tab", *"5", "ctrl+s"), "RevisitDone"),
    "revisit-attempt": (acted.resolved, ("v", "t", "tab", *"Engaged", "ctrl+s"), "RevisitAttempted"),
    "revisit-move": (acted.resolved, ("v", "m", *"+9bd", "tab", *"Away", "ctrl+s"), "RevisitMoved"),
    "revisit-schedule": (acted.resolved, ("v", "s", *"+5bd", "ctrl+s"), "RevisitPlanned"),
}
"""Where each act begins, the keys, and an event that it leaves; what is not here has a test of its own below."""


async def look_at(played: Played, *refs: str) -> None:
    """The queue shows these complaints and no other, closed ones too."""
    desk = played.app.screen
    assert isinstance(desk, DeskScreen)
    desk._queries = {"all": f"ref:{','.join(refs)}"}
    desk.query_one(Views).tell(names=("all",), chosen="all")
    desk.choose_view("all")
    await played.settle()


@pytest.mark.parametrize("name", SCENES)
def test_an_act_is_done_by_keys_alone(stage: Stage, name: str) -> None:
    begin, keys, event = SCENES[name]
    with stage.desk() as desk:
        ref = begin(desk)
        seq = desk.complaint(ref).seq

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press(*keys)
        assert not isinstance(played.app.screen, Form), played.text()

    stage.play(scene)
    with stage.desk() as desk:
        news = [type(moment.event).__name__ for moment in desk.show(ref).timeline if moment.seq > seq]
    assert event in news


def test_what_an_agent_proposed_is_approved_or_denied(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Colleague", Role.AGENT, authority=Decimal(1)))
        ref = acted.begun(desk)
    for key, keys, event in (
        ("p", ("ctrl+s",), "OptionApproved"),
        ("N", ("tab", *"Too much", "ctrl+s"), "OptionDenied"),
    ):
        with stage.desk("bob") as desk:
            desk.offer(ref, option(OptionType.REFUND, "All of it", value=Decimal(900)))

        async def scene(played: Played, key: str = key, keys: tuple[str, ...] = keys) -> None:
            await look_at(played, ref)
            await played.press(key, *keys)

        stage.play(scene)
        with stage.desk() as desk:
            assert event in {type(moment.event).__name__ for moment in desk.show(ref).timeline}


def test_the_beginning_of_one_word_alone_is_that_word_and_a_second_option_loses_nothing(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("o", *"apol", "tab", *"Sorry", "ctrl+n", "tab", *"A voucher", "ctrl+s")
        form = played.app.screen
        assert isinstance(form, Form)
        assert form.here is not None
        assert form.here.field.name == "type-2"
        await played.press(*"goodw", "ctrl+s")
        assert not isinstance(played.app.screen, Form), played.text()

    stage.play(scene)
    with stage.desk() as desk:
        assert [one.type for one in desk.complaint(ref).options] == [OptionType.APOLOGY, OptionType.GOODWILL]


def test_an_option_without_words_is_blamed_beside_its_words(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("o", *"apology", "ctrl+s")
        form = played.app.screen
        assert isinstance(form, Form)
        assert form.here is not None
        assert form.here.field.name == "text"

    stage.play(scene)


def test_a_number_is_never_gone_on_with(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.offered(desk)

    async def scene(played: Played) -> None:
        form = await open_form(played, Refuse, ref)
        form._choices["number"] = [("12", "an apology")]
        form._rows["number"].write("1")
        assert form.is_complete() is False
        assert form.values()["number"] == "1"

    stage.play(scene)


def test_a_file_is_kept_and_one_that_is_not_there_is_told_beside_its_field(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "bill.txt").write_text("25 EUR", encoding="utf-8")
    with stage.desk() as desk:
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("T", *str(tmp_path / "bil"), "ctrl+s")
        assert "▲" in played.text()
        assert isinstance(played.app.screen, Form)
        await played.press(*"l.txt", "ctrl+s")
        assert not isinstance(played.app.screen, Form)

    stage.play(scene)


def test_a_lapse_that_came_too_early_says_why_and_loses_nothing(stage: Stage) -> None:
    """The customer is heard of while somebody types."""
    with stage.desk() as desk:
        ref = acted.silent(desk, stage.clock)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("L", *"Silent", "ctrl+s")
        assert f"Close {ref}" in played.text()
        await played.press("enter")
        assert isinstance(played.app.screen, Form)
        with stage.desk() as desk:
            desk.contact(ref, Direction.IN, "phone", "I was away.")
        await played.press("ctrl+s")
        assert isinstance(played.app.screen, Form), "nobody is asked about what cannot be done"
        assert "▲" in played.text()
        assert "0 attempts" in played.text()
        assert "Silent" in played.text()

    stage.play(scene)


def test_trying_shows_the_letter_and_writes_nothing(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.begun(desk)
        seq = desk.complaint(ref).seq
    stage.size = LARGE

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("w", *"Which parcel?", "tab", *"+3bd", "ctrl+t")
        check_screen("form-tried-120", played.text())
        await played.press("escape", "tab", "tab", "space", "ctrl+t")
        assert "Subject:" not in played.text()

    stage.play(scene)
    with stage.desk() as desk:
        assert desk.complaint(ref).seq == seq


def test_what_others_did_meanwhile_is_shown_and_nothing_typed_is_lost(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Colleague", Role.AGENT))
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("o", *"apology", "tab", *"We are sorry")
        with stage.desk("bob") as desk:
            desk.note(ref, "They called again")
        await played.press("ctrl+s")
        check_screen("form-stale-80", played.text())
        await played.press("ctrl+s")
        assert not isinstance(played.app.screen, Form)

    stage.play(scene)
    with stage.desk() as desk:
        assert [one.type for one in desk.complaint(ref).options] == [OptionType.APOLOGY]


def test_what_was_typed_is_there_again_after_the_program_was_killed(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxdesk.screens.asking.DRAFT_SECONDS", 0.001)
    with stage.desk() as desk:
        ref = acted.begun(desk)
    killed = tmp_path / "killed"

    async def scene(played: Played) -> None:
        await look_at(played, ref)
        await played.press("o", *"apology", "tab", *"We are sorry", "ctrl+n", *"refund")
        shutil.copytree(stage.folder, killed)

    stage.play(scene)
    again = Stage(killed, stage.clock)

    async def later(played: Played) -> None:
        await look_at(played, ref)
        await played.press("o")
        assert "We are sorry" in played.text()
        assert "refund" in played.text()
        await played.press("ctrl+g", "o")
        assert "We are sorry" not in played.text()

    again.play(later)


def test_a_selection_gets_a_form_at_once_and_one_report(stage: Stage) -> None:
    with stage.desk() as desk:
        refs = [acted.begun(desk), acted.begun(desk), acted.closed(desk)]

    async def scene(played: Played) -> None:
        await look_at(played, *refs)
        await played.press("space", "space", "space", "X", *"Never mind", "ctrl+s")
        assert ", ".join(sorted(refs)) in played.text() or "CX-" in played.text()
        await played.press("y")
        check_screen("form-selection-80", played.text())

    stage.play(scene)
