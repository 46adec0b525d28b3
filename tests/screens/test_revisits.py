"""The agenda of revisits: what stands on it, who sees which day, what its keys do (DOMAIN §9)."""

import asyncio
import threading
import time
from datetime import date, timedelta

import pytest
from textual.events import Key

from cxdesk.app import CxdeskApp
from cxdesk.catalogue import use
from cxdesk.desk.visiting import Agenda
from cxdesk.desk.watching import Interrupted, Seen, Watch
from cxdesk.domain.words import Act, Role, Status
from cxdesk.screens.choosing import Choosing
from cxdesk.screens.complaint import ComplaintScreen
from cxdesk.screens.revisits import RevisitsScreen
from cxdesk.store.people import Agent
from cxdesk.widgets.agenda import AgendaRows
from tests.desks import MONDAY
from tests.screens.samples import HOSTILE
from tests.screens.stage import LARGE, SMALL, Played, Stage, check_screen
from tests.screens.stories import delivered, fixed_days

DAY = timedelta(days=1)
TODAY = MONDAY.date()


def agenda(stage: Stage) -> list[str]:
    """Missed, overdue, due today with an attempt, and two ahead of which one is ann's own; today is a week later."""
    fixed_days(stage)
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT))
        desk.add_agent(Agent("quin", "Sample Quality", Role.QUALITY))
        week = TODAY + 7 * DAY
        refs = [
            delivered(desk, "Sample Missed", TODAY + DAY, week + 60 * DAY),
            delivered(desk, "Sample Overdue", week - 2 * DAY, week - DAY),
            delivered(desk, "王小明", week, week + 62 * DAY, language="zh"),
            delivered(desk, "Sample Ahead", week + 3 * DAY, week + 63 * DAY),
        ]
    with stage.desk("quin") as desk:
        stage.clock.on(days=7)
        own = delivered_by_ann(stage)
        desk.revisit_attempted(refs[2], "phone", "nobody answered")
    return [*refs, own]


def delivered_by_ann(stage: Stage) -> str:
    """One that ann handled: its days are drawn."""
    with stage.desk() as desk:
        return delivered(desk, "Sample Own", owner="ann")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_agenda_by_day(stage: Stage, size: tuple[int, int], language: str) -> None:
    agenda(stage)
    stage.size = size
    use(language)
    check_screen(f"revisits-{language}-{size[0]}", stage.shot("2"))
    check_screen(f"revisits-script-zh-{language}-{size[0]}", stage.shot("2", "j", "j", "j"))


def test_an_empty_agenda_says_so_and_denies_none_that_whoever_looks_may_not_know_of(stage: Stage) -> None:
    """DOMAIN §9: ann's own complaint has a revisit, whose day is drawn."""
    delivered_by_ann(stage)
    shown = " ".join(stage.shot("2").split())
    assert "No revisit stands here yet." in shown
    assert "one of your own complaints appears on its day." in shown


def refs_of(played: Played) -> list[tuple[str, int]]:
    """What the list holds."""
    return [(row.ref, row.visit.number) for row in played.app.screen.query_one(AgendaRows).stretch.rows if row.visit]


def test_9_the_owner_does_not_see_the_day_ahead_others_do(stage: Stage) -> None:
    *_refs, own = agenda(stage)
    seen: dict[str, bool] = {}
    for agent in ("ann", "quin"):
        stage.agent = agent

        async def scene(played: Played, agent: str = agent) -> None:
            await played.press("2")
            seen[agent] = own in {ref for ref, _number in refs_of(played)}

        stage.play(scene)
    assert seen == {"ann": False, "quin": True}


def test_solved_in_two_keys_leaves_the_agenda(stage: Stage) -> None:
    refs = agenda(stage)
    stage.agent = "quin"

    async def scene(played: Played) -> None:
        await played.press("2")
        assert refs_of(played)[0] == (refs[0], 1)
        await played.press("v", "y")
        assert (refs[0], 1) not in refs_of(played)
        assert refs_of(played)[0] == (refs[1], 1)

    stage.play(scene)
    with stage.desk() as desk:
        assert (visit := desk.complaint(refs[0]).revisit(1)) is not None
        assert visit.resolved is True


def test_not_reached_in_two_keys_is_an_attempt_and_the_cursor_stays(stage: Stage) -> None:
    refs = agenda(stage)
    stage.agent = "quin"

    async def scene(played: Played) -> None:
        await played.press("2", "j", "v", "x")
        rows = played.app.screen.query_one(AgendaRows)
        assert rows.current is not None
        assert rows.current.visit is not None
        assert (rows.current.ref, rows.current.visit.attempts) == (refs[1], 1)

    stage.play(scene)


def test_not_solved_sends_it_back_to_work_with_what_they_said(stage: Stage) -> None:
    refs = agenda(stage)
    stage.agent = "quin"

    async def scene(played: Played) -> None:
        await played.press("2", "v", "n", *"gone again", "ctrl+s")
        assert refs[0] not in {ref for ref, _number in refs_of(played)}

    stage.play(scene)
    with stage.desk() as desk:
        assert desk.complaint(refs[0]).status is Status.INVESTIGATING
        assert (visit := desk.complaint(refs[0]).revisit(1)) is not None
        assert visit.resolved is False


def test_another_day_needs_a_reason_and_is_shown(stage: Stage) -> None:
    refs = agenda(stage)
    stage.agent = "quin"

    async def scene(played: Played) -> None:
        await played.press("2", "v", "m", *"2026-03-20", "tab", *"on holiday", "ctrl+s")
        assert "Fri 2026-03-20" in played.text()
        rows = played.app.screen.query_one(AgendaRows)
        assert rows.current is not None
        assert rows.current.ref == refs[0]

    stage.play(scene)


def test_all_answers_are_kept(stage: Stage) -> None:
    refs = agenda(stage)
    stage.agent = "quin"

    async def scene(played: Played) -> None:
        await played.press("2", "v", "a", *"yes", "tab", "4", "tab", "5", "ctrl+s")
        assert (refs[0], 1) not in refs_of(played)

    stage.play(scene)
    with stage.desk() as desk:
        visit = desk.complaint(refs[0]).revisit(1)
        assert visit is not None
        assert (visit.resolved, visit.satisfaction) == (True, 4)


def test_one_more_revisit_is_planned_from_the_agenda(stage: Stage) -> None:
    refs = agenda(stage)
    stage.agent = "quin"

    async def scene(played: Played) -> None:
        await played.press("2", "v", "s", *"2026-03-18", "ctrl+s")
        assert (refs[0], 3) in refs_of(played)
        assert "Wed 2026-03-18" in played.text()

    stage.play(scene)


def test_a_second_key_typed_ahead_leaves_the_choice_once(stage: Stage) -> None:
    agenda(stage)
    stage.agent = "quin"

    async def scene(played: Played) -> None:
        await played.press("2", "v")
        choice = played.app.screen
        assert isinstance(choice, Choosing)
        choice.on_key(Key("f9", None))
        choice.on_key(Key("f9", None))
        await played.settle()
        assert isinstance(played.app.screen, RevisitsScreen)

    stage.play(scene)


def test_moved_to_another_day_the_cursor_goes_along(stage: Stage) -> None:
    refs = agenda(stage)

    async def scene(played: Played) -> None:
        await played.press("2", "j")
        with stage.desk("quin") as desk:
            desk.move_revisit(refs[1], TODAY + 20 * DAY, "on holiday", number=1)
        await played.press("f5")
        rows = played.app.screen.query_one(AgendaRows)
        assert rows.current is not None
        assert rows.current.ref == refs[1]

    stage.play(scene)


def test_of_a_later_revisit_it_is_said_that_an_earlier_one_is_planned_and_it_can_be_recorded(stage: Stage) -> None:
    """Whoever is reached is asked about the revisit under the cursor; the desk records that one."""
    refs = agenda(stage)
    stage.agent = "quin"

    async def scene(played: Played) -> None:
        await played.press("2", "G")
        screen = played.app.screen
        assert isinstance(screen, RevisitsScreen)
        assert "it comes first" in played.text()
        aim = screen.aim()
        assert Act.REVISIT in aim.allowed
        await played.press("v", "y")
        with stage.desk() as desk:
            visits = desk.complaint(aim.refs[0]).revisits
        assert aim.refs[0] in refs
        assert {visit.number: visit.state.value for visit in visits}[aim.visit or 0] == "confirmed"

    stage.play(scene)


def test_enter_opens_the_complaint_and_digits_change_screens(stage: Stage) -> None:
    agenda(stage)

    async def scene(played: Played) -> None:
        await played.press("2", "enter")
        assert isinstance(played.app.screen, ComplaintScreen)
        await played.press("2")
        assert isinstance(played.app.screen, RevisitsScreen)
        await played.press("1")
        assert not isinstance(played.app.screen, RevisitsScreen)

    stage.play(scene)


def test_tab_reads_the_script_on(stage: Stage) -> None:
    agenda(stage)

    async def scene(played: Played) -> None:
        await played.press("2", "tab", "G")
        assert "sends the complaint back to work" in " ".join(played.text().split())

    stage.play(scene)


def test_hundreds_of_revisits_are_read_in_pages_down_and_up(stage: Stage) -> None:
    fixed_days(stage)
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT))
        ref = delivered(desk, "Sample Person", TODAY + DAY)
        for number in range(300):
            desk.schedule_revisit(ref, TODAY + (2 + number // 7) * DAY)

    async def scene(played: Played) -> None:
        await played.press("2")
        found = set(refs_of(played))
        for _page in range(60):
            await played.press("pagedown")
            found |= set(refs_of(played))
        assert len(found) > 300
        await played.press("g", "G", *["pageup"] * 60)
        rows = played.app.screen.query_one(AgendaRows)
        assert rows.current is not None
        assert rows.current.visit is not None
        assert rows.current.visit.due_on == TODAY + DAY

    stage.play(scene)


def test_hostile_text_is_only_text(stage: Stage) -> None:
    fixed_days(stage)
    with stage.desk() as desk:
        desk.add_agent(Agent("bob", "Sample Agent", Role.AGENT))
        delivered(desk, HOSTILE[:120], TODAY + DAY, subject=HOSTILE)

    async def scene(played: Played) -> None:
        for keys in (("2",), ("tab", "G"), ("v",), ("escape",)):
            await played.press(*keys)
            assert not set(played.text()) & set("\x00\x07\x1b\x9b\u202e\u202c")
        assert played.app.is_running

    for size in (SMALL, LARGE):
        stage.size = size
        stage.play(scene)


def test_a_page_of_the_agenda_reads_an_index(stage: Stage) -> None:
    from cxdesk.store import visits  # noqa: PLC0415 (here alone)

    watch = Watch.open(stage.folder, agent="ann", now=stage.clock)
    try:
        asked = {"day": "", "complaint": 0, "number": 0, "viewer": "ann", "today": "2026-03-02", "limit": 9}
        for query in (visits._FROM, visits._BELOW, visits._ABOVE):
            plan = " ".join(row[3] for row in watch._connection.execute(f"EXPLAIN QUERY PLAN {query}", asked))
            assert "revisits_by_day" in plan
            assert "TEMP B-TREE" not in plan
    finally:
        watch.shut()


def test_an_erased_day_is_told_as_unknown(stage: Stage) -> None:
    from cxdesk.widgets.agenda import _day  # noqa: PLC0415 (here alone)

    assert _day(None) == "unknown"
    assert _day(date(2026, 3, 2)) == "Mon 2026-03-02"


STORE_SECONDS = 30.0
QUIT_SECONDS = 5.0
"""Far beyond what a busy machine needs, and far below what the store takes."""


class SlowWatch(Watch):
    """A store that takes for ever over the agenda and over what is under the cursor, until it is interrupted."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch.folder, watch._connection, agent=watch._agent, now=watch._now)
        self.slow = threading.Event()
        self.wake = threading.Semaphore(0)

    def interrupt(self) -> None:
        """The read in hand ends."""
        self.wake.release()

    @property
    def agenda(self) -> Agenda:
        """Revisits, once the store is slow never."""
        self._wait()
        return super().agenda

    def see(self, ref: str) -> Seen:
        """One complaint, the same."""
        self._wait()
        return super().see(ref)

    def _wait(self) -> None:
        if self.slow.is_set():
            self.wake.acquire(timeout=STORE_SECONDS)
            raise Interrupted


def test_with_a_slow_store_no_key_of_the_agenda_waits_and_quitting_ends_the_threads(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    agenda(stage)
    monkeypatch.setattr("cxdesk.widgets.reader.QUIT_SECONDS", QUIT_SECONDS)
    made: list[SlowWatch] = []

    def slow(watch: Watch) -> Watch:
        made.append(SlowWatch(watch))
        return made[-1]

    stage.make_watch = slow
    app = CxdeskApp(stage.session())

    async def run() -> float:
        async with app.run_test(size=SMALL) as pilot:
            played = Played(app, pilot)
            await played.settle()
            await played.press("2")
            made[0].slow.set()
            began = time.perf_counter()
            for key in ("j", "k", "G", "g", "pagedown", "tab", "f5", "j"):
                await pilot.press(key)
            assert time.perf_counter() - began < STORE_SECONDS / 2
            began = time.perf_counter()
            app.let_go()
            return time.perf_counter() - began

    assert asyncio.run(run()) < QUIT_SECONDS
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("cxdesk-")]
