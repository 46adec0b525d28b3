"""The screen of one complaint: what stands on it, what its keys do, and that nothing in it does harm or waits."""

import re
import threading
import time
from datetime import date, timedelta

import pytest

from cxdesk.catalogue import use
from cxdesk.desk import Desk, option
from cxdesk.desk.closeup import Closeup
from cxdesk.desk.watching import Interrupted, Watch
from cxdesk.domain.events import Assessed
from cxdesk.domain.words import OptionType, Severity
from cxdesk.screens.complaint import ComplaintScreen
from cxdesk.widgets.facts import head
from cxdesk.widgets.pane import Pane
from tests.desk import lives
from tests.screens import acted
from tests.screens.samples import HOSTILE, logged
from tests.screens.stage import LARGE, SMALL, Played, Stage, check_screen
from tests.screens.stories import delivered, told

FORBIDDEN = set("\x00\x07\x1b\x9b\u202e\u202c")


def shown(stage: Stage, ref: str, *keys: str) -> str:
    """The complaint's screen after pressing *keys*; the hash of the standards depends on the zone data here."""
    found: list[str] = []

    async def scene(played: Played) -> None:
        played.app.open_complaint(ref)
        await played.settle()
        await played.press(*keys)
        found.append(re.sub(r"\b[0-9a-f]{12}\b", "············", played.text()))

    stage.play(scene)
    return found[0]


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_tab_of_a_complaint_with_everything(stage: Stage, size: tuple[int, int], language: str) -> None:
    ref = told(stage)
    stage.size = size
    use(language)
    tabs = ["timeline", "options", "revisits", "explain", *(["facts"] if size == SMALL else [])]
    for number, tab in enumerate(tabs):
        check_screen(f"complaint-{tab}-{language}-{size[0]}", shown(stage, ref, *["l"] * number))


def in_every_status(desk: Desk, stage: Stage) -> list[str]:
    """One complaint in each status, with paused, met and breached clocks."""
    late = lives.neglected(desk, stage.clock)
    new = logged(desk, "Charged twice").ref
    begun = logged(desk, "Wrong size").ref
    desk.assess(begun, Assessed(Severity.S2, safety=True, vulnerable=True))
    desk.take(begun)
    desk.start(begun)
    done = lives.fulfilled(desk, stage.clock)
    waits, taken = acted.offered(desk), acted.fulfilling(desk)
    ended = logged(desk, "A mistake of mine").ref
    desk.withdraw(ended, "I found it")
    return [late, new, begun, lives.waiting(desk, stage.clock), waits, taken, done, ended]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("cells", [76, 116])
def test_the_head_of_every_status_at_both_sizes(stage: Stage, cells: int, language: str) -> None:
    use(language)
    with stage.desk() as desk:
        refs = in_every_status(desk, stage)
        zone = desk.zone
    watch = Watch.open(stage.folder, agent="ann", now=stage.clock)
    try:
        closeups: list[Closeup] = [watch.closeup(ref) for ref in refs]
    finally:
        watch.shut()
    lines = [line.text for close in closeups for line in [*head(close, stage.clock(), zone, cells)]]
    check_screen(f"complaint-heads-{language}-{cells + 4}", "\n".join(lines))


def test_enter_opens_the_complaint_under_the_cursor_and_escape_leads_back(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.take(logged(desk, "Charged twice").ref)

    async def scene(played: Played) -> None:
        await played.press("enter")
        assert isinstance(played.app.screen, ComplaintScreen)
        assert "▸Timeline" in played.text()
        await played.press("escape")
        assert not isinstance(played.app.screen, ComplaintScreen)

    stage.play(scene)


def test_tabs_turn_with_keys_and_with_the_mouse(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.take(logged(desk, "Charged twice").ref)

    async def scene(played: Played) -> None:
        await played.press("enter", "l")
        assert "▸Options" in played.text()
        await played.press("h", "h")
        assert "▸Facts" in played.text()
        await played.click("TabLine", (3, 0))
        assert "▸Timeline" in played.text()

    stage.play(scene)


def test_j_k_g_and_page_keys_move_in_a_long_timeline(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = logged(desk, "Charged twice").ref
        desk.take(ref)
        for number in range(60):
            desk.note(ref, f"note number {number:02}\nwith a second line")

    async def scene(played: Played) -> None:
        await played.press("enter")
        pane = played.app.screen.query_one("#chapter", Pane)
        newest = pane.current
        await played.press("j", "j", "k")
        assert pane.current != newest
        await played.press("G")
        assert "received by phone" in played.text()
        await played.press("g")
        assert pane.current == newest
        await played.press("pagedown")
        assert "note number 59" not in played.text()
        await played.press("pageup", "k", "k", "k")
        assert "note number 59" in played.text()
        await played.press(*["j"] * 70)
        assert "received by phone" in played.text()
        await played.press(*["k"] * 70)
        assert pane.current == newest

    stage.play(scene)


def test_words_longer_than_the_screen_are_read_to_their_end(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = logged(desk, "Charged twice", text="\n".join(f"line {number:03} of it" for number in range(100))).ref
        desk.take(ref)

    async def scene(played: Played) -> None:
        await played.press("enter", "G", *["k"] * 40)
        seen = played.text()
        for _press in range(60):
            await played.press("j")
            seen += played.text()
        assert all(f"line {number:03} of it" in seen for number in range(100))

    stage.play(scene)


def test_what_others_do_appears_by_itself_and_the_cursor_stays(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = logged(desk, "Charged twice").ref
        desk.take(ref)
        for number in range(30):
            desk.note(ref, f"note number {number:02}")

    async def scene(played: Played) -> None:
        await played.press("enter", *["j"] * 12)
        pane = played.app.screen.query_one("#chapter", Pane)
        before, top = pane.current, played.text().splitlines()[-6]
        played.app._look()
        await played.settle()
        with stage.desk() as desk:
            desk.note(ref, "somebody else wrote")
        played.app._look()
        await played.settle()
        assert pane.current == before
        assert played.text().splitlines()[-6] == top
        await played.press("g")
        assert "somebody else wrote" in played.text()

    stage.play(scene)


def test_an_act_on_the_screen_is_shown_on_it(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.take(logged(desk, "Charged twice").ref)

    async def scene(played: Played) -> None:
        await played.press("enter", "b")
        assert "investigating" in played.text()
        assert "b Begin" not in played.text()
        assert isinstance(played.app.screen, ComplaintScreen)

    stage.play(scene)


def test_countdowns_go_on_without_a_question(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.take(logged(desk, "Charged twice").ref)

    async def scene(played: Played) -> None:
        await played.press("enter")
        assert "acknowledge ░░░░░░░░ ◷ 1d 15h left" in played.text()
        stage.clock.at += timedelta(days=1)
        screen = played.app.screen
        assert isinstance(screen, ComplaintScreen)
        screen._tell()
        await played.settle()
        assert "acknowledge ▓▓▓░░░░░ ◷ 15h left" in played.text()

    stage.play(scene)


def test_a_reply_that_seems_to_accept_and_mail_in_quarantine_are_told(stage: Stage) -> None:
    ref = told(stage)
    stage.size = LARGE
    screen = shown(stage, ref)
    assert "the customer seems to accept option 1" in screen
    assert "mail in quarantine that names it: 1" in screen


def test_the_owner_does_not_see_the_day_of_a_revisit_ahead(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = lives.fulfilled(desk, stage.clock)
    assert re.search(r"planned, between \d", shown(stage, ref, "l", "l"))


def test_an_unknown_reference_is_said_and_leaves_the_screen(stage: Stage) -> None:
    async def scene(played: Played) -> None:
        played.app.open_complaint("CX-77")
        await played.settle()
        assert not isinstance(played.app.screen, ComplaintScreen)
        assert "CX-77" in played.toasts()[-1]

    stage.play(scene)


def test_hostile_text_is_only_text_in_every_tab(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = delivered_hostile(stage, desk)

    async def scene(played: Played) -> None:
        played.app.open_complaint(ref)
        await played.settle()
        for _tab in range(6):
            for key in ("j", "G", "k", "g"):
                await played.press(key)
                assert not set(played.text()) & FORBIDDEN
            await played.press("l")
        await played.click("#chapter", (4, 1))
        await played.hover("#chapter", (4, 1))
        assert played.app.is_running
        assert isinstance(played.app.screen, ComplaintScreen)

    for size in (SMALL, LARGE):
        stage.size = size
        stage.play(scene)


def delivered_hostile(stage: Stage, desk: Desk) -> str:
    """Every text of it is hostile."""
    ref = logged(desk, HOSTILE, name=HOSTILE[:200], text=HOSTILE).ref
    desk.assess(ref, Assessed(Severity.S3))
    desk.take(ref)
    desk.start(ref)
    desk.note(ref, HOSTILE)
    desk.promise(ref, HOSTILE, stage.clock.at + timedelta(hours=4))
    desk.escalate(ref, HOSTILE)
    desk.find_cause(ref, "delivery", HOSTILE, "transport")
    desk.correct(ref, "product", "router", HOSTILE)
    desk.offer(ref, option(OptionType.REFUND, HOSTILE))
    desk.accept(ref, 1, HOSTILE)
    desk.fulfil(ref, HOSTILE)
    return ref


STORE_SECONDS = 30.0


class SlowWatch(Watch):
    """A store that takes for ever over one complaint, until it is interrupted."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch.folder, watch._connection, agent=watch._agent, now=watch._now)
        self.wake = threading.Event()

    def interrupt(self) -> None:
        """The long read ends."""
        self.wake.set()

    def closeup(self, ref: str) -> Closeup:
        """Takes for ever."""
        self.wake.clear()
        self.wake.wait(STORE_SECONDS)
        raise Interrupted


def test_with_a_slow_store_no_key_waits(stage: Stage) -> None:
    with stage.desk() as desk:
        desk.take(logged(desk, "Charged twice").ref)
    stage.make_watch = SlowWatch

    async def scene(played: Played) -> None:
        await played._pilot.press("enter")
        for key in ("j", "l", "h", "g", "f5"):
            before = time.perf_counter()
            await played._pilot.press(key)
            assert time.perf_counter() - before < STORE_SECONDS / 2
        await played._pilot.press("escape")

    stage.play(scene)


def test_a_closed_complaint_is_found_by_its_reference_in_the_palette(stage: Stage) -> None:
    with stage.desk() as desk:
        ref = logged(desk, "A mistake of mine").ref
        desk.withdraw(ref, "I found it")

    async def scene(played: Played) -> None:
        await played.press("ctrl+p", *ref, "down", "enter")
        assert isinstance(played.app.screen, ComplaintScreen)

    stage.play(scene)


def test_delivered_options_and_revisits_are_told(stage: Stage) -> None:
    told(stage)
    with stage.desk() as desk:
        ref = delivered(desk, "Sample Person", date(2026, 3, 12))
    stage.size = LARGE
    assert "✓ accepted, refund, 5 EUR" in shown(stage, ref, "l")
    assert "◷ planned, 2026-03-12" in shown(stage, ref, "l", "l")
