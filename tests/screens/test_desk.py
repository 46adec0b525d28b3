"""The desk screen: what stands on it at both sizes and in both languages, and what its keys do."""

import asyncio
import threading
import time

import pytest
from rich.color_triplet import ColorTriplet

from cxdesk.app import CxdeskApp
from cxdesk.catalogue import use
from cxdesk.desk.watching import Interrupted, Seen, Watch
from cxdesk.domain.words import Role
from cxdesk.screens.preferences import Preferences
from cxdesk.screens.theme import CONTRAST
from cxdesk.store.people import Agent
from cxdesk.widgets.rows import Rows
from tests.screens.samples import HOSTILE, a_morning, logged
from tests.screens.stage import LARGE, SMALL, Played, Stage, check_screen

QUIT_SECONDS = 20.0


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_desk_of_a_morning(stage: Stage, size: tuple[int, int], language: str) -> None:
    a_morning(stage)
    stage.size = size
    use(language)
    check_screen(f"desk-{language}-{size[0]}", stage.shot())


def test_an_empty_desk_says_what_to_do(stage: Stage) -> None:
    check_screen("desk-empty-80", stage.shot())


def test_a_filter_that_finds_nothing_says_how_to_leave_it(stage: Stage) -> None:
    a_morning(stage)
    check_screen("desk-nothing-found-80", stage.shot("slash", *"status:closed"))


def test_a_query_that_cannot_be_read_points_at_the_place(stage: Stage) -> None:
    a_morning(stage)
    check_screen("desk-wrong-query-80", stage.shot("slash", *"late colour:red"))


def test_tab_completes_a_field_and_its_value(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        await played.press("slash", *"stat")
        await played.press("tab", *"rec")
        await played.press("tab")
        assert "/ status:received" in played.text()

    stage.play(scene)


def test_the_cursor_stays_on_its_complaint_while_others_come_before_it(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        await played.press("l", "j", "j", "j")
        rows = played.app.screen.query_one(Rows)
        before = rows.current
        assert before is not None
        with stage.desk() as desk:
            stage.clock.on(days=-2)
            for number in range(50):
                logged(desk, f"Earlier {number}")
            stage.clock.on(days=2)
        await played.press("f5")
        assert rows.current is not None
        assert rows.current.ref == before.ref

    stage.play(scene)


def test_another_process_changes_what_is_on_screen_without_a_key(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        played.app._look()
        await played.settle()
        with stage.desk() as desk:
            desk.take(logged(desk, "Just came in").ref)
        played.app._look()
        await played.settle()
        assert "Just came in" in played.text()

    stage.play(scene)


def test_whoever_owns_nothing_begins_where_work_is(stage: Stage) -> None:
    with stage.desk() as desk:
        logged(desk, "Nobody has it")
    assert "All open  1" in stage.shot()


def test_the_last_of_many_is_read_backwards_and_the_first_again(stage: Stage) -> None:
    with stage.desk() as desk:
        for number in range(200):
            logged(desk, f"Parcel {number:03}")

    async def scene(played: Played) -> None:
        await played.press("G")
        assert "Parcel 199" in played.text()
        assert "Parcel 000" not in played.text()
        await played.press(*["pageup"] * 30)
        assert "Parcel 000" in played.text()
        await played.press("G", "g")
        assert "Parcel 000" in played.text()
        await played.press(*["pagedown"] * 30)
        assert "Parcel 199" in played.text()

    stage.play(scene)


def test_a_selection_takes_an_act_at_once_with_one_report(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        await played.press("l", "space", "space", "space", "t")
        (told,) = played.toasts()
        assert told.startswith("Take: 3 done · CX-")
        assert "Unassigned  27" in played.text()

    stage.play(scene)


def test_a_selection_of_which_some_are_refused_is_reported_line_by_line(stage: Stage) -> None:
    with stage.desk() as desk:
        mine = logged(desk, "Begun already").ref
        desk.take(mine)
        desk.start(mine)
        desk.take(logged(desk, "Not begun").ref)

    async def scene(played: Played) -> None:
        await played.press("space", "space", "b")
        played.app.screen.refresh()  # Textual draws what changes behind a report only with the report
        await played.settle()
        check_screen("report-80", played.text())
        await played.press("escape")
        assert played.toasts() == []

    stage.play(scene)


def test_only_what_is_allowed_now_is_offered(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        assert "b Begin" in played.text()
        await played.press("b")
        assert "b Begin" not in played.text()
        await played.press("b")
        assert played.toasts()[1:] == ["CX-1: “Begin” is not possible while the complaint is investigating"]

    stage.play(scene)


def test_repeat_does_the_last_act_with_the_same_words_elsewhere(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        await played.press("i", *"called back", "ctrl+s")
        await played.press("j", "full_stop")
        assert len(played.toasts()) == 2
        assert "called back" in played.text()

    stage.play(scene)


def test_undo_gives_a_complaint_back_to_its_owner(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Bob", Role.AGENT))
        desk.take(logged(desk, "Mine").ref)

    async def scene(played: Played) -> None:
        await played.press("a", *"bob", "enter")
        assert "My desk  0" in played.text()
        await played.press("l", "l", "h", "h")
        await played.press("u")
        assert "My desk  1" in played.text()

    stage.play(scene)


def test_the_help_lists_the_keys_of_the_place(stage: Stage) -> None:
    a_morning(stage)
    stage.size = LARGE
    check_screen("help-120", stage.shot("question_mark"))


def test_the_palette_finds_acts_views_and_complaints(stage: Stage) -> None:
    a_morning(stage)

    async def scene(played: Played) -> None:
        await played.press("ctrl+p", *"waiting")
        await played.settle()
        assert "View: Waiting" in played.text()
        await played.press("enter")
        assert "Waiting  0" in played.text()

    stage.play(scene)


def test_a_key_of_the_users_own_config_moves_a_command(stage: Stage) -> None:
    a_morning(stage)
    stage.preferences = Preferences(keys={"take": "z"})
    stage.shot("l", "z")
    with stage.desk() as desk:
        assert desk.complaint("CX-6").owner == "ann"


def test_a_name_in_the_keymap_that_is_no_command_is_told(stage: Stage) -> None:
    stage.preferences = Preferences(keys={"tkae": "T"})

    async def scene(played: Played) -> None:
        assert any("tkae" in toast for toast in played.toasts())

    stage.play(scene)


def test_whoever_is_no_agent_is_told_so_and_may_look(stage: Stage) -> None:
    with stage.desk() as desk:
        logged(desk, "Nobody has it")
    stage.agent = "stranger"

    async def scene(played: Played) -> None:
        assert "Nobody has it" in played.text()
        assert "stranger is not an agent of this desk\ncxdesk agent add stranger --role agent" in played.toasts()
        assert "t Take" not in played.text()

    stage.play(scene)


def test_hostile_text_is_only_text(stage: Stage) -> None:
    with stage.desk() as desk:
        for _one in range(3):
            desk.take(logged(desk, HOSTILE, name=HOSTILE[:200], text=HOSTILE).ref)

    async def scene(played: Played) -> None:
        for keys in (
            ("j",),
            ("b",),
            ("slash", *"[/]"),
            ("escape",),
            ("ctrl+p", *"CX"),
            ("escape",),
            ("i", *"[/", "ctrl+s"),
        ):
            await played.press(*keys)
            assert not set(played.text()) & set("\x00\x07\x1b\x9b\u202e\u202c")
        played.app.say(HOSTILE)
        await played.settle()
        assert "[/]" in played.toasts()[-1]
        assert not set(played.text()) & set("\x00\x07\x1b\x9b\u202e\u202c")
        await played.hover("Keys", (3, 0))
        await played.click("Rows", (10, 2), times=2)
        assert played.app.is_running

    stage.play(scene)


class BlockedWatch(Watch):
    """A store that answers, once `blocked` is set, only when it is interrupted."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch.folder, watch._connection, agent=watch._agent, now=watch._now)
        self.blocked = threading.Event()
        self.begun = threading.Event()
        self._wake = threading.Semaphore(0)

    def interrupt(self) -> None:
        """The read in hand ends."""
        self._wake.release()

    def see(self, ref: str) -> Seen:
        """One that does not come back by itself."""
        if not self.blocked.is_set():
            return super().see(ref)
        self.begun.set()
        assert self._wake.acquire(timeout=60)
        raise Interrupted


def test_keys_move_while_the_store_holds_a_read_and_quitting_ends_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_morning(stage)
    monkeypatch.setattr("cxdesk.widgets.reader.QUIT_SECONDS", QUIT_SECONDS)
    made: list[BlockedWatch] = []

    def blocked(watch: Watch) -> Watch:
        made.append(BlockedWatch(watch))
        return made[0]

    stage.make_watch = blocked
    app = CxdeskApp(stage.session())

    async def run() -> float:
        async with app.run_test(size=SMALL) as pilot:
            await Played(app, pilot).settle()
            rows = app.screen.query_one(Rows)
            made[0].blocked.set()
            await pilot.press("j")
            while not made[0].begun.is_set():
                await pilot.pause(0.01)
            was = rows.stretch.cursor
            await pilot.press("j")
            assert rows.stretch.cursor == was + 1
            await pilot.press("k", "k")
            assert rows.stretch.cursor == was - 1
            assert app.reader.is_alive()
            assert not app.reader.is_idle
            before = time.perf_counter()
            app.let_go()
            return time.perf_counter() - before

    assert asyncio.run(run()) < QUIT_SECONDS
    assert not app.reader.is_alive()
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("cxdesk-")] == []


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """The ratio of WCAG 2.2, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: ColorTriplet) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def test_every_text_of_the_high_contrast_theme_stands_seven_to_one(stage: Stage) -> None:
    a_morning(stage)
    stage.preferences = Preferences(theme=CONTRAST)
    stage.size = LARGE
    worst: dict[str, float] = {}

    def measure(played: Played) -> None:
        for line in played.app.screen._compositor.render_strips():
            for segment in line:
                style = segment.style
                if not segment.text.strip() or style is None or style.color is None or style.bgcolor is None:
                    continue
                worst[segment.text] = contrast(style.color.get_truecolor(), style.bgcolor.get_truecolor())

    async def scene(played: Played) -> None:
        measure(played)
        for keys in (("space",), ("slash", *"colour:x"), ("escape",), ("question_mark",), ("escape", "escape"), ("i",)):
            await played.press(*keys)
            measure(played)

    stage.play(scene)
    low = {text: round(ratio, 1) for text, ratio in worst.items() if ratio < 7}
    assert low == {}


def test_without_colour_every_mark_is_still_there(stage: Stage) -> None:
    a_morning(stage)
    text = stage.shot()
    assert "▲ CX-1" in text
    assert "−" in text


def test_what_missed_a_deadline_stands_before_the_rest_once_it_was_swept(stage: Stage) -> None:
    a_morning(stage)
    watch = Watch.open(stage.folder, agent="ann", now=stage.clock)
    try:
        assert [row.spot.part for row in watch.window("open", below=3).rows] == [1, 1, 1]
        with stage.desk() as desk:
            desk.sweep()
        assert [row.spot.part for row in watch.window("open", below=3).rows] == [0, 1, 1]
    finally:
        watch.shut()
