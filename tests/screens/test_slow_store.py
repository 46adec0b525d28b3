"""A store that answers late, or not at all: the screens begin, keys work, nothing typed is lost, the end comes."""

import asyncio
import sqlite3
import threading
from collections.abc import Mapping
from typing import Any

import pytest

from cxdesk.app import CxdeskApp
from cxdesk.desk import DATABASE, Desk
from cxdesk.desk.watching import Watch, Window
from cxdesk.domain.words import Role
from cxdesk.errors import DeskUnavailable
from cxdesk.screens.form import Form
from cxdesk.store.people import Agent
from cxdesk.widgets.rows import Rows
from tests.screens import acted
from tests.screens.samples import a_morning
from tests.screens.stage import SMALL, Played, Stage
from tests.screens.test_typist import SAID, burst, held_writer, wait_for


class LateViews(Watch):
    """One that does not know the views before it is told to."""

    def __init__(self, watch: Watch, ready: threading.Event) -> None:
        super().__init__(watch.folder, watch._connection, agent=watch._agent, now=watch._now)
        self._ready = ready

    def views(self) -> Mapping[str, str]:
        """As told."""
        assert self._ready.wait(30)
        return super().views()


def test_what_the_palette_asks_before_the_first_rows_are_there_takes_nothing_from_them(stage: Stage) -> None:
    a_morning(stage)
    ready = threading.Event()
    stage.make_watch = lambda watch: LateViews(watch, ready)
    app = CxdeskApp(stage.session())

    async def run() -> None:
        async with app.run_test(size=SMALL) as pilot:
            played = Played(app, pilot)
            burst(played, "ctrl+p", *"CX-1")
            await wait_for(played, lambda: bool(app.reader._waiting))
            ready.set()
            await played.settle()
            await played.press("escape")
            assert "Charged twice" in played.text()

    asyncio.run(run())


def test_a_desk_that_could_not_be_opened_at_first_is_asked_again_and_its_failure_told_once(stage: Stage) -> None:
    a_morning(stage)
    failures = iter([DeskUnavailable("locked for a moment")] * 2)

    def open_watch(watch: Watch) -> Watch:
        for failure in failures:
            watch.shut()
            raise failure
        return watch

    stage.make_watch = open_watch

    async def scene(played: Played) -> None:
        for _second in range(3):
            played.app._look()
            await played.settle()
        assert played.toasts() == ["locked for a moment"]
        assert "Charged twice" in played.text()

    stage.play(scene)


def test_what_was_typed_while_another_process_holds_the_desk_is_there_again_and_at_hand_at_the_end(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Esc promises that it is kept; and whoever waits for the lock waits no longer once the program ends."""
    monkeypatch.setattr("cxdesk.widgets.reader.QUIT_SECONDS", 20.0)
    with stage.desk() as desk:
        ref = acted.begun(desk)
    other = sqlite3.connect(stage.folder / DATABASE, isolation_level=None)

    async def scene(played: Played) -> None:
        other.execute("BEGIN IMMEDIATE")
        burst(played, "i", *SAID, "escape")
        await wait_for(played, lambda: bool(played.app.drafts.at_hand))
        await wait_for(played, lambda: not isinstance(played.app.screen, Form))
        burst(played, "i")
        await wait_for(
            played, lambda: isinstance(played.app.screen, Form) and SAID in played.app.screen.values().values()
        )
        played.app.let_go()

    app = stage.play(scene)
    other.close()
    assert app.drafts.at_hand == {("note", (ref,)): {"text": SAID}}
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("cxdesk-")]


def test_drafts_that_the_desk_does_not_take_are_told_once_until_it_takes_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stage.desk() as desk:
        acted.begun(desk)
    keep_draft = Desk.keep_draft

    def full(*_words: object, **_named: object) -> None:
        raise DeskUnavailable("the disk is full", mend="free some space")

    async def scene(played: Played) -> None:
        monkeypatch.setattr(Desk, "keep_draft", full)
        told = "the disk is full; what is typed is at hand only until this program ends\nfree some space"
        for _time in range(2):
            await played.press("i", "x", "escape")
            assert played.toasts() == [told]
        monkeypatch.setattr(Desk, "keep_draft", keep_draft)
        await played.press("i", "escape")
        assert not played.app.drafts.at_hand

    stage.play(scene)
    with stage.desk() as desk:
        assert [dict(draft.said) for draft in desk.drafts()] == [{"text": "xx"}]


class LateRows(Watch):
    """One whose rows come when it is told to, once it *is_slow*."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch.folder, watch._connection, agent=watch._agent, now=watch._now)
        self.is_slow = False
        self.ready = threading.Event()

    def window(self, *words: Any, **named: Any) -> Window:
        """As told."""
        assert not self.is_slow or self.ready.wait(30)
        return super().window(*words, **named)


@pytest.mark.parametrize("key", ["i", "full_stop", "v"])
def test_no_act_is_done_to_rows_of_another_view_however_slowly_those_of_this_one_come(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """A key waits a moment for what it means; after that nothing is done, and it says so."""
    monkeypatch.setattr("cxdesk.screens.place.LONGEST_HELD_SECONDS", 0.0)
    stage.agent = "quin"
    with stage.desk("ann") as desk:
        desk.add_agent(Agent("quin", "Sample Quality", Role.QUALITY))
        acted.resolved(desk)
    made: list[LateRows] = []

    def late(watch: Watch) -> Watch:
        made.append(LateRows(watch))
        return made[0]

    stage.make_watch = late

    async def scene(played: Played) -> None:
        app = played.app
        await played.press("i", *"first", "ctrl+s")
        done = len(app._own)
        toasts = len(played.toasts())
        made[0].is_slow = True
        burst(played, "l", key)
        await wait_for(played, lambda: len(played.toasts()) > toasts)
        assert played.toasts()[toasts:] == ["Nothing was done: the list is still being read."]
        made[0].ready.set()
        await played.settle()
        assert len(app._own) == done

    stage.play(scene)


def test_a_revisit_is_recorded_of_the_complaint_that_was_asked_about_though_others_took_it_away(stage: Stage) -> None:
    stage.agent = "quin"
    with stage.desk("ann") as desk:
        desk.add_agent(Agent("quin", "Sample Quality", Role.QUALITY))
        refs = {acted.resolved(desk), acted.resolved(desk)}

    async def scene(played: Played) -> None:
        await played.press("v")
        (asked,) = (ref for ref in refs if f"Revisit · {ref}" in played.text())
        with stage.desk("ann") as desk:
            desk.withdraw(asked, "It is settled")
        played.app._look()
        await played.settle()
        rows = played.app.screen_stack[0].query_one(Rows)
        assert rows.current is not None
        assert {rows.current.ref} == refs - {asked}
        await played.press("x")
        (told,) = played.toasts()
        assert told.startswith(f"{asked}: ")

    stage.play(scene)


def test_what_ends_the_program_from_anywhere_waits_behind_no_key_that_is_held(stage: Stage) -> None:
    """An act is being saved that takes for ever; keys typed ahead wait for it, Ctrl+Q does not."""
    with stage.desk() as desk:
        acted.begun(desk)

    async def scene(played: Played) -> None:
        let_go = held_writer(played)
        burst(played, "i", *SAID, "ctrl+s", "i", *"And again", "ctrl+q")
        await wait_for(played, lambda: played.app._exit)
        let_go()

    stage.play(scene)
