"""Whoever types ahead loses nothing: every key finds what the one before it opened, moved to or wrote."""

import asyncio
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from textual import events

from cxdesk.app import CxdeskApp
from cxdesk.desk import Desk
from cxdesk.desk.watching import Watch, Window
from cxdesk.screens.commands import ActCommand, named
from cxdesk.screens.form import Form
from cxdesk.screens.log import LogScreen
from cxdesk.screens.performing import Own, performing
from cxdesk.screens.report import ReportScreen
from cxdesk.screens.work import Work
from cxdesk.widgets.filter import FilterBox
from tests.screens import acted
from tests.screens.samples import a_morning
from tests.screens.stage import SMALL, Played, Stage
from tests.screens.terminal import Terminal

no_pty = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")

_NAMES = {" ": "space", "/": "slash"}

SAID = "They called, and called again; nobody had told them why it takes so long"


def burst(played: Played, *keys: str) -> None:
    """Strike all of them before the app gets to any."""
    for key in keys:
        name, character = (_NAMES.get(key, key), key if len(key) == 1 else None)
        played.app.post_message(events.Key(name, character))


async def strike(played: Played, *keys: str) -> None:
    """The same, and wait for what came of all: to rest after each takes ten times as long."""
    burst(played, *keys)
    await played.settle()


def held_writer(played: Played) -> Callable[[], None]:
    """The writer does nothing until what comes back is called."""
    free = threading.Event()

    def waits(_desk: Desk) -> None:
        assert free.wait(30)

    played.app.write(waits, played.app)
    return free.set


async def wait_for(played: Played, is_so: Callable[[], bool]) -> None:
    """Come back once it is so."""
    for _turn in range(2000):
        if is_so():
            return
        await played._pilot.pause(0.003)
    raise AssertionError(played.text())


def is_known(desk: Desk, ref: str, words: str) -> bool:
    """Whether *words* stand whole in its history."""
    return any(words == text for moment in desk.show(ref).timeline for _name, text in moment.words)


def test_all_that_was_typed_is_saved_though_the_key_that_saves_came_at_once(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        burst(played, "i", *SAID, "ctrl+s")
        await played.settle()
        assert not isinstance(played.app.screen, Form)

    stage.play(scene)
    with stage.desk() as desk:
        assert is_known(desk, ref, SAID)


def test_all_that_was_typed_is_tried_and_is_there_after_leaving_at_once(stage: Stage) -> None:
    with stage.desk() as desk:
        acted.begun(desk)

    async def scene(played: Played) -> None:
        burst(played, "i", *SAID, "ctrl+t")
        await played.settle()
        assert isinstance(played.app.screen, ReportScreen)
        await played.press("escape")
        burst(played, *" x!", "escape")
        await played.settle()
        assert not isinstance(played.app.screen, Form)
        await played.press("i")
        assert isinstance(played.app.screen, Form)
        assert f"{SAID} x!" in played.app.screen.values().values()

    stage.play(scene)


@pytest.mark.parametrize("onward", ["tab", "enter"])
def test_a_call_typed_in_one_burst_stands_field_by_field(stage: Stage, onward: str) -> None:
    typed = ("Sample Caller", "caller@customer.example", "+44 20 7946 0000", "K-17", "Rude driver")

    async def scene(played: Played) -> None:
        keys = [key for text in typed for key in (*text, onward)]
        burst(played, "n", *keys, *SAID, "ctrl+t")
        await played.settle()
        await played.press("escape")
        assert isinstance(played.app.screen, LogScreen)
        values = played.app.screen.values()
        assert tuple(values[name] for name in ("customer", "email", "phone", "key", "subject")) == typed
        assert values["text"] == SAID

    stage.play(scene)


def test_the_filter_gets_what_was_typed_right_after_the_key_that_opens_it(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        burst(played, "/", *"severity:S1")
        await played.settle()
        assert played.app.screen.query_one(FilterBox).text == "severity:S1"

    stage.play(scene)


def test_what_is_typed_while_a_form_is_saved_is_for_what_is_next(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        let_go = held_writer(played)
        burst(played, "i", *SAID, "ctrl+s", "i", *"And again", "ctrl+s")
        await wait_for(played, lambda: isinstance(played.app.screen, Form) and played.app.screen.awaits_answer)
        let_go()
        await played.settle()
        assert not isinstance(played.app.screen, Form)

    stage.play(scene)
    with stage.desk() as desk:
        assert [text for one in desk.show(ref).timeline[-2:] for _name, text in one.words] == [SAID, "And again"]


def test_acts_typed_ahead_are_done_in_order_each_on_what_the_one_before_left(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.received(desk)

    async def scene(played: Played) -> None:
        burst(played, "t", "b", "s", *"S2", "ctrl+s", "i", *"Called", "ctrl+s")
        await played.settle()

    stage.play(scene)
    with stage.desk() as desk:
        done = [type(one.event).__name__ for one in desk.show(ref).timeline]
    assert [name for name in done if "Letter" not in name] == ["Logged", "Assigned", "Started", "Assessed", "Noted"]


def test_an_act_typed_right_after_turning_to_another_view_is_about_what_stands_there(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        burst(played, "l", "j", "t")
        await played.settle()

    stage.play(scene)
    with stage.desk() as desk:
        assert [desk.complaint(ref).owner for ref in ("CX-6", "CX-7", "CX-8")] == [None, "ann", None]


class LateWatch(Watch):
    """One that reads no rows before it is told to."""

    def __init__(self, watch: Watch, ready: threading.Event) -> None:
        super().__init__(watch.folder, watch._connection, agent=watch._agent, now=watch._now)
        self._ready = ready

    def window(self, *words: Any, **named: Any) -> Window:
        """As told."""
        assert self._ready.wait(30)
        return super().window(*words, **named)


@pytest.mark.parametrize("keys", [("t",), ("j", "k", "t")])
def test_what_was_struck_before_the_first_rows_came_waits_for_them(stage: Stage, keys: tuple[str, ...]) -> None:
    with stage.desk() as desk:
        ref = acted.received(desk)
    ready = threading.Event()
    stage.make_watch = lambda watch: LateWatch(watch, ready)
    app = CxdeskApp(stage.session())

    async def run() -> None:
        async with app.run_test(size=SMALL) as pilot:
            played = Played(app, pilot)
            burst(played, *keys)
            await pilot.pause(0.02)
            ready.set()
            await played.settle()

    asyncio.run(run())
    with stage.desk() as desk:
        assert desk.complaint(ref).owner == "ann"


def test_esc_leaves_a_form_whose_saving_takes_long_and_what_came_of_it_is_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxdesk.screens.typist.PATIENCE_SECONDS", 0.0)
    with stage.desk() as desk:
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        let_go = held_writer(played)
        burst(played, "i", *SAID, "ctrl+s", *"lost")
        await wait_for(played, lambda: played.app._typist._held_seconds > 0)
        burst(played, "escape")
        await wait_for(played, lambda: not isinstance(played.app.screen, Form))
        let_go()
        await played.settle()
        assert played.toasts() == [f"{ref}: note"]
        await played.press("i")
        assert isinstance(played.app.screen, Form)
        assert played.app.screen.values() == {"text": ""}

    stage.play(scene)
    with stage.desk() as desk:
        assert is_known(desk, ref, SAID)


def test_a_second_esc_typed_ahead_leaves_only_what_the_first_one_left(stage: Stage) -> None:
    with stage.desk() as desk:
        acted.begun(desk)

    async def scene(played: Played) -> None:
        await played.press("enter", "i", *"x")
        form = played.app.screen
        below = played.app.screen_stack[-2]
        form.dismiss()
        form.dismiss()
        await played.settle()
        assert played.app.screen is below

    stage.play(scene)


def test_a_form_that_is_done_under_a_report_leaves_after_it(stage: Stage) -> None:
    with stage.desk() as desk:
        acted.begun(desk)

    async def scene(played: Played) -> None:
        await played.press("i", *"x")
        form, below = played.app.screen, played.app.screen_stack[-2]
        report = ReportScreen("one")
        played.app.push_screen(report)
        await played.settle()
        form.dismiss()
        await played.settle()
        assert played.app.screen is report
        await played.press("escape")
        assert played.app.screen is below

    stage.play(scene)


def test_what_one_did_oneself_is_no_news_to_a_form(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        release = held_writer(played)
        burst(played, "i", *"first", "ctrl+s")
        burst(played, "i", *"second", "ctrl+s")
        release()
        await played.settle()
        assert not isinstance(played.app.screen, Form), played.text()

    stage.play(scene)
    with stage.desk() as desk:
        assert is_known(desk, ref, "first")
        assert is_known(desk, ref, "second")


def test_what_another_window_did_is_told_before_it_is_overwritten(stage: Stage) -> None:
    """TUI: a stale save shows what changed and offers to apply it all the same; the same login elsewhere counts."""
    with stage.desk() as desk:
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        await played.press("i", *"first")
        with stage.desk() as desk:
            desk.note(ref, "Written by oneself in another window")
        await played.press("ctrl+s")
        assert isinstance(played.app.screen, Form)
        assert "changed while you were typing" in played.text()
        await played.press("ctrl+s")
        assert not isinstance(played.app.screen, Form), played.text()

    stage.play(scene)
    with stage.desk() as desk:
        assert is_known(desk, ref, "first")


def test_what_one_merged_into_a_complaint_oneself_is_no_news_there(stage: Stage) -> None:
    """The other complaint of a merge changes too, by the same act and the same hands."""
    with stage.desk() as desk:
        master, source = acted.begun(desk), acted.begun(desk)
        own: Own = set()
        for name, values in (("merge", {"into": master}), ("unmerge", {})):
            seen = {master: desk.complaint(master).seq}
            performing(_act(name), [source], values, own, Work(1))(desk)
            noted = performing(_act("note"), [master], {"text": SAID}, own, Work(1), seen)(desk)
            assert desk.complaint(master).seq == seen[master] + 2
            assert [str(one.error) for one in noted.refused] == []


def _act(name: str) -> ActCommand:
    command = named(name)()
    assert isinstance(command, ActCommand)
    return command


def test_a_toast_covers_neither_error_nor_hint_of_a_form(stage: Stage) -> None:
    with stage.desk() as desk:
        acted.begun(desk)

    async def scene(played: Played) -> None:
        await played.press("n")
        played.app.say("something was done")
        await played.press("ctrl+s")
        lines = played.text().splitlines()
        assert any("something was done" in line for line in lines[:6])
        assert not any("something was done" in line for line in lines[6:])

    stage.play(scene)


def test_who_left_something_by_the_key_that_ends_the_program_leaves_nothing_later_by_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+Q that was delivered is spent, though the program goes on: nothing held later is given up for it."""
    monkeypatch.setattr("cxdesk.screens.typist.LEAVING_SECONDS", 0.0)
    monkeypatch.setattr(CxdeskApp, "action_quit", _stays)
    with stage.desk() as desk:
        ref = acted.begun(desk)

    async def scene(played: Played) -> None:
        await played.press("ctrl+q")
        let_go = held_writer(played)
        burst(played, "i", *SAID, "ctrl+s", "i", *"And again", "ctrl+s")
        await wait_for(played, lambda: played.app._typist._held_seconds > 0)
        let_go()
        await played.settle()

    stage.play(scene)
    with stage.desk() as desk:
        assert [text for one in desk.show(ref).timeline[-2:] for _name, text in one.words] == [SAID, "And again"]


async def _stays(_app: CxdeskApp) -> None:
    """Somebody ends it in vain."""


@no_pty
def test_a_call_typed_ahead_on_a_real_terminal_is_logged_whole(stage: Stage) -> None:
    a_morning(stage)
    terminal = Terminal(stage)
    terminal.until(lambda written: b"Charged twice" in written)
    call = ("Sample Caller", "caller@customer.example", "+44 20 7946 0000", "K-17", "Rude driver")
    terminal.press("n" + "\t".join((*call, SAID)) + "\x13", "is logged")
    terminal.keys("q")
    assert terminal.ended() == 0
    with stage.desk() as desk:
        dossier = desk.show("CX-36")
    assert dossier.customer is not None
    assert (dossier.customer.name, dossier.customer.emails, dossier.customer.key) == (call[0], (call[1],), call[3])
    assert (dossier.subject, dossier.text) == (call[4], SAID)


def test_a_key_that_is_struck_while_the_last_screen_goes_ends_nothing_with_a_fault(stage: Stage) -> None:
    async def scene(played: Played) -> None:
        typist, screens = played.app._typist, played.app._screen_stack
        gone = list(screens)
        screens.clear()
        typist.strike(events.Key("j", "j"))
        while not typist.is_idle:
            await asyncio.sleep(0)
        screens.extend(gone)
        await played.settle()
        assert played.app._exception is None

    stage.play(scene)
