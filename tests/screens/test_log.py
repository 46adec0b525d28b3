"""Logging: a form in the order of a telephone call, what it brings beside it, and nothing that was typed is lost."""

import shutil
from pathlib import Path

import pytest

from cxdesk.catalogue import use
from cxdesk.desk import NewComplaint, Received
from cxdesk.domain.usual import CHANNELS
from cxdesk.screens.log import LogScreen
from cxdesk.widgets.rows import Rows
from tests.screens.samples import HOSTILE, a_morning, logged
from tests.screens.stage import LARGE, SMALL, Played, Stage, check_screen

CALL = ("n", *"Sample 客", "down", "tab", "tab", "tab", "tab", *"Charged twice", "tab", *"It came off two times.")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_logging_brings_stands_beside_it(stage: Stage, size: tuple[int, int], language: str) -> None:
    a_morning(stage)
    stage.size = size
    use(language)
    check_screen(f"log-{language}-{size[0]}", stage.shot(*CALL))


def test_an_empty_form_says_what_will_stand_there(stage: Stage) -> None:
    check_screen("log-empty-80", stage.shot("n"))


def test_a_complaint_is_logged_by_keys_and_the_letters_fate_is_a_toast(stage: Stage) -> None:
    stage.send = lambda numbers: f"sent {len(numbers)}"

    async def scene(played: Played) -> None:
        keys = ("n", *"Sample Caller", "tab", *"caller@customer.example", "tab", "tab", "tab", *"Rude driver")
        await played.press(*keys, "ctrl+s")
        assert not isinstance(played.app.screen, LogScreen)
        told = "CX-1 is logged; the acknowledgement goes out\nIt is not in this list: Ctrl+P finds CX-1."
        assert told in played.toasts()
        assert "sent 1" in played.toasts()

    stage.play(scene)
    with stage.desk() as desk:
        assert desk.customer(desk.complaint("CX-1").customer or 0).name == "Sample Caller"


def test_the_cursor_goes_to_what_was_logged_where_the_view_has_it(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        rows = played.app.screen.query_one(Rows)
        await played.press("l", "n", "tab", "tab", "tab", "tab", *"Rude driver", "ctrl+s")
        assert rows.current is not None
        assert rows.current.ref == "CX-36"
        assert played.toasts() == ["CX-36 is logged; the acknowledgement is owed"]

    stage.play(scene)


def test_whoever_wants_no_letter_owes_the_acknowledgement(stage: Stage) -> None:
    async def scene(played: Played) -> None:
        await played.press("n", "tab", *"caller@customer.example", "tab", "tab", "tab", *"Rude driver")
        screen = played.app.screen
        assert isinstance(screen, LogScreen)
        screen._rows["no-letter"].go()
        await played.press("space")
        assert "No letter goes out: the acknowledgement is owed" in " ".join(str(screen._ahead).split())
        await played.press("ctrl+s")

    stage.play(scene)
    with stage.desk() as desk:
        assert desk.show("CX-1").letters == ()
        assert desk.card("CX-1").complaint["acknowledgement"] == "owed"


def test_a_known_customer_is_chosen_with_all_that_is_known(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = logged(desk, "Late parcel", name="Jana Nováková", segment="vip").ref
        known = desk.complaint(ref).customer

    async def scene(played: Played) -> None:
        await played.press("n", *"nov", "down", "tab", "tab", "tab", "tab", *"Wrong size", "ctrl+s")
        assert not isinstance(played.app.screen, LogScreen) or "▲" in played.text()
        if isinstance(played.app.screen, LogScreen):
            await played.press("ctrl+s")

    stage.play(scene)
    with stage.desk() as desk:
        assert desk.complaint("CX-2").customer == known


def test_a_known_customer_who_cannot_be_reached_is_not_made_a_new_one(stage: Stage) -> None:
    with stage.desk() as desk:
        who = Received(name="Jana Nováková")
        known = desk.complaint(desk.log(NewComplaint(channel="phone", subject="Late", customer=who)).ref).customer

    async def scene(played: Played) -> None:
        await played.press("n", *"nov", "down", "tab", "tab", "tab", "tab", *"Wrong size")
        assert f"of customer {known} who is known" in " ".join(played.text().split())
        await played.press("escape", "n", "ctrl+s", "ctrl+s")
        assert not isinstance(played.app.screen, LogScreen)

    stage.play(scene)
    with stage.desk() as desk:
        assert desk.complaint("CX-2").customer == known


def test_whoever_has_another_name_than_the_one_chosen_is_somebody_else(stage: Stage) -> None:
    with stage.desk() as desk:
        who = Received(name="Jana Nováková")
        known = desk.complaint(desk.log(NewComplaint(channel="phone", subject="Late", customer=who)).ref).customer

    async def scene(played: Played) -> None:
        await played.press("n", *"nov", "down", "backspace", "tab", "tab", "tab", "tab", *"Wrong size", "ctrl+s")
        assert not isinstance(played.app.screen, LogScreen)

    stage.play(scene)
    with stage.desk() as desk:
        assert desk.complaint("CX-2").customer not in {known, None}


def test_a_letter_that_no_server_takes_is_told_in_a_toast_and_the_complaint_stands(stage: Stage) -> None:
    stage.send = lambda _numbers: "the letter about CX-1 was refused: 550 no such user"

    async def scene(played: Played) -> None:
        keys = ("n", *"Sample Caller", "tab", *"caller@customer.example", "tab", "tab", "tab", *"Rude driver")
        await played.press(*keys, "ctrl+s")
        assert "the letter about CX-1 was refused: 550 no such user" in played.toasts()

    stage.play(scene)
    with stage.desk() as desk:
        assert desk.show("CX-1").letters


def test_pgdn_reads_on_in_what_will_come_of_it(stage: Stage) -> None:
    keys = (*CALL[:1], *"Caller", "tab", *"caller@customer.example", "tab", "tab", "tab", *"Rude driver")

    async def scene(played: Played) -> None:
        await played.press("n")
        assert "PgDn Read on" not in played.text()
        await played.press(*keys[1:])
        assert "PgDn Read on" in played.text()
        assert "PgUp" not in played.text()
        for _page in range(9):
            await played.press("pagedown")
        assert "PgUp Read back" in played.text()
        assert "PgDn" not in played.text()
        assert "Customer care" in played.text()

    stage.play(scene)


def test_what_is_typed_is_kept_when_the_program_is_ended_over_it(stage: Stage) -> None:
    async def scene(played: Played) -> None:
        await played.press("n", *"Sample Caller")

    stage.play(scene)
    with stage.desk() as desk:
        (draft,) = desk.drafts()
        assert draft.said["customer"] == "Sample Caller"


def test_a_draft_makes_no_screen_read_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    read_again: list[str] = []

    async def scene(played: Played) -> None:
        app = played.app
        monkeypatch.setattr(app, "refresh_places", lambda: read_again.append("read"))
        app._look()
        await played.settle()
        with stage.desk() as desk:
            desk.keep_draft("log", {"subject": "Late"})
        app._look()
        await played.settle()
        assert not read_again
        with stage.desk() as desk:
            logged(desk, "Late")
        app._look()
        await played.settle()
        assert read_again

    stage.play(scene)


def test_a_complaint_that_may_be_known_is_warned_of_before_it_is_logged(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LogScreen, "_look_soon", lambda _screen: None)
    with stage.desk() as desk:
        logged(desk, "Charged twice", name="Sample Customer")

    async def scene(played: Played) -> None:
        await played.press("n", "tab", "tab", "tab", "tab", *"Charged twice", "tab", *"Late.")
        await played.press("ctrl+s")
        assert isinstance(played.app.screen, LogScreen)
        told = " ".join(played.text().split())
        assert "CX-1 tells nearly the same (received): Charged twice save again to log it all the same" in told
        await played.press("ctrl+s")
        assert not isinstance(played.app.screen, LogScreen)

    stage.play(scene)


def test_what_is_wrong_stands_beside_its_field(stage: Stage) -> None:
    async def scene(played: Played) -> None:
        await played.press("n", "tab", *"nobody@", "tab", "tab", "tab", *"Late", "ctrl+s")
        screen = played.app.screen
        assert isinstance(screen, LogScreen)
        assert screen.here is not None
        assert screen.here.field.name == "email"

    stage.play(scene)


def test_a_call_is_there_again_after_the_program_was_killed(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxdesk.screens.asking.DRAFT_SECONDS", 0.001)
    killed = tmp_path / "killed"

    async def scene(played: Played) -> None:
        await played.press("n", *"Sample Caller", "tab", "tab", "tab", "tab", *"Rude driver")
        shutil.copytree(stage.folder, killed)

    stage.play(scene)

    async def later(played: Played) -> None:
        await played.press("n")
        assert "Rude driver" in played.text()
        assert "Sample Caller" in played.text()

    Stage(killed, stage.clock).play(later)


def test_hostile_text_is_only_text(stage: Stage) -> None:
    with stage.desk() as desk:
        logged(desk, HOSTILE, name="evil " + HOSTILE[:200], text=HOSTILE)

    async def scene(played: Played) -> None:
        await played.press("n", *"evil", "down")
        screen = played.app.screen
        assert isinstance(screen, LogScreen)
        for name in ("customer", "subject", "text", "remedy"):
            screen._rows[name].write(HOSTILE)
        await played.settle()
        await played.press("ctrl+t")
        assert not {"\x1b", "\x07", "\x9b", "\x00", "\u202e"} & set(played.text())
        await played.press("escape", "ctrl+s", "ctrl+s")
        assert not {"\x1b", "\x07", "\x9b", "\x00", "\u202e"} & set(played.text())

    stage.play(scene)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_channel_is_named_beside_its_field_at_80_columns(stage: Stage, language: str) -> None:
    use(language)
    shown = stage.shot("n", *["tab"] * 6)
    for channel in CHANNELS:
        assert channel in shown
